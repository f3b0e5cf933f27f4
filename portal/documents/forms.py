"""What may be asked of words."""

from collections.abc import Mapping

from portal.web.page import Wrong

LEAST, LONGEST = 2, 200


def sought(fields: Mapping[str, str]) -> str:
    """The words to look for. Raises Wrong where they are too few or too many."""
    words = " ".join(fields.get("words", "").split())
    if len(words) < LEAST:
        raise Wrong.one("words", f"Enter at least {LEAST} characters to look for.")
    if len(words) > LONGEST:
        raise Wrong.one("words", f"Use {LONGEST} characters or fewer.")
    return words
