# Making desks of all kinds, what tix says where there is none, help, completion, the demo desk.
tix
tix --version
tix --help
tix list
tix nonsense
tix lits
tix --nonsense
for name in init demo open assign comment status close reopen edit link attach watch unwatch \
    delete redact undo list show search similar log inbox report sync claim check archive config \
    import export completion merge-driver; do
    tix "$name" --help
done
tix completion bash
tix completion zsh
tix completion fish
tix completion tcsh

mkdir here && (cd here && tix init)
git init --quiet plain
tix -C plain init
tix -C plain init
tix -C plain
tix -C plain status
tix -C plain list
tix -C nowhere list

git init --quiet code
echo 'int main(void) {}' >code/main.c
(cd code && commit 'The code')
tix -C code list
tix -C code init
tix -C code init --branch issues
tix -C code open 'Beside the code'
tix -C code/.tix list
tix -C code status
tix -C code init --remove
tix -C code init
tix -C code list

git init --quiet tree
mkdir tree/src && echo 'x = 1' >tree/src/x.py
(cd tree && commit 'The code')
tix -C tree init --in-tree
tix -C tree open 'Among the code'
tix -C tree/src list
echo 'x = 2' >tree/src/x.py
tix -C tree comment "$(tix -C tree list --ids)" 'Not my edit'
tix -C tree status

git init --quiet --bare far.git
tix -C far.git init
tix init a/b/c
tix init desk extra

tix demo demo
tix demo demo
cd demo || exit
at 2026-11-24T12:00:00Z
tix
tix list
tix status
tix report
tix report throughput
tix report resolution --json
tix log -n 30
tix log --json -n 20
tix check
tix list is:done --all
tix list --json
at_terminal tix list
at_terminal tix show "$(tix list --ids -n 1)"
at_terminal tix --color always list --all
at_terminal tix --color always log -n 10
at_terminal tix --color always report
at_terminal tix status
at_terminal tix
