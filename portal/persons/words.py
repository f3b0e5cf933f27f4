"""How people of the register, and what is suggested of them, are told on a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.persons.known import Mention
from portal.persons.posts import titles
from portal.persons.suggesting import Group
from portal.persons.told import Told
from portal.web.dates import in_words

DONE = {
    "entered": "The person is entered. Only your own organisation's people see the entry so far.",
    "changed": "The entry is changed. What it said before is kept.",
    "shown": "It is decided who sees the entry.",
    "closed": "The entry is closed. It is matched with nothing any more.",
    "proposed": "The other organisation is asked whether it is the same person.",
    "settled": "That is recorded.",
    "pasted": "They are entered. Only your own organisation's people see the entries so far.",
}
"""What has just happened, by the code that the address carries."""
KINDS = {
    "person": "Person of the register",
    "name": "Name that is not in the register",
    "date_of_birth": "Date of birth",
    "date": "Date",
    "age": "Age",
    "address": "Address",
    "street": "Street",
    "postcode": "Postcode",
    "postcode_outward": "First half of a postcode",
    "phone": "Telephone number",
    "email": "E-mail address",
    "web": "Web address",
    "handle": "Name of an account",
    "nhs_number": "NHS number",
    "nino": "National Insurance number",
    "pnc": "Police National Computer (PNC) number",
    "cro": "Criminal Records Office (CRO) number",
    "crn": "Probation case reference number (CRN)",
    "upn": "Unique pupil number (UPN)",
    "visor": "ViSOR reference",
    "mapps": "MAPPS reference",
    "term": "Length of a sentence",
    "organisation": "Organisation",
    "place": "Place",
    "amount": "Amount of money",
    "reference": "Reference",
}
"""Kinds that are not here are told by their own code, its underscores made spaces."""
SURE = ((0.85, "high"), (0.55, "medium"), (0.0, "low"))
AROUND = 40
"""Characters of the text that are shown at each side of a place."""


def kind(code: str) -> str:
    plain = code.replace("_", " ")
    return KINDS.get(code, f"{plain[:1].upper()}{plain[1:]}")


def sure(confidence: float) -> str:
    """Such as "high"."""
    return next(said for least, said in SURE if confidence >= least)


def facts(told: Told) -> list[dict[str, str]]:
    """What is known of somebody, as pairs; what is not known is left out."""
    rows = [
        ("Names", "; ".join(told.names)),
        ("Nicknames", "; ".join(told.nicknames)),
        ("Date of birth", in_words(told.born) if told.born else ""),
        ("Date of death", in_words(told.died) if told.died else ""),
        ("Addresses", "; ".join(told.addresses)),
        ("References", "; ".join(f"{kind(scheme)}: {value}" for scheme, value in told.references)),
        ("Relations to others", told.relations),
        ("Note", told.note),
        ("Post", titles()[told.post] if told.post else ""),
        ("Chosen name", told.chosen),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def typed(told: Told) -> dict[str, str]:
    """The fields of the form, as they were typed or would be."""
    days = {name: day for name in ("born", "died") if (day := getattr(told, name))}
    return {
        "names": "\n".join(told.names),
        "nicknames": "\n".join(told.nicknames),
        "addresses": "\n".join(told.addresses),
        "references": "\n".join(f"{scheme}: {value}" for scheme, value in told.references),
        "relations": told.relations,
        "note": told.note,
        "chosen": told.chosen,
        "post": told.post,
        **{name: f"{day.day}/{day.month}/{day.year}" for name, day in days.items()},
    }


def group(one: Group, texts: Sequence[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """A group of suggestions, with each of its places in its words."""
    who = " or ".join(labels[name] for name in one.people if name in labels)
    return {
        "value": one.value,
        "kind": kind(one.kind),
        "who": who,
        "asked": one.ambiguous,
        "count": one.count,
        "sure": sure(one.confidence),
        "places": [place(mention, texts[mention.text_index]) for mention in one.mentions],
    }


def place(mention: Mention, text: str) -> dict[str, Any]:
    before, after = text[: mention.start], text[mention.end :]
    return {
        "number": mention.text_index + 1,
        "before": f"{'…' if len(before) > AROUND else ''}{before[-AROUND:]}",
        "words": text[mention.start : mention.end],
        "after": f"{after[:AROUND]}{'…' if len(after) > AROUND else ''}",
        "why": f"{mention.why[:1].upper()}{mention.why[1:]}",
        "sure": sure(mention.confidence),
    }
