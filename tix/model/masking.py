"""Masking secrets in what programs print, before any of it is written anywhere.

What counts as a secret (``docs/ci.md`` says it for people):

1. Private keys in PEM, age and PGP blocks, also cut ones.
2. Tokens of known forms: they begin in a way that nothing else does.
3. Web tokens (JWT).
4. Keys by the name before them: those of clouds, whatever they look like, and other values after a
   name like ``api_key`` or ``token``, if they look random; behind one like ``password``, if they
   are no words.
5. ``Authorization`` and similar headers.
6. Passwords and signatures in addresses.
7. The values of environment variables whose names say that they are secret.

Forms: https://github.com/gitleaks/gitleaks, https://docs.github.com/code-security/secret-scanning
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from urllib.parse import quote

from tix.model.private_keys import without_private_keys

MASK = "[masked]"
"""Stands for a secret."""

_SHORTEST = 6
"""Values of environment variables with fewer characters are no secrets that could be told apart."""

_WORDS = frozenset(
    word + plural
    for word in (
        "token", "secret", "password", "passwd", "passphrase", "pass", "pwd", "key", "credential",
        "cred", "pat", "auth", "dsn", "apikey", "accesskey", "secretkey", "privatekey",
        "accesstoken", "authtoken", "apitoken", "clientsecret",
    )
    for plural in ("", "s")
)  # fmt: skip
"""Words in the names of variables; some are written without anything between them."""

_PLAIN = frozenset({"PWD", "OLDPWD", "SSH_AUTH_SOCK"})
"""Variables that every shell has, whose names only look like it."""

_AFTER = r"(?![A-Za-z0-9])"
_FORMS = (
    r"gh[pousr]_[A-Za-z0-9_.-]{20,}",
    r"github_pat_[A-Za-z0-9_]{22,}",
    r"gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|soat|ffct|rtr)-[A-Za-z0-9_.-]{20,}",
    r"gloas-[A-Za-z0-9_-]{32,}",
    r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}",
    r"glc_[A-Za-z0-9+/=]{32,}",
    r"GR1348941[A-Za-z0-9_-]{20}",
    r"eyJrIjoi[A-Za-z0-9+/=]{70,}",
    r"xox[abeoprs](?:\.xox[abp])?-[A-Za-z0-9-]{10,}",
    r"xapp-\d-[A-Za-z0-9-]{10,}",
    r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}" + _AFTER,
    r"ABSK[A-Za-z0-9+/]{100,}",
    r"bedrock-api-key-[A-Za-z0-9+/=_-]{40,}",
    r"AIza[A-Za-z0-9_-]{35}",
    r"ya29\.[A-Za-z0-9_.-]{20,}",
    r"1//0[A-Za-z0-9_-]{40,}",
    r"4/0A[A-Za-z0-9_-]{50,}",
    r"GOCSPX-[A-Za-z0-9_-]{28}",
    r"[srp]k_(?:live|test|prod)_[A-Za-z0-9]{16,}",
    r"sk_org_(?:live|test)_[A-Za-z0-9]{16,}",
    r"whsec_[A-Za-z0-9+/=]{24,}",
    r"npm_[A-Za-z0-9]{36}",
    r"pypi-[A-Za-z0-9_-]{50,}",
    r"dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}",
    r"sk-ant-[A-Za-z0-9_-]{20,}",
    r"sk-(?:proj-|svcacct-|admin-|None-|or-v1-)[A-Za-z0-9_-]{20,}",
    r"[sp]k-lf-[0-9a-f-]{36}",
    r"sk-[0-9a-f]{32}" + _AFTER,
    r"c?sk-(?=[A-Za-z]*\d)[A-Za-z0-9]{40,}",
    r"(?:gsk|jina)_(?=[A-Za-z]*\d)[A-Za-z0-9]{48,}",
    r"xai-(?=[A-Za-z]*\d)[A-Za-z0-9]{60,}",
    r"pplx-(?=[A-Za-z]*\d)[A-Za-z0-9]{40,}",
    r"r8_(?=[A-Za-z]*\d)[A-Za-z0-9]{37}" + _AFTER,
    r"fw_(?=[A-Za-z]*\d)[A-Za-z0-9]{24}" + _AFTER,
    r"tvly-(?:dev-|prod-)?(?=[A-Za-z]*\d)[A-Za-z0-9]{28,}",
    r"nvapi-[A-Za-z0-9_-]{50,}",
    r"lsv2_[a-z]{2}_[0-9a-f]{32}_[0-9a-f]{10}",
    r"api_org_[A-Za-z]{34}" + _AFTER,
    r"hf_[A-Za-z0-9]{30,}",
    r"do[opr]_v1_[a-f0-9]{64}",
    r"SK[0-9a-f]{32}" + _AFTER,
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}",
    r"key-[0-9a-f]{32}" + _AFTER,
    r"x(?:key|smtp)sib-[0-9a-f]{64}-[A-Za-z0-9]{16}",
    r"re_(?=[A-Za-z]*\d)[A-Za-z0-9]{8}_[A-Za-z0-9]{24}" + _AFTER,
    r"HRKU-[A-Za-z0-9_-]{36,}",
    r"(?:bot)?\d{8,10}:AA[A-Za-z0-9_-]{33}",
    r"sntry[su]_[A-Za-z0-9_+/=-]{40,}",
    r"lin_(?:api|oauth)_[A-Za-z0-9]{40,}",
    r"(?:secret|ntn)_[A-Za-z0-9]{43,50}" + _AFTER,
    r"dapi[0-9a-f]{32}(?:-\d)?" + _AFTER,
    r"hv[sbr]\.[A-Za-z0-9_-]{24,}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{58}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"sq0(?:atp|csp)-[A-Za-z0-9_-]{22,}",
    r"EAAA[A-Za-z0-9_-]{60}" + _AFTER,
    r"sq[apu]_[0-9a-f]{40}",
    r"ATATT3[A-Za-z0-9_=-]{50,}",
    r"ATCTT3[A-Za-z0-9_=-]{50,}",
    r"ATBB[A-Za-z0-9]{32}" + _AFTER,
    r"CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}",
    r"bk(?:ua|at|ct)_[A-Za-z0-9]{30,}",
    r"NRAK-[A-Z0-9]{27}",
    r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    r"rubygems_[a-f0-9]{48}",
    r"cio[A-Za-z0-9]{32}" + _AFTER,
    r"dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{40,}",
    r"pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{32,}",
    r"sbp_[a-f0-9]{40}",
    r"nfp_[A-Za-z0-9]{36}",
    r"EAACEdEose0cBA[A-Za-z0-9]+",
    r"tskey-[a-z]+-[A-Za-z0-9-]{20,}",
    r"f[mo]\d_[A-Za-z0-9_+/=,-]{40,}",
    r"pul-[a-f0-9]{40}",
    r"snyk_[A-Za-z0-9_.-]{30,}",
    r"figd_[A-Za-z0-9_-]{40,}",
    r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}",
    r"oy2[a-z0-9]{43}" + _AFTER,
    r"AKCp[A-Za-z0-9]{69,}",
    r"cmVmdGtu[A-Za-z0-9]{56}",
    r"ops_eyJ[A-Za-z0-9+/=_-]{100,}",
    r"A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11,12}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){2,3}",
    r"EZ[AT]K[A-Za-z0-9]{54}",
    r"sl\.[A-Za-z0-9_=-]{130,}",
    r"vc[piark]_[A-Za-z0-9]{50,}",
    r"vercel_(?=[A-Za-z]*\d)[A-Za-z0-9]{24}" + _AFTER,
    r"pat-(?:na|eu|ap)\d-[0-9a-f-]{36}",
    r"dt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}",
    r"duffel_(?:live|test)_[A-Za-z0-9_=-]{43}",
    r"shippo_(?:live|test)_[0-9a-f]{40}",
    r"rdme_[a-z0-9]{70}",
    r"tfp_(?=[A-Za-z]*\d)[A-Za-z0-9_.=-]{40,}",
)
_KNOWN_FORMS = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_FORMS)})")
_FORMS_WITHIN = {
    "Q~": r"[A-Za-z0-9_~.]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}",
    "AZDO": r"[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}" + _AFTER,
    "+ACR": r"[A-Za-z0-9/+]{42}\+ACR[A-D][A-Za-z0-9]{5}" + _AFTER,
    "==": r"[A-Za-z0-9/+]{76}(?:APIm|ACDb|\+(?:ABa|AMC|ASt))[A-Za-z0-9/+]{5,6}[AQgw]==",
    "-us": r"[0-9a-f]{32}-us\d{1,2}" + _AFTER,
    ".atlasv1.": r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,}",
}
"""What tells these stands within them: a text without that needn't be searched for them."""

