#!/bin/sh
# Runs a command. When it fails, a ticket is opened, once, however often it fails; when it passes
# again, the ticket is closed. The exit code is the command's own.
#
#   ci-failure.sh KEY COMMAND [ARGUMENT...]
#   ci-failure.sh nightly-build make test
set -u
key=$1
shift

log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$@" >"$log" 2>&1
code=$?
cat "$log"

if [ "$code" -ne 0 ]; then
    # With --key, a ticket that is open already gets one more occurrence instead, and one that is
    # closed is reopened.
    tail -n 40 "$log" | sed 's/^/    /' |
        tix open "$key: '$*' fails with exit code $code" -F - -l ci --key "$key" --where "$(hostname)"
else
    tix close --key "$key" -m "'$*' passes again." --resolution 'passes again'
fi
exit "$code"
