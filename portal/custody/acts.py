"""Legal hold (release rule 14), and taking covert-source words out (rule 5)."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from portal.agreements.acts import OWN, my_membership
from portal.contributions.models import Decision, Remark
from portal.custody import made_of
from portal.custody.models import FileRemoval, Hold, Removal, Taken
from portal.db import new_id
from portal.documents import words
from portal.documents.models import KIND_OF, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.importing import acts as importing
from portal.importing.models import Attachment, AttachmentPiece, Import
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


# Covert-source material

_HOW_FAR = ("asked_by", "asked_at", "done_by", "done_at")


def covert_sections(*, owner: str, gate: Gate) -> list[Any]:
    """An owner's sections of the covert class, with how far their removal has come."""
    query = (
        sa.select(Section.id, Section.position, Section.newest_id, *_how_far(Removal))
        .outerjoin(Removal, Removal.thing == Section.id)
        .where(
            Section.review_id == gate.domain,
            Section.owner_id == owner,
            Section.section_class.in_(COVERT),
        )
        .order_by(Section.document_id, Section.position)
    )
    return known(list(gate.connection.execute(query)), gate)


def known(sections: list[Any], gate: Gate) -> list[Any]:
    """Those of these sections, by id, that are not closed to the reader in person (rule 2)."""
    shut = gate.kept_from(Act.READ_SECTION, sections, {"sec": lambda row: row.id})
    return [row for row, closed in zip(sections, shut, strict=True) if not closed]


def covert_files(*, owner: str, gate: Gate) -> list[Any]:
    """An owner's attachments that were said to be covert, with how far their removal has come."""
    query = (
        sa.select(Attachment.id, Attachment.kept_at, *_how_far(FileRemoval))
        .outerjoin(FileRemoval, FileRemoval.thing == Attachment.id)
        .where(
            Attachment.review_id == gate.domain,
            Attachment.owner_id == owner,
            Attachment.covert_at.is_not(None),
        )
        .order_by(Attachment.kept_at, Attachment.id)
    )
    return list(gate.connection.execute(query))


def _how_far(kind: type[Taken]) -> list[Any]:
    return [getattr(kind, name) for name in _HOW_FAR]


def remove(*, version: Version, gate: Gate) -> bool:
    """The first officer asks; the second, who is another person, confirms and the words are gone.

    Every version of the section is sealed anew around one word, and so is what was said beside it
    and all that was made of it: an envelope kept from before does not open in its place any more,
    except in a backup with its key. Returns whether they are gone. Raises Absent, or Refused.
    """
    gate.check(Act.REMOVE_COVERT, version, Version.shape)
    if version.section_class not in COVERT:
        gate.deny(Act.REMOVE_COVERT, version.owner_id, version.id)
    gone = _by_two(Removal, "section", version.section_id, version.owner_id, gate)
    if gone:
        _blank(version.section_id, gate)
        owner = version.owner_id
        made_of.blank(section=version.section_id, owner=owner, instead=GONE, gate=gate)
    return gone


def remove_file(*, attachment: Attachment, gate: Gate) -> bool:
    """As `remove`, of a file that was kept as it came: its name and every piece of it."""
    gate.check(Act.REMOVE_COVERT, attachment, Attachment.shape)
    if attachment.covert_at is None:
        gate.deny(Act.REMOVE_COVERT, attachment.owner_id, attachment.id)
    gone = _by_two(FileRemoval, "attachment", attachment.id, attachment.owner_id, gate)
    if gone:
        gate.seal(attachment, name=GONE, digest=GONE)
        pieces = sa.delete(AttachmentPiece).where(AttachmentPiece.attachment_id == attachment.id)
        gate.session.execute(pieces)
        made_of.blank_pictures(attachment=attachment.id, gate=gate)
    return gone


def _by_two(kind: type[Taken], what: str, name: str, owner: str, gate: Gate) -> bool:
    """Whether this was the second officer's word. Raises Refused."""
    if standing_hold(owner=owner, gate=gate) is not None:
        raise Refused(HELD)
    wanted = sa.select(kind).where(kind.thing == name)
    asked = gate.session.execute(wanted).scalar_one_or_none()
    if asked is None:
        asked = kind(
            thing=name, review_id=gate.domain, asked_by=gate.actor.member, asked_at=gate.now
        )
        gate.session.add(asked)
    elif asked.done_at is not None:
        raise Refused("This has been removed already.")
    elif _person(asked.asked_by, gate) == gate.actor.person:
        raise Refused(ANOTHER)
    else:
        asked.done_by, asked.done_at = gate.actor.member, gate.now
    gate.session.flush()
    outcome = "removed" if asked.done_at else "asked"
    gate.record(Act.REMOVE_COVERT, owner, {what: (name,)}, outcome=outcome)
    return asked.done_at is not None


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
    said = sa.select(Remark).join(Version, Version.id == Remark.version_id)
    for remark in gate.session.execute(said.where(Version.section_id == section)).scalars():
        gate.seal(remark, words=GONE)
