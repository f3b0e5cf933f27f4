"""The reviews of one incident, links between them, and bringing over what is there already."""

from collections.abc import Callable
from typing import Any

from portal.contributions.words import class_words
from portal.documents import acts as documents
from portal.documents.models import Document
from portal.gate.gate import Absent, Gate
from portal.gate.policy import Act
from portal.intake import acts as intake
from portal.links import acts, carrying, forms, words
from portal.links.beside import seated
from portal.links.models import LINK_MOVES, OPEN, ReviewLink
from portal.proceedings import register
from portal.proceedings import words as proceedings
from portal.proceedings.models import Proceeding
from portal.reviews.models import SUBJECT_ROLES
from portal.reviews.words import framed, kind_words
from portal.timetable.models import EVENTS
from portal.web.dates import day, day_and_time, in_words
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, no_fields, page

LINKS = "/reviews/{review}/links"
NEW, END = f"{LINKS}/new", f"{LINKS}/end"
ANSWER, TAKE_BACK = f"{LINKS}/{{linked}}/answer", f"{LINKS}/{{linked}}/take-back"
PEOPLE, DAYS = f"{LINKS}/people", f"{LINKS}/days"
CARRY = "/reviews/{review}/contributions/{document}/carry"
BRING = "links/bring.html"


def _here(ask: Ask) -> str:
    return LINKS.format(review=ask.gate.domain)


@page(LINKS, act=Act.READ_REVIEW, template="links/links.html")
def links(ask: Ask) -> Values:
    review, gate, here = framed(ask), ask.gate, _here(ask)
    may = acts.may_link(gate)
    mine = [row for row in acts.linked(gate=gate) if seated(ask, row.id)]
    ways = []
    if mine and gate.may(Act.NAME_PEOPLE).allowed:
        ways.append({"text": "Bring over people in the case", "href": f"{here}/people"})
    if mine and gate.may(Act.KEEP_TIMETABLE).allowed:
        ways.append({"text": "Bring over days of the incident", "href": f"{here}/days"})
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "linked": [
            {
                "name": r.code_name,
                "kind": kind_words(r.kind),
                "board": r.name or "No board in the directory",
                "href": f"/reviews/{r.id}",
            }
            for r in mine
        ],
        "beside": _beside(ask, review, mine),
        "ways": ways,
        "may": may,
        "proposals": _proposals(ask) if may else [],
        "here": here,
        "notify": f"/notify?beside={gate.domain}" if may else "",
        "ends": may and any(row.state == "standing" for row, *_ in _every(ask)),
    }


def _beside(ask: Ask, review: Any, linked: list[Any]) -> list[dict[str, str]]:
    """What is registered beside this review, and beside each linked one in which she takes part."""
    there = [(row.id, row.code_name, seated(ask, row.id)) for row in linked]
    gates = [(ask.gate.domain, review.code_name, ask.gate), *there]
    return [
        {
            "what": proceedings.called(row),
            "when": proceedings.since(row),
            "review": name,
            "href": f"/reviews/{domain}/proceedings",
        }
        for domain, name, gate in gates
        if gate is not None
        for row in register.every(Proceeding, gate=gate)
    ]


def _every(ask: Ask) -> list[Any]:
    return acts.proposals(gate=ask.gate, states=LINK_MOVES)


def _proposals(ask: Ask) -> list[dict[str, str]]:
    rows = _every(ask)
    said = [_said(row, asked=asked) for row, asked, *_ in rows]
    why = acts.reasons(names=[one for one in said if one], gate=ask.gate)
    return [_proposal(ask, told, why.get(one, "")) for told, one in zip(rows, said, strict=True)]


def _said(row: Any, *, asked: bool) -> str:
    """The newest reason of this side's."""
    return row.end_why or (row.other_why if asked else row.why) or ""


def _proposal(ask: Ask, told: Any, why: str) -> dict[str, str]:
    """For those who may link: whoever is asked is told by whom; who asked names it to members."""
    row, asked, other, named = told
    knows = asked or seated(ask, other) is not None
    name = f"{named.code_name}, {kind_words(named.kind)}" if knows else "Another review"
    waits, here = row.state == "proposed", f"{_here(ask)}/{row.id}"
    ways = {True: ("Answer it", f"{here}/answer"), False: ("Take it back", f"{here}/take-back")}
    text, href = ways[asked] if waits else ("", "")
    return {
        "what": name,
        "from": f"By {words.proposer(ask, row, asked=asked)}",
        "on": day_and_time(row.proposed_at),
        "state": words.STATES[row.state],
        "same": words.same(row, name, ask.gate.domain),
        "why": why,
        "way": text,
        "href": href,
    }


# Linking


