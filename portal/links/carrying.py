"""Bringing over what is there in a linked review already: people, days, and approved words.

Two gates stand side by side: `there` decides, opens and records in the review that is read, `gate`
in the one that is written in. Both records are appended with the one commit, or neither is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from portal.db import ID, new_id, plain_rows
from portal.documents import acts as documents
from portal.documents import classes, words
from portal.documents.models import Document, Section, Version
from portal.documents.words import Paragraph
from portal.gate.gate import Gate, Refused, sealed_fields
from portal.gate.policy import BOARD, Act, Stage
from portal.links.acts import incident_of
from portal.links.models import Carried
from portal.reviews import acts as reviews
from portal.reviews.models import Subject
from portal.timetable import acts as timetable
from portal.timetable.models import EVENTS

OF_THE_INCIDENT = ("offence", "aware", "charge", "first_hearing")
"""Events that happened once, whichever review asks; the others are each review's own."""


def _linked(there: Gate, gate: Gate) -> None:
    """Raises Refused for reviews of two incidents, and where papers were destroyed."""
    if incident_of(there.domain, gate) != incident_of(gate.domain, gate):
        raise Refused("These two reviews are not linked.")
    if there.shredded or gate.shredded:
        raise Refused("The papers of one of these reviews were destroyed.")


def _kept(
    what: str, thing: str, source: tuple[str, int, datetime | None], there: Gate, gate: Gate
) -> None:
    name, number, signed_at = source
    gate.session.add(
        Carried(
            id=new_id(), review_id=gate.domain, what=what, thing_id=thing, from_review=there.domain,
            from_thing=name, from_number=number, signed_at=signed_at,
            carried_by=gate.actor.member, carried_at=gate.now,
        )
    )  # fmt: skip
    gate.session.flush()


def _brought(what: str, gate: Gate) -> set[str]:
    """What of the linked reviews has been brought here already."""
    query = sa.select(Carried.from_thing).where(
        Carried.review_id == gate.domain, Carried.what == what
    )
    return set(gate.connection.execute(query).scalars())


def _all_of(wanted: Iterable[str], found: Mapping[str, Any]) -> list[Any]:
    """What was ticked, each once. Raises Refused for nothing, and for what is not offered (now)."""
    names = list(dict.fromkeys(wanted))
    if not names:
        raise Refused("Choose at least one.")
    if any(not ID.fullmatch(name) or name not in found for name in names):
        raise Refused("Something that you chose is not offered any more. Look at the list again.")
    return [found[name] for name in names]


# People


def people(*, there: Gate, gate: Gate) -> list[Any]:
    """People in the linked review's case whom the reader may read there and has not brought here.

    It opens none.
    """
    table = Subject.__table__
    query = sa.select(table).where(table.c.review_id == there.domain).order_by(table.c.position)
    rows = list(there.connection.execute(query))
    may, gone = there.readable(Act.READ_SUBJECT, rows, Subject.shape), _brought("person", gate)
    return [row for row, yes in zip(rows, may, strict=True) if yes and row.id not in gone]


def names(*, rows: Iterable[Any], there: Gate) -> dict[str, dict[str, str]]:
    """By id what is known of people in the linked review: opened there, with an entry there."""
    fields = sealed_fields(Subject)
    return {
        row.id: there.open(
            row, *(f for f in fields if getattr(row, f) is not None), act=Act.READ_SUBJECT,
            model=Subject,
        )
        for row in rows
    }  # fmt: skip


def bring_people(*, wanted: Iterable[str], there: Gate, gate: Gate) -> list[Subject]:
    """The same people in this review's case, with where they are from. Raises Absent, Refused."""
    gate.check(Act.NAME_PEOPLE)
    _linked(there, gate)
    chosen = _all_of(wanted, {row.id: row for row in people(there=there, gate=gate)})
    known, made = names(rows=chosen, there=there), []
    for row in chosen:
        told = known[row.id]
        born = told.get("date_of_birth")
        subject = reviews.name_subject(
            part=row.part,
            last_name=told["last_name"],
            first_name=told["first_name"],
            born=date.fromisoformat(born) if born else None,
            reference=told.get("reference", ""),
            gate=gate,
        )
        _kept("person", subject.id, (row.id, 0, None), there, gate)
        made.append(subject)
    return made


# Days


def days(*, there: Gate, gate: Gate) -> list[Any]:
    """Recorded days of the incident that this kind of review has too, and that differ here."""
    mine, known = EVENTS[timetable.kind_of(gate)], timetable.happened(gate=gate)
    return [
        row
        for row in timetable.milestones(gate=there)
        if row.event in OF_THE_INCIDENT
        and row.event in mine
        and not row.replaced_at
        and known.get(row.event) != row.happened_on
    ]


