"""The forms of referrals to the NPCC Central Referral Unit (CRU), and of consultations."""

from typing import Any

from portal.cru import acts, advising, consulting, naming, standing
from portal.cru.advising import Position
from portal.cru.models import (
    ANSWERS,
    CHANNELS,
    FIELDS,
    STANDS,
    CruEntry,
    CruField,
    CruPosition,
    CruReferral,
    ForceConsultation,
)
from portal.cru.topics import on_day
from portal.gate.policy import Act
from portal.proceedings.words import Field, field, options
from portal.redaction.exemptions import in_force
from portal.requests import acts as requests
from portal.requests import forms
from portal.requests.drawn import Step, routes_of
from portal.requests.material import police_touched
from portal.requests.models import InformationRequest, Stage
from portal.reviews import acts as reviews
from portal.web.dates import day, today
from portal.web.page import Ask, Deed, Page, do

UNIT = standing.UNIT
REQUEST = "/reviews/{review}/foi/{information_request}"
HOME = "/reviews/{review}/cru"
ONE, CONSULTED = f"{HOME}/{{cru_referral}}", f"{HOME}/consultations/{{force_consultation}}"
STAYS = "Nothing is changed: the correction stands beside what it corrects."


def _home(ask: Ask) -> str:
    return HOME.format(review=ask.gate.domain)


