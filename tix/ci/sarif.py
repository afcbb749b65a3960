"""Reading what linters and scanners report in SARIF 2.1.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

A result is told apart by its fingerprints (3.27.16, 3.27.17), which the tool makes so that they
survive a changed line; without them by its rule, its file and its message.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from tix.ci.description import quoted, trimmed
from tix.ci.failure import Failure
from tix.ci.keys import IsFile, Mask, in_repository, one_line, shortened, stable
from tix.ci.reading import OtherReportError
from tix.ci.results import Counts, Outcome
from tix.ci.xml_reader import BadReportError
from tix.quick_typing import Any, BinaryIO

LEVELS = ("none", "note", "warning", "error")
"""How bad a result is, from the least."""


class Scan:
    """What files say: the results that count, which tools have run, and how many results."""

    def __init__(self) -> None:
        self._failures: dict[str, Failure] = {}
        self._tools: set[str] = set()
        self.counts = Counts()

    @property
    def failures(self) -> list[Failure]:
        """The results that count, in the order of their keys."""
        return [self._failures[key] for key in sorted(self._failures)]

    def took(self, outcome: Outcome, failure: Failure | None) -> None:
        """One more result."""
        self.counts.add(outcome)
        if failure is not None:
            self._failures.setdefault(failure.key, failure)

    def ran(self, tool: str) -> None:
        """That tool has run."""
        self._tools.add(tool)

    def add(self, other: "Scan") -> None:
        """Take over everything that another one has."""
        self._failures = {**other._failures, **self._failures}
        self._tools |= other._tools
        self.counts.add_all(other.counts)

    def gone(self, keys: Collection[str]) -> dict[str, str]:
        """Of these keys those of results that the tools, which have run, don't report any more."""
        starts = tuple(map(prefix_of, self._tools))
        found = (key for key in keys if key.startswith(starts)) if starts else iter(())
        return {key: key for key in found if key not in self._failures}


def read_sarif(
    name: str, file: BinaryIO, least: str, mask: Mask, is_file: IsFile, most_bytes: int
) -> Scan:
    """The results from that level on. Raises BadReportError, which calls the file ``name``."""
    data = file.read(most_bytes + 1)
    if len(data) > most_bytes:
        reason = f"it has more than {most_bytes // 1_000_000} MB (--max-size takes more)"
        raise BadReportError(name, reason)
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadReportError(name, "no JSON that can be read") from None
    runs = _list(whole, "runs") if isinstance(whole, dict) else None
    if runs is None:
        raise OtherReportError(name, "no SARIF: it has no list of runs")
    scan = Scan()
    for run in filter(_is_object, runs):
        reader = _Run(run, mask, is_file)
        scan.ran(reader.tool)
        for result in filter(_is_object, _list(run, "results") or ()):
            outcome = reader.outcome(result, least)
            scan.took(outcome, reader.failure(result) if outcome is Outcome.FAILED else None)
    return scan


def prefix_of(tool: str) -> str:
    """What the keys of a tool's results begin with."""
    return f"sarif:{tool}:"


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _list(holder: Any, name: str) -> Sequence[Any] | None:
    value = holder.get(name)
    return value if isinstance(value, list) else None


def _object(holder: Any, *names: str) -> Mapping[str, Any]:
    """What stands there, an object; an empty one where anything else does."""
    for name in names:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _whole(holder: Mapping[str, Any], name: str) -> int | None:
    value = holder.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


