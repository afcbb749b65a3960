"""Every link of the pages, and every file that they or the code name, is there."""

import re

import pytest

from tests.docs.pages import PAGES, ROOT, anchors_of, links_of, prose_of, spans_of

_FOLDERS = ("tix", "tests", "docs", "examples", "benchmarks")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in links_of(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        place = (ROOT / page).parent / path if path else ROOT / page
        assert place.exists(), f"{page}: {link}"
        if anchor:
            target = place.resolve().relative_to(ROOT.resolve()).as_posix()
            assert anchor in anchors_of(target), f"{page}: {link}"


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    for span in spans_of(page):
        path, _, rest = span.rstrip("/").partition(" ")
        if not rest and re.fullmatch(rf"(?:{'|'.join(_FOLDERS)})/[\w./-]+\.(?:py|md|sh)", path):
            assert (ROOT / path).exists(), f"{page}: {span}"


def test_every_module_that_a_page_names_is_there() -> None:
    """By its name alone, wherever it is; a folder before it must be its own."""
    modules = [path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.py")]
    for page in PAGES:
        for named in re.findall(r"`((?:[a-z_]+/)*[a-z_][a-z_-]*\.py)`", prose_of(page)):
            found = [path for path in modules if path.as_posix().endswith(f"/{named}")]
            assert found or named == "utils.py", f"{page}: {named}"


def test_every_page_that_the_code_names_is_there() -> None:
    for folder in ("tix", "tests", "benchmarks", "examples"):
        for path in (ROOT / folder).rglob("*.py"):
            for named in re.findall(r"docs/[a-z-]+\.md", path.read_text()):
                assert (ROOT / named).exists(), f"{path}: {named}"


def test_every_page_can_be_reached_from_the_readme() -> None:
    waiting, seen = ["README.md"], {"README.md"}
    while waiting:
        page = waiting.pop()
        for link in links_of(page):
            place = ((ROOT / page).parent / link.partition("#")[0]).resolve()
            if place.suffix == ".md" and place.exists():
                target = place.relative_to(ROOT.resolve()).as_posix()
                if target not in seen:
                    seen.add(target)
                    waiting.append(target)
    assert {*PAGES} - seen == set()


def test_no_page_has_a_heading_twice() -> None:
    for page in PAGES:
        headings = re.findall(r"^#+ .+$", prose_of(page), re.MULTILINE)
        if page != "CHANGELOG.md":
            assert len(headings) == len({*headings}), page
