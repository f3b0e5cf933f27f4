"""How a page and a deed are declared: the law on the lid, the work in the body.

    @page("/reviews/{review}/read", act=Act.READ_REVIEW, template="documents/read.html")
    def read(ask: Ask) -> Values: ...

A page shows (GET, one read-only snapshot); a deed changes (POST, one transaction). A route whose
path has {review} is decided in that review's domain, any other in the portal's. With `thing`, the
row that the last id of the path names is found through the gate and handed over as `ask.thing`.
A deed shares its path with the page that is drawn again when the form is wrong.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from portal.db import ID
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.gate.sealed import PORTAL
from portal.gate.vault import Vault
from portal.web.draw import LOWEST

Done = TypeVar("Done")
Values = Mapping[str, object]
AS_IT_IS = "application/octet-stream"
"""The kind of a download: a browser keeps it and shows nothing of it here."""
UNTYPED = frozenset({"token", "once", "password", "again", "code", "totp"})
"""Fields that are never drawn back into a form."""


@dataclass(slots=True)
class Wrong(Exception):
    """A form that cannot be taken: each field with the sentence that stands beside it."""

    errors: list[dict[str, str]]

    @classmethod
    def one(cls, field: str, sentence: str) -> "Wrong":
        return cls([{"field": field, "sentence": sentence}])


LONGEST = 4000
"""Characters in a reason, unless a form says otherwise."""


def text(fields: Mapping[str, str], name: str, missing: str = "", most: int = LONGEST) -> str:
    """Words as they were typed. Raises Wrong where they are missing, too long, or hold a NUL."""
    words = fields.get(name, "").replace("\r\n", "\n").strip()
    if missing and not words:
        raise Wrong.one(name, missing)
    if len(words) > most:
        raise Wrong.one(name, f"Use {most:,} characters or fewer.")
    if "\0" in words:
        raise Wrong.one(name, "Take out the character that cannot be stored, then try again.")
    return words


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came with a form. Neither its name nor its kind is believed."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    too_large: bool = False
    """Then its content was thrown away as it came."""


@dataclass(frozen=True, slots=True)
class Download:
    """What a page gives to be kept instead of looked at: bytes, and a name that tells nothing. The
    page's marking is put before the name.
    """

    content: bytes = field(repr=False)
    name: str
    kind: str = AS_IT_IS


@dataclass(frozen=True, slots=True)
class Again:
    """What a page gives to have another drawn instead, with these fields typed into its form."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    once: str = ""
    """The number of the drawn form: when that has had its effect, what was kept is gone."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as it came, bounded and parsed, before anything is believed."""

    method: str
    path: str
    ids: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    client: str
    fetch_site: str
    origin: str
    file: Upload | None = None
    """For a deed that takes files: the one that was chosen."""

    @property
    def domain(self) -> str:
        """The review that the address names, or the portal. An odd spelling names no review."""
        named = self.ids.get("review", PORTAL)
        return named if ID.fullmatch(named) else PORTAL

    @property
    def typed(self) -> dict[str, str]:
        return {k: v for k, v in self.form.items() if k not in UNTYPED}

    @property
    def number(self) -> str:
        """The form's, which counts for its own address alone: a page may hold several forms."""
        once = self.form.get("once", "")
        if not ID.fullmatch(once):
            return ""
        return hashlib.sha256(f"{once} {self.path}".encode()).hexdigest()[:32]

    def from_us(self, origin: str) -> bool:
        """Whether the browser says that a page of this portal sent it; old browsers say nothing."""
        if self.fetch_site:
            return self.fetch_site == "same-origin"
        return self.origin in {"", origin}


