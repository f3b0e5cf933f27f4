"""The schedule of what was taken out, for a refusal notice: one row for each passage. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.redaction.exemptions import Exemption
from portal.redaction.models import GONE, TITLE


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    document: int
    """The section's place in the rendition: its title may itself be taken out."""
    paragraph: int
    """Its number in the section as the audience cannot see it; 0 for the title."""
    exemptions: tuple[tuple[str, str, str], ...]
    """Code, title, and whether it is absolute or qualified."""
    harm: str
    interest: str
    holder: str
    pseudonym: bool
    box: tuple[str, str] = ("", "")
    """Of something covered on an attachment: which one, and on which page."""


def rows(
    sections: Sequence[Any],
    *,
    numbers: Mapping[str, Mapping[str, int]],
    passages: Iterable[Any],
    words: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Exemption],
    holders: Mapping[str, str],
) -> list[Row]:
    """In the order of the documents and of their words. The documents are counted as they stand, so
    that no number tells of one that was taken out.

    `numbers` gives by version the number of each paragraph; `words` by passage its opened harm and
    public-interest test; `holders` the names of bodies. What is kept has no row.
    """
    place = {one.version_id: number for number, one in enumerate(sections, 1)}
    told: list[Row] = []
    gone = [one for one in passages if one.decision in GONE and one.version_id in place]
    at = {one.id: 0 if one.paragraph == TITLE else numbers[one.version_id].get(one.paragraph, 0)
          for one in gone}  # fmt: skip
    for one in sorted(gone, key=lambda p: (place[p.version_id], at[p.id], p.starts)):
        said = words.get(one.id, {})
        codes = tuple(
            (code, known[code].title, known[code].kind) for code in one.codes.split()
            if code in known
        )  # fmt: skip
        told.append(
            Row(
                len(told) + 1,
                place[one.version_id],
                at[one.id],
                codes,
                said.get("harm", ""),
                said.get("interest", ""),
                holders.get(one.holder_id or "", ""),
                one.decision == "pseudonym",
            )
        )
    return told
