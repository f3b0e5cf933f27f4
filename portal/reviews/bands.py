"""How old the people in the case were, in bands wide enough to single nobody out."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.reviews.acts import open_to
from portal.reviews.models import Review, Subject

BANDS = (10, 14, 18, 25, 35, 45, 55, 65, 75, 85)
"""The first year of each age band after the youngest."""


def subjects_in_bands(*, gate: Gate) -> list[tuple[Any, str]]:
    """Each person in the case with an age band: the date of birth stays with the gate.

    The age is that on the day the review was opened, since a band that changes tells a birthday.
    """
    opened_at = sa.select(Review.opened_at).where(Review.id == gate.domain)
    on = gate.connection.execute(opened_at).scalar_one().date()
    table = Subject.__table__
    query = sa.select(table).where(table.c.review_id == gate.domain).order_by(table.c.position)
    rows = open_to(Act.READ_AGE_BAND, gate.connection.execute(query), gate)
    dated = [row for row in rows if row.date_of_birth is not None]
    opened = gate.open_many(Subject, dated, "date_of_birth", act=Act.READ_AGE_BAND)
    bands = {row.id: age_band(date.fromisoformat(born), on) for row, born in opened}
    return [(row, bands.get(row.id, "Age not known")) for row in rows]


def age_band(born: date, on: date) -> str:
    """Whole years in a band wide enough not to single anybody out, such as "Aged 25 to 34"."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    lower = max((b for b in BANDS if b <= age), default=0)
    above = min((b for b in BANDS if b > age), default=None)
    if above is None:
        return f"Aged {lower} or over"
    return f"Aged {lower} to {above - 1}" if lower else f"Aged under {above}"
