"""Address lines: a house or flat, a street, and what follows of town and postcode."""

import re
from collections.abc import Iterator

from portal.persons.known import Mention

KINDS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Close|Cl|Drive|Dr|Court|Ct|Crescent|Cres|Gardens|Gdns"
    "|Terrace|Terr|Grove|Place|Pl|Square|Sq|Way|Walk|Mews|Rise|View|Hill|Row|Park|Green|Parade|Yard"
    "|Croft|Fold|Garth|Meadows?|Fields?|Heights|Villas|Mount|Bank|Gate|Wharf|Quay|Vale|Chase|End"
    "|Cottages?|Buildings|Estate|Broadway|Boulevard|Embankment|Approach|Circus|Common|Drove|Heol"
    "|Ffordd|Stryd|Maes|Lôn"
)
WORD = "[A-ZÀ-Þ][\\w'\u2019-]*"
STREET = (
    f"(?:(?:(?:St|Saint|Mc|Old|The|Upper|Lower|Great|Little)\\.? )?{WORD} )"
    f"{{1,3}}(?:{KINDS})\\b\\.?"
)
WELSH = (
    f"(?:Heol|Ffordd|Stryd|Maes|Clos|Cwrt|Lôn|Bryn|Rhodfa|Tan) (?:y |yr |Y |Yr )?{WORD}(?: {WORD})?"
)
HOUSE = "(?:(?:No\\.? ?|number )?\\d{1,4}[A-Za-z]?(?:\\s?[-\u2013/]\\s?\\d{1,4}[A-Za-z]?)?)"
FLAT = (
    f"(?:(?:Flat|Apartment|Apt|Unit|Room|Plot|Block) ?[A-Z]?\\d{{0,4}}[A-Za-z]?,? ?"
    f"(?:(?:{WORD} ){{1,3}}(?:House|Court|Tower|Point|Lodge|Heights|Buildings)"
    f"?,? ?)?)"
)
TOWN = f"(?:,\\s+(?:{WORD}(?:[ -](?:upon|on|le|by|in|under|{WORD})){{0,3}})){{1,3}}"
POSTCODE = "(?:,?\\s+[A-Z]{1,2}\\d[A-Z\\d]?(?:\\s?\\d[A-Z]{2})?)"
LINE = re.compile(
    f"(?<!\\w){FLAT}?{HOUSE},?\\s(?:{STREET}|{WELSH})(?:{TOWN}{POSTCODE}|{POSTCODE}|{TOWN})?"
)
FLAT_ALONE = re.compile(
    f"(?<!\\w)(?:Flat|Apartment|Apt|Room) ?\\d{{1,4}}[A-Za-z]?(?:,? (?:{WORD} )"
    f"{{1,2}}(?:House|Court|Tower|Point|Lodge))?"
)
STREET_ALONE = re.compile(f"(?<![\\w.])(?:{STREET}|{WELSH})")
NOT_STREETS = re.compile(
    r"Court\.?$|^(?:The|In|At|On|Car|Theme|Business|Retail|Single|No|Any|This|"
    r"That|One|First|Day|Week) "
    r"|(?:Bank|Park|Green|Hill|Field|Fields|Gate|End|View|Common|Place|Approach"
    r"|Way|Mount|Dr|St|Pl|Cl)\.?$|Home |Football|Data|Golden|World|Right |(?:Front"
    r"|Back|Side) |Village Green"
)


def addresses(index: int, text: str) -> Iterator[Mention]:
    for found in LINE.finditer(text):
        start, end = found.start(), _trimmed(text, found.start(), found.end())
        sure = 0.99 if re.search(r"\d[A-Z]{2}$", text[start:end]) else 0.9
        yield Mention(index, start, end, "address", (), sure, "an address line")
    for found in FLAT_ALONE.finditer(text):
        yield Mention(index, *found.span(), "address", (), 0.75, "a flat or room")
    for found in STREET_ALONE.finditer(text):
        if not NOT_STREETS.search(found[0]):
            start = found.start()
            yield Mention(index, start, found.end(), "street", (), 0.6, "a street's name")


def _trimmed(text: str, start: int, end: int) -> int:
    """Without a next sentence's or clause's first word that was taken for a town."""
    tail = re.search(
        r",\s+(?:The|He|She|They|It|Mr|Mrs|Ms|Miss|Dr|PC|DC|On|In|At|When|Where)\b.*$",
        text[start:end],
    )
    return start + tail.start() if tail else end