_KNOWN_WITHIN = tuple(
    (mark, re.compile(rf"(?<![A-Za-z0-9]){form}")) for mark, form in _FORMS_WITHIN.items()
)

_WEB_TOKENS = re.compile(
    r"(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,}\.(?:[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,3}"
    r"|\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)"
)

_IS = r"[\"']?\s{0,3}(?::|=>|:=|=)\s{0,3}[\"']?"
_NAMED_KEYS = "|".join(
    rf"{word}[_.-]?key"
    for word in (
        "api", "access", "secret", "auth", "account", "private", "encryption", "signing", "master",
        "subscription", "functions?", "storage", "webhook", "jwt", "hmac", "app", "session",
    )
)  # fmt: skip
_CLOUD_KEYS = re.compile(
    r"(?i)((?:aws[_.-]?)?secret[_.-]?(?:access[_.-]?)?key" + _IS + r")"
    r"([A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])"
    r"|((?:aws[_.-]?)?session[_.-]?token" + _IS + r")([A-Za-z0-9/+=]{16,})"
    r"|((?:AccountKey|SharedAccessKey|SharedSecret)\s{0,3}=\s{0,3})([A-Za-z0-9/+=]{20,})"
    r"|((?:azure|arm|aad|gcp|google)[_.-]?client[_.-]?secret" + _IS + r")([^\s\"',;]{16,})"
)
_NAMED = re.compile(
    r"(?i)((?:^|[^A-Za-z0-9])(?:[A-Za-z0-9]{1,40}[_.-]){0,6}[A-Za-z]{0,20}"
    rf"(?:(?:{_NAMED_KEYS})(?:[_.-]?base)?|client[_.-]?secret|secret|token|password|passwd"
    r"|passphrase|pwd|(?<=_)auth)"
    + _IS
    + r"(?:base64:)?"
    + r")([A-Za-z0-9_/+=.~!@#$%^*-]{12,200})(?![A-Za-z0-9_(\[/.])"
)
_PASSWORDS = re.compile(
    r"((?:^|[^A-Za-z0-9_])(?:[A-Z0-9]{1,40}_){0,6}(?:PASSWORD|PASSWD|PGPASSWORD|PASSPHRASE"
    r"|(?<=_)PWD(?!(?:=[\"']?|: )(?:[/~.]|[A-Za-z]:[\\/])))"
    r"(?:=[\"']?|: ))([^\s\"'$<{%*\[(][^\s\"']{5,200})"
    r"|((?<![A-Za-z0-9_-])--?(?:password|passwd|passphrase)=[\"']?)([^\s\"'$<{%*\[(][^\s\"']{5,200})"
    r"|(\bcurl\s[^\n]{0,200}?(?:-u|--user)[ =][\"']?[^\s:\"']{1,100}:)([^\s\"'$]{4,200})"
    r"|(\bsshpass\s+-p\s?[\"']?)([^\s\"'$]{4,200})"
    r"|(\bmachine\s+\S{1,200}\s+login\s+\S{1,200}\s+password\s+)(\S{4,200})"
)
_WITHIN_PASSWORD = (
    r"(?:[^\s\"'<,;(]|[,;](?!\s|$|[\"']?[A-Za-z_][\w.-]{0,40}[\"']?\s?[:=]|[\"')\]}<])"
    r"(?!(?-i:(?<=;)(?:[A-Z]\w{0,40} ){1,3}[A-Z]\w{0,40}=)))"  # ;Trusted Connection=True
)
_SAID_PASSWORDS = re.compile(
    r"(?i)((?:(?:^|[^A-Za-z0-9])(?:[A-Za-z0-9]{1,40}[_.-]){0,6}[A-Za-z]{0,20}"
    r"(?:password|passwd|passphrase|pwd)[\"']?\s{0,3}(?::=|=>|[:=!]={0,2})\s{0,3}"
    r"|(?<![A-Za-z0-9_-])--?(?:password|passwd|passphrase) "
    r"|<(?:[\w.-]{1,40}:)?(?:password|passwd|passphrase)>)(?:[bru]?([\"']))?)"
    r"([^\s\"'$<{%*\[(/~.,;:)]"
    rf"(?(2)[^\s\"']{{5,200}}|{_WITHIN_PASSWORD}{{5,200}}(?![^\s\"'<,;)\]}}])))"
)
"""What is quoted goes as far as the quotes; else a comma or semicolon ends it that nothing, a blank
or another name stands behind."""

