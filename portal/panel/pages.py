"""The page of a review's panel, and what is put on record from it."""

from collections.abc import Callable
from typing import Any

from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.panel import acts, forms, ranks, words
from portal.panel.models import Delegation, Rank
from portal.reviews import acts as reviews
from portal.reviews.models import Membership
from portal.reviews.words import BOARD_WORDS, Member, framed, role_words, standing
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

PANEL = "/reviews/{review}/panel"
RANK, END_RANK = f"{PANEL}/people/{{membership}}/rank", f"{PANEL}/ranks/{{rank}}/end"
DELEGATE, TAKE_BACK = f"{PANEL}/delegate", f"{PANEL}/delegations/{{delegation}}/end"
CLOSED = "why is closed to you."


def _here(ask: Ask) -> str:
    return PANEL.format(review=ask.gate.domain)


def _do(field: str, act: Callable[..., object], **given: object) -> None:
    try:
        act(**given)
    except Refused as refused:
        raise Wrong.one(field, str(refused)) from None


@page(PANEL, act=Act.READ_REVIEW, template="panel/panel.html")
def panel(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    members = standing(gate)
    names = reviews.called(gate=gate, person_ids={m.person_id for m in members}, agency=False)
    held = ranks.on_record(gate=gate)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "people": [_person(ask, one, names[one.person_id], held) for one in members],
        "delegations": _delegations(ask),
        "delegate": f"{_here(ask)}/delegate" if _may_delegate(ask) else "",
    }


def _person(ask: Ask, one: Member, name: str, held: list[Any]) -> dict[str, Any]:
    mine = [row for row in held if row.membership_id == one.id]
    on, here = today(ask.now), _here(ask)
    counts = ranks.counting(mine, on)
    may = ask.gate.may(Act.STATE_RANK, one, Membership.shape).allowed
    states = may and one.person_id != ask.gate.actor.person
    return {
        "name": name,
        "role": one.roles,
        "body": one.agency or BOARD_WORDS,
        "ranks": [
            {
                "words": words.rank(row),
                "end": f"{here}/ranks/{row.id}/end" if states else "",
                "counts": row in counts,
            }
            for row in mine
            if not row.ends_on or row.ends_on >= on
        ],
        "state_rank": f"{here}/people/{one.id}/rank" if states else "",
    }


def _may_delegate(ask: Ask) -> bool:
    """Whether the acting member has a rank of her own to delegate from."""
    mine = ranks.on_record(gate=ask.gate, member=ask.gate.actor.member)
    counts = ranks.counting(mine, today(ask.now))
    return any(floor.met_by(row) for floor in ranks.floors() for row in counts)


def _delegations(ask: Ask) -> list[dict[str, str]]:
    rows = ranks.delegations(gate=ask.gate)
    why = acts.reasons(rows=rows, gate=ask.gate)
    return [
        {
            "what": words.floor(row.floor),
            "from": _who(ask, row.given_by),
            "to": _who(ask, row.given_to),
            "until": in_words(row.ends_on),
            "why": why.get(row.id, CLOSED),
            "end": f"{_here(ask)}/delegations/{row.id}/end"
            if row.given_by == ask.gate.actor.member
            else "",
        }
        for row in rows
    ]


def _who(ask: Ask, member: str) -> str:
    members = {row.id: row.person_id for row in reviews.members(gate=ask.gate)}
    person = members[member]
    return reviews.called(gate=ask.gate, person_ids={person}, agency=False)[person]


# Ranks


@page(RANK, act=Act.STATE_RANK, template="panel/rank.html", thing=Membership)
def rank_page(ask: Ask) -> Values:
    framed(ask)
    person = ask.thing.person_id
    own = person == ask.gate.actor.person
    return {
        "person": reviews.called(gate=ask.gate, person_ids={person})[person],
        "grades": words.grade_options(),
        "helds": words.HELDS,
        "units": words.UNIT_OPTIONS,
        "why_not": "Nobody states their own rank. Another officer of your office does."
        if own
        else "",
        "back": _here(ask),
    }


