#!/bin/sh
# Makes vectors.txt anew with Bouncy Castle (Debian: libbcprov-java, a JDK 17); random keys, so the
# file differs from run to run.
# With a file of our signatures as argument (README.md) lets Bouncy Castle verify them instead.
set -eu
ours=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
jar=/usr/share/java/bcprov.jar
if [ -n "$ours" ]; then
  java -cp "$jar" Vectors.java check "$ours"
else
  java -cp "$jar" Vectors.java make
fi
