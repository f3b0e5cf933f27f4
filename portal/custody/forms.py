"""What may be asked of legal hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.page import text


@dataclass(frozen=True, slots=True)
class Why:
    reason: str


def why(fields: Mapping[str, str]) -> Why:
    """Raises Wrong without a reason, or with one that is too long to keep."""
    return Why(text(fields, "reason", "Say why. Your organisation's officers can read it later."))
