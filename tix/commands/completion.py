"""``tix completion``: scripts with which a shell completes words after ``tix``.

A script hands the line up to the cursor back to ``tix completion SHELL --line LINE``, which
answers with a line for each word: its kind (``word``; ``part`` for what goes on without a blank;
``file`` and ``dir`` for names that the shell knows best), the word, and a title. That is our own
way and not click's (``_TIX_COMPLETE``), because there bash puts words into the line as they are (a
label ``x$(rm …)`` would be run), cuts queries at their colons, fish cuts titles at their commas,
and every command is imported to complete one.

What is offered comes from tickets, that is from anybody. zsh and fish quote a word for the place
that it gets; bash doesn't, so there ``_for_bash`` does.
"""

import os
import re
from collections.abc import Iterator
from pathlib import PurePath

import click
from click.shell_completion import CompletionItem, ShellComplete, split_arg_string

from tix.console.given import ContradictingOptionsError
from tix.console.session import Session, pass_session

_CURSOR = "\x1f"
"""Marks the cursor while a line is split into words."""

_BASH = r"""# tix: completion for bash
_tix() {
    local kind word title
    COMPREPLY=()
    while IFS=$'\t' read -r kind word title; do
        case $kind in
            file) compopt -o default 2>/dev/null ;;
            dir) compopt -o dirnames 2>/dev/null ;;
            part) compopt -o nospace 2>/dev/null; COMPREPLY+=("$word") ;;
            *) COMPREPLY+=("$word") ;;
        esac
    done < <("${1:-tix}" completion bash --line "${COMP_LINE:0:COMP_POINT}" --word "$2" 2>/dev/null)
}
_git_tix() { _tix tix "${COMP_WORDS[COMP_CWORD]}"; }
complete -o nosort -F _tix tix git-tix 2>/dev/null || complete -F _tix tix git-tix
"""

_ZSH = r"""#compdef tix git-tix
# tix: completion for zsh
_tix() {
    local kind word title line="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX"
    local -a found parts
    while IFS=$'\t' read -r kind word title; do
        case $kind in
            file) _files ;;
            dir) _files -/ ;;
            part) parts+=("${${word//\\/\\\\}//:/\\:}:$title") ;;
            *) found+=("${${word//\\/\\\\}//:/\\:}:$title") ;;
        esac
    done < <(tix completion zsh --line "$line" 2>/dev/null)
    (( $#found )) && _describe -V tix found
    (( $#parts )) && _describe -V tix parts -S ''
}
_git-tix() { _tix }
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _tix "$@"; else compdef _tix tix git-tix; fi
"""

