"""What came in for a body, as its own people see it, and what they make of it."""

from typing import Any

from portal.documents.models import Document
from portal.doors import arrivals, forms, threshold, words
from portal.doors.models import SECURED, Arrival, Settled
from portal.gate.policy import SHAREABLE, Act, law
from portal.importing import acts as importing
from portal.importing import kinds, worker
from portal.importing.blocks import Unreadable
from portal.importing.forms import MOST
from portal.importing.reading import go_on
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed
from portal.web.dates import day_and_time
from portal.web.page import (
    Ask,
    Deed,
    Download,
    Page,
    Values,
    Wrong,
    deed,
    do,
    download,
    no_fields,
    page,
)

ARRIVALS = "/reviews/{review}/arrivals"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


@page(ARRIVALS, act=Act.READ_REVIEW, template="doors/arrivals.html")
def came_in(ask: Ask) -> Values:
    if not ask.gate.owners_for(Act.TAKE_IN):
        ask.gate.deny(Act.TAKE_IN)
    review = framed(ask)
    rows = arrivals.arrivals(gate=ask.gate)
    senders = arrivals.senders(rows=rows, gate=ask.gate)
    return {
        "name": review.code_name,
        "enter": f"{_base(ask)}/arrivals/enter",
        "arrivals": [
            {
                "from": senders[row.id],
                "purpose": words.purposes(ask.gate)[row.purpose],
                "came": words.came(row),
                "state": words.SETTLED[Settled(row.state)][0],
                "colour": words.SETTLED[Settled(row.state)][1],
                "href": _one(ask, row),
            }
            for row in rows
        ],
    }


def _one(ask: Ask, row: Any) -> str:
    return f"{_base(ask)}/arrivals/{row.id}"


ENTER = f"{ARRIVALS}/enter"


@page(ENTER, act=Act.READ_REVIEW, template="doors/enter.html")
def enter_page(ask: Ask) -> Values:
    ask.gate.acting_for(Act.TAKE_IN)
    framed(ask)
    return {
        "ways": words.WAYS,
        "purposes": words.options(words.purposes(ask.gate)),
        "secured": words.SECURED,
        "back": f"{_base(ask)}/arrivals",
    }


@deed(ENTER, act=Act.READ_REVIEW, form=forms.entering)
def enter_deed(ask: Ask) -> str:
    told = ask.form
    brought = arrivals.Brought(told.sender, told.part, told.words, told.secured)
    given = {"way": told.way, "purpose": told.purpose, "received": told.received}
    made = do(
        "received", arrivals.enter, brought=brought, authorised=told.authorised, **given,
        gate=ask.gate,
    )  # fmt: skip
    return f"{_one(ask, made)}?done=entered"


ONE = f"{ARRIVALS}/{{arrival}}"


@page(ONE, act=Act.TAKE_IN, template="doors/arrival.html", thing=Arrival)
def arrival(ask: Ask) -> Values:
    review, row = framed(ask), ask.thing
    told = arrivals.opened(arrival=row, gate=ask.gate)
    waits = row.state in {Settled.WAITS, Settled.NOTED}
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "state": words.SETTLED[Settled(row.state)][0],
        "colour": words.SETTLED[Settled(row.state)][1],
        "rows": _rows(ask, row, told),
        "words": told.get("words", ""),
        "why": told.get("why", ""),
        "file": _file(ask, row, told),
        "scans": row.state == Settled.WAITS
        and not row.file_kind
        and arrivals.entered_by_me(arrival=row, gate=ask.gate),
        "keeps": waits,
        "notes": row.state == Settled.WAITS,
        "here": _one(ask, row),
        "back": f"{_base(ask)}/arrivals",
    }