def _fit(ask: Ask) -> list[Any]:
    """The other reviews in which she may link too, each with its gate; linked ones only where this
    one has a notification, which may be theirs told again.
    """
    told = intake.notification(gate=ask.gate) is not None
    found = [row for row in acts.others(gate=ask.gate) if told or not row.linked]
    both = [(row, _speaks(ask, row.id)) for row in found]
    return [(row, there) for row, there in both if there is not None]


def _speaks(ask: Ask, review: str) -> Gate | None:
    return seated(ask, review, Act.LINK_REVIEWS, shape=ReviewLink.shape)


@page(NEW, act=Act.LINK_REVIEWS, template="links/new.html")
def new_page(ask: Ask) -> Values:
    framed(ask)
    told = intake.notification(gate=ask.gate) is not None
    return {
        "reviews": [
            {"id": row.id, "text": row.code_name, "hint": words.offer(row, there, ask.gate)}
            for row, there in _fit(ask)
        ],
        "how": words.HOW if told else [],
        "back": _here(ask),
    }


@deed(NEW, act=Act.LINK_REVIEWS, form=forms.proposed)
def new_deed(ask: Ask) -> str:
    given = ask.form
    there = {row.id: there for row, there in _fit(ask)}.get(given.other)
    if there is None:
        raise Wrong.one("other", "Choose one of the reviews that are listed.")
    if given.same and intake.notification(gate=ask.gate) is None:
        raise Wrong.one("other", "This review has no notification that could be another's again.")
    said = {"there": there, "same": given.same, "why": given.why}
    made = do("other", acts.propose, **said, gate=ask.gate)
    return f"{_here(ask)}?done={'linked' if made.state == 'standing' else 'proposed'}"


def _shown(ask: Ask, *, asked: bool) -> Any:
    """A link that waits, by the address's id, on the side whose page this is. Raises Absent."""
    for told in acts.proposals(gate=ask.gate, states=OPEN):
        if (told[0].id, told[0].state, told[1]) == (ask.ids["linked"], "proposed", asked):
            return told
    raise Absent


@page(ANSWER, act=Act.LINK_REVIEWS, template="links/answer.html")
def answer_page(ask: Ask) -> Values:
    framed(ask)
    row, _, _, named = _shown(ask, asked=True)
    return {
        "other": named.code_name,
        "kind": kind_words(named.kind),
        "on": day_and_time(row.proposed_at),
        "same": words.same(row, named.code_name, ask.gate.domain),
        "why": acts.reasons(names=[row.other_why or ""], gate=ask.gate).get(
            row.other_why, words.NOTIFIED
        ),
        "back": _here(ask),
    }


