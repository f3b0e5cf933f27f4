"""Cases told as facts: for each row of eligibility one that meets it, and one that does not."""

from dataclasses import replace
from datetime import date

from portal.intake.eligibility import Finding, found
from portal.intake.facts import Facts

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


def of(facts: Facts, kind: str) -> Finding:
    return next(one for one in found(facts) if one.kind == kind)
