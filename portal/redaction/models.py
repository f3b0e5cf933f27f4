"""A rendition for an audience, its sections, and what is decided of each passage in them.

The words stay where they are: a rendition names versions of sections, and a passage names a
paragraph of a version and a stretch of its characters. Nothing here is ever deleted.
"""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc, Word, key, one_of, refer
from portal.gate.gate import Guarded, SealedRow
from portal.gate.index import Shape
from portal.gate.policy import BOARD
from portal.gate.sealed import Sealed, header, sealed

AUDIENCES = {
    "panel": "The review's panel",
    "board": "The board that oversees the review",
    "family": "The family",
    "staff": "Front-line staff",
    "applicant": "Somebody who has asked for information",
    "internal_reviewer": "Whoever carries out an internal review of a refusal",
    "public": "The public",
}
APPLICANTS = frozenset({"applicant", "internal_reviewer"})
"""To whom the responding authority answers by law, whatever another owner would rather."""
REGIMES = {
    "foi": "The Freedom of Information Act 2000",
    "subject_access": "Subject access: somebody's own information",
    "none": "No request: the body's own decision",
}
"""By which rules something is taken out. An applicant's rendition has one of the first two."""
RENDITION_MOVES = {
    "deciding": {"proved", "withdrawn"},
    "proved": {"deciding", "signed"},
    "signed": {"deciding", "released"},
    "released": {"withdrawn"},
    "withdrawn": set(),
}
"""Stages and what may follow. A change of any decision leads back to the first; what was released
is never changed: another rendition is made.
"""
STAGES = {
    "deciding": "Being decided",
    "proved": "Rendered and proved",
    "signed": "Signed by a second person",
    "released": "Released",
    "withdrawn": "Withdrawn",
}
DECISIONS = {
    "remove": "Taken out",
    "pseudonym": "Replaced by a pseudonym",
    "keep": "Kept",
    "ask": "The owner is asked",
}
GONE = frozenset({"remove", "pseudonym"})
"""Decisions after which the reader does not see the characters."""
TITLE = "title"
"""In place of a paragraph's id: the section's title is words too."""
OUTCOMES = {
    "agreed": "The owner agrees",
    "refused": "The owner says no",
}
ANSWERS = {
    "agree": "We agree",
    "object": "We object to what is decided",
    "must_go": "This must go",
    "not_ours": "This is not ours",
}
QUALIFIED_PERSONS = {
    "chief_officer": "Chief officer of police, for a police force",
    "commissioner": "Police and crime commissioner, or whoever holds that office's functions",
    "minister": "A Minister of the Crown, for a government department",
    "authorised": "The authority, or its officer whom a Minister has authorised",
}
"""By role (Freedom of Information Act 2000, section 36(5)); never by name."""


def _of_the_board(row: Any) -> str | None:
    """The board's own: what the law gives to the author of its report is given by this name."""
    return "" if row.owner_id == BOARD else None


MADE: Shape = {"owner": lambda row: row.owner_id, "review": _of_the_board}
OF_A_SECTION: Shape = {**MADE, "sec": lambda row: row.section_id}


def _once(name: str, *columns: str, while_: str) -> sa.Index:
    where = sa.text(while_)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class Rendition(SealedRow, Base):
    """Some sections for one audience. `owner_id` is the body that makes it and answers for it."""

    __tablename__ = "rendition"
    shape: ClassVar[Shape] = MADE
    audience: Mapped[Word]
    regime: Mapped[Word]
    stage: Mapped[Word] = mapped_column(default="deciding")
    title: Mapped[Sealed] = sealed()
    purpose: Mapped[Sealed] = sealed()
    revision: Mapped[int] = mapped_column(default=0)
    """Counts the changes of its decisions and sections: what was proved names the one it saw."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    moved_at: Mapped[Moment]
    __table_args__ = (
        header("title"),
        header("purpose"),
        one_of("audience", AUDIENCES),
        one_of("regime", REGIMES),
        one_of("stage", RENDITION_MOVES),
        sa.CheckConstraint(
            "(audience in ('applicant', 'internal_reviewer')) = (regime <> 'none')",
            name="asked_by_a_regime",
        ),
        sa.Index("ix_rendition_review_id", "review_id", "owner_id"),
    )


class RenditionSection(Guarded, Base):
    """One version of one section in a rendition, at its place. The version is never touched."""

    __tablename__ = "rendition_section"
    shape: ClassVar[Shape] = OF_A_SECTION
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id]
    """The rendition's."""
    rendition_id: Mapped[Id] = refer("rendition.id")
    section_id: Mapped[Id] = refer("section.id")
    version_id: Mapped[Id] = refer("section_version.id")
    words_of: Mapped[Id]
    """Whose words they are: an agency's id, or "board"."""
    position: Mapped[int]
    suggested_at: Mapped[datetime | None] = mapped_column(Utc)
    """When its words were last looked through for people and identifiers."""
    added_by: Mapped[Id | None]
    """The membership that chose it."""
    removed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    removed_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        sa.CheckConstraint("(removed_at is null) = (removed_by is null)", name="removed_by_one"),
        _once("uq_rendition_section_standing", "rendition_id", "section_id",
              while_="removed_at is null"),
        sa.Index("ix_rendition_section_review_id", "review_id"),
    )  # fmt: skip


