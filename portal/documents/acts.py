"""Writing, signing off and reading the sections of a document."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.documents import words
from portal.documents.models import Document, Section, Version
from portal.documents.words import Paragraph
from portal.gate.gate import Gate, Refused
from portal.gate.policy import STAGE_MOVES, Act, Stage
from portal.gate.readings import seen_before

VISIT = timedelta(minutes=30)


def start_document(*, kind: str, gate: Gate) -> Document:
    """An empty document of the author's own body. Its sections carry the law. Raises Absent."""
    document = Document(id=new_id(), review_id=gate.domain, owner_id=gate.body, kind=kind)
    gate.check(Act.WRITE_SECTION, document, Document.shape)
    gate.session.add(document)
    gate.session.flush()
    return document


def hand_over(*, document: Document, gate: Gate, act: Act = Act.SIGN_OFF) -> None:
    """The panel is told that there is a contribution; what it may read is another matter.

    Raises Absent for whoever may not do `act` on the owner's words or record.
    """
    gate.check(act, document, Document.shape)
    document.handed_over_at = gate.now


def add_section(
    *,
    document: Document,
    section_class: str,
    title: str,
    paragraphs: Iterable[Paragraph],
    graphic: bool = False,
    gate: Gate,
) -> Version:
    """A section with its first words, written by the membership that acts. Raises Absent."""
    section = Section(
        id=new_id(),
        review_id=gate.domain,
        document_id=document.id,
        owner_id=document.owner_id,
        position=_next_position(document, gate),
        section_class=section_class,
        author=gate.actor.member,
    )
    text = words.dump(title, paragraphs, graphic=graphic)
    version = _version(section, 1, gate)
    gate.check(Act.WRITE_SECTION, version, Version.shape)
    gate.seal(version, words=text)
    gate.session.add(section)
    gate.session.flush()
    return _kept(section, version, gate)


def write(
    *,
    section: Section,
    title: str,
    paragraphs: Iterable[Paragraph],
    graphic: bool = False,
    gate: Gate,
) -> Version:
    """New words for a section: a new version, the old one stays as it is. Raises Absent."""
    number = gate.session.execute(
        sa.select(sa.func.max(Version.number)).where(Version.section_id == section.id)
    ).scalar_one()
    version = _version(section, number + 1, gate)
    gate.check(Act.WRITE_SECTION, version, Version.shape)
    gate.seal(version, words=words.dump(title, paragraphs, graphic=graphic))
    return _kept(section, version, gate)


def _version(section: Section, number: int, gate: Gate) -> Version:
    return Version(
        id=new_id(),
        review_id=gate.domain,
        owner_id=section.owner_id,
        row_version=1,
        section_id=section.id,
        section=section,
        number=number,
        stage=Stage.DRAFT,
        written_by=gate.actor.person,
        written_at=gate.now,
        released=False,
    )


def _kept(section: Section, version: Version, gate: Gate) -> Version:
    gate.session.add(version)
    gate.session.flush()
    section.newest_id = version.id
    return version


def _next_position(document: Document, gate: Gate) -> int:
    highest = sa.select(sa.func.coalesce(sa.func.max(Section.position), 0))
    here = highest.where(Section.document_id == document.id)
    return int(gate.session.execute(here).scalar_one()) + 1


def sign_off(*, version: Version, gate: Gate) -> None:
    """Freeze the words for release. Raises Absent, or Refused for one's own words (rule 4)."""
    gate.check(Act.SIGN_OFF, version, Version.shape)
    if version.id in own_words(sections=[version.section_id], gate=gate):
        raise Refused("You wrote some of this. Somebody else in your agency must sign it off.")
    if Stage.SIGNED_OFF not in STAGE_MOVES[Stage(version.stage)]:
        raise Refused("These words are signed off already.")
    version.stage, version.signed_at = Stage.SIGNED_OFF, gate.now
    version.signed_by = gate.actor.person


def own_words(*, sections: Collection[str], gate: Gate) -> set[str]:
    """The versions of these sections in which words of hers who acts may stand: what she wrote, and
    what others made of it, until somebody signed it off (rule 4).
    """
    of = Version.__table__.c
    query = sa.select(of.id, of.section_id, of.stage, of.written_by)
    here = query.where(of.review_id == gate.domain, of.section_id.in_(sections))
    hers, told = set(), set()
    for row in gate.connection.execute(here.order_by(of.number)):
        if row.written_by == gate.actor.person:
            hers.add(row.section_id)
        if row.section_id in hers:
            told.add(row.id)
        if row.stage != Stage.DRAFT:
            hers.discard(row.section_id)
    return told


@cache
def candidates(*, of_one: bool = False) -> sa.Select[Any]:
    """Every version that somebody might read: the newest of each section, and what was released.

    Binds `review`, and `owner` where it is `of_one` owner's. Ordered so that of one section the
    higher version comes later (release rule 10). Kept: a query costs more to make than to ask.
    """
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(
        of.review_id == sa.bindparam("review"), sa.or_(at.newest_id == of.id, of.released)
    )
    if of_one:
        query = query.where(of.owner_id == sa.bindparam("owner"))
    return query.order_by(of.owner_id, at.document_id, at.position, of.number)


