"""The agreement's state, and what each step of it does, in sentences; and who is waited for."""

from typing import Any

from portal.agreements import acts
from portal.clocks.tasks import Task
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, Act
from portal.reviews import acts as reviews
from portal.reviews.words import in_sentence, role_words
from portal.web.dates import day, today
from portal.web.draw import counted

NONE_YET = (
    "The board has not proposed an agreement yet. Until one is signed, no body can be shown "
    "another's words."
)
SUSPENDED = "The board has withdrawn. Nobody receives anything until it signs again."
AFTER_WITHDRAWING = [
    "Your people can no longer read what others released to them.",
    "What your organisation had released is closed. Who had read it sees when and by whom.",
    "Your signature and the withdrawal stay on record. Your reason is kept for your own side.",
    "Your office can sign the agreement again. What you had released stays ended.",
]
AFTER_WITHDRAWING_BOARD = [
    "Nobody in this review can read what another body released.",
    "No release has ended: when the board signs again, those that are still in time open again.",
    "The signature and the withdrawal stay on record. The reason is kept for the board's office.",
]
SOON = 28
"""Days before the day of the next look on which it first waits for the board."""
LOOK_AGAIN = "Look at the review agreement again"


def of_body(body: str, gate: Gate) -> str:
    return reviews.owners(gate=gate).get(body, "An agency")


def _listed(bodies: set[str], gate: Gate) -> str:
    """Such as "Aldermere Probation, the commissioning board and Westmarch Police"."""
    called = (in_sentence(of_body(b, gate)) for b in bodies)
    names = sorted(called, key=str.casefold)
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


# How a text stands


def state(row: Any, every: list[Any], gate: Gate) -> dict[str, str]:
    """A text's state in a word and in a sentence."""
    if row is None:
        return {"tag": "None yet", "sentence": NONE_YET}
    after = [one for one in every if one.number > row.number]
    followed = [one for one in after if one.in_force_at is not None]
    if row.in_force_at is not None:
        since = day(row.in_force_at)
        if followed:
            until = day(followed[0].in_force_at)
            return {"tag": "Past", "sentence": f"It was in force from {since} until {until}."}
        if BOARD not in acts.signatures(agreement=row.id, gate=gate):
            return {"tag": "Suspended", "sentence": SUSPENDED}
        return {"tag": "In force", "sentence": f"It has been in force since {since}."}
    if after:
        return {"tag": "Never in force", "sentence": f"Text {after[-1].number} took its place."}
    since = f"It was proposed on {day(row.proposed_at)} and is not in force yet."
    return {"tag": "Proposed", "sentence": since}


def waits_for(row: Any, gate: Gate) -> str:
    """Whose signatures the newest text still needs, or nothing."""
    live = acts.live(gate=gate)
    missing = acts.awaited(gate=gate)
    if row.id != live[-1].id or not missing:
        return ""
    return f"It comes into force when these have signed: {_listed(missing, gate)}."


def in_list(row: Any, every: list[Any], gate: Gate) -> dict[str, str]:
    """One of a review's other texts, as a link."""
    return {
        "text": f"Text {row.number}, proposed on {day(row.proposed_at)}",
        "state": state(row, every, gate)["tag"],
        "href": f"/reviews/{gate.domain}/agreements/{row.id}",
    }


def signatures(row: Any, gate: Gate) -> list[dict[str, str]]:
    """Each body that takes part: who signed for it, as what, on which day; or that nobody has."""
    held = acts.history(agreement=row.id, gate=gate)
    members = role_words(reviews.members(gate=gate))
    signers = {members[one.signed_by].person_id for one in held.values()}
    names = reviews.called(gate=gate, person_ids=signers, agency=False)
    told = []
    for body, called in reviews.owners(gate=gate).items():
        one = held.get(body)
        line = {"body": called, "who": "", "role": "", "when": "", "left": ""}
        if one is not None:
            by = members[one.signed_by]
            line |= {"who": names[by.person_id], "role": by.roles, "when": day(one.signed_at)}
            if one.withdrawn_at is not None:
                line["left"] = f"Withdrew on {day(one.withdrawn_at)}"
        told.append(line)
    return told


def doing(row: Any, live: list[Any], gate: Gate) -> list[dict[str, str]]:
    """What an office may do about a text; `why` stands in the place of what it may not do now."""
    base = f"/reviews/{gate.domain}/agreement"
    told = []
    for body in gate.owners_for(Act.SIGN_AGREEMENT) if row is not None else []:
        why = not_to_sign(row, body, gate)
        told.append({"text": "Sign this agreement", "href": f"{base}s/{row.id}/sign", "why": why})
        for one in live:
            if one.id != row.id and not not_to_sign(one, body, gate):
                name = f"Read and sign text {one.number}"
                told.append({"text": name, "href": f"{base}s/{one.id}/sign", "why": ""})
    if gate.owners_for(Act.PROPOSE_AGREEMENT):
        name = "Propose an amendment" if live else "Write the agreement"
        told.append({"text": name, "href": f"{base}/draft", "why": ""})
    for body in gate.owners_for(Act.WITHDRAW_SIGNATURE):
        last = acts.last_signature(body=body, gate=gate)
        if last is not None and last.withdrawn_at is None:
            told.append({"text": "Withdraw", "href": f"{base}/withdraw", "why": ""})
    return told


