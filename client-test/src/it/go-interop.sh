#!/usr/bin/env bash
# Runs the interoperability cases against grpc-go's server for them. The library comes from
# the Debian package golang-google-grpc-dev, which leaves that server out; its sources are
# taken from the grpc-go repository at the package's version: from the clone that GRPC_GO
# names, or else from GitHub. Everything that is started or written is gone at the end.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
server=

finish() {
	local result=$?
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	if [ "$result" -ne 0 ]; then
		tail -n 30 "$work"/*.log 2>/dev/null || true
		echo "FAILED"
	fi
	rm -rf "$work"
	exit "$result"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
	echo "$*" >&2
	exit 1
}

version=$(dpkg-query -W -f '${source:Upstream-Version}' golang-google-grpc-dev 2>/dev/null) \
	|| fail "golang-google-grpc-dev is missing; sample-app/src/it/go-route-guide.sh installs it"

# In a GOPATH that comes second, the server finds the package it belongs to in the first
# one. As it stands it knows no encoding; gzip of grpc-go is added, and then it answers in
# the encoding in which it was asked.
build() {
	local own=$work/go/src/google.golang.org/grpc clone=${GRPC_GO:-$work/grpc-go}
	[ -n "${GRPC_GO:-}" ] || git clone -q --depth 1 --branch "v$version" https://github.com/grpc/grpc-go "$clone"
	mkdir -p "$own"
	git -C "$clone" archive "v$version" interop | tar -x -C "$own"
	printf 'package main\n\nimport _ "google.golang.org/grpc/encoding/gzip"\n' >"$own/interop/server/gzip.go"
	GO111MODULE=off GOFLAGS='' GOCACHE=$work/cache GOPATH=/usr/share/gocode:$work/go \
		go build -o "$work/interop-server" google.golang.org/grpc/interop/server
}

is_open() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

serve() {
	"$work/interop-server" -port "$1" >>"$work/server.log" 2>&1 &
	server=$!
	for _ in $(seq 50); do
		kill -0 "$server" 2>/dev/null || return 1
		is_open "$1" && return 0
		sleep 0.1
	done
	return 1
}

# The server does not say which port it was given, so ports are tried.
start_server() {
	for _ in $(seq 20); do
		port=$((20000 + RANDOM % 20000))
		if ! is_open "$port" && serve "$port"; then
			return 0
		fi
	done
	fail "the Go server did not start"
}

run_cases() {
	(cd "$root" && mvn -B -pl client-test -am test -Dtest=InteropTest -Dsurefire.failIfNoSpecifiedTests=false \
		-Dtest.groups.excluded=compression -Dinterop.target="127.0.0.1:$port" -Dinterop.compression="$1") >"$work/cases.log" \
		|| fail "cases failed with requests as $1"
	echo "$1: $(grep -o 'Tests run: [1-9].*' "$work/cases.log" | tail -n 1)"
}

build
start_server
run_cases identity
run_cases gzip
echo "passed: grpc-go $version, $(go version | cut -d' ' -f3)"
