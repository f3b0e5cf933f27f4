"""A request for somebody's own information, every step of it, and what is answered.

Here the applicant is known, and nothing leaves before identity was checked. Nothing is ever
deleted: a later row takes the place of an earlier one, which stays.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.answers.answered import AnswerRow, rules
from portal.db import Base, Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed
from portal.subject_access.deciders import MADE_TO, decisions

ROADS = {
    "living": "Data protection law: information about somebody who is alive",
    "dead": "Access to Health Records Act 1990: health records of somebody who has died",
}
ASKS_AS = {
    "self": "The person whom it is about",
    "authorised": "A representative, with that person's authority",
    "parent": "Somebody with parental responsibility, for a child",
    "deputy": "A deputy or attorney, for somebody who cannot decide",
    "estate": "The personal representative of somebody who has died",
    "claim": "Somebody who may have a claim arising from the death",
    "family": "Another member of the family of somebody who has died",
}
"""As whom the applicant asks."""
OF_THE_DEAD = frozenset({"estate", "claim", "family"})
WITH_AUTHORITY = frozenset(ASKS_AS) - {"self", "family"}
"""Whoever asks so shows by what authority."""
CAME = {
    "email": "By email",
    "post": "By post",
    "form": "By the organisation's own form",
    "spoken": "By word of mouth",
    "media": "Through social media",
}
"""Nothing needs to be in writing under data protection law."""
SEEN = {
    "passport": "Passport",
    "licence": "Driving licence",
    "home": "Birth certificate, with proof of address",
    "other": "Something else, described below",
    "known": "Nothing: the applicant is known to us, as described below",
}
AUTHORITIES = {
    "written": "Written authority of the person",
    "court": "An order of a court, or a registered power of attorney",
    "young": "Parental responsibility: the child is too young to decide",
    "agrees": "Parental responsibility: the child can decide, and agrees",
    "objects": "Parental responsibility: the child can decide, and does not agree",
    "grant": "Grant of probate, or letters of administration",
    "claim": "What shows that a claim may arise from the death",
}
AUTHORITY_OF = {
    "authorised": ("written",),
    "parent": ("young", "agrees", "objects"),
    "deputy": ("court",),
    "estate": ("grant",),
    "claim": ("claim",),
}
GROUNDS = {
    "complex": "The request is complex",
    "many": "The same person made several requests",
}
"""For which more time may be taken."""


class Stage(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


MOVES: dict[str, set[str]] = {
    Stage.OPEN: {Stage.WITHDRAWN, Stage.ANSWERED},
    Stage.WITHDRAWN: set(),
    Stage.ANSWERED: set(),
}
STAGES = {
    Stage.OPEN: "Being worked on",
    Stage.WITHDRAWN: "Withdrawn by the applicant",
    Stage.ANSWERED: "Answered",
}
STEPS = {
    "registered": "Registered",
    "identity_asked": "Asked to show who the applicant is",
    "identity_shown": "Identity checked",
    "authority_shown": "Authority checked",
    "found": "Found who it is in the register of people",
    "clarification": "Clarification asked for",
    "clarified": "Clarified",
    "extended": "Two further months taken",
    "searched": "Searched",
    "law_said": "Said under which law an organisation holds its words",
    "copy": "A redacted copy made for this applicant",
    "unfounded": "Decided: manifestly unfounded or excessive",
    "set_aside": "A decision set aside",
    "other_road": "A part goes by the Freedom of Information Act",
    "withdrawn": "Withdrawn by the applicant",
    "answered": "Answered",
    "complained": "A complaint about the answer",
    "settled": "What came of the complaint",
}
"""What can happen to a request. Every step is kept: a later one takes its place, not its row. The
last two were steps before complaints had a register of their own.
"""
LETTERS = frozenset({"identity_asked", "clarification", "extended"})
"""Steps whose words are a letter."""
STANDINGS = {
    "private": "A private person",
    "child": "A child",
    "professional": "A health, social care or education professional who acted as such",
    "official": "Another official who acted as such",
}
CONSENTS = {
    "given": "Consents",
    "refused": "Was asked, and refuses",
    "not_asked": "Was not asked, because asking would itself tell or harm",
    "cannot": "Cannot be found, or cannot consent",
}
WEIGHED = {
    "give": "It is reasonable to give it",
    "withhold": "It is not reasonable to give it",
}
OUTCOMES = {
    "whole": "All that was found is given",
    "part": "A part is given",
    "refused": "All of it is withheld",
    "neither": "Neither confirmed nor denied",
    "not_held": "Nothing is held",
    "unfounded": "Refused: manifestly unfounded or excessive",
    "not_entitled": "Refused: the applicant has not shown a right to it",
}
UNKNOWN = frozenset({"unfounded", "not_entitled"})
"""Outcomes that tell nothing of anybody, so that they can be sent without proof of identity."""
CHANNELS = {
    "post": "By post",
    "secure_mail": "By secure email, sent by a person",
    "collected": "Handed over",
}
COMPLAINT_ENTRIES = {
    "acknowledged": "The applicant was told that it has come",
    "enquired": "Enquiries were made",
    "progress": "The applicant was told how far it has come",
    "outcome": "The applicant was told the outcome",
    "asked": "Something was asked of your organisation",
    "answered": "It was answered",
    "decided": "It was decided",
    "step": "Something has to be done about it",
    "done": "Something was done about it",
    "appeal": "There is an appeal",
    "appeal_decided": "The appeal was decided",
    "withdrawn": "The applicant withdraws it",
    "note": "Something else",
    "correction": "An earlier entry was wrong",
}
"""What can happen to a complaint. Every entry is kept; a correction stands beside it."""
DECIDES = frozenset({"outcome", "decided"})
"""Entries with what was found."""
_OWNED: Shape = {"owner": lambda row: row.owner_id, "all": lambda _: ""}


def _once(name: str, *columns: str, while_: str) -> sa.Index:
    where = sa.text(while_)
    return sa.Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


class AccessRequest(SealedRow, Base):
    """What somebody asked of one organisation, which owns the row."""

    __tablename__ = "access_request"
    shape: ClassVar[Shape] = _OWNED
    reference: Mapped[Word]
    """Random, so that it tells nothing to whom it is shown."""
    received_on: Mapped[date] = mapped_column(sa.Date)
    came: Mapped[Word]
    road: Mapped[Word]
    asks_as: Mapped[Word]
    recent: Mapped[bool]
    """Whether all of a dead person's record was made in the forty days before."""
    stage: Mapped[Word] = mapped_column(default=Stage.OPEN)
    person_id: Mapped[Id | None]
    """Of the register of people: whose information it is."""
    applicant: Mapped[Sealed] = sealed()
    address: Mapped[Sealed] = sealed()
    """How the applicant is reached, as it was given."""
    subject: Mapped[Sealed | None] = sealed(null=True)
    """Whose information it is, where that is not the applicant."""
    words: Mapped[Sealed] = sealed()
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    __table_args__ = (
        header("applicant"),
        header("address"),
        header("subject"),
        header("words"),
        one_of("came", CAME),
        one_of("road", ROADS),
        one_of("asks_as", ASKS_AS),
        one_of("stage", Stage),
        sa.CheckConstraint(
            "(road = 'dead') = (asks_as in ('claim', 'estate', 'family'))", name="by_its_road"
        ),
        sa.CheckConstraint("(asks_as = 'self') = (subject is null)", name="about_somebody"),
        sa.UniqueConstraint("reference"),
        sa.Index("ix_access_request_review_id", "review_id", "owner_id"),
    )


