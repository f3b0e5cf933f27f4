"""A section as three people's hands left it: where it began, mine, and what was saved meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.documents.words import Paragraph
from portal.writing.merge import Piece, chosen, keep_ids, merge, unsettled

TITLE = "pick-title"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a version, opened, or typed and not yet saved."""

    title: str
    graphic: bool
    paragraphs: list[Paragraph]

    def reads_like(self, other: "Words") -> bool:
        """Whether a reader would see the same."""
        said, others = ([(p.kind, p.text) for p in one.paragraphs] for one in (self, other))
        return (self.title, self.graphic, said) == (other.title, other.graphic, others)


@dataclass(frozen=True, slots=True)
class Together:
    """What both made of it. `titles` is the settled title, or mine and theirs."""

    titles: tuple[str, ...]
    graphic: bool
    pieces: list[Piece]

    @property
    def places(self) -> list[str]:
        """The fields in which somebody decides what is not settled, in order."""
        titles = [TITLE] if len(self.titles) > 1 else []
        return titles + [f"pick-{n}" for n in range(len(unsettled(self.pieces)))]

    def decided(self, picks: Mapping[str, str]) -> Words | None:
        """The words once every place is decided as mine, theirs or both; until then None."""
        if any(picks.get(place) is None for place in self.places):
            return None
        title = self.titles[-1 if picks.get(TITLE) == "theirs" else 0]
        of_text = [picks[place] for place in self.places if place != TITLE]
        return Words(title, self.graphic, chosen(self.pieces, of_text))


def together(base: Words, mine: Words, theirs: Words) -> Together:
    """Three-way: what one left alone is as the other has it."""
    if mine.title in {base.title, theirs.title}:
        titles: tuple[str, ...] = (theirs.title,)
    else:
        titles = (mine.title,) if theirs.title == base.title else (mine.title, theirs.title)
    graphic = theirs.graphic if mine.graphic == base.graphic else mine.graphic
    typed = keep_ids(base.paragraphs, mine.paragraphs)
    return Together(titles, graphic, merge(base.paragraphs, typed, theirs.paragraphs))
