"""The style sheets and scripts we fetch: complete, and without what is for gov.uk alone."""

import re
from pathlib import Path

import pytest

import dev
import hatch_build

FILES = {
    "NOTICE.txt",
    "fonts",
    "govuk-frontend.min.css",
    "govuk-frontend.min.js",
    "images",
    "moj-frontend.min.css",
    "moj-frontend.min.js",
}


@pytest.fixture
def laid_out(tmp_path: Path) -> Path:
    target = tmp_path / "vendor"
    hatch_build.copy_static(dev.ROOT / "node_modules", target)
    return target


def test_the_needed_files_and_no_others(laid_out: Path) -> None:
    assert {path.name for path in laid_out.iterdir()} == FILES
    assert {path.suffix for path in (laid_out / "images").iterdir()} == {".svg"}


def test_nothing_that_is_for_gov_uk_alone(laid_out: Path) -> None:
    for path in laid_out.rglob("*"):
        assert "crest" not in path.name
        assert path.suffix not in {".woff", ".woff2"}
        if path.suffix == ".css":
            sheet = path.read_text(encoding="utf-8")
            assert not re.search(r"@font-face|GDS Transport|crest\.svg|gov\.uk", sheet)
            assert "font-family:arial,sans-serif" in sheet


def test_whatever_a_style_sheet_asks_for_is_there(laid_out: Path) -> None:
    asked = set()
    for sheet in laid_out.glob("*.css"):
        asked |= set(re.findall(r"url\(([^)]*)\)", sheet.read_text(encoding="utf-8")))
    assert {f"images/{path.name}" for path in (laid_out / "images").iterdir()} == asked


def test_no_source_map_is_asked_for(laid_out: Path) -> None:
    for path in laid_out.glob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_the_scripts_are_otherwise_as_published(laid_out: Path) -> None:
    name = "govuk-frontend.min.js"
    published = dev.ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / name
    ours = (laid_out / name).read_text(encoding="utf-8").strip()
    assert published.read_text(encoding="utf-8").startswith(ours)


def test_what_was_there_before_goes(laid_out: Path) -> None:
    (laid_out / "old.css").write_text("", encoding="utf-8")
    hatch_build.copy_static(dev.ROOT / "node_modules", laid_out)
    assert {path.name for path in laid_out.iterdir()} == FILES


@pytest.mark.parametrize(
    ("css", "plain"),
    [
        ("a{b:c}@font-face{font-family:GDS Transport;src:url(x.woff)}d{e:f}", "a{b:c}d{e:f}\n"),
        ("a{font-family:GDS Transport,arial,sans-serif}", "a{font-family:arial,sans-serif}\n"),
        ("a{background:url(/assets/images/govuk-crest.svg)}", "a{background:none}\n"),
        ("a{background:url(/assets/images/tick.svg)}", "a{background:url(images/tick.svg)}\n"),
        ("a{b:c}\n/*# sourceMappingURL=a.css.map */", "a{b:c}\n"),
    ],
)
def test_plain_css(css: str, plain: str) -> None:
    assert hatch_build.plain_css(css).rstrip("\n") == plain.rstrip("\n")
