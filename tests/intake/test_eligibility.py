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
from portal.intake.eligibility import Finding, effect, found, judge, refers, rules
from portal.intake.facts import LABELS, Facts, changed, read, written
from portal.reviews.kinds import kinds
from tests.build import World
from tests.visit import visitor

CHARGED = date(2026, 3, 2)
OFFENCE = date(2026, 2, 20)
A_CHARGE = Facts(
    charge="stands", offence="murder", form="complete", charged_on=CHARGED, happened_on=OFFENCE,
    registered=False, category="0", levels=(), supervised=False,
    supervision_ended=date(2020, 1, 1), youth_caution=False, born=date(1980, 5, 5),
)  # fmt: skip
A_DEATH = Facts(
    charge="none", happened_on=OFFENCE, died=True, victim_age=40, abuse="suspected",
    relation="partner", nation="england", suicide=False, homicide=True, care_needs=False,
    mental_health=False, offensive_weapon=False, other_review=True, seriously_harmed=False,
    concern=False,
)  # fmt: skip
LEVEL_2 = (("2", date(2025, 1, 1)),)


def charge(**told: object) -> Facts:
    return replace(A_CHARGE, **told)  # type: ignore[arg-type]


def death(**told: object) -> Facts:
    return replace(A_DEATH, **told)  # type: ignore[arg-type]


def of(facts: Facts, kind: str) -> Finding:
    return next(one for one in found(facts) if one.kind == kind)


