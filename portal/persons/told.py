"""What is known of somebody, as one sealed text: a JSON object with a version of its form."""

import json
from dataclasses import asdict, dataclass
from datetime import date

FORM = 1


@dataclass(frozen=True, slots=True)
class Told:
    """Names with the usual one first; each reference is a scheme and a value."""

    names: tuple[str, ...]
    nicknames: tuple[str, ...] = ()
    born: date | None = None
    died: date | None = None
    addresses: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    relations: str = ""
    note: str = ""
    chosen: str = ""
    """The name that the person or the family chose to be called by in what is released."""
    post: str = ""
    """Of policies/posts.csv: in which work a professional met the case."""

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(day for day in (self.born, self.died) if day)


def dump(told: Told) -> str:
    days = {name: day.isoformat() if (day := getattr(told, name)) else "" for name in DAYS}
    return json.dumps({"form": FORM, **asdict(told), **days}, ensure_ascii=False)


DAYS = ("born", "died")


def load(words: str) -> Told:
    """Raises ValueError for a text of another form."""
    found = json.loads(words)
    if found.pop("form", None) != FORM:
        raise ValueError("not what is known of a person, or of a later form")
    for name in DAYS:
        found[name] = date.fromisoformat(found[name]) if found[name] else None
    for name in ("names", "nicknames", "addresses"):
        found[name] = tuple(found[name])
    found["references"] = tuple((scheme, value) for scheme, value in found["references"])
    return Told(**found)
