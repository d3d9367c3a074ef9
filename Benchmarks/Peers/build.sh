#!/usr/bin/env bash
# Builds the servers that Martlet is compared with: all of them, or those named.
#   build.sh                      build.sh grpc-cpp grpc-go
# Each becomes Benchmarks/.build/peers/NAME/server, which takes
#   --port P (--tls-cert F --tls-key F | --plaintext) [--methods N]
# What can't be built is left out, with the reason in NAME/missing; benches then report that instead of figures.
# `make bench-tools` installs what this needs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

repository=$(cd ../.. && pwd)
output=$repository/Benchmarks/.build/peers
proto=$repository/Proto
schemas=(grpc/testing/benchmark_service.proto grpc/testing/messages.proto)
export PATH=$PATH:${SWIFT_HOME:-/opt/swift}/usr/bin

# Of all that a peer is made of. A checkout changes the times of files, but not this.
digest() {
    {
        find "$2" "$proto/grpc/testing" -type f -not -path '*/Generated/*' -not -name Package.resolved -print0 |
            sort -z | xargs -0 cat
        declare -f "build_${1//-/_}"
    } | sha256sum
}

# Runs the commands of one peer in its folder of products; the log explains why it is missing, if it is.
peer() {
    local name=$1 sources=$2 folder=$output/$1 digest
    digest=$(digest "$name" "$sources")
    if [[ -x $folder/server && $digest == "$(cat "$folder/digest" 2>/dev/null)" ]]; then return; fi
    mkdir -p "$folder"
    rm -f "$folder/server" "$folder/missing"
    echo "Building $name"
    if ! "build_${name//-/_}" "$PWD/$sources" "$folder" >"$folder/log" 2>&1; then
        rm -f "$folder/server"
        echo "it could not be built: $(grep -m1 -iE 'error|not found' "$folder/log" || tail -n1 "$folder/log")" \
            >"$folder/missing"
        echo "$name is missing: $(cat "$folder/missing")" >&2
    fi
    echo "$digest" >"$folder/digest"
}

# The generators come from the packages that the peer itself uses, built with the same flags: others would build
# everything twice.
build_grpc_swift_2() {
    local scratch=$output/grpc-swift generated=$1/Sources/Generated
    local build=(nice swift build --package-path "$1" --scratch-path "$scratch" -c release --static-swift-stdlib)
    "${build[@]}" --product protoc-gen-swift && "${build[@]}" --product protoc-gen-grpc-swift-2 || return
    rm -rf "$generated" && mkdir -p "$generated" || return
    protoc -I "$proto" "${schemas[@]}" --swift_out="$generated" --grpc-swift-2_out="$generated" \
        --plugin="$scratch/release/protoc-gen-swift" --plugin="$scratch/release/protoc-gen-grpc-swift-2" \
        --grpc-swift-2_opt=Client=false || return
    "${build[@]}" --product grpc-swift-peer && cp "$scratch/release/grpc-swift-peer" "$2/server"
}

build_grpc_cpp() {
    local generated=$2/generated
    mkdir -p "$generated" || return
    protoc -I "$proto" "${schemas[@]}" --cpp_out="$generated" --grpc_out="$generated" \
        --plugin=protoc-gen-grpc="$(command -v grpc_cpp_plugin)" || return
    c++ -std=c++17 -O2 -DNDEBUG -I"$generated" -o "$2/server" "$1/server.cc" "$generated"/grpc/testing/*.cc \
        -lgrpc++ -lgrpc -lgpr -lprotobuf -labsl_synchronization
}

# Debian's grpc-go, without modules and thus without the network.
build_grpc_go() {
    local generated=$2/gopath/src/peer/benchpb
    mkdir -p "$generated" || return
    protoc -I "$proto" "${schemas[@]}" --go_out="$generated" --go-grpc_out="$generated" \
        --{go,go-grpc}_opt=paths=source_relative \
        --{go,go-grpc}_opt=M{grpc/testing/benchmark_service,grpc/testing/messages}.proto=peer/benchpb || return
    mv "$generated"/grpc/testing/*.go "$generated" || return
    GO111MODULE=off GOFLAGS= GOPATH="$2/gopath:/usr/share/gocode" go build -o "$2/server" "$1/server.go"
}

# Stubs are made when it starts.
build_grpcio() {
    local python=${MARTLET_PYTHON:-$repository/.venv/bin/python}
    "$python" -c 'import grpc, grpc_tools' || return
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$python" "$1/server.py" >"$2/server" && chmod +x "$2/server"
}

declare -A sources=([grpc-swift-2]=GRPCSwift [grpc-cpp]=GRPCCpp [grpc-go]=GRPCGo [grpcio]=GRPCPython)
if (( ! $# )); then set -- grpc-cpp grpc-go grpcio grpc-swift-2; fi
for name in "$@"; do
    if [[ -z ${sources[$name]-} ]]; then echo "No peer is called $name. There are: ${!sources[*]}" >&2; exit 64; fi
    peer "$name" "${sources[$name]}"
done
