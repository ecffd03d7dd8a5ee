#!/bin/bash
# What `make bench` prints: the given release program beside nano, and the simulators' speed.
set -eu
cd "$(dirname "$0")/.."
exec python3 Scripts/bench.py "$@"
