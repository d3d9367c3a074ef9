#!/bin/sh
# Makes the C side of descriptor.proto and plugin.proto anew: the files of target CDescriptors.
# They are committed, so that nobody needs protoc-c to build. Run it after a change in Proto/google/protobuf.
set -eu
cd "$(dirname "$0")/.."
if ! command -v protoc-c >/dev/null; then
    echo "protoc-c not found: the committed files stay (apt-get install protobuf-c-compiler)" >&2
    exit 0
fi
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
protoc-c -I Proto --c_out="$out" google/protobuf/descriptor.proto google/protobuf/compiler/plugin.proto
for name in google/protobuf/descriptor google/protobuf/compiler/plugin; do
    mkdir -p "codegen/CDescriptors/$(dirname $name)" "codegen/CDescriptors/include/$(dirname $name)"
    cmp -s "$out/$name.pb-c.c" "codegen/CDescriptors/$name.pb-c.c" ||
        cp "$out/$name.pb-c.c" "codegen/CDescriptors/$name.pb-c.c"
    cmp -s "$out/$name.pb-c.h" "codegen/CDescriptors/include/$name.pb-c.h" ||
        cp "$out/$name.pb-c.h" "codegen/CDescriptors/include/$name.pb-c.h"
done
