#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Telltale authors
# SPDX-License-Identifier: Apache-2.0
#
# Containers on a Debian machine that reaches no registry of images: an engine of its own, and every image made of
# Debian's packages, a JDK and Maven's jars.
#
# Usage: debian.sh VERB
#   start     installs what is missing, starts the engine, makes the images of others; prints what tests need
#   images    makes the images again: local/jre:25, local/kafka:4.3.1, local/apicurio-registry:3.3.3, and
#             telltale:latest when standalone/target/telltale.jar is there
#   previous  makes telltale:previous of the release before this one, for the test of upgrades; says so when there is none
#   env       prints what tests and docker need:  eval "$(deploy/containers/debian.sh env)"
#   status    tells whether the engine runs, and which images it has
#   stop      stops this engine and the containers in it; the images stay
#   clean     stop, and deletes everything that start made
#
# Environment:
#   CONTAINERS_HOME   where all of it is kept; /var/tmp/telltale-containers without it
#   JAVA_HOME         a JDK 25 or newer; without it the newest in /usr/lib/jvm
#   PREVIOUS          the commit of the release before; without it the newest tag v… before this commit, else the last
#                     commit whose pom.xml has another version
#
# Exit codes: 0 done; 1 failed; 2 called wrongly; 3 this machine cannot (no root, no Debian, no JDK 25), nothing was done.
set -euo pipefail

project=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)
home=${CONTAINERS_HOME:-/var/tmp/telltale-containers}
socket=$home/docker.sock
base=local/jre:25
kafka=local/kafka:4.3.1
registry=local/apicurio-registry:3.3.3

