# What people do to files by hand, with git and with editors; what is broken, and mended.
tix init desk && cd desk
boat=$(tix open 'The boat' -l water -b 'One
two
three')
oars=$(tix open 'The oars' -l water -a bob.reis@example.org)
sail=$(tix open 'The sail' -p high)

change "$(file_of "$boat")" 's/^title:.*/title: The old boat/'
tix list
tix status
tix show "$boat" --raw
tix comment "$boat" 'Painted'
tix log "$boat"

change "$(file_of "$oars")" 's/two/2/; s/^status:.*/status: in-progress/'
printf 'assignees:\n' >>notes.txt
git add notes.txt
tix assign "$oars" --me
tix status
commit 'Notes by hand'
tix log "$oars" --json

copy "$DATA/tickets" tickets/2026/11
tix list --all
tix list --all --json
tix check
tix check --json
for file in tickets/2026/11/*.md; do
    tix search "id:$(basename "$file" .md | cut -c 1-6)"
done
commit 'Tickets of all sorts'
tix log -n 40
for ident in $(tix list --all --ids); do
    tix edit "$ident" --add labels=seen
    tix comment "$ident" 'Seen.'
done
tix check --fix --dry-run
tix check --fix
tix check
tix list --all --columns id,title,path

copy "$DATA/tickets/broken" tickets/2026/11
tix list
tix list is:broken
tix status
tix status --json
tix check
tix check --json
tix check --fix --dry-run
tix show "$boat"
tix export json --lines
tix comment "$boat" 'Among broken ones'
git clean --quiet --force tickets

change "$(file_of "$sail")" 's/^title:.*/title: [/'
tix show "$sail"
tix show "$sail" --raw
tix comment "$sail" 'x'
tix list is:broken
tix status
git checkout --quiet -- tickets
tix list

git mv "$(file_of "$sail")" tickets/2026/11/wrong.md
tix check
tix check --fix
tix log -n 3
cp "$(file_of "$sail")" tickets/2026/11/copy.md
tix check
tix check --fix
tix list --all

tix close "$oars" "$sail"
at 2027-06-01T09:00:00Z
tix archive -n
tix archive --older-than 10y
tix archive "$boat"
tix archive
tix archive
tix list is:archived
tix show "$oars"
tix reopen "$oars"
tix archive "$sail"
tix status
tix undo
tix undo

git switch --quiet -c side
tix edit "$boat" --title 'The boat of the side' -p low
tix comment "$boat" 'From the side'
git switch --quiet main
tix edit "$boat" --title 'The boat of main' -p urgent
tix comment "$boat" 'From main'
git merge --quiet --no-edit side >../said 2>&1
tix show "$boat" --raw
tix log "$boat" -n 4
tix log --json -n 4
tix check

git config --unset-all merge.tix.driver
git switch --quiet -c other HEAD^
change "$(file_of "$boat")" 's/^three/3/; s/^title:.*/title: Third boat/'
commit 'By hand, on the other side'
git switch --quiet main
change "$(file_of "$boat")" 's/^three/III/; s/^title:.*/title: Fourth boat/'
commit 'By hand, here'
git config merge.tix.driver false
git merge --quiet --no-edit other >../said 2>&1
tix status
tix list
tix show "$boat"
tix comment "$boat" 'x'
tix check
tix check --fix --dry-run
tix check --fix
git commit --quiet --no-edit
tix show "$boat" --raw
tix status
tix log -n 5

printf 'format: 1\nstatuses: {a: b}\nnonsense: x\n' >tix.yaml
tix list
tix config
tix check
tix status
printf 'format: 9\n' >tix.yaml
tix list
tix open 'x'
git checkout --quiet -- tix.yaml
git checkout --quiet --detach
tix comment "$boat" 'On no branch'
tix status
tix sync
git switch --quiet main
tix status
tix merge-driver
tix merge-driver a b c
