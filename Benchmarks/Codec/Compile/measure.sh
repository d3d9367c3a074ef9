#!/usr/bin/env bash
# What 100 generated messages cost the compiler and the program, beside swift-protobuf: processor seconds and kilobytes.
#   measure.sh [rounds]
# Everything is built into Benchmarks/.build/compile. Both sides get the same schema, and are compiled at once with the
# flags that SwiftPM uses, twice a round, with their processors swapped; the figures are medians.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

rounds=${1:-5}
work=.build/compile
rm -rf "$work"
mkdir -p "$work"/{proto,martlet,swift-protobuf}

# Each message has a field of most kinds, and one before it inside, as schemas have.
schema() {
    printf 'syntax = "proto3";\npackage size;\nenum Kind { KIND_UNSPECIFIED = 0; KIND_SOME = 1; }\n'
    for number in $(seq 1 100); do
        printf 'message M%d {\n  string name = 1;\n  int64 id = 2;\n  optional int32 limit = 3;\n' "$number"
        printf '  double score = 4;\n  bool active = 5;\n  Kind kind = 6;\n  repeated string tags = 7;\n'
        printf '  repeated int32 codes = 8;\n'
        # Every third begins a chain anew, so that none grows deep.
        if (( number % 3 != 1 )); then
            printf '  M%d inner = 9;\n  repeated M%d more = 10;\n' $((number - 1)) $((number - 1))
        fi
        if (( number % 4 == 0 )); then printf '  map<string, string> labels = 11;\n'; fi
        if (( number % 5 == 0 )); then printf '  oneof choice { string text = 12; int64 code = 13; }\n'; fi
        printf '}\n'
    done
}
schema >"$work/proto/size.proto"

build=(swift build -c release --static-swift-stdlib)
for product in codec protoc-gen-swift martlet-gen; do "${build[@]}" --product "$product" >/dev/null; done
bin=$("${build[@]}" --show-bin-path)
"$bin/martlet-gen" generate -I "$work/proto" -o "$work/martlet" --visibility public "$work/proto/size.proto" >/dev/null
protoc -I "$work/proto" size.proto --swift_out="$work/swift-protobuf" --swift_opt=Visibility=Public \
    --plugin="$bin/protoc-gen-swift"

modules=$bin/Modules
declare -A flags=([release]="-O -wmo -enable-default-cmo" [debug]="-Onone -enable-testing")

# Compiles one side on one processor; adds its user and system seconds to those of the round.
compile() {
    local side=$1 mode=$2 processor=$3 name=Size_${1//-/_}
    # shellcheck disable=SC2086
    env TIMEFORMAT='%U %S' bash -c 'time taskset -c "$0" swiftc "$@" 2>/dev/null' "$processor" -swift-version 6 \
        ${flags[$mode]} -parse-as-library -I "$modules" -module-name "$name" -emit-module \
        -emit-module-path "$work/$name.swiftmodule" -c "$work/$side"/*.swift -o "$work/$side-$mode.o" 2>&1 |
        awk '{ print $1 + $2 }' >>"$work/$side.round"
}

# Both sides at once, each on a processor of its own, since whatever slows the machine down then slows both alike; on a
# machine with one processor, one after the other.
both() {
    local first second
    if [[ $2 == "$3" ]]; then
        compile martlet "$1" "$2"
        compile swift-protobuf "$1" "$3"
        return
    fi
    compile martlet "$1" "$2" & first=$!
    compile swift-protobuf "$1" "$3" & second=$!
    # Each by its number, as what does not compile must fail the run: a bare `wait` says nothing of it.
    wait "$first"
    wait "$second"
}

one=0 other=$(($(nproc) > 1 ? 1 : 0))
for round in $(seq 1 "$rounds"); do
    for mode in release debug; do
        rm -f "$work"/*.round
        both "$mode" "$one" "$other"
        both "$mode" "$other" "$one"
        for side in martlet swift-protobuf; do
            awk '{ sum += $1 } END { print sum / NR }' "$work/$side.round" >>"$work/$side-$mode.seconds"
        done
    done
done

median() { sort -n "$@" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
# The median of the rounds' ratios.
ratio() { paste "$1" "$2" | awk '{ print $1 / $2 }' | median; }
kilobytes() { size "$1" | awk 'NR == 2 { print ($1 + $2) / 1024 }'; }

row() {
    printf '%-22s %12.2f %16.2f %8.2f x   goal: at most %s x\n' "$1" "$(median "$2")" "$(median "$3")" \
        "$(ratio "$2" "$3")" "$4"
}
printf '%-22s %12s %16s %10s\n' "100 messages" Martlet swift-protobuf ratio
for mode in release debug; do
    row "$mode, seconds" "$work/martlet-$mode.seconds" "$work/swift-protobuf-$mode.seconds" 1.0
done
for side in martlet swift-protobuf; do kilobytes "$work/$side-release.o" >"$work/$side.kilobytes"; done
row "release, KB" "$work/martlet.kilobytes" "$work/swift-protobuf.kilobytes" 0.8

# The same for `measure codegen`: what was measured, of whom, one figure a round.
for side in martlet swift-protobuf; do
    for mode in release debug; do echo "$mode" "$side" "$(tr '\n' ' ' <"$work/$side-$mode.seconds")"; done
    echo size "$side" "$(cat "$work/$side.kilobytes")"
done >"$work/figures"
