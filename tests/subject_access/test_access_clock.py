"""The time of subject access: months, identity, questions, two months more, and the dead. Pure."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.clocks.tables import STATUSES
from portal.redaction import access_laws as laws
from portal.redaction.access_laws import HEALTH_RECORDS, PART_3, UK_GDPR, law, law_of, of_kind
from portal.redaction.exemptions import in_force
from portal.subject_access.clock import first_month, longer, turns

DAY = date(2026, 10, 5)


@dataclass(frozen=True)
class Move:
    what: str
    happened_on: date


def due(code: str, *moves: tuple[str, date], on: date = DAY, recent: bool = False) -> date | None:
    told = turns(law(code, on), on, [Move(*m) for m in moves], recent=recent)
    return told[-1].due


@pytest.mark.parametrize("code", [UK_GDPR, PART_3])
def test_a_month_ends_on_the_day_of_the_same_number_or_on_the_months_last(code: str) -> None:
    assert due(code) == date(2026, 11, 5)
    assert due(code, on=date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize("code", [UK_GDPR, PART_3])
def test_the_month_begins_when_identity_is_shown_that_was_asked_for_in_time(code: str) -> None:
    asked = ("identity_asked", date(2026, 10, 7))
    assert due(code, asked) is None, "the clock stands"
    assert due(code, asked, ("identity_shown", date(2026, 10, 20))) == date(2026, 11, 20)
    assert due(code, ("identity_shown", date(2026, 10, 20))) == date(2026, 11, 5), "never asked"
    late = ("identity_asked", date(2026, 11, 6))
    assert due(code, late, ("identity_shown", date(2026, 11, 9))) == date(2026, 11, 5), "too late"


@pytest.mark.parametrize("code", [UK_GDPR, PART_3])
def test_the_days_from_a_question_to_its_answer_are_left_out_with_both_of_them(code: str) -> None:
    asked = ("clarification", date(2026, 10, 10))
    assert due(code, asked) is None
    assert due(code, asked, ("clarified", date(2026, 10, 12))) == date(2026, 11, 8)
    assert due(code, asked, ("clarified", date(2026, 10, 10))) == date(2026, 11, 6)
    again = (asked, ("clarified", date(2026, 10, 12)), ("clarification", date(2026, 11, 8)))
    assert due(code, *again, ("clarified", date(2026, 11, 10))) == date(2026, 11, 11)
    late = ("clarification", date(2026, 11, 6))
    assert due(code, late) == date(2026, 11, 5), "asked too late, the clock goes on"


def test_two_months_more_run_from_the_same_day_with_the_same_days_left_out() -> None:
    told = [Move("clarification", date(2026, 10, 10)), Move("clarified", date(2026, 10, 12))]
    assert longer(law(UK_GDPR, DAY), DAY, told) == date(2027, 1, 8)
    assert longer(law(UK_GDPR, DAY), DAY, []) == date(2027, 1, 5)
    every = [*told, Move("extended", date(2026, 11, 8))]
    rows = turns(law(UK_GDPR, DAY), DAY, every)
    assert (first_month(rows), rows[-1].due) == (date(2026, 11, 8), date(2027, 1, 8))


def test_part_3_has_had_the_extension_since_2026_and_the_dead_have_none() -> None:
    before = date(2026, 1, 12)
    assert longer(law(PART_3, before), before, []) is None
    assert longer(law(UK_GDPR, before), before, []) == date(2026, 4, 12)
    assert longer(law(PART_3, DAY), DAY, []) == date(2027, 1, 5)
    assert longer(law(HEALTH_RECORDS, DAY), DAY, []) is None
    asked = [Move("clarification", date(2026, 1, 13))]
    assert turns(law(PART_3, before), before, asked)[-1].due == date(2026, 2, 12), "no pause then"


def test_the_health_records_of_the_dead_have_forty_days_or_twenty_one() -> None:
    """The day of the application is the first of them."""
    assert due(HEALTH_RECORDS) == date(2026, 11, 13)
    assert due(HEALTH_RECORDS, recent=True) == date(2026, 10, 25)
    in_time, late = date(2026, 10, 18), date(2026, 10, 19)
    shown = ("identity_shown", date(2026, 10, 25))
    assert due(HEALTH_RECORDS, ("identity_asked", in_time), shown) == date(2026, 12, 3)
    assert due(HEALTH_RECORDS, ("identity_asked", late), shown) == date(2026, 11, 13)
    assert due(HEALTH_RECORDS, ("clarification", in_time)) == date(2026, 11, 13)


def test_every_limb_is_of_one_law_and_every_kind_of_body_has_one() -> None:
    limbs = {**in_force("subject_access", DAY), **in_force("subject_access", DAY, "request")}
    wholes = {one.as_a_whole for one in laws.laws()} - {""}
    assert {code for code in limbs if not law_of(code, DAY)} == {"s.53(1)"} <= wholes
    assert set(in_force("subject_access", DAY, "request")) == wholes
    for one in laws.laws():
        assert set(one.others) <= set(laws.limbs(one.code, DAY))
        assert one.status in STATUSES
        assert laws.said(one.code, "right", DAY)
    assert {of_kind(kind, DAY) for kind in ("police", "probation", "prison")} == {PART_3}
    assert {of_kind(kind, DAY) for kind in ("children", "health", "council", "", "odd")} == {
        UK_GDPR
    }


def test_what_must_be_told_is_there_under_both_laws_of_the_living() -> None:
    assert len(laws.said(UK_GDPR, "information", DAY)) == 8
    assert len(laws.said(PART_3, "information", DAY)) == 6
    told = " ".join(laws.said(PART_3, "right", DAY))
    assert "section 51" in told
    assert "Commissioner" in told
    assert "court" in told
    assert "complain to us" not in " ".join(laws.said(UK_GDPR, "right", date(2026, 6, 18)))
