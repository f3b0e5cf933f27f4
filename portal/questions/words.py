"""How questions are told: their states, who will see them, and what has just been done."""

from typing import Any

from portal.documents.models import Version
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.questions.acts import Thread
from portal.questions.models import ANSWERED, ASKED, NO_STATE, SETTLED
from portal.reviews.words import Member, people_in

STATE_WORDS = {
    ASKED: "Waits for an answer",
    ANSWERED: "Answered",
    SETTLED: "Settled",
    NO_STATE: "",
}
NOT_YOU = (
    "You may read these words and what is said about them. Questions come from the panel, the "
    "chair, the author of the overview report, the lay adviser and the agency whose words these "
    "are. Ask your own agency's panel member to ask for you."
)
HAPPENED = {
    "question": "Your question is asked. The authors of these words find it on their first page. "
    "You find the answer here, and on your own first page.",
    "remark": "Your remark stands beside the paragraph. Nobody is asked to answer it.",
    "reply": "What you wrote stands beside the paragraph. Who asked finds it on the first page.",
    "settle": "The question is settled. It stays here for everybody who reads these words.",
}


def audience(gate: Gate, version: Any, members: dict[str, Member]) -> str:
    """Who will see what is written here."""
    may = gate.who_may(Act.READ_SECTION, version, Version.shape)
    return people_in((name for name, _ in may), members)


def carried_words(thread: Thread) -> str:
    """Where a thread comes from another version, which one."""
    number = thread.first.number
    if thread.carried:
        return f"Said about version {number}, in which this paragraph reads the same."
    if thread.earlier:
        return f"Said about version {number}. The paragraph has changed since, or has gone."
    return ""
