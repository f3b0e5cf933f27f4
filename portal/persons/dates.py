"""Dates and ages as they are written in English, and the day that a date means.

Days of birth are told from other dates by the words before them.
"""

import re
from collections.abc import Iterator
from datetime import date

from portal.persons.known import Mention

MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
MONTH = f"(?:{MONTH_NAMES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?"
NUMBER = {m[:3].lower(): n for n, m in enumerate(MONTH_NAMES.split("|"), 1)}
ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
    "twenty-eighth twenty-ninth thirtieth thirty-first"
)
ORDINALS = ORDINAL_WORDS.split()
IN_WORDS = "|".join(sorted(ORDINALS, key=len, reverse=True)).replace("-", "[- ]")
DAY = f"(?:(?:the\\s+)?(?:[12]\\d|3[01]|0?[1-9])(?:\\s?(?:st|nd|rd|th))?|the\\s+(?:{IN_WORDS}))"
WEEKDAY = "(?:(?:Mon|Tue|Tues|Wed|Weds|Thu|Thur|Thurs|Fri|Sat|Sun|Wednes|Satur)(?:day)?\\.?,?\\s+)"
YEAR = "(?:(?:1[5-9]|20)\\d\\d|['\u2018\u2019]\\d\\d|\\d\\d(?=[\\s,.;)]))"
LONG_YEAR = "(?:1[5-9]|20)\\d\\d"
GAP = "[\\s\u00a0]+"
TO = "\\s*(?:-|\u2013|\u2014|/|,|to|and|until|or|&)\\s*"
AT_MONTH = re.compile(f"\\b{MONTH}(?!\\w)", re.IGNORECASE)
LEFT = re.compile(
    f"(?<![\\w/.]){WEEKDAY}?(?:{DAY}{GAP}{MONTH}{TO}(?:on )?)*(?:{DAY}(?:{TO})"
    f")*{DAY}(?:{GAP}of)?{GAP}$",
    re.IGNORECASE,
)
EARLY = re.compile(f"(?<!\\w)(?:(?:early|mid|late)[- ]|{MONTH}{TO})$", re.IGNORECASE)
RIGHT = {
    True: re.compile(f",?{GAP}{YEAR}(?!\\w)"),
    False: re.compile(
        f",?(?:{GAP}of)?{GAP}(?:{LONG_YEAR}|['\u2018\u2019]\\d\\d)\\b"
        f"|{GAP}(?:the{GAP})?(?:[12]\\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\\w%]"
        f"|[.:]\\d)(?:,?{GAP}{LONG_YEAR}\\b)?",
        re.IGNORECASE,
    ),
}
WORDS_TOO = frozenset(
    {"may", "mar", "march", "dec", "sep", "jan", "nov", "oct", "apr", "jun", "jul", "aug", "feb"}
)
FORMS = (
    re.compile(
        f"(?<![\\d/.-])(?:0?[1-9]|[12]\\d|3[01])(?P<cut>[/.-])(?:0?[1-9]|1[0-2])(?P=cut)"
        f"(?:{LONG_YEAR}|\\d\\d)(?![\\d/-]|\\.\\d)"
    ),
    re.compile(
        r"(?<![\d/.-])(?:1[5-9]|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)"
    ),
    re.compile(
        f"\\b(?:(?:spring|summer|autumn|winter|Christmas|Easter|New Year)(?: of)? {LONG_YEAR})\\b",
        re.IGNORECASE,
    ),
)
YEARS = re.compile(
    f"(?i:\\b(?:in|since|until|from|to|during|of|by|before|after|around|between"
    f"|early|late|mid-?|and"
    f"|born|year|circa|c\\.)\\s+)(?P<year>{LONG_YEAR}(?:s|\\s?[-\u2013/]\\s?(?:{LONG_YEAR}"
    f"|\\d\\d))?)"
    "(?![\\w/]|[.,:]\\d|\\s?%)"
)
BIRTH = re.compile(
    r"(?:\bborn\b(?:\s+on)?|\bd\.?\s?o\.?\s?b\.?|\bdate\s+of\s+birth|\bbirth\s?dates?|\bbirthdays?"
    r"|\bb\.)[^.\n]{0,24}$",
    re.IGNORECASE,
)
BIRTH_AFTER = re.compile(r"\s*\(?(?:date of birth|d\.?o\.?b\b|birthday)", re.IGNORECASE)
TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
UNITS = "one|two|three|four|five|six|seven|eight|nine"
TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
COUNT = f"(?:\\d{{1,3}}(?:\u00bd)?|(?:{TENS})(?:[- ](?:{UNITS}))?|{TEENS}|{UNITS})"
SPANS_OF = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|days?)"
PERIOD = f"{COUNT}{GAP}(?:years?|months?|weeks?)"
TERM = re.compile(
    f"\\b(?:sentenced?|imprisonment|suspended|suspension|term|detention|custody"
    f"|licence)\\b[^.\n]{{0,40}}?"
    f"\\b(?:to|of|for){GAP}(?P<term>{PERIOD}(?:(?:{GAP}and)?{GAP}{PERIOD})?|life imprisonment)\\b"
    f"|(?P<before>{PERIOD}(?:(?:{GAP}and)?{GAP}{PERIOD})?)['\u2019]s?{GAP}imprisonment",
    re.IGNORECASE,
)
AGES = (
    re.compile(
        f"\\b(?:aged?|turned|turning)(?: of| about| around| approximately| only| just)?{GAP}{COUNT}"
        f"(?:(?:{TO}|,\\s*){COUNT})*(?:{GAP}{SPANS_OF})?(?:{GAP}old)?\\b(?!%)",
        re.IGNORECASE,
    ),
    re.compile(
        f"\\b{COUNT}[-\u2010\u2011\\s]?{SPANS_OF}[-\u2010\u2011\\s](?:of{GAP}age|old)s?\\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{1,3}\s?(?:yo|y/o|yr old)\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2} (?:yrs|years)(?=[,)])", re.IGNORECASE),
    re.compile(
        r"\bin (?:his|her|their|my) (?:(?:early|mid|late)[- ])?"
        r"(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|\d0s)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<=[a-z]\s)(?<!Article )(?<!rticles )(?<!Section )(?<!section )(?<!Rule )"
        r"(?<!Part )(?<!Act )"
        r"(?<!Law )(?<!paragraph )(?<!Schedule )\((?:aged [1-9]\d?|[1-9]\d(?: (?:yrs|years))?)\)"
    ),
    re.compile(
        f"\\b(?:\\d{{1,3}}|{TEENS}|{TENS})(?:st|nd|rd|th|eenth|y-first)?{GAP}birthday\\b",
        re.IGNORECASE,
    ),
)