def _rows(ask: Ask, row: Any, told: Any) -> list[dict[str, str]]:
    for_whom = arrivals.organisations(doors={row.door_id} - {None}, gate=ask.gate)
    lines = [
        ("From", told["sender"]),
        ("In what role", told["part"]),
        ("Organisation", for_whom.get(row.door_id, "")),
        ("What it is", words.purposes(ask.gate)[row.purpose]),
        ("How it came", words.came(row)),
        ("Entered by", _who(ask, row.entered_by) if row.entered_by else ""),
        ("Authorised by", told.get("authorised", "")),
        ("Their records are secured", SECURED[row.secured]),
        ("Receipt", threshold.reference_of(row.door_id) if row.door_id else ""),
        ("Digest of the words", told.get("words_digest", "")),
        ("Digest of the file", told.get("file_digest", "")),
        ("Decided by", _who(ask, row.settled_by) if row.settled_by else ""),
        ("Decided on", day_and_time(row.settled_at) if row.settled_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in lines if value]


def _who(ask: Ask, member: str) -> str:
    people = {row.id: row.person_id for row in reviews.members(gate=ask.gate)}
    return reviews.called(gate=ask.gate, person_ids={people[member]}, agency=False)[people[member]]


def _file(ask: Ask, row: Any, told: Any) -> dict[str, str] | None:
    if not row.file_kind:
        return None
    kept = row.attachment_id
    here = f"{_base(ask)}/attachments/{kept}" if kept else f"{_one(ask, row)}/file"
    kind, size = words.kind(row.file_kind), words.size(row.file_size)
    return {"name": told.get("file_name", words.MOVED), "more": f"{kind}, {size}", "href": here}


@deed(
    f"{ONE}/scan",
    act=Act.TAKE_IN,
    form=forms.any_fields,
    thing=Arrival,
    before=forms.file,
    files=True,
)
def scan_deed(ask: Ask) -> str:
    taken = ask.ready
    given = {"name": taken.file.name, "kind": taken.kind, "content": taken.file.content}
    do("file", arrivals.scan, arrival=ask.thing, **given, gate=ask.gate)
    return f"{_one(ask, ask.thing)}?done=scanned"


@page(f"{ONE}/scan", act=Act.TAKE_IN, template="doors/scan.html", thing=Arrival)
def scan_page(ask: Ask) -> Values:
    framed(ask)
    return {"taken": forms.TAKEN, "most": MOST, "back": _one(ask, ask.thing)}


@download(f"{ONE}/file", act=Act.TAKE_IN, thing=Arrival)
def file(ask: Ask) -> Download:
    """As it came, to be kept: never shown in a window, whatever it says that it is."""
    framed(ask)
    content = arrivals.bytes_of(arrival=ask.thing, gate=ask.gate)
    return Download(content, f"arrival.{min(kinds.ENDINGS[ask.thing.file_kind])}")


KEEP = f"{ONE}/keep"
READ = {"word": "word", "text": "text"}
"""Kinds of file that become sections, and who reads them."""


@page(KEEP, act=Act.TAKE_IN, template="doors/keep.html", thing=Arrival)
def keep_page(ask: Ask) -> Values:
    framed(ask)
    row = ask.thing
    mine = arrivals.contributions(owner=row.owner_id, gate=ask.gate)
    names = called(gate=ask.gate)
    return {
        "documents": [{"id": d.id, "text": names[d.kind], "hint": ""} for d in mine],
        "classes": [
            {"id": one.name, "text": one.title if one.kind == SHAREABLE else _never(one.title)}
            for one in law().classes.values()
            if one.kind != "covert"
        ],
        "has_words": row.words is not None,
        "has_file": row.file_kind is not None,
        "reads": row.file_kind in READ,
        "back": _one(ask, row),
    }


def _never(title: str) -> str:
    return f"{title} (never shared)"


@deed(KEEP, act=Act.TAKE_IN, form=forms.keeping, thing=Arrival)
def keep_deed(ask: Ask) -> str:
    told, row = ask.form, ask.thing
    document = ask.gate.find(Document, told.document, Act.WRITE_SECTION)
    content, name = b"", ""
    if told.sections and row.file_kind in READ and row.state != Settled.KEPT:
        content = arrivals.bytes_of(arrival=row, gate=ask.gate)
        name = arrivals.opened(arrival=row, gate=ask.gate)["file_name"]
    given = {"document": document, "section_class": told.section_class, "title": told.title}
    do("document", arrivals.keep, arrival=row, **given, gate=ask.gate)
    return _sections(ask, document, name, content) if content else f"{_one(ask, row)}?done=kept"


def _sections(ask: Ask, document: Document, name: str, content: bytes) -> str:
    """The file is read beside this, as one that its author brings in; she says what it becomes."""
    row = ask.thing
    try:
        coming = worker.begin(READ[row.file_kind], content)
    except Unreadable as refused:
        raise Wrong.one("sections", str(refused)) from None
    brought = importing.bring_in(document=document, name=name, found=None, gate=ask.gate)
    here = {"token": ask.token, "review": ask.gate.domain, "name": brought.id}
    go_on(coming, vault=ask.vault, **here)
    return f"{_base(ask)}/imports/{brought.id}"


NOTE = f"{ONE}/note"


@page(NOTE, act=Act.TAKE_IN, template="doors/note.html", thing=Arrival)
def note_page(ask: Ask) -> Values:
    framed(ask)
    return {"back": _one(ask, ask.thing)}


@deed(NOTE, act=Act.TAKE_IN, form=no_fields, thing=Arrival)
def note_deed(ask: Ask) -> str:
    arrivals.note(arrival=ask.thing, gate=ask.gate)
    return f"{_one(ask, ask.thing)}?done=noted"


DECLINE = f"{ONE}/decline"


@page(DECLINE, act=Act.TAKE_IN, template="doors/decline.html", thing=Arrival)
def decline_page(ask: Ask) -> Values:
    framed(ask)
    return {"back": _one(ask, ask.thing)}


@deed(DECLINE, act=Act.TAKE_IN, form=forms.declining, thing=Arrival)
def decline_deed(ask: Ask) -> str:
    do("why", arrivals.decline, arrival=ask.thing, why=ask.form, gate=ask.gate)
    return f"{_one(ask, ask.thing)}?done=declined"


ROUTES: list[Page | Deed] = [
    came_in, enter_page, enter_deed, arrival, scan_page, scan_deed, file, keep_page, keep_deed,
    note_page, note_deed, decline_page, decline_deed,
]  # fmt: skip
