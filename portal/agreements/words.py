"""What an agreement says, as one sealed JSON text, and the digest by which a signer shows that she
has seen these words and no others.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal.db import moment, stamp

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of one text; `id` and `number` are empty until it has been proposed."""

    purposes: Pairs
    """A code and its words: what the shared words may be used for."""
    paragraphs: Pairs
    """The terms of reference: a number, which a paragraph keeps, and its words."""
    gateway: str
    """The statute under which the bodies may share."""
    regime: Pairs
    """A kind of agency, and the data protection law that it acts under."""
    confidence: str
    """How the duty of confidence is met."""
    handling: tuple[str, ...]
    """Conditions of handling and marking, in order."""
    review_at: datetime
    id: str = ""
    number: int = 0

    @property
    def digest(self) -> str:
        """Changes with any word, and with the text's id and number."""
        return hashlib.sha256(f"{self.id} {self.number} {dump(self)}".encode()).hexdigest()


def dump(terms: Terms) -> str:
    told = {
        "purposes": terms.purposes,
        "paragraphs": terms.paragraphs,
        "gateway": terms.gateway,
        "regime": terms.regime,
        "confidence": terms.confidence,
        "handling": terms.handling,
        "review_at": stamp(terms.review_at),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def load(text: str, row: Any) -> Terms:
    """The words of a row of `agreement`, as dumped."""
    told: dict[str, Any] = json.loads(text)
    terms = Terms(
        purposes=_pairs(told["purposes"]),
        paragraphs=_pairs(told["paragraphs"]),
        gateway=told["gateway"],
        regime=_pairs(told["regime"]),
        confidence=told["confidence"],
        handling=tuple(told["handling"]),
        review_at=moment(told["review_at"]),
    )
    return replace(terms, id=row.id, number=row.number)


def _pairs(told: list[list[str]]) -> Pairs:
    return tuple((one[0], one[1]) for one in told)
