"""The forms by which an answer is begun, changed, signed and sent, and what leaves."""

from typing import Any

from portal.answers import road
from portal.answers.way import TAKE_BACK
from portal.gate.policy import Act
from portal.proceedings.words import field
from portal.requests.drawn import Step, routes_of
from portal.reviews.words import framed
from portal.subject_access import acts, answering, forms, leaving, steps
from portal.subject_access.models import CHANNELS, OUTCOMES, AccessAnswer, AccessRequest, Stage
from portal.subject_access.working import copies
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, download, page

OF_REQUEST = "/reviews/{review}/subject-access/{access_request}"
OF_ANSWER = "/reviews/{review}/subject-access/answers/{access_answer}"


def home_of(ask: Ask) -> str:
    """Of the request, whether the row is that or its answer."""
    name = getattr(ask.thing, "request_id", ask.thing.id)
    return f"/reviews/{ask.gate.domain}/subject-access/{name}"


def _did(ask: Ask, done: str) -> str:
    return f"{home_of(ask)}?done={done}"


def _begin(ask: Ask) -> str:
    told = ask.form
    given = {"outcome": told.outcome, "copy": told.copy, "silence": told.silence}
    do("outcome", answering.begin, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "begun")


def _sent_says(ask: Ask) -> str:
    row = answering.of(ask.thing, ask.gate)
    due = acts.due_of(request=row, gate=ask.gate)
    by = f"The last day for it is {in_words(due)}. " if due else ""
    over = answering.days_late(request=row, on=today(ask.now), gate=ask.gate)
    said = f"Today it is late (calendar days: {over}). " if over else ""
    return (
        f"{by}{said}The request is answered from then on, and a copy that goes with it is "
        f"released. {road.PORTAL_SENDS}"
    )


ROAD = road.Road(
    OF_ANSWER, AccessAnswer, Act.KEEP_SAR, Act.SIGN_SAR, answering, home_of, _sent_says, CHANNELS,
    forms.sent,
)  # fmt: skip
STEPS_OF: list[Step] = [
    Step(
        f"{OF_REQUEST}/begin", Act.KEEP_SAR, AccessRequest, "Begin the answer",
        "The letter, with what must be told and the rights to complain, and the schedule of what "
        "is taken out write themselves. You change the letter before a second person signs.",
        "Begin it", _begin, home_of,
        lambda ask: [
            field("radios", "outcome", "What do you answer?", "", OUTCOMES),
            field("select", "copy", "Which redacted copy is given, or says why all is withheld?",
                  "Leave it where there is none.",
                  copies(ask, steps.copies_of(request=ask.thing, gate=ask.gate))),
            field("words", "silence", "Would telling that it is withheld itself do the harm?",
                  "Only then say why. The letter then does not tell it. Your reasons are kept for "
                  "the Commissioner (Data Protection Act 2018, section 45(5) to (7), and where an "
                  "exemption of Schedule 2 needs it)."),
        ],
        forms.begun,
        lambda ask: "" if ask.thing.stage == Stage.OPEN else steps.NOT_OPEN,
    ),
    *road.steps(ROAD),
]  # fmt: skip


def links(ask: Ask, request: Any, answer: Any) -> list[dict[str, str]]:
    """Where an answer leads whoever may go there."""
    gate = ask.gate
    base = f"/reviews/{gate.domain}/subject-access"
    named = {step.path.rpartition("/")[2]: step.heading for step in STEPS_OF}
    named["write"] = "Change the letter"
    if answer is not None:
        return road.links(ROAD, answer, named, ask)
    keeps = gate.may(Act.KEEP_SAR, request, AccessRequest.shape).allowed
    if not keeps or request.stage != Stage.OPEN:
        return []
    return [{"text": named["begin"], "href": f"{base}/{request.id}/begin"}]


WRITE = f"{OF_ANSWER}/write"


@page(WRITE, act=Act.KEEP_SAR, template="answers/write.html", thing=AccessAnswer)
def write_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    told = {"letter": answering.texts_of(answer=row, gate=ask.gate)["letter"]}
    return {
        "heading": "Change the letter",
        "sentence": "The applicant reads it. Name nobody else, and say nothing of what was taken "
        "out. Whoever changes it cannot sign it.",
        "button": "Keep these words",
        "fields": [{"name": "letter", "label": "The letter"}],
        "why_not": "" if row.stage == "drafting" else TAKE_BACK,
        "back": home_of(ask),
        **({} if ask.raw.method == "POST" else {"typed": told}),
    }


@deed(WRITE, act=Act.KEEP_SAR, form=forms.letter, thing=AccessAnswer)
def write_deed(ask: Ask) -> str:
    do("letter", answering.write, answer=ask.thing, letter=ask.form, gate=ask.gate)
    return _did(ask, "written")


@download(f"{OF_ANSWER}/pack", act=Act.READ_SAR, thing=AccessAnswer)
def taken(ask: Ask) -> Download:
    framed(ask)
    given = {"marking": ask.marking, "handling": ask.handling}
    return Download(leaving.parcel(answer=ask.thing, **given, gate=ask.gate), "answer.zip")


ROUTES: list[Page | Deed] = [
    *[route for step in STEPS_OF for route in routes_of(step)],
    write_page,
    write_deed,
    taken,
]