_REGISTRIES = re.compile(r"([\"']auth[\"']\s{0,3}:\s{0,3}[\"'])([A-Za-z0-9+/]{12,}={0,2})(?=[\"'])")
_COOKIES = re.compile(r"(?i)\b((?:set-)?cookie[\"']?\s{0,3}[:=])([^\r\n]{1,4000})")
_COOKIE = re.compile(r"(=)([^\s;,\"']{16,})")
_HEADERS = re.compile(
    r"(?i)(\b(?:proxy-)?authorization[\"']?\s{0,3}(?::|=>?)\s{0,3}[\"']?)"
    r"(?:(?:basic|bearer|token|digest|negotiate|ntlm|apikey|api-key|hawk|oauth|dpop|sharedkey\w*"
    r"|aws4-hmac-sha256|glpat|key)[ \t]+[^\r\n\"']+|[^\s\"',;]{16,})"
)
_TOKEN_HEADERS = re.compile(
    r"(?i)(\b(?:x-api-key|api-key|private-token|job-token|deploy-token|x-auth-token|x-vault-token"
    r"|x-amz-security-token|x-gitlab-token|cf-access-client-secret|x-hub-signature(?:-256)?)[\"']?\s{0,3}:\s{0,3}[\"']?)"
    r"((?!self\.)[^\s\"',;]{8,})"
)
_BEARERS = re.compile(r"(?i)(\bbearer[ \t]+)((?=[A-Za-z0-9._~+/=-]*\d)[A-Za-z0-9._~+/=-]{16,})")

