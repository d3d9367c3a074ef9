#!/usr/bin/env bash
# Counts the instructions that a call costs the server, and fails when it is more than what counts.txt holds.
#   ratchet.sh                      ratchet.sh record
# In cleartext on one loop: two runs of valgrind with different numbers of calls, the difference of the instructions
# over the difference of the calls. Repeated runs differ by less than 0.1 %, on a busy machine too.
# `make ratchet` installs what this needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

counts=$PWD/counts.txt
tolerance=1 # per cent: what another patch of a library may cost
# Name, calls at once, calls in the short run and how many more in the long one, messages in each.
rows=("unary 1 1000 10000 1" "unary-100 100 1000 10000 1" "streaming 1 2 20 1000")

build=(swift build --package-path ../.. -c release --static-swift-stdlib --product martlet-demo)
"${build[@]}" >&2
work=$(mktemp -d)
server=
trap 'if [[ -n $server ]]; then kill -KILL "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
# Valgrind 3.19 stops at Swift's debug information.
strip -g -o "$work/martlet-demo" "$("${build[@]}" --show-bin-path)/martlet-demo"

# UnaryCall: SimpleRequest { response_size = 100, payload of 100 bytes }. StreamingOutputCall: 1000 times 1 KiB.
{ printf '\0\0\0\0\x6a\x10\x64\x1a\x66\x12\x64'; head -c 100 /dev/zero; } >"$work/UnaryCall"
{ printf '\0\0\0\x13\x88'; for (( i = 0; i < 1000; i++ )); do printf '\x12\x03\x08\x80\x08'; done; } \
    >"$work/StreamingOutputCall"

# instructions METHOD STREAMS CALLS: all that the server executes from its start to its end.
instructions() {
    local method=$1 streams=$2 calls=$3 port=
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" "$work/martlet-demo" serve --port 0 \
        --plaintext --loops 1 --log-level warning >"$work/log" 2>&1 & server=$!
    for (( i = 0; i < 600 && ! ${port:-0}; i++ )); do
        sleep 0.05
        port=$(sed -n 's/^listening on .*:\([0-9]*\)$/\1/p' "$work/log")
    done
    h2load -n "$calls" -c1 -m"$streams" -d "$work/$method" -H 'te: trailers' -H 'content-type: application/grpc' \
        "http://127.0.0.1:$port/grpc.testing.TestService/$method" >"$work/h2load"
    kill -TERM "$server"
    wait "$server" || true
    server=
    if ! grep -q " $calls succeeded" "$work/h2load"; then cat "$work/log" "$work/h2load" >&2; return 1; fi
    awk '$1 == "totals:" { print $2 }' "$work/callgrind.out"
}

record=("# Instructions per call or message: written by \`ratchet.sh record\`, watched by \`make ratchet\`.")
failed=
for row in "${rows[@]}"; do
    read -r name streams few more messages <<<"$row"
    method=UnaryCall
    if (( messages > 1 )); then method=StreamingOutputCall; fi
    short=$(instructions "$method" "$streams" "$few")
    long=$(instructions "$method" "$streams" $(( few + more )))
    count=$(( (long - short) / (more * messages) ))
    old=$(awk -v name="$name" '$1 == name { print $2 }' "$counts")
    change=$(awk -v old="${old:-0}" -v new="$count" 'BEGIN { printf "%+.2f %%", old ? 100 * (new / old - 1) : 0 }')
    printf '%-10s %7d instructions, recorded %7s: %s\n' "$name" "$count" "${old:-none}" "$change"
    record+=("$name $count")
    if (( 100 * count > (100 + tolerance) * ${old:-0} )); then failed="$failed $name"; fi
    if (( 100 * count < (100 - tolerance) * ${old:-0} )); then echo "  less than recorded: make ratchet RECORD=1"; fi
done

if [[ ${1-} == record ]]; then
    printf '%s\n' "${record[@]}" >"$counts"
elif [[ -n $failed ]]; then
    echo "More than $tolerance % above what is recorded:$failed. Make it cheaper; or, when the instructions are worth" \
        "their price, run make ratchet RECORD=1 and say in the commit what they buy." >&2
    exit 1
fi
