"""The secret address at which a person's own calendar asks what waits for her."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Id, Moment, Utc


class Feed(Base):
    """A person has one or none. It ends by its row going, with her account's epoch, or in time."""

    __tablename__ = "feed"
    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    """Of the address's secret part, which is kept nowhere."""
    person_id: Mapped[Id] = mapped_column(
        sa.ForeignKey("account.person_id", ondelete="RESTRICT"), unique=True
    )
    epoch: Mapped[int]
    """The account's, when the address was made: what ends all her sessions ends it too."""
    made_at: Mapped[Moment]
    until: Mapped[Moment]
    asked_at: Mapped[datetime | None] = mapped_column(Utc)
    """When a calendar last asked, for its owner to see whether that was hers."""
    __table_args__ = (sa.CheckConstraint("made_at < until", name="ends_after_it_is_made"),)
