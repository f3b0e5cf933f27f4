"""What can be asked of a case: each question a named fact of one to five lines.

An answer is yes, no, or None where it is not known. Some questions take a number of years, days,
working days or months, which stands in the table of eligibility beside the name.
"""

from datetime import date, timedelta

from portal.clocks.reckoning import months_on
from portal.clocks.working_days import after
from portal.intake.facts import Facts, age_on, level_on
from portal.intake.offences import ONLY_IF, OTHER, Offence, form_counts, on_list

Answer = bool | None
RAPE = {"rape", "rape_under_13"}
CHILD_UNTIL = 18
"""Children Act 1989 s.105; Care Act 2014 s.2: a child is under 18, an adult is not."""
AUTOMATIC_UNDER = 13
"""The age that policies/offences.csv names in its class "automatic if victim under 13"."""


def either(*told: Answer) -> Answer:
    if True in told:
        return True
    return None if None in told else False


def both(*told: Answer) -> Answer:
    if False in told:
        return False
    return None if None in told else True


def _among(value: str | None, *wanted: str) -> Answer:
    return None if value is None else value in wanted


def _day(facts: Facts) -> date | None:
    """For the version of a list: the charge, or the caution that stands in its place."""
    return facts.charged_on or facts.disposed_on


def _row(facts: Facts, listed: str) -> Offence | None:
    on = _day(facts)
    return on_list(listed, facts.offence, on) if facts.offence and on else None


def _listed(facts: Facts, listed: str) -> Answer:
    on = _day(facts)
    if facts.offence is None or on is None:
        return False if facts.offence in OTHER else None
    row = _row(facts, listed)
    if row is None:
        return False
    form = form_counts(listed, facts.form, on) if facts.form else None
    asked = ONLY_IF[row.only_if]
    told = getattr(facts, asked) if asked else True
    if row.only_if == "not_murder" and told is not None:
        told = not told
    return both(form, told)


def college_listed(facts: Facts, _: int) -> Answer:
    return _listed(facts, "college")


def sfo_listed(facts: Facts, _: int) -> Answer:
    return _listed(facts, "hmip")


def _group(facts: Facts) -> str | None:
    """Automatic or conditional, by the list or, where that does not say, by a person."""
    row = _row(facts, "hmip")
    if row is None:
        return None
    if row.group == "automatic if victim under 13" and facts.victim_age is not None:
        return "automatic" if facts.victim_age < AUTOMATIC_UNDER else facts.sfo_class
    return row.group if row.group in {"automatic", "conditional"} else facts.sfo_class


def sfo_automatic(facts: Facts, _: int) -> Answer:
    return _among(_group(facts), "automatic")


def sfo_conditional(facts: Facts, _: int) -> Answer:
    return _among(_group(facts), "conditional")


def serious_offence(facts: Facts, _: int) -> Answer:
    """On either list, or another that is as serious."""
    return either(college_listed(facts, 0), sfo_listed(facts, 0), other_serious_offence(facts, 0))


def other_serious_offence(facts: Facts, _: int) -> Answer:
    """Serious, and not on the College's list: a police review's discretionary ground."""
    if facts.offence is None:
        return None
    return either(facts.offence == "other_serious", _only_sfo(facts))


def _only_sfo(facts: Facts) -> Answer:
    listed = college_listed(facts, 0)
    return both(sfo_listed(facts, 0), None if listed is None else not listed)


def murder_manslaughter_or_rape(facts: Facts, _: int) -> Answer:
    """The five offences of the MAPPA guidance; an attempt at manslaughter is not one of them."""
    if facts.offence is None or facts.form is None:
        return False if facts.offence not in {None, "murder", "manslaughter", *RAPE} else None
    if facts.offence == "manslaughter":
        return facts.form == "complete"
    return facts.offence in {"murder", *RAPE} and facts.form in {"complete", "attempt"}


def homicide_or_rape_or_attempt(facts: Facts, _: int) -> Answer:
    if facts.offence is None or facts.form is None:
        return None
    named = {"murder", "manslaughter", *RAPE}
    return facts.offence in named and facts.form in {"complete", "attempt"}


def charged(facts: Facts, _: int) -> Answer:
    return _among(facts.charge, "stands")


