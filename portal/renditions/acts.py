"""Keeping what was rendered, signing it, releasing it and taking it back.

Made by one person, signed by another over the exact bytes, released by whoever may sign. Each step
looks whether anything was decided anew meanwhile.
"""

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.gate.gate import Absent, Gate, Refused
from portal.gate.policy import Act
from portal.proceedings import acts as proceedings
from portal.proceedings import disclosure
from portal.redaction import acts as redaction
from portal.redaction import hands, standing
from portal.redaction.models import APPLICANTS, Rendition
from portal.renditions import beside, closing, laying_out, making, pictures, pieces
from portal.renditions.models import (
    Rendering,
    RenditionRelease,
    RenditionSignature,
)

PUBLISHED = frozenset({"public"})
CIRCULATED = frozenset({"board", "family", "staff"})
"""Audiences that take no part in the review: what reaches them is circulation."""
MEANWHILE = (
    "Something was decided anew since this was rendered, so it is not what would be released. "
    "Render it again."
)

SINCE = "It was rendered anew since you looked. Download and read the files, and sign then."
CHANGED = "The files are not as they were signed. Render them again, and have them signed anew."
WITH_AN_ANSWER = (
    "It is given with the answer to a request, which is recorded as sent on the request's own page."
)
WITHIN = (
    "Whoever carries out the internal review reads it here, as your organisation's officer. It is "
    "given to nobody: what leaves goes with the answer to the request."
)


def keep(*, made: making.Made, gate: Gate) -> Rendering:
    """What was made, with its proof. Where something leaks the report alone is kept, and the
    rendition stays where it was. Raises Absent, Refused.
    """
    rendition = standing.one(made.of.rendition, gate=gate)
    standing.checked(rendition, gate)
    if rendition.revision != made.of.revision or rendition.stage not in {"deciding", "proved"}:
        raise Refused(MEANWHILE)
    row = Rendering(
        id=new_id(),
        review_id=gate.domain,
        owner_id=rendition.owner_id,
        row_version=1,
        rendition_id=rendition.id,
        number=len(renderings(rendition=rendition.id, gate=gate)) + 1,
        revision=rendition.revision,
        marking=made.of.marking,
        clean=made.clean,
        made_by=gate.actor.member,
        made_at=gate.now,
    )
    gate.seal(
        row,
        digests=making.dump_digests(made),
        proof=making.dump_proof(made),
        words=laying_out.dump(made.of.title, made.of.copy),
    )
    gate.session.add(row)
    gate.session.flush()
    if made.clean:
        for name, file in made.files.items():
            pieces.keep(row, name, file, gate)
    if made.clean and rendition.stage == "deciding":
        standing.move(rendition=rendition, to="proved", gate=gate)
    elif not made.clean and rendition.stage == "proved":
        standing.move(rendition=rendition, to="deciding", gate=gate)
    return row


# What there is


def renderings(*, rendition: str, gate: Gate) -> list[Any]:
    """All that was rendered of one rendition, oldest first, unopened."""
    of = Rendering.__table__.c
    query = sa.select(Rendering.__table__).where(
        of.review_id == gate.domain, of.rendition_id == rendition
    )
    return plain_rows(gate.connection.execute(query.order_by(of.number)))


def newest(*, rendition: Any, gate: Gate) -> Any:
    """The rendering that counts, or None: the last one, if it is clean and of these decisions."""
    rows = renderings(rendition=rendition.id, gate=gate)
    last = rows[-1] if rows else None
    stands = last is not None and last.clean and last.revision == rendition.revision
    return last if stands else None


def signature_of(*, rendering: str, gate: Gate) -> Any:
    return _one_of(RenditionSignature, rendering, gate)


def release_of(*, rendering: str, gate: Gate) -> Any:
    return _one_of(RenditionRelease, rendering, gate)


