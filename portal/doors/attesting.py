"""The pages on which letters that sign off the portal are entered and attested."""

from typing import Any

from portal.doors import arrivals, forms, letters, words
from portal.doors.models import CONCERNS, WAYS, Letter
from portal.gate.policy import Act
from portal.reviews import acts as reviews
from portal.reviews.words import framed
from portal.web.dates import day_and_time, in_words
from portal.web.page import Ask, Deed, Page, Values, deed, do, no_fields, page

LETTERS = "/reviews/{review}/letters"
NEW, ONE = f"{LETTERS}/new", f"{LETTERS}/{{letter}}"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


@page(LETTERS, act=Act.READ_REVIEW, template="doors/letters.html")
def every(ask: Ask) -> Values:
    if not ask.gate.owners_for(Act.TAKE_IN):
        ask.gate.deny(Act.TAKE_IN)
    review = framed(ask)
    bodies = reviews.owners(gate=ask.gate)
    return {
        "name": review.code_name,
        "enter": f"{_base(ask)}/letters/new" if letters.agencies(gate=ask.gate) else "",
        "letters": [
            {
                "about": bodies[row.about],
                "concerns": CONCERNS[row.concerns],
                "came": f"{WAYS[row.way]}, received {in_words(row.received_on)}",
                "state": words.LETTERS[letters.state(letter=row, file=row.file_kind)][0],
                "colour": words.LETTERS[letters.state(letter=row, file=row.file_kind)][1],
                "href": f"{_base(ask)}/letters/{row.id}",
            }
            for row in letters.letters(gate=ask.gate)
        ],
    }


@page(NEW, act=Act.READ_REVIEW, template="doors/letter_new.html")
def new_page(ask: Ask) -> Values:
    ask.gate.acting_for(Act.TAKE_IN)
    framed(ask)
    told = letters.agencies(gate=ask.gate)
    return {
        "agencies": [{"id": body, "text": name, "hint": ""} for body, name in told.items()],
        "concerns": [{"id": name, "text": said, "hint": ""} for name, said in CONCERNS.items()],
        "ways": words.LETTER_WAYS,
        "back": f"{_base(ask)}/letters",
    }


@deed(NEW, act=Act.READ_REVIEW, form=forms.lettering)
def new_deed(ask: Ask) -> str:
    told = ask.form
    brought = arrivals.Brought(told.sender, told.part, "", "unknown")
    given = {"about": told.about, "concerns": told.concerns, "way": told.way}
    made = do(
        "about", letters.enter, brought=brought, received=told.received, **given, gate=ask.gate
    )
    return f"{_base(ask)}/letters/{made.id}"


@page(ONE, act=Act.TAKE_IN, template="doors/letter.html", thing=Letter)
def one(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    came = letters.seen_by(letter=row, gate=ask.gate)
    told = arrivals.opened(arrival=came, gate=ask.gate)
    state = letters.state(letter=row, file=came.file_kind)
    here = f"{_base(ask)}/arrivals/{came.id}"
    file = (
        f"{_base(ask)}/attachments/{came.attachment_id}" if came.attachment_id else f"{here}/file"
    )
    return {
        "name": review.code_name,
        "state": words.LETTERS[state][0],
        "colour": words.LETTERS[state][1],
        "rows": _rows(ask, row, came, told),
        "file": {"name": told.get("file_name", words.MOVED), "href": file}
        if came.file_kind
        else None,
        "scan": f"{here}/scan"
        if not came.file_kind and arrivals.entered_by_me(arrival=came, gate=ask.gate)
        else "",
        "attest": f"{_base(ask)}/letters/{row.id}/attest" if _attests(ask, row, came) else "",
        "agreement": f"{_base(ask)}/agreement" if row.agreement_id else "",
        "back": f"{_base(ask)}/letters",
    }


def _attests(ask: Ask, row: Any, came: Any) -> bool:
    may = ask.gate.may(Act.ATTEST, row, Letter.shape).allowed
    return may and row.attested_at is None and came.file_kind is not None


def _rows(ask: Ask, row: Any, came: Any, told: Any) -> list[dict[str, str]]:
    people = _people(ask, {came.entered_by, row.attested_by})
    lines = [
        ("For", reviews.owners(gate=ask.gate)[row.about]),
        ("What it signs", CONCERNS[row.concerns]),
        ("Signed by", told["sender"]),
        ("Office", told["part"]),
        ("How it came", words.came(came)),
        ("Entered by", people.get(came.entered_by, "")),
        ("Attested by", people.get(row.attested_by, "")),
        ("Attested on", day_and_time(row.attested_at) if row.attested_at else ""),
        ("Digest of the file", told.get("file_digest", "")),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def _people(ask: Ask, members: set[str]) -> dict[str, str]:
    found = {r.id: r.person_id for r in reviews.members(gate=ask.gate) if r.id in members}
    names = reviews.called(gate=ask.gate, person_ids=set(found.values()), agency=False)
    return {member: names[person] for member, person in found.items()}


ATTEST = f"{ONE}/attest"


@page(ATTEST, act=Act.ATTEST, template="doors/attest.html", thing=Letter)
def attest_page(ask: Ask) -> Values:
    framed(ask)
    about = reviews.owners(gate=ask.gate)[ask.thing.about]
    return {"about": about, "back": f"{_base(ask)}/letters/{ask.thing.id}"}


@deed(ATTEST, act=Act.ATTEST, form=no_fields, thing=Letter)
def attest_deed(ask: Ask) -> str:
    letters.attest(letter=ask.thing, gate=ask.gate)
    return f"{_base(ask)}/letters/{ask.thing.id}"


ROUTES: list[Page | Deed] = [
    every, new_page, new_deed, one, attest_page, attest_deed,
]  # fmt: skip
