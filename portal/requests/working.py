"""The forms by which a disclosure officer works on a request, and where its page leads."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings.words import field, options
from portal.redaction.exemptions import in_force
from portal.requests import acts, forms, letters, material, steps
from portal.requests.clock import customary
from portal.requests.costs import COUNTED, activities
from portal.requests.drawn import Step, routes_of
from portal.requests.models import (
    DECISIONS,
    HELD,
    STEPS,
    InformationRequest,
    RequestMaterial,
    Stage,
)
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, do

ONE = "/reviews/{review}/foi/{information_request}"
SENT = "On which day do you send it?"
PRINT = (
    "The letter is written from what you enter and kept as it was sent. You print and send it: the "
    "portal sends nothing."
)


def _one(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/foi/{ask.thing.id}"


def _did(ask: Ask, done: str) -> str:
    return f"{_one(ask)}?done={done}"


def _not_open(ask: Ask) -> str:
    return "" if ask.thing.stage == Stage.OPEN else steps.NOT_OPEN


def _due(ask: Ask) -> Any:
    return acts.due_of(request=ask.thing, gate=ask.gate)


def _holding(ask: Ask) -> str:
    row, told = ask.thing, ask.form
    letter = letters.holding(row.reference, row.received_on, _due(ask), told.words)
    do("on", steps.send_holding, request=row, on=told.on, letter=letter, gate=ask.gate)
    return _did(ask, "holding")


def _clarification(ask: Ask) -> str:
    row, told = ask.thing, ask.form
    letter = letters.clarification(row.reference, row.received_on, told.words)
    do("on", steps.ask_clarification, request=row, on=told.on, letter=letter, gate=ask.gate)
    return _did(ask, "clarification")


def _clarified(ask: Ask) -> str:
    told = ask.form
    do("on", steps.clarify, request=ask.thing, on=told.on, words=told.words, gate=ask.gate)
    return _did(ask, "clarified")


def _qualified(ask: Ask) -> list[dict[str, str]]:
    found = in_force("foi", today(ask.now))
    return options({code: one.called for code, one in found.items() if one.qualified})


def _extended_to(ask: Ask) -> str:
    told = acts.clock_of(request=ask.thing, gate=ask.gate)
    last = customary(told)
    said = f" It is usually no later than {in_words(last)}." if last else ""
    return (
        "Only to weigh the public interest, with a notice within the twenty working days (section "
        f"10(3)).{said} {PRINT}"
    )


def _extend(ask: Ask) -> str:
    row, told = ask.thing, ask.form
    exemption = in_force("foi", told.on).get(told.which)
    named = exemption.called if exemption else ""
    letter = letters.extension(row.reference, named, told.until, told.words)
    given = {"on": told.on, "section": told.which, "until": told.until, "letter": letter}
    do("until", steps.extend, request=row, **given, gate=ask.gate)
    return _did(ask, "extended")


def _holders(ask: Ask) -> list[dict[str, str]]:
    return options(steps.others(request=ask.thing, gate=ask.gate))


def _offer(ask: Ask) -> str:
    row, told = ask.thing, ask.form
    holder = reviews.owners(gate=ask.gate).get(told.which, "")
    letter = letters.redirect(row.reference, holder, told.words)
    given = {"on": told.on, "agency": told.which, "letter": letter}
    do("which", steps.offer, request=row, **given, gate=ask.gate)
    return _did(ask, "offered")


def _settle(ask: Ask) -> str:
    agreed = ask.form.what == "yes"
    given = {"on": ask.form.on, "agreed": agreed}
    do("on", steps.settle_offer, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "transferred" if agreed else "kept")


def _settle_says(ask: Ask) -> str:
    agency = steps.offered(request=ask.thing, gate=ask.gate)
    named = reviews.owners(gate=ask.gate).get(agency, "the other authority")
    return (
        f"If the applicant agrees, {named} has the request as its own, with the name and address, "
        "and its time begins on that day. You answer it no longer, and cannot take it back."
    )


def _neither(ask: Ask) -> list[dict[str, str]]:
    found = in_force("foi", today(ask.now))
    return options({code: one.called for code, one in found.items() if one.lets_neither})


def _decide(ask: Ask) -> str:
    told = ask.form
    given = {"what": told.what, "section": told.which, "why": told.words}
    do("what", steps.decide, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "decided")


def _set_aside(ask: Ask) -> str:
    given = {"what": ask.form.what, "why": ask.form.words}
    do("what", steps.set_aside, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "set-aside")


def _standing(ask: Ask) -> list[dict[str, str]]:
    told = steps.decisions(request=ask.thing, gate=ask.gate)
    return options({what: STEPS[what] for what in told})


def _others(ask: Ask) -> list[dict[str, str]]:
    rows = [r for r in acts.requests(gate=ask.gate) if r.id != ask.thing.id]
    told = {r.id: f"Request {r.reference}, received on {in_words(r.received_on)}" for r in rows}
    return options(told)


def _relate(ask: Ask) -> str:
    do("which", steps.relate, request=ask.thing, other=ask.form.which, gate=ask.gate)
    return _did(ask, "related")


def _withdraw(ask: Ask) -> str:
    told = ask.form
    do("on", steps.withdraw, request=ask.thing, on=told.on, words=told.words, gate=ask.gate)
    return _did(ask, "withdrawn")


def _cost(ask: Ask) -> str:
    told = ask.form
    given = {"minutes": told.minutes, "words": told.words}
    do(COUNTED[0], steps.estimate, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "cost")


def _cost_says(ask: Ask) -> str:
    row = ask.thing
    limit = acts.authority(body=row.owner_id, on=row.received_on, gate=ask.gate)
    said = (
        f"The limit is £{limit.pounds} at £{limit.rate} an hour ({limit.status}: {limit.source}). "
        if limit
        else ""
    )
    left = ", ".join(one.activity.lower() for one in activities() if not one.counts)
    return f"{said}Only these activities count. Not counted: {left}."


def _where(ask: Ask) -> list[dict[str, str]]:
    """Documents and sections that the officer may read, and papers kept elsewhere."""
    gate = ask.gate
    named, owners = called(gate=gate), reviews.owners(gate=gate)
    told = {}
    for document, rows in material.to_choose(gate=gate).items():
        first = rows[0]
        said = f"{named.get(first.kind, first.kind)} of {owners.get(first.owner_id, 'an agency')}"
        told[f"d.{document}"] = f"{said}, all of it"
        told |= {f"s.{row.id}": f"{said}, section {n}" for n, row in enumerate(rows, 1)}
    return options({**told, forms.ELSEWHERE: "Papers that are not in this portal"})


def _touch(ask: Ask) -> str:
    told = ask.form
    given = {"document": told.document, "section": told.section, "held": told.held,
             "agency": told.agency, "police": told.police, "note": told.note}  # fmt: skip
    do("where", material.touch, request=ask.thing, **given, gate=ask.gate)
    return _did(ask, "touched")


def _agencies(ask: Ask) -> list[dict[str, str]]:
    named = reviews.owners(gate=ask.gate)
    return options({body: name for body, name in named.items() if body != "board"})


def _take_off(ask: Ask) -> str:
    do("words", material.take_off, row=ask.thing, why=ask.form.words, gate=ask.gate)
    return f"{_of_material(ask)}?done=off"


def _of_material(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/foi/{ask.thing.request_id}"


def _step(path: str, heading: str, sentence: Any, button: str, **more: Any) -> Step:
    given = {"act": Act.KEEP_FOI, "thing": InformationRequest, "back": _one, **more}
    return Step(f"{ONE}/{path}", heading=heading, sentence=sentence, button=button, **given)


STEPS_OF = [
    _step(
        "holding", "Send a holding letter", f"It says that the request came, and by when you "
        f"answer. It changes no day. {PRINT}", "Record the letter",
        fields=lambda _: [field("day", "on", SENT),
                          field("words", "words", "Do you want to add anything?")],
        read=forms.asking(on=True, words=""), do=_holding, why_not=_not_open,
    ),
    _step(
        "clarify", "Ask for clarification", "The clock stands until the applicant answers, and "
        f"then begins afresh (sections 1(3) and 10(6)). {PRINT}", "Record the letter",
        fields=lambda _: [field("day", "on", SENT),
                          field("words", "words", "What do you need to know?")],
        read=forms.asking(on=True, words="Say what you need to know."), do=_clarification,
        why_not=_not_open,
    ),
    _step(
        "clarified", "The applicant has clarified it", "The twenty working days begin afresh on "
        "that day.", "Record it",
        fields=lambda _: [field("day", "on", "On which day did it come?"),
                          field("words", "words", "What did the applicant say?")],
        read=forms.asking(on=True, words="Enter what the applicant said."), do=_clarified,
        why_not=lambda ask: "" if ask.thing.stage == Stage.CLARIFYING
        else "No clarification is waited for.",
    ),
    _step(
        "extend", "Take more time", _extended_to, "Record the notice",
        fields=lambda ask: [
            field("day", "on", SENT),
            field("select", "which", "Under which exemption?", "", _qualified(ask)),
            field("day", "until", "By which day do you expect to decide?"),
            field("words", "words", "Why is that time needed?", "The applicant reads it."),
        ],
        read=forms.asking(on=True, until=True, which="Choose the exemption.",
                          words="Say why that time is needed."),
        do=_extend, why_not=_not_open,
    ),
    _step(
        "offer", "Tell who holds it", "You tell the applicant which authority would hold it, and "
        f"offer to send the request on (section 16). {PRINT}", "Record the letter",
        fields=lambda ask: [
            field("day", "on", SENT),
            field("radios", "which", "Which authority?", "", _holders(ask)),
            field("words", "words", "Do you want to add anything?"),
        ],
        read=forms.asking(on=True, which="Choose the authority.", words=""), do=_offer,
        why_not=_not_open,
    ),
    _step(
        "transfer", "What does the applicant say?", _settle_says, "Record it", grave=True,
        fields=lambda _: [
            field("radios", "what", "Is the request to be sent on?", "",
                  {"yes": "Yes, the applicant agrees", "no": "No, it stays with us"}),
            field("day", "on", "From which day?"),
        ],
        read=forms.asking(on=True, what="Say whether the applicant agrees."), do=_settle,
        why_not=lambda ask: "" if steps.offered(request=ask.thing, gate=ask.gate)
        else "First tell the applicant who holds it, and offer to send the request on.",
    ),
    _step(
        "decide", "Decide on the request as a whole", "These are for a request as a whole. What is "
        "exempt passage by passage is decided in a redacted copy.", "Record the decision",
        fields=lambda ask: [
            field("radios", "what", "What do you decide?", "", {w: STEPS[w] for w in DECISIONS}),
            field("select", "which", "Under which exemption, to neither confirm nor deny?",
                  "Leave it for the others.", _neither(ask)),
            field("words", "words", "Why, and what advice did you offer?",
                  "Sections 12 and 14 do not end the duty to advise and assist (section 16)."),
        ],
        read=forms.asking(what="Choose what you decide.", words="Say why."), do=_decide,
        why_not=_not_open,
    ),
    _step(
        "set-aside", "Set a decision aside", "It holds no longer, and stays on record.",
        "Set it aside",
        fields=lambda ask: [
            field("radios", "what", "Which decision?", "", _standing(ask)),
            field("words", "words", "Why?"),
        ],
        read=forms.asking(what="Choose the decision.", words="Say why."), do=_set_aside,
        why_not=lambda ask: "" if _standing(ask) else "No decision stands.",
    ),
    _step(
        "relate", "Another request is related", "Two people may ask for one report. They stay two "
        "requests, and neither learns of the other.", "Record it",
        fields=lambda ask: [field("radios", "which", "Which request?", "", _others(ask))],
        read=forms.asking(which="Choose the request."), do=_relate,
        why_not=lambda ask: "" if _others(ask) else "There is no other request.",
    ),
    _step(
        "withdraw", "The applicant withdraws it", "Nothing is to be answered any more. You cannot "
        "take this back: register the request anew where it is made again.", "Record it",
        grave=True,
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "What did the applicant say?")],
        read=forms.asking(on=True, words=""), do=_withdraw,
        why_not=lambda ask: "" if ask.thing.stage in {Stage.OPEN, Stage.CLARIFYING}
        else steps.NOT_OPEN,
    ),
    _step(
        "cost", "Estimate what finding it costs", _cost_says, "Record the estimate",
        fields=lambda _: [
            *(field("line", one.code, one.activity, "Hours, such as 1.5")
              for one in activities() if one.counts),
            field("words", "words", "How did you reckon it?", "Such as from a sample of files."),
        ],
        read=forms.cost, do=_cost,
    ),
    _step(
        "touch", "What does the request touch?", "Police review material is found from whose "
        "document it is. Nobody can say that it is not; you can say that other papers are.",
        "Put it on the list",
        fields=lambda ask: [
            field("select", "where", "Which document or section?", "", _where(ask)),
            field("words", "note", "What are the papers, and where were they searched for?"),
            field("radios", "held", "For whom is it held?", "", HELD),
            field("select", "agency", "On whose behalf, or whose force's review?",
                  "Leave it where it is your own.", _agencies(ask)),
            field("radios", "police", "Is it police review material?", "", forms.YES_NO),
        ],
        read=forms.touched, do=_touch,
    ),
]  # fmt: skip
OFF = Step(
    "/reviews/{review}/foi/material/{request_material}",
    Act.KEEP_FOI,
    RequestMaterial,
    "Take it off the list",
    "The request does not touch it after all. It stays on record with your reason.",
    "Take it off",
    _take_off,
    _of_material,
    lambda _: [field("words", "words", "Why does the request not touch it?")],
    forms.asking(words="Say why the request does not touch it."),
    lambda ask: "It was taken off already." if ask.thing.taken_off_at else "",
)
OPEN = ("touch", "holding", "clarify", "extend", "cost", "decide", "offer", "relate", "withdraw")


def links(ask: Ask, row: Any) -> list[dict[str, str]]:
    """Where the page of a request leads whoever keeps it."""
    gate = ask.gate
    if not gate.may(Act.KEEP_FOI, row, InformationRequest.shape).allowed:
        return []
    paths = {Stage.OPEN: list(OPEN), Stage.CLARIFYING: ["clarified", "touch", "withdraw"]}
    wanted = paths.get(Stage(row.stage), [])
    if row.stage == Stage.OPEN and steps.offered(request=row, gate=gate):
        wanted.insert(0, "transfer")
    if row.stage == Stage.OPEN and steps.decisions(request=row, gate=gate):
        wanted.append("set-aside")
    named = {step.path.rpartition("/")[2]: step.heading for step in STEPS_OF}
    return [{"text": named[path], "href": f"{_one(ask)}/{path}"} for path in wanted]


ROUTES: list[Page | Deed] = [route for step in (*STEPS_OF, OFF) for route in routes_of(step)]
