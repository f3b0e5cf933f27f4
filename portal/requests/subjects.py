"""Whether a request names somebody in the case: to confirm anything would then itself disclose."""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.reviews.models import Subject

PROMPT = (
    "This request names somebody in the case. To confirm that anything is held may itself disclose "
    "personal information: think of neither confirming nor denying before you write to anybody."
)


def names_somebody(*, words: str, gate: Gate) -> bool:
    """Whether a last name of the case stands in the words, as far as the reader may know them."""
    table = Subject.__table__
    rows: list[Any] = list(
        gate.connection.execute(sa.select(table).where(table.c.review_id == gate.domain))
    )
    if not rows:
        return False
    told = gate.open_many(Subject, rows, "last_name", act=Act.READ_SUBJECT)
    text = f" {_plain(words)} "
    return any(f" {name} " in text for _, last in told if (name := _plain(last)))


def _plain(text: str) -> str:
    """Its words in small letters, without accents and possessives, one space between."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold())
                   if unicodedata.category(c) not in {"Mn", "Cf"})  # fmt: skip
    return " ".join(re.findall(r"\w+", re.sub(r"['\u2019]s\b", "", bare)))