@deed(RANK, act=Act.STATE_RANK, form=forms.rank, thing=Membership)
def rank_deed(ask: Ask) -> str:
    told = ask.form
    days = {"since": told.since, "until": told.until}
    how = {"code": told.code, "held": told.held, "unit": told.unit, **days}
    _do("rank", acts.state_rank, member=ask.thing, **how, gate=ask.gate)
    return f"{_here(ask)}?done=stated"


@page(END_RANK, act=Act.STATE_RANK, template="panel/end.html", thing=Rank)
def end_rank_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "heading": "Take this rank off the record?",
        "sentence": f"{words.rank(ask.thing)}: it counts no more from now on, and what asks for "
        "such a rank is closed to this person. Everybody in the review sees it. What was done "
        "under it stands.",
        "button": "Take it off the record",
        "why_not": "This has been taken off the record already." if ask.thing.ended_at else "",
        "back": _here(ask),
    }


@deed(END_RANK, act=Act.STATE_RANK, form=forms.nothing, thing=Rank)
def end_rank_deed(ask: Ask) -> str:
    _do("", acts.end_rank, rank=ask.thing, gate=ask.gate)
    return f"{_here(ask)}?done=unstated"


# Delegation


@page(DELEGATE, act=Act.DELEGATE_RANK, template="panel/delegate.html")
def delegate_page(ask: Ask) -> Values:
    framed(ask)
    gate = ask.gate
    held = ranks.counting(ranks.on_record(gate=gate, member=gate.actor.member), today(ask.now))
    reached = {f.name for f in ranks.floors() for row in held if f.met_by(row)}
    others = [
        one
        for one in standing(gate)
        if one.body == gate.body and one.person_id != gate.actor.person
    ]
    names = reviews.called(gate=gate, person_ids={m.person_id for m in others}, agency=False)
    return {
        "floors": [one for one in words.floor_options() if one["id"] in reached],
        "people": [
            {"id": one.id, "text": f"{names[one.person_id]}, {one.roles}"} for one in others
        ],
        "back": _here(ask),
    }


@deed(DELEGATE, act=Act.DELEGATE_RANK, form=forms.delegation)
def delegate_deed(ask: Ask) -> str:
    told = ask.form
    to = role_words(reviews.members(gate=ask.gate)).get(told.to)
    if to is None:
        raise Wrong.one("to", acts.NOT_A_COLLEAGUE)
    given = {"floor": told.floor, "to": to, "until": told.until, "why": told.why}
    _do("to", acts.delegate, **given, gate=ask.gate)
    return f"{_here(ask)}?done=delegated"


@page(TAKE_BACK, act=Act.DELEGATE_RANK, template="panel/end.html", thing=Delegation)
def take_back_page(ask: Ask) -> Values:
    framed(ask)
    row, why_not = ask.thing, ""
    if row.given_by != ask.gate.actor.member:
        why_not = "Only the officer who delegated this takes it back."
    elif row.ended_at:
        why_not = "This has been taken back already."
    return {
        "heading": "Take this back?",
        "sentence": f"{words.floor(row.floor)}: your colleague can do this no more. What was done "
        "meanwhile stands. Everybody in the review sees it.",
        "button": "Take it back",
        "why_not": why_not,
        "back": _here(ask),
    }


@deed(TAKE_BACK, act=Act.DELEGATE_RANK, form=forms.nothing, thing=Delegation)
def take_back_deed(ask: Ask) -> str:
    _do("", acts.end_delegation, delegation=ask.thing, gate=ask.gate)
    return f"{_here(ask)}?done=taken-back"


ROUTES: list[Page | Deed] = [
    panel, rank_page, rank_deed, end_rank_page, end_rank_deed, delegate_page, delegate_deed,
    take_back_page, take_back_deed,
]  # fmt: skip
