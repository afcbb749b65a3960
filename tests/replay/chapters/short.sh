# A day on a small desk: a little of everything.
tix init desk && cd desk
door=$(tix open 'The door sticks' -b 'It needs a *push*.' -t request -p high -l house)
lamp=$(tix open 'The lamp flickers' -l house -a me --due +3d)
tix list
at 2026-11-22T10:00:00Z
as 'Bob Reis'
note=$(tix comment "$door" 'Which door?')
tix comment "$door" --edit "$note" 'Which of the doors?'
tix assign "$door" bob
tix edit "$lamp" -p low --set milestone=winter
tix show "$door" "$lamp"
tix link "$door" blocks "$lamp"
at 2026-11-23T08:00:00Z
tix close "$door" -m 'It was the hinge.' --resolution 'oiled it'
tix list --all --json
tix search hinge
tix log
tix report
tix status nobody
tix show zzzzzz
