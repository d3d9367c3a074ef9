#!/usr/bin/env bash
# Runs the official conformance suite against our testee: required and recommended cases, every format. Fails at a
# case that fails or that the testee skips. Then compares the testee with python-protobuf on random messages.
#   run.sh                      after setup.sh; MARTLET_PYTHON is the Python
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=../../.build/conformance

swift build --quiet --disable-build-manifest-caching --scratch-path "$work/swift"
testee=$(swift build --scratch-path "$work/swift" --show-bin-path)/conformance-testee

log=$work/suite.log
# Without a list of failures: there is none.
if ! "$work/current/runner" --enforce_recommended --output_dir "$work" "$testee" > "$log" 2>&1; then
    cat "$log"; exit 1
fi
grep 'CONFORMANCE SUITE' "$log"
if grep -q ' [1-9][0-9]* skipped' "$log"; then echo "Cases were skipped: see $log" >&2; exit 1; fi

"${MARTLET_PYTHON:-python3}" Peer/differential.py "$testee" "$work/current/source" 60
