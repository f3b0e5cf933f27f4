"""The agreement as a document that a chief officer would sign: numbered clauses in plain English,
and what is different between two texts.
"""

from dataclasses import dataclass

from portal.agreements.words import Terms
from portal.web.dates import day

Items = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Clause:
    number: int
    heading: str
    words: list[str]
    items: Items
    """Each with a label, by which it is cited, and its words."""


def clauses(terms: Terms, *, kind: str, name: str) -> list[Clause]:
    """The whole text; `kind` and `name` are the review's, as people call it."""
    told: list[tuple[str, list[str], Items]] = [
        ("What this agreement is", _what_it_is(kind, name), []),
        ("Purposes", [PURPOSES], _numbered(2, [words for _, words in terms.purposes])),
        ("Terms of reference", [PARAGRAPHS], _labelled(terms.paragraphs, "Paragraph ")),
        ("The legal gateway", [GATEWAY, terms.gateway], []),
        ("Data protection", [REGIME], _labelled(terms.regime)),
        ("The duty of confidence", [terms.confidence], []),
        ("Handling and marking", [HANDLING], _numbered(7, terms.handling)),
        ("Two keys", KEYS, []),
        ("Amending and withdrawing", CHANGING, []),
        ("Looking at it again", [f"The parties look at it again by {day(terms.review_at)}."], []),
    ]
    return [Clause(n, *one) for n, one in enumerate(told, 1)]


PURPOSES = "What is shared may be used for these purposes and for no other."
PARAGRAPHS = (
    "What the review is asked to find out. Each release names the paragraph that it serves; a "
    "paragraph keeps its number when the agreement is amended."
)
GATEWAY = "The gateway is the statute under which the bodies may give one another information."
REGIME = (
    "The law under which each kind of body handles personal data. UK GDPR is the United Kingdom's "
    "General Data Protection Regulation. It says how data is kept; it is no power to share."
)
HANDLING = "Whoever reads what is shared keeps to these conditions."
KEYS = [
    (
        "Words are read only while two keys hold. The receiving key is this agreement, signed by "
        "the owner of the words, by the reader's body and by the board. The owner's key is a "
        "release that its senior office signs: which sections, in which version, for whom, for "
        "what, until when."
    ),
    (
        "A signature here shares nothing by itself. It is given by the body's office: its holder, "
        "a deputy or an on-call officer, all equal. It stands when the signer leaves."
    ),
]
CHANGING = [
    (
        "An amended text comes into force when every body that has signed this one, and the board, "
        "have signed it. Until then this text holds. A body that does not want the amendment "
        "withdraws."
    ),
    (
        "A body may withdraw at any time. From that moment it receives nothing, and its own "
        "releases end. When the board withdraws nobody receives anything. What was signed stays "
        "on record."
    ),
]


def _what_it_is(kind: str, name: str) -> list[str]:
    return [
        (
            f"This is the agreement of the bodies that take part in {name} ({kind}). It says what "
            "they may share with one another for the review, for what, under which law, and how it "
            "is kept."
        ),
        "It shares nothing by itself. Each agency decides, section by section, what it releases.",
    ]


def _numbered(clause: int, words: tuple[str, ...] | list[str]) -> Items:
    return [{"label": f"{clause}.{n}", "words": one} for n, one in enumerate(words, 1)]


def _labelled(pairs: tuple[tuple[str, str], ...], before: str = "") -> Items:
    return [{"label": f"{before}{key}", "words": words} for key, words in pairs]


def differences(old: Terms, new: Terms) -> list[dict[str, str]]:
    """What the newer text changes: each with `what` it is about, and what `was` and is `now`.

    An empty `was` is an addition; an empty `now` a removal.
    """
    was, now = _parts(old), _parts(new)
    return [
        {"what": part[0], "was": was.get(part, ""), "now": now.get(part, "")}
        for part in dict.fromkeys([*now, *was])
        if was.get(part) != now.get(part)
    ]


def _parts(terms: Terms) -> dict[tuple[str, str], str]:
    """Each part's words by its heading and, where several have one heading, by what tells it."""
    told = {("Purpose", code): words for code, words in terms.purposes}
    told |= {(f"Paragraph {number}", ""): words for number, words in terms.paragraphs}
    told[("The legal gateway", "")] = terms.gateway
    told |= {(kind, "regime"): words for kind, words in terms.regime}
    told[("The duty of confidence", "")] = terms.confidence
    told |= {("Handling", words): words for words in terms.handling}
    return told | {("Looking at it again", ""): f"By {day(terms.review_at)}"}
