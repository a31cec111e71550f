#!/usr/bin/env bash
# Runs the sample against a RouteGuide server that is neither ours nor Java: the example of
# grpc-go, built from the Debian package golang-google-grpc-dev. Installs that package if it
# is missing and the caller is root. Both sides listen on free ports of 127.0.0.1, and
# everything that is started or written is gone at the end.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
jar=$root/sample-app/target/sample-app.jar
examples=/usr/share/doc/golang-google-grpc-dev/examples
work=$(mktemp -d)
server=
sample=

finish() {
	local result=$?
	for process in $sample $server; do
		kill "$process" 2>/dev/null || true
		wait "$process" 2>/dev/null || true
	done
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

install() {
	# apt would be content with the first generation of protobuf for Go, which the
	# example does not compile with, so the second one is asked for by name.
	local packages=(golang-go golang-google-grpc-dev golang-google-protobuf-dev golang-github-golang-protobuf-1-5-dev)
	local missing=()
	for package in "${packages[@]}"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || fail "Missing packages; as root: apt-get install ${missing[*]}"
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$work/apt.log" 2>&1
}

# Debian keeps the examples with the documentation and without modules. In a GOPATH that
# comes second they find the package they belong to in the first one.
build() {
	[ -d "$examples" ] || fail "$examples is missing: documentation was excluded when the package was installed"
	local own=$work/go/src/google.golang.org/grpc/examples
	mkdir -p "$own"
	cp -r "$examples/route_guide" "$examples/data" "$own"
	GO111MODULE=off GOFLAGS='' GOCACHE=$work/cache GOPATH=/usr/share/gocode:$work/go \
		go build -o "$work/route-guide-server" google.golang.org/grpc/examples/route_guide/server
}

is_open() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

serve() {
	"$work/route-guide-server" -port "$1" >>"$work/server.log" 2>&1 &
	server=$!
	for _ in $(seq 50); do
		kill -0 "$server" 2>/dev/null || return 1
		is_open "$1" && return 0
		sleep 0.1
	done
	return 1
}

# The example does not say which port it was given, so ports are tried.
start_server() {
	for _ in $(seq 20); do
		port=$((20000 + RANDOM % 20000))
		if ! is_open "$port" && serve "$port"; then
			return 0
		fi
	done
	fail "the Go server did not start"
}

start_sample() {
	java -jar "$jar" --server.port=0 --server.address=127.0.0.1 \
		--grpc.client.channel.routeguide.target="dns:///127.0.0.1:$port" >"$work/sample.log" 2>&1 &
	sample=$!
	for _ in $(seq 300); do
		kill -0 "$sample" 2>/dev/null || fail "the sample did not start"
		web=$(sed -n 's/.*Tomcat started on port \([0-9]*\).*/\1/p' "$work/sample.log")
		[ -z "$web" ] || return 0
		sleep 0.2
	done
	fail "the sample did not start in time"
}

checks=0

ask() {
	curl -sS --max-time 30 -H 'Content-Type: application/json' "${@:2}" "http://127.0.0.1:$web$1"
}

expect() {
	local what=$1 expected=$2 answer=$3
	[[ $answer == *"$expected"* ]] || fail "$what: expected $expected in the answer, but it is $answer"
	checks=$((checks + 1))
	echo "ok  $what: ${answer:0:150}"
}

check_calls() {
	local trail='{"latitude":409146138,"longitude":-746188906}'
	local other='{"latitude":413628156,"longitude":-749015468}'
	expect "a place, by unary call" '"name":"Berkshire Valley Management Area Trail, Jefferson, NJ, USA"' \
		"$(ask /features/409146138/-746188906)"
	expect "a place without a name" '"name":""' "$(ask /features/1/2)"
	local known listed
	known=$(grep -c '"location"' "$examples/route_guide/testdata/route_guide_db.json")
	listed=$(ask '/features?loLat=300000000&loLon=-800000000&hiLat=500000000&hiLon=-600000000' | grep -c '"location"')
	expect "all places, by server streaming" "$known lines" "$listed lines"
	expect "a route, by client streaming" '"pointCount":3,"featureCount":3' \
		"$(ask /routes -d "[$trail,$other,$trail]")"
	# This server answers a note with all notes of its place, the note itself included.
	expect "a chat, by bidirectional streaming" \
		"[{\"location\":$trail,\"message\":\"one\"},{\"location\":$trail,\"message\":\"one\"},{\"location\":$trail,\"message\":\"two\"}]" \
		"$(ask /chat -d "[{\"location\":$trail,\"message\":\"one\"},{\"location\":$trail,\"message\":\"two\"}]")"
	expect "health" "127.0.0.1:$port" "$(ask /actuator/health/grpcClient/routeguide)"
}

check_restart() {
	kill "$server"
	wait "$server" 2>/dev/null || true
	expect "a place while the server is down" '"grpcCode":"UNAVAILABLE"' "$(ask /features/409146138/-746188906)"
	serve "$port" || fail "the Go server did not start again"
	local answer=
	for _ in $(seq 100); do
		answer=$(ask /features/409146138/-746188906)
		[[ $answer != *'"grpcCode"'* ]] && break
		sleep 0.2
	done
	expect "a place when it is back" 'Berkshire Valley' "$answer"
}

[ -f "$jar" ] || fail "$jar is missing; build it: mvn -Dmaven.test.skip -pl sample-app -am package"
install
build
start_server
start_sample
check_calls
check_restart
echo "$checks checks passed: $(dpkg-query -W -f '${Package} ${Version}' golang-google-grpc-dev), $(go version | cut -d' ' -f3)"
