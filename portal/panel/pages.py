"""The page of a review's panel, and what is put on record from it."""

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.panel import acts, appointing, conflicts, drawn, forms, ranks, standing, words
from portal.panel.drawn import CLOSED, PANEL, here, named
from portal.panel.models import Appointment, Delegation, Rank
from portal.reviews import acts as reviews
from portal.reviews.kinds import kinds
from portal.reviews.models import Membership
from portal.reviews.words import framed, role_words
from portal.reviews.words import standing as taking_part
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, page

APPOINT, RESIGN = f"{PANEL}/people/{{membership}}/appoint", f"{PANEL}/resign"
END = f"{PANEL}/appointments/{{appointment}}/end"
RANK, END_RANK = f"{PANEL}/people/{{membership}}/rank", f"{PANEL}/ranks/{{rank}}/end"
DELEGATE, TAKE_BACK = f"{PANEL}/delegate", f"{PANEL}/delegations/{{delegation}}/end"


@page(PANEL, act=Act.READ_REVIEW, template="panel/panel.html")
def panel(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    kind, found = kinds()[review.kind], standing.seats(gate=gate)
    seats = [one for one in found.values() if one.ends_at > ask.now]
    ids = {one.person_id for one in found.values()}
    names = reviews.called(gate=gate, person_ids=ids, agency=False)
    barred, held = conflicts.found_in(kind=kind.code, gate=gate), ranks.on_record(gate=gate)
    seen = drawn.Seen(ask, kind, found, names, barred, held)
    filled = standing.of_panel(kind=kind.code, now=ask.now, found=seats)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "no_chair": "" if standing.has_chair(seats, ask.now) else words.no_chair(kind),
        "todo": [{"text": t.what, "href": t.href} for t in standing.waits(gate=gate)],
        "sentence": words.quorate(filled, "The panel") if filled else "",
        "quorum": words.quorum(filled),
        "people": [drawn.person(seen, one) for one in standing.ordered(seats)],
        "meetings": drawn.meetings(seen),
        "declare": f"{here(ask)}/declare",
        "resign": f"{here(ask)}/resign" if _appointed(found, gate) else "",
        "delegations": _delegations(ask),
        "delegate": f"{here(ask)}/delegate" if _may_delegate(ask) else "",
    }


def _appointed(found: dict[str, standing.Seat], gate: Gate) -> bool:
    me = found.get(gate.actor.member)
    return me is not None and bool(me.letters)


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
            "from": named(ask, row.given_by),
            "to": named(ask, row.given_to),
            "until": in_words(row.ends_on),
            "why": why.get(row.id, CLOSED),
            "end": f"{here(ask)}/delegations/{row.id}/end"
            if row.given_by == ask.gate.actor.member
            else "",
        }
        for row in rows
    ]


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
        "back": here(ask),
    }


@deed(RANK, act=Act.STATE_RANK, form=forms.rank, thing=Membership)
def rank_deed(ask: Ask) -> str:
    told = ask.form
    days = {"since": told.since, "until": told.until}
    how = {"code": told.code, "held": told.held, "unit": told.unit, **days}
    do("rank", acts.state_rank, member=ask.thing, **how, gate=ask.gate)
    return f"{here(ask)}?done=stated"


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
        "back": here(ask),
    }


@deed(END_RANK, act=Act.STATE_RANK, form=forms.nothing, thing=Rank)
def end_rank_deed(ask: Ask) -> str:
    do("", acts.end_rank, rank=ask.thing, gate=ask.gate)
    return f"{here(ask)}?done=unstated"


# Delegation


@page(DELEGATE, act=Act.DELEGATE_RANK, template="panel/delegate.html")
def delegate_page(ask: Ask) -> Values:
    framed(ask)
    gate = ask.gate
    held = ranks.counting(ranks.on_record(gate=gate, member=gate.actor.member), today(ask.now))
    reached = {f.name for f in ranks.floors() for row in held if f.met_by(row)}
    others = [
        one
        for one in taking_part(gate)
        if one.body == gate.body and one.person_id != gate.actor.person
    ]
    names = reviews.called(gate=gate, person_ids={m.person_id for m in others}, agency=False)
    return {
        "floors": [one for one in words.floor_options() if one["id"] in reached],
        "people": [
            {"id": one.id, "text": f"{names[one.person_id]}, {one.roles}"} for one in others
        ],
        "back": here(ask),
    }


