"""The time of a request: day 0, bank holidays, clarified afresh, extended, and never stopped."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.redaction.exemptions import in_force
from portal.requests.clock import customary, notice_by, turns
from portal.requests.costs import COUNTED, activities, authorities, authority_of, reckoned


@dataclass
class Move:
    what: str
    happened_on: date
    due_on: date | None = None


@pytest.mark.parametrize(
    ("came", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 30)),
        (date(2026, 11, 28), date(2026, 12, 29)),  # a Saturday, and Christmas, and its substitute
        (date(2025, 12, 19), date(2026, 1, 21)),
        (date(2026, 3, 20), date(2026, 4, 21)),  # Good Friday and Easter Monday
        (date(2024, 2, 29), date(2024, 3, 28)),
    ],
)
def test_the_day_of_receipt_is_day_0_and_holidays_do_not_count(came: date, last: date) -> None:
    assert turns(came, [])[-1].due == last


def test_a_clarification_stops_the_clock_and_begins_it_afresh() -> None:
    came = date(2026, 11, 2)
    asked = Move("clarification", date(2026, 11, 16))
    assert turns(came, [asked])[-1].due is None
    told = turns(came, [asked, Move("holding", date(2026, 11, 17)),
                        Move("clarified", date(2026, 11, 23))])  # fmt: skip
    assert [one.rule for one in told] == ["FOI-1", "FOI-1C", "FOI-1C"]
    assert told[-1].due == date(2026, 12, 21)
    assert told[0].due == date(2026, 11, 30), "what held before stays on record"


def test_more_time_is_counted_from_the_twenty_days_and_each_change_stays() -> None:
    came = date(2026, 11, 2)
    more = Move("extended", date(2026, 11, 20), date(2026, 12, 15))
    told = turns(came, [more])
    assert [one.due for one in told] == [date(2026, 11, 30), date(2026, 12, 15)]
    assert notice_by(told) == date(2026, 11, 30)
    assert customary(told) == date(2026, 12, 30)


@pytest.mark.parametrize(
    ("kind", "hours"), [("police", 18), ("council", 18), ("health", 18), ("prison", 24)]
)
def test_each_kind_of_authority_has_its_limit(kind: str, hours: int) -> None:
    limit = authority_of(kind, date(2026, 11, 2))
    assert limit is not None
    assert limit.minutes == hours * 60
    assert not reckoned({"locating": hours * 60}, limit).over
    assert reckoned({"locating": hours * 60, "extracting": 1}, limit).over
    assert not reckoned({"redacting": 6000, "weighing": 6000}, limit).minutes, "they do not count"


def test_the_tables_say_what_is_not_verified_and_who_is_no_authority() -> None:
    assert set(COUNTED) == {"determining", "locating", "retrieving", "extracting"}
    assert {one.status for one in authorities()} == {"to be verified"}
    assert {one.kind for one in authorities() if not one.is_one} == {"safeguarding", "voluntary"}
    assert authority_of("police", date(2004, 12, 31)) is None
    assert {one.code for one in activities() if not one.counts} == {"redacting", "weighing"}
    known = in_force("foi", date(2026, 11, 2))
    absolute = {_section(code) for code, one in known.items() if not one.qualified}
    assert absolute == {"21", "23", "32", "34", "37", "40", "41", "44"}
    assert {_section(code) for code, one in known.items() if not one.lets_neither} == {"21"}
    assert not known["s.40(2)"].qualified
    assert known["s.40(3B)"].qualified


def _section(code: str) -> str:
    return code.removeprefix("s.").partition("(")[0]
