"""Identifiers that are used in the United Kingdom, each with its kind, surety and reason.

Shapes come from the issuing bodies' published formats; check digits are in checks.py. Where two
readings overlap, the one with the most evidence stays: a check digit, then a word beside it that
says what it is, then the shape alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from portal.persons import checks
from portal.persons.addresses import addresses
from portal.persons.dates import ages, dates, terms
from portal.persons.known import Mention, settled

CHECKED, TOLD, SHAPED, WEAK = 0.98, 0.93, 0.85, 0.5
REF = (
    r"(?:\s*(?:reference|ref|numbers?|nos?|no|num|record|nominal|id|identifier"
    r"|identity|is|was|the|of"
    r"|\([A-Z]{2,5}\)|custody|report|log|under|number:)\b\.?)*[\s.:#()\u2013-]*"
)
VALUE = (
    r"(?P<value>(?=[A-Z0-9/*_-]*\d)[A-Z0-9](?:[A-Z0-9]|[/*_-](?=[A-Z0-9])){2,23})(?![A-Za-z0-9])"
)
SPACED_VALUE = (
    r"(?P<value>(?=[A-Z0-9/*_ -]*\d)[A-Z0-9](?:[A-Z0-9]|[/*_-](?=[A-Z0-9])"
    r"|[ ](?=[A-Z0-9/]*\d)){2,23})(?![A-Za-z0-9])"
)


NUMBERED = (
    r"(?i:\b(?<!Law )(?<!Act )(?<!Laws )(?<!ecree )(?<!Order )(?<!rotocol )"
    r"(?:ref|reference|number|no)\b\.?)"
)
"""Not the number of a law."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`check` gives surety by the digits; `told` are words before it that say what it is."""

    kind: str
    pattern: re.Pattern[str]
    says: str
    told: re.Pattern[str] | None = None
    check: Callable[[str], bool] | None = None
    alone: float = 0.0
    """How sure the shape makes us with neither; nothing below WEAK is told."""
    reach: int = 40


def _rule(  # noqa: PLR0917 - a table reads best in its columns
    kind: str,
    pattern: str,
    says: str,
    told: str = "",
    check: Callable[[str], bool] | None = None,
    alone: float = 0.0,
    reach: int = 40,
) -> Rule:
    words = re.compile(told, re.IGNORECASE) if told else None
    return Rule(kind, re.compile(pattern), says, words, check, alone, reach)


