#!/usr/bin/env bash
# Tries what docs/generating.md says of protobuf-maven-plugin 5.1.x, which needs a newer
# Maven than our build does. Maven 3.9 comes from Maven Central; the settings of the plugin
# come from the page itself. A project of its own and one under Spring Boot's parent are
# compiled. Everything that is written is gone at the end; our artifacts go to a local
# repository that is gone as well. What our build has downloaded is taken from
# LOCAL_REPOSITORY, or else ~/.m2/repository. Takes a few minutes.
set -euo pipefail

root=$(cd "$(dirname "$0")/../../.." && pwd)
maven=3.9.11
work=$(mktemp -d)

finish() {
	local result=$?
	if [ "$result" -ne 0 ]; then
		tail -n 40 "$work"/*.log 2>/dev/null || true
		echo "FAILED"
	fi
	rm -rf "$work"
	exit "$result"
}
trap finish EXIT
trap 'exit 130' INT TERM

# The value of a property of the root pom.
property() {
	sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$root/pom.xml" | head -n 1
}

# The first block of XML behind a line of the page that starts with the given words.
block() {
	awk -v words="$1" 'index($0, words) == 1 { found = 1 }
		found && /^```$/ { exit }
		inside { print }
		found && /^```xml$/ { inside = 1 }' "$root/docs/generating.md"
}

mvn -B -q "org.apache.maven.plugins:maven-dependency-plugin:$(property dependency-plugin.version):copy" \
	"-Dartifact=org.apache.maven:apache-maven:$maven:tar.gz:bin" "-DoutputDirectory=$work" >"$work/copy.log"
tar -xzf "$work/apache-maven-$maven-bin.tar.gz" -C "$work"

new_maven() {
	timeout 540 "$work/apache-maven-$maven/bin/mvn" -B "-Dmaven.repo.local=$work/repository" \
		"-Dmaven.repo.local.tail=${LOCAL_REPOSITORY:-$HOME/.m2/repository}" "$@"
}

new_maven -f "$root/pom.xml" -pl client-codegen,client-starter -am install -Dmaven.test.skip -Dinvoker.skip >"$work/install.log"

# project NAME PARENT PLUGIN: a project with one service, compiled.
project() {
	mkdir -p "$work/$1/src/main/protobuf"
	cp "$root/client-codegen/src/it/boot-parent/src/main/protobuf/greeter.proto" "$work/$1/src/main/protobuf"
	cat >"$work/$1/pom.xml" <<-END
		<project xmlns="http://maven.apache.org/POM/4.0.0">
		<modelVersion>4.0.0</modelVersion>
		$2
		<groupId>com.example</groupId><artifactId>$1</artifactId><version>1</version>
		<properties>
			<maven.compiler.release>17</maven.compiler.release>
			<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
			<clientconn.version>0.1.0-SNAPSHOT</clientconn.version>
			<protobuf-java.version>$(property protobuf.version)</protobuf-java.version>
			<grpc-java.version>$(property protoc-gen-grpc-java.version)</grpc-java.version>
		</properties>
		<dependencies>
			<dependency>
				<groupId>io.clientconn</groupId><artifactId>client-starter</artifactId>
				<version>\${clientconn.version}</version>
			</dependency>
			<dependency>
				<groupId>io.grpc</groupId><artifactId>grpc-stub</artifactId>
				<version>$(property grpc-java.version)</version>
			</dependency>
			<dependency>
				<groupId>io.grpc</groupId><artifactId>grpc-protobuf</artifactId>
				<version>$(property grpc-java.version)</version>
			</dependency>
		</dependencies>
		<build><plugins>$3</plugins></build>
		</project>
	END
	new_maven -f "$work/$1/pom.xml" compile >"$work/$1.log"
	if grep -E '^\[(WARNING|ERROR)\].*(clientconn|protoc)' "$work/$1.log"; then
		echo "the build of $1 has something to say" >&2
		exit 1
	fi
}

compiled() {
	local class
	for class in "${@:2}"; do
		[ -n "$(find "$work/$1/target/classes" -name "$class.class")" ] || {
			echo "$1 has no $class" >&2
			exit 1
		}
	done
}

project plain '' "$(block '**Version 5.1.x**')"
compiled plain GreeterClient GreeterAsyncClient

boot="<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId>
	<version>$(property spring-boot.version)</version><relativePath/></parent>"
project boot "$boot" "$(block "### Under Spring Boot's parent")"
compiled boot GreeterClient GreeterGrpc

echo "both projects compiled with Maven $maven"