class AccessMove(SealedRow, Base):
    """One step of a request: never changed, and the newest of its kind counts."""

    __tablename__ = "access_move"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("access_request.id")
    position: Mapped[int]
    what: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    code: Mapped[str | None] = mapped_column(sa.String(60))
    """What was seen, which authority, which law, which ground, which limb."""
    agency_id: Mapped[Id | None] = refer("agency.id", nullable=True)
    foi_id: Mapped[Id | None] = refer("information_request.id", nullable=True)
    rendition_id: Mapped[Id | None] = refer("rendition.id", nullable=True)
    words: Mapped[Sealed | None] = sealed(null=True)
    """Why, what was seen, or the letter as it was sent."""
    taken_by: Mapped[Id] = refer("membership.id")
    taken_at: Mapped[Moment]
    __table_args__ = (
        header("words"),
        one_of("what", STEPS),
        sa.CheckConstraint("(what = 'copy') = (rendition_id is not null)", name="of_a_copy"),
        sa.CheckConstraint("(what = 'other_road') = (foi_id is not null)", name="by_the_other"),
        sa.UniqueConstraint("request_id", "position"),
        sa.UniqueConstraint("rendition_id"),
    )


class OtherPerson(SealedRow, Base):
    """Whether it is reasonable to give what is also about somebody else."""

    __tablename__ = "other_person"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("access_request.id")
    person_id: Mapped[Id | None]
    """Of the register of people; or nobody who is in it."""
    standing: Mapped[Word]
    consent: Mapped[Word]
    weighed: Mapped[Word]
    words: Mapped[Sealed] = sealed()
    """Who it is where the register does not say, and why."""
    decided_by: Mapped[Id] = refer("membership.id")
    decided_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(Utc)
    __table_args__ = (
        header("words"),
        one_of("standing", STANDINGS),
        one_of("consent", CONSENTS),
        one_of("weighed", WEIGHED),
        sa.CheckConstraint("consent <> 'given' or weighed = 'give'", name="consent_gives"),
        _once("uq_other_person_standing", "request_id", "person_id", while_="replaced_at is null"),
        sa.Index("ix_other_person_review_id", "review_id", "owner_id"),
    )