class Opinion(SealedRow, Base):
    """The qualified person's reasonable opinion (section 36), on which passages rest."""

    __tablename__ = "qualified_opinion"
    shape: ClassVar[Shape] = MADE
    person: Mapped[Word]
    limbs: Mapped[str] = mapped_column(sa.String(200))
    """Codes of policies/exemptions.csv with a space between."""
    given_on: Mapped[date] = mapped_column(sa.Date)
    words: Mapped[Sealed] = sealed()
    """The opinion, and why it is reasonable."""
    recorded_by: Mapped[Id] = refer("membership.id")
    recorded_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("person", QUALIFIED_PERSONS),
        sa.Index("ix_qualified_opinion_review_id", "review_id", "owner_id"),
    )


class Passage(SealedRow, Base):
    """A decision on a stretch of one paragraph: `starts` up to, not with, `ends`, in code points.

    It is never changed: a later decision supersedes it, and it stays.
    """

    __tablename__ = "passage"
    shape: ClassVar[Shape] = OF_A_SECTION
    rendition_id: Mapped[Id] = refer("rendition.id")
    section_id: Mapped[Id] = refer("section.id")
    version_id: Mapped[Id] = refer("section_version.id")
    paragraph: Mapped[Id]
    """The paragraph's id, or TITLE."""
    starts: Mapped[int]
    ends: Mapped[int]
    decision: Mapped[Word]
    person_id: Mapped[Id | None]
    """Of the register of people: who is meant."""
    codes: Mapped[str] = mapped_column(sa.String(200), default="")
    """Codes of policies/exemptions.csv with a space between."""
    instead: Mapped[Sealed | None] = sealed(null=True)
    """The words that stand in its place, where it was taken out and others are put there."""
    harm: Mapped[Sealed | None] = sealed(null=True)
    interest: Mapped[Sealed | None] = sealed(null=True)
    """The public-interest test."""
    note: Mapped[Sealed | None] = sealed(null=True)
    holder_id: Mapped[Id | None]
    """The agency from which the information comes, where that is not the section's owner."""
    opinion_id: Mapped[Id | None] = refer("qualified_opinion.id", nullable=True)
    deed_id: Mapped[Id]
    """The same for all that was decided in one act, which is undone in one act."""
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    superseded_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    superseded_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("instead"),
        header("harm"),
        header("interest"),
        header("note"),
        one_of("decision", DECISIONS),
        sa.CheckConstraint("0 <= starts and starts < ends", name="is_some_characters"),
        sa.CheckConstraint("decision <> 'pseudonym' or person_id is not null", name="of_somebody"),
        sa.CheckConstraint(
            "(superseded_at is null) = (superseded_by is null)", name="superseded_by_one"
        ),
        _once("uq_passage_standing", "rendition_id", "version_id", "paragraph", "starts", "ends",
              while_="superseded_at is null"),
        sa.Index("ix_passage_review_id", "review_id"),
        sa.Index("ix_passage_deed_id", "deed_id"),
    )  # fmt: skip


