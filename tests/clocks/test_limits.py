"""The table of clocks: every row that the sources give, read strictly, contradictions shown."""

from datetime import date
from pathlib import Path

import pytest

from portal import place
from portal.clocks import limits
from portal.clocks.limits import deadlines, other_readings
from portal.clocks.tables import STATUSES, TableWrong
from portal.clocks.working_days import bank_holidays, known_until

SAID = {
    "PIMR-1": (15, "calendar_days", "custom"),
    "PIMR-2": (15, "working_days", "custom"),
    "PIMR-3": (15, "working_days", "custom"),
    "PIMR-4": (3, "months", "custom"),
    "SCR-1": (10, "calendar_days", "guidance"),
    "SCR-2": (5, "calendar_days", "guidance"),
    "SCR-3": (1, "months", "guidance"),
    "SCR-4": (4, "months", "guidance"),
    "SCR-5": (1, "months", "guidance"),
    "SCR-T": (8, "months", "guidance"),
    "SCR-F": (5, "calendar_days", "guidance"),
    "SFO-1": (10, "working_days", "guidance"),
    "SFO-2": (10, "calendar_days", "guidance"),
    "SFO-3": (3, "months", "guidance"),
    "SFO-4": (20, "calendar_days", "guidance"),
    "SFO-5": (20, "working_days", "custom"),
    "SFO-7": (28, "working_days", "guidance"),
    "DHR-1": (1, "months", "guidance"),
    "DHR-2": (6, "months", "guidance"),
    "CSPR-1": (5, "working_days", "guidance"),
    "CSPR-2": (15, "working_days", "guidance"),
    "CSPR-4": (6, "months", "guidance"),
    "CSPR-5": (12, "months", "guidance"),
    "CSPR-5N": (36, "months", "guidance"),
    "VCS-1": (10, "working_days", "guidance"),
    "VCS-2": (20, "working_days", "guidance"),
    "FOI-1": (20, "working_days", "statute"),
    "FOI-3": (40, "working_days", "guidance"),
    "FOI-4": (20, "working_days", "guidance"),
    "SAR-1": (1, "months", "statute"),
    "CRU-1": (24, "months", "custom"),
    "PFD-1": (56, "calendar_days", "to be verified"),
}
"""By code the number, unit and status that the sources give, written down apart from the table."""


@pytest.mark.mission(
    "A048", "A049", "A050", "C211", "C212", "C213", "C214", "C215", "C230", "C231", "C243", "C244"
)
def test_each_row_says_what_its_source_says() -> None:
    told = {r.code: (r.number, r.unit, r.status) for r in limits.limits() if r.in_force}
    assert {code: told.get(code) for code in SAID} == SAID


def test_every_row_has_a_source_a_status_and_a_first_day() -> None:
    for row in limits.limits():
        assert row.source
        assert row.status in STATUSES
        assert date(2000, 1, 1) < row.since < row.until


@pytest.mark.mission("C082")
def test_what_a_source_says_twice_stands_twice_and_one_is_in_force() -> None:
    total = next(r for r in deadlines("mappa_scr") if r.code == "SCR-T")
    assert [(r.number, r.unit) for r in other_readings(total)] == [(5, "months")]
    first = next(r for r in deadlines("pimr") if r.code == "PIMR-1")
    assert [(r.number, r.unit) for r in other_readings(first)] == [(15, "working_days")]


GOOD = 'X-1,dhr,notified,decided,1,months,deadline,2020-01-01,open,yes,"a source",guidance,why'


@pytest.mark.parametrize(
    "row",
    [
        GOOD.replace("months", "moons"),
        GOOD.replace("deadline", "guess"),
        GOOD.replace(",yes,", ",perhaps,"),
        GOOD.replace(",1,", ",0,"),
        GOOD.replace("1,months", "3,none"),
        GOOD.replace("guidance", "rumour"),
        GOOD.replace('"a source"', ""),
        GOOD.replace("open", "2019-01-01"),
        f"{GOOD}\n{GOOD}",
    ],
)
def test_a_row_that_is_not_understood_is_refused(
    row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clocks.csv").write_text(f"{limits.HEADER}\n{row}\n", "utf-8")
    monkeypatch.setattr(place, "policies", lambda: tmp_path)
    with pytest.raises(TableWrong):
        limits.limits.__wrapped__()


def test_a_good_row_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clocks.csv").write_text(f"{limits.HEADER}\n{GOOD}\n", "utf-8")
    monkeypatch.setattr(place, "policies", lambda: tmp_path)
    (row,) = limits.limits.__wrapped__()
    assert (row.code, row.words, row.until) == ("X-1", "1 month", date.max)


def test_bank_holidays_of_one_year_alone_are_rows() -> None:
    one = {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)}
    assert one <= set(bank_holidays())
    assert date(2022, 5, 30) not in bank_holidays(), "it was moved to June that year"
    assert known_until() >= 2028