VEHICLE = (
    r"\b(?:vehicle|car|van|registration|reg|vrm|vrn|index|plates?|motor\w*|taxi|lorry|scooter|bike|"
    r"ford|vauxhall|bmw|audi|corsa|fiesta|golf|transit|driving a|driven)\b"
)
RULES = (
    _rule(
        "email",
        r"[A-Za-z0-9._%+'-]+(?:@|\s?[\[(]at[\])]\s?)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
        "an e-mail address",
        alone=CHECKED,
    ),
    _rule(
        "web",
        r"\bhttps?://[^\s<>()]+[^\s<>().,;]|\bwww\.[^\s<>()]+[^\s<>().,;]",
        "a web address",
        alone=SHAPED,
    ),
    _rule("handle", r"(?<![\w.@])@[A-Za-z0-9_.]{3,29}\w", "an account's name", alone=SHAPED),
    _rule(
        "ip_address",
        r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
        "an internet address",
        r"\bip\b|address",
        alone=0.7,
    ),
    _rule(
        "nhs_number",
        r"(?<![\d/-])\d{3}[ \u00a0-]?\d{3}[ \u00a0-]?\d{4}(?![\d/-])",
        "an NHS number",
        r"\bnhs\b|\bhealth (?:service )?number",
        checks.nhs,
    ),
    _rule(
        "nino",
        r"(?<!\w)[A-Za-z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}(?:[ -]?[A-Da-d])?(?!\w)",
        "a National Insurance number",
        r"\bnino\b|national insurance|\bni\b",
        checks.nino,
    ),
    _rule(
        "passport",
        r"(?<!\w)(?:\d{9}|[A-Z]\d{8}|[A-Z]{2}\d{7})(?!\w)",
        "a passport number",
        r"passport",
    ),
    _rule(
        "driving_licence",
        r"(?<!\w)[A-Z][A-Z9]{4}[ ]?\d{6}[ ]?[A-Z][A-Z9][ ]?[A-Z0-9][A-Z]{2}(?:[ ]?\d\d)?(?!\w)",
        "a driving licence number",
        r"licen[cs]e|\bdvla\b|driver",
        checks.driving_licence,
    ),
    _rule(
        "upn",
        r"(?<!\w)[A-HJ-NP-RT-Z]\d{11}[A-HJ-NP-RT-Z0-9](?!\w)",
        "a unique pupil number",
        r"\bupn\b|pupil",
        checks.upn,
    ),
    _rule(
        "pnc",
        r"(?<![\w/])(?:\d{4}|\d{2})\s?/\s?\d{1,7}\s?[A-Z](?![\w/])|(?<!\w)(?:(?:19"
        r"|20)\d{2}\d{7}|\d{2}\d{4,7})[A-Z](?!\w)",
        "a Police National Computer number",
        r"\bpncs?\b|\bpncid\b|police national",
        checks.pnc,
    ),
    _rule(
        "cro",
        r"(?<![\w/])(?:\d{1,6}/\d{2}[A-Z]|SF\d{2}/?\d{1,6}[A-Z])(?![\w/])",
        "a Criminal Records Office number",
        r"\bcro\b|criminal record",
        checks.cro,
        0.6,
    ),
    _rule(
        "arrest_summons",
        r"(?<!\w)\d{2}/?[0-9A-Z]{4}/?[0-9A-Z]{2}/?\d{5,11}[A-Z](?!\w)|(?<!\w)\d{2}/[0-9A-Z"
        r"]{4}/[0-9A-Z]{2}/\d{1,11}[A-Z](?!\w)",
        "an arrest summons number",
        r"\basn\b|summons",
        alone=0.8,
    ),
    _rule(
        "prison_number",
        r"(?<!\w)[A-Z]\d{4}[A-Z]{2}(?!\w)",
        "a prison number",
        r"\bprison|noms|nomis|\bhmp\b",
        alone=SHAPED,
    ),
    _rule(
        "crn",
        r"(?<!\w)[A-Z]\d{6}(?!\w)",
        "a probation case number",
        r"\bcrn\b|delius|probation",
        alone=SHAPED,
    ),
    _rule(
        "iban",
        r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?!\w)",
        "an international account number",
        r"\biban\b",
        checks.iban,
    ),
    _rule(
        "card",
        r"(?<![\d-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\d-])",
        "a card number",
        r"\bcard\b|visa|debit|credit",
        checks.luhn,
    ),
    _rule(
        "sort_code",
        r"(?<![\d-])\d{2}[- ]\d{2}[- ]\d{2}(?![\d-])|(?<!\d)\d{6}(?!\d)",
        "a sort code",
        r"sort[ -]?code|\bs/?c\b",
        reach=20,
    ),
    _rule(
        "account",
        r"(?<![\d-])\d{8}(?![\d-])",
        "an account number",
        r"\baccounts?\b|\ba/?c\b|\bacct?\b",
        reach=30,
    ),
    _rule(
        "phone",
        r"(?<![\w+/])(?:\+\s?44|0044|\+\d{1,3})[ ().-]{0,3}(?:\(0\)[ ]?)?\d(?:[ "
        r"().-]{0,2}\d){7,10}(?!\d)|(?<![\w/.-])\(?0[1-9](?:[ ().-]{0,2}\d){8,9}"
        r"(?![\d/])",
        "a telephone number",
        r"\btel|phone|mobile|\bcall|\btext|\brang|\bring\b|fax",
        alone=SHAPED,
    ),
    _rule(
        "phone",
        r"(?<![\w/])(?:\d{5,8}|\d{3,4}[ -]\d{3,4})(?!\w)",
        "a telephone number",
        r"(?:telephone|mobile|phone)(?: number| no\.?)?(?: is| was| ending| ending in)?[:\s]*$",
        reach=34,
    ),
    _rule(
        "vehicle",
        r"(?<!\w)[A-Z]{2}(?:0[1-9]|[1-7]\d)[ ]?[A-HJ-PR-Z]{3}(?!\w)",
        "a vehicle's registration",
        VEHICLE,
        alone=SHAPED,
    ),
    _rule(
        "vehicle",
        r"(?<!\w)(?:[A-HJ-NPR-TV-Y]\d{1,3}[ ]?[A-Z]{3}|[A-Z]{3}[ ]?\d{1,3}[A-Y])(?!\w)",
        "a vehicle's registration",
        VEHICLE,
        alone=0.6,
    ),
    _rule(
        "vehicle",
        r"(?<!\w)(?:[A-Z]{1,3}[ ]?\d{1,4}|\d{1,4}[ ]?[A-Z]{1,3})(?!\w)",
        "a vehicle's registration",
        VEHICLE,
        reach=34,
    ),
    _rule(
        "postcode",
        r"(?<!\w)(?:[A-Za-z]{1,2}\d[A-Za-z0-9]?[ \u00a0]{0,2}\d[ABD-HJLNP-UW-Zabd-hjlnp-uw"
        r"-z]{2})(?!\w)",
        "a postcode",
        "",
        checks.postcode,
    ),
    _rule(
        "postcode_outward",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z0-9]?(?!\w|-\d)",
        "the first half of a postcode",
        r"post\s?code|\barea|district|\bsector|\baddress|lived? in|\b(?:of|in|"
        r"near|around|from)\s+(?:[A-Z][a-z]+,?\s+)?$|[A-Z][a-z]+,?\s+$",
        reach=26,
    ),
)
NAMED = tuple(
    (kind, re.compile(words + REF + value), says)
    for kind, words, value, says in (
        ("visor", r"(?i:\bvisor\b)", VALUE, "a ViSOR reference"),
        ("mapps", r"(?i:\bmapp(?:s|a)\b)", VALUE, "a MAPPS reference"),
        ("custody", r"(?i:\bcustody\b)", SPACED_VALUE, "a custody reference"),
        ("crime", r"(?i:\bcrime\b)", SPACED_VALUE, "a crime reference"),
        (
            "occurrence",
            r"(?i:\b(?:occurrence|incident|niche|urn|cad|storm|log|intelligence|intel)\b)",
            SPACED_VALUE,
            "an occurrence reference",
        ),
        ("warrant", r"(?i:\bwarrant(?: card)?\b)", VALUE, "a warrant number"),
        ("collar", r"(?i:\b(?:collar|shoulder|epaulette)\b)", VALUE, "a collar number"),
        (
            "pnc",
            r"(?:\bPNC(?:ID)?\b)",
            r"(?P<value>\d{2,4}\s?/?\s?\d{1,7}\s?[A-Z])(?!\w)",
            "a Police National Computer number",
        ),
        (
            "cro",
            r"(?:\bCRO\b)",
            r"(?P<value>(?:SF)?\d{1,6}\s?/?\s?\d{1,6}\s?[A-Z])(?!\w)",
            "a Criminal Records Office number",
        ),
        ("court_case", r"(?i:\b(?:court case|claim|indictment|case)\b)", VALUE, "a case number"),
        (
            "hospital_number",
            r"(?i:\b(?:hospital|patient|mrn|rio|emis|systmone)\b)",
            VALUE,
            "a hospital number",
        ),
        (
            "social_care",
            r"(?i:\b(?:mosaic|liquidlogic|carefirst|social care|lcs|eis)\b)",
            VALUE,
            "a social care reference",
        ),
        (
            "reference",
            NUMBERED,
            VALUE,
            "a reference",
        ),
    )
)
COLLAR = re.compile(
    r"\b(?:PC|DC|PS|DS|DI|PCSO|WPC|Sgt|Sergeant|Constable|Insp|Inspector)\.?\s+"
    r"(?P<value>[A-Z]{0,2}\d{2,6}[A-Z]?)\b"
)