class Suggestion(Guarded, Base):
    """Words that look like a person's or an identifier's, waiting for somebody's decision."""

    __tablename__ = "suggestion"
    shape: ClassVar[Shape] = OF_A_SECTION
    id: Mapped[Id] = key()
    review_id: Mapped[Id] = refer("review.id")
    owner_id: Mapped[Id]
    rendition_id: Mapped[Id] = refer("rendition.id")
    section_id: Mapped[Id] = refer("section.id")
    version_id: Mapped[Id] = refer("section_version.id")
    paragraph: Mapped[Id]
    starts: Mapped[int]
    ends: Mapped[int]
    kind: Mapped[Word]
    person_id: Mapped[Id | None]
    """Who is meant, where that is certain."""
    group_id: Mapped[Id]
    """The same for all mentions that one decision can answer."""
    proposed: Mapped[Word]
    codes: Mapped[str] = mapped_column(sa.String(200), default="")
    sure: Mapped[bool]
    made_at: Mapped[Moment]
    passage_id: Mapped[Id | None] = refer("passage.id", nullable=True)
    """The decision that answers it, for as long as that stands."""
    __table_args__ = (
        one_of("proposed", DECISIONS),
        sa.CheckConstraint("0 <= starts and starts < ends", name="is_some_characters"),
        sa.UniqueConstraint("rendition_id", "version_id", "paragraph", "starts", "ends"),
        sa.Index("ix_suggestion_group_id", "group_id"),
        sa.Index("ix_suggestion_passage_id", "passage_id"),
    )


class Consultation(SealedRow, Base):
    """The owner of some of a rendition's words is asked. The row is the owner's; `maker_id` says
    which body asks. An agency is asked again by a new row; the newest counts.
    """

    __tablename__ = "consultation"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id}
    rendition_id: Mapped[Id] = refer("rendition.id")
    maker_id: Mapped[Id]
    question: Mapped[Sealed | None] = sealed(null=True)
    asked_by: Mapped[Id] = refer("membership.id")
    asked_at: Mapped[Moment]
    outcome: Mapped[str | None] = mapped_column(sa.String(60))
    reasons: Mapped[Sealed | None] = sealed(null=True)
    answered_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    departure: Mapped[Sealed | None] = sealed(null=True)
    """Why the maker decides otherwise than the owner wishes (for an applicant alone)."""
    departed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    departed_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("question"),
        header("reasons"),
        header("departure"),
        one_of("outcome", OUTCOMES),
        sa.CheckConstraint("(outcome is null) = (answered_by is null)", name="answered_by_one"),
        sa.CheckConstraint("(outcome is null) = (answered_at is null)", name="answered_once"),
        sa.CheckConstraint("(departed_at is null) = (departed_by is null)", name="departed_by_one"),
        sa.CheckConstraint("departed_at is null or answered_at is not null", name="departs_after"),
        _once("uq_consultation_standing", "rendition_id", "owner_id", while_="replaced_at is null"),
        sa.Index("ix_consultation_review_id", "review_id", "owner_id"),
    )


class Answer(SealedRow, Base):
    """What a consulted owner says of one passage, or of words that nobody has marked."""

    __tablename__ = "consultation_answer"
    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "sec": lambda row: row.section_id}
    consultation_id: Mapped[Id] = refer("consultation.id")
    maker_id: Mapped[Id]
    passage_id: Mapped[Id | None] = refer("passage.id", nullable=True)
    section_id: Mapped[Id] = refer("section.id")
    version_id: Mapped[Id] = refer("section_version.id")
    paragraph: Mapped[Id]
    starts: Mapped[int]
    ends: Mapped[int]
    said: Mapped[Word]
    reasons: Mapped[Sealed | None] = sealed(null=True)
    answered_by: Mapped[Id] = refer("membership.id")
    answered_at: Mapped[Moment]
    settled: Mapped[Sealed | None] = sealed(null=True)
    """Why the maker decides otherwise."""
    settled_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("reasons"),
        header("settled"),
        one_of("said", ANSWERS),
        sa.CheckConstraint("0 <= starts and starts < ends", name="is_some_characters"),
        sa.CheckConstraint("(settled_at is null) = (settled_by is null)", name="settled_by_one"),
        _once("uq_consultation_answer_standing", "consultation_id", "version_id", "paragraph",
              "starts", "ends", while_="replaced_at is null"),
    )  # fmt: skip


class ToMaker(Guarded):
    """A consultation as the body sees it that asks: its own side reads what was answered."""

    __tablename__ = Consultation.__tablename__
    __table__ = Consultation.__table__
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.maker_id,
        "review": lambda row: "" if row.maker_id == BOARD else None,
    }


class PassageToOwner(Guarded):
    """A decision as the owner sees it that is asked about it. `asked_of` is that owner."""

    __tablename__ = Passage.__tablename__
    __table__ = Passage.__table__
    shape: ClassVar[Shape] = {
        "owner": lambda row: row.asked_of,
        "sec": lambda row: row.section_id,
    }


class AnswerToMaker(Guarded):
    """An answer as the body sees it that asked."""

    __tablename__ = Answer.__tablename__
    __table__ = Answer.__table__
    shape: ClassVar[Shape] = {**ToMaker.shape, "sec": lambda row: row.section_id}