def bring_days(*, wanted: Iterable[str], there: Gate, gate: Gate) -> None:
    """Record them here as they are recorded there. Raises Absent, Refused."""
    gate.check(Act.KEEP_TIMETABLE)
    there.check(Act.READ_REVIEW)
    _linked(there, gate)
    gone = _brought("day", gate)
    chosen = _all_of(wanted, {row.id: row for row in days(there=there, gate=gate)})
    for row in sorted(chosen, key=lambda row: OF_THE_INCIDENT.index(row.event)):
        made = timetable.record(event=row.event, on=row.happened_on, gate=gate)
        if row.id not in gone:
            _kept("day", made.id, (row.id, 0, None), there, gate)


# Approved words


def approved(*, there: Gate, gate: Gate) -> list[Any]:
    """Of each section of her own agency there, the newest signed-off words that she may read now.

    Not those that have been brought here, and none of a section that was withdrawn; none of a
    board's report, which rests on what was released in that review alone (rule 19). Opens none.
    """
    if gate.body != there.body or gate.body == BOARD:
        return []
    of, at = Version.__table__.c, Section.__table__.c
    query = Version.rows().where(
        of.review_id == there.domain, of.owner_id == there.body, of.stage != Stage.DRAFT
    )
    newest = {
        row.section_id: row
        for row in plain_rows(
            there.connection.execute(query.order_by(at.document_id, at.position, of.number))
        )
    }
    rows = [row for row in newest.values() if row.stage == Stage.SIGNED_OFF]
    may, gone = there.readable(Act.READ_SECTION, rows, Version.shape), _brought("section", gate)
    return [row for row, yes in zip(rows, may, strict=True) if yes and row.id not in gone]


def bring_sections(
    *, document: Document, wanted: Iterable[str], there: Gate, gate: Gate
) -> list[Version]:
    """New sections of her own agency's document: drafts of the same class, whose first words are
    those that were signed off there. Raises Absent, Refused.
    """
    gate.check(Act.WRITE_SECTION, document, Document.shape)
    _linked(there, gate)
    if document.owner_id != gate.body:
        gate.deny(Act.WRITE_SECTION)
    chosen = _all_of(wanted, {row.id: row for row in approved(there=there, gate=gate)})
    made = []
    for row, text in there.open_many(Version, chosen, "words", act=Act.READ_SECTION):
        told = words.load(text)
        version = documents.add_section(
            document=document,
            section_class=row.section_class,
            title=told["title"],
            paragraphs=[Paragraph(new_id(), p.kind, p.text) for p in words.paragraphs_of(told)],
            graphic=told["graphic"],
            gate=gate,
        )
        source = row.id, row.number, row.signed_at
        _kept("section", version.section_id, source, there, gate)
        made.append(version)
    return made


def close_elsewhere(*, version: Version, beside: Callable[[str], Gate | None], gate: Gate) -> None:
    """Words that were said here to be of a covert source close wherever they were brought to, and
    where they were brought from (rule 5). The caller has decided that they close here.

    Two officers remove them in each review: each has its own record and its own hold.
    """
    for review, section in same_words(version.section_id, gate):
        there = beside(review)
        if there is not None and not there.shredded:
            given = {"section": section, "section_class": version.section.section_class}
            classes.follow(**given, gate=there)


def same_words(section: str, gate: Gate) -> list[tuple[str, str]]:
    """The sections of other reviews that hold words brought from this one or to it, however many
    reviews these went through: each with its review.
    """
    of, at = Carried.__table__.c, Version.__table__.c
    to = sa.select(of.review_id, of.thing_id).join(Version, at.id == of.from_thing)
    back = sa.select(of.from_review, at.section_id).join(Version, at.id == of.from_thing)
    found, waiting = dict[str, str](), [section]
    while waiting:
        one = waiting.pop()
        for query in (to.where(at.section_id == one), back.where(of.thing_id == one)):
            for review, name in gate.connection.execute(query.where(of.what == "section")):
                if name not in found and name != section:
                    found[name] = review
                    waiting.append(name)
    return [(review, name) for name, review in sorted(found.items())]


def origins(*, things: Collection[str], gate: Gate) -> dict[str, Any]:
    """By what stands here, where it was brought from."""
    table = Carried.__table__
    query = sa.select(table).where(
        table.c.review_id == gate.domain, table.c.thing_id.in_(list(things))
    )
    return {row.thing_id: row for row in gate.connection.execute(query)}