_ADDRESS_PASSWORDS = re.compile(
    r"((?:\b[A-Za-z][A-Za-z0-9+.-]{1,20}:|(?<![^\s\"'=(<]))//[^\s/:@\"'<>?#]{0,200}:)"
    r"([^\s/\"'<>]{1,500})(?=@[^\s@])"
    r"|(\bjdbc:oracle:\w{1,10}:[^\s/@]{1,60}/)([^\s@\"']{1,100})(?=@)"
)
_ADDRESS_TOKENS = re.compile(r"(\bhttps?://)([A-Za-z0-9_.~%-]{20,500})(?=@[^\s@])")
_SIGNATURES = re.compile(
    r"(?i)([?&;#](?:amp;)?(?:X-(?:Amz|Goog)-(?:Signature|Credential|Security-Token)|sig|signature"
    r"|hmac|token|[a-z_-]{0,30}_token|auth|auth[_-]?key|api[_-]?key|password|passwd|pwd|pass|secret"
    r"|[a-z_-]{0,30}_secret|AWSAccessKeyId|Key-Pair-Id|sharedaccesssignature)=)([^\s&\"'<>#;]{4,})"
)
_HOOKS = re.compile(
    r"(\bhttps://(?:hooks\.slack\.com/(?:services|workflows|triggers)/"
    r"|outlook\.office\.com/webhook/|hooks\.zapier\.com/hooks/catch/"
    r"|maker\.ifttt\.com/trigger/[^\s/]{1,100}/(?:json/)?with/key/"
    r"|(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/"
    r"|[\w.-]+\.webhook\.office\.com/webhookb2/))([A-Za-z0-9_/@-]{8,})"
)
_CONNECTIONS = re.compile(
    r"(?i)(;\s?(?:password|pwd|accountkey|sharedaccesskey)=)([^;\s\"']{1,200})"
)

_MARKS = re.compile(
    r"(?i)_|-|//|\.|key|cookie|jdbc|GR13|token|secret|pass|pwd|auth|bearer|sig|AKIA|ASIA|AIza|eyJ|\d:AA|dapi|SK[0-9a-f]"
    r"|AT[AC]TT3|ATBB|cio[a-z0-9]|EAA[AC]|ABSK|AZDO|AKCp|cmVmdGtu|oy2|EZ[AT]K|APIm|ACDb|\+A|Q~|1//0|4/0A"
)
"""What nearly every secret has somewhere in it or before it."""