def dates(index: int, text: str) -> Iterator[Mention]:
    """Every date; those of birth as such."""
    for month in AT_MONTH.finditer(text):
        if span := _around(text, month):
            yield _dated(index, text, *span)
    for form in FORMS:
        for found in form.finditer(text):
            before = text[max(0, found.start() - 24) : found.start()].lower()
            if "sort" not in before and "version" not in before and "section" not in before:
                yield _dated(index, text, found.start(), found.end())
    for found in YEARS.finditer(text):
        start, end = found.span("year")
        born = bool(BIRTH.search(text[max(0, start - 40) : start]))
        kind, sure = ("date_of_birth", 0.8) if born else ("date", 0.6)
        yield Mention(
            index, start, end, kind, (), sure, "a year" if not born else "a year of birth"
        )


def _around(text: str, month: re.Match[str]) -> tuple[int, int] | None:
    """The date that has its month there; "12 may" in small letters is a number and a verb."""
    word = month[0].rstrip(".")
    begin = max(0, month.start() - 90)
    left = LEFT.search(text[begin : month.start()])
    right = RIGHT[bool(left)].match(text, month.end())
    if not (left or right) or (word in WORDS_TOO and not (right and len(right[0]) > 4)):
        return None
    early = left or EARLY.search(text[begin : month.start()])
    start = begin + early.start() if early else month.start()
    start += 4 * text[start : start + 4].lower().startswith("the ")
    return start, right.end() if right else month.end() - month[0].endswith(".")


def _dated(index: int, text: str, start: int, end: int) -> Mention:
    born = BIRTH.search(text[max(0, start - 60) : start]) or BIRTH_AFTER.match(text, end)
    if born:
        return Mention(index, start, end, "date_of_birth", (), 0.95, "a date of birth")
    sure = 0.9 if re.search(r"\d{4}|\d[/.-]\d", text[start:end]) else 0.8
    return Mention(index, start, end, "date", (), sure, "a date")


def terms(index: int, text: str) -> Iterator[Mention]:
    """How long somebody was sent to prison, suspended or on licence for."""
    for found in TERM.finditer(text):
        name = "term" if found["term"] else "before"
        yield Mention(index, *found.span(name), "term", (), 0.55, "the length of a sentence")


def ages(index: int, text: str) -> Iterator[Mention]:
    for form in AGES:
        for found in form.finditer(text):
            bracketed = found[0].startswith("(")
            start, end = found.start() + bracketed, found.end() - bracketed
            sure = 0.6 if bracketed else 0.88
            yield Mention(index, start, end, "age", (), sure, "an age")


def meant(words: str) -> tuple[int | None, int | None, int | None]:
    """Year, month and day of a written date; None for what it does not say."""
    plain = words.strip().lower()
    if found := re.fullmatch(r"(\d{4})[-/.](\d\d)[-/.](\d\d)", plain):
        return int(found[1]), int(found[2]), int(found[3])
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2,4})", plain):
        return _century(found[3]), int(found[2]), int(found[1])
    month = next((NUMBER[w[:3]] for w in re.findall("[a-z]+", plain) if _is_month(w)), None)
    year = re.search(r"\b(\d{4})\b|['\u2018\u2019](\d\d)\b|[a-z.,]\s+(\d\d)$", plain)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\d)", plain)
    spoken = [
        n for n, w in enumerate(ORDINALS, 1) if re.search(f"\\b{w}\\b", plain.replace("y ", "y-"))
    ]
    number = int(day[1]) if day else (spoken[-1] if spoken else None)
    told = next((g for g in year.groups() if g), "") if year else ""
    return (_century(told) if told else None), month, number


def _is_month(word: str) -> bool:
    return (
        any(name.lower().startswith(word[:3]) for name in MONTH_NAMES.split("|"))
        and (len(word) < 5 or word in MONTH_NAMES.lower().split("|"))
        and len(word) > 2
    )


def _century(digits: str) -> int:
    number = int(digits)
    return number if number > 99 else number + (2000 if number < 30 else 1900)


def is_day(words: str, day: date) -> bool:
    """Whether a written date is that day, the year left out or not."""
    year, month, number = meant(words)
    return (month, number) == (day.month, day.day) and year in {day.year, None}