def _one_of(model: Any, rendering: str, gate: Gate) -> Any:
    of = model.__table__.c
    query = sa.select(model.__table__).where(
        of.review_id == gate.domain, of.rendering_id == rendering
    )
    return next(iter(plain_rows(gate.connection.execute(query))), None)


def digests_of(*, row: Any, gate: Gate) -> dict[str, tuple[str, int]]:
    """By file its SHA-256 in hex and its size in bytes: opened and recorded."""
    text = gate.open(row, "digests", act=Act.READ_RENDITION, model=Rendering)["digests"]
    return {name: (sha, size) for name, (sha, size) in json.loads(text).items()}


def proof_of(*, row: Any, gate: Gate) -> dict[str, Any]:
    """By file what the prover did and found: opened and recorded."""
    text = gate.open(row, "proof", act=Act.READ_RENDITION, model=Rendering)["proof"]
    told: dict[str, Any] = json.loads(text)
    return told


def why_shut(*, row: Any, gate: Gate) -> str:
    """Why this person may not have the files of a rendering; empty where she may."""
    of = Rendition.__table__
    query = sa.select(of).where(of.c.id == row.rendition_id, of.c.review_id == gate.domain)
    last = newest(rendition=gate.connection.execute(query).one(), gate=gate)
    counts = last is not None and last.id == row.id
    given = release_of(rendering=row.id, gate=gate)
    return closing.why_shut(row=row, counts=counts, release=given, gate=gate)


def bytes_of(*, row: Any, name: str, gate: Gate) -> bytes:
    """One file to the byte. Raises Absent for one that is not there or is not what was proved;
    Refused for what was withdrawn, counts no more, or holds what is closed to her.
    """
    digest = digests_of(row=row, gate=gate).get(name)
    if digest is None or not row.clean:
        raise Absent
    if why := why_shut(row=row, gate=gate):
        raise Refused(why)
    content = pieces.together(row, name, gate)
    if making.sha256(content) != digest[0]:
        raise Absent
    return content


# Signing, by a second person


def why_not_signed(*, rendition: Any, row: Any, gate: Gate) -> str:
    """Why this person may not sign it now, as a sentence; empty where nothing bars it."""
    if rendition.stage in {"signed", "released", "withdrawn"}:
        return "It is signed already."
    if row is None or rendition.stage != "proved":
        return "There is nothing to sign: it is rendered and proved first."
    if hands.people([gate.actor.member], gate) & _hands(rendition, row, gate):
        return (
            "A second person signs: whoever made it, rendered it or decided anything in it cannot. "
            "Ask another disclosure officer, or your senior office."
        )
    return next(iter(redaction.why_not_yet(rendition=rendition, gate=gate)), "")


def _hands(rendition: Any, row: Any, gate: Gate) -> set[str]:
    """The people who had a hand in it, whatever memberships they hold."""
    members = hands.members(rendition=rendition, gate=gate) | {row.made_by}
    return hands.people(members | pictures.members(rendition=rendition.id, gate=gate), gate)


def sign(
    *, rendition: Rendition, rendering: str, jigsaw: str, seen: Collection[str], gate: Gate
) -> None:
    """A second person signs the exact bytes, having looked at each finding. `rendering` is the one
    that she looked at. Raises Absent; Refused also where another counts by now.
    """
    gate.check(Act.SIGN_RENDITION, rendition, Rendition.shape)
    row = newest(rendition=rendition, gate=gate)
    if why := why_not_signed(rendition=rendition, row=row, gate=gate):
        raise Refused(why)
    if row.id != rendering:
        raise Refused(SINCE)
    shown = beside.compared(rendition=rendition, row=row, gate=gate).groups
    if set(shown) - set(seen):
        raise Refused("Look at each of the findings on this page, and tick it.")
    digests = gate.open(row, "digests", act=Act.READ_RENDITION, model=Rendering)["digests"]
    for name in json.loads(digests):
        bytes_of(row=row, name=name, gate=gate)
    made = RenditionSignature(
        id=new_id(),
        review_id=gate.domain,
        owner_id=rendition.owner_id,
        row_version=1,
        rendering_id=row.id,
        seen=len(shown),
        signed_by=gate.actor.member,
        signed_at=gate.now,
    )
    gate.seal(made, digest=making.whole_digest(digests), jigsaw=jigsaw)
    gate.session.add(made)
    gate.session.flush()
    standing.move(rendition=rendition, to="signed", gate=gate)


