#!/usr/bin/env bash
# Fuzzes each target for SECONDS with libFuzzer and the address sanitizer, then says what its slowest input costs.
# New inputs gather in .build/fuzz/corpus; what is found lies in .build/fuzz/findings, and fails the run.
#   run.sh SECONDS [TARGET...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
seconds=$1; shift
targets=("$@")
if (( ! $# )); then
    targets=(
        binary dynamic json text descriptors server client frames deframer inflate request metadata timeout
        status-message
    )
fi
work=$(realpath -m ../../.build/fuzz)
mkdir -p "$work/findings"

# A static library by SwiftPM, a program by the compiler: SwiftPM's own link of a program with libFuzzer fails.
build=(swift build --quiet --disable-build-manifest-caching -c release --scratch-path "$work/swift")
"${build[@]}" --product FuzzTargets -Xswiftc -sanitize=fuzzer,address -Xswiftc -enable-testing
products=$("${build[@]}" --show-bin-path)
doors=(-Xcc "-fmodule-map-file=$products/CLinux.build/module.modulemap")
doors+=(-I ../../Sources/CNghttp2 -I ../../Sources/COpenSSL -I ../../Sources/CZlib)
swiftc -O -parse-as-library -sanitize=fuzzer,address -use-ld=lld -I "$products/Modules" "${doors[@]}" \
    Harness/Harness.swift "$products/libFuzzTargets.a" -lnghttp2 -lssl -lcrypto -lz -o "$work/fuzz"

# The toolchain's backtracer would take the sanitizer's reports for its own.
export SWIFT_BACKTRACE=enable=no LSAN_OPTIONS=suppressions=$PWD/leaks.txt
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target"
    echo "Fuzzing $target for $seconds s"
    if ! MARTLET_FUZZ_TARGET=$target "$work/fuzz" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=4096 -artifact_prefix="$work/findings/$target-" -print_final_stats=1 \
        "$work/corpus/$target" "Corpus/$target" > "$work/$target.log" 2>&1
    then
        tail -40 "$work/$target.log"; exit 1
    fi
    grep -E 'number_of_executed_units|new_units_added|peak_rss_mb' "$work/$target.log"
done

swift build --quiet --disable-build-manifest-caching -c release --scratch-path "$work/pace" --product pace \
    -Xswiftc -enable-testing
"$(swift build -c release --scratch-path "$work/pace" --show-bin-path)/pace" "${targets[@]/#/$work/corpus/}"
