#!/usr/bin/env bash
# Builds the peers in C and C++, and what counts allocations, into Benchmarks/.build/peers, each a shared library. A
# peer that cannot be built is left out: the bench then reports it as missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

proto=../Proto
output=../../.build/peers
generated=$output/generated
mkdir -p "$generated"/{c,c-proto/bench,cpp}

# Runs the commands of one library, and keeps what they say for whoever wonders why it is missing.
build() {
    local library=$output/$1.so log=$output/$1.log
    if [[ -s $library && -z $(find . "$proto" -newer "$library" -type f -print -quit) ]]; then return; fi
    rm -f "$library"
    if ! "${1//-/_}" "$library" >"$log" 2>&1; then
        rm -f "$library"
        echo "$1 could not be built: see Benchmarks/.build/peers/$1.log" >&2
    fi
}

cpp_peer() {
    protoc -I "$proto" --cpp_out="$generated/cpp" bench/messages.proto &&
        c++ -std=c++17 -O2 -DNDEBUG -fPIC -shared -I. -I"$generated/cpp" -o "$1" \
            cpp.cc "$generated/cpp/bench/messages.pb.cc" -lprotobuf
}

# protoc-c knows no `optional` in proto3; without it the bytes are the same.
c_peer() {
    sed 's/^\( *\)optional /\1/' "$proto/bench/messages.proto" >"$generated/c-proto/bench/messages.proto" &&
        protoc-c -I "$generated/c-proto" --c_out="$generated/c" bench/messages.proto &&
        protoc-c -I ../../../Proto --c_out="$generated/c" google/protobuf/descriptor.proto &&
        cc -std=c11 -O2 -DNDEBUG -fPIC -shared -I. -I"$generated/c" -o "$1" \
            c.c "$generated"/c/bench/messages.pb-c.c "$generated"/c/google/protobuf/descriptor.pb-c.c -lprotobuf-c
}

allocations() {
    cc -std=c11 -O2 -fPIC -fno-builtin -shared -o "$1" allocations.c
}

build cpp-peer
build c-peer
build allocations
