"""The two lists of offences: what each takes, in which form, and with what more."""

from dataclasses import replace
from datetime import date

import pytest

from portal.intake import offences, told
from portal.intake.conditions import CONDITIONS
from portal.intake.offences import on_list
from portal.web.dates import in_words
from tests.intake.cases import SFO, charge, of
from tests.intake.incidents import CHARGE


@pytest.mark.mission("A033", "C194")
def test_forms_of_an_offence_count_as_each_list_says() -> None:
    wanted = {
        "college": {"complete": True, "attempt": True, "attempt_to_aid": True, "aiding": True,
                    "abetting": True, "conspiracy": None, "counselling": None, "procuring": None,
                    "inciting": None},
        "hmip": {"complete": True, "attempt": True, "conspiracy": True, "aiding": True,
                 "abetting": True, "counselling": True, "procuring": True, "inciting": True,
                 "attempt_to_aid": None},
    }  # fmt: skip
    for listed, forms in wanted.items():
        assert {f.form: f.counts for f in offences.forms() if f.listed == listed} == forms
    name = CONDITIONS["college_listed"]
    assert name.asks(charge(form="conspiracy"), 0) is None
    assert name.asks(charge(form=None), 0) is None


@pytest.mark.mission("C066")
def test_the_two_lists_stay_apart_and_say_what_was_lost() -> None:
    college = {o.code for o in offences.offences() if o.listed == "college"}
    assert college == {"murder", "manslaughter", "rape", "rape_under_13"}
    others = [o for o in offences.offences() if o.listed == "hmip"]
    assert len(others) == 74
    assert {o.group for o in others} == {"to be verified", "automatic if victim under 13"}
    assert sum(o.group != "to be verified" for o in others) == 10
    assert CONDITIONS["college_listed"].asks(charge(offence="kidnapping"), 0) is False
    assert CONDITIONS["sfo_listed"].asks(charge(offence="kidnapping"), 0) is True
    finding = of(charge(**SFO), "sfo")
    assert finding.result == "person"
    assert "sfo_class" in finding.unknown


@pytest.mark.mission("C196", "C197")
@pytest.mark.parametrize(
    ("offence", "fact"),
    [
        ("robbery", "firearm"),
        ("without_consent", "penetration"),
        ("care_worker", "penetration"),
        ("care_worker_inciting", "penetration"),
        ("aggravated_damage", "endangering"),
    ],
)
def test_some_offences_are_listed_only_where_something_more_is_so(offence: str, fact: str) -> None:
    asks = CONDITIONS["sfo_listed"].asks
    answers = [asks(charge(offence=offence, **{fact: told}), 0) for told in (True, False, None)]
    assert answers == [True, False, None]


def test_war_crimes_are_listed_only_without_murder() -> None:
    asks = CONDITIONS["sfo_listed"].asks
    told = [charge(offence="war_crimes", involves_murder=m) for m in (False, True, None)]
    assert [asks(one, 0) for one in told] == [True, False, None]


UNDER_13 = {
    "incest_by_man", "child_activity", "child_inciting", "child_arranging", "family_activity",
    "family_inciting", "child_paying", "child_prostitution", "child_controlling",
    "child_facilitating",
}  # fmt: skip


@pytest.mark.mission("A006")
def test_the_answer_says_which_version_of_each_list_was_used() -> None:
    lines = told.lists(replace(CHARGE, charged_on=date(2026, 3, 2)))
    assert len(lines) == 2, "the lists stay apart"
    assert all("as it stood on Monday 2 March 2026" in line for line in lines)
    row = on_list("college", "murder", date(2026, 3, 2))
    assert row is not None
    assert f"on it from {in_words(row.since)}" in lines[0]
    assert row.source in lines[0]
    (college, probation) = told.lists(replace(CHARGE, offence="kidnapping"))
    assert "the offence is not on it" in college
    assert "on it from" in probation
    assert told.lists(replace(CHARGE, offence=None)) == []
    assert told.lists(replace(CHARGE, charged_on=None)) == []


@pytest.mark.mission("C195")
def test_a_victim_under_thirteen_makes_it_automatic() -> None:
    for code in UNDER_13:
        told = {"offence": code, "supervised": True}
        assert of(charge(**told, victim_age=12), "sfo").result == "mandatory"
        assert of(charge(**told, victim_age=13), "sfo").result == "person"
        assert of(charge(**told, victim_age=None), "sfo").result == "person"


@pytest.mark.mission("C067")
def test_the_highest_risk_ever_counts_and_not_the_risk_now() -> None:
    told = {**SFO, "sfo_class": "conditional"}
    now_low = charge(**told, highest_risk="very_high", current_risk="low")
    assert of(now_low, "sfo").result == "mandatory"
    assert of(charge(**told, highest_risk="low", current_risk="high"), "sfo").result == "none"
    assert of(charge(**told, current_risk="low"), "sfo").result == "person"
