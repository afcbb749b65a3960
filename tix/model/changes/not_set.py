"""What is typed behind ``--set`` and isn't set like that: other names, what is computed, and what
to type instead."""

SET_OTHERWISE = {
    "worked": "tix work ID LENGTH",
    "used": "tix use ID PART N",
    "ratings": "tix rate ID N",
    "signatures": "tix sign ID --name NAME",
    "attachments": "tix attach ID FILE",
    "occurrences": "tix open TITLE --key KEY adds one",
    "opened_by": "tix edit ID opens the whole file",
    "redacted": "tix redact ID TEXT",
}
"""Fields that no ``--set`` changes, and what does."""

CHANGED_OTHERWISE = {
    "body": "tix edit ID -b TEXT",
    "text": "tix edit ID -b TEXT",
    "comment": "tix comment ID TEXT",
    "comments": "tix comment ID TEXT",
    "tag": "-l LABEL",
    "tags": "-l LABEL",
    "is": "tix status ID STATUS",
}
"""Other names that queries know, and how to change these; never names of team-defined fields."""

PERHAPS_MEANT = {
    "description": "tix edit ID -b TEXT",
    "note": "tix comment ID TEXT",
    "notes": "tix comment ID TEXT",
    "age": "it is computed, from opened",
    "blocked": "it follows from links: --depends-on ID",
    "deps": "--depends-on ID",
    "depends": "--depends-on ID",
    "depend": "--depends-on ID",
    "parent_id": "--parent ID",
    "score": "it is computed: tix next says how",
    "left": "it is computed: tix promise ID says how",
    "promise": "it is computed: tix promise ID says how",
    "due-next": "it is computed: tix promise ID says how",
    "due_next": "it is computed: tix promise ID says how",
    "plan": "it is the customer's: tix customer edit NAME --set plan=PLAN",
    "reason": "did you mean 'resolution'?",
    "spent": "tix work ID LENGTH",
    "time_spent": "tix work ID LENGTH",
    "wait": "tix status ID pending",
    "recur": "tix rules has what comes again and again",
    "mine": "tix assign ID --me",
}
"""What is rather meant by names that teams may give to fields of their own."""
