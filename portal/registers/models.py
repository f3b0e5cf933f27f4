"""What the registers are drawn from: a row for each body of each review, and how many stand open.

All of it is derived. What a review's own tables say is the truth; every act ends by comparing the
rows of the reviews that it touched with that truth, and puts right what differs.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Word, one_of, refer

STATES = ("open", "closed", "ended")
"""Of a body's part in a review; "ended" where nobody of the body takes part any more."""


class RegisterRow(Base):
    """One review in the register of one body."""

    __tablename__ = "register_row"
    body: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    """An agency's or a board's id."""
    review_id: Mapped[str] = refer("review.id", primary_key=True)
    board_id: Mapped[Id]
    kind: Mapped[Word]
    state: Mapped[Word]
    opened_on: Mapped[date] = mapped_column(sa.Date)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    """The next day by which something is due, of an open review."""
    since: Mapped[Moment]
    until: Mapped[Moment]
    """From the first day of the body's first part until the last day of its last."""
    reckoned: Mapped[Word]
    """Under which tables of clocks and bank holidays the due day was reckoned."""
    __table_args__ = (
        one_of("state", STATES),
        sa.CheckConstraint("due_on is null or state = 'open'", name="due_while_open"),
        sa.Index("ix_register_row_page", "body", "kind", "state", "opened_on", "review_id"),
        sa.Index(
            "ix_register_row_board", "body", "board_id", "kind", "state", "opened_on", "review_id"
        ),
        sa.Index("ix_register_row_due", "body", "kind", "due_on", "review_id"),
        sa.Index("ix_register_row_board_due", "body", "board_id", "kind", "due_on", "review_id"),
        sa.Index("ix_register_row_since", "body", "state", "since"),
        sa.Index("ix_register_row_until", "state", "until"),
        sa.Index("ix_register_row_body_until", "body", "state", "until"),
        sa.Index("ix_register_row_review_id", "review_id"),
        sa.Index("ix_register_row_reckoned", "reckoned"),
    )


class RegisterTotal(Base):
    """How many rows of one kind and state a body has."""

    __tablename__ = "register_total"
    body: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    state: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    rows: Mapped[int]
    __table_args__ = (one_of("state", STATES),)


class RegisterDay(Base):
    """How many open rows of one kind a body has from one day of opening. The day stands before the
    kind in the key, so that the last half year is one stretch of it.
    """

    __tablename__ = "register_day"
    body: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    opened_on: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    rows: Mapped[int]
