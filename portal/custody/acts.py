"""Legal hold (release rule 14), and taking covert-source words out (rule 5)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.agreements.acts import OWN, my_membership
from portal.contributions.models import Decision
from portal.custody.models import Hold, Removal
from portal.db import new_id
from portal.documents import words
from portal.documents.models import KIND_OF, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Import
from portal.questions.models import Comment
from portal.reviews.models import Membership
from portal.writing.models import Draft

COVERT = [name for name, kind in KIND_OF.items() if kind == "covert"]
GONE = "Removed"
"""What stands where words were taken out, title and all."""
HELD = "Your organisation's material in this review is under legal hold: nothing is removed."
ANOTHER = (
    "You have asked for this already. Another senior or disclosure officer of your organisation "
    "must confirm it."
)

# Legal hold


def place_hold(*, why: str, gate: Gate) -> Hold:
    """From now on nothing of the acting body's is shredded or removed; nobody's sight changes.

    Raises Absent, or Refused where it is under hold already.
    """
    mine = my_membership(Act.KEEP_HOLD, gate)
    gate.check(Act.KEEP_HOLD, mine, OWN)
    if standing_hold(owner=mine.body, gate=gate) is not None:
        raise Refused("Your organisation's material in this review is under legal hold already.")
    hold = Hold(
        id=new_id(),
        review_id=gate.domain,
        owner_id=mine.body,
        placed_by=mine.id,
        placed_at=gate.now,
        reason=gate.reason(why, mine.body),
    )
    gate.session.flush()
    gate.session.add(hold)
    gate.session.flush()
    gate.record(Act.KEEP_HOLD, mine.body, {"hold": (hold.id,)}, reason=hold.reason)
    return hold


def lift_hold(*, why: str, gate: Gate) -> None:
    """Raises Absent, or Refused where there is no hold to lift."""
    mine = my_membership(Act.KEEP_HOLD, gate)
    gate.check(Act.KEEP_HOLD, mine, OWN)
    found = standing_hold(owner=mine.body, gate=gate)
    if found is None:
        raise Refused("Your organisation's material in this review is not under legal hold.")
    reason = gate.reason(why, mine.body)
    gate.session.flush()
    lifted = {"lifted_at": gate.now, "lifted_by": mine.id, "lift_reason": reason}
    gate.session.execute(sa.update(Hold).where(Hold.id == found.id).values(lifted))
    gate.record(Act.KEEP_HOLD, mine.body, {"hold": (found.id,)}, outcome="lifted", reason=reason)


def standing_hold(*, owner: str, gate: Gate) -> Any:
    """The hold on what a body owns in this review, or None."""
    return gate.connection.execute(_standing(gate.domain).where(Hold.owner_id == owner)).first()


def held(connection: Connection, review: str, owner: str = "") -> bool:
    """Whether anything of a review, or of one owner in it, is under hold: asked before shredding,
    in the same transaction.
    """
    query = _standing(review)
    if owner:
        query = query.where(Hold.owner_id == owner)
    return connection.execute(query).first() is not None


def _standing(review: str) -> sa.Select[Any]:
    table = Hold.__table__
    return sa.select(table).where(table.c.review_id == review, table.c.lifted_at.is_(None))


def sweep(connection: Connection, now: datetime) -> None:
    """What rooms remove when its time has come, but for what is under hold."""
    under = sa.exists().where(
        Hold.review_id == Import.review_id,
        Hold.owner_id == Import.owner_id,
        Hold.lifted_at.is_(None),
    )
    importing.sweep(connection, now, spared=under)


# Covert-source words


def covert_sections(*, owner: str, gate: Gate) -> list[Any]:
    """An owner's sections of the covert class, with how far their removal has come."""
    query = (
        sa.select(
            Section.id,
            Section.position,
            Section.newest_id,
            Removal.asked_by,
            Removal.asked_at,
            Removal.done_by,
            Removal.done_at,
        )
        .outerjoin(Removal, Removal.section_id == Section.id)
        .where(
            Section.review_id == gate.domain,
            Section.owner_id == owner,
            Section.section_class.in_(COVERT),
        )
        .order_by(Section.document_id, Section.position)
    )
    return list(gate.connection.execute(query))


def remove(*, version: Version, gate: Gate) -> bool:
    """The first officer asks; the second, who is another person, confirms and the words are gone.

    Every version of the section is sealed anew around one word, and what was said beside it too:
    an envelope kept from before does not open in its place any more, except in a backup with its
    key. Returns whether they are gone. Raises Absent, or Refused.
    """
    gate.check(Act.REMOVE_COVERT, version, Version.shape)
    if version.section_class not in COVERT:
        gate.deny(Act.REMOVE_COVERT, version.owner_id, version.id)
    if standing_hold(owner=version.owner_id, gate=gate) is not None:
        raise Refused(HELD)
    wanted = sa.select(Removal).where(Removal.section_id == version.section_id)
    asked = gate.session.execute(wanted).scalar_one_or_none()
    if asked is None:
        _ask(version, gate)
        return False
    if asked.done_at is not None:
        raise Refused("These words have been removed already.")
    if _person(asked.asked_by, gate) == gate.actor.person:
        raise Refused(ANOTHER)
    _blank(version.section_id, gate)
    asked.done_by, asked.done_at = gate.actor.member, gate.now
    things = {"section": (version.section_id,)}
    gate.record(Act.REMOVE_COVERT, version.owner_id, things, outcome="removed")
    return True


def _ask(version: Version, gate: Gate) -> None:
    gate.session.add(
        Removal(
            section_id=version.section_id,
            review_id=gate.domain,
            asked_by=gate.actor.member,
            asked_at=gate.now,
        )
    )
    gate.session.flush()
    things = {"section": (version.section_id,)}
    gate.record(Act.REMOVE_COVERT, version.owner_id, things, outcome="asked")


def _person(member: str, gate: Gate) -> str:
    who = sa.select(Membership.person_id).where(Membership.id == member)
    return str(gate.session.execute(who).scalar_one())


def _blank(section: str, gate: Gate) -> None:
    of = sa.select(Version).where(Version.section_id == section)
    for version in gate.session.execute(of).scalars():
        gate.seal(version, words=words.dump(GONE, []))
    gate.session.execute(sa.delete(Draft).where(Draft.section_id == section))
    beside = sa.select(Comment).where(Comment.section_id == section)
    for comment in gate.session.execute(beside).scalars():
        gate.seal(comment, words=GONE)
    about = sa.select(Decision).join(Version, Version.id == Decision.version_id)
    kept = about.where(Version.section_id == section, Decision.why.is_not(None))
    for decision in gate.session.execute(kept).scalars():
        gate.seal(decision, why=GONE)
