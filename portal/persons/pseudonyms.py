"""One label per person in a case, put into text as English has it.

A label stands for the person and not for how a name is spelt; where it is not clear who is meant,
nothing is put: the reviewer is asked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from portal.persons.hits import titled_from
from portal.persons.known import Mention
from portal.persons.tokens import APOSTROPHES, Token, tokens

Span = tuple[int, int, str]

BETWEEN = re.compile(r"[\s,]*[(\"“\u2018'\[]?\s*|[)\"”\u2019'\]]?[\s,]*")
OPENING = re.compile(r"(?:^|[\s(\[“\"])[\u2018'](?=\w)")
CLOSING = re.compile(r"(?<=[\w.,!?])[\u2019'](?!\w)")
ARTICLE = re.compile(r"\b(an?|An?)(\s+)$")
THE = re.compile(r"\b[Tt]he\s+$")
STARTS = re.compile(r"(?:^|[.!?][\"”\u2019)]*\s+|\n\s*)$")
AS_CONSONANT = re.compile(r"(?i:eu|uni|use|one\b|once\b|ur[aeiou])")


class Unclear(ValueError):
    """Spans that overlap, or a place for which nobody has said who is meant."""


def label(word: str, number: int, chosen: str = "") -> str:
    """Child 1, or the name that the family chose."""
    return chosen.strip() or f"{word} {number}"


def spans(
    mentions: Iterable[Mention], labels: Mapping[str, str]
) -> tuple[list[Span], list[Mention]]:
    """Places with the label of the one person meant, and those that somebody must decide."""
    clear, asked = [], []
    for mention in mentions:
        if mention.kind != "person":
            continue
        if len(mention.people) == 1 and labels.get(mention.people[0]):
            clear.append((mention.start, mention.end, labels[mention.people[0]]))
        else:
            asked.append(mention)
    return clear, asked


def put(text: str, places: Sequence[Span]) -> str:
    """The text with each place's label. Raises Unclear; offsets are code points, half-open."""
    toks = tokens(text)
    found = _merged(text, [_whole(toks, place) for place in sorted(places)])
    pieces: list[str] = []
    at = 0
    for start, end, name in found:
        if start < at or not name:
            raise Unclear("Places overlap, or nobody has said who is meant in one of them.")
        before = text[at:start]
        said, stop = _said(text, start, end, name)
        pieces.append(_agreeing(before, said))
        pieces.append(_capital("".join(pieces), said))
        at = stop
    return "".join(pieces) + text[at:]


def _whole(toks: Sequence[Token], place: Span) -> Span:
    """With the titles and ranks before the name."""
    start, end, name = place
    first = next((i for i, t in enumerate(toks) if t.start >= start), None)
    if first is None or toks[first].start >= end:
        return place
    return min(start, toks[titled_from(toks, first)].start), end, name


def _merged(text: str, places: Sequence[Span]) -> list[Span]:
    """Two places of one person with nothing but a bracket or a comma between are one."""
    kept: list[Span] = []
    for start, end, name in places:
        last = kept[-1] if kept else None
        if (
            last
            and last[2] == name
            and last[1] <= start
            and BETWEEN.fullmatch(text[last[1] : start])
        ):
            opened = re.search(r"[(\[“\"\u2018]", text[last[1] : start])
            closed = re.match(r"[)\]”\"\u2019]", text[end:])
            kept[-1] = (last[0], end + bool(opened and closed), name)
        else:
            kept.append((start, end, name))
    return kept


def _said(text: str, start: int, end: int, name: str) -> tuple[str, int]:
    """The label with its possessive, and where the replaced words end."""
    after = text[end : end + 2]
    if (
        after[:1] in set(APOSTROPHES)
        and after[1:] in {"s", "S"}
        and not text[end + 2 : end + 3].isalnum()
    ):
        return f"{name}{after[0]}s", end + 2
    if (
        after[:1] in {"'", "\u2019"}
        and text[end - 1] in "sSxXzZ"
        and not _closes_quote(text, start, end)
    ):
        return f"{name}{after[0]}s", end + 1
    if THE.search(text[:start]) and text[start:end].endswith("s") and " " not in text[start:end]:
        return f"{name} family", end
    return name, end


def _closes_quote(text: str, start: int, end: int) -> bool:
    """Whether an apostrophe there ends a quotation in single quotes."""
    line = text.rfind("\n", 0, start) + 1
    before = text[line:end]
    opened = len(OPENING.findall(before)) - len(CLOSING.findall(before))
    return opened > 0 or not re.match(r".\s+\w|.-", text[end : end + 4])


def _agreeing(before: str, said: str) -> str:
    """The words before a label, their article made to agree with it."""
    if said.lower().startswith("the ") and THE.search(before):
        return THE.sub("", before)
    found = ARTICLE.search(before)
    if not found:
        return before
    vowel = said[:1] in set("AEIOUaeiou") and not AS_CONSONANT.match(said)
    article = (
        ("an" if vowel else "a").capitalize() if found[1][0] == "A" else ("an" if vowel else "a")
    )
    return before[: found.start()] + article + found[2]


def _capital(written: str, said: str) -> str:
    """A label that begins a sentence begins with a capital."""
    return said[:1].upper() + said[1:] if said[:1].islower() and STARTS.search(written) else said