class _Run:
    """One run of one tool."""

    def __init__(self, run: Mapping[str, Any], mask: Mask, is_file: IsFile) -> None:
        driver = _object(run, "tool", "driver")
        self._mask, self._is_file = mask, is_file
        self.tool = shortened(mask(one_line(_text(driver, "name")).replace(":", "-")) or "tool", 60)
        rules = [rule for rule in _list(driver, "rules") or () if isinstance(rule, dict)]
        self._rules = {_text(rule, "id"): rule for rule in rules}
        self._in_order = rules

    def outcome(self, result: Mapping[str, Any], least: str) -> Outcome:
        """Failed if it counts; skipped if it is suppressed, gone, no fault or not bad enough."""
        kind = _text(result, "kind") or "fail"
        if kind == "pass":
            return Outcome.PASSED
        is_gone = _text(result, "baselineState") == "absent"
        if kind not in ("fail", "open", "review") or is_gone or self._is_suppressed(result):
            return Outcome.SKIPPED
        level = _text(result, "level")
        if level not in LEVELS:
            level = _text(_object(self._rule(result), "defaultConfiguration"), "level")
        level = level if level in LEVELS else "warning"
        is_bad = LEVELS.index(level) >= LEVELS.index(least)
        return Outcome.FAILED if is_bad else Outcome.SKIPPED

    def _is_suppressed(self, result: Mapping[str, Any]) -> bool:
        """3.27.23: any suppression that isn't under review or rejected."""
        every = _list(result, "suppressions") or ()
        states = {_text(s, "status") or "accepted" for s in every if isinstance(s, dict)}
        return "accepted" in states and not states & {"underReview", "rejected"}

    def _rule(self, result: Mapping[str, Any]) -> Mapping[str, Any]:
        named = self._rules.get(self._rule_id(result))
        if named is not None:
            return named
        place = result.get("ruleIndex")
        if isinstance(place, int) and 0 <= place < len(self._in_order):
            return self._in_order[place]
        return {}

    def _rule_id(self, result: Mapping[str, Any]) -> str:
        ident = _text(result, "ruleId") or _text(_object(result, "rule"), "id")
        place = result.get("ruleIndex")
        if not ident and isinstance(place, int) and 0 <= place < len(self._in_order):
            ident = _text(self._in_order[place], "id")
        return ident

    def failure(self, result: Mapping[str, Any]) -> Failure:
        """The result as something that is to have a ticket."""
        rule = one_line(self._rule_id(result)) or "a rule without a name"
        message = self._message(result)
        file, line = self._place(result)
        where = f"{file}:{line}" if file and line else file
        told_apart = self._fingerprint(result)
        if not told_apart:
            said = stable(message, self._is_file)
            told_apart = shortened(self._mask(f"{file}: {said}" if file else said), 160)
        what = self._mask(f"{rule} in {file}" if file else rule)
        first = self._mask(one_line(message.split("\n")[0]))
        return Failure(
            key=f"{prefix_of(self.tool)}{shortened(self._mask(rule), 80)}:{told_apart}",
            title=shortened(f"{what}: {first}" if first else what, 160),
            test=shortened(f"{self.tool}: {what}", 200),
            body=lambda: self._body(result, rule, message, where),
            file=file,
            line=line,
        )

    def _message(self, result: Mapping[str, Any]) -> str:
        message = _object(result, "message")
        text = _text(message, "text") or _text(message, "markdown")
        if not text and (ident := _text(message, "id")):
            strings = _object(self._rule(result), "messageStrings", ident)
            text = _text(strings, "text")
            for number, argument in enumerate(_list(message, "arguments") or ()):
                text = text.replace(f"{{{number}}}", str(argument))
        return text

    def _place(self, result: Mapping[str, Any]) -> tuple[str, int | None]:
        for location in filter(_is_object, _list(result, "locations") or ()):
            artifact = _object(location, "physicalLocation", "artifactLocation")
            if uri := _text(artifact, "uri"):
                from urllib.parse import unquote

                path = in_repository(unquote(uri), self._is_file)
                region = _object(location, "physicalLocation", "region")
                return one_line(path), _whole(region, "startLine")
        return "", None

    def _fingerprint(self, result: Mapping[str, Any]) -> str:
        """All fingerprints that are whole, else all partial ones with the file, as one."""
        from hashlib import sha256  # loads OpenSSL

        for name in ("fingerprints", "partialFingerprints"):
            found = sorted(_texts(_object(result, name)))
            if found:
                if name == "partialFingerprints":
                    found.append(("file", self._place(result)[0]))
                said = "\n".join(f"{key}={value}" for key, value in found)
                return sha256(said.encode(errors="surrogatepass")).hexdigest()[:20]
        return ""

    def _body(self, result: Mapping[str, Any], rule: str, message: str, where: str) -> str:
        parts = [f"{self.tool} says{f' of `{self._mask(where)}`' if where else ''}:"]
        parts.append(quoted(trimmed(self._mask(message), self._is_file)))
        about = self._rule(result)
        short = _text(_object(about, "shortDescription"), "text")
        told = self._mask(one_line(short)) if short else ""
        parts.append(f"Rule: {self._mask(rule)}{f' ({told})' if told and told != rule else ''}")
        if (uri := _text(about, "helpUri")).startswith("https://"):
            parts.append(f"See {self._mask(one_line(uri))}")
        return "\n\n".join(parts) + "\n"


def _texts(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in values.items() if isinstance(value, str))