# Releasing


def why_not_released(*, rendition: Any, answers: bool = False, gate: Gate) -> str:
    """What bars its release now, as a sentence with its next step; empty where nothing does. Only
    an answer gives a copy to whoever asked: it has asked what bars that.
    """
    if rendition.stage != "signed":
        return "It is released once a second person has signed it."
    asked = rendition.audience == "applicant"
    if rendition.audience in APPLICANTS and not (asked and answers):
        return WITH_AN_ANSWER if asked else WITHIN
    if waits := redaction.why_not_yet(rendition=rendition, gate=gate):
        return waits[0]
    if rendition.audience in PUBLISHED:
        return disclosure.publication_held(gate=gate)
    if rendition.audience in CIRCULATED:
        return proceedings.permits("circulation", gate=gate)
    return ""


def release(
    *, rendition: Rendition, recipient: str, answers: bool = False, gate: Gate
) -> RenditionRelease:
    """The signed rendering is given to its audience. Raises Absent, Refused."""
    gate.check(Act.RELEASE_RENDITION, rendition, Rendition.shape)
    if gate.shredded:
        raise Refused(standing.SHREDDED)
    if why := why_not_released(rendition=rendition, answers=answers, gate=gate):
        raise Refused(why)
    row = newest(rendition=rendition, gate=gate)
    signed = signature_of(rendering=row.id, gate=gate) if row is not None else None
    if signed is None:
        raise Refused(MEANWHILE)
    _as_signed(row, signed, gate)
    made = RenditionRelease(
        id=new_id(),
        review_id=gate.domain,
        owner_id=rendition.owner_id,
        row_version=1,
        rendering_id=row.id,
        released_by=gate.actor.member,
        released_at=gate.now,
    )
    gate.seal(made, recipient=recipient)
    gate.session.add(made)
    gate.session.flush()
    standing.move(rendition=rendition, to="released", gate=gate)
    return made


def _as_signed(row: Any, signed: Any, gate: Gate) -> None:
    """Whether its files are to the byte those that were signed. Raises Refused."""
    told = gate.open(signed, "digest", act=Act.READ_RENDITION, model=RenditionSignature)["digest"]
    digests = gate.open(row, "digests", act=Act.READ_RENDITION, model=Rendering)["digests"]
    try:
        for name in json.loads(digests):
            bytes_of(row=row, name=name, gate=gate)
    except Absent:
        raise Refused(CHANGED) from None
    if told != making.whole_digest(digests):
        raise Refused(CHANGED)


def withdraw(*, rendition: Rendition, why: str, gate: Gate) -> None:
    """What was released is taken back: nobody downloads it any more. Raises Absent, Refused."""
    gate.check(Act.RELEASE_RENDITION, rendition, Rendition.shape)
    if rendition.stage != "released":
        raise Refused("Only what was released can be withdrawn.")
    of = RenditionRelease
    query = (
        sa.select(of)
        .join(Rendering, Rendering.id == of.rendering_id)
        .where(
            of.review_id == gate.domain,
            Rendering.rendition_id == rendition.id,
            of.withdrawn_at.is_(None),
        )
    )
    released = gate.session.execute(query).scalar_one()
    gate.seal(released, why=why)
    released.withdrawn_by, released.withdrawn_at = gate.actor.member, gate.now
    standing.move(rendition=rendition, to="withdrawn", gate=gate)
