"""Made-up text that is like what people write in tickets: words by Zipf's law, code, traces, CJK.

All of it follows from the random numbers that are given, so that a seed always gives the same.
"""

from itertools import accumulate
from random import Random

_COMMON = """
the to a is in and of on it for not with we that this after when from be are have at as no but
was by an can now only if all one or still still since then there new also has they more than so
does our you will again which over same before out up old some what two customer server error
fails please log page see time update works user build test file version works get first every
release week day list login order mail line should same queue change report fixed restart deploy
data host morning tried missing slow seems open check wrong data number print value request
service account again cluster token network export import invoice empty cache client node disk
link path reply wait screen button table field name address backup config certificate timeout
expired broken upgrade rollback staging production database index query search script monitor
alert memory thread worker proxy branch commit merge review draft contract access password
permission group team office driver printer laptop phone ticket answer question problem cause
reason result sample header footer column row image icon colour font layout mobile browser
session cookie redirect refund payment receipt shipment stock warehouse ferry booking seat cabin
harbour gate timetable weather delay passenger
"""

_TECHNICAL = r"""
route_cache E4017 E1203 ERR_QUEUE_FULL http-502 arm64 amd64 x86 IPv6 TLSv1.3 UTF-8 ISO-8859-1
/srv/harbour/app.py /var/log/harbour/web.log src/queue/worker.rs etc/harbour.toml C:\Harbour\log
parse_timetable() seat_map.json booking_id get_price is_open max_retries --dry-run HARBOUR_HOME
2.4.1 2.5.0-rc1 3.11 10.0.3.17 db1.internal web-07 0x80070005 SIGKILL EACCES NullPointer
user.mail
"""

_ACCENTED = "café naïve São Malmö Zürich Łódź crème Ångström façade Señor über déjà Kraków"

_CJK = [
    "夜間ビルドが失敗します",
    "予約画面が表示されません",
    "ログを添付しました",
    "確認をお願いします",
    "登录页面打不开",
    "请检查证书是否过期",
    "数据库连接超时",
    "예약 메일이 오지 않습니다",
    "서버를 다시 시작했습니다",
]

_SYLLABLES = """
ba be bo da del dor en fa fer gal gor ha hin jo ka kel lim lo mar mi mon na nel nor or pa per
qui ra ren ri ro sal sen sta tal ter tin tor ul va ven vor wa wen xi yar zan zel
"""

_TAIL = 12_000
"""So many rare words there are: names of hosts, products, modules, places."""


def _vocabulary() -> list[str]:
    rng = Random("words")
    tail = ("".join(rng.choices(_SYLLABLES.split(), k=rng.randint(2, 4))) for _ in range(_TAIL))
    rare = [*_TECHNICAL.split(), *_ACCENTED.split(), *tail]
    head = list(dict.fromkeys(_COMMON.split()))
    for word in _TECHNICAL.split():  # some of what is typed often isn't a plain word
        head.insert(rng.randint(40, len(head)), word)
    return list(dict.fromkeys([*head, *rare]))


VOCABULARY = _vocabulary()
"""The words, the most frequent first."""

_WEIGHTS = list(accumulate((rank + 2.7) ** -1.25 for rank in range(len(VOCABULARY))))
"""Zipf's law as Mandelbrot wrote it: https://en.wikipedia.org/wiki/Zipf-Mandelbrot_law."""


def name(rng: Random) -> str:
    """A made-up name of a person or place."""
    return "".join(rng.choices(_SYLLABLES.split(), k=rng.randint(2, 3))).capitalize()


def title(rng: Random) -> str:
    """A ticket's title: 2 to 14 words, seldom in a language without blanks."""
    if rng.random() < 0.03:
        return rng.choice(_CJK)
    return _sentence(rng, min(14, 2 + int(rng.gammavariate(3, 1.6)))).rstrip(".")


def text(rng: Random, words: int) -> str:
    """Markdown of about so many words: paragraphs, seldom with code, a stack trace or CJK."""
    parts = []
    while words > 0:
        length = min(words, rng.randint(12, 90))
        parts.append(_paragraph(rng, length))
        words -= length
    chance = rng.random()
    if chance < 0.10:
        parts.append(_trace(rng))
    elif chance < 0.20:
        parts.append(_code(rng))
    elif chance < 0.24:
        parts.append("。".join(rng.sample(_CJK, 2)))
    elif chance < 0.30:
        parts.append("\n".join(f"- [ ] {_sentence(rng, 5)}" for _ in range(rng.randint(2, 6))))
    return "\n\n".join(parts)


def _sentence(rng: Random, words: int) -> str:
    line = " ".join(rng.choices(VOCABULARY, cum_weights=_WEIGHTS, k=words))
    return f"{line[:1].upper()}{line[1:]}."


def _paragraph(rng: Random, words: int) -> str:
    sentences = []
    while words > 0:
        length = min(words, rng.randint(4, 16))
        sentences.append(_sentence(rng, length))
        words -= length
    return " ".join(sentences)


def _rare(rng: Random) -> str:
    return VOCABULARY[rng.randrange(len(VOCABULARY) - _TAIL // 2, len(VOCABULARY))]


def _trace(rng: Random) -> str:
    frames = [
        f'  File "/srv/harbour/{_rare(rng)}/{_rare(rng)}.py", line {rng.randint(5, 900)}, '
        f"in {_rare(rng)}_{_rare(rng)}\n    return {_rare(rng)}({_rare(rng)}, {rng.randint(0, 99)})"
        for _ in range(rng.randint(2, 9))
    ]
    last = f"{_rare(rng).capitalize()}Error: {_rare(rng)} 0x{rng.getrandbits(32):08x}"
    return "\n".join(["```", "Traceback (most recent call last):", *frames, last, "```"])


def _code(rng: Random) -> str:
    lines = [
        f"{_rare(rng)}_{_rare(rng)} = get_{_rare(rng)}({_rare(rng)!r}, limit={rng.randint(1, 500)})"
        for _ in range(rng.randint(1, 7))
    ]
    return "\n".join(["```python", *lines, "```"])
