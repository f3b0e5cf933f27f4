"""The register of requests, and one request as its authority sees it."""

from typing import Any

from portal.cru import standing
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.words import field, form
from portal.requests import acts, forms, material, steps, words
from portal.requests.costs import COUNTED, activities
from portal.requests.models import (
    CAME,
    HELD,
    InformationRequest,
    RequestCost,
    RequestMaterial,
    RequestMove,
    Stage,
)
from portal.requests.subjects import PROMPT, names_somebody
from portal.requests.working import links
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, who
from portal.subject_access import acts as access
from portal.web.dates import day, in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

HOME = "/reviews/{review}/foi"
NEW, ONE = f"{HOME}/new", f"{HOME}/{{information_request}}"
LETTER = f"{HOME}/letters/{{request_move}}"
FORM = "requests/form.html"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


@page(HOME, act=Act.READ_REVIEW, template="requests/requests.html")
def home(ask: Ask) -> Values:
    review, gate = framed(ask), ask.gate
    if not gate.owners_for(Act.READ_FOI):
        gate.deny(Act.READ_FOI)
    rows, on = acts.requests(gate=gate), today(ask.now)
    last = {row.id: acts.due_of(request=row, gate=gate) for row in rows}
    told = [
        {
            "what": f"Request {row.reference}, received on {in_words(row.received_on)}",
            "stands": words.stands(row, last[row.id], on),
            "href": _here(ask, row.id),
        }
        for row in rows
    ]
    live = [told[n] for n, r in enumerate(rows) if r.stage in {Stage.OPEN, Stage.CLARIFYING}]
    return {
        "name": review.code_name,
        "open": live,
        "closed": [one for one in told if one not in live],
        "new": _here(ask, "new") if gate.owners_for(Act.KEEP_FOI) else "",
        "log": f"/reviews/{gate.domain}/cru",
    }


@page(NEW, act=Act.READ_REVIEW, template=FORM)
def new_page(ask: Ask) -> Values:
    framed(ask)
    body = ask.gate.acting_for(Act.KEEP_FOI)
    limit = acts.authority(body=body, on=today(ask.now), gate=ask.gate)
    came = {code: said for code, said in CAME.items() if code != "transfer"}
    return form(
        "Register a request",
        "Its twenty working days are counted from the day on which it came, which is day 0. What "
        "you enter is read by your organisation's disclosure officers and its senior office, and "
        "by nobody else in the review.",
        "Register it",
        _here(ask),
        [
            field("radios", "came", "How did it come?",
                  "A request must be in writing. Help whoever cannot write to put it down.", came),
            field("day", "on", "On which day did it come?",
                  "The day on which any part of your organisation received it."),
            field("line", "applicant", "Who asks?", "The name as it was given."),
            field("words", "address", "Where does the answer go?", "An email address will do."),
            field("words", "words", "What is asked for?", "In the applicant's own words."),
        ],
        why_not="" if limit else acts.NO_AUTHORITY,
    )  # fmt: skip


@deed(NEW, act=Act.READ_REVIEW, form=forms.new)
def new_deed(ask: Ask) -> str:
    told = ask.form
    made = do(
        "words", acts.register, received_on=told.on, came=told.came, applicant=told.applicant,
        address=told.address, words=told.words, gate=ask.gate,
    )  # fmt: skip
    return f"{_here(ask, made.id)}?done=registered"


@page(ONE, act=Act.READ_FOI, template="requests/request.html", thing=InformationRequest)
def request(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    told = acts.words_of(request=row, gate=gate)
    clock = acts.clock_of(request=row, gate=gate)
    missing = standing.cleared(row, gate=gate)
    on_list = material.touched(request=row, gate=gate, gone=True)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": f"Request {row.reference}",
        "prompt": PROMPT if names_somebody(words=told["words"], gate=gate) else "",
        "facts": [
            {"key": "State", "value": words.stands(row, clock[-1].due, today(ask.now))},
            {"key": "Received", "value": in_words(row.received_on)},
            {"key": "How it came", "value": CAME[row.came]},
            {"key": "Applicant", "value": told["applicant"]},
            {"key": "Address for the answer", "value": told["address"]},
            {"key": "What is asked for", "value": told["words"]},
        ],
        "heads": words.HEADS,
        "clock": [words.turn(one) for one in clock],
        "missing": missing if row.stage == Stage.OPEN else "",
        "material": _material(ask, [r for r in on_list if r.taken_off_at is None]),
        "gone": _material(ask, [r for r in on_list if r.taken_off_at is not None]),
        "costs": _costs(ask),
        "related": _related(ask),
        "history": _history(ask),
        "links": links(ask, row),
        "cru": f"{_here(ask, row.id)}/cru",
        "answer": f"{_here(ask, row.id)}/answer",
        "access": _access(ask),
        "access_new": _access_new(ask),
        "back": _here(ask),
    }


