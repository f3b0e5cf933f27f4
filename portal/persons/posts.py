"""In which work somebody met the case (policies/posts.csv): the word of a professional's label.

A report says what a post did and blames nobody by name. Where one person alone holds a post, its
word tells who it is: then the plain "Professional" is the better label.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

from portal.clocks.tables import TableWrong, dated, window

HEADER = "code,title,of,from,until,source,status,why"
OF = {
    "police": "police", "probation": "probation", "council": "council", "health": "health",
    "education": "education", "any": "other",
}  # fmt: skip
PROFESSIONAL = "professional"
"""The part in the case of which a post can be said."""


@cache
def _rows() -> tuple[tuple[str, str, str, date, date], ...]:
    told = tuple(
        (row["code"], row["title"], row["of"], *window(row)) for row in dated("posts.csv", HEADER)
    )
    if len({row[0] for row in told}) != len(told) or any(row[2] not in OF for row in told):
        raise TableWrong("posts.csv: a post stands twice, or is of nobody that is known")
    return told


def to_choose(on: date) -> Mapping[str, str]:
    """By code the posts that can be said on that day, such as "Nurse (health)"."""
    return {code: f"{title} ({OF[of]})" for code, title, of, since, until in _rows()
            if since <= on < until}  # fmt: skip


def titles() -> Mapping[str, str]:
    """By code each post that could ever be said."""
    return {row[0]: row[1] for row in _rows()}
