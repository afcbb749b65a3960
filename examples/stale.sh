#!/bin/sh
# Closes what has waited for somebody else for too long, and says so in a comment.
#
#   stale.sh [DAYS]
set -eu
days=${1:-30}

tix list --ids 'status:pending' "since:>${days}d" |
    tix status - closed -m "No answer for $days days. Answer here, and we open it again."