def _of_request(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/foi/{ask.thing.id}/cru"


def _of_referral(ask: Ask) -> str:
    return f"{_home(ask)}/{ask.thing.id}"


def _of_consultation(ask: Ask) -> str:
    return f"{_home(ask)}/consultations/{ask.thing.id}"


def _of_part(ask: Ask) -> str:
    """The page of the referral, or of the log, where an entry or a position stands."""
    return f"{_home(ask)}/{getattr(ask.thing, 'referral_id', None) or ''}".rstrip("/")


def _topics(ask: Ask) -> Field:
    told = {one.code: one.topic for one in on_day(today(ask.now)).values()}
    return field("radios", "what", "Why is it referred?", "", told)


WHY = field("words", "words", "Your reasons", "Do not say who the applicant is.")
SAYS = (
    "The text for the unit is written from the request, without the applicant: name and address "
    "are taken out of the words, and it is refused where a part of them is left. You print and "
    "send it: the portal sends nothing. The time for the answer runs on."
)


def _refer(ask: Ask) -> str:
    told = ask.form
    made = do(
        "words", acts.refer, request=ask.thing, topic=told.what, why=told.words, gate=ask.gate
    )
    return f"{_home(ask)}/{made.id}?done=referred"


def _refer_consulted(ask: Ask) -> str:
    given = {"topic": ask.form.what, "why": ask.form.words}
    made = do("words", acts.refer_consulted, consultation=ask.thing, **given, gate=ask.gate)
    return f"{_home(ask)}/{made.id}?done=referred"


def _no_force(ask: Ask) -> str:
    kind = requests.kinds_of([ask.thing.owner_id], ask.gate).get(ask.thing.owner_id)
    return "" if kind == "police" else acts.NO_FORCE


def _a_force(ask: Ask) -> str:
    return "" if _no_force(ask) else consulting.A_FORCE


def _name(ask: Ask) -> str:
    given = {"what": ask.form.what, "purpose": ask.form.words}
    do("what", naming.ask_to_name, request=ask.thing, **given, gate=ask.gate)
    return f"{_of_request(ask)}?done=asked"


def _settle(ask: Ask) -> str:
    do("what", naming.settle, field=ask.thing, agreed=ask.form.what == "yes", gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/foi/{ask.thing.request_id}/cru?done=settled"


def _settle_says(ask: Ask) -> str:
    why = ask.gate.open(ask.thing, "words", act=Act.READ_FOI, model=CruField)["words"]
    return f"{FIELDS[ask.thing.what]} would stand in the pack. The policing purpose given: {why}"


def _forces(ask: Ask) -> list[dict[str, str]]:
    whose = police_touched(request=ask.thing, gate=ask.gate)
    return options({b: reviews.body_name(body=b, gate=ask.gate) for b in sorted(whose)})


def _consult(ask: Ask) -> str:
    given = {"force": ask.form.which, "why": ask.form.words}
    do("words", consulting.consult, request=ask.thing, **given, gate=ask.gate)
    return f"{_of_request(ask)}?done=consulted"


def _asked(ask: Ask) -> list[dict[str, str]]:
    rows = consulting.consultations(request=ask.thing, gate=ask.gate)
    named = {r.id: f"{reviews.body_name(body=r.owner_id, gate=ask.gate)}, {day(r.asked_at)}"
             for r in rows}  # fmt: skip
    return options(named)


def _ask_again(ask: Ask) -> str:
    given = {"consultation": ask.form.which, "on": ask.form.on, "words": ask.form.words}
    do("on", consulting.ask_again, request=ask.thing, **given, gate=ask.gate)
    return f"{_of_request(ask)}?done=chased"


def _without_force(ask: Ask) -> str:
    given = {"consultation": ask.form.which, "why": ask.form.words}
    do("which", consulting.go_on, request=ask.thing, **given, gate=ask.gate)
    return f"{_of_request(ask)}?done=without"


def _answer(ask: Ask) -> str:
    given = {"said": ask.form.what, "words": ask.form.words}
    do("what", consulting.answer, consultation=ask.thing, **given, gate=ask.gate)
    return f"{_of_consultation(ask)}?done=answered"


def _enter(what: str) -> Any:
    def entered(ask: Ask) -> str:
        told = ask.form
        given = {"what": what, "on": told.on, "channel": told.which, "words": told.words}
        do("on", acts.enter, referral=ask.thing, **given, gate=ask.gate)
        return f"{_of_referral(ask)}?done={what}"

    return entered


def _without(ask: Ask) -> str:
    do("words", acts.go_on, referral=ask.thing, why=ask.form.words, gate=ask.gate)
    return f"{_of_referral(ask)}?done=without"


def _sections(ask: Ask) -> list[dict[str, str]]:
    found = in_force("foi", today(ask.now))
    return options({code: one.called for code, one in found.items()})


def _stand(label: str) -> Any:
    return lambda ask: [
        field("select", "which", "Which exemption?", "", _sections(ask)),
        field("radios", "what", "How does it stand?", "", STANDS),
        field("words", "words", label),
    ]


def _say(side: str) -> Any:
    def said(ask: Ask) -> str:
        told = Position(side, ask.form.which, ask.form.what, ask.form.words)
        do("words", advising.say, referral=ask.thing, said=told, gate=ask.gate)
        return f"{_of_referral(ask)}?done=position"

    return said


STRUCK = "struck"


def _correct_entry(ask: Ask) -> str:
    told, row = ask.form, ask.thing
    given = {"on": told.on, "struck": told.what == STRUCK, "channel": told.which}
    do("on", acts.correct, entry=row, **given, words=told.words, gate=ask.gate)
    return f"{_of_part(ask)}?done=corrected"


def _correct_position(ask: Ask) -> str:
    told, row = ask.form, ask.thing
    struck = told.what == STRUCK
    said = Position(row.side, row.section, row.stand if struck else told.what, told.words)
    do("words", advising.correct, position=row, said=said, struck=struck, gate=ask.gate)
    return f"{_of_part(ask)}?done=corrected"


def _entry_fields(ask: Ask) -> list[Field]:
    told = [
        field("radios", "what", "What is right?", "",
              {"day": "It happened, as I enter it now", STRUCK: "It never happened"}),
        field("day", "on", "On which day?"),
        field("words", "words", "What was wrong, or the text as it should be?"),
    ]  # fmt: skip
    if ask.thing.what == "sent":
        told.insert(2, field("select", "which", "By which channel?", "", CHANNELS))
    return told


def _step(path: str, heading: str, sentence: Any, button: str, **more: Any) -> Step:
    given = {"act": Act.KEEP_FOI, **more}
    return Step(path, heading=heading, sentence=sentence, button=button, **given)


_REQUEST: dict[str, Any] = {"thing": InformationRequest, "back": _of_request}
_REFERRAL: dict[str, Any] = {"thing": CruReferral, "back": _of_referral}
_CONSULTATION: dict[str, Any] = {"thing": ForceConsultation, "back": _of_consultation}
_SENIOR: dict[str, Any] = {"act": Act.PROCEED_FOI}
ON_REQUESTS = [
    _step(
        f"{REQUEST}/refer", f"Refer to the {UNIT}", SAYS, "Make the referral", **_REQUEST,
        fields=lambda ask: [_topics(ask), WHY], do=_refer, why_not=_no_force,
        read=forms.asking(what="Choose why it is referred.", words="Give your reasons."),
    ),
    _step(
        f"{REQUEST}/name", "Name the applicant to the unit", "A referral is blind to the "
        "applicant. With a policing purpose, and a second person who agrees, the next one can hold "
        "what you choose here.", "Ask a second person", **_REQUEST, do=_name, why_not=_no_force,
        fields=lambda _: [field("radios", "what", "What is the unit to know?", "", FIELDS),
                          field("words", "words", "For which policing purpose?")],
        read=forms.asking(what="Choose what the unit is to know.", words="Enter the purpose."),
    ),
    _step(
        f"{REQUEST}/consult", "Consult the force", "The force learns what is asked, without the "
        f"applicant, and refers it to the {UNIT}. The time for your answer runs on.",
        "Consult it", **_REQUEST, do=_consult, why_not=_a_force,
        fields=lambda ask: [field("radios", "which", "Which force?", "", _forces(ask)), WHY],
        read=forms.asking(which="Choose the force.", words="Give your reasons."),
    ),
    _step(
        f"{REQUEST}/ask-again", "You have asked the force again", "It stops no clock.",
        "Record it", **_REQUEST, do=_ask_again,
        why_not=lambda ask: "" if _asked(ask) else "No force has been consulted.",
        fields=lambda ask: [field("radios", "which", "Which force?", "", _asked(ask)),
                            field("day", "on", "On which day?"),
                            field("words", "words", "How, and whom?")],
        read=forms.asking(on=True, which="Choose the force.", words=""),
    ),
    _step(
        f"{REQUEST}/without", "Go on without the force", "The request goes on although the force "
        "has not answered. Your reasons stay on record.", "Go on without it", grave=True,
        **{**_REQUEST, **_SENIOR}, do=_without_force,
        why_not=lambda ask: "" if _asked(ask) else "No force has been consulted.",
        fields=lambda ask: [field("radios", "which", "Which force?", "", _asked(ask)),
                            field("words", "words", "Why?")],
        read=forms.asking(which="Choose the force.", words="Give your reasons."),
    ),
]  # fmt: skip
ON_REFERRALS = [
    _step(
        f"{ONE}/sent", "The referral was sent", "From now on it counts as referred.", "Record it",
        **_REFERRAL, do=_enter("sent"),
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("radios", "which", "By which channel?", "", CHANNELS),
                          field("words", "words", "By whom, and to whom?")],
        read=forms.asking(on=True, which="Choose the channel.", words="Say by whom, and to whom."),
    ),
    _step(
        f"{ONE}/received", "Receipt was confirmed", "It changes no day.", "Record it",
        **_REFERRAL, do=_enter("received"),
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "Its reference, or what it said")],
        read=forms.asking(on=True, words=""),
    ),
    _step(
        f"{ONE}/chase", "You have asked again", "It stops no clock. Once the unit was asked again "
        "your senior office may go on without its advice.", "Record it", **_REFERRAL,
        do=_enter("chased"),
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "How, and whom?")],
        read=forms.asking(on=True, words=""),
    ),
    _step(
        f"{ONE}/advice", "The advice has come", "Your force remains the decision-maker.",
        "Record it", **_REFERRAL, do=_enter("advice"),
        fields=lambda _: [field("day", "on", "On which day?"),
                          field("words", "words", "The whole text of the advice")],
        read=forms.asking(on=True, words="Enter the text of the advice.", most=20000),
    ),
    _step(
        f"{ONE}/advised", "What did it advise of an exemption?", "One exemption at a time.",
        "Record it", **_REFERRAL, do=_say("advice"), fields=_stand("Its evidence of prejudice"),
        read=forms.asking(what="Choose how it stands.", which="Choose the exemption.", words=""),
    ),
    _step(
        f"{ONE}/decision", "What does the force decide?", "Where you depart from the advice you "
        "say why. Both stand side by side.", "Record the decision", **_REFERRAL,
        do=_say("decision"), fields=_stand("Your reasons"),
        read=forms.asking(what="Choose how it stands.", which="Choose the exemption.", words=""),
    ),
    _step(
        f"{ONE}/without", "Go on without the advice", f"The {UNIT} was asked again and is silent. "
        "The request goes on without its advice, and your reasons stay on record.",
        "Go on without it", grave=True, **{**_REFERRAL, **_SENIOR}, do=_without,
        fields=lambda _: [field("words", "words", "Why?")],
        read=forms.asking(words="Give your reasons."),
    ),
    _step(
        f"{HOME}/entries/{{cru_entry}}", "Correct an entry", STAYS, "Record the correction",
        thing=CruEntry, back=_of_part, do=_correct_entry, fields=_entry_fields, act=Act.READ_FOI,
        may=lambda ask: ask.gate.check(
            Act.PROCEED_FOI if ask.thing.what == "without" else Act.KEEP_FOI, ask.thing,
            CruEntry.shape,
        ),
        read=forms.asking(on=True, what="Say what is right.", which="", words="Say what was wrong.",
                          most=20000),
    ),
    _step(
        f"{HOME}/positions/{{cru_position}}", "Correct what was recorded", STAYS,
        "Record the correction", thing=CruPosition, back=_of_part, do=_correct_position,
        fields=lambda _: [
            field("radios", "what", "How does it stand?", "",
                  {**STANDS, STRUCK: "It was never said: strike it out"}),
            field("words", "words", "The words as they should be"),
        ],
        read=forms.asking(what="Choose how it stands.", words="Enter the words."),
    ),
    _step(
        f"{HOME}/fields/{{cru_field}}", "May the referral name the applicant?", _settle_says,
        "Record your answer", thing=CruField, back=_home, do=_settle, act=Act.AGREE_FOI,
        fields=lambda _: [field("radios", "what", "Do you agree?", "", forms.YES_NO)],
        read=forms.asking(what="Say whether you agree."),
        why_not=lambda ask: "This was answered already." if ask.thing.agreed is not None else "",
    ),
    _step(
        f"{CONSULTED}/refer", f"Refer to the {UNIT}", "The text for the unit holds what the other "
        "authority has told you, which is blind to the applicant. You print and send it.",
        "Make the referral", **_CONSULTATION, do=_refer_consulted,
        fields=lambda ask: [_topics(ask), WHY],
        read=forms.asking(what="Choose why it is referred.", words="Give your reasons."),
    ),
    _step(
        f"{CONSULTED}/answer", "Answer the other authority", "It reads your answer, and when you "
        "referred. A later answer takes the place of an earlier one, which stays on record.",
        "Send the answer", **_CONSULTATION, do=_answer,
        fields=lambda _: [field("radios", "what", "What does the force say?", "", ANSWERS),
                          field("words", "words", "Your reasons, with the evidence of prejudice")],
        read=forms.asking(what="Choose what the force says.", words="Give your reasons."),
    ),
]  # fmt: skip


