#!/bin/sh
# Prints a report of the last week as Markdown, for a mail or a wiki.
#
#   weekly-report.sh [QUERY...] >report.md
#   weekly-report.sh label:ci
set -eu

tix report summary "$@" --format markdown
echo
tix report throughput "$@" --since 7d --by day --format markdown
echo
tix report resolution "$@" --since 7d --format markdown
