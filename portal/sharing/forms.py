"""What may be asked of releases."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.web.page import Wrong


@dataclass(frozen=True, slots=True)
class Ending:
    reason: str


def ending(fields: Mapping[str, str]) -> Ending:
    """Raises Wrong without a reason, or with one that is too long to keep."""
    reason = fields.get("reason", "").strip()
    if not reason:
        raise Wrong.one("reason", "Say why you are ending this release.")
    if len(reason) > 4000:
        raise Wrong.one("reason", "The reason must be 4,000 characters or fewer.")
    return Ending(reason)