say() { printf 'containers: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
cannot() { say "$*"; exit 3; }
usage() { sed -n '/^# Usage/,/^# Exit/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; }

docker_here() { DOCKER_HOST=unix://$socket DOCKER_BUILDKIT=0 command docker "$@"; }
running() { [ -S "$socket" ] && docker_here version >/dev/null 2>&1; }
has() { [ -n "$(docker_here images -q "$1" 2>/dev/null)" ]; }

exports() {
  cat <<ENV
export DOCKER_HOST=unix://$socket
export DOCKER_BUILDKIT=0
export TESTCONTAINERS_RYUK_DISABLED=true
export TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
export BASE_IMAGE=$base
export KAFKA_IMAGE=$kafka
export REGISTRY_IMAGE=$registry
ENV
}

install_packages() {
  local package missing=()
  command -v dockerd >/dev/null || missing+=(docker.io iptables)
  command -v debootstrap >/dev/null || missing+=(debootstrap)
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || cannot "no apt-get here, and ${missing[*]} are missing"
  say "installing ${missing[*]}"
  # What a package starts by itself is not ours to start; nothing here runs under an init system.
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
    >"$home/apt.log" 2>&1 || { tail -n 5 "$home/apt.log" >&2; cannot "cannot install ${missing[*]}"; }
}

start_engine() {
  running && return 0
  rm -f "$socket" "$home/dockerd.pid"
  # Own folders and socket, no bridge that another engine may have too, and nothing of the machine's packet filter or
  # forwarding is touched: containers meet on networks that are made for them.
  setsid dockerd --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/dockerd.pid" -H "unix://$socket" \
    --storage-driver "${STORAGE_DRIVER:-overlay2}" --bridge=none --iptables=false --ip6tables=false \
    --ip-forward=false \
    </dev/null >"$home/dockerd.log" 2>&1 9>&- &
  local tries
  for tries in $(seq 150); do
    running && { say "engine is up: unix://$socket"; return 0; }
    sleep 0.2
  done
  tail -n 20 "$home/dockerd.log" >&2
  cannot "the engine does not start here (its log: $home/dockerd.log)"
}

# The id of what an image is made of, so that a second run makes nothing.
made_of() { docker_here inspect -f '{{index .Config.Labels "made-of"}}' "$1" 2>/dev/null || true; }
sum_of() { (cd "$project/deploy/containers" && cat "$1"/* pom.xml ../../pom.xml ../image/jlink-base.sh | sha256sum | cut -c1-16); }

make_base() {
  has "$base" && return 0
  DOCKER_HOST=unix://$socket CACHE=$home/cache "$project/deploy/image/jlink-base.sh" "$base"
}

# Each of the two alone, as either may be made of another version already.
make_parts() {
  local work=$1 goal=$2
  (cd "$project" && mvn -B -q -o -f deploy/containers/pom.xml "$goal" -Dcontainers.out="$work") >"$home/maven.log" 2>&1 ||
    (cd "$project" && mvn -B -q -f deploy/containers/pom.xml "$goal" -Dcontainers.out="$work") >"$home/maven.log" 2>&1 ||
    { tail -n 20 "$home/maven.log" >&2; fail "Maven cannot get the parts (its log: $home/maven.log)"; }
}

make_image() {
  local name=$1 folder=$2 parts=$3 goal=$4 sum work
  sum=$(sum_of "$folder")
  [ "$(made_of "$name")" = "$sum" ] && return 0
  say "making $name"
  work=$(mktemp -d "$home/work.XXXXXX")
  cp "$project/deploy/containers/$folder"/* "$work/"
  make_parts "$work/parts" "$goal"
  [ -n "$(ls "$work/parts/$folder")" ] || fail "Maven gave no parts for $name"
  mv "$work/parts/$folder" "$work/$parts"
  docker_here build -q --label "made-of=$sum" --build-arg "BASE=$base" -t "$name" "$work" >"$home/build.log" 2>&1 ||
    { tail -n 20 "$home/build.log" >&2; rm -rf "$work"; fail "cannot build $name"; }
  rm -rf "$work"
}

make_telltale() {
  if [ ! -f "$project/standalone/target/telltale.jar" ]; then
    say 'no standalone/target/telltale.jar yet, so no telltale:latest (mvn -B -Dquick -pl standalone -am package)'
    return 0
  fi
  docker_here build -q -f "$project/deploy/image/Dockerfile" --build-arg "BASE=$base" -t telltale:latest "$project" \
    >"$home/build.log" 2>&1 || { tail -n 20 "$home/build.log" >&2; fail 'cannot build telltale:latest'; }
}

version_at() { git -C "$project" show "$1:pom.xml" 2>/dev/null | sed -n 's#^  <version>\(.*\)</version>#\1#p' | head -n 1; }

# The release before this one, or nothing.
release_before() {
  local now commit tag bump=
  if [ -n "${PREVIOUS-}" ]; then git -C "$project" rev-parse --verify "$PREVIOUS^{commit}"; return; fi
  tag=$(git -C "$project" describe --tags --abbrev=0 --match 'v[0-9]*' HEAD^ 2>/dev/null || true)
  if [ -n "$tag" ]; then git -C "$project" rev-parse "$tag^{commit}"; return; fi
  now=$(version_at HEAD)
  for commit in $(git -C "$project" log --format=%H -- pom.xml); do
    [ "$(version_at "$commit")" = "$now" ] || break
    bump=$commit
  done
  [ -z "$bump" ] || git -C "$project" rev-parse --verify --quiet "$bump^" || true
}

make_previous() {
  local commit work dockerfile
  commit=$(release_before)
  if [ -z "$commit" ]; then
    say 'there is no release before this one (no tag v…, no other version in pom.xml): no telltale:previous'
    return 0
  fi
  if [ "$(made_of telltale:previous)" = "$commit" ]; then return 0; fi
  say "making telltale:previous of $commit"
  work=$(mktemp -d "$home/previous.XXXXXX")
  git -C "$project" archive "$commit" | tar -x -C "$work"
  (cd "$work" && { mvn -B -q -o -Dquick -pl standalone -am package || mvn -B -q -Dquick -pl standalone -am package; }) >"$home/maven.log" 2>&1 ||
    { tail -n 20 "$home/maven.log" >&2; fail "the release before does not build ($commit)"; }
  # A release without images gets today's recipe.
  if [ ! -f "$work/deploy/image/Dockerfile" ]; then
    mkdir -p "$work/deploy"
    cp -r "$project/deploy/image" "$work/deploy/"
    cp "$project/.dockerignore" "$work/"
  fi
  docker_here build -q -f "$work/deploy/image/Dockerfile" --label "made-of=$commit" --build-arg "BASE=$base" \
    -t telltale:previous "$work" >"$home/build.log" 2>&1 || { tail -n 20 "$home/build.log" >&2; fail 'cannot build telltale:previous'; }
  rm -rf "$work"
}

images_of_others() {
  make_base
  make_image "$kafka" kafka libs dependency:copy-dependencies@kafka
  make_image "$registry" registry registry dependency:unpack@registry
}

# One at a time: two that start together would make everything twice.
alone() {
  [ "$(id -u)" = 0 ] || cannot 'an engine of our own needs root; with one of yours set DOCKER_HOST and run mvn -Pcontainers'
  mkdir -p "$home/cache"
  exec 9>"$home/lock"
  flock 9
}

stop_engine() {
  local pid tries
  if running; then
    # shellcheck disable=SC2046
    docker_here kill $(docker_here ps -q) >/dev/null 2>&1 || true
  fi
  pid=$(cat "$home/dockerd.pid" 2>/dev/null || true)
  if [ -n "$pid" ] && grep -qs -- "$home/dockerd.pid" "/proc/$pid/cmdline"; then
    kill "$pid"
    for tries in $(seq 100); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.2
    done
    say 'engine stopped'
  else
    say 'no engine of ours runs'
  fi
}

case ${1-} in
  start)
    alone
    install_packages
    start_engine
    images_of_others
    exports
    ;;
  images)
    alone
    running || fail 'no engine of ours runs (debian.sh start)'
    images_of_others
    make_telltale
    ;;
  previous)
    alone
    running || fail 'no engine of ours runs (debian.sh start)'
    make_base
    make_previous
    ;;
  env) exports ;;
  status)
    running || { say 'no engine of ours runs (debian.sh start)'; exit 1; }
    docker_here images
    ;;
  stop)
    alone
    stop_engine
    ;;
  clean)
    alone
    stop_engine
    rm -rf "$home"
    ;;
  -h | --help | help) usage ;;
  *)
    usage >&2
    exit 2
    ;;
esac
