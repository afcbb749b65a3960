# Work, parts, money: what was done, what it took, and what it costs.
tix init desk && cd desk
printf 'billing: {currency: EUR, rate: 80.00, tax: 23%%}\nplans:\n  gold: {rate: 60, hours: 1}\n' >>tix.yaml
tix customer add 'Acme Ltd.' --set plan=gold --set 'address=Quay 1, Porto, PT'
tix asset add 'Gasket 12' --set counted=5 --set minimum=4 --set price=4.50
door=$(tix open 'The door sticks' -c acme-ltd)
work=$(tix work "$door" 1h30m -m 'planed it')
tix work "$door" 20m --free --day yesterday
tix work start "$door"
tix work
at 2026-11-22T10:30:00Z
tix work stop
tix work stop
tix work "$door" --edit "$work" 2h
tix work "$door"
tix work "$door" 1d
tix use "$door" gasket 2
tix use "$door" gasket 9
tix use "$door"
tix rate "$door" 5
tix sign "$door" --preview
tix sign "$door" --name 'Jo Silva'
tix show "$door"
tix list 'worked:>1h' --columns id,worked,used,rating
tix invoice create --customer acme --until today
tix invoice create --customer acme
tix invoice show 2026-0001
tix invoice show 2026-0001 --json
tix invoice show 2026-0001 --format markdown
tix invoice show 2026-0001 --format ubl
tix work "$door" --remove "$work"
tix invoice send 2026-0001
tix invoice void 2026-0001
tix invoice paid 2026-0001
tix invoice
tix check
tix log
