#!/bin/bash
# Every test: the journeys in a real terminal, then the rooms' own. The test runner's summary comes last.
set -u
cd "$(dirname "$0")/.."
status=0

swift build --build-tests || exit 1

for journey in Tests/JourneyTests/test_*.py; do
  case "$journey" in
    */test_driver.py) program=.build/debug/DriverDemo ;;
    *) program=.build/debug/aiinfra-tutor ;;
  esac
  echo "== $journey"
  python3 "$journey" "$program" </dev/null || { echo "FAILED: $journey"; status=1; }
done

[ "$status" = 0 ] || echo "A journey failed; see above."
swift test --skip-build </dev/null || status=1
exit "$status"