def not_to_sign(row: Any, body: str, gate: Gate) -> str:
    """Why a body cannot sign a text, or nothing."""
    if row.id not in {one.id for one in acts.live(gate=gate)}:
        return "Another text has taken the place of this one, so it cannot be signed any more."
    held = acts.signatures(agreement=row.id, gate=gate).get(body)
    return has_signed(held, gate) if held is not None else ""


def has_signed(held: Any, gate: Gate) -> str:
    """Who signed for a body, and when."""
    members = role_words(reviews.members(gate=gate))
    person = members[held.signed_by].person_id
    name = reviews.called(gate=gate, person_ids=[person], agency=False)[person]
    who = _upper(_listed({held.body}, gate))
    return f"{name} signed for {who} on {day(held.signed_at)}. Nothing more is needed."


# What a step does


def proposing(gate: Gate) -> str:
    held = acts.in_force(gate=gate)
    if held is None:
        return (
            "Everybody who takes part in this review will be able to read this text, and each "
            "body's office will be asked to sign it. It comes into force when the board has signed."
        )
    stand = _listed(set(acts.standing_signatures(gate)), gate)
    return (
        f"Everybody who takes part in this review will be able to read this text. Text "
        f"{held.number} stays in force until these have signed the new one: {stand}."
    )


def after_proposing(gate: Gate) -> list[str]:
    missing = _listed(acts.awaited(gate=gate), gate)
    return [
        "Each body's office finds it among what waits for it.",
        f"It comes into force when these have signed: {missing}.",
        "If a word is wrong, propose a corrected text: it takes the place of this one.",
    ]


def signing(row: Any, body: str, gate: Gate) -> str:
    """What this body's signature on this text does."""
    people = counted(_people(body, gate), "person", "people")
    left = acts.awaited(gate=gate) - {body}
    whose = "the board" if body == BOARD else of_body(body, gate)
    shown = (
        f"what other bodies release to the {people} who take part for {whose} opens to them, "
        "and nothing of yours is shared by signing"
    )
    if row.in_force_at is not None:
        return _upper(f"{shown}.")
    if left:
        return (
            f"This text comes into force when these have signed too: {_listed(left, gate)}. Then "
            f"{shown}."
        )
    return f"With your signature this text comes into force. Then {shown}."


def after_signing(row: Any, body: str, gate: Gate) -> list[str]:
    missing = acts.awaited(gate=gate)
    told = []
    if missing and row.in_force_at is None:
        told.append(f"It comes into force when these have signed: {_listed(missing, gate)}.")
    else:
        told.append("The agreement is in force for your organisation.")
    if body != BOARD:
        told.append("Nothing of yours is shared until your office signs a release.")
    told.append("You can withdraw at any time, from the agreement's page.")
    return told


def withdrawing(body: str, *, sections: int, people: int, gate: Gate) -> str:
    """The consequence: how many of the body's own sections close for how many people of others.

    They are counted from the body's own words and people: a count of what others released to it
    would tell that it exists (rule 16).
    """
    if body == BOARD:
        return "At once, nobody in this review can read what another body has released."
    mine = counted(_people(body, gate), "person", "people")
    own = (
        f"{counted(sections, 'section')} of yours will close for "
        f"{counted(people, 'person', 'people')} of other bodies"
        if sections
        else "nothing of yours is open to others now"
    )
    return (
        f"At once, {own}, and what others have released to {of_body(body, gate)} closes for its "
        f"{mine}."
    )


def _people(body: str, gate: Gate) -> int:
    """How many take part for a body now."""
    found = {
        one.person_id
        for one in reviews.members(gate=gate)
        if one.body == body and one.starts_at <= gate.now < one.ends_at
    }
    return len(found)


def closed(owner: str, gate: Gate) -> str:
    """Rule 13, where a key is gone: by whom, when, whom to ask; never a class or a reason."""
    for body in (gate.body, BOARD):
        last = acts.last_signature(body=body, gate=gate)
        if last is not None and last.withdrawn_at is not None:
            who = _listed({body}, gate)
            return (
                f"Words of {owner} that you read here closed on {day(last.withdrawn_at)}, when "
                f"{who} withdrew from the review agreement. Ask the office of {who} about it."
            )
    return (
        f"Words of {owner} that you read here are closed, because the review agreement does not "
        "hold for your organisation now. Ask your own office about it."
    )


# What waits


def waits(*, gate: Gate) -> list[Task]:
    """For an office whose body has neither signed nor withdrawn; and for the board's, the rest."""
    base, live = f"/reviews/{gate.domain}/agreement", acts.live(gate=gate)
    told = []
    for body in gate.owners_for(Act.SIGN_AGREEMENT):
        for row in live[-1:]:
            if body not in acts.history(agreement=row.id, gate=gate):
                what = (
                    "Sign the review agreement" if row.number == 1 else "Sign the amended agreement"
                )
                told.append(Task(what, f"{base}s/{row.id}/sign", None))
    if gate.owners_for(Act.PROPOSE_AGREEMENT):
        if not live:
            told.append(Task("Write the review agreement", f"{base}/draft", None))
        for row in live[:1]:
            due = today(row.review_at)
            if (due - today(gate.now)).days <= SOON:
                told.append(Task(LOOK_AGAIN, base, due, LOOK_AGAIN))
    return told
