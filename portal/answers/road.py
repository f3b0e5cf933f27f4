"""How an answer goes from its draft to the day on which it is sent: the same on every road."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.answers import pack
from portal.answers.way import MOVED, why_not_signed
from portal.gate.policy import Act
from portal.proceedings.words import field, unseen
from portal.requests.drawn import Step
from portal.requests.forms import asking
from portal.reviews.words import who
from portal.web.dates import day_and_time
from portal.web.page import Ask, do

WAITS = (
    "Your senior office and the other disclosure officers of your organisation see that it waits. "
    "Nobody who wrote it can sign it."
)
SIGNED = (
    "You sign the texts as they stand, and the files of the copy. After that nothing of them is "
    "changed without a new signature."
)
AS_SEEN = "as_seen"
PORTAL_SENDS = "The portal sends nothing: you send it yourself."


@dataclass(frozen=True, slots=True)
class Road:
    """Requests under one law."""

    path: str
    """Of an answer, as routes have it."""
    model: Any
    keep: Act
    sign: Act
    acts: Any
    """The module that puts forward, writes anew, drops, takes back, signs and records as sent."""
    home: Callable[[Ask], str]
    says: Callable[[Ask], str]
    """What is said before an answer is recorded as sent."""
    channels: dict[str, str]
    read: Callable[..., Any]
    """The form of how and when it was sent."""


TO = {"drafting": ("write", "anew", "forward", "drop"), "forward": ("sign", "back", "drop"),
      "signed": ("sent", "back")}  # fmt: skip
"""By an answer's stage the steps from there; to write is a page of its own."""


def links(road: Road, answer: Any, named: dict[str, str], ask: Ask) -> list[dict[str, str]]:
    """Where an answer leads whoever may go there. `named` are the steps' headings by path."""
    here = road.path.format(review=ask.gate.domain, **{road.model.__tablename__: answer.id})
    by_signer = {"sign", "back"}
    return [
        {"text": named[path], "href": f"{here}/{path}"}
        for path in TO.get(answer.stage, ())
        if ask.gate.may(
            road.sign if path in by_signer else road.keep, answer, road.model.shape
        ).allowed
    ]


def stage(*stages: str) -> Callable[[Ask], str]:
    """Why a step is not for an answer at another stage."""
    return lambda ask: "" if ask.thing.stage in stages else MOVED


def steps(road: Road) -> list[Step]:
    """The forms of an answer's way, each with why it may be closed."""
    return [*_of_who_writes(road), *_of_who_signs(road), _sending(road)]


def _signed(ask: Ask) -> str:
    """What is signed, and who changed it last: she reads again what was changed since she did."""
    row = ask.thing
    by = f"{who(row.edited_by, ask.gate)} on {day_and_time(row.edited_at)}"
    return f"{SIGNED} The texts were last changed by {by}."


def _step(road: Road, name: str, act: Act, words: tuple[Any, ...], **more: Any) -> Step:
    heading, sentence, button, run = words
    return Step(
        f"{road.path}/{name}", act, road.model, heading, sentence, button, run, road.home, **more
    )


def _deed(road: Road, act: Callable[..., Any], done: str) -> Callable[[Ask], str]:
    def run(ask: Ask) -> str:
        do("", act, answer=ask.thing, gate=ask.gate)
        return f"{road.home(ask)}?done={done}"

    return run


def _of_who_writes(road: Road) -> list[Step]:
    acts = road.acts
    anew = (
        "Have the texts written again",
        "They are written from what is decided now. What you changed or added in them is lost.",
        "Write them again", _deed(road, acts.write_anew, "anew"),
    )  # fmt: skip
    forward = (
        "Put it forward for signature",
        WAITS,
        "Put it forward", _deed(road, acts.put_forward, "forward"),
    )  # fmt: skip
    drop = (
        "Give this answer up",
        "It stays on record and is never sent. You can begin another one.",
        "Give it up", _deed(road, acts.drop, "dropped"),
    )  # fmt: skip
    return [
        _step(road, "anew", road.keep, anew, why_not=stage("drafting"), grave=True),
        _step(road, "forward", road.keep, forward, why_not=stage("drafting")),
        _step(road, "drop", road.keep, drop, why_not=stage("drafting", "forward"), grave=True),
    ]


def _of_who_signs(road: Road) -> list[Step]:
    acts = road.acts

    def take_back(ask: Ask) -> str:
        do("words", acts.take_back, answer=ask.thing, why=ask.form.words, gate=ask.gate)
        return f"{road.home(ask)}?done=back"

    back = (
        "Have it changed",
        "It is being written again, and a signature falls away. Whoever wrote it reads why.",
        "Have it changed", take_back,
    )  # fmt: skip

    def sign_it(ask: Ask) -> str:
        do("", acts.sign, answer=ask.thing, as_seen=ask.form, gate=ask.gate)
        return f"{road.home(ask)}?done=signed"

    sign = "Sign the answer", _signed, "Sign it", sign_it
    return [
        _step(road, "back", road.sign, back, why_not=stage("forward", "signed"),
              fields=lambda _: [field("words", "words", "What should be changed?")],
              read=asking(words="Say what should be changed.")),
        _step(road, "sign", road.sign, sign, grave=True, read=lambda told: told.get(AS_SEEN, ""),
              fields=lambda ask: [unseen(AS_SEEN, pack.as_seen(answer=ask.thing, gate=ask.gate))],
              why_not=lambda ask: why_not_signed(answer=ask.thing, gate=ask.gate)),
    ]  # fmt: skip


def _sending(road: Road) -> Step:
    def send(ask: Ask) -> str:
        told = ask.form
        given = {"on": told.on, "channel": told.channel, "why_late": told.why_late}
        do("on", road.acts.record_sent, answer=ask.thing, **given, gate=ask.gate)
        return f"{road.home(ask)}?done=sent"

    words = ("Record it as sent", road.says, "Record it as sent", send)
    fields = [
        field("day", "on", "On which day did you send it?"),
        field("radios", "channel", "How did you send it?", "", road.channels),
        field("words", "why_late", "Why is it late?", "Needed where it is. It stays on record."),
    ]
    return _step(road, "sent", road.keep, words, why_not=stage("signed"), grave=True,
                 fields=lambda _: fields, read=road.read)  # fmt: skip
