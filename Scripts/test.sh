#!/bin/bash
# Every test: the rooms' own, and the journeys in a real terminal that JourneyTests runs. The test runner's summary comes
# last.
set -u
cd "$(dirname "$0")/.."
exec swift test </dev/null
