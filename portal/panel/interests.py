"""The pages on which people declare interests, offices record them, and the board decides."""

from portal.gate.policy import Act
from portal.panel import conflicts, forms, words
from portal.panel.drawn import PANEL, here, named
from portal.panel.models import NONE, Declaration
from portal.reviews import acts as reviews
from portal.reviews.models import Membership
from portal.reviews.words import framed
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

DECLARE, RECORD = f"{PANEL}/declare", f"{PANEL}/people/{{membership}}/interest"
DECIDE = f"{PANEL}/declarations/{{declaration}}"


@page(DECLARE, act=Act.DECLARE_INTEREST, template="panel/declare.html")
def declare_page(ask: Ask) -> Values:
    framed(ask)
    said = conflicts.declarations(gate=ask.gate, member=ask.gate.actor.member)
    return {
        "grounds": [*words.OWN_GROUNDS, words.NO_INTEREST],
        "said": [words.own_interest(row) for row in said],
        "back": here(ask),
    }


@deed(DECLARE, act=Act.DECLARE_INTEREST, form=forms.declaration)
def declare_deed(ask: Ask) -> str:
    given = {"ground": ask.form.what, "words": ask.form.why}
    do("ground", conflicts.declare, **given, gate=ask.gate)
    return f"{here(ask)}?done={'declared' if ask.form.what == NONE else 'interest'}"


@page(RECORD, act=Act.RECORD_CONFLICT, template="panel/interest.html", thing=Membership)
def record_page(ask: Ask) -> Values:
    framed(ask)
    person = ask.thing.person_id
    return {
        "person": reviews.called(gate=ask.gate, person_ids={person})[person],
        "grounds": words.GROUND_OPTIONS,
        "why_not": "Declare your own interests yourself, on the page of the panel."
        if person == ask.gate.actor.person
        else "",
        "back": here(ask),
    }


@deed(RECORD, act=Act.RECORD_CONFLICT, form=forms.recorded, thing=Membership)
def record_deed(ask: Ask) -> str:
    given = {"ground": ask.form.what, "words": ask.form.why}
    do("ground", conflicts.record, member=ask.thing, **given, gate=ask.gate)
    return f"{here(ask)}?done=recorded"


@page(DECIDE, act=Act.DECIDE_CONFLICT, template="panel/decide.html", thing=Declaration)
def decide_page(ask: Ask) -> Values:
    framed(ask)
    row, gate = ask.thing, ask.gate
    signed = conflicts.signed_before(member=row.membership_id, said_at=row.said_at, gate=gate)
    own = row.said_by == row.membership_id
    return {
        "person": named(ask, row.membership_id),
        "rows": [
            {"key": "Interest", "value": words.ground(row.ground)},
            {"key": "Declared" if own else "Recorded",
             "value": f"{day_and_time(row.said_at)}, by {named(ask, row.said_by)}"},
            {"key": "Decided", "value": words.outcome(row)},
        ],
        "said": conflicts.words_of(rows=[row], field="words", gate=gate).get(row.id, ""),
        "reason": conflicts.words_of(rows=[row], field="why", gate=gate).get(row.id, ""),
        "signed": words.signed_before(signed) if signed else "",
        "others": words.others(conflicts.other_parts(member=row.membership_id, gate=gate)),
        "outcomes": words.OUTCOME_OPTIONS,
        "why_not": _why_not(ask),
        "back": here(ask),
    }  # fmt: skip


def _why_not(ask: Ask) -> str:
    row = ask.thing
    if row.membership_id == ask.gate.actor.member:
        return "Nobody decides on their own interest. Another officer of the board does."
    if row.ground == NONE or row.ended_at or row.outcome not in {None, "accepted"}:
        return "There is nothing to decide on here any more."
    return ""


@deed(DECIDE, act=Act.DECIDE_CONFLICT, form=forms.decision, thing=Declaration)
def decide_deed(ask: Ask) -> str:
    given = {"outcome": ask.form.what, "why": ask.form.why}
    do("outcome", conflicts.decide, declaration=ask.thing, **given, gate=ask.gate)
    return f"{here(ask)}?done=decided"


ROUTES: list[Page | Deed] = [
    declare_page, declare_deed, record_page, record_deed, decide_page, decide_deed,
]  # fmt: skip
