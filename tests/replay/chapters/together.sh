# Three people and a bare remote: sync, claim, inbox, clashes, refusals.
git init --quiet --bare hub.git
tix init ana && cd ana
door=$(tix open 'The door' -b 'one
two
three' -l house -p normal)
lamp=$(tix open 'The lamp')
tix sync
git remote add origin ../hub.git
tix sync --dry-run
tix sync
tix sync
tix status
cd ..
git clone --quiet hub.git bob
git clone --quiet hub.git dora

cd bob && as 'Bob Reis'
at 2026-11-22T10:00:00Z
tix list
tix status
tix edit "$door" --title 'The front door' -p high
tix comment "$door" 'Bob was here'
tix assign "$lamp" --me
shed=$(tix open 'The shed')
tix sync --dry-run
tix sync

cd ../dora && as 'Dora Alves'
at 2026-11-22T10:30:00Z
tix edit "$door" --title 'The back door' --add labels=back -b 'one
2
three'
tix close "$door" -m 'Done, I think'
tix claim "$lamp"
tix sync --json
tix show "$door"
tix show "$door" --raw
tix log "$door"
tix log --json -n 6
tix inbox
tix inbox --json --all --since 1d

cd ../ana && as 'Ana Lima'
at 2026-11-22T11:00:00Z
tix watch "$door"
tix comment "$door" 'Ana, too'
tix edit "$door" --title 'Our door'
tix sync
tix show "$door" --raw
tix inbox --peek
tix inbox
tix inbox
tix claim "$shed"
tix claim "$shed"
tix claim "$lamp"
tix claim "$door"
tix claim zzzzzz
tix status

cd ../bob && as 'Bob Reis'
at 2026-11-22T11:30:00Z
tix claim "$shed"
tix inbox
tix delete "$shed" -y
tix sync
tix status --json

cd ../ana && as 'Ana Lima'
at 2026-11-22T12:00:00Z
tix comment "$shed" 'But I am at it'
tix sync
tix list --all
tix log "$shed"
change "$(file_of "$lamp")" 's/^title:.*/title: [/'
tix comment "$door" 'Beside a broken one'
tix sync
git checkout --quiet -- tickets
echo 'format: 1' >tix.yaml && echo 'name: Ana says' >>tix.yaml
tix sync
cd ../dora && as 'Dora Alves'
echo 'format: 1' >tix.yaml && echo 'name: Dora says' >>tix.yaml
tix sync
tix status
git checkout --quiet HEAD -- tix.yaml
tix sync
git status --short
tix undo

cd ../bob && as 'Bob Reis'
at 2026-11-22T13:00:00Z
change "$(file_of "$door")" 's/^two/zwei/; s/^2/zwei/'
printf 'a note\n' >note.txt
tix sync
git add note.txt && git commit --quiet --message 'A note'
tix sync
tix sync --all
printf '#!/bin/sh\necho no >&2\nexit 1\n' >../hub.git/hooks/pre-receive && chmod +x ../hub.git/hooks/pre-receive
tix comment "$lamp" 'Refused'
tix sync
rm ../hub.git/hooks/pre-receive
tix sync
tix sync nowhere
git remote add broken ../missing.git
tix sync broken
tix claim "$lamp"

cd ../ana && as 'Ana Lima'
printf 'format: 1\nsync_after_write: yes\narchive_after: 1d\n' >tix.yaml
tix sync
at 2026-11-25T12:00:00Z
tix comment "$lamp" 'Sent at once'
tix close "$lamp"
at 2026-11-28T12:00:00Z
tix sync
tix list --all --columns id,title,archived

cd ../bob && as 'Bob Reis'
git config user.name Bob
git config pull.rebase false
tix edit "$door" --title "Bob's door"
git pull --quiet >../said 2>&1
tix status
tix log -n 4
tix show "$door" --raw
git push --quiet >../said 2>&1
tix sync

cd ../dora && as 'Dora Alves'
tix edit "$door" --title "Dora's door" --due 2026-12-01
git fetch --quiet && git rebase --quiet origin/main >../said 2>&1
tix status
tix sync
tix check
tix undo
tix sync

cd ..
git init --quiet --bare codehub.git
git init --quiet code
echo 'int main(void) {}' >code/main.c
(cd code && commit 'Code' && git remote add origin ../codehub.git && git push --quiet origin main)
tix -C code init
tix -C code open 'Beside'
tix -C code sync
git clone --quiet codehub.git clone
tix -C clone list
tix -C clone open 'From the clone'
tix -C clone sync
tix -C code sync
tix -C code list
