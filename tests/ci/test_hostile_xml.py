"""Reports that are anything but: nothing breaks, nothing is read outside, nothing is slow."""

import io
import random
import resource
import string
import subprocess
import sys
import time
from pathlib import Path

import pytest

import tix
from tests.scale import usual
from tix.ci.junit import read_junit
from tix.ci.results import Case
from tix.ci.xml_reader import BadReportError

HEAD = '<?xml version="1.0"?>'
SECRET = "the secret of the house"


def _bomb(depth: int, body: str = "&e{};" * 10) -> str:
    names = range(1, depth + 1)
    entities = "".join(f'<!ENTITY e{n} "{body.replace("{}", str(n - 1))}">' for n in names)
    return f'{HEAD}<!DOCTYPE t [<!ENTITY e0 "ha">{entities}]><testsuite>&e{depth};</testsuite>'


def _external(place: str, kind: str = "SYSTEM") -> str:
    return (
        f'{HEAD}<!DOCTYPE t [<!ENTITY x {kind} "{place}">]>'
        '<testsuite><testcase name="a"><failure>&x;</failure></testcase></testsuite>'
    )


def hostile(secret: Path) -> list[bytes]:
    """Sixty and more files that somebody made to do harm."""
    url = secret.as_uri()
    entity = "<!DOCTYPE t [{}]><testsuite><testcase name='a'/></testsuite>"
    one = '<testsuite><testcase name="a">{}</testcase></testsuite>'
    texts = [
        *(_bomb(depth) for depth in (1, 2, 5, 9, 30)),
        _bomb(3, "&e{};" * 1000),
        f'{HEAD}<!DOCTYPE t [<!ENTITY a "{"a" * 50_000}">]><testsuite>{"&a;" * 5000}</testsuite>',
        *(_external(place) for place in (url, str(secret), "http://127.0.0.1:9/x", "ftp://x/y")),
        _external(f'-//x" "{url}', "PUBLIC"),
        _external("file:///dev/zero"),
        *(entity.format(text) for text in (
            f'<!ENTITY % p SYSTEM "{url}"> %p;',
            f'<!ENTITY % p "<!ENTITY q SYSTEM \'{url}\'>"> %p; ',
            '<!ENTITY x "&x;">', '<!ENTITY x "y">', f'<!ENTITY u SYSTEM "{url}" NDATA n>',
            '<!ATTLIST testcase name CDATA "b">',
            "<!ELEMENT testsuite ANY>", "<!ENTITY", "]]>", '<!ENTITY x "a"><!ENTITY x "b">',
        )),
        f'{HEAD}<!DOCTYPE testsuite SYSTEM "{url}"><testsuite>&x;</testsuite>',
        f'{HEAD}<!DOCTYPE testsuite SYSTEM "{url}"><testsuite><testcase name="&x;"/></testsuite>',
        f'<testsuite xmlns="http://www.w3.org/2001/XInclude"><include href="{url}"/></testsuite>',
        f'{HEAD}<?xml-stylesheet href="{url}"?><testsuite/>',
        "<a>" * 100_000, "<testsuite>" * 5000, "<testsuite>" + "<x>" * 5000 + "</x>" * 5000,
        one.format("<failure>" * 300), f"<testsuite {'a' * 5_000_000}='1'/>",
        f'<testsuite name="{"a" * 5_000_000}"/>',
        f"<!--{'-' * 5_000_000}",
        f"<!--{'x' * 6_000_000}--><t/>",
        f"<?{'x' * 5_000_000}?>",
        "<testsuite " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>",
        '<testsuite a="1" a="2"/>', "<testsuite><testcase/></testcase></testsuite>",
        "<testcase/>" * 3, "<testsuites/><testsuites/>", "<testsuite>\0</testsuite>", "\0" * 1000,
        '<?xml version="1.0" encoding="UTF-7"?><testsuite/>',
        '<?xml version="1.0" encoding="x"?><t/>',
        '<?xml version="1.0" encoding="idna"?><testsuite/>',
        '<?xml version="1.0" encoding="utf-16"?><testsuite/>', '<?xml version="9"?><testsuite/>',
        '<?xml version="1.0" encoding="rot13"?><testsuite/>', "", " ", "\ufeff", "{}", "not XML",
        "<html><body>404</body></html>", "<project/>", "<testsuite", "<testsuite name='a", "<", "&",
        "&amp;", "<testsuite>&nbsp;</testsuite>", "<testsuite>&#0;</testsuite>",
        "<testsuite>&#xFFFFFFFF;</testsuite>", "<testsuite>]]></testsuite>",
        one.format("<failure>" + "x" * 3_000_000 + "</failure>"),
        one.format("<system-out>" + "y\n" * 2_000_000 + "</system-out>"),
        "<testsuite>" + "<testcase name='a'><failure/></testcase>" * 30_000 + "</testsuite>",
        "<testsuite>" + "".join(f"<testcase name='{n}'/>" for n in range(50_000)) + "</testsuite>",
        f'<testsuite><testcase name="a" time="{"9" * 400}" line="{"9" * 4000}"/></testsuite>',
        '<testsuite><testcase name="&#27;[31m&#x202e;" classname="../../etc/passwd"/></testsuite>',
    ]  # fmt: skip
    found = [text.encode(errors="surrogatepass") for text in texts]
    found += [
        b"\xff\xfe<\x00", b"\xef\xbb\xbf<testsuite/>", b"<testsuite>\xff\xff</testsuite>",
        b"\x1f\x8b\x08\x00" + bytes(100), b"PK\x03\x04" + bytes(100), bytes(range(256)) * 100,
        '<?xml version="1.0" encoding="utf-16"?><testsuite/>'.encode("utf-16"),
        "<testsuite/>".encode("utf-32"),
    ]  # fmt: skip
    return found


