"""The forms by which an answer is begun, changed, signed and sent, and what leaves."""

from typing import Any

from portal.answers.acts import MOVED
from portal.gate.policy import Act
from portal.proceedings.words import field
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.reviews.words import framed
from portal.subject_access import acts, answering, forms, leaving, steps
from portal.subject_access.models import CHANNELS, OUTCOMES, AccessAnswer, AccessRequest, Stage
from portal.subject_access.working import copies
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, download, page

OF_REQUEST = "/reviews/{review}/subject-access/{access_request}"
OF_ANSWER = "/reviews/{review}/subject-access/answers/{access_answer}"
PORTAL_SENDS = "The portal sends nothing: you send it yourself."


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


def _forward(ask: Ask) -> str:
    do("", answering.put_forward, answer=ask.thing, gate=ask.gate)
    return _did(ask, "forward")


def _anew(ask: Ask) -> str:
    do("", answering.write_anew, answer=ask.thing, gate=ask.gate)
    return _did(ask, "anew")


def _drop(ask: Ask) -> str:
    do("", answering.drop, answer=ask.thing, gate=ask.gate)
    return _did(ask, "dropped")


def _back(ask: Ask) -> str:
    do("words", answering.take_back, answer=ask.thing, why=ask.form.words, gate=ask.gate)
    return _did(ask, "back")


def _sign(ask: Ask) -> str:
    do("", answering.sign, answer=ask.thing, gate=ask.gate)
    return _did(ask, "signed")


def _not_signed(ask: Ask) -> str:
    return answering.why_not_signed(answer=ask.thing, gate=ask.gate)


def _sent(ask: Ask) -> str:
    told = ask.form
    given = {"on": told.on, "channel": told.channel, "why_late": told.why_late}
    do("on", answering.record_sent, answer=ask.thing, **given, gate=ask.gate)
    return _did(ask, "sent")


def _sent_says(ask: Ask) -> str:
    row = answering.of(ask.thing, ask.gate)
    due = acts.due_of(request=row, gate=ask.gate)
    by = f"The last day for it is {in_words(due)}. " if due else ""
    over = answering.days_late(request=row, on=today(ask.now), gate=ask.gate)
    said = f"Today it is late (calendar days: {over}). " if over else ""
    return (
        f"{by}{said}The request is answered from then on, and a copy that goes with it is "
        f"released. {PORTAL_SENDS}"
    )


def _stage(*stages: str) -> Any:
    return lambda ask: "" if ask.thing.stage in stages else MOVED


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
    Step(
        f"{OF_ANSWER}/anew", Act.KEEP_SAR, AccessAnswer, "Have the letter written again",
        "It is written from what is decided now. What you changed in it is lost.",
        "Write it again", _anew, home_of, why_not=_stage("drafting"), grave=True,
    ),
    Step(
        f"{OF_ANSWER}/forward", Act.KEEP_SAR, AccessAnswer, "Put it forward for signature",
        "Your senior office and the other disclosure officers of your organisation see that it "
        "waits. Nobody who wrote it can sign it.", "Put it forward", _forward, home_of,
        why_not=_stage("drafting"),
    ),
    Step(
        f"{OF_ANSWER}/drop", Act.KEEP_SAR, AccessAnswer, "Give this answer up",
        "It stays on record and is never sent. You can begin another one.", "Give it up", _drop,
        home_of, why_not=_stage("drafting", "forward"), grave=True,
    ),
    Step(
        f"{OF_ANSWER}/back", Act.SIGN_SAR, AccessAnswer, "Have it changed",
        "It is being written again, and a signature falls away. Whoever wrote it reads why.",
        "Have it changed", _back, home_of,
        lambda _: [field("words", "words", "What should be changed?")],
        asking(words="Say what should be changed."), _stage("forward", "signed"),
    ),
    Step(
        f"{OF_ANSWER}/sign", Act.SIGN_SAR, AccessAnswer, "Sign the answer",
        "You sign the texts as they stand, and the files of the copy. After that nothing of them "
        "is changed without a new signature.", "Sign it", _sign, home_of,
        why_not=_not_signed, grave=True,
    ),
    Step(
        f"{OF_ANSWER}/sent", Act.KEEP_SAR, AccessAnswer, "Record it as sent", _sent_says,
        "Record it as sent", _sent, home_of,
        lambda _: [
            field("day", "on", "On which day did you send it?"),
            field("radios", "channel", "How did you send it?", "", CHANNELS),
            field("words", "why_late", "Why is it late?",
                  "Needed where it is. It stays on record."),
        ],
        forms.sent, _stage("signed"), grave=True,
    ),
]  # fmt: skip
TO = {"drafting": ("write", "anew", "forward", "drop"), "forward": ("sign", "back", "drop"),
      "signed": ("sent", "back")}  # fmt: skip
ACTS = {"sign": Act.SIGN_SAR, "back": Act.SIGN_SAR}


def links(ask: Ask, request: Any, answer: Any) -> list[dict[str, str]]:
    """Where an answer leads whoever may go there."""
    gate = ask.gate
    base = f"/reviews/{gate.domain}/subject-access"
    named = {step.path.rpartition("/")[2]: step.heading for step in STEPS_OF}
    named["write"] = "Change the letter"
    if answer is not None:
        return [
            {"text": named[path], "href": f"{base}/answers/{answer.id}/{path}"}
            for path in TO.get(answer.stage, ())
            if gate.may(ACTS.get(path, Act.KEEP_SAR), answer, AccessAnswer.shape).allowed
        ]
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
        "why_not": "" if row.stage == "drafting" else answering.TAKE_BACK,
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