SFO = {"offence": "kidnapping", "supervised": True}
CASES: dict[str, list[tuple[Facts, Facts]]] = {
    "PIMR-M1": [(charge(registered=True), charge(registered=True, offence="kidnapping"))],
    "PIMR-M2": [
        (charge(levels=(("1", date(2025, 1, 1)),)), charge()),
        (charge(levels=None, category="2"), charge(levels=(("2", date(2026, 3, 1)),))),
    ],
    "PIMR-M3": [
        (
            charge(charge="none", youth_caution=True, born=date(2008, 6, 1), disposed_on=CHARGED),
            charge(charge="none", youth_caution=True, born=date(2008, 3, 2), disposed_on=CHARGED),
        )
    ],
    "PIMR-D1": [
        (
            charge(registered=True, offence="other_serious"),
            charge(registered=False, offence="other_serious"),
        ),
        (charge(registered=True, offence="kidnapping"), charge(registered=True)),
    ],
    "PIMR-D2": [(charge(), charge(charge="dropped"))],
    "SCR-M1": [
        (charge(levels=LEVEL_2), charge(levels=(("1", date(2025, 1, 1)),))),
        (
            charge(levels=(("3", date(2025, 1, 1)),), offence="rape", form="attempt"),
            charge(levels=LEVEL_2, offence="manslaughter", form="attempt"),
        ),
        (
            charge(levels=(*LEVEL_2, ("1", date(2026, 2, 21)))),
            charge(levels=(*LEVEL_2, ("1", date(2026, 2, 20)))),
        ),
    ],
    "SCR-M2": [
        (
            charge(levels=LEVEL_2, offence="rape", form="attempt_to_aid"),
            charge(levels=LEVEL_2, offence="kidnapping"),
        )
    ],
    "SCR-M3": [
        (
            charge(levels=(*LEVEL_2, ("1", date(2026, 1, 24)))),
            charge(levels=(*LEVEL_2, ("1", date(2026, 1, 23)))),
        )
    ],
    "SCR-D1": [
        (charge(offence="kidnapping", category="1"), charge(offence="other", category="1")),
        (charge(category="3"), charge(category="0")),
    ],
    "SFO-A1": [
        (charge(**SFO, sfo_class="automatic"), charge(**SFO, sfo_class="conditional")),
        (
            charge(supervised=True, offence="child_activity", victim_age=12),
            charge(supervised=False, offence="child_activity", victim_age=12),
        ),
    ],
    "SFO-A2": [
        (
            charge(sfo_class="automatic", supervision_ended=date(2026, 1, 13)),
            charge(sfo_class="automatic", supervision_ended=date(2026, 1, 12)),
        )
    ],
    "SFO-C1": [
        (
            charge(**SFO, sfo_class="conditional", highest_risk="high", current_risk="low"),
            charge(**SFO, sfo_class="conditional", highest_risk="medium", current_risk="high"),
        )
    ],
    "SFO-C2": [
        (
            charge(
                sfo_class="conditional", highest_risk="very_high",
                supervision_ended=date(2026, 2, 19),
            ),
            charge(sfo_class="conditional", highest_risk="very_high"),
        )
    ],
    "DHR-C1": [
        (death(victim_age=16), death(victim_age=15)),
        (death(relation="household"), death(relation="other")),
        (death(abuse="known"), death(abuse="no")),
        (death(relation="relative"), death(nation="wales")),
        (death(nation="wales", happened_on=date(2024, 9, 30)), death(died=False)),
    ],
    "DHR-S1": [(death(suicide=True, homicide=False), death(suicide=False))],
    "CSPR-C1": [
        (death(victim_age=17, abuse="suspected"), death(victim_age=18)),
        (
            death(victim_age=3, died=False, seriously_harmed=True, abuse="known"),
            death(victim_age=3, died=False, seriously_harmed=False, abuse="known"),
        ),
        (death(victim_age=3), death(victim_age=3, nation="wales")),
    ],
    "CSPR-D1": [(death(victim_age=3, abuse="no"), death(victim_age=18))],
    "SAR-M1": [
        (death(care_needs=True, concern=True), death(care_needs=True, concern=False)),
        (death(care_needs=True, concern=True), death(care_needs=False, concern=True)),
    ],
    "SAR-M2": [
        (
            death(care_needs=True, concern=True, died=False, seriously_harmed=True),
            death(care_needs=True, concern=True, died=False, seriously_harmed=False),
        )
    ],
    "SAR-D1": [(death(care_needs=True, abuse="no"), death(care_needs=False))],
    "MHHR-C1": [
        (
            death(mental_health=True, mental_health_on=date(2025, 8, 20)),
            death(mental_health=True, mental_health_on=date(2025, 8, 19)),
        )
    ],
    "SUSR-C1": [(death(nation="wales"), death())],
    "SUSR-C2": [(death(nation="wales", victim_age=2), death(victim_age=2))],
    "SUSR-C3": [(death(nation="wales", care_needs=True), death(care_needs=True))],
    "SUSR-C4": [
        (
            death(nation="wales", mental_health=True, mental_health_on=date(2025, 2, 20)),
            death(nation="wales", mental_health=True, mental_health_on=date(2025, 2, 19)),
        )
    ],
    "SUSR-C5": [(death(nation="wales", offensive_weapon=True), death(nation="wales"))],
    "OWHR-C1": [
        (
            death(offensive_weapon=True, other_review=False),
            death(offensive_weapon=True, other_review=True),
        ),
        (
            death(offensive_weapon=True, other_review=False),
            death(offensive_weapon=True, other_review=False, victim_age=17),
        ),
    ],
    "CPR-C1": [
        (
            death(nation="wales", victim_age=2, happened_on=date(2024, 9, 30)),
            death(nation="wales", victim_age=2),
        )
    ],
}  # fmt: skip
"""By row in force: cases that meet it, each with one beside it that does not."""


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
    "A029", "A030", "A031", "A033", "B009", "B010", "C066", "C067", "C195", "C218", "C232"
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


@pytest.mark.mission("A006", "C066")
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


@pytest.mark.mission("C195", "C196", "C197")
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


@pytest.mark.mission("A032", "B009")
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


@pytest.mark.mission("B007", "B008")
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
    (tmp_path / "eligibility.csv").write_text(f"{eligibility.HEADER}\n{row}\n", "utf-8")
    monkeypatch.setattr(place, "policies", lambda: tmp_path)
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
