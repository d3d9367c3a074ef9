#!/usr/bin/env bash
# Runs the benchmarks: all of them beside all peers, or the one named first with the arguments that follow.
#   run.sh                      run.sh quick                run.sh load --rounds 9 --row unary --peer grpc-cpp
# All of them, or `quick` with fewer and shorter rounds, also draws the page of the results and of those before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bench() {
    if [[ $1 == codec ]]; then Codec/Native/build.sh; fi
    swift run -c release "$@"
}

suite() {
    local rounds=$1 scale=$2 results
    results=$PWD/results/bench-$(date +%s).json
    Peers/build.sh
    bench load --peer all --rounds "$rounds" --scale "$scale" --output "$results"
    bench codec --rounds "$rounds" --output "$results"
    bench report draw results/bench-*.json --output results/report.html
}

case ${1-} in
    "") suite 9 1 ;;
    quick) suite 6 0.1 ;;
    *) bench "$@" ;;
esac
