"""What the row of an answer holds under whichever law: its texts, who wrote, signed and sent it.

A room that answers requests makes its table of this, with the columns and rules of its own law.
"""

from datetime import date, datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Id, Moment, Utc, Word, one_of, refer
from portal.gate.gate import SealedRow
from portal.gate.index import Shape
from portal.gate.sealed import Sealed, header, sealed

ANSWER_MOVES = {
    "drafting": {"forward", "dropped"},
    "forward": {"drafting", "signed", "dropped"},
    "signed": {"drafting", "sent"},
    "sent": set(),
    "dropped": set(),
}
"""Stages and what may follow. Whatever is changed leads back to the first."""
ANSWER_STAGES = {
    "drafting": "Being written",
    "forward": "Waiting for a second person's signature",
    "signed": "Signed, and not yet sent",
    "sent": "Sent",
    "dropped": "Given up",
}


class AnswerRow(SealedRow):
    """The columns that every answer has; the request that it answers is of its own table."""

    shape: ClassVar[Shape] = {"owner": lambda row: row.owner_id, "all": lambda _: ""}
    rendition_id: Mapped[Id | None]
    """The redacted copy that it gives, or by whose decisions all is withheld."""
    rendering_id: Mapped[Id | None]
    """The signed files of that copy, from the signature on."""
    outcome: Mapped[Word]
    stage: Mapped[Word] = mapped_column(default="drafting")
    letter: Mapped[Sealed] = sealed()
    schedule: Mapped[Sealed | None] = sealed(null=True)
    """A JSON list of rows; no removed word is in it."""
    said_back: Mapped[Sealed | None] = sealed(null=True)
    """Why whoever was to sign it did not."""
    digest: Mapped[Sealed | None] = sealed(null=True)
    """What was signed: SHA-256 in hex over the texts and the digest of the copy's files."""
    made_by: Mapped[Id] = refer("membership.id")
    made_at: Mapped[Moment]
    edited_by: Mapped[Id] = refer("membership.id")
    edited_at: Mapped[Moment]
    wrote: Mapped[str] = mapped_column(sa.String(1000), default="", server_default=sa.text("''"))
    """Every membership that ever changed its texts, with a space between."""
    signed_by: Mapped[Id | None] = refer("membership.id", nullable=True)
    signed_at: Mapped[datetime | None] = mapped_column(Utc)
    sent_on: Mapped[date | None] = mapped_column(sa.Date)
    channel: Mapped[str | None] = mapped_column(sa.String(60))
    days_late: Mapped[int | None]
    """Days over the limit, as the law counts them; 0 for in time."""
    why_late: Mapped[Sealed | None] = sealed(null=True)
    sent_by: Mapped[Id | None] = refer("membership.id", nullable=True)


SEALED = ("letter", "schedule", "said_back", "digest", "why_late")


def rules(outcomes: object, channels: object) -> tuple[Any, ...]:
    """What the database holds every answer to, with the lists of its own law."""
    return (
        *map(header, SEALED),
        one_of("outcome", outcomes),
        one_of("stage", ANSWER_MOVES),
        one_of("channel", channels),
        sa.CheckConstraint(
            "(stage in ('signed', 'sent')) = (signed_by is not null)", name="signed_by_one"
        ),
        sa.CheckConstraint("(signed_by is null) = (digest is null)", name="signed_over_words"),
        sa.CheckConstraint("(stage = 'sent') = (sent_on is not null)", name="sent_on_a_day"),
        sa.CheckConstraint(
            "(sent_on is null) = (sent_by is null) and (sent_on is null) = (channel is null) "
            "and (sent_on is null) = (days_late is null)",
            name="sent_by_one",
        ),
    )
