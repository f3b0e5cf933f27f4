"""An answer's way from its draft to the day on which it is sent, under whichever law: no one signs
what she wrote, the exact texts and files are signed, and any change takes the signature away.

What may stand in the way of an answer, and what is ended by it, its own room says.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.answers import hands, pack
from portal.answers.answered import ANSWER_MOVES
from portal.answers.models import GIVEN
from portal.clocks.rules import today
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import standing
from portal.renditions import acts as renditions
from portal.requests.acts import checked
from portal.timetable.acts import not_to_come

MOVED = "Something else has been done with this answer meanwhile. Go back to it and look."
TAKE_BACK = "It is changed only while it is being written. Take it back first."
NOTHING = "There is nothing to sign: an officer puts the answer forward first."


@dataclass(frozen=True, slots=True)
class Way:
    """Answers under one law. Its methods are that room's acts."""

    model: Any
    read: Act
    keep: Act
    sign_by: Act
    channels: Collection[str]
    request: Callable[[Any, Gate], Any]
    """The request that is answered."""
    ready: Callable[[Any, Gate], None]
    """Raises Refused while something stands in the way, or a text is not as it is decided now."""
    days_late: Callable[[Any, Any, date, Gate], int]
    """Of an answer to a request that is sent on a day; 0 in time."""
    says_late: str
    """That it is late without a reason, with the days as {}."""
    ends: Callable[[Any, Any, date, Gate], None]
    """What becomes of the request when its answer is sent."""

    def texts_of(self, *, answer: Any, gate: Gate) -> dict[str, str]:
        """Its letter, and what else it has of a notice and a schedule: opened and recorded."""
        return pack.texts_of(answer, self.read, self.model, gate)

    def check(self, *, answer: Any, gate: Gate) -> None:
        """Whether all is as it was signed. Raises Refused."""
        texts = self.texts_of(answer=answer, gate=gate)
        pack.check(answer=answer, texts=texts, act=self.read, model=self.model, gate=gate)

    def put_forward(self, *, answer: Any, gate: Gate) -> None:
        """For a second person's signature. Raises Absent; Refused while something stands in the
        way.
        """
        checked(answer, gate, self.keep)
        _move(answer, "forward")
        self.ready(answer, gate)

    def take_back(self, *, answer: Any, why: str, gate: Gate) -> None:
        """To be written again: a signature falls away. Raises Absent, Refused."""
        checked(answer, gate, self.sign_by)
        _move(answer, "drafting")
        answer.signed_by = answer.signed_at = answer.digest = answer.rendering_id = None
        gate.seal(answer, said_back=why)

    def drop(self, *, answer: Any, gate: Gate) -> None:
        """Given up, so that another can be begun; it stays on record. Raises Absent, Refused."""
        checked(answer, gate, self.keep)
        _move(answer, "dropped")

    def sign(self, *, answer: Any, as_seen: str, gate: Gate) -> None:
        """A second person signs the exact texts, and the copy's files. `as_seen` is of
        pack.as_seen, of when she looked. Raises Absent; Refused also where they are others by now.
        """
        checked(answer, gate, self.sign_by)
        if why := why_not_signed(answer=answer, gate=gate):
            raise Refused(why)
        if as_seen != pack.as_seen(answer=answer, gate=gate):
            raise Refused(pack.SINCE)
        self.ready(answer, gate)
        told = self.texts_of(answer=answer, gate=gate)
        rendering, files = pack.signed_files(answer=answer, gate=gate)
        _move(answer, "signed")
        answer.signed_by, answer.signed_at = gate.actor.member, gate.now
        answer.rendering_id = rendering or None
        gate.seal(answer, digest=pack.digest(told, files))

    def record_sent(
        self, *, answer: Any, on: date, channel: str, why_late: str = "", gate: Gate
    ) -> None:
        """That a person has sent it, to the letter as it was signed; a copy that goes with it is
        released. The request is answered by it; days over the limit are counted.

        Raises Absent; Refused while something stands in the way, and for a late one without the
        reason.
        """
        checked(answer, gate, self.keep)
        not_to_come(on, gate)
        if channel not in self.channels:
            raise Refused("Choose how it was sent.")
        if answer.signed_at is None or on < today(answer.signed_at):
            raise Refused("It is sent on the day of its signature or later.")
        request = self.request(answer, gate)
        self.ready(answer, gate)
        self.check(answer=answer, gate=gate)
        late = self.days_late(answer, request, on, gate)
        if late and not why_late:
            raise Refused(self.says_late.format(late))
        _release(answer, request, gate)
        _move(answer, "sent")
        answer.sent_on, answer.channel, answer.days_late = on, channel, late
        answer.sent_by = gate.actor.member
        if why_late:
            gate.seal(answer, why_late=why_late)
        self.ends(answer, request, on, gate)


def why_not_signed(*, answer: Any, gate: Gate) -> str:
    """Why this person may not sign it now; empty where nothing bars it."""
    if answer.stage != "forward":
        return NOTHING
    mine = hands.people([gate.actor.member], gate)
    return hands.SECOND if mine & hands.wrote(answer, gate) else ""


def being_written(answer: Any) -> None:
    """Raises Refused for an answer whose texts are not to be changed."""
    if answer.stage != "drafting":
        raise Refused(TAKE_BACK)


def _move(answer: Any, to: str) -> None:
    if to not in ANSWER_MOVES[answer.stage]:
        raise Refused(MOVED)
    answer.stage = to


def _release(answer: Any, request: Any, gate: Gate) -> None:
    """The copy that goes with it."""
    if answer.outcome not in GIVEN:
        return
    copy = standing.one(answer.rendition_id or "", gate=gate)
    if copy.stage == "signed":
        to = f"With the answer to request {request.reference}"
        renditions.release(rendition=copy, recipient=to, answers=True, gate=gate)
