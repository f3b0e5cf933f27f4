"""Check digits and letters of United Kingdom identifiers, and which letters they may have.

NHS number: NHS data dictionary, modulus 11. National Insurance number: HMRC's prefixes. PNC and
CRO: modulus 23 of the year's two digits and the serial. UPN: Department for Education's guide.
Cards: Luhn. IBAN: ISO 13616.
"""

import re

from portal.persons.common import listed

LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINO_NEVER = frozenset({"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"})
POSTCODE_AREAS = listed("""
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
    EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS
    LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP
    SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
    """)


def bare(value: str) -> str:
    """Letters and digits alone, in capitals."""
    return "".join(c for c in value if c.isalnum()).upper()


def nhs(value: str) -> bool:
    digits = bare(value)
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    left = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return left % 11 == int(digits[9]) and left != 10


def nino(value: str) -> bool:
    letters = bare(value)
    return bool(
        re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]", letters)
        and letters[:2] not in NINO_NEVER
    )


def pnc(value: str) -> bool:
    """Long (four digits of the year, seven of the serial) or short."""
    tight = value.replace(" ", "").upper()
    shapes = (
        r"(\d{4}|\d{2})/(\d{1,7})([A-Z])",
        r"(\d{4})(\d{7})([A-Z])",
        r"(\d{2})(\d{1,7})([A-Z])",
    )
    found = next((m for shape in shapes if (m := re.fullmatch(shape, tight))), None)
    return bool(found and _mod23(found[1][-2:] + found[2].zfill(7)) == found[3])


def cro(value: str) -> bool:
    """A serial and two digits of the year, or SF, the year and a serial; then the letter."""
    tight = value.replace(" ", "").upper()
    if found := re.fullmatch(r"SF(\d{2})/?(\d{1,6})([A-Z])", tight):
        year, serial, letter = found.groups()
    elif found := re.fullmatch(r"(\d{1,6})/(\d{2})([A-Z])", tight):
        serial, year, letter = found.groups()
    else:
        return False
    return letter in {_mod23(year + serial), _mod23(year + serial.zfill(6))}


def _mod23(digits: str) -> str:
    return LETTERS[int(digits) % 23]


def upn(value: str) -> bool:
    letters = bare(value)
    if not re.fullmatch(r"[A-Z]\d{11}[A-Z\d]", letters):
        return False
    last = letters[12]
    tail = int(last) if last.isdigit() else UPN_LETTERS.find(last)
    digits = [int(d) for d in letters[1:12]] + [tail]
    return UPN_LETTERS[sum(d * (i + 2) for i, d in enumerate(digits)) % 23] == letters[0]


def luhn(value: str) -> bool:
    digits = [int(d) for d in bare(value)]
    doubled = [d * 2 - 9 * (d > 4) if i % 2 else d for i, d in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(doubled) % 10 == 0


def iban(value: str) -> bool:
    letters = bare(value)
    turned = letters[4:] + letters[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def postcode(value: str) -> bool:
    found = re.match(r"[A-Z]{1,2}(?=\d)", bare(value))
    return bool(found) and found[0] in POSTCODE_AREAS if found else False


def driving_licence(value: str) -> bool:
    """The month (women's with 50 added) and day of birth are possible."""
    letters = bare(value)
    month, day = int(letters[6:8]), int(letters[8:10])
    return month % 50 in range(1, 13) and month < 63 and 0 < day < 32
