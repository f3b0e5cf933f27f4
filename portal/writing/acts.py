"""Writing on a section: opening it, keeping a draft, saving a version; the order of sections."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.documents import acts as documents
from portal.documents import words
from portal.documents.models import Document, Section, Version
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act, Stage
from portal.writing.merge import keep_ids
from portal.writing.models import Draft
from portal.writing.together import Together, Words, together

NEAR = timedelta(minutes=10)
"""Who kept a draft within this is told to others who open the same section."""


class Overtaken(Exception):
    """Somebody saved a newer version than the one that these words began from."""


class Undecided(Exception):
    """Two texts stand side by side, and nobody has said which is to be kept."""

    def __init__(self, places: list[str]) -> None:
        super().__init__()
        self.places = places


def newest(*, version: Any, gate: Gate) -> Any:
    """The newest version of the same section, unopened. Raises Refused where it is withdrawn."""
    of, at = Version.__table__.c, Section.__table__.c
    here = Version.rows().where(at.id == version.section_id, at.newest_id == of.id)
    row = gate.connection.execute(here).one()
    if row.stage == Stage.WITHDRAWN:
        raise Refused("This section was withdrawn, so nobody writes on it any more.")
    return row


def position(*, version: Any, gate: Gate) -> int:
    """The section's place in its document, by which those who may read it know it."""
    places = documents.places(documents=[version.document_id], gate=gate)
    return places[version.section_id]


def same_section(*, version: Any, name: str, gate: Gate) -> Any:
    """Another version of the section, by the id that a form or an address gave. Raises Absent."""
    row = gate.find(Version, name, Act.READ_SECTION, noted=False)
    if row.section_id != version.section_id:
        gate.deny(Act.READ_SECTION, outcome="absent")
    return row


def opened(*, versions: Sequence[Any], gate: Gate) -> list[Words]:
    """The words of some versions, with one entry for all. Raises Absent if one is not open."""
    told = gate.open_many(Version, versions, "words", act=Act.READ_SECTION)
    if len(told) != len(versions):
        gate.deny(Act.READ_SECTION)
    return [_words(words.load(text)) for _, text in told]


def _words(told: Mapping[str, Any]) -> Words:
    return Words(told["title"], told["graphic"], words.paragraphs_of(told))


def readable_versions(*, version: Any, gate: Gate) -> list[Any]:
    """The versions of a section that the reader may read, newest first. Opens and records none."""
    of = Version.__table__.c
    query = Version.rows().where(of.section_id == version.section_id).order_by(of.number.desc())
    rows = list(gate.connection.execute(query))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    return [row for row, yes in zip(rows, may, strict=True) if yes]


# Drafts


def draft(*, version: Any, gate: Gate) -> tuple[Any, dict[str, Any]] | None:
    """What the membership that acts has typed on this section and not saved, with its row."""
    row = gate.connection.execute(
        Draft.rows().where(*_mine(version.section_id, gate))
    ).first()  # fmt: skip
    if row is None:
        return None
    told = gate.open(row, "words", act=Act.KEEP_DRAFT, model=Draft)["words"]
    return row, json.loads(told)


def keep_draft(
    *, version: Version, base: str, title: str, text: str, graphic: bool, gate: Gate
) -> None:
    """Keep what she has typed so far, over what she kept before. Makes no entry of its own.

    Raises Absent where she may not write on the section, or where `base` is none of its versions.
    """
    same_section(version=version, name=base, gate=gate)
    query = sa.select(Draft).where(*_mine(version.section_id, gate))
    row = gate.session.execute(query).scalar_one_or_none() or Draft(
        id=new_id(),
        review_id=gate.domain,
        owner_id=version.owner_id,
        section_id=version.section_id,
        section=version.section,
        member=gate.actor.member,
        person_id=gate.actor.person,
    )
    if not gate.may(Act.KEEP_DRAFT, row, Draft.shape).allowed:
        gate.deny(Act.KEEP_DRAFT, version.owner_id, version.id)
    told = {"title": title, "text": text, "graphic": graphic}
    gate.seal(row, words=json.dumps(told, ensure_ascii=False))
    row.base_id, row.saved_at = base, gate.now
    gate.session.add(row)


def drop_draft(*, version: Version, gate: Gate) -> None:
    gate.session.execute(sa.delete(Draft).where(*_mine(version.section_id, gate)))