DIGIT = re.compile(r"\d")
WORDS = frozenset({"email", "web", "handle"})


def identifiers(texts: Sequence[str]) -> list[Mention]:
    """Every identifier, date, age and address line in the texts; no two overlap."""
    return settled(m for index, text in enumerate(texts) for m in found(index, text))


def found(index: int, text: str) -> Iterator[Mention]:
    """All readings of one text, overlapping ones too."""
    digits = DIGIT.search(text) is not None
    for rule in RULES:
        if digits or rule.kind in WORDS:
            yield from _by_rule(index, text, rule)
    if digits:
        yield from _named(index, text)
    yield from dates(index, text)
    yield from ages(index, text)
    yield from terms(index, text)
    yield from addresses(index, text)


def _by_rule(index: int, text: str, rule: Rule) -> Iterator[Mention]:
    for match in rule.pattern.finditer(text):
        start, end = match.span()
        before = text[max(0, start - rule.reach) : start].rpartition("\n\n")[2]
        told = bool(rule.told and rule.told.search(before))
        right = rule.check(match[0]) if rule.check else None
        sure, why = _weighed(rule, told=told, right=right)
        if rule.kind == "postcode_outward" and not _outward(match[0], before):
            continue
        if sure >= WEAK:
            yield Mention(index, start, end, rule.kind, (), sure, f"{rule.says}, {why}")


def _weighed(rule: Rule, *, told: bool, right: bool | None) -> tuple[float, str]:
    if right and told:
        return 0.99, "named as one, and its check is right"
    if right:
        return (0.88 if rule.kind == "nino" else 0.95), "by its shape and check"
    if told:
        return (TOLD if right is None else 0.8), "named as one beside it"
    if right is None or rule.alone:
        return rule.alone, "by its shape"
    return 0.0, ""


def _outward(value: str, before: str) -> bool:
    """Roads, forms and classes have the shape too."""
    if re.search(
        r"(?i)(?:road|form|class|table|figure|grade|level|tier|section|rule|model"
        r"|paper|article|appendix)s?\s*$",
        before,
    ):
        return False
    if re.fullmatch(r"[AMB]\d{1,3}", value) and not re.search(r"(?i)post\s?code|district", before):
        return False
    return checks.postcode(value)


def _named(index: int, text: str) -> Iterator[Mention]:
    for kind, pattern, says in NAMED:
        for match in pattern.finditer(text):
            start, end = match.span("value")
            if re.fullmatch(r"(?:19|20)\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}", match["value"]):
                continue
            sure = 0.75 if kind == "reference" else 0.94
            yield Mention(index, start, end, kind, (), sure, f"{says}, named as one before it")
    for match in COLLAR.finditer(text):
        yield Mention(
            index, *match.span("value"), "collar", (), 0.9, "a collar number after a rank"
        )