_FISH = r"""# tix: completion for fish
function __tix_complete
    set -l line (commandline -cp)
    tix completion fish --line "$line" 2>/dev/null | while read -l -d \t kind word title
        switch $kind
            case file
                __fish_complete_path $word
            case dir
                __fish_complete_directories $word
            case '*'
                printf '%s\t%s\n' $word $title
        end
    end
end
complete -c tix -f -k -a '(__tix_complete)'
complete -c git-tix -f -k -a '(__tix_complete)'
complete -c git -n '__fish_seen_subcommand_from tix' -f -k -a '(__tix_complete)'
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_SCRIPTS)))
@click.option("--install", "installs", is_flag=True, help="Put it into your shell's settings.")
@click.option("--remove", "removes", is_flag=True, help="Take it out of them again.")
@click.option("--line", hidden=True, help="Answer what can go on at the end of this line.")
@click.option("--word", default="", hidden=True, help="What bash takes for the word so far.")
@click.pass_context
@pass_session
def command(
    session: Session,
    context: click.Context,
    shell: str,
    installs: bool,
    removes: bool,
    line: str | None,
    word: str,
) -> None:
    """Print a script that lets your shell complete commands, ids, people, labels, queries.

    --install writes it into a file, and lets the settings of your shell read that; --remove takes
    both away without a trace.

    \b
    By hand:
      bash: echo 'eval "$(tix completion bash)"' >> ~/.bashrc
      zsh:  echo 'eval "$(tix completion zsh)"' >> ~/.zshrc  (after compinit)
      fish: tix completion fish > ~/.config/fish/completions/tix.fish

    \b
    Example:
      tix completion fish --install
    """
    if installs or removes:
        if installs and removes:
            raise ContradictingOptionsError("--install and --remove")
        _set_up(session, shell, removes=removes)
        return
    if line is None:
        session.print(_SCRIPTS[shell].rstrip())
        return
    root = context.find_root().command
    for kind, found, title in _answers(root, line):
        shown = _for_bash(found, line, word) if shell == "bash" else found
        if shown is not None:
            session.print(f"{kind}\t{shown}\t{title}")


def _set_up(session: Session, shell: str, *, removes: bool) -> None:
    from tix.console.shell_settings import settings_of

    place = settings_of(shell, os.environ)
    if removes:
        gone = place.remove()
        session.say(f"{shell} no longer completes tix" if gone else "there was nothing to remove")
        return
    place.install(_SCRIPTS[shell])
    read = f", which {place.settings} reads" if place.settings else ""
    session.say(f"completion for {shell} is in {place.script}{read}; a new shell has it")


def _answers(root: click.Command, line: str) -> Iterator[tuple[str, str, str]]:
    """The kind, word and title of every completion; none if the line is unclear."""
    *before, last = _words(line)
    completer = ShellComplete(root, {}, "tix", "_TIX_COMPLETE")
    try:
        items = completer.get_completions(before, last)
    except Exception:  # such as an unknown command: don't complain in the middle of a command line
        return
    for item in items:
        yield _kind(item), item.value, item.help or ""


def _kind(item: "CompletionItem[str]") -> str:
    if item.type != "plain":
        return str(item.type)
    return "part" if item.value.endswith((":", "=")) else "word"


def _words(line: str) -> list[str]:
    """The words after ``tix`` (or ``git … tix``), unquoted; the last is being typed."""
    first, *words = split_arg_string(line + _CURSOR)
    if PurePath(first).name == "git" and "tix" in words:
        words = words[words.index("tix") + 1 :]
    return [word.removesuffix(_CURSOR) for word in words] or [""]


_PLAIN = "@%+=:,./_-"
"""Besides letters and digits, characters that are literal everywhere in bash."""

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _for_bash(found: str, line: str, word: str) -> str | None:
    """What bash is to put in place of ``word``, the part that it cut off the line.

    bash cuts at colons and the like, so what stands before the cut must not come again. It puts
    the text into the line as it is, and the line can be the inside of something that isn't seen
    here. So the text must do no harm wherever it stands, and None is the answer if it can't be
    both harmless and right:

    1. Outside of quotes a backslash stands before whatever isn't plain. If the place is in quotes
       after all, then the text is wrong, and harmless.
    2. Within quotes a backslash would stay, so only words that are plain but for blanks are given.
    3. Between backticks bash takes a backslash away from before another one, or a backtick, and
       reads the rest again: a word with one of these is never given.
    """
    if "\\" in found or "`" in found:
        return None
    typed, is_quoted = _words(line)[-1], _is_quoted(line)
    if not is_quoted:
        word = _ESCAPED.sub(r"\1", word)
    if word and typed.endswith(word) and found.startswith(typed[: -len(word)]):
        found = found[len(typed) - len(word) :]
    elif not word and typed and found.startswith(typed):
        found = found[len(typed) :]
    quoted = "".join(c if c.isalnum() or c in _PLAIN else f"\\{c}" for c in found)
    if not is_quoted:
        return quoted
    return found if quoted.replace("\\ ", " ") == found else None


def _is_quoted(line: str) -> bool:
    """Whether the line ends within quotes, which bash keeps and closes."""
    quote = ""
    escaped = False
    for character in line:
        if escaped:
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = True
        elif character == quote:
            quote = ""
        elif character in "'\"" and not quote:
            quote = character
    return bool(quote)
