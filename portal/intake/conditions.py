"""The conditions that rows of eligibility name, with the words in which each answer is told.

Some take a number, which stands in the table beside the name: `dead_at_least=16`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.intake import predicates as case
from portal.intake.facts import Facts
from portal.intake.predicates import Answer


@dataclass(frozen=True, slots=True)
class Condition:
    """`asks` decides; `needs` are the facts that it asks for; both answers as phrases."""

    asks: Callable[[Facts, int], Answer]
    needs: tuple[str, ...]
    yes: str
    no: str


_OFFENCE = ("offence", "form", "charged_on")
_SFO = (*_OFFENCE, "firearm", "penetration", "endangering", "involves_murder")
_MANAGED = ("levels", "happened_on")
CONDITIONS: dict[str, Condition] = {
    "charged": Condition(case.charged, ("charge",), "a charge stands", "no charge stands"),
    "college_listed": Condition(
        case.college_listed, _OFFENCE,
        "the offence is on the College's list", "the offence is not on the College's list",
    ),
    "sfo_listed": Condition(
        case.sfo_listed, _SFO,
        "the offence is on probation's list", "the offence is not on probation's list",
    ),
    "sfo_automatic": Condition(
        case.sfo_automatic, (*_OFFENCE, "sfo_class", "victim_age"),
        "it is automatic on that list", "it is not automatic on that list",
    ),
    "sfo_conditional": Condition(
        case.sfo_conditional, (*_OFFENCE, "sfo_class", "victim_age"),
        "it is conditional on that list", "it is not conditional on that list",
    ),
    "serious_offence": Condition(
        case.serious_offence, _SFO, "the offence is serious", "the offence is not serious"
    ),
    "other_serious_offence": Condition(
        case.other_serious_offence, _SFO,
        "the offence is serious and not on the College's list",
        "the offence is on the College's list, or is not serious",
    ),
    "murder_manslaughter_or_rape": Condition(
        case.murder_manslaughter_or_rape, ("offence", "form"),
        "it is murder, attempted murder, manslaughter, rape or attempted rape",
        "it is none of murder, attempted murder, manslaughter, rape and attempted rape",
    ),
    "homicide_or_rape_or_attempt": Condition(
        case.homicide_or_rape_or_attempt, ("offence", "form"),
        "it is murder, manslaughter or rape, or an attempt at one",
        "it is neither murder, manslaughter or rape nor an attempt at one",
    ),
    "youth_caution": Condition(
        case.youth_caution, ("youth_caution",),
        "a youth caution was given for it", "no youth caution was given for it",
    ),
    "under_at_disposal": Condition(
        case.under_at_disposal, ("born", "disposed_on"),
        "the person was under {} on the day of the caution",
        "the person was {} or over on the day of the caution",
    ),
    "under_at_offence": Condition(
        case.under_at_offence, ("born", "happened_on"),
        "the person was under {} on the day of the offence",
        "the person was {} or over on the day of the offence",
    ),
    "registered_sex_offender": Condition(
        case.registered_sex_offender, ("registered",),
        "the person is a registered sex offender", "the person is no registered sex offender",
    ),
    "mappa_managed": Condition(
        case.mappa_managed, (*_MANAGED, "category"),
        "the person was managed under MAPPA", "the person was not managed under MAPPA",
    ),
    "level_2_or_3_at_offence": Condition(
        case.level_2_or_3_at_offence, _MANAGED,
        "the person was managed at level 2 or 3 on the day of the offence",
        "the person was not managed at level 2 or 3 on the day of the offence",
    ),
    "level_2_or_3_at_charge": Condition(
        case.level_2_or_3_at_charge, ("levels", "charged_on"),
        "the person was managed at level 2 or 3 on the day of the charge",
        "the person was not managed at level 2 or 3 on the day of the charge",
    ),
    "level_2_or_3_within": Condition(
        case.level_2_or_3_within, _MANAGED,
        "the person was managed at level 2 or 3 in the {} days before the offence",
        "the person was not managed at level 2 or 3 in the {} days before the offence",
    ),
    "supervised_at_offence": Condition(
        case.supervised_at_offence, ("supervised",),
        "the person was under probation supervision on that day",
        "the person was not under probation supervision on that day",
    ),
    "supervision_ended_within": Condition(
        case.supervision_ended_within, ("supervised", "supervision_ended", "happened_on"),
        "supervision had ended within the {} working days before",
        "supervision had not ended within the {} working days before",
    ),
    "ever_high_risk": Condition(
        case.ever_high_risk, ("highest_risk",),
        "the risk of serious harm was high at some time",
        "the risk of serious harm was never high",
    ),
    "died": Condition(case.died, ("died",), "they died", "they are alive"),
    "alive": Condition(case.alive, ("died",), "they are alive", "they died"),
    "dead_at_least": Condition(
        case.dead_at_least, ("victim_age",), "who died was {} or over", "who died was under {}"
    ),
    "dead_over": Condition(
        case.dead_over, ("victim_age",), "who died was over {}", "who died was {} or under"
    ),
    "from_abuse_or_neglect": Condition(
        case.abuse_known_or_suspected, ("abuse",),
        "violence, abuse or neglect is known or suspected to have caused it",
        "neither violence, abuse nor neglect is suspected",
    ),
    "by_family_or_household": Condition(
        case.by_family_or_household, ("relation",),
        "the suspected person is a partner, a relative or of the same household",
        "the suspected person is no partner, no relative and of another household",
    ),
    "apparent_suicide": Condition(
        case.apparent_suicide, ("died", "suicide"),
        "it appears to be suicide", "it does not appear to be suicide",
    ),
    "homicide": Condition(
        case.homicide, ("died", "homicide"), "it is a homicide", "it is no homicide"
    ),
    "child": Condition(
        case.child, ("victim_age",), "who was harmed is a child", "who was harmed is an adult"
    ),
    "adult": Condition(
        case.adult, ("victim_age",), "who was harmed is an adult", "who was harmed is a child"
    ),
    "seriously_harmed": Condition(
        case.seriously_harmed, ("seriously_harmed",),
        "somebody was seriously harmed", "nobody was seriously harmed",
    ),
    "died_or_seriously_harmed": Condition(
        case.died_or_seriously_harmed, ("died", "seriously_harmed"),
        "the person harmed died or was seriously harmed",
        "the person harmed neither died nor was seriously harmed",
    ),
    "abuse_known_or_suspected": Condition(
        case.abuse_known_or_suspected, ("abuse",),
        "abuse or neglect is known or suspected", "neither abuse nor neglect is suspected",
    ),
    "care_needs": Condition(
        case.care_needs, ("care_needs",),
        "they had needs for care and support", "they had no needs for care and support",
    ),
    "concern_about_working": Condition(
        case.concern_about_working, ("concern",),
        "there is concern about how agencies worked together",
        "there is no concern about how agencies worked together",
    ),
    "mental_health_within": Condition(
        case.mental_health_within, ("mental_health", "mental_health_on", "happened_on"),
        "the suspected person was in touch with mental-health services in the {} months before",
        "the suspected person was not in touch with mental-health services in the {} months before",
    ),
    "offensive_weapon": Condition(
        case.offensive_weapon, ("offensive_weapon",),
        "an offensive weapon was used", "no offensive weapon was used",
    ),
    "no_other_statutory_review": Condition(
        case.no_other_statutory_review, ("other_review",),
        "no other statutory review applies", "another statutory review applies",
    ),
    "in_england": Condition(
        case.in_england, ("nation",), "it happened in England", "it did not happen in England"
    ),
    "in_wales": Condition(
        case.in_wales, ("nation",), "it happened in Wales", "it did not happen in Wales"
    ),
}  # fmt: skip
"""Every condition that a row may name."""