def is_secret_name(name: str) -> bool:
    """Whether the name of an environment variable says that its value is secret, by whole words:
    ``DEPLOY_TOKEN``, not ``MONKEY``."""
    if name in _PLAIN:
        return False
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return not _WORDS.isdisjoint(re.split(r"[^A-Za-z0-9]+", spaced.lower()))


def secret_values(environ: Mapping[str, str]) -> list[str]:
    """The values of environment variables that are secret, the longest first."""
    found: set[str] = set()
    for name, value in environ.items():
        if is_secret_name(name):
            found.update(_pieces(value.strip()))
    return sorted(found, key=lambda text: (-len(text), text))


def _pieces(value: str) -> Iterator[str]:
    """A value as it may be printed: whole, in an address, in JSON; of several lines, each long."""
    if len(value) >= _SHORTEST:
        yield value
        yield quote(value, safe="")
    lines = [line.strip() for line in value.splitlines()]
    if len(lines) > 1:
        yield value.replace("\r", "").replace("\n", "\\n")
        yield from (line for line in lines if len(line) >= 16 and " " not in line)


class Masker:
    """Masks the secrets in texts; ``environ`` are the variables of the run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        values = secret_values(environ)
        self._values = re.compile("|".join(map(re.escape, values))) if values else None

    def __call__(self, text: str) -> str:
        """The text without secrets. Masking twice changes nothing more."""
        if self._values is not None:
            text = self._values.sub(MASK, text)  # 7
        if not _MARKS.search(text):
            return text
        text = without_private_keys(text, MASK)  # 1
        text = _ADDRESS_PASSWORDS.sub(_after_name, text)  # 6
        text = _ADDRESS_TOKENS.sub(_after_name, text)
        text = _SIGNATURES.sub(_after_name, text)
        text = _HOOKS.sub(_after_name, text)
        text = _CONNECTIONS.sub(_after_name, text)
        text = _HEADERS.sub(_after_name, text)  # 5
        text = _COOKIES.sub(_cookies, text)
        text = _TOKEN_HEADERS.sub(_after_name, text)
        text = _BEARERS.sub(_after_name, text)
        text = _WEB_TOKENS.sub(MASK, text)  # 3
        text = _KNOWN_FORMS.sub(MASK, text)  # 2
        for mark, form in _KNOWN_WITHIN:
            if mark in text:
                text = form.sub(MASK, text)
        text = _CLOUD_KEYS.sub(_after_name, text)  # 4
        text = _PASSWORDS.sub(_after_name, text)
        text = _SAID_PASSWORDS.sub(_no_word, text)
        text = _REGISTRIES.sub(_after_name, text)
        return _NAMED.sub(_random_looking, text)

    def each(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Several texts, masked."""
        return tuple(self(text) for text in texts)


def _after_name(found: re.Match[str]) -> str:
    """The name that stands before a secret, which stays, and the mask."""
    return f"{next(group for group in found.groups() if group is not None)}{MASK}"


def _cookies(found: re.Match[str]) -> str:
    """A header of cookies, without the values that look random."""
    return f"{found[1]}{_COOKIE.sub(_random_looking, found[2])}"


def _random_looking(found: re.Match[str]) -> str:
    """As ``_after_name``, if the value looks random: what a person reads stays as it is."""
    name, value = found.groups()
    return f"{name}{MASK}" if _looks_random(value) else found.group()


def _no_word(found: re.Match[str]) -> str:
    """As ``_after_name``, if the value has a letter and what words haven't."""
    name, _, value = found.groups()
    is_secret = re.search("[A-Za-z]", value) and re.search("[0-9!@#$%^&*]", value)
    return f"{name}{MASK}" if is_secret and not value.startswith(MASK) else found.group()


def _looks_random(value: str) -> bool:
    """Digits among letters, changing often: words with a number at their end aren't random."""
    if value.startswith(MASK) or not (re.search("[0-9]", value) and re.search("[A-Za-z]", value)):
        return False
    if re.fullmatch("[0-9a-f]{32,}|[0-9A-F]{32,}", value):
        return True
    classes = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in value if c.isalnum()]
    changes = sum(one != other for one, other in pairwise(classes))
    return changes >= len(classes) / 4 and len(set(value)) >= 8
