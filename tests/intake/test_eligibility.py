"""The rules of eligibility: a case for each row, written down from the sources and not the table."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from portal import place
from portal.clocks.tables import STATUSES, TableWrong
from portal.intake import eligibility, offences
from portal.intake.conditions import CONDITIONS
from portal.intake.eligibility import effect, found, judge, refers, rules
from portal.intake.facts import LABELS, Facts, changed, read, written
from portal.reviews.kinds import kinds
from tests.build import World
from tests.intake.cases import (
    CASES,
    CHARGED,
    LEVEL_2,
    OFFENCE,
    SFO,
    charge,
    death,
    of,
)
from tests.visit import visitor


def in_force_for(code: str, facts: Facts) -> eligibility.Rule | None:
    days = eligibility.JUDGED_BY
    return next(
        (
            r for r in rules()
            if r.code == code and r.in_force
            and (day := getattr(facts, days[r.judged_by])) and r.since <= day < r.until
        ),
        None,
    )  # fmt: skip


def met(code: str, facts: Facts) -> bool | None:
    rule = in_force_for(code, facts)
    return False if rule is None else judge(rule, facts).met


@pytest.mark.mission(
    "A029", "A030", "A031", "A033", "B007", "B010", "C066", "C067", "C195", "C218", "C232"
)
@pytest.mark.parametrize(
    ("code", "meets", "fails"),
    [(code, *pair) for code, pairs in CASES.items() for pair in pairs],
)
def test_each_row_takes_the_case_that_its_source_means_and_no_other(
    code: str, meets: Facts, fails: Facts
) -> None:
    assert met(code, meets) is True
    assert met(code, fails) is False


def test_every_row_in_force_has_its_case() -> None:
    assert {r.code for r in rules() if r.in_force} == set(CASES)


READINGS = {
    "PIMR-M3": (
        charge(
            charge="none", youth_caution=True, born=date(2008, 3, 1), disposed_on=CHARGED
        ), False, True,
    ),
    "SCR-M1 attempt at manslaughter": (
        charge(levels=LEVEL_2, offence="manslaughter", form="attempt"), False, True,
    ),
    "SCR-M1 level at charge": (
        charge(levels=(("2", date(2026, 2, 25)),)), False, True,
    ),
    "DHR-C1 over sixteen": (death(victim_age=16), True, False),
}  # fmt: skip


@pytest.mark.parametrize("name", READINGS)
def test_a_contradiction_stands_as_two_readings_of_which_one_is_in_force(name: str) -> None:
    facts, first, second = READINGS[name]
    code = name.split(maxsplit=1)[0]
    assert met(code, facts) is first
    others = [judge(r, facts).met for r in rules() if r.code == code and not r.in_force]
    assert second in others


@pytest.mark.mission("A031")
def test_age_is_taken_on_its_own_day() -> None:
    """Seventeen at the offence and eighteen on the day of the caution, or the day before."""
    told = {"charge": "none", "youth_caution": True, "disposed_on": CHARGED}
    assert met("PIMR-M3", charge(**told, born=date(2008, 3, 2))) is False
    assert met("PIMR-M3", charge(**told, born=date(2008, 3, 3))) is True
    assert met("PIMR-M3", charge(**told, born=None)) is None


def test_what_is_not_known_is_never_taken_for_no() -> None:
    nothing = found(Facts())
    assert {one.kind: one.result for one in nothing if one.result == "none"} == {
        "dardr": "none", "other": "none",
    }, "only what has no row in force"  # fmt: skip
    for one in nothing:
        if one.result != "none":
            assert one.result == "person"
            assert one.unknown
            assert set(one.unknown) <= set(LABELS)


@pytest.mark.mission("B009")
def test_level_2_or_3_with_a_listed_offence_is_referred() -> None:
    assert refers(found(charge(levels=LEVEL_2)))
    assert not refers(found(charge()))
    finding = of(charge(levels=LEVEL_2), "mappa_scr")
    assert finding.result == "mandatory"
    assert finding.versions == ("SCR-M1 from Sunday 1 January 2012",)
    assert "managed at level 2 or 3 on the day of the offence" in finding.because[0]


@pytest.mark.mission("C065")
def test_a_case_is_judged_by_the_row_in_force_on_its_day() -> None:
    before = death(happened_on=date(2024, 9, 30), nation="wales")
    after = death(happened_on=date(2024, 10, 1), nation="wales")
    assert (of(before, "dhr").result, of(before, "susr").result) == ("criterion", "none")
    assert (of(after, "dhr").result, of(after, "susr").result) == ("none", "person")
    assert of(before, "dhr").versions != of(death(), "dhr").versions
    old = charge(**SFO, sfo_class="automatic", charged_on=date(2018, 7, 31))
    assert of(old, "sfo").result == "none", "the list is younger than the charge"
    assert of(charge(levels=LEVEL_2, charged_on=None), "mappa_scr").result == "person"


@pytest.mark.mission("C069")
def test_a_change_is_explained_for_each_kind_whose_answer_differs() -> None:
    before = charge(levels=LEVEL_2)
    for after, result in (
        (replace(before, charge="dropped"), "none"),
        (replace(before, offence="kidnapping", charged_on=date(2026, 4, 1)), "discretionary"),
        (replace(before, levels=(("1", date(2025, 1, 1)),)), "discretionary"),
    ):
        told = effect(before, after, found(before), found(after))
        assert told["facts"] == [LABELS[name] for name in changed(before, after)]
        pairs = {new.kind: (old.result, new.result) for old, new in told["kinds"]}
        assert pairs["mappa_scr"] == ("mandatory", result)
    same = replace(before, current_risk="low")
    assert effect(before, same, found(before), found(same))["kinds"] == []


@pytest.mark.mission("B008")
def test_a_change_of_level_holds_from_its_own_day() -> None:
    told = charge(levels=(("1", date(2025, 1, 1)), ("3", OFFENCE), ("0", CHARGED)), category="1")
    assert met("SCR-M1", told) is True
    assert met("SCR-M1", replace(told, happened_on=date(2026, 2, 19))) is False
    assert met("SCR-M1", replace(told, levels=None)) is None


def test_facts_are_read_as_they_were_written() -> None:
    for facts in (Facts(), charge(levels=LEVEL_2), death(), charge(levels=(), firearm=False)):
        assert read(written(facts)) == facts


def test_every_row_has_a_source_and_a_status() -> None:
    for row in (*rules(), *offences.offences(), *offences.forms()):
        assert row.source
        assert row.status in STATUSES
        assert date(2000, 1, 1) < row.since < row.until
    assert {r.kind for r in rules()} == set(kinds())
    assert {name for r in rules() for name, _ in r.conditions} == set(CONDITIONS)
    for one in CONDITIONS.values():
        assert set(one.needs) <= set(LABELS)


GOOD = 'X-1,dhr,criterion,died,-,death,2020-01-01,open,yes,"a source",guidance,why'


@pytest.mark.parametrize(
    "row",
    [
        GOOD.replace(",dhr,", ",nothing,"),
        GOOD.replace("criterion", "perhaps"),
        GOOD.replace("died", "alive_or_dead"),
        GOOD.replace("died", "died=3"),
        GOOD.replace("died", "dead_at_least"),
        GOOD.replace(",-,", ",whim,"),
        GOOD.replace("criterion", "discretionary"),
        GOOD.replace(",death,", ",moon,"),
        GOOD.replace(",yes,", ",maybe,"),
        f"{GOOD}\n{GOOD}",
    ],
)
def test_a_row_that_is_not_understood_is_refused(
    row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "eligibility.csv"
    monkeypatch.setattr(place, "policies", lambda: tmp_path)
    table.write_text(f"{eligibility.HEADER}\n{GOOD}\n", "utf-8")
    assert [one.code for one in rules.__wrapped__()] == ["X-1"]
    table.write_text(f"{eligibility.HEADER}\n{row}\n", "utf-8")
    with pytest.raises(TableWrong):
        rules.__wrapped__()


@pytest.mark.slow
def test_the_table_of_rules_is_open_to_whoever_is_signed_in(world: World, client: Any) -> None:
    for who in ("chair", "lay", "administrator", "stranger"):
        page = visitor(world, client, who).get("/eligibility")
        assert page.status_code == 200
        assert "Another reading, not in force" in page.text
        assert "To be verified" in page.text
        assert "Robbery or assault with intent to rob" in page.text
