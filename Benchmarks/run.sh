#!/usr/bin/env bash
# Runs the benchmarks: all of them, or the one named first with the arguments that follow.
#   run.sh                      run.sh load --rounds 9 --row unary
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

benches=(load codec)
if (( $# )); then benches=("$1"); shift; fi
for bench in "${benches[@]}"; do
    if [[ $bench == codec ]]; then Codec/Native/build.sh; fi
    swift run -c release "$bench" "$@"
done
