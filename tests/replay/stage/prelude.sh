# What every chapter has: people, a clock, a terminal, edits by hand. Comes before its first line.
# Never two tix in one pipeline: each is a call of its own, one after the other.
set -u
cd "$FOLDER" || exit

as() { # as NAME: who works from here on
    GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$(echo "$1" | tr 'A-Z ' 'a-z.')@example.org
    GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
    export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
}

at() { # at TIME: what time it is from here on
    TIX_NOW=$1 GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1
    export TIX_NOW GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}

at_terminal() { # at_terminal COMMAND…: with a terminal as standard input and output
    REPLAY_TERMINAL=yes "$@"
}

change() { # change FILE SED-COMMAND: an edit by hand
    sed "$2" "$1" >"$1.new" && mv "$1.new" "$1"
    touch -d "$TIX_NOW" "$1" # what isn't committed was changed when its file was
}

copy() { # copy FOLDER FOLDER: the tickets in the one into the other
    cp "$1"/*.md "$2" && touch -d "$TIX_NOW" "$2"/*.md
}

commit() { # commit MESSAGE: everything, by plain git
    git add --all && git commit --quiet --message "$1"
}

file_of() { # file_of ID: where a ticket is
    ls */*/*/"$1.md"
}

first() { # the first word of what comes in
    read -r word rest && echo "$word"
}

as 'Ana Lima'
at 2026-11-22T09:00:00Z
