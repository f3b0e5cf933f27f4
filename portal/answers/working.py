"""The forms by which an answer is begun, signed, sent and logged, and where its page leads."""

from typing import Any

from portal.answers import acts, forms, log, ready, reasons, reviewing, road
from portal.answers.models import CHANNELS, OUTCOMES, FoiAnswer
from portal.gate.policy import Act
from portal.proceedings.words import field, options
from portal.redaction import acts as redaction
from portal.requests import acts as requests
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.requests.models import InformationRequest
from portal.reviews import acts as reviews
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, do

OF_REQUEST = "/reviews/{review}/foi/{information_request}"
OF_ANSWER = "/reviews/{review}/answers/{foi_answer}"


def _home(ask: Ask) -> str:
    """Of the request, whether the row is that or its answer."""
    name = getattr(ask.thing, "request_id", ask.thing.id)
    return f"/reviews/{ask.gate.domain}/foi/{name}/answer"


def _did(ask: Ask, done: str) -> str:
    return f"{_home(ask)}?done={done}"


def copies_of(ask: Ask) -> list[dict[str, str]]:
    rows = reasons.copies(request=ask.thing, gate=ask.gate)
    named = redaction.titles(rows=rows, gate=ask.gate)
    return options({row.id: named.get(row.id, "A redacted copy") for row in rows})


def _holders(ask: Ask) -> list[dict[str, str]]:
    told = reviews.owners(gate=ask.gate)
    return options({body: name for body, name in told.items() if body != ask.thing.owner_id})


def _begin(ask: Ask) -> str:
    told = ask.form
    given = {"outcome": told.outcome, "copy": told.copy, "holder": told.holder,
             "advice": told.advice}  # fmt: skip
    do("outcome", acts.begin, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "begun")


def _begin_again(ask: Ask) -> str:
    told = ask.form
    given = {"outcome": told.outcome, "copy": told.copy, "advice": told.advice}
    do("outcome", acts.begin, request=ask.thing, **given, after_review=True, gate=ask.gate)
    return _did(ask, "begun")


def _fields(ask: Ask, outcomes: dict[str, str]) -> list[dict[str, Any]]:
    return [
        field("radios", "outcome", "What do you answer?", "", outcomes),
        field("select", "copy", "Which redacted copy is given, or says why all is refused?",
              "Leave it where there is none.", copies_of(ask)),
    ]  # fmt: skip


def _no_withdrawal(ask: Ask) -> str:
    if not ready.withdrawn(request=ask.thing.id, gate=ask.gate):
        return ready.NO_WITHDRAWAL
    row = reviewing.of_request(request=ask.thing.id, gate=ask.gate)
    if reviewing.second(review=row, gate=ask.gate) is not None:
        return "There is such an answer already."
    return ""


def _sent_says(ask: Ask) -> str:
    if ask.thing.after_review:
        return f"It is then recorded as sent. {road.PORTAL_SENDS}"
    row = next(r for r in requests.requests(gate=ask.gate) if r.id == ask.thing.request_id)
    due = requests.due_of(request=row, gate=ask.gate)
    by = f"The last day for it is {in_words(due)}. " if due else ""
    on = today(ask.now)
    over = acts.days_late(request=row, on=on, gate=ask.gate)
    said = f"Today it is {over} working days late. " if over else ""
    return f"{by}{said}The request is answered from then on. {road.PORTAL_SENDS}"


def _log(ask: Ask) -> str:
    do("words", log.enter, answer=ask.thing, words=ask.form.words, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/disclosure-log?done=logged"


SECOND_OUTCOMES = {code: OUTCOMES[code] for code in ("whole", "part")}
ROAD = road.Road(
    OF_ANSWER, FoiAnswer, Act.KEEP_FOI, Act.SIGN_FOI, acts, _home, _sent_says, CHANNELS, forms.sent
)
STEPS: list[Step] = [
    Step(
        f"{OF_REQUEST}/begin", Act.KEEP_FOI, InformationRequest, "Begin the answer",
        "The letter, the refusal notice and the schedule of what is taken out write themselves "
        "from what is decided. You change them before a second person signs.", "Begin it",
        _begin, _home,
        lambda ask: [
            *_fields(ask, OUTCOMES),
            field("select", "holder", "Who holds it, where you do not?", "", _holders(ask)),
            field("words", "advice", "What advice and assistance do you offer?",
                  "Section 16. It goes into the letter. You may leave it empty."),
        ],
        forms.begun,
    ),
    Step(
        f"{OF_REQUEST}/begin-again", Act.KEEP_FOI, InformationRequest,
        "Begin the answer after the internal review",
        "It gives what the internal review withdrew: choose the copy that shows it.", "Begin it",
        _begin_again, _home,
        lambda ask: [
            *_fields(ask, SECOND_OUTCOMES),
            field("words", "advice", "What do you want to add?", "You may leave it empty."),
        ],
        forms.begun, _no_withdrawal,
    ),
    *road.steps(ROAD),
    Step(
        f"{OF_ANSWER}/log", Act.KEEP_FOI, FoiAnswer, "Put it into the disclosure log",
        "The log may be published. Say in general words what was asked for: never who asked, and "
        "nobody of the case.", "Put it into the log", _log, _home,
        lambda _: [field("words", "words", "What was asked for?")],
        asking(words="Say what was asked for.", most=1000), road.stage("sent"),
    ),
]  # fmt: skip


def links(ask: Ask, request: Any, answer: Any) -> list[dict[str, str]]:
    """Where the page of an answer leads whoever may go there."""
    gate = ask.gate
    base = f"/reviews/{gate.domain}"
    named = {step.path.rpartition("/")[2]: step.heading for step in STEPS}
    named["write"] = "Change the texts"
    if answer is not None:
        return road.links(ROAD, answer, named, ask)
    if not gate.may(Act.KEEP_FOI, request, InformationRequest.shape).allowed:
        return []
    one = f"{base}/foi/{request.id}"
    told = []
    if request.stage == "open":
        told.append({"text": named["begin"], "href": f"{one}/begin"})
        told.append({"text": "Start a copy from one that there is", "href": f"{one}/copy"})
    if request.stage == "answered":
        if not _no_withdrawal(ask):
            told.append({"text": named["begin-again"], "href": f"{one}/begin-again"})
        if reviewing.of_request(request=request.id, gate=gate) is None:
            told.append({"text": "An internal review is asked for", "href": f"{one}/review"})
        told.append({"text": "A complaint to the Commissioner", "href": f"{one}/complaint"})
    return told


ROUTES: list[Page | Deed] = [route for step in STEPS for route in routes_of(step)]