def _related(ask: Ask) -> list[dict[str, str]]:
    """Those that somebody found to be related, and those that touch the same documents."""
    request, gate = ask.thing, ask.gate
    same = material.alike(request=request, gate=gate)
    said = {one.id for one in acts.related(request=request, gate=gate)}
    return [
        {
            "what": f"Request {one.reference}"
            + (", which touches the same document" if one.id in same else ""),
            "href": _here(ask, one.id),
        }
        for one in acts.requests(gate=gate)
        if one.id in same | said
    ]


def _access(ask: Ask) -> list[dict[str, str]]:
    """Parts of it that go another road, by their references alone."""
    base = f"/reviews/{ask.gate.domain}/subject-access"
    return [
        {"what": f"Subject access request {one.reference}", "href": f"{base}/{one.id}"}
        for one in access.other_roads(foi=ask.thing.id, gate=ask.gate)
    ]


def _access_new(ask: Ask) -> str:
    """Where a part of it is registered as subject access; nothing of the applicant goes there."""
    row, gate = ask.thing, ask.gate
    may = gate.may(Act.KEEP_SAR, row, InformationRequest.shape).allowed and row.stage == Stage.OPEN
    return f"/reviews/{gate.domain}/subject-access/new?foi={row.id}" if may else ""


def _material(ask: Ask, rows: list[Any]) -> list[dict[str, Any]]:
    gate, request = ask.gate, ask.thing
    named, owners = called(gate=gate), reviews.owners(gate=gate)
    places = material.places_of(rows=rows, gate=gate)
    notes = _words(ask, RequestMaterial, rows, "note")
    offs = _words(ask, RequestMaterial, rows, "why_off")
    police = material.forces(rows=rows, request=request, gate=gate)
    keeps = gate.may(Act.KEEP_FOI, request, InformationRequest.shape).allowed
    told = []
    for row in rows:
        what = "Papers that are not in this portal"
        if row.document_id:
            what = f"{named.get(row.kind, row.kind)} of {owners.get(row.owner, 'an agency')}"
            what += (
                f", {_section(places.get(row.section_id, 0))}" if row.section_id else ", all of it"
            )
        held = HELD[row.held]
        held += f": {owners.get(row.agency_id, 'an agency')}" if row.agency_id else ""
        off = _here(ask, "material", row.id) if keeps and row.taken_off_at is None else ""
        told.append(
            {
                "what": what,
                "note": notes.get(row.id, ""),
                "held": held,
                "police": " and ".join(sorted(owners.get(b, "a force") for b in police[row.id])),
                "why_off": offs.get(row.id, ""),
                "off": off,
            }
        )
    return told


def _section(place: int) -> str:
    return f"section {place}" if place else "one section of it"


def _words(ask: Ask, model: Any, rows: list[Any], name: str) -> dict[str, str]:
    return opened(model=model, rows=rows, field=name, act=Act.READ_FOI, gate=ask.gate)


def _costs(ask: Ask) -> list[dict[str, str]]:
    """Every estimate, the newest first."""
    rows = steps.estimates(request=ask.thing, gate=ask.gate)
    said = _words(ask, RequestCost, rows, "words")
    named = {one.code: one.activity for one in activities()}
    told = []
    for row in reversed(rows):
        reckoned = steps.cost(request=ask.thing, row=row, gate=ask.gate)
        parts = [f"{named[code]}: {words.hours(getattr(row, code))}" for code in COUNTED]
        told.append(
            {
                "what": words.cost(reckoned) if reckoned else "No limit is known",
                "parts": "; ".join(parts),
                "words": said.get(row.id, ""),
                "who": f"{who(row.made_by, ask.gate)}, {day(row.made_at)}",
            }
        )
    return told


def _history(ask: Ask) -> list[dict[str, str]]:
    gate = ask.gate
    rows = acts.moves_of(request=ask.thing, gate=gate)
    said = _words(ask, RequestMove, [r for r in rows if r.what not in words.LETTERS], "words")
    others = {one.id: f"request {one.reference}" for one in acts.requests(gate=gate)}
    named = {**reviews.owners(gate=gate), **others}
    return [
        {
            "what": words.step(row, named),
            "who": f"Recorded by {who(row.taken_by, gate)} on {day(row.taken_at)}",
            "words": said.get(row.id, ""),
            "letter": _here(ask, "letters", row.id) if row.what in words.LETTERS else "",
        }
        for row in rows
    ]


@page(LETTER, act=Act.READ_FOI, template="requests/letter.html", thing=RequestMove)
def letter(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    if row.words is None or row.what not in words.LETTERS:
        ask.gate.deny(Act.READ_FOI)
    text = ask.gate.open(row, "words", act=Act.READ_FOI, model=RequestMove)["words"]
    return {
        "paragraphs": text.split("\n\n"),
        "on": in_words(row.happened_on),
        "by": reviews.body_name(body=row.owner_id, gate=ask.gate),
        "back": _here(ask, row.request_id),
    }


ROUTES: list[Page | Deed] = [home, new_page, new_deed, request, letter]
