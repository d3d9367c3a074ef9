#!/usr/bin/env bash
# Runs the benchmarks: all of them beside all peers, or the one named first with the arguments that follow.
#   run.sh                      run.sh load --rounds 9 --row unary --peer grpc-cpp
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bench() {
    if [[ $1 == codec ]]; then Codec/Native/build.sh; fi
    swift run -c release "$@"
}

if (( $# )); then
    bench "$@"
else
    Peers/build.sh
    bench load --peer all
    bench codec
fi
