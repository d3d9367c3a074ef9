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

# Runs what has been built, for `limit` seconds at the most; 0 is no limit.
limit=0
bench() {
    local program=("$bin/measure" "$1")
    case $1 in codec | report) program=("$bin/$1") ;; esac
    timeout --foreground "$limit" "${program[@]}" "${@:2}"
}

# Runs benches, each with its arguments, into one file, and draws the page. One that fails, or takes three times as long
# as planned, is reported with the reason, and the others go on; the exit code tells.
run_all() {
    local results=$PWD/results/bench-$(date +%s).json part arguments begin
    local plans=() spent=() total=0 status=0
    Peers/build.sh
    Codec/Native/build.sh
    prepare "${servers[@]}" "${tools[@]}" report
    spent=("build: $SECONDS s")
    for part in "$@"; do
        read -ra arguments <<<"$part"
        plans+=("$(bench "${arguments[@]}" --plan 2>/dev/null | tail -n 1 || true)")
        total=$((total + ${plans[-1]:-0}))
    done
    echo "It takes about $(((total + 30) / 60)) minutes ($total s)."
    for part in "$@"; do
        read -ra arguments <<<"$part"
        begin=$SECONDS
        attempt "${plans[0]:-0}" "${arguments[@]}" --output "$results" || status=1
        spent+=("${arguments[0]}: $((SECONDS - begin)) s (about ${plans[0]:-0} s planned)")
        plans=("${plans[@]:1}")
    done
    bench report draw results/bench-*.json --output results/report.html || status=1
    printf '%s\n' "${spent[@]}" "in all: $SECONDS s"
    return "$status"
}

# Runs one bench, and adds to the results that it failed, and why, if it does.
attempt() {
    local limit=$((60 + 3 * $1)) results=${*: -1} errors=.build/errors reason code=0
    shift
    bench "$@" 2>"$errors" || code=$?
    cat "$errors" >&2
    if ((!code)); then return; fi
    reason="exit code $code"
    if ((code == 124)); then reason="it did not end within $limit s"; fi
    echo "$1 failed: $reason" >&2
    bench report miss "$results" "$1" "$reason: $(tail -c 500 "$errors")"
    return 1
}

full() {
    run_all "load --peer all" "codec --rounds 9" "growth --peer all" "knee --peer all" "loops" \
        "footprint --peer all" "codegen --compile-rounds 1"
}

# Long enough to see that everything works, and what has become twice as slow.
quick() {
    local rows="--row unary --row latency --row streaming --row unary-64-KiB --row server-streaming --row ping-pong"
    run_all "load --peer all --rounds 2 --scale 0.1 --seconds 0.3 $rows" \
        "codec --rounds 2" \
        "growth --peer grpc-go --rounds 1 --seconds 0.1 --sparse --most-connections 1000" \
        "knee --peer grpc-go --rounds 1 --seconds 0.3 --sparse" \
        "loops --rounds 1 --seconds 0.3" \
        "footprint --peer all --rounds 1 --connections 200" \
        "codegen --rounds 1 --compile-rounds 0"
}

case ${1-} in
    "") full ;;
    quick) quick ;;
    codec) Codec/Native/build.sh; prepare codec; bench "$@" ;;
    report) prepare report; bench "$@" ;;
    codegen) prepare "${tools[@]}"; bench "$@" ;;
    *) prepare "${servers[@]}"; bench "$@" ;;
esac
