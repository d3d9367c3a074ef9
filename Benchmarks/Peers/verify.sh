#!/usr/bin/env bash
# Calls every method of every peer that has been built, or of those named, over TLS and in cleartext; a wrong answer
# fails.
# `make certs python` makes what this needs.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

peers=Benchmarks/.build/peers
python=${MARTLET_PYTHON:-.venv/bin/python}

# A port that nobody listens on.
free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# verify NAME SERVER_OPTIONS… -- CLIENT_OPTIONS…
verify() {
    local name=$1 port status process; shift
    local server=() client=()
    while [[ $1 != -- ]]; do server+=("$1"); shift; done
    shift; client=("$@")
    port=$(free_port)
    "$peers/$name/server" --port "$port" "${server[@]}" & process=$!
    for (( i = 0; i < 200; i++ )); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
        sleep 0.05
    done
    timeout 120 "$python" Tests/peers/benchmark_calls.py --port "$port" "${client[@]}"
    status=$?
    kill -KILL "$process" && wait "$process" 2>/dev/null
    return "$status"
}

if (( ! $# )); then set -- grpc-cpp grpc-go grpcio grpc-swift-2; fi
failures=0
for name in "$@"; do
    if [[ ! -x $peers/$name/server ]]; then
        echo "$name: missing: $(cat "$peers/$name/missing" 2>/dev/null || echo "Benchmarks/Peers/build.sh was not run")"
        continue
    fi
    echo "$name over TLS"
    verify "$name" --tls-cert .certs/server.pem --tls-key .certs/server.key -- --ca .certs/ca.pem || failures=1
    echo "$name in cleartext"
    verify "$name" --plaintext -- || failures=1
    echo "$name beside a thousand other methods"
    verify "$name" --plaintext --methods 1000 -- --methods 1000 || failures=1
done
exit "$failures"
