#!/usr/bin/env bash
# Runs `swift test` with these arguments, and says once more at the end what failed: a log may keep its last lines only.
set -euo pipefail
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if swift test "$@" 2>&1 | tee "$log"; then exit 0; fi
echo "What failed:"
grep -aE '^✘|^↳|error: ' "$log" | tail -n 40
exit 1