def links_of_request(ask: Ask, row: Any) -> list[dict[str, str]]:
    """Where the page of a request's referrals leads whoever keeps it, or may go on without."""
    gate, here = ask.gate, f"/reviews/{ask.gate.domain}/foi/{row.id}"
    live = row.stage in {Stage.OPEN, Stage.CLARIFYING}
    force = not _no_force(ask)
    wanted = ["refer", "name"] if force else ["consult"]
    if not force and _asked(ask):
        wanted.append("ask-again")
    keeps = gate.may(Act.KEEP_FOI, row, InformationRequest.shape).allowed
    wanted = wanted if keeps and live else []
    goes_on = gate.may(Act.PROCEED_FOI, row, InformationRequest.shape).allowed
    wanted += ["without"] if goes_on and not force and live and _asked(ask) else []
    named = {step.path.rpartition("/")[2]: step.heading for step in ON_REQUESTS}
    return [{"text": named[path], "href": f"{here}/{path}"} for path in wanted]


def links_of(ask: Ask, row: Any, there: dict[str, Any]) -> list[dict[str, str]]:
    """Where the page of a referral leads: what can follow on what stands."""
    gate, wanted = ask.gate, []
    if gate.may(Act.KEEP_FOI, row, CruReferral.shape).allowed:
        wanted = ["sent"] if "sent" not in there else ["received", "chase", "advice"]
        settled = there.keys() & {"advice", "without"}
        if settled:
            wanted = [w for w in wanted if w not in {*there, "chase"}]
            wanted += ["advised"] if "advice" in there else []
            wanted.append("decision")
        wanted = [w for w in wanted if w not in there]
    waits = "chased" in there and not there.keys() & {"advice", "without"}
    if waits and gate.may(Act.PROCEED_FOI, row, CruReferral.shape).allowed:
        wanted.append("without")
    named = {step.path.rpartition("/")[2]: step.heading for step in ON_REFERRALS}
    return [{"text": named[path], "href": f"{_home(ask)}/{row.id}/{path}"} for path in wanted]


ROUTES: list[Page | Deed] = [
    route for step in (*ON_REQUESTS, *ON_REFERRALS) for route in routes_of(step)
]
