"""The commissioning letter, its receipt, the template, and what a review must have."""

from typing import Any

from portal.agreements import acts as agreements
from portal.clocks.rules import today
from portal.commissioning import acts, forms, letters, mandatory, tasks, words
from portal.commissioning.letters import Wanted
from portal.commissioning.models import Waiver
from portal.contributions import standing as requests
from portal.contributions import words as contributions
from portal.contributions.models import Request
from portal.documents.models import Document
from portal.gate.policy import Act
from portal.reviews import titles
from portal.reviews.kinds import kinds as review_kinds
from portal.reviews.words import framed, kind_words, who
from portal.web.dates import day, in_words
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

REQUESTS = "/reviews/{review}/requests"
LETTER, WRITE = f"{REQUESTS}/{{asked}}/letter", f"{REQUESTS}/{{asked}}/commission"
REMIND = f"{REQUESTS}/unacknowledged"
TEMPLATE = "/reviews/{review}/contributions/{document}/template"
MANDATORY = "/reviews/{review}/mandatory"
WAIVE, TAKE_BACK = f"{MANDATORY}/waive", "/reviews/{review}/waivers/{waiver}/take-back"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


# The letter


@page(LETTER, act=Act.READ_REQUEST, template="commissioning/letter.html", thing=Request)
def letter(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    names = titles.called(gate=gate)
    wanted = acts.wanted(request=row, gate=gate)
    asked = today(row.asked_at)
    of = tasks.letter_of(request=row, gate=gate)
    on = asked if row.kind == "imr" else None
    return {
        "name": review.code_name,
        "owner": requests.agency_name(row.owner_id, gate),
        "review_kind": kind_words(review.kind),
        "board": review_kinds()[review.kind].board,
        "kind": names[row.kind],
        "asked_on": in_words(asked),
        "asked_by": who(row.asked_by, gate),
        "note": requests.note_of(request=row, gate=gate),
        "lines": list(wanted.lines),
        "contact": wanted.contact,
        "due": in_words(row.due_on),
        "rule": words.due_rule(row.kind, asked, row.due_on),
        "headings": [
            {"title": one.title, "hint": one.hint} for one in letters.headings_on(on)
        ] if on else [],
        "received": of["received"],
        "acknowledges": of["acknowledges"],
        "number": str(acts.numbers(gate=gate).get(row.id, 0)),
        "write_href": of["write_href"],
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "back": f"{_base(ask)}/requests/{row.id}",
    }  # fmt: skip


@deed(LETTER, act=Act.ACKNOWLEDGE_REQUEST, form=forms.received, thing=Request)
def received(ask: Ask) -> str:
    do("", acts.acknowledge, request=ask.thing, number=ask.form, gate=ask.gate)
    return f"{_base(ask)}/requests/{ask.thing.id}/letter?done=received"


def _paragraphs(ask: Ask) -> dict[str, str]:
    """The terms of reference of the review agreement's newest text, by number."""
    terms = agreements.newest(gate=ask.gate)
    return {number: f"{number}. {said}" for number, said in terms.paragraphs} if terms else {}


@page(WRITE, act=Act.ASK_AGENCY, template="commissioning/write.html", thing=Request)
def write_page(ask: Ask) -> Values:
    framed(ask)
    paragraphs = _paragraphs(ask)
    wanted = acts.wanted(request=ask.thing, gate=ask.gate)
    typed = {f"{forms.LINE}{n}": n for n, said in paragraphs.items() if said in wanted.lines}
    own = [line for line in wanted.lines if line not in paragraphs.values()]
    fields = {**typed, "own": "\n".join(own), "contact": wanted.contact}
    awaited = requests.is_awaited(ask.thing.state)
    return {
        "owner": requests.agency_name(ask.thing.owner_id, ask.gate),
        "lines": [{"id": n, "text": said, "hint": ""} for n, said in paragraphs.items()],
        "why_not": "" if awaited else contributions.NOT_NOW,
        "back": f"{_base(ask)}/requests/{ask.thing.id}",
        **({} if ask.raw.method == "POST" else {"typed": fields}),
    }


@deed(WRITE, act=Act.ASK_AGENCY, form=forms.writing, thing=Request)
def write(ask: Ask) -> str:
    told, paragraphs = ask.form, _paragraphs(ask)
    if not told.numbers <= set(paragraphs):
        raise Wrong.one("line", "The agreement has changed. Load the page again and choose anew.")
    chosen = [said for number, said in paragraphs.items() if number in told.numbers]
    wanted = Wanted((*chosen, *told.own), told.contact)
    do("own", acts.write, request=ask.thing, told=wanted, gate=ask.gate)
    return f"{_base(ask)}/requests/{ask.thing.id}/letter?done=written"


@page(REMIND, act=Act.ASK_AGENCY, template="commissioning/remind.html")
def remind_page(ask: Ask) -> Values:
    framed(ask)
    names = titles.called(gate=ask.gate)
    ready = {row.id for row in acts.to_remind(gate=ask.gate)}
    return {
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "letters": [
            {
                "agency": row.agency,
                "kind": names[row.kind],
                "asked": day(row.asked_at),
                "reminded": day(row.chased_at) if row.chased_at else "",
                "href": f"{_base(ask)}/requests/{row.id}/letter",
            }
            for row in acts.unacknowledged(gate=ask.gate)
        ],
        "number": len(ready),
        "back": f"{_base(ask)}/requests",
    }


@deed(REMIND, act=Act.ASK_AGENCY, form=no_fields)
def remind(ask: Ask) -> str:
    do("", acts.remind_all, gate=ask.gate)
    return f"{_base(ask)}/requests/unacknowledged?done=reminded"


@page(TEMPLATE, act=Act.WRITE_SECTION, template="commissioning/template.html", thing=Document)
def template_page(ask: Ask) -> Values:
    framed(ask)
    may = acts.may_premake(document=ask.thing, gate=ask.gate)
    return {
        "headings": [
            {"title": one.title, "hint": one.hint} for one in letters.headings_on(today(ask.now))
        ],
        "why_not": "" if may else "This contribution has sections already, or is no review.",
        "back": f"{_base(ask)}/contributions/{ask.thing.id}",
    }


@deed(TEMPLATE, act=Act.WRITE_SECTION, form=no_fields, thing=Document)
def template(ask: Ask) -> str:
    do("", acts.premake, document=ask.thing, gate=ask.gate)
    return f"{_base(ask)}/contributions/{ask.thing.id}?done=premade"


# What a review must have


@page(MANDATORY, act=Act.READ_REVIEW, template="commissioning/mandatory.html")
def musts(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    waives = gate.may(Act.WAIVE_CONTRIBUTION).allowed
    found = mandatory.standing(gate=gate)
    names = titles.called(gate=gate)
    called = {one.must.code: words.must(one, names) for one in found}
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "musts": [
            {
                "words": called[one.must.code],
                "state": words.state(one)[0],
                "colour": words.state(one)[1],
                "source": words.source(one),
                "asked": one.asked or not one.known,
            }
            for one in found
        ],
        "waivers": [_waiver(ask, row, said, {**names, **called}, waives=waives) for row, said in
                    acts.waivers(gate=gate)],
        "waive_href": f"{_base(ask)}/mandatory/waive"
        if waives and any(one.missing for one in found)
        else "",
    }  # fmt: skip


def _waiver(
    ask: Ask, row: Any, said: str, names: dict[str, str], *, waives: bool
) -> dict[str, str]:
    code, gone = f"{row.agency_kind}:{row.contribution}", row.taken_back_at
    stands = waives and gone is None
    return {
        "what": names.get(code, names[row.contribution]),
        "by": f"{who(row.waived_by, ask.gate)} on {day(row.waived_at)}",
        "why": said or "The reason is closed to you.",
        "gone": f"{who(row.taken_back_by, ask.gate)} on {day(gone)}" if gone else "",
        "href": f"{_base(ask)}/waivers/{row.id}/take-back" if stands else "",
    }


@page(WAIVE, act=Act.WAIVE_CONTRIBUTION, template="commissioning/waive.html")
def waive_page(ask: Ask) -> Values:
    framed(ask)
    found = [one for one in mandatory.standing(gate=ask.gate) if one.missing]
    names = titles.called(gate=ask.gate)
    return {
        "musts": [
            {"id": one.must.code, "text": words.must(one, names), "hint": words.source(one)}
            for one in found
        ],
        "back": f"{_base(ask)}/mandatory",
    }


@deed(WAIVE, act=Act.WAIVE_CONTRIBUTION, form=forms.waiving)
def waive(ask: Ask) -> str:
    do("what", acts.waive, code=ask.form.code, why=ask.form.why, gate=ask.gate)
    return f"{_base(ask)}/mandatory?done=waived"


@page(TAKE_BACK, act=Act.WAIVE_CONTRIBUTION, template="commissioning/take_back.html", thing=Waiver)
def take_back_page(ask: Ask) -> Values:
    framed(ask)
    gone = ask.thing.taken_back_at is not None
    why_not = "This waiver has been taken back already." if gone else ""
    return {"why_not": why_not, "back": f"{_base(ask)}/mandatory"}


@deed(TAKE_BACK, act=Act.WAIVE_CONTRIBUTION, form=no_fields, thing=Waiver)
def take_back(ask: Ask) -> str:
    do("", acts.take_back, waiver=ask.thing, gate=ask.gate)
    return f"{_base(ask)}/mandatory?done=taken_back"


ROUTES: list[Page | Deed] = [
    letter, received, write_page, write, remind_page, remind, template_page, template, musts,
    waive_page, waive, take_back_page, take_back,
]  # fmt: skip
