"""People, organisations, places and amounts that nobody has entered, told by the words around them.

Without a model this knows only patterns: a title, a word that announces a name, a place before a
court or a prison. Every result is a suggestion, and says which pattern it was.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from portal.persons.common import COMMON, FORENAMES, MONTHS, RANKS, STARTERS, TITLES
from portal.persons.known import Mention

UP = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ"
CAP = f"[{UP}](?:[\\w'\u2019]*\\w)?(?:[-\u2010\u2011][{UP}]?\\w[\\w'\u2019]*)*"
LETTER = f"[{UP}]"
DOTS = f"(?:{LETTER}\\.[ \u00a0-]?)+"
PARTICLE = "(?:van|von|der|den|de|la|le|du|da|dos|di|del|al|el|bin|ibn|ap|ferch|y|zu|af|ten)"
PART = f"(?:{CAP}|{DOTS}|{PARTICLE} (?={PARTICLE} |[{UP}]))"
NAME = f"(?:{DOTS}\\s?)?{PART}(?:[ \u00a0]{PART}){{0,4}}"
TITLE = (
    "(?:Messrs|Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Judge|Cllr"
    "|Councillor|Rev|Reverend"
    "|PCSO|WPC|PC|DCI|DCS|DC|DS|DI|PS|Sgt|Sergeant|Inspector|Insp|Superintendent|Supt|Constable"
    "|Nurse|Sister|Imam|Rabbi|Pastor|Father|Ambassador|Master|Detective|Lt|Colonel|Captain)"
)
TITLED = re.compile(f"(?<!\\w)(?:{TITLE}\\.?[ \u00a0\n])+(?P<name>{NAME})")
CUES = (
    "national,|nationals,|represented by|by their Agent,|named|called|name of"
    "|known as|alias|aka|married"
    "|children:|daughter,?|son,?|brother,?|sister,?|mother,?|father,?|wife,?|"
    "husband,?|partner,?|uncle,?"
    "|aunt,?|cousin,?|friend,?|victim,?|perpetrator,?|offender,?|applicant,|applicants,|suspect,?"
    "|deceased,?|lodged(?: with the Court)? by|namely|stepfather,?|stepmother,?|neighbour,?"
    "|social worker,?|midwife,?|practitioner,?|nephew,?|niece,?|lawyer,?|name,?|names,?"
)
CUED = re.compile(
    f'\\b(?:{CUES})\\s+[“"\u2018(]?(?P<name>{CAP}(?: {PART}){{1,4}}|{DOTS}\\s?{CAP}'
    f'|{CAP}(?=[”"\u2019]))'
)
CUED_ONE = re.compile(
    f"\\b(?i:named|called|aka|alias|known as|daughter,?|son,?|brother,?|sister,?|wife,?|husband,?"
    f'|partner,?|cousin,?|maiden name,?|children,?) [“"\u2018(]?(?P<name>{CAP})(?! {CAP})'
)
TURNED = re.compile(
    f"(?<![\\w,] )(?<!\\w)(?P<name>[{UP}][{UP}'\u2019-]{{2,}}, [{UP}][a-z]+(?: [{UP}][a-z]+)?)\\b"
)
INITIALS = re.compile(f"(?<![\\w.])(?P<name>{LETTER}\\.(?:[ \u00a0]?{LETTER}\\.){{1,3}})(?!\\w)")
PAIR = re.compile(f"(?<![\\w\u2019'])(?P<first>{CAP})(?: {LETTER}\\.?)? (?P<last>{CAP})")
QUOTED = re.compile(
    "\\b(?:nicknamed|nickname|known as|called|aka|alias|went by)\\s+(?:the )?[“\"\u2018']"
    "(?P<name>[^”\"\u2019'\n]{2,25})[”\"\u2019']"
)
NOT_NAMES = re.compile(
    r"^(?:Government|State|Court|Convention|Republic|President|Agent|Article|Section|Rule|Law|Act"
    r"|Minister|Ministry|Head|Deputy|Chief|Director|Commission|Council|Justice|Officer|European)\b"
)
NOT_INITIALS = frozenset(
    {"U.K.", "U.S.", "E.U.", "U.N.", "P.M.", "A.M.", "U.S.A.", "N.B.", "P.S.", "D.O.B.", "N.I."}
)
APPLICATION = re.compile(r"(?<![\w/.])(\d{1,6}/\d{2})(?![\w/])")
NUMBERED = re.compile(r"(?i:\b(?:nos?|numbers?|applications?|file|case|ref)\b[^\n]{0,120})$")
DOCKET = re.compile(
    r"(?i:\b(?:case|file|docket|judgment|decision|indictment) nos?\.? )(?P<code>[A-Z0-9][\w"
    r"./-]*\d[\w./-]*\w)"
)

GENERIC = (
    "Supreme|Constitutional|Federal|European|Military|Administrative|Regional|District|High|Higher"
    "|Court|Criminal|Civil|Labour|The|This|That|State|National|General|Public"
    "|Principal|Chief|Appeal"
    "|Second|First|Third|Fourth|Fifth|Central|Grand|County|Crown|Magistrates|Family|Youth|Assize"
    "|Security|Local|Provincial|Police|Employment|Industrial|Social|Human|Joint"
    "|Special|Royal|Her|His"
    "|Turkish|Polish|German|Austrian|British|Swedish|Norwegian|French|English|Welsh|Scottish|Irish"
    "|Cypriot|Armed|Land|Tax|Juvenile|Commercial|Cassation|On|In|At|By|An|A|Domestic|Government"
    "|Home|Foreign|Health|Education|Community|Children|Adult|Probation|Prison"
    "|Mental|Primary|Secondary"
)
KINDS = (
    "Court(?: of (?:First[- ]Instance|Appeal|Justice|Cassation))?|Tribunal|Prison"
    "|Hospital|Infirmary"
    "|University|School|College|Academy|Clinic|Surgery|Detention Centre|Remand Centre"
    "|Medical Centre"
    "|Health Centre|Children[\u2019']s Centre|Centre|Nursery|Council|Constabulary"
    "|Police Station|Police"
    "|Public Prosecutor[\u2019']s Office|Prosecutor[\u2019']s Office|Municipality"
    "|Municipal Council|Bar Association"
    "|Authority|Trust|Foundation|Ltd|Limited|plc|LLP|GmbH|AG|Party|Association"
    "|Company|Bank|Church|Mosque"
    "|Temple|Gurdwara|Cemetery|House|Lodge|Barracks|Refuge|Hostel|Club|Airport"
    "|Railways|Society|Union"
    "|Academy Trust|Institute|Faculty|Directorate"
)
ORGANISATION = re.compile(
    f"(?<![\\w])(?!(?:{GENERIC})\\b)(?P<org>{CAP}(?:(?: of| and| for| the| [\u2019'])"
    f"? {CAP}){{0,5}}?"
    f" (?:(?:Magistrates[\u2019']|{CAP}) ){{0,3}}?(?:{KINDS}))(?![\\w])"
)
LARGE = re.compile(
    "(?:Before the )?(?:London|Paris|Berlin|Vienna|Warsaw|Rome|Madrid|Istanbul"
    "|İstanbul|Ankara|Izmir|Gdańsk|Moscow|Stockholm"
    "|Athens|Brussels|Dublin|Lisbon|Oslo|Copenhagen|Helsinki|Prague|Budapest|"
    "Bucharest|Sofia|Kyiv)\\b"
)
"""A court of so large a place tells little of whom it tried."""
PUBLIC = re.compile("(?:Court(?: of .*)?|Municipality|Directorate|Authority|Police)$")
PRISON = re.compile(f"\\bHM(?:P|YOI|P/YOI)? (?P<org>{CAP}(?: {CAP})?)")
PLACE = re.compile(
    "\\b(?:liv(?:es|ed|ing)|born|practising|resid(?:es|ed|ing|ent)|detained|detention"
    "|imprisoned|settled|based"
    "|staying|stayed|moved|returned|village|town|city|district|municipality|borough"
    "|province|area|region"
    f"|prison|home|house|flat|office) (?:in|of|at|to|near|from) (?:the )?(?:village of "
    f"|town of )?(?P<place>{CAP}(?:[ -]{CAP}){{0,2}}(?:, {CAP})?)"
)
BY_BIRTH = re.compile(
    f"\\b(?:born|liv(?:es|ed|ing)|resid\\w+) (?:on|in) [^.\n]{{3,25}}? (?:in|at)"
    f" (?P<place>{CAP}(?:[ -]{CAP})?)"
)
MONEY_WORDS = (
    "(?:euros?|pounds?(?: sterling)?|dollars?|(?:Turkish|Swedish|Polish|Norwegian"
    "|Austrian|German|Deutsch|Cyprus)? ?"
    "(?:liras?|Liras?|kronor|kroner|zlotys?|schillings?|Schillings?|Deutschmarks?"
    "|marks?|Marks?|Mark|pounds?))"
)
CURRENCY = "(?:EUR|GBP|USD|TRY|TRL|PLN|SEK|NOK|ATS|DEM|CYP|CHF|FRF|ITL|£|€|\\$)"
NUMERAL = "\\d{1,3}(?:[,. \u00a0]\\d{3})*(?:\\.\\d+)?(?: ?(?:million|billion|m|k)\\b)?"
AMOUNT = re.compile(
    f"(?:(?:approximately|about|over|some) )?(?:{CURRENCY}[ \u00a0]?{NUMERAL}|"
    f"\\b{NUMERAL}[ \u00a0](?:{MONEY_WORDS}|{CURRENCY}))"
    f"(?:[ \u00a0]\\({CURRENCY}\\))?"
)
SHARE = re.compile(r"\b\d{1,3}(?:\.\d+)?[ \u00a0]?(?:%|per cent\b|percent\b)")


def recognised(index: int, text: str) -> Iterator[Mention]:
    """All readings; overlapping ones too."""
    names = list(_names(index, text))
    yield from names
    yield from _again(index, text, names)
    yield from _codes(index, text)
    yield from _bodies(index, text)
    for found in AMOUNT.finditer(text):
        yield Mention(index, *found.span(), "amount", (), 0.7, "an amount of money")
    for found in SHARE.finditer(text):
        yield Mention(index, *found.span(), "amount", (), 0.5, "a share in the hundred")


def _names(index: int, text: str) -> Iterator[Mention]:
    for found in TITLED.finditer(text):
        end = _name_end(text, found.start("name"), found.end("name"))
        if end:
            yield Mention(index, found.start(), end, "name", (), 0.92, "a name after a title")
    for pattern, sure, why in (
        (CUED, 0.8, "a name after a word that announces one"),
        (CUED_ONE, 0.65, "a name after a word that announces one"),
        (TURNED, 0.85, "a surname in capitals and a forename"),
        (QUOTED, 0.8, "a nickname in quotes"),
    ):
        for found in pattern.finditer(text):
            start = found.start("name")
            end = _name_end(text, start, found.end("name"))
            if end and not NOT_NAMES.match(found["name"]):
                yield Mention(index, start, end, "name", (), sure, why)
    for found in INITIALS.finditer(text):
        if found["name"].replace(" ", "") not in NOT_INITIALS:
            yield Mention(index, *found.span("name"), "name", (), 0.7, "initials with full stops")
    for found in PAIR.finditer(text):
        first, last = found["first"].lower(), found["last"].lower()
        if first in FORENAMES and last not in STARTERS and last not in MONTHS:
            sure = 0.6 if first in COMMON else 0.75
            yield Mention(index, *found.span(), "name", (), sure, "a common forename and a capital")


def _name_end(text: str, start: int, end: int) -> int:
    """Where the name ends; nothing where its first word is none."""
    words = list(re.finditer(r"\S+", text[start:end]))
    kept = 0
    for number, word in enumerate(words):
        plain = word[0].strip(".,\u2019'").lower()
        if plain in STARTERS and (number or len(words) == 1):
            break
        kept = start + word.end()
        tail = word[0].endswith(("\u2019s", "'s"))
        if tail:
            return kept - 2
    return kept


@lru_cache(maxsize=256)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    told = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(f"(?<![\\w])(?:(?:{TITLE})\\.? )?(?:{told})(?!\\w)(?! v\\.)")


def _again(index: int, text: str, names: list[Mention]) -> Iterator[Mention]:
    """A name that was recognised, wherever it stands again, its surname alone too."""
    found: set[str] = set()
    for one in names:
        words = [w.strip(".,\u2019'") for w in text[one.start : one.end].split()]
        words = [w for w in words if w.lower() not in TITLES | RANKS]
        if not words or one.why.startswith("initials"):
            continue
        for word in (words[0], words[-1]):
            if len(word) > 2 and word[0].isupper() and word.lower() not in STARTERS | COMMON:
                found.add(word)
    if found:
        for match in _any_of(frozenset(found)).finditer(text):
            yield Mention(
                index, *match.span(), "name", (), 0.6, "a name that the text gives elsewhere"
            )


def _codes(index: int, text: str) -> Iterator[Mention]:
    for found in APPLICATION.finditer(text):
        if NUMBERED.search(text[max(0, found.start() - 160) : found.start()]):
            yield Mention(index, *found.span(1), "court_case", (), 0.9, "a case number")
    for found in DOCKET.finditer(text):
        yield Mention(index, *found.span("code"), "court_case", (), 0.7, "a case number")


def _bodies(index: int, text: str) -> Iterator[Mention]:
    for found in ORGANISATION.finditer(text):
        if LARGE.match(found["org"]) and PUBLIC.search(found["org"]):
            continue
        yield Mention(
            index, *found.span("org"), "organisation", (), 0.65, "an organisation by its name"
        )
    for found in PRISON.finditer(text):
        yield Mention(index, *found.span("org"), "organisation", (), 0.7, "a prison")
    places: set[str] = set()
    for pattern in (PLACE, BY_BIRTH):
        for found in pattern.finditer(text):
            word = found["place"].split()[0].lower()
            if word not in STARTERS and word not in MONTHS:
                places.add(found["place"])
                yield Mention(
                    index, *found.span("place"), "place", (), 0.65, "a place by the words before it"
                )
    if places:
        for found in re.finditer(f"\\b(?:in|near|at|from|to) ({_either(places)})(?!\\w)", text):
            yield Mention(
                index, *found.span(1), "place", (), 0.55, "a place that the text gives elsewhere"
            )


def _either(words: set[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
