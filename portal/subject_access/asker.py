"""The forms by which it is checked who asks, and what all forms of a request share."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings.words import field, options
from portal.requests.drawn import Step, routes_of
from portal.requests.forms import asking
from portal.subject_access import acts, letters, steps
from portal.subject_access.models import AUTHORITIES, AUTHORITY_OF, SEEN, AccessRequest, Stage
from portal.web.dates import today
from portal.web.page import Ask, Deed, Page, do

ONE = "/reviews/{review}/subject-access/{access_request}"
SENT = "On which day do you send it?"
PRINT = (
    "The letter is written from what you enter and kept as it was sent. You print and send it: the "
    "portal sends nothing."
)


def one(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}/subject-access/{ask.thing.id}"


def did(ask: Ask, done: str) -> str:
    return f"{one(ask)}?done={done}"


def not_open(ask: Ask) -> str:
    return "" if ask.thing.stage == Stage.OPEN else steps.NOT_OPEN


def facts(ask: Ask) -> letters.Facts:
    row = ask.thing
    return letters.Facts(row.reference, row.received_on, today(ask.now), row.asks_as)


def law(ask: Ask) -> Any:
    return acts.law_for(request=ask.thing, gate=ask.gate)


def step(path: str, heading: str, sentence: Any, button: str, **more: Any) -> Step:
    given = {"act": Act.KEEP_SAR, "thing": AccessRequest, "back": one, "why_not": not_open,
             **more}  # fmt: skip
    return Step(f"{ONE}/{path}", heading=heading, sentence=sentence, button=button, **given)


def _ask_identity(ask: Ask) -> str:
    letter = letters.identity(facts(ask), law(ask), ask.form.words)
    given = {"on": ask.form.on, "letter": letter}
    do("on", steps.ask_identity, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "identity_asked")


def _show_identity(ask: Ask) -> str:
    told = ask.form
    given = {"on": told.on, "seen": told.what, "words": told.words}
    do("words", steps.show_identity, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "identity_shown")


def _authorities(ask: Ask) -> dict[str, str]:
    return {code: AUTHORITIES[code] for code in AUTHORITY_OF.get(ask.thing.asks_as, ())}


def _show_authority(ask: Ask) -> str:
    told = ask.form
    given = {"on": told.on, "what": told.what, "words": told.words}
    do("what", steps.show_authority, request=ask.thing, **given, gate=ask.gate)
    return did(ask, "authority_shown")


def _found(ask: Ask) -> str:
    do("which", steps.find_person, request=ask.thing, person=ask.form.which, gate=ask.gate)
    return did(ask, "found")


STEPS_OF = [
    step(
        "ask-identity", "Ask who the applicant is", "Only where you reasonably doubt it, and "
        f"without delay. The time begins on the day on which the applicant shows it. {PRINT}",
        "Record the letter",
        fields=lambda _: [field("day", "on", SENT),
                          field("words", "words", "Do you want to add anything?")],
        read=asking(on=True, words=""), do=_ask_identity,
    ),
    step(
        "identity", "Record that you checked who asks", "Say what you saw. Your name and the day "
        "are kept with it. Keep no copy of the document here.", "Record it",
        fields=lambda _: [
            field("radios", "what", "What have you seen?", "", SEEN),
            field("day", "on", "On which day did you see it?"),
            field("words", "words", "What else is to be said?",
                  "Not the number of a document. You may leave it empty for the first three."),
        ],
        read=asking(on=True, what="Choose what you have seen.", words=""), do=_show_identity,
    ),
    step(
        "authority", "Record by what authority the applicant asks", "For a child, whoever has "
        "parental responsibility asks in the child's interest. A child who can decide asks itself, "
        "or agrees.", "Record it",
        fields=lambda ask: [
            field("radios", "what", "What have you seen?", "", _authorities(ask)),
            field("day", "on", "On which day did you see it?"),
            field("words", "words", "What did you see, and what did the child say?"),
        ],
        read=asking(on=True, what="Choose what you have seen.", words="Say what you saw."),
        do=_show_authority,
        why_not=lambda ask: not_open(ask) or (
            "" if _authorities(ask) else "As whom this applicant asks, there is none to show."),
    ),
    step(
        "person", "Whose information is it?", "Choose the person from the people of the case whom "
        "you may know. What is about that person is not another person's.", "Record it",
        fields=lambda ask: [
            field("select", "which", "Who is it?", "", options(steps.known(gate=ask.gate))),
        ],
        read=asking(which="Choose the person."), do=_found,
        why_not=lambda ask: not_open(ask) or (
            "" if steps.known(gate=ask.gate) else "Nobody of the case is open to you."),
    ),
]  # fmt: skip
ROUTES: list[Page | Deed] = [route for each in STEPS_OF for route in routes_of(each)]
