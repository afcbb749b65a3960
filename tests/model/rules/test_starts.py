"""``from`` is written where it is missing, and nothing else changes."""

from datetime import UTC, datetime

from tix.model.rules.starts import with_starts

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

BEFORE = """\
# ours
- name: a          # the first
  at: due          # sharp
  then: {priority: high}

- {name: b, every: mon 09:00, open: Hi}
-   every: "quarter"
    name: c
    open: {title: Hi}
- name: d
  at: since
  from: 2026-01-01T00:00:00Z
  then: {priority: high}
- name: e
  from:
  at: since
  then: {priority: high}
- {name: f, on: opened, then: {priority: low}}
- name: g
  then: {priority: low}
  at: due"""

AFTER = """\
# ours
- name: a          # the first
  at: due          # sharp
  from: 2026-11-22T09:00:00Z
  then: {priority: high}

- {name: b, every: mon 09:00, from: 2026-11-22T09:00:00Z, open: Hi}
-   every: "quarter"
    from: 2026-11-22T09:00:00Z
    name: c
    open: {title: Hi}
- name: d
  at: since
  from: 2026-01-01T00:00:00Z
  then: {priority: high}
- name: e
  from: 2026-11-22T09:00:00Z
  at: since
  then: {priority: high}
- {name: f, on: opened, then: {priority: low}}
- name: g
  then: {priority: low}
  at: due
  from: 2026-11-22T09:00:00Z
"""


def test_it_is_written_where_it_is_missing() -> None:
    assert with_starts(BEFORE, NOW) == (AFTER, ("a", "b", "c", "e", "g"))
    assert with_starts(AFTER, NOW) == (AFTER, ())
    windows = BEFORE.replace("\n", "\r\n")
    assert with_starts(windows, NOW)[0] == AFTER.replace("\n", "\r\n")
