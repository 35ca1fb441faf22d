#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Telltale authors
# SPDX-License-Identifier: Apache-2.0
#
# Part of the image's build: runs all roles once and writes the classes they need into a cache of the JVM.
# Usage: train.sh CACHE
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log

# Loopback and its own ports: nothing here is for others.
export TELLTALE_METRICS_BIND=127.0.0.1 TELLTALE_GATEWAY_BIND=127.0.0.1 TELLTALE_CONTROL_PLANE_BIND=127.0.0.1
java -XX:AOTCacheOutput="$1" -Djava.io.tmpdir="$work" -Duser.home="$work" -XX:Flags=/opt/telltale/jvm.flags \
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -jar /opt/telltale/telltale.jar standalone --dir "$work/data" >"$log" 2>&1 &
java=$!

ready=
for _ in $(seq 900); do
  if bash /opt/telltale/healthcheck.sh 2>/dev/null; then ready=yes; break; fi
  kill -0 "$java" 2>/dev/null || break
  sleep 1
done
kill -TERM "$java" 2>/dev/null || true
wait "$java" || true # ended by a signal: its code says nothing
if [ -z "$ready" ] || [ ! -s "$1" ]; then
  cat "$log" >&2
  echo "the training run wrote no cache: $1" >&2
  exit 1
fi
chmod 444 "$1"
