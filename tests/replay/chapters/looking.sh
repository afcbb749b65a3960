# Finding, sorting, counting and writing out, on a desk of some sixty tickets in tix's own words.
tix demo desk
cd desk || exit
at 2026-11-25T09:30:00Z
some=$(tix list --ids -n 1)
for query in is:open is:done is:overdue is:unassigned is:blocked is:archived is:broken is:mine \
    is:waiting status:open,pending -status:closed 'priority:>=high' priority:low..normal \
    label:none 'label:*' assignee:none assignee:me opened:today 'opened:<7d' opened:2026-W47 'opened:>2w' \
    'due:<7d' due:none 'updated:<3d' has:comment -has:label link:blocks "id:$some" "$some" \
    'text:"the"' 'title:a*' by:nobody sort:-opened 'sort:title,-due' @nothing 'is:open OR is:done' \
    '(is:open label:none) OR priority:urgent' '"' '(' 'due:yesterdayish' 'nofield:x' 'status:nix'; do
    tix list "$query"
done
tix list --all --columns id,title,status,updated,age,comments,blocked,archived,path
tix list --columns nothing
tix list --sort -opened -n 5
tix list --sort nothing
tix list --ids --all
tix list -n 0
tix list --json -n 3
tix list priority:high --json
at_terminal tix list --all
at_terminal tix list --columns id,due,title
at_terminal tix list is:done nothing
COLUMNS=40 at_terminal tix list

tix search the
tix search '"as soon as"'
tix search 'pr*' is:open
tix search print OR invoice
tix search print OR invoice --json
tix search zebra
tix search 'a b c d e f'
tix search the -n 2
tix search sort:title the
tix search
at_terminal tix --color always search 'pr*'
tix similar "$some"
tix similar "$some" --json
tix similar "$some" -n 2
tix similar nothing

tix show "$some" --signatures
at_terminal tix --color always show "$(tix list --all --ids has:comment -n 1)"
tix log
tix log --json
tix log is:open -n 5
tix log "$some"
tix log zzzzzz
tix log label:nothing
at_terminal tix log -n 20
tix inbox --peek
tix inbox --all --since 2w
tix inbox --json --all --since 2026-11-01
tix inbox
tix inbox
tix inbox is:open --all --since monday
tix inbox --since nonsense

for name in summary throughput resolution ageing workload labels; do
    for format in table json csv markdown html; do
        tix report "$name" --format "$format"
    done
    at_terminal tix --color always report "$name"
done
tix report throughput --since 2026-10-01 --until 2026-11 --by week
tix report throughput --by day --since 5d
tix report throughput --by nonsense
tix report resolution type:incident
tix report summary label:none --json
tix report sumary
tix report --since nonsense

tix export json
tix export json --lines is:open
tix export json --with-attachments -o all.json
tix export csv
tix export csv is:open -o open.csv
tix export markdown
tix export markdown is:open -o pages
tix export markdown is:open -o pages
tix export nothing
tix export csv status:nix
cat all.json >../all.json
rm -r all.json open.csv pages

COMP_WORDS='tix ' COMP_CWORD=1 _TIX_COMPLETE=bash_complete tix
COMP_WORDS='tix show ' COMP_CWORD=2 _TIX_COMPLETE=bash_complete tix
COMP_WORDS='tix assign x ' COMP_CWORD=3 _TIX_COMPLETE=bash_complete tix
COMP_WORDS='tix list status:' COMP_CWORD=2 _TIX_COMPLETE=bash_complete tix
COMP_WORDS='tix list label:' COMP_CWORD=2 _TIX_COMPLETE=zsh_complete tix
COMP_WORDS='tix list assignee:' COMP_CWORD=assignee: _TIX_COMPLETE=fish_complete tix
COMP_WORDS='tix report ' COMP_CWORD=2 _TIX_COMPLETE=bash_complete tix

cd ..
tix init copy
tix -C copy import json ../all.json
tix -C copy import json all.json
tix -C copy import json all.json
tix -C copy list --all
tix -C copy log -n 3