def _mine(section_id: str, gate: Gate) -> tuple[sa.ColumnElement[bool], ...]:
    of = Draft.__table__.c
    return of.section_id == section_id, of.member == gate.actor.member


def also_here(*, version: Any, gate: Gate) -> list[str]:
    """Who else has typed on this section just now: their ids in the directory."""
    of = Draft.__table__.c
    query = sa.select(of.person_id).where(
        of.section_id == version.section_id,
        of.person_id != gate.actor.person,
        of.saved_at > gate.now - NEAR,
    )
    return sorted(set(gate.connection.execute(query).scalars()))


# Versions


def save(*, version: Version, base: str, said: Words, gate: Gate) -> Version:
    """A new version after the newest, which must be `base`; the draft is gone.

    The newest as it is, where nothing differs from it. Raises Absent, Refused, or Overtaken.
    """
    last = newest(version=version, gate=gate)
    held, met = met_with(version=version, base=base, last=last, said=said, gate=gate)
    if met is not None:
        decided = met.decided({})
        if decided is None or not decided.reads_like(held):
            raise Overtaken
        said = decided
    drop_draft(version=version, gate=gate)
    if said.reads_like(held):
        return _stored(last, gate)
    return documents.write(
        section=version.section,
        title=said.title,
        paragraphs=keep_ids(held.paragraphs, said.paragraphs),
        graphic=said.graphic,
        gate=gate,
    )


def add(*, document: Document, section_class: str, said: Words, gate: Gate) -> Version:
    """A new section at the end of a document, with its first version. Raises Absent."""
    return documents.add_section(
        document=document,
        section_class=section_class,
        title=said.title,
        paragraphs=said.paragraphs,
        graphic=said.graphic,
        gate=gate,
    )


def _stored(row: Any, gate: Gate) -> Version:
    """The version itself, of a row that was read of it."""
    return gate.session.execute(sa.select(Version).where(Version.id == row.id)).scalar_one()


def met_with(
    *, version: Any, base: str, last: Any, said: Words, gate: Gate
) -> tuple[Words, Together | None]:
    """The words of the newest version, and how mine meet them where mine began from another."""
    if base == last.id:
        return opened(versions=[last], gate=gate)[0], None
    began = same_section(version=version, name=base, gate=gate)
    first, held = opened(versions=[began, last], gate=gate)
    return held, together(first, said, held)


def decide(
    *, version: Any, base: str, against: str, said: Words, picks: Mapping[str, str], gate: Gate
) -> Words:
    """Mine and the newest version `against` as one, as she has chosen.

    Raises Overtaken where that is not the newest any more, Undecided naming the fields left open.
    """
    last = newest(version=version, gate=gate)
    if last.id != against:
        raise Overtaken
    _, met = met_with(version=version, base=base, last=last, said=said, gate=gate)
    if met is None:
        return said
    decided = met.decided(picks)
    if decided is None:
        raise Undecided([place for place in met.places if place not in picks])
    return decided


# The order of sections


def sections(*, document: Document, gate: Gate) -> list[tuple[Any, str]]:
    """The newest version of each section that she may write on, in order, with its title."""
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(at.document_id == document.id, at.newest_id == of.id)
    rows = list(gate.connection.execute(query.order_by(at.position)))
    told = gate.open_many(Version, rows, "words", act=Act.WRITE_SECTION)
    return [(row, words.load(text)["title"]) for row, text in told]


def move(*, document: Document, version: str, up: bool, gate: Gate) -> None:
    """One place up or down among the sections that she may write on; nothing at the end of them.

    Raises Absent for a section of another document, or one that she may not write on.
    """
    found = gate.find(Version, version, Act.WRITE_SECTION)
    if found.section.document_id != document.id:
        gate.deny(Act.WRITE_SECTION, outcome="absent")
    newest = Section.newest_id == Version.id
    rows = gate.session.execute(
        sa.select(Version).join(Section, newest).where(Section.document_id == document.id)
        .order_by(Section.position)
    ).scalars().all()  # fmt: skip
    may = gate.readable(Act.WRITE_SECTION, rows, Version.shape)
    order = [row.section for row, yes in zip(rows, may, strict=True) if yes]
    here = order.index(found.section)
    there = here - 1 if up else here + 1
    if 0 <= there < len(order):
        one, other = order[here], order[there]
        places = one.position, other.position
        for moved, place in ((one, -1), (other, places[0]), (one, places[1])):
            moved.position = place
            gate.session.flush()
