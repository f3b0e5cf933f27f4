"""The pages on which owners are asked and answer, and on which their answers are weighed."""

from typing import Any

from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.proceedings.words import Field, field, form
from portal.redaction import consulting, drawn, forms, instead, owed, sources, told
from portal.redaction.access_laws import REGIME
from portal.redaction.deciding import Mark
from portal.redaction.models import (
    ANSWERS,
    APPLICANTS,
    AUDIENCES,
    DECISIONS,
    OUTCOMES,
    AnswerToMaker,
    Consultation,
    Rendition,
    ToMaker,
)
from portal.reviews.words import framed, in_sentence
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, do, page

HOME = "/reviews/{review}/redaction"
CONSULT, DEPART, SETTLE = (
    f"{HOME}/{{rendition}}/{step}" for step in ("consult", "depart", "settle")
)
ASKED = f"{HOME}/consultations/{{consultation}}"
PLACE = f"{HOME}/consultations/{{consultation}}/sections/{{place}}"
MORE = f"{PLACE}/more"
FINISH = f"{ASKED}/finish"
FORM = "proceedings/form.html"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _named(owner: str, gate: Gate) -> str:
    return in_sentence(told.body(owner, gate))


# The side that asks


@page(CONSULT, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def consult_page(ask: Ask) -> Values:
    framed(ask)
    owners = consulting.owners(rendition=ask.thing.id, gate=ask.gate)
    return form(
        "Ask an owner",
        "Its disclosure officer and its senior office see for which audience the version is, their "
        "own sections, and what is to be taken out of them and what is kept. They answer in the "
        "portal. Until they have answered, the version cannot be rendered.",
        "Ask",
        _here(ask, ask.thing.id),
        [
            field("radios", "owner", "Whom do you ask?", "Whoever was asked before is asked anew.",
                  {owner: told.body(owner, ask.gate) for owner in owners}),
            field("words", "question", "What do you want to tell them?",
                  f"You may leave it empty. They read it: {_but(ask.thing)}"),
            *_purpose(ask.thing),
        ],
        why_not="" if owners else "Nobody has to be asked: all of it is your own organisation's.",
    )  # fmt: skip


@page(DEPART, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def depart_page(ask: Ask) -> Values:
    framed(ask)
    rows = consulting.of_rendition(rendition=ask.thing.id, gate=ask.gate).values()
    said = [row for row in rows if row.outcome == "refused" and row.departed_at is None]
    reasons = consulting.words_for_maker(model=ToMaker, rows=said, field="reasons", gate=ask.gate)
    options = [
        {"id": row.owner_id, "text": told.body(row.owner_id, ask.gate), "hint": reasons[row.id]}
        for row in said
        if row.id in reasons
    ]
    return form(
        "Go on although an owner said no?",
        "The authority that answers a request decides it. Your reasons stay on record, and the "
        "owner finds on its own record that you went on.",
        "Go on",
        _here(ask, ask.thing.id),
        [
            field("radios", "owner", "Whose answer?", of=options),
            field(
                "words",
                "why",
                "Why do you decide otherwise?",
                f"The owner reads it: {_but(ask.thing)}",
            ),
            *_purpose(ask.thing),
        ],
        grave=True,
        why_not=_not_for(ask.thing) or ("" if options else "No owner has said no."),
    )


def _but(rendition: Any) -> str:
    """What an owner is not told, as a hint says it."""
    if rendition.regime != REGIME:
        return "say nothing of who made a request."
    return (
        "say who asks only where they must know it, and give no address, email address or "
        "telephone number."
    )


def _purpose(rendition: Any) -> list[Field]:
    """For subject access an owner may have to know who asks: then it is said what for."""
    if rendition.regime != REGIME:
        return []
    return [
        field("words", "purpose", "Why must they know who asks?",
              "Only where what you tell them says it. It is kept on the record of the request."),
    ]  # fmt: skip


def _not_for(rendition: Any) -> str:
    if rendition.audience in APPLICANTS:
        return ""
    return "For this audience an owner's no ends it: what it wants gone is taken out."


@page(SETTLE, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def settle_page(ask: Ask) -> Values:
    framed(ask)
    rows = owed.unsettled(rendition=ask.thing, gate=ask.gate)
    why = consulting.words_for_maker(model=AnswerToMaker, rows=rows, field="reasons", gate=ask.gate)
    options = [
        {
            "id": row.id,
            "text": f"{told.body(row.owner_id, ask.gate)}: {told.small(ANSWERS[row.said])}",
            "hint": f"{_where(ask, row)}. {why[row.id]}",
        }
        for row in rows
        if row.id in why
    ]
    return form(
        "Decide otherwise than an owner wants?",
        "To do what it wants, take the words out on the section's own page: then nothing waits "
        "here. To keep them, give your reasons; they stay on record.",
        "Keep the decision",
        _here(ask, ask.thing.id),
        [
            field("radios", "answer", "Which answer?", of=options),
            field("words", "why", "Why do you decide otherwise?"),
        ],
        why_not=_not_for(ask.thing) or ("" if options else "No answer waits for you."),
    )


def _where(ask: Ask, row: Any) -> str:
    """The section and the paragraph of an answer, by their numbers."""
    found = consulting.place_of(answer=row, gate=ask.gate)
    words = sources.opened(sections=[found], gate=ask.gate).get(row.version_id) if found else None
    if words is None:
        return "In a section that is not open to you any more"
    number = next(p.number for p in drawn.places(words) if p.name == row.paragraph)
    return f"Section {found.position}, {f'paragraph {number}' if number else 'title'}"


@deed(SETTLE, act=Act.MAKE_RENDITION, form=forms.settle, thing=Rendition)
def settle_deed(ask: Ask) -> str:
    given = {"rendition": ask.thing, "answered": ask.form.which, "why": ask.form.words}
    do("answer", consulting.settle, **given, gate=ask.gate)
    return f"{_here(ask, ask.thing.id)}?done=settled"


# The side that answers


@page(ASKED, act=Act.ANSWER_CONSULTATION, template="redaction/consultation.html",
      thing=Consultation)  # fmt: skip
def asked(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    fields = [f for f in ("question", "reasons", "departure") if getattr(row, f) is not None]
    words = (
        gate.open(row, *fields, act=Act.ANSWER_CONSULTATION, model=Consultation) if fields else {}
    )
    rendition = consulting.about(consultation=row, gate=gate)
    sections, passages = consulting.put_to(consultation=row, gate=gate)
    open_ = row.answered_at is None and row.replaced_at is None
    facts = [
        {"key": "Who asks", "value": told.body(row.maker_id, gate)},
        {"key": "For whom the version is", "value": AUDIENCES[rendition.audience]},
        {"key": "What they say", "value": words.get("question", "")},
        {"key": "Your organisation's answer", "value": OUTCOMES.get(row.outcome or "", "")},
        {"key": "Your reasons", "value": words.get("reasons", "")},
        {"key": "Why they go on", "value": words.get("departure", "")},
    ]
    return {
        "name": review.code_name,
        "notice": told.DONE.get(ask.raw.query.get("done", ""), ""),
        "facts": [one for one in facts if one["value"]],
        "sections": [
            {
                "what": f"Section {number}",
                "stands": _counted(row, one, passages),
                "href": _here(ask, "consultations", row.id, "sections", one.id),
            }
            for number, one in enumerate(sections, 1)
        ],
        "finish": _here(ask, "consultations", row.id, "finish") if open_ else "",
        "back": _here(ask),
    }


def _counted(row: Any, section: Any, passages: list[Any]) -> str:
    mine = sum(one.version_id == section.version_id for one in passages)
    whose = "" if section.words_of == row.owner_id else " It holds information of yours."
    return f"Passages to look at: {mine}.{whose}"


def _placed(ask: Ask) -> tuple[Any, int, Any, list[Any], Any]:
    """The consultation, the section that the address names with its number among those that are
    asked about, its passages, and its words or None. How many others there are is not told.

    Raises Absent.
    """
    row = consulting.consulted(ask.ids["consultation"], gate=ask.gate)
    sections, passages = consulting.put_to(consultation=row, gate=ask.gate)
    found = {one.id: (number, one) for number, one in enumerate(sections, 1)}
    if ask.ids["place"] not in found:
        raise Absent
    number, section = found[ask.ids["place"]]
    words = sources.opened(sections=[section], gate=ask.gate).get(section.version_id)
    mine = [one for one in passages if one.version_id == section.version_id]
    return row, number, section, mine, words


@page(PLACE, act=Act.READ_REVIEW, template="redaction/put.html")
def put(ask: Ask) -> Values:
    review = framed(ask)
    row, number, section, passages, words = _placed(ask)
    base = {
        "name": review.code_name,
        "heading": f"Section {number}",
        "closed": "" if words is not None else CLOSED,
        "paragraphs": [],
        "passages": [],
        "open": False,
        "more": "",
        "back": _here(ask, "consultations", row.id),
    }
    if words is None:
        return base
    order = {place.name: place.number for place in drawn.places(words)}
    passages.sort(key=lambda one: (order.get(one.paragraph, 0), one.starts))
    numbers = {one.id: str(n) for n, one in enumerate(passages, 1)}
    said = {one.passage_id: one.said for one in consulting.answers(
        consultation=row.id, gate=ask.gate)}  # fmt: skip
    open_ = row.answered_at is None
    other = instead.words_for_owner(row.owner_id, passages, gate=ask.gate)
    return {
        **base,
        "paragraphs": drawn.paragraphs(words, passages, [], numbers),
        "passages": [
            {
                "id": one.id,
                "legend": f"Passage {numbers[one.id]}: {_put(one, other.get(one.id, ''))}",
                "options": [{"id": key, "text": text, "hint": ""} for key, text in ANSWERS.items()],
                "said": ANSWERS.get(said.get(one.id, ""), ""),
            }
            for one in passages
        ],
        "open": open_,
        "more": f"{ask.raw.path}/more" if open_ and section.words_of == row.owner_id else "",
    }


def _put(row: Any, other: str) -> str:
    """Such as "taken out by personal, “a man” stands there"."""
    codes = f" by {row.codes}" if row.codes else ""
    there = f", “{other}” stands there" if other else ""
    return f"{told.small(DECISIONS[row.decision])}{codes}{there}"


CLOSED = (
    "This section holds information that is said to come from your organisation, but it was not "
    "released to you. Ask its owner to release it, or answer as a whole without it."
)


@deed(PLACE, act=Act.READ_REVIEW, form=forms.said)
def put_deed(ask: Ask) -> str:
    row, _, section, passages, _ = _placed(ask)
    known = {one.id: one for one in passages}
    for name, one in ask.form.items():
        if name not in known:
            raise Wrong.one("", "A passage was decided anew meanwhile. Look at it again.")
        at = known[name]
        do(
            f"why_{name}",
            consulting.answer,
            consultation=row,
            section=section,
            mark=Mark(at.version_id, at.paragraph, at.starts, at.ends),
            said=one.which,
            reasons=one.words,
            passage=name,
            gate=ask.gate,
        )
    return f"{_here(ask, 'consultations', row.id)}?done=answered"


@page(MORE, act=Act.READ_REVIEW, template="redaction/more.html")
def more_page(ask: Ask) -> Values:
    review = framed(ask)
    row, number, section, passages, words = _placed(ask)
    base = {
        "name": review.code_name,
        "heading": f"Section {number}",
        "closed": CLOSED,
        "paragraphs": [],
        "entries": [],
        "back": _here(ask, "consultations", row.id, "sections", section.id),
    }
    if words is None or section.words_of != row.owner_id:
        return base
    what = {key: said for key, said in forms.WHAT.items() if key != "section"}
    return {
        **base,
        "closed": "",
        "paragraphs": drawn.paragraphs(words, passages, [], {}),
        "entries": [
            field("radios", "what", "What must go?", of=what),
            field("select", "paragraph", "Which paragraph?", of=drawn.to_choose(words)),
            field("words", "words", "Which words?",
                  "Exactly as they stand. With a mouse, mark them in the text above."),
            field("line", "occurrence", "Which of them, where they stand there more than once?",
                  "A number, such as 2. Otherwise leave it empty."),
            field("words", "why", "Why must they go?"),
        ],
    }  # fmt: skip


@deed(MORE, act=Act.READ_REVIEW, form=forms.must_go)
def more_deed(ask: Ask) -> str:
    row, _, section, _, words = _placed(ask)
    if words is None or section.words_of != row.owner_id:
        raise Refused(CLOSED)
    for mark in drawn.marks(words, section, ask.form):
        do(
            "words",
            consulting.answer,
            consultation=row,
            section=section,
            mark=mark,
            said="must_go",
            reasons=ask.form.grounds.note,
            gate=ask.gate,
        )
    return f"{_here(ask, 'consultations', row.id)}?done=must-go"


@page(FINISH, act=Act.ANSWER_CONSULTATION, template=FORM, thing=Consultation)
def finish_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    over = consulting.ANSWERED if row.answered_at or row.replaced_at else ""
    rendition = consulting.about(consultation=row, gate=ask.gate)
    no = (
        "If you say no, the authority that answers the request decides, and must give its reasons."
        if rendition.audience in APPLICANTS
        else "If you say no, your words do not go to this audience."
    )
    return form(
        "Give your organisation's answer",
        f"{told.body(row.maker_id, ask.gate)} reads it, with what you said of each passage. {no}",
        "Give the answer",
        _here(ask, "consultations", row.id),
        [
            field("radios", "outcome", "Does your organisation agree?", of=OUTCOMES),
            field("words", "why", "Why?", "Needed where the answer is no."),
        ],
        grave=True,
        why_not=over,
    )


@deed(FINISH, act=Act.ANSWER_CONSULTATION, form=forms.outcome, thing=Consultation)
def finish_deed(ask: Ask) -> str:
    given = {"outcome": ask.form.which, "reasons": ask.form.words}
    do("why", consulting.finish, consultation=ask.thing, **given, gate=ask.gate)
    return f"{_here(ask, 'consultations', ask.thing.id)}?done=finished"


ROUTES: list[Page | Deed] = [
    consult_page, depart_page, settle_page, settle_deed, asked, put,
    put_deed, more_page, more_deed, finish_page, finish_deed,
]  # fmt: skip
