# Tickets of other tools: GitHub's issues, folders of Markdown, tix's own JSON.
tix init desk && cd desk
tix import github "$DATA/replay/issues.json" --dry-run
tix import github "$DATA/replay/issues.json"
tix import github "$DATA/replay/issues.json"
tix list --all
tix list --all --json
tix show "$(tix list --all --ids -n 1)"
tix log -n 5
tix import markdown "$DATA/replay/tasks" --dry-run
tix import markdown "$DATA/replay/tasks"
tix import markdown "$DATA/replay/tasks"
tix list --all --columns id,title,status,source,parent
tix import markdown "$DATA/tickets"
tix import markdown "$DATA/tickets/broken"
tix import json "$DATA/replay/tickets.jsonl" -n
tix import json "$DATA/replay/tickets.jsonl"
tix import json - <"$DATA/replay/tickets.jsonl"
tix import json "$DATA/tickets/bom.md"
tix import github missing.json
tix import nothing x
tix undo
tix undo
tix list --all
tix check
tix export json --lines
tix export csv
tix report
tix report resolution --format json
tix search the
tix similar "$(tix list --all --ids -n 1)"
tix status
cd ../ && tix init small
printf 'format: 1\nstatuses: {todo: active, shipped: done}\ntypes: [bug, chore]\npriorities: [p2, p1]\n' >small/tix.yaml
tix -C small import markdown "$DATA/replay/tasks"
tix -C small import github "$DATA/replay/issues.json"
tix -C small list --all --json
tix -C small import markdown "$EXAMPLES/desk/tickets"
cp -R "$EXAMPLES/desk" example && git init --quiet example
(cd example && commit 'The example')
for query in is:open @money @board plot:3.. is:done; do
    tix -C example list "$query"
done
tix -C example check
tix -C example config
tix -C example open 'By template' --template repair --set plot=4
