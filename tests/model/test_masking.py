"""What is masked, and what must not be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tix.model.masking import MASK, Masker, is_secret_name

PEM = "-----BEGIN {0}PRIVATE KEY-----\n{1}\n-----END {0}PRIVATE KEY-----"
LINES = "\n".join(["MIIEowIBAAKCAQEAx4T0Jd8mM3nB7zWnPq5hYk1r2s3t4u5v6w7x8y9zAbCdEfGh"] * 4)
JWT = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"
    ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
)
A = "a1B2c3D4e5F6g7H8i9J0"
H = "0123456789abcdef"

SECRETS = {
    # tokens by their form, in pieces, so that nobody who looks for tokens takes these for real ones
    "GitHub": "ghp" + "_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "GitHub app": "ghs" + "_" + "16C7e42F292c6912E7710c838347Ae178B4a",
    "GitHub fine": "github" + "_pat_" + "11ABCDEFG0" + A + "_" + A + A,
    "GitLab": "glpat" + "-" + "sFz3Yx_w9Q-k2LmN8pRt",
    "GitLab job": "glcbt" + "-64_" + A,
    "GitLab routable": "glpat" + "-" + A + A + ".01.120abcdef",
    "Slack": "xoxb" + "-123456789012-1234567890123-" + A + "abcd",
    "Slack hook": "https://hooks." + "slack.com/services/T00000000/B00000000/" + A + "abcd",
    "AWS id": "AKIA" + "IOSFODNN7EXAMPLE",
    "Google": "AIza" + "SyA-1234567890abcdefghijklmnopqrstu",
    "Stripe": "sk" + "_live_" + A + "abcd",
    "npm": "npm" + "_" + A + "abcdefghijklmnop",
    "PyPI": "pypi" + "-AgEIcHlwaS5vcmcC" + A * 5,
    "Docker": "dckr" + "_pat_" + A + "abcdefg",
    "Anthropic": "sk-ant" + "-api03-" + A * 4,
    "OpenAI": "sk-proj" + "-" + A * 3,
    "Hugging Face": "hf" + "_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "DigitalOcean": "dop" + "_v1_" + "0123456789abcdef" * 4,
    "SendGrid": "SG" + ".ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr",
    "Twilio": "SK" + "0123456789abcdef" * 2,
    "Vault": "hvs" + ".CAESI" + A * 3,
    "Telegram": "110201543" + ":AA" + "HdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0",
    "Atlassian": "ATATT3" + "xFfGF0" + A * 8,
    "GitLab trigger": "GR1348941" + A,
    "Slack trigger": "https://hooks." + "slack.com/triggers/T00/402102488/" + H * 2,
    "Stripe organisation": "sk" + "_org_live_" + A,
    "AWS Bedrock": "ABSK" + A * 6,
    "Google refresh": "1//0" + A * 3,
    "Azure client": "abc" + "8Q~" + A + "bcdefghijklmn",
    "Azure DevOps": A * 3 + A[:16] + "AZDO" + "a1B2",
    "Azure storage": A * 3 + A[:16] + "+ASt" + "a1B2cA" + "==",
    "Mailchimp": H * 2 + "-us12",
    "Brevo": "xkeysib" + "-" + H * 4 + "-" + A[:16],
    "Resend": "re" + "_" + A[:8] + "_" + A + "abcd",
    "OpenRouter": "sk-or-v1" + "-" + H * 4,
    "DeepSeek": "sk" + "-" + H * 2,
    "Groq": "gsk" + "_" + A * 2 + A[:12],
    "xAI": "xai" + "-" + A * 4,
    "Perplexity": "pplx" + "-" + A * 2 + A[:8],
    "Replicate": "r8" + "_" + A + A[:17],
    "LangSmith": "lsv2" + "_pt_" + H * 2 + "_" + H[:10],
    "NVIDIA": "nvapi" + "-" + A * 3,
    "Fly": "fo1" + "_" + A * 2 + "abc",
    "Fly macaroon": "fm2" + "_" + A * 4,
    "Figma": "figd" + "_" + A * 2,
    "NuGet": "oy2" + "a1b2c3d4e5f6g7h8i9j0" * 2 + "abc",
    "Artifactory": "AKCp" + A * 3 + A[:9],
    "1Password": "ops" + "_eyJ" + A * 6,
    "EasyPost": "EZAK" + A * 2 + A[:14],
    "Dropbox": "sl" + "." + A * 7,
    "Vercel": "vcp" + "_" + A * 3,
    "HubSpot": "pat" + "-na1-" + "550e8400-e29b-41d4-a716-446655440000",
    "Dynatrace": "dt0c01" + "." + "ABCDEFGHIJKLMNOPQRSTUVWX" + "." + "ABCDEFGH" * 8,
    "Shippo": "shippo" + "_live_" + H * 2 + H[:8],
    "SonarQube": "sqp" + "_" + H * 2 + H[:8],
    "Square": "EAAA" + A * 3,
    "Telegram's address": "https://api.telegram.org/bot110201543" + ":AA" + A + A[:13] + "/getMe",
    "Office hook": "https://outlook.office.com/webhook/" + H + "@" + H + "/IncomingWebhook/" + A,
    "web token": JWT,
    "encrypted web token": "eyJhbGciOiJkaXIiLCJlbmMi." + "." + A + "." + A * 3 + "." + A,
    "private key": PEM.format("RSA ", LINES),
    "OpenSSH key": PEM.format("OPENSSH ", LINES),
    "key without its end": f"-----BEGIN PRIVATE KEY-----\n{LINES}",
    "key without its beginning": f"{LINES}\n-----END EC PRIVATE KEY-----",
    "key in JSON": PEM.format("", LINES).replace("\n", "\\n"),
    "key in a line": PEM.format("", LINES).replace("\n", " "),
    "key with Windows' line ends": PEM.format("", LINES).replace("\n", "\r\n"),
    "PGP key": f"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{LINES}\n=abCd",
    "SSH2 key": f"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\n{LINES}",
    "PuTTY key": f"Private-Lines: 4\n{LINES}",
}

IN_THEIR_PLACE = [
    ("aws_secret_access_key = {}", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ('"SecretAccessKey": "{}"', "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("DefaultEndpointsProtocol=https;AccountName=x;AccountKey={};", "Zm9vYmFy" * 10 + "Zm9vYg=="),
    ("AZURE_CLIENT_SECRET={}", "abc8Q~" + A),
    ("Authorization: Basic {}", "dXNlcjpodW50ZXIy"),
    ("> authorization: Bearer {}", "anything.at-all"),
    ("-H 'Authorization: token {}'", "abc"),
    ('"Authorization": "{}"', "a1b2c3d4e5f6a7b8"),
    ("Authorization: Digest username={}", '"Mufasa"'.strip('"')),
    ("curl -H 'PRIVATE-TOKEN: {}'", "abcdefgh1234"),
    ("Bearer {}", A + A),
    ("https://ana:{}@git.example/x.git", "hunter2"),
    ("postgres://shop:{}@db:5432/shop", "p@ss:w0rd"),
    ("https://{}@github.com/acme/shop", "x1y2z3" * 5),
    ("https://s3.example/x?X-Amz-Signature={}&y=1", "abcdef0123456789"),
    ("https://x.blob.example/c?sv=2022&sig={}", "a%2Bb%3D"),
    ("https://x.example/?access_token={}#top", "abcdef"),
    ("https://x.example/?a=1&amp;token={}", "abcdef"),
    ("Server=db;User=sa;Password={};", "hunter2!"),
    ("api_key: {}", "k9F3xQ2mZ8vB4nT7"),
    ('"clientSecret": "{}"', "k9F3xQ2mZ8vB4nT7"),
    ("npm config set //registry.example/:_authToken={}", "k9F3xQ2mZ8vB4nT7"),
    ("DB_PASSWORD={}", "k9F3xQ2mZ8vB4nT7"),
    ("--from-literal=password={}", "Tr0ub4dor3x9QzP"),
    ("mysqldump --password={} shop", "hunter2x"),
    ("PGPASSWORD={} psql", "hunter2"),
    ("--password={} was refused", "hunter2x"),
    ("Command '['mysql', '--password={}']' returned 1", "hunter2x"),
    ("MYSQL_PWD={} mysql", "hunter2"),
    ("MYSQL_ROOT_PASSWORD: {}", "my-secret-pw"),
    ("login(user='jo', password='{}')", "s3cr3t!pass"),
    ("login(user='jo', password='{}')", "hunter2,x;y(z<"),
    ("login(password=b'{}')", "hunter2x"),
    ("E   assert password == '{}'", "hunter2secret"),
    ('"password": "{}", "user": "jo"', "hunter2secret"),
    ("db_password={} failed", "hunter2"),
    ("  password: {}", "correct-horse-1"),
    ("mysqldump --password {} shop", "hunter2x"),
    ("<password>{}</password>", "hunter2x"),
    ("Passwd = {}", "letmein!"),
    ("curl -sS -u admin:{} https://h/", "hunter2secret"),
    ("sshpass -p {} ssh h", "hunter2"),
    ("machine github.com login ana password {}", "hunter2hunter2"),
    ('"r.example": "auth": "{}"', "YW5hOmh1bnRlcjI="),
    ("//registry.npmjs.org/:_auth={}", "6b+it7CukpiKXT9xrn+Q3ojnQvSrWuIa"),
    ("password={}", "ab,D3f!9xyz"),
    ("connect(password={}, user=jo)", "ab,c9;d"),
    ("password={},user=jo", "tr0ub4dor;x"),
    ("Server=db;Password={};Trusted Connection=True", "tr0ub4dor"),
    ("Password={};Initial Catalog=x;Timeout=5", "tr0ub4dor;x"),
    ("password={} user=jo", "tr0,b4dor"),
    ("Cookie: lang=en; session={}; theme=dark", A + A),
    ("Set-Cookie: sid={}; HttpOnly", A),
    ("Ocp-Apim-Subscription-Key: {}", "001156efb0fd87faa5cfd728b69195f1"),
    ("x-functions-key: {}", A + A),
    ("ENCRYPTION_KEY={}", "CS0C4hxTTkpmHqW9ifkb06AVVnT7+KWNzAwPrENIGTo="),
    ("APP_KEY=base64:{}", "CS0C4hxTTkpmHqW9ifkb06AVVnT7+KWNzAwPrENIGTo="),
    ("secret_key_base: {}", H * 8),
    ('"authorization" => "Basic {}"', "dXNlcjpodW50ZXIy"),
    ("https://x.example/?api-key={}", "abcdef12"),
    ("https://x.example/cb#access_token={}&state=1", "abcd1234"),
    ("jdbc:oracle:thin:scott/{}@//db:1521/x", "tiger"),
    ("'//ana:{}@host/path'", "pw12345"),
    ("https://hooks.zapier.com/hooks/catch/123456/{}", "24oh3ie/"),
]

HARMLESS = [
    "HOST_PWD=/home/ana/project/src",
    "OLD_PWD=C:\\projects\\tix-src",
    "test_login fails (tests.test_auth.TestToken)",
    "AssertionError: expected token ')' but found end of file",
    "the password must have at least 12 characters",
    "password: required",
    "token: unexpected indent",
    "password=None, pwd=0, password: str = field(default=None)",
    "password = get_password2(user)",
    "password: must be at least 12 characters",
    "password != other_password",
    "f(password, 12)",
    "password: name, 12 characters",
    "test_password: 12 failed",
    "pwd: /home/ana2/x",
    "--password is missing in 2 cases",
    "Authorization: none was given",
    "Authorization header is missing",
    "assert secret == expected_secret_value_of_the_fixture",
    "KeyError: 'primary_key'",
    "key=lambda item: item.created_at",
    "primary_key: customer_identifier",
    "api_key = load_api_key_from_environment()",
    "secret = settings.get_secret_value2(name)",
    "3f786850e387550fdab836ed7e6dc881de23001b",
    "commit 9d2c0b4a7e6f5d4c3b2a1908f7e6d5c4b3a29180",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "550e8400-e29b-41d4-a716-446655440000",
    "https://github.com/acme/shop/actions/runs/42",
    "https://ci.example/job/7?page=2&sort=token_count",
    "git@github.com:acme/shop.git",
    "ssh://git@github.com/acme/shop.git",
    "http://localhost:8080/@scope/package",
    "npm ERR! 404 '@acme/tokens@1.2.3' is not in this registry.",
    "mailto:ana@example.org",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN RSA PRIVATE KEY----- is missing",
    "sk-learn-contrib and sk-image aren't installed",
    "pypi-server 2.3.1",
    "hf_transfer is not available",
    "AKIATOWN",
    "SKIP tests/test_basket.py::test_sku[SK0001]",
    "bearer of bad news",
    "monkey=banana banana",
    "tests/data/token_2026_11_22_fixture.json",
    "tokens: 1234567890123456 used of 2000000000000000",
    "ImportError: cannot import name 'Token' from 'lexer'",
    "secret_santa_2026_party_planning",
    "curl -u admin: https://h/",
    "PASSWORD=$DB_PASSWORD docker compose up",
    "PASSWORD=${DB_PASSWORD} PASSWORD=<yours> PASSWORD=***",
    'CHALLENGE_PASSWORD: "challengePassword",',
    "self._signing_key = Ed25519PrivateKey.from_private_bytes(",
    '"X-API-Key": self.apikey,',
    "Cookie: lang=en; theme=dark-high-contrast",
    "cache-key: linux-3f786850e387550fdab836ed7e6dc881de23001b",
    "idempotency-key: 550e8400-e29b-41d4-a716-446655440000",
    "MONKEY=k9F3xQ2mZ8vB4nT7",
    "/home/runner/builds/shop/shop/node_modules/.pnpm/vite@5.0.0_abc123def456/node_modules",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD",
    '"integrity": "sha512-oRJTz9fWQ9i3zcAgvmbVhQvJZLK3f4OlYz3eYpxSsBwV3uHTDJzP4ug1lO5Dw4oJ8Ri9=="',
    "int('4/0') // 1//0 isn't a number",
    "error at com.acme.shop.checkout.NorwegianCardsWithThreeDSecureIntegrationTest$Inner1.java:12",
    "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ",
]

mask = Masker({})


@pytest.mark.parametrize("name", [*SECRETS])
def test_a_token_is_masked_by_its_form(name: str) -> None:
    secret = SECRETS[name]
    for text in (f"push with {secret} failed", f'"{secret}"', f"x={secret}\n", secret):
        masked = mask(text)
        assert MASK in masked
        assert not any(
            part in masked for part in secret.split("\n") if len(part) > 15 and "-----" not in part
        )
        assert mask(masked) == masked
    assert mask(f"push with {secret} failed").startswith("push with ")


@pytest.mark.parametrize(("text", "secret"), IN_THEIR_PLACE)
def test_a_secret_is_masked_in_its_place(text: str, secret: str) -> None:
    masked = mask(f"first\n{text.format(secret)}\nlast")
    assert secret not in masked
    assert masked.startswith("first\n") and masked.endswith("\nlast")
    assert mask(masked) == masked
    before = text.partition("{}")[0].strip("\"'> ")
    assert before.split("=")[0].split(":")[0] in masked


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("GITHUB_TOKEN", True), ("DEPLOY_KEY", True), ("DB_PASS", True), ("npm_config__auth", True),
        ("clientSecret", True), ("API_KEYS", True),
        ("SYSTEM_ACCESSTOKEN", True), ("CI_JOB_TOKEN", True), ("SENTRY_DSN", True),
        ("MONKEY", False), ("KEYBOARD_LAYOUT", False), ("PWD", False), ("OLDPWD", False),
        ("PASSENGER_ROOT", False), ("TOKENIZER", False), ("HOME", False), ("SSH_AUTH_SOCK", False),
    ],
)  # fmt: skip
def test_a_variable_says_by_whole_words_that_it_is_secret(name: str, is_one: bool) -> None:
    assert is_secret_name(name) is is_one


def test_values_of_secret_variables_are_masked_wherever_they_stand() -> None:
    environ = {
        "DEPLOY_TOKEN": "correct horse", "MONKEY": "banana", "SHORT_KEY": "abcde",
        "LONG_SECRET": "correct horse battery",
        "SIGNING_KEY": "line-one-of-the-key\nline-two-of-the-key\n",
        "URL_PASSWORD": "a/b c?d",
    }  # fmt: skip
    mask = Masker(environ)
    assert mask("a correct horse, a banana, abcde") == f"a {MASK}, a banana, abcde"
    assert mask("correct horse battery!") == f"{MASK}!"
    assert mask("xx line-two-of-the-key xx") == f"xx {MASK} xx"
    assert mask("https://x.example/a%2Fb%20c%3Fd") == f"https://x.example/{MASK}"


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked


@pytest.mark.slow
def test_a_long_text_takes_no_time() -> None:
    odd = ["token=" * 20_000, "a:" * 50_000, "https://a" * 10_000, "A" * 100_000, "eyJ" * 30_000,
           "-----BEGIN PRIVATE KEY-----\n" * 4000, "a_b-c.d" * 15_000, "authorization: " * 7000,
           "AAAAAAAAAAAAAAAA\n" * 6000]  # fmt: skip
    start = time.process_time()
    for text in odd:
        mask(text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "front",
    ["+", "> ", "E   ", "  | ", "2026-11-28T16:41:39.123Z ", "12:01:02 [INFO] ", "#12 0.4 "],
)
@pytest.mark.parametrize("kept", ["all", "beginning", "end"])
def test_a_private_key_goes_with_whatever_stands_before_its_lines(front: str, kept: str) -> None:
    key = PEM.format("RSA ", LINES + "\nAbCdEf==").split("\n")
    lines = {"all": key, "beginning": key[:3], "end": key[-4:]}[kept]
    text = "\n".join(["loading", *(front + line for line in lines), f"{front}done"])
    masked = mask(text)
    assert MASK in masked and "PRIVATE" not in masked
    assert not {*LINES.split("\n"), "AbCdEf=="} & {*masked.replace(front, "").split()}
    assert masked.startswith("loading") and masked.endswith("done")


def test_two_private_keys_are_two_masks_and_what_is_between_stays() -> None:
    key = PEM.format("", LINES)
    assert mask(f"{key}\nbetween\n{key}") == f"{MASK}\nbetween\n{MASK}"


@pytest.mark.parametrize("unit", ["-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n"])
@pytest.mark.parametrize("between", ["a" * 20 + " ", "a" * 20 + "\\n", "+" + "a" * 20 + "\n", "x"])
def test_parts_of_private_keys_take_no_time(unit: str, between: str) -> None:
    text = (between * 200 + unit) * 40
    begun = time.perf_counter()
    mask(text)
    assert time.perf_counter() - begun < 5
