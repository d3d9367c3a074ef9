#!/usr/bin/env bash
# Fetches the source of Debian's protobuf package, of the very version that libprotobuf-dev has here, compiles the
# conformance runner in it and generates the testee's messages. What is there already stays. Nothing of it is
# committed: the source and the runner lie in .build/conformance/VERSION, the messages in Sources/OfficialMessages.
#   setup.sh MARTLET-GEN
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
generator=$(realpath "$1")

version=$(dpkg-query -W -f='${source:Version}' libprotobuf-dev)
folder=$(realpath -m "../../.build/conformance/$version")
mkdir -p "$folder"

# Debian's source packages, from the machine's own mirror, in lists of our own: the machine's sources stay as they are.
fetch_source() {
    local work=$folder/apt
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    apt-get indextargets --format 'deb-src $(SITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' \
        > "$work/sources.list"
    [[ -s $work/sources.list ]] || { echo "apt-get knows no Debian mirror: run apt-get update first" >&2; exit 1; }
    local options=(
        -qq -o "Dir::Etc::SourceList=$work/sources.list" -o "Dir::Etc::SourceParts=/dev/null"
        -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o "APT::Update::Post-Invoke-Success="
        -o "APT::Sandbox::User=root"
    )
    apt-get "${options[@]}" update </dev/null
    (cd "$work" && apt-get "${options[@]}" source --download-only "protobuf=$version" </dev/null >/dev/null)
    mkdir "$work/source"
    tar -xf "$work"/protobuf_*.orig.tar.* -C "$work/source" --strip-components=1
    mv "$work/source" "$folder/source"
    rm -rf "$work"
}

# The suite without optimisation: its own speed is no part of what is measured, and it compiles in half the time.
build_runner() {
    local source=$folder/source work=$folder/objects
    rm -rf "$work"
    mkdir -p "$work"
    protoc -I "$source/conformance" -I "$source/src" --cpp_out="$work" conformance.proto \
        google/protobuf/test_messages_proto2.proto google/protobuf/test_messages_proto3.proto
    local units=(
        "$source"/conformance/{conformance_test,conformance_test_main,conformance_test_runner}.cc
        "$source"/conformance/{binary_json,text_format}_conformance_suite.cc
        "$source"/conformance/third_party/jsoncpp/jsoncpp.cpp
        "$work"/conformance.pb.cc "$work"/google/protobuf/test_messages_proto{2,3}.pb.cc
    )
    printf '%s\n' "${units[@]}" | xargs -P "$(nproc)" -I UNIT bash -c '
        g++ -std=c++14 -O0 -w -I "$1" -I "$2/conformance" -I "$2" -idirafter "$2/src" -c "$3" -o "$1/$(basename "$3").o"
    ' _ "$work" "$source" UNIT
    g++ "$work"/*.o -o "$folder/runner.new" -lprotobuf -lpthread
    mv "$folder/runner.new" "$folder/runner"
    rm -rf "$work"
}

generate_messages() {
    local source=$folder/source
    "$generator" generate -o Sources/OfficialMessages/Generated --flat --visibility public --no-services \
        --descriptors --module OfficialMessages -I "$source/conformance" -I "$source/src" \
        "$source/conformance/conformance.proto" "$source"/src/google/protobuf/test_messages_proto{2,3}.proto
}

[[ -d $folder/source ]] || { echo "Fetching the source of protobuf $version"; fetch_source; }
[[ -x $folder/runner ]] || { echo "Compiling the conformance runner of protobuf $version"; build_runner; }
generate_messages
ln -sfn "$folder" ../../.build/conformance/current
