"""What may be asked of legal hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.page import Wrong


@dataclass(frozen=True, slots=True)
class Why:
    reason: str


def why(fields: Mapping[str, str]) -> Why:
    """Raises Wrong without a reason, or with one that is too long to keep."""
    reason = fields.get("reason", "").strip()
    if not reason:
        raise Wrong.one("reason", "Say why. Your organisation's officers can read it later.")
    if len(reason) > 4000:
        raise Wrong.one("reason", "The reason must be 4,000 characters or fewer.")
    return Why(reason)
