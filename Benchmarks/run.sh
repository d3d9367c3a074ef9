#!/usr/bin/env bash
# Runs the benchmarks: all of them beside all peers, or the one named first with the arguments that follow.
#   run.sh                      run.sh quick                run.sh load --rounds 9 --row unary --peer grpc-cpp
# All of them, or `quick` with fewer and shorter rounds, also draws the page of the results and of those before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Everything is built once, with the same flags and into one folder; says nothing unless it fails.
build=(swift build -c release --static-swift-stdlib)
prepare() {
    local product log
    for product in "$@"; do
        echo "Building $product"
        log=$("${build[@]}" --product "$product" 2>&1) || { printf '%s\n' "$log" >&2; return 1; }
    done
    bin=$("${build[@]}" --show-bin-path)
}

servers=(measure martlet martlet-demo benchmark-server)
tools=(measure martlet-gen protoc-gen-swift codec)

# Runs what has been built.
bench() {
    case $1 in
        codec | report) "$bin/$1" "${@:2}" ;;
        *) "$bin/measure" "$@" ;;
    esac
}

new_results() {
    Peers/build.sh
    Codec/Native/build.sh
    prepare "${servers[@]}" "${tools[@]}" report
    results=$PWD/results/bench-$(date +%s).json
}

draw() { bench report draw results/bench-*.json --output results/report.html; }

full() {
    new_results
    bench load --peer all --rounds 9 --output "$results"
    bench codec --rounds 9 --output "$results"
    bench growth --peer all --output "$results"
    bench knee --peer all --output "$results"
    bench loops --output "$results"
    bench footprint --peer all --output "$results"
    bench codegen --output "$results"
    draw
}

# Long enough to see that everything works, and what has become twice as slow.
quick() {
    local near=(--peer grpc-go --peer grpc-cpp)
    new_results
    bench load --peer all --rounds 2 --scale 0.1 --output "$results"
    bench codec --rounds 2 --output "$results"
    bench growth "${near[@]}" --rounds 1 --seconds 0.1 --sparse --most-connections 1000 --output "$results"
    bench knee "${near[@]}" --rounds 1 --seconds 0.3 --sparse --output "$results"
    bench loops --rounds 1 --seconds 0.3 --output "$results"
    bench footprint "${near[@]}" --rounds 1 --connections 400 --output "$results"
    bench codegen --rounds 1 --compile-rounds 0 --output "$results"
    draw
}

case ${1-} in
    "") full ;;
    quick) quick ;;
    codec) Codec/Native/build.sh; prepare codec; bench "$@" ;;
    report) prepare report; bench "$@" ;;
    codegen) prepare "${tools[@]}"; bench "$@" ;;
    *) prepare "${servers[@]}"; bench "$@" ;;
esac
