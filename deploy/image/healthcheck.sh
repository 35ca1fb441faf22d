#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Telltale authors
# SPDX-License-Identifier: Apache-2.0
#
# Asks /health of the role in this container; bash alone, since a JRE's image need not have curl.
exec 3<>"/dev/tcp/127.0.0.1/${TELLTALE_METRICS_PORT:-9464}" || exit 1
printf 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
