"""The dated tables of policies/: every one is read, and what is odd in one is refused."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from portal import place
from portal.agreements import drafts
from portal.clocks.rules import rule_on, rules
from portal.clocks.tables import TableWrong, dated, window
from portal.reviews.kinds import kinds
from portal.sharing import rules as sharing

HEADER = "name,from,until,source,status"


def read(folder: Path, monkeypatch: pytest.MonkeyPatch, *rows: str) -> list[dict[str, str]]:
    monkeypatch.setattr(place, "policies", lambda: folder)
    (folder / "odd.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return dated("odd.csv", HEADER)


def test_every_table_of_the_portal_is_read() -> None:
    assert len(rules()) >= 6
    assert len(drafts.rows()) > 30
    assert len(sharing.templates()) > 50
    assert sharing.number("release_lasts_at_most", date(2026, 11, 2)) == 24


@pytest.mark.parametrize(
    "rows",
    [
        ("name,from,until,source", "a,2026-01-01,open,Somebody"),
        (HEADER, "a,2026-01-01,open,,custom"),
        (HEADER, "a,2026-01-01,open,Somebody"),
        (HEADER, "a,2026-01-01,open,Somebody,custom,more"),
        (HEADER, "a,2026-01-01,open,Somebody,guess"),
    ],
)
def test_an_odd_row_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: tuple[str, ...]
) -> None:
    with pytest.raises(TableWrong):
        read(tmp_path, monkeypatch, *rows)


def test_a_row_holds_from_its_first_day_until_its_last_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = read(
        tmp_path, monkeypatch, HEADER,
        "a,2026-01-01,2026-02-01,Somebody,custom", "b,2026-02-01,-,Somebody,portal",
        "c,2026-02-01,2026-02-01,Somebody,portal",
    )  # fmt: skip
    assert window(rows[0]) == (date(2026, 1, 1), date(2026, 2, 1))
    assert window(rows[1]) == (date(2026, 2, 1), date.max)
    with pytest.raises(TableWrong, match="never holds"):
        window(rows[2])


def test_a_day_without_a_rule_is_told() -> None:
    with pytest.raises(TableWrong, match="no imr_due on 1999-01-01"):
        rule_on("imr_due", date(1999, 1, 1))


def test_a_template_of_the_agreement_holds_from_its_day_on() -> None:
    assert drafts.of("dhr", "gateway", date(2026, 1, 1))
    assert drafts.of("dhr", "gateway", date(2025, 12, 31)) == []


@pytest.mark.parametrize("kind", kinds())
def test_an_agreement_of_each_kind_begins_with_its_statute_and_what_is_asked(kind: str) -> None:
    """None begins from an empty page, and each gateway says where it comes from."""
    told = drafts.template(kind, datetime(2026, 11, 1, tzinfo=UTC))
    assert told.gateway
    assert len(told.paragraphs) >= 2
    sources = [row.source for row in drafts.of(kind, "gateway", date(2026, 11, 1))]
    assert len(sources) == 1
    assert kind == "other" or re.search(r"(Act \d{4}|Welsh Government)", sources[0])
