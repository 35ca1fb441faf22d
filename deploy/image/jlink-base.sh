#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Telltale authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes a base for the image on a Debian machine, without any registry: Debian's minimal system and a runtime that
# jlink takes from a JDK. Needs root, debootstrap, docker with a running engine, and a JDK 25 or newer.
#
# Usage: jlink-base.sh [NAME]          NAME: local/jre:25 without it
#   JAVA_HOME     the JDK; without it, or when it is older, the newest in /usr/lib/jvm
#   CACHE         a folder; the root filesystem is kept there for the next time
#   SUITE, MIRROR of Debian; bookworm, and the mirror that apt uses, without them
set -euo pipefail

name=${1:-local/jre:25}
suite=${SUITE:-bookworm}
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' "Codename: $suite" 2>/dev/null | head -n 1)}
# What Telltale, Kafka and a registry use; java.se and what names, keys, archives and profiles need beside it.
modules=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.management,jdk.management.agent
modules=$modules,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.zipfs,jdk.localedata

say() { printf 'base: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

version_of() { "$1" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1; }

jdk=
best=24
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  [ -x "$candidate/bin/jlink" ] || continue
  version=$(version_of "$candidate/bin/java")
  if [ -n "$version" ] && [ "$version" -gt "$best" ]; then jdk=$candidate best=$version; fi
done
[ -n "$jdk" ] || fail 'no JDK 25 or newer with jlink (looked at JAVA_HOME and /usr/lib/jvm)'
[ "$(id -u)" = 0 ] || fail 'debootstrap needs root'
command -v debootstrap >/dev/null || fail 'debootstrap is missing: apt-get install debootstrap'

work=$(mktemp -d "${CACHE:-/var/tmp}/base.XXXXXX")
trap 'rm -rf "$work"' EXIT

root=${CACHE:-$work}/debian-$suite.tar
if [ ! -s "$root" ]; then
  say "debootstrap of $suite"
  debootstrap --variant=minbase "$suite" "$work/root" ${mirror:+"$mirror"} >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail 'debootstrap failed'; }
  rm -rf "$work"/root/{var/cache/apt,var/lib/apt/lists,var/log,usr/share/{man,info,locale}}/* "$work"/root/dev/*
  find "$work/root/usr/share/doc" -type f ! -name copyright -delete
  tar -C "$work/root" -cf "$root.part" .
  mv "$root.part" "$root"
fi

say "jlink of $jdk (Java $best)"
"$jdk/bin/jlink" --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --generate-cds-archive --output "$work/java/opt/java/openjdk" >"$work/log" 2>&1 || { cat "$work/log" >&2; fail 'jlink failed'; }

cp "$root" "$work/image.tar"
tar -C "$work/java" -rf "$work/image.tar" --owner=0 --group=0 ./opt/java
docker import --change 'ENV JAVA_HOME=/opt/java/openjdk' \
  --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV LANG=C.UTF-8' "$work/image.tar" "$name" >/dev/null
say "$name"
