# Opening and changing tickets, by every option, and what is refused.
tix init desk && cd desk
cat >tix.yaml <<'END'
format: 1
name: Acme support
timezone: Europe/Lisbon
statuses: {new: active, at-work: active, waiting: waiting, done: done, declined: done}
types: [repair, request, question]
priorities: [someday, normal, soon, now]
defaults: {type: request, priority: normal}
fields:
  cost: {type: number, help: in euros}
  season: {type: choice, choices: [spring, summer, autumn, winter]}
  visit: date
  owner: user
  rooms: list
  page: url
people:
- name: Ana Lima
  mail: ana.lima@example.org
  aliases: [ana, chair]
- Bob Reis <bob.reis@example.org>
- Dora Alves <dora@example.org>
teams:
  board: [ana, dora@example.org]
queries:
  money: has:cost is:open sort:-cost
END
mkdir templates && printf -- '---\ntype: repair\npriority: soon\nlabels: [house]\n---\n\nWhat is broken?\n' >templates/repair.md
commit 'The words of the desk'

tix config
tix config statuses
tix config fields --json
tix config --json
tix config nothing
tix config user

roof=$(tix open 'The roof leaks' --template repair -a ana,bob -r dora -c 'Acme Ltd' --due friday)
pump=$(tix open 'Pump: loud' -b 'As loud as
a *train*.' -t repair -p now -l noise -l water --milestone 2.0 --set cost=120 --set rooms=a,b)
printf 'From a file.\n\n<<<<<<< not a conflict\n## Comment look-alike\n' >text.txt
plan=$(tix open 'Plan the party' -F text.txt --set season=summer --set visit=2027-06-01 --set owner=bob)
echo 'From a pipe.' | tix open 'Fence' -b - --set page=https://example.org/fence --json
gate=$(tix open 'The gate' --new-field --set colour=green --attach text.txt)
rm text.txt
tix open ''
tix open 'Two
lines'
tix open 'x' -t nonsense
tix open 'x' -p nonsense
tix open 'x' -a nobody
tix open 'x' --due 'the day after'
tix open 'x' --set cost=much
tix open 'x' --set season=monsoon
tix open 'x' --set colour=red
tix open 'x' --set nothing
tix open 'x' --template nothing
tix open 'x' -b a -F b
tix open 'x' --attach missing.txt
tix open 'The roof is leaking'
tix open
tix open 'Ünïcödé 日本語 😀' -b 'Tab	and	NUL-free' -l 'größe'

tix open 'Disk full' --key disk-1 --where db1
tix open 'Disk full' --key disk-1 --where db2 --commit 0123abcd
tix open 'Disk full' --key disk-1 --json
disk=$(tix list --ids key:disk-1)
tix close "$disk"
at 2026-11-22T12:00:00Z
tix open 'Disk full' --key disk-1 --where db3
tix open 'x' --where here

tix show "$roof"
tix show "$roof" --json
tix show "$roof" --raw
tix show "$roof" "$pump" --json
tix show "$roof,$pump"
tix show nothing
tix show ''
at_terminal tix show "$roof"
at_terminal tix --color always show "$pump"

tix assign "$roof" dora
tix assign "$roof" bob --add
tix assign "$roof" bob --add
tix assign "$roof" dora --remove
tix assign "$roof,$pump" --me
tix assign "$roof" --none
tix assign "$roof"
tix assign "$roof" nobody
tix assign "$roof" new@example.org
tix assign "$roof" board
tix assign zzzzzz ana
printf '%s\n' "$roof" "$gate" | tix assign - ana

word=$(tix comment "$roof" 'Rain again.')
tix comment "$roof" 'For us alone' --internal
printf 'Long\n\n- a\n- b\n' | tix comment "$roof" -
printf 'From a file\n' >text.txt
tix comment "$roof" -F text.txt --attach text.txt
tix comment "$roof" --edit "$word" 'Rain again, and snow.'
tix comment "$roof" --edit "$word" 'Rain again, and snow.'
tix comment "$roof" --remove "$word"
tix comment "$roof" --remove "$word"
tix comment "$roof" --edit c-zzzzzz 'x'
tix comment "$roof" ''
tix comment "$roof,$pump" 'x'
EDITOR=false tix comment "$roof" -e
EDITOR='sh -c "echo written >\$1" editor' tix comment "$roof" -e

tix status "$roof" at-work
tix status "$roof"
tix status "$roof" at
tix status "$roof" waiting -m 'Waiting for glass'
tix status "$roof,$pump" --json
tix status "$roof" done --resolution 'new tiles'
tix status "$roof" nonsense
tix status zzzzzz done
tix close "$pump" -m 'Quiet now'
tix close "$pump"
tix reopen "$pump"
tix reopen "$pump" -m 'Loud again'
tix reopen
tix close

tix edit "$pump" --title 'Pump: still loud' -p soon
tix edit "$pump" --add labels=garden --remove labels=noise
tix edit "$pump" --set cost= --set due=2026-12-24
tix edit "$pump" --set cost=99.5 --set rooms=c
tix edit "$pump" -b 'Another text'
echo 'Text from a pipe' | tix edit "$pump" -b -
tix edit "$pump" --title 'Pump: still loud'
tix edit "$pump,$gate" --milestone 2.1 -c 'Green Ltd'
tix edit "$pump" --set status=done
tix edit "$pump" --set id=k7f3qz
tix edit "$pump" --set opened=yesterday
tix edit "$pump" --add title=x
tix edit "$pump" --set assignees=bob,dora
tix edit "$pump" --set depends-on="$gate"
tix edit "$pump" --due nonsense
EDITOR=true tix edit "$pump"
EDITOR='sed -i.bak s/still/very/' tix edit "$pump"
EDITOR='sed -i.bak s/^title:.*/title:/' tix edit "$pump"
EDITOR='sh -c ": >\$1" editor' tix edit "$pump"

tix link "$roof" blocks "$pump"
tix link "$roof" blocks "$pump"
tix link "$pump" blocks "$roof"
tix link "$plan" parent "$roof"
tix link "$roof" relates-to "$gate"
tix link "$roof" duplicates "$roof"
tix link "$roof" nonsense "$gate"
tix link "$roof" blocks "$pump" --remove
tix link "$roof" blocks "$pump" --remove
tix show "$gate" "$plan"

tix attach "$gate" text.txt
tix attach "$gate" text.txt missing.txt
echo 'other bytes' >text.txt
tix attach "$gate" text.txt
tix watch "$gate" "$roof"
tix watch "$gate"
tix unwatch "$gate"
tix redact "$pump" pipe
printf 'garden' | tix redact "$pump" -
tix redact "$pump" 'not there'
tix delete "$gate"
tix delete "$gate" --yes
tix delete zzzzzz -y
tix undo
tix undo
tix show "$gate" --raw
tix undo
tix status
tix status --json
tix check
tix check --json
tix log "$pump"
tix log "$pump" --json
tix log --signatures -n 3