@cache
def _to_read(*, of_one: bool) -> sa.Select[Any]:
    """Of the candidates what deciding, opening and drawing look at, and no column more."""
    of, at = Version.__table__.c, Section.__table__.c
    version = (of.id, of.owner_id, of.row_version, of.section_id, of.number, of.stage, of.words)
    query = candidates(of_one=of_one)
    return query.with_only_columns(*version, of.signed_at, at.section_class, at.author)


def read(*, gate: Gate, owner: str = "", purpose: str = "") -> list[tuple[Any, Mapping[str, Any]]]:
    """The versions that the reader may read, in order, with their words: opened and recorded."""
    wanted = {"review": gate.domain, **({"owner": owner} if owner else {})}
    rows = plain_rows(gate.connection.execute(_to_read(of_one=bool(owner)), wanted))
    opened = gate.open_many(
        Version, rows, "words", act=Act.READ_SECTION, latest_of="section_id", purpose=purpose
    )
    return [(row, words.load(text)) for row, text in opened]


def sections_of(*, document: str, gate: Gate) -> list[tuple[Any, Mapping[str, Any]]]:
    """Of one document, what the reader may read: each section's newest words that are open."""
    query = candidates().where(Section.__table__.c.document_id == document)
    rows = plain_rows(gate.connection.execute(query, {"review": gate.domain}))
    opened = gate.open_many(Version, rows, "words", act=Act.READ_SECTION, latest_of="section_id")
    return [(row, words.load(text)) for row, text in opened]


def newest(*, document: str, gate: Gate) -> list[Any]:
    """The newest version of each section, unopened, for asking how far the words have come."""
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(at.document_id == document, at.newest_id == of.id)
    here = query.where(of.review_id == gate.domain).order_by(at.position)
    return plain_rows(gate.connection.execute(here))


def places(*, documents: Iterable[str], gate: Gate) -> dict[str, int]:
    """By section its number in its document among those that the reader may read (rule 16)."""
    at = Section.__table__.c
    query = candidates().where(at.document_id.in_(set(documents)))
    rows = plain_rows(gate.connection.execute(query, {"review": gate.domain}))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    told: dict[str, dict[str, int]] = {}
    for row, yes in zip(rows, may, strict=True):
        if yes:
            known = told.setdefault(row.document_id, {})
            known.setdefault(row.section_id, len(known) + 1)
    return {name: place for known in told.values() for name, place in known.items()}


def titles(*, versions: Sequence[Any], gate: Gate) -> dict[str, str]:
    """The titles of those of these versions that the reader may read: one decision, one entry."""
    opened = gate.open_many(Version, versions, "words", act=Act.READ_SECTION) if versions else []
    return {row.id: str(words.load(text)["title"]) for row, text in opened}


def fresh(*, found: Sequence[tuple[Any, Any]], gate: Gate) -> dict[str, str]:
    """By version, "new" or "changed" since the membership last read; nothing on a first visit.

    What was first read within the last VISIT is of this visit, so that a mark does not go away
    while she reads.
    """
    seen = seen_before(gate.connection, gate.actor.member, gate.now - VISIT)
    return _unseen([row for row, _ in found], seen, gate) if seen else {}


def _unseen(rows: Iterable[Any], seen: set[str], gate: Gate) -> dict[str, str]:
    unread = [row for row in rows if row.id not in seen]
    if not unread:
        return {}
    query = sa.select(Version.id, Version.section_id).where(
        Version.section_id.in_([row.section_id for row in unread])
    )
    known = {row.section_id for row in gate.connection.execute(query) if row.id in seen}
    return {row.id: "changed" if row.section_id in known else "new" for row in unread}


def title_of(*, version: Any, gate: Gate) -> str:
    """The title of one version, opened for a page about it."""
    text = gate.open(version, "words", act=Act.READ_SECTION, model=Version)["words"]
    return str(words.load(text)["title"])


def open_now(*, gate: Gate) -> dict[str, Any]:
    """By section, the version of it that is open to the reader. It opens nothing."""
    of, at = Version.__table__.c, Section.__table__.c
    query = candidates().with_only_columns(
        of.id, of.section_id, of.owner_id, of.stage, at.section_class, at.author
    )
    rows = plain_rows(gate.connection.execute(query, {"review": gate.domain}))
    may = gate.readable(Act.READ_SECTION, rows, Version.shape)
    return {row.section_id: row for row, yes in zip(rows, may, strict=True) if yes}


def counts(*, gate: Gate) -> dict[str, int]:
    """By owner, how many sections are open to the reader. What is not is counted nowhere here."""
    return Counter(row.owner_id for row in open_now(gate=gate).values())


def unread(*, found: Iterable[Any], gate: Gate) -> Counter[tuple[str, str]]:
    """Of what is open now, by owner how many sections are "new" or "changed" to the membership.

    Of other bodies' sections alone. Unlike `fresh` it counts what she has never looked at too.
    """
    rows = {row.id: row for row in found if row.owner_id != gate.body}
    seen = seen_before(gate.connection, gate.actor.member, gate.now)
    told = _unseen(rows.values(), seen, gate)
    return Counter((rows[name].owner_id, how) for name, how in told.items())