@dataclass(slots=True)
class Ask:
    """What a page or a deed is given."""

    gate: Gate
    raw: Raw
    vault: Vault
    demo: bool
    form: Any = None
    """What the deed's form made of the fields."""
    ready: Any = None
    """What the deed's `before` made."""
    thing: Any = None
    """The row that the path names, found through the gate."""
    origin: str = ""
    """Of the portal's own addresses."""
    token: str = ""
    """The session's own token, for choosing a membership and for signing out."""
    marking: str = LOWEST
    """Set higher by a page that shows material."""
    handling: str = ""
    """Set with the marking: how what carries it is to be handled, in words."""
    renews: int = 0
    """Set by a page that waits for something: after so many seconds it is asked for again."""
    acting: str = ""
    """Set by a page inside a review: for whom the person acts there, in words."""
    cookies: dict[str, "Cookie | None"] = field(default_factory=dict)
    """Cookies to set with the answer; None takes one away."""

    @property
    def ids(self) -> Mapping[str, str]:
        return self.raw.ids

    @property
    def now(self) -> datetime:
        return self.gate.now


@dataclass(frozen=True, slots=True)
class Cookie:
    value: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    path: str
    act: Act
    template: str
    """Empty where the page is a download and never drawn."""
    show: Callable[[Ask], Any]
    """Gives Values, or a Download where there is no template; or Again."""
    thing: Any = None
    choosing: bool = False
    """Open to somebody who has not said yet in which membership she acts."""
    form: Callable[[Mapping[str, str]], Any] | None = None
    """For a search: its POST reads and is drawn, so that what is sought stands in no address."""
    noted: bool = True
    """Whether finding the thing makes an entry, or only what is then opened of it."""


@dataclass(frozen=True, slots=True)
class Deed:
    path: str
    act: Act
    form: Callable[[Mapping[str, str]], Any]
    do: Callable[[Ask], str]
    """Does it and answers with the path to go to next."""
    thing: Any = None
    choosing: bool = False
    before: Callable[[Vault, Raw], Any] | None = None
    """Slow work before the transaction, such as checking a password; it may raise Wrong."""
    noted: bool = True
    files: bool = False
    """Whether its form carries a file: then who may do it is decided before the file is taken."""
    review: Callable[[Vault, Raw], str] | None = None
    """For an address that names no review: the one it is done in. It may raise Wrong or Refused."""

    goes_on: bool = False
    """Whether it is done also in a review whose keys were destroyed: what only ends a part."""

    def place(self, vault: Vault, raw: Raw) -> str:
        """The domain in which it is done."""
        return raw.domain if self.review is None else self.review(vault, raw)


def page_at(pages: Mapping[str, Page], path: str) -> tuple[Page, dict[str, str]] | None:
    """The page at an address, with what its path names; or None."""
    parts, found = path.split("/"), []
    for one in pages.values():
        names = one.path.split("/")
        if len(names) == len(parts):
            pairs = zip(names, parts, strict=True)
            ids = {name[1:-1]: part for name, part in pairs if name.startswith("{")}
            if one.path.format(**ids) == path:
                found.append((one, ids))
    return min(found, key=lambda both: len(both[1]), default=None)


def page(
    path: str,
    *,
    act: Act,
    template: str,
    thing: Any = None,
    choosing: bool = False,
    form: Callable[[Mapping[str, str]], Any] | None = None,
    noted: bool = True,
) -> Callable[[Callable[[Ask], Values | Download | Again]], Page]:
    return lambda show: Page(path, act, template, show, thing, choosing, form, noted)


def download(path: str, *, act: Act, thing: Any) -> Callable[[Callable[[Ask], Download]], Page]:
    return lambda show: Page(path, act, "", show, thing)


def deed(
    path: str,
    *,
    act: Act,
    form: Callable[[Mapping[str, str]], Any],
    thing: Any = None,
    choosing: bool = False,
    before: Callable[[Vault, Raw], Any] | None = None,
    noted: bool = True,
    files: bool = False,
    review: Callable[[Vault, Raw], str] | None = None,
    goes_on: bool = False,
) -> Callable[[Callable[[Ask], str]], Deed]:
    return lambda do: Deed(
        path, act, form, do, thing, choosing, before, noted, files, review, goes_on
    )


def no_fields(_: Mapping[str, str]) -> None:
    """The form of a button."""


def do(field: str, act: Callable[..., Done], /, **given: Any) -> Done:
    """An act whose refusal is a sentence on the form's own page, so that nothing typed is lost."""
    try:
        return act(**given)
    except Refused as refused:
        raise Wrong.one(field, str(refused)) from None
