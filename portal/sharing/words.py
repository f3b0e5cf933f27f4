"""Why somebody may read something, and how an ending is told, in sentences."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from portal.agreements import acts as agreements
from portal.agreements.acts import standing_signatures
from portal.gate.gate import Gate
from portal.gate.policy import BOARD, SPOKEN, Role, law
from portal.reviews import acts as reviews
from portal.sharing import acts, urgent
from portal.sharing.endings import over_since
from portal.web.dates import day, day_and_time

PURPOSES = {"review": "To carry out this review", "urgent": "To protect somebody at once"}


@cache
def _law_words() -> dict[str, str]:
    return {
        f"law:{row.rule}": f"Rule {row.rule[1:]} of the portal's law of release"
        for row in law().rows
    }


def code_of(release: Any) -> str:
    """How people cite a release. Not a number in a row: a gap would tell of releases to others."""
    return str(release.id[-6:]).upper()


def short_reason(ref: str) -> str:
    """One line: the release or the rule."""
    if ref.startswith("release:"):
        return f"Release {ref[-6:].upper()}"
    return _law_words().get(ref, "")


def reason(ref: str, gate: Gate) -> dict[str, object]:
    """The lines and the law of "Why can I see this?"."""
    if not ref.startswith("release:"):
        rows = [row for row in law().rows if f"law:{row.rule}" == ref]
        mine = [row for row in rows if f"role:{row.who}" in gate.groups] or rows
        return {
            "lines": [{"key": "Because of", "value": _law_words().get(ref, "The portal's law")}],
            "law": "; ".join(dict.fromkeys(row.why for row in mine)) + ".",
        }
    release = acts.release_of(ref=ref, gate=gate)
    owners = reviews.owners(gate=gate)
    if urgent.of_release(release=release.id, gate=gate):
        return _urgently(release, owners[release.owner_id])
    signed = standing_signatures(gate)
    return {
        "lines": [
            {"key": "Agreement", "value": f"The review agreement, release {code_of(release)}"},
            {"key": "Released by", "value": f"{owners[release.owner_id]}, its senior office"},
            {"key": "Signed by", "value": _signer(release.signed_by, gate)},
            *_clause(release, gate),
            {"key": "Signed on", "value": day(release.signed_at)},
            {"key": "Shared with", "value": recipient(release, gate)},
            {"key": "From", "value": day(release.starts_at)},
            {"key": "Until", "value": day(acts.closes(release))},
            {
                "key": "Agreement signed by",
                "value": "; ".join(
                    f"{owners.get(body, 'An agency')} ({_signer(row.signed_by, gate)}) "
                    f"on {day(row.signed_at)}"
                    for body, row in signed.items()
                ),
            },
        ],
        "law": "Two keys are needed: the review agreement, signed by the owner, by your "
        "organisation and by the board, and this release, signed by the owner's senior office.",
    }


def _clause(release: Any, gate: Gate) -> list[dict[str, str]]:
    """Purpose and paragraph of the terms of reference, in the words of the agreement in force."""
    terms = agreements.current(gate=gate)
    purposes = {**PURPOSES, **dict(terms.purposes if terms else ())}
    told = [{"key": "Purpose", "value": purposes.get(release.purpose, release.purpose)}]
    schedule = acts.schedule_of(release=release.id, gate=gate)
    if schedule is not None:
        words = dict(terms.paragraphs if terms else ()).get(schedule.paragraph, "")
        value = f"Paragraph {schedule.paragraph} {words}".strip()
        told.append({"key": "Terms of reference", "value": value})
    return told


def _urgently(release: Any, owner: str) -> dict[str, object]:
    return {
        "lines": [
            {"key": "Urgent disclosure", "value": code_of(release)},
            {"key": "Disclosed by", "value": f"{owner}, its senior office"},
            {"key": "Purpose", "value": PURPOSES["urgent"]},
            {"key": "Until", "value": day_and_time(acts.closes(release))},
        ],
        "law": "Somebody is in danger: the owner's senior office disclosed this to you alone, for "
        "hours, without the review agreement.",
    }


def _signer(membership: str, gate: Gate) -> str:
    """Who signed, by name and by the office of the membership in which she signed."""
    members = [m for m in reviews.members(gate=gate) if m.id == membership]
    if not members:
        return "An officer"
    person = members[0].person_id
    name = reviews.called(gate=gate, person_ids=[person], agency=False).get(person, "An officer")
    return f"{name}, {' and '.join(SPOKEN[Role(m.role)].lower() for m in members)}"


def recipient(release: Any, gate: Gate) -> str:
    """Whom a release names, in words."""
    return recipients([release], gate)[release.id]


def recipients(found: Sequence[Any], gate: Gate) -> dict[str, str]:
    """The same for several releases, by their ids, however many in few questions."""
    bodies = reviews.owners(gate=gate)
    people = {m.id: m.person_id for m in reviews.members(gate=gate)}
    named = {people[r.to_name] for r in found if r.to_name in people}
    names = reviews.called(gate=gate, person_ids=named)

    def told(release: Any) -> str:
        if release.to_kind == "body":
            return bodies.get(release.to_name, "An agency")
        if release.to_kind == "role":
            return f"Everybody who is {SPOKEN[Role(release.to_name)].lower()} in this review"
        return names.get(people.get(release.to_name, ""), "One person")

    return {release.id: told(release) for release in found}


def ended(release: Any, owners: dict[str, str]) -> str:
    """Rule 13: by whom, when, whom to ask; never a class or a reason."""
    owner = owners.get(release.owner_id, "An agency")
    if release.owner_id == BOARD:
        owner = "The board"
    at = over_since(release)
    if at >= release.ends_at:
        return (
            f"Words of {owner} that you read here were shared until {day(release.ends_at)}, as "
            f"agreed. Ask {owner}'s senior office if you still need them."
        )
    return (
        f"{owner} ended its sharing of words that you read here on {day(at)}. "
        f"Ask {owner}'s senior office if you need to know more."
    )