class OwnerTold(SealedRow, Base):
    """An owner that was asked about a copy was told who asks: for which purpose."""

    __tablename__ = "owner_told"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("access_request.id", index=True)
    rendition_id: Mapped[Id] = refer("rendition.id")
    body_id: Mapped[Id]
    """The owner, or the board."""
    purpose: Mapped[Sealed] = sealed()
    told_by: Mapped[Id] = refer("membership.id")
    told_at: Mapped[Moment]
    __table_args__ = (header("purpose"),)


class AccessAnswer(AnswerRow, Base):
    """What is answered, signed by a second person and sent."""

    __tablename__ = "access_answer"
    request_id: Mapped[Id] = refer("access_request.id")
    silence: Mapped[Sealed | None] = sealed(null=True)
    """Why the applicant is not told what is withheld: kept for the Commissioner."""
    __table_args__ = (
        header("silence"),
        *rules(OUTCOMES, CHANNELS),
        _once("uq_access_answer_standing", "request_id", while_="stage <> 'dropped'"),
        sa.Index("ix_access_answer_review_id", "review_id", "owner_id"),
    )


class AccessComplaint(SealedRow, Base):
    """The applicant has complained: to the organisation, or of it to whoever decides on that."""

    __tablename__ = "access_complaint"
    shape: ClassVar[Shape] = _OWNED
    request_id: Mapped[Id] = refer("access_request.id")
    made_to: Mapped[Word]
    heard_on: Mapped[date] = mapped_column(sa.Date)
    acknowledge_by: Mapped[date | None] = mapped_column(sa.Date)
    """The last day for telling the applicant that it has come, where a rule says so."""
    reference: Mapped[Sealed | None] = sealed(null=True)
    """Which whoever decides has given it."""
    words: Mapped[Sealed] = sealed()
    """What it is about."""
    registered_by: Mapped[Id] = refer("membership.id")
    registered_at: Mapped[Moment]
    closed_on: Mapped[date | None] = mapped_column(sa.Date)
    closed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("reference"),
        header("words"),
        one_of("made_to", MADE_TO),
        sa.CheckConstraint("made_to = 'controller' or reference is not null", name="referred_to"),
        sa.CheckConstraint("(closed_on is null) = (closed_by is null)", name="closed_by_one"),
        _once("uq_access_complaint_standing", "request_id", "made_to", while_="closed_on is null"),
        sa.Index("ix_access_complaint_review_id", "review_id", "owner_id"),
    )


class AccessComplaintEntry(SealedRow, Base):
    """What came, was decided and done: never changed, and what was wrong has another beside it."""

    __tablename__ = "access_complaint_entry"
    shape: ClassVar[Shape] = _OWNED
    complaint_id: Mapped[Id] = refer("access_complaint.id")
    position: Mapped[int]
    what: Mapped[Word]
    happened_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    code: Mapped[str | None] = mapped_column(sa.String(60))
    """What was found (policies/access_complaints.csv)."""
    corrects_id: Mapped[Id | None] = refer("access_complaint_entry.id", nullable=True)
    words: Mapped[Sealed] = sealed()
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    done_on: Mapped[date | None] = mapped_column(sa.Date)
    done_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    __table_args__ = (
        header("words"),
        one_of("what", COMPLAINT_ENTRIES),
        one_of("code", {one.code for one in decisions()}),
        sa.CheckConstraint("(what in ('asked', 'step')) = (due_on is not null)", name="due_on"),
        sa.CheckConstraint(
            "(what in ('decided', 'outcome')) = (code is not null)", name="finds_something"
        ),
        sa.CheckConstraint(
            "(what = 'correction') = (corrects_id is not null)", name="corrects_one"
        ),
        sa.CheckConstraint("(done_on is null) = (done_by is null)", name="done_by_one"),
        sa.CheckConstraint("done_on is null or due_on is not null", name="done_where_due"),
        sa.UniqueConstraint("complaint_id", "position"),
        sa.UniqueConstraint("corrects_id"),
    )