def youth_caution(facts: Facts, _: int) -> Answer:
    return facts.youth_caution


def under_at_disposal(facts: Facts, years: int) -> Answer:
    age = age_on(facts.born, facts.disposed_on)
    return None if age is None else age < years


def under_at_offence(facts: Facts, years: int) -> Answer:
    age = age_on(facts.born, facts.happened_on)
    return None if age is None else age < years


def registered_sex_offender(facts: Facts, _: int) -> Answer:
    return facts.registered


def mappa_managed(facts: Facts, _: int) -> Answer:
    """At any level on the day of the offence; who has a category has at least level 1."""
    level = level_on(facts, facts.happened_on)
    return either(_among(level, "1", "2", "3"), _among(facts.category, "1", "2", "3"))


def level_2_or_3_at_offence(facts: Facts, _: int) -> Answer:
    return _among(level_on(facts, facts.happened_on), "2", "3")


def level_2_or_3_at_charge(facts: Facts, _: int) -> Answer:
    return _among(level_on(facts, facts.charged_on), "2", "3")


def level_2_or_3_within(facts: Facts, days: int) -> Answer:
    """On any of so many days before the offence, or on its own day."""
    on = facts.happened_on
    if facts.levels is None or on is None:
        return None
    first = on - timedelta(days=days)
    held = {level for level, since in facts.levels if first < since <= on}
    return bool({"2", "3"} & {*held, level_on(facts, first) or ""})


def supervised_at_offence(facts: Facts, _: int) -> Answer:
    return facts.supervised


def supervision_ended_within(facts: Facts, working_days: int) -> Answer:
    """Ended before the offence, and no more than so many working days before it."""
    ended, on = facts.supervision_ended, facts.happened_on
    if facts.supervised:
        return False
    if ended is None or on is None:
        return None
    return ended <= on <= after(ended, working_days)


def ever_high_risk(facts: Facts, _: int) -> Answer:
    """At some time under supervision, whatever the risk is now."""
    return _among(facts.highest_risk, "high", "very_high")


def died(facts: Facts, _: int) -> Answer:
    return facts.died


def alive(facts: Facts, _: int) -> Answer:
    return None if facts.died is None else not facts.died


def dead_at_least(facts: Facts, years: int) -> Answer:
    return None if facts.victim_age is None else facts.victim_age >= years


def dead_over(facts: Facts, years: int) -> Answer:
    return None if facts.victim_age is None else facts.victim_age > years


def abuse_known_or_suspected(facts: Facts, _: int) -> Answer:
    return _among(facts.abuse, "known", "suspected")


def by_family_or_household(facts: Facts, _: int) -> Answer:
    return _among(facts.relation, "partner", "relative", "household")


def apparent_suicide(facts: Facts, _: int) -> Answer:
    return both(facts.died, facts.suicide)


def homicide(facts: Facts, _: int) -> Answer:
    return both(facts.died, facts.homicide)


def child(facts: Facts, _: int) -> Answer:
    return None if facts.victim_age is None else facts.victim_age < CHILD_UNTIL


def adult(facts: Facts, _: int) -> Answer:
    return None if facts.victim_age is None else facts.victim_age >= CHILD_UNTIL


def seriously_harmed(facts: Facts, _: int) -> Answer:
    return facts.seriously_harmed


def died_or_seriously_harmed(facts: Facts, _: int) -> Answer:
    return either(facts.died, facts.seriously_harmed)


def care_needs(facts: Facts, _: int) -> Answer:
    return facts.care_needs


def concern_about_working(facts: Facts, _: int) -> Answer:
    return facts.concern


def mental_health_within(facts: Facts, months: int) -> Answer:
    """The last contact was no more than so many months before."""
    if facts.mental_health is False:
        return False
    last, on = facts.mental_health_on, facts.happened_on
    if last is None or on is None:
        return None
    return last <= on <= months_on(last, months)


def offensive_weapon(facts: Facts, _: int) -> Answer:
    return facts.offensive_weapon


def no_other_statutory_review(facts: Facts, _: int) -> Answer:
    return None if facts.other_review is None else not facts.other_review


def in_england(facts: Facts, _: int) -> Answer:
    return _among(facts.nation, "england")


def in_wales(facts: Facts, _: int) -> Answer:
    return _among(facts.nation, "wales")