@deed(DELEGATE, act=Act.DELEGATE_RANK, form=forms.delegation)
def delegate_deed(ask: Ask) -> str:
    told = ask.form
    to = role_words(reviews.members(gate=ask.gate)).get(told.to)
    if to is None:
        raise Wrong.one("to", acts.NOT_A_COLLEAGUE)
    given = {"floor": told.floor, "to": to, "until": told.until, "why": told.why}
    do("to", acts.delegate, **given, gate=ask.gate)
    return f"{here(ask)}?done=delegated"


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
        "back": here(ask),
    }


@deed(TAKE_BACK, act=Act.DELEGATE_RANK, form=forms.nothing, thing=Delegation)
def take_back_deed(ask: Ask) -> str:
    do("", acts.end_delegation, delegation=ask.thing, gate=ask.gate)
    return f"{here(ask)}?done=taken-back"


# Appointments


@page(APPOINT, act=Act.APPOINT_PANEL, template="panel/appoint.html", thing=Membership)
def appoint_page(ask: Ask) -> Values:
    review, gate, row = framed(ask), ask.gate, ask.thing
    found = standing.seats(gate=gate)
    colleagues = [
        one
        for one in found.values()
        if one.body == row.body and one.id != row.id and one.ends_at > ask.now
    ]
    ids = {one.person_id for one in colleagues} | {row.person_id}
    names = reviews.called(gate=gate, person_ids=ids, agency=False)
    return {
        "person": names[row.person_id],
        "capacities": words.capacity_options(found[row.id].roles, kinds()[review.kind]),
        "colleagues": [
            {"id": one.id, "text": f"{names[one.person_id]}, {words.sits_for(one)}"}
            for one in colleagues
        ],
        "back": here(ask),
    }


@deed(APPOINT, act=Act.APPOINT_PANEL, form=forms.letter, thing=Membership)
def appoint_deed(ask: Ask) -> str:
    do("capacity", appointing.appoint, member=ask.thing, letter=ask.form, gate=ask.gate)
    return f"{here(ask)}?done=appointed"


@page(END, act=Act.APPOINT_PANEL, template="panel/end_appointment.html", thing=Appointment)
def end_page(ask: Ask) -> Values:
    framed(ask)
    return {
        "person": named(ask, ask.thing.membership_id),
        "capacity": words.capacity(ask.thing),
        "grounds": words.PARTED_OPTIONS,
        "why_not": "This appointment has ended already." if ask.thing.ended_at else "",
        "back": here(ask),
    }


@deed(END, act=Act.APPOINT_PANEL, form=forms.ending, thing=Appointment)
def end_deed(ask: Ask) -> str:
    given = {"ground": ask.form.what, "why": ask.form.why}
    do("ground", appointing.end_appointment, appointment=ask.thing, **given, gate=ask.gate)
    return f"{here(ask)}?done=ended"


@page(RESIGN, act=Act.RESIGN_PART, template="panel/resign.html")
def resign_page(ask: Ask) -> Values:
    framed(ask)
    appointed = _appointed(standing.seats(gate=ask.gate), ask.gate)
    nothing = "No appointment of yours is on record here. Tell the board's office."
    return {"why_not": "" if appointed else nothing, "back": here(ask)}


@deed(RESIGN, act=Act.RESIGN_PART, form=forms.resignation)
def resign_deed(ask: Ask) -> str:
    do("why", appointing.resign, why=ask.form, gate=ask.gate)
    return f"{here(ask)}?done=resigned"


ROUTES: list[Page | Deed] = [
    panel, rank_page, rank_deed, end_rank_page, end_rank_deed, delegate_page, delegate_deed,
    take_back_page, take_back_deed, appoint_page, appoint_deed, end_page, end_deed, resign_page,
    resign_deed,
]  # fmt: skip
