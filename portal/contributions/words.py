"""How requests, contributions and their steps are told on a page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.clocks.rules import Rule, rule_on
from portal.contributions.models import State
from portal.contributions.standing import is_awaited
from portal.documents.models import SHARED
from portal.gate.policy import Stage, law
from portal.web.dates import due, today

SPOKEN = {
    State.ASKED: "Asked, not begun",
    State.BEGUN: "Being written",
    State.WITH_MANAGER: "With the senior manager",
    State.SENT_BACK: "Sent back to the author",
    State.SIGNED_OFF: "Signed off, not handed over",
    State.WITH_PANEL: "With the panel",
    State.QUERIED: "Queried by the panel",
    State.ACCEPTED: "Accepted by the panel",
    State.NIL: "Answered: nothing held",
    State.WITHDRAWN: "Request withdrawn",
}
COLOURS = {
    State.ASKED: "govuk-tag--grey",
    State.BEGUN: "govuk-tag--blue",
    State.WITH_MANAGER: "govuk-tag--purple",
    State.SENT_BACK: "govuk-tag--yellow",
    State.SIGNED_OFF: "govuk-tag--turquoise",
    State.WITH_PANEL: "govuk-tag--blue",
    State.QUERIED: "govuk-tag--yellow",
    State.ACCEPTED: "govuk-tag--green",
    State.NIL: "govuk-tag--grey",
    State.WITHDRAWN: "govuk-tag--grey",
}
STAGES = {
    Stage.DRAFT: "Draft, not signed off",
    Stage.SIGNED_OFF: "Signed off",
    Stage.WITHDRAWN: "Withdrawn",
}
STEPS = {
    "asked": "Asked for it",
    "chased": "Sent a reminder",
    "date_changed": "Changed the date",
    "withdrawn": "Withdrew the request",
    "begun": "Began it",
    "nil": "Answered that nothing is held",
    "submitted": "Sent it to the senior manager",
    "reopened": "Reopened it with new words",
    "sent_back": "Sent it back to the author",
    "signed_off": "Signed it off",
    "handed_over": "Handed it over to the panel",
    "queried": "Asked the agency to look again",
    "accepted": "Accepted it for the panel",
    "section_withdrawn": "Withdrew a section",
}
DONE = {
    "asked": "The agency has been asked. Its people see the request on their first page.",
    "chased": "The reminder is on record, and on the first page of the agency's people.",
    "date_changed": "The date has been changed. The agency sees the new date and your reason.",
    "withdrawn": "The request has been withdrawn. Nothing more is awaited from the agency.",
    "premade": "The sections are made. Write under each; what stays empty is not signed off.",
    "begun": "The contribution has been begun. Add its first section, or bring in a document.",
    "nil": "The panel has been told that your agency holds nothing. You can still begin later.",
    "submitted": "It is with your senior manager now, who signs it off or sends it back to you.",
    "reopened": "It is open again and with your senior manager. The panel sees that it is.",
    "sent_back": "It is back with the author, who reads your comments on this page.",
    "signed_off": "The words you read are signed off, and stay as they are.",
    "handed_over": "The panel has been told. Nobody reads a section until you release it.",
    "queried": "The agency has been asked to look again.",
    "accepted": "The contribution is accepted for the panel. New words would open it again.",
    "reclassified": "The class of the section has been changed.",
    "section_withdrawn": "The section has been withdrawn. Nobody it was released to reads it now.",
}
"""What has happened and what comes next, for whoever has just done it."""


def spoken(request: Any) -> str:
    """How far it has come, also where words that were handed over are followed by newer ones."""
    if request.state == State.SIGNED_OFF and request.handed_over_at is not None:
        return "Newer words signed off, not handed over"
    return SPOKEN[State(request.state)]


def due_words(request: Any, now: datetime) -> str:
    """The date, and how near or how long past it is while something is awaited."""
    on = request.due_on
    if not owes(request):
        return f"{on.day} {on:%B %Y}"
    return due(on, today(now))[0].upper() + due(on, today(now))[1:]


def is_open(request: Any) -> bool:
    """Whether something is still to come from the agency. After a nil return nothing is."""
    return is_awaited(request.state) and request.state != State.NIL


def owes(request: Any) -> bool:
    """Whether its date still counts. What was handed over has kept it, and may be reopened."""
    return is_open(request) and request.handed_over_at is None


def is_late(request: Any, now: datetime) -> bool:
    return owes(request) and today(now) > request.due_on


def sections(number: int) -> str:
    return "1 section" if number == 1 else f"{number} sections"


def suggestion(rule: Rule, on: date) -> str:
    """The day that a dated rule proposes, and how sure the rule is."""
    by = on + timedelta(days=rule.days)
    return f"Suggested: by {by.day} {by:%B %Y}. {rule.why} ({rule.source}; {rule.status})."


def class_words(section_class: str) -> str:
    return law().classes[section_class].title


def class_note(section_class: str) -> str:
    """What stands beside a class that is never shared, or shared with care."""
    one = law().classes[section_class]
    return one.why if section_class not in SHARED or section_class == "tactics" else ""


AFTER = {
    State.WITH_PANEL: "Read it, then accept it or query it.",
    State.QUERIED: "Nothing: the agency has been asked to look again.",
    State.ACCEPTED: "Nothing: the panel has accepted it.",
    State.NIL: "Nothing: the agency holds nothing.",
}
"""What whoever asked can do when the agency has done its part."""


def next_for_asker(request: Any, now: datetime, people: int) -> str:
    """What whoever asks can do next, in one sentence."""
    if request.state == State.WITHDRAWN:
        return "Nothing more: the request was withdrawn. You can ask again."
    if not people:
        return (
            "Nobody from this agency takes part in the review yet, so nobody can see the request. "
            "Ask the portal's administrator to add its author and its senior manager."
        )
    if not is_late(request, now):
        return AFTER.get(request.state, "")
    again = timedelta(days=rule_on("reminded_again_after", today(now)).days)
    if request.chased_at is None or now - request.chased_at > again:
        return "It is overdue. Remind the agency, or agree another date with it."
    return (
        "It is overdue and the agency was reminded. Ring its senior office; the panel can go on "
        "without it and say so in its report."
    )


NOT_NOW = "That cannot be done as it stands now. Go back to see for whom it waits."
ALL_YOURS = "You wrote all that waits. Somebody else in your agency must sign it off."
UNASKED = (
    "Nobody has asked for this contribution through the portal, so it cannot be sent on from here. "
    "The chair or the commissioning board asks for it first."
)


def since_sent_back(written: datetime, back: datetime | None, *, asked: bool) -> str:
    """Whether words are newer than the sending back; nothing where neither was to be."""
    if back is None:
        return ""
    if written > back:
        return "Changed since it was sent back."
    return "Not changed since it was sent back." if asked else ""


def freezes(number: int) -> str:
    """What signing off does."""
    return (
        f"You freeze {sections(number)} as shown below. Later changes make a new version, which "
        "waits for you again. Signing off shows the words to nobody outside your agency."
    )


@dataclass(frozen=True, slots=True)
class Confirming:
    """A page before an act: what will happen, the button, and what must be said with it."""

    heading: str
    sentence: str
    button: str
    label: str = ""
    hint: str = ""
    grave: bool = False


TURN = {
    State.ASKED: "It waits for an author of {agency} to begin.",
    State.BEGUN: "It waits for the author of {agency}, who is writing it.",
    State.WITH_MANAGER: "It waits for the senior manager of {agency}, who signs it off or sends it "
    "back.",
    State.SENT_BACK: "It waits for the author of {agency}, who has the senior manager's comments.",
    State.SIGNED_OFF: "It waits for the senior office of {agency}, which decides what is shared.",
    State.WITH_PANEL: "It waits for the chair, who accepts it for the panel or queries it.",
    State.QUERIED: "It waits for the author of {agency}, who was asked to look again.",
    State.ACCEPTED: "Nothing waits: the panel has accepted it. New words would open it again.",
    State.NIL: "Nothing waits: {agency} has answered that it holds nothing.",
    State.WITHDRAWN: "Nothing waits: the request was withdrawn.",
}
"""For whoever has nothing to do now, for whom it waits."""

CONFIRM = {
    "chase": Confirming(
        "Send a reminder?",
        "The reminder goes on record with today's date, and the agency's people see it on their "
        "first page.",
        "Send the reminder",
    ),
    "withdraw": Confirming(
        "Withdraw this request?",
        "Nothing more is awaited from the agency, and its people see your reason. What they have "
        "written stays theirs. You can ask again later.",
        "Withdraw the request",
        "Why are you withdrawing it?",
        "The agency's people read this.",
        grave=True,
    ),
    "begin": Confirming(
        "Begin this contribution?",
        "An empty contribution is made for your agency. Only your agency's own people see what you "
        "write, and whoever asked sees that you have begun.",
        "Begin the contribution",
    ),
    "nil": Confirming(
        "Answer that your agency holds nothing?",
        "The chair and the commissioning board are told that your agency searched and holds "
        "nothing about the people in this case, with what you write below.",
        "Answer that nothing is held",
        "Where did you look?",
        "Name the systems and files that were searched.",
        grave=True,
    ),
    "submit": Confirming(
        "Send it to your senior manager?",
        "Your senior manager is asked to read and sign off {sections}. Nobody outside your agency "
        "sees a word of it by this.{panel}",
        "Send to the senior manager",
    ),
    "query": Confirming(
        "Ask the agency to look again?",
        "The agency's people read what you write here, and the contribution waits for them. Quote "
        "nothing that some of them may not read.",
        "Ask the agency to look again",
        "What should they look at?",
        "Name the section and paragraph.",
    ),
    "accept": Confirming(
        "Accept this contribution?",
        "You accept it for the panel as it was released to you. If the agency signs off new words "
        "it opens again, and you are asked again.",
        "Accept the contribution",
    ),
    "section": Confirming(
        "Withdraw this section?",
        "Everybody it was released to stops reading it at once, on their next click. Nothing is "
        "deleted: your own people keep it, and who read it stays on record.",
        "Withdraw the section",
        "Why are you withdrawing it?",
        "Kept for your own agency.",
        grave=True,
    ),
}