def read(data: bytes) -> tuple[list[Case], str]:
    """The tests, or why the file was refused."""
    cases: list[Case] = []
    try:
        read_junit("report.xml", io.BytesIO(data), cases.append, 150_000_000)
    except BadReportError as error:
        assert "\n" not in str(error) and str(error).startswith("report.xml: ")
        return [], str(error)
    return cases, ""


@pytest.mark.slow
def test_hostile_files_do_no_harm(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    files = hostile(secret)
    assert len(files) >= 60
    for number, data in enumerate(files):
        start = time.process_time()
        cases, _ = read(data)
        assert time.process_time() - start < 5, number
        assert SECRET not in repr(cases), number


@pytest.mark.parametrize(
    "data", [_bomb(1), _external("x"), "<!DOCTYPE t [<!ENTITY x 'y'>]><testsuite/>",
             "<!DOCTYPE t SYSTEM 'x'><testsuite>&y;</testsuite>"],
)  # fmt: skip
def test_any_entity_is_refused(data: str) -> None:
    _, why = read(data.encode())
    assert "entity" in why


def test_a_report_over_the_limit_is_refused_and_too_much_markup_is() -> None:
    big = b"<testsuite>" + b" " * 2_000_000 + b"</testsuite>"
    with pytest.raises(BadReportError, match="more than 1 MB"):
        read_junit("r", io.BytesIO(big), list[Case]().append, 1_000_000)
    assert "longer than anything" in read(b"<testsuite " + b"a" * 5_000_000)[1]
    assert "nested" in read(b"<testsuite>" * 300)[1]


def _generated(rng: random.Random) -> bytes:
    """A file that is mostly a report, with something odd in it."""
    odd = ["", "<", "&", "]]>", "\x00", "\x1b[1m", "é", "😀", "'", '"', "x" * 3000, "&lt;", "&#10;",
           "<![CDATA[<a>]]>", "<!-- c -->", "<?pi x?>", " ", "\n\n", "</testcase>"]  # fmt: skip
    tags = ["testsuite", "testsuites", "testcase", "failure", "error", "skipped", "system-out",
            "properties", "property", "rerunFailure", "flakyFailure", "x:y", "a"]  # fmt: skip
    names = ["name", "classname", "class", "time", "file", "line", "message", "type", "status"]

    def attributes() -> str:
        chosen = rng.sample(names, rng.randint(0, 4))
        values = (rng.choice([*odd[4:], "1", "-1", "nan", "a.b", "1e999"]) for _ in chosen)
        return "".join(f' {n}="{v}"' for n, v in zip(chosen, values, strict=True))

    def element(depth: int) -> str:
        tag = rng.choice(tags[:3] if depth < 2 else tags)
        inside = "".join(
            element(depth + 1)
            if depth < 5 and rng.random() < 0.6
            else rng.choice(odd[6:] + [""] * 9)
            for _ in range(rng.randint(0, 4))
        )
        return f"<{tag}{attributes()}>{inside}</{tag}>"

    text = f"<testsuites>{element(1)}</testsuites>"
    if rng.random() < 0.3:
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice([*odd, *string.punctuation]) + text[at + rng.randint(0, 3) :]
    return text.encode(rng.choice(["utf-8", "utf-8", "utf-16", "latin-1"]), errors="replace")


@pytest.mark.drawn
def test_generated_files_are_read_or_refused() -> None:
    good = 0
    for seed in range(usual(500)):
        cases, why = read(_generated(random.Random(seed)))
        good += not why
        assert all(case.outcome for case in cases)
    assert good > usual(500) / 10


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the memory")
def test_a_large_report_takes_little_memory(tmp_path: Path) -> None:
    """About 30 MB: many tests, long traces and outputs. (A process of its own: others have had
    more.)"""
    report = tmp_path / "large.xml"
    with report.open("w") as file:
        file.write("<testsuite>")
        for number in range(60_000):
            file.write(f'<testcase classname="c{number % 100}" name="test {number}"/>')
        for number in range(500):
            file.write(f'<testcase classname="red" name="{number}"><failure message="m">')
            file.write("a line of a trace\n" * 1500)
            file.write("</failure><system-out>" + "said\n" * 5000 + "</system-out></testcase>")
        file.write("</testsuite>")
    script = (
        "import sys\n"
        "from tix.ci.findings import Findings, Naming\n"
        "from tix.ci.junit import read_junit\n"
        "found = Findings(Naming('test', lambda _: False, str), frozenset())\n"
        "with open(sys.argv[1], 'rb') as file:\n"
        "    read_junit('r', file, found.take, 150_000_000)\n"
        "assert (found.counts.failed, found.counts.passed) == (500, 60_000)\n"
        "lines = open('/proc/self/status').read().split('\\n')\n"
        "print(next(line.split()[1] for line in lines if line.startswith('VmHWM')))\n"
    )
    package = Path(tix.__file__).parent.parent
    start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(
        [sys.executable, "-c", script, report],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(package)},
    )  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start < 5
    assert int(done.stdout) < 200_000