@deed(ANSWER, act=Act.LINK_REVIEWS, form=forms.answer)
def answer_deed(ask: Ask) -> str:
    link = acts.found(name=ask.ids["linked"], gate=ask.gate)
    do("answer", acts.answer, link=link, yes=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done={'linked' if ask.form else 'refused'}"


@page(TAKE_BACK, act=Act.LINK_REVIEWS, template="links/take_back.html")
def take_back_page(ask: Ask) -> Values:
    framed(ask)
    _shown(ask, asked=False)
    return {"back": _here(ask)}


@deed(TAKE_BACK, act=Act.LINK_REVIEWS, form=no_fields)
def take_back_deed(ask: Ask) -> str:
    acts.take_back(link=acts.found(name=ask.ids["linked"], gate=ask.gate), gate=ask.gate)
    return f"{_here(ask)}?done=taken_back"


@page(END, act=Act.LINK_REVIEWS, template="links/end.html")
def end_page(ask: Ask) -> Values:
    framed(ask)
    return {"back": _here(ask)}


@deed(END, act=Act.LINK_REVIEWS, form=forms.reason)
def end_deed(ask: Ask) -> str:
    do("why", acts.end, why=ask.form, gate=ask.gate)
    return f"{_here(ask)}?done=ended"


# Bringing over


def _sources(ask: Ask, act: Act = Act.READ_REVIEW, *, same_body: bool = False) -> dict[str, Any]:
    """By id the linked reviews in which she may do this, each as its name and its gate."""
    told = {
        row.id: (row.code_name, seated(ask, row.id, act, same_body=same_body))
        for row in acts.linked(gate=ask.gate)
    }
    return {name: (called, gate) for name, (called, gate) in told.items() if gate is not None}


def _each(ask: Ask, sources: dict[str, Any], act: Callable[..., object], **given: Any) -> None:
    """Bring over what was ticked, review by review. Raises Wrong."""
    for review, wanted in ask.form.items():
        if review not in sources:
            raise Wrong.one("pick", "Something that you chose is not offered any more.")
        do("pick", act, wanted=wanted, there=sources[review][1], gate=ask.gate, **given)


def _offer(row: Any, review: str, called: str, text: str, hint: str) -> dict[str, str]:
    return {
        "field": f"{forms.PICK}{row.id}",
        "review": review,
        "text": text,
        "hint": f"From {called}. {hint}" if hint else f"From {called}.",
    }


@page(PEOPLE, act=Act.NAME_PEOPLE, template=BRING)
def people_page(ask: Ask) -> Values:
    framed(ask)
    offers = []
    for review, (called, there) in _sources(ask, Act.READ_SUBJECT).items():
        rows = carrying.people(there=there, gate=ask.gate)
        known = carrying.names(rows=rows, there=there)
        for row in rows:
            name = f"{known[row.id]['first_name']} {known[row.id]['last_name']}"
            offers.append(_offer(row, review, called, name, f"{SUBJECT_ROLES[row.part]}."))
    return {**_BRING["people"], "offers": offers, "back": _here(ask)}


@deed(PEOPLE, act=Act.NAME_PEOPLE, form=forms.picked)
def people_deed(ask: Ask) -> str:
    _each(ask, _sources(ask, Act.READ_SUBJECT), carrying.bring_people)
    return f"{_here(ask)}?done=people"


@page(DAYS, act=Act.KEEP_TIMETABLE, template=BRING)
def days_page(ask: Ask) -> Values:
    review = framed(ask)
    offers = [
        _offer(row, name, called, EVENTS[review.kind][row.event], f"{in_words(row.happened_on)}.")
        for name, (called, there) in _sources(ask).items()
        for row in carrying.days(there=there, gate=ask.gate)
    ]
    return {**_BRING["days"], "offers": offers, "back": _here(ask)}


@deed(DAYS, act=Act.KEEP_TIMETABLE, form=forms.picked)
def days_deed(ask: Ask) -> str:
    _each(ask, _sources(ask), carrying.bring_days)
    return f"{_here(ask)}?done=days"


@page(CARRY, act=Act.WRITE_SECTION, template=BRING, thing=Document)
def carry_page(ask: Ask) -> Values:
    framed(ask)
    offers = []
    for name, (called, there) in _sources(ask, same_body=True).items():
        offers += _approved(ask, name, called, there)
    return {**_BRING["sections"], "offers": offers, "back": _document(ask)}


def _approved(ask: Ask, review: str, called: str, there: Gate) -> list[dict[str, str]]:
    rows = carrying.approved(there=there, gate=ask.gate)
    titles = documents.titles(versions=rows, gate=there)
    return [
        _offer(
            row, review, called, titles[row.id],
            f"Version {row.number}, signed off on {day(row.signed_at)}. "
            f"{class_words(row.section_class)}.",
        )
        for row in rows
    ]  # fmt: skip


@deed(CARRY, act=Act.WRITE_SECTION, form=forms.picked, thing=Document)
def carry_deed(ask: Ask) -> str:
    sources = _sources(ask, same_body=True)
    _each(ask, sources, carrying.bring_sections, document=ask.thing)
    return _document(ask)


def _document(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/contributions/{ask.ids['document']}"


_BRING = {
    "people": {
        "heading": "Bring over people in the case",
        "sentence": "Each person that you choose is entered in this review, for the body for which "
        "you act, with where the entry is from. Both reviews record it. Later corrections in one "
        "are not made in the other.",
        "legend": "Which people?",
        "button": "Enter them here",
        "nothing": "There is nobody to bring over: nobody in a linked review whom you may read "
        "there and who is not here already.",
        "back_words": "Linked reviews",
    },
    "days": {
        "heading": "Bring over days of the incident",
        "sentence": "Each day that you choose is recorded in this review's timetable, with where "
        "it is from, and the clocks that rest on it are worked out again. Everybody in this review "
        "sees the day.",
        "legend": "Which days?",
        "button": "Record them here",
        "nothing": "There is no day to bring over: none of the incident is recorded in a linked "
        "review that differs here.",
        "back_words": "Linked reviews",
    },
    "sections": {
        "heading": "Bring over approved sections",
        "sentence": "Each section that you choose becomes a new section of this contribution: a "
        "draft of the same class with the words that were signed off, and with where they are "
        "from. It is signed off here before anybody else can be shown it. Both reviews record it.",
        "legend": "Which sections?",
        "button": "Bring them over",
        "nothing": "There is nothing to bring over: your agency has no signed-off section in a "
        "linked review that you may read there and that is not here already.",
        "back_words": "The contribution",
    },
}

ROUTES: list[Page | Deed] = [
    links, new_page, new_deed, answer_page, answer_deed, take_back_page, take_back_deed,
    end_page, end_deed, people_page, people_deed, days_page, days_deed, carry_page, carry_deed,
]  # fmt: skip
