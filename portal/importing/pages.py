"""Bringing a file in: choosing it, saying what becomes of it, confirming; and attachments."""

from typing import Any

from portal.custody import acts as custody
from portal.documents.models import Document
from portal.gate.gate import Refused
from portal.gate.policy import SHAREABLE, Act, law
from portal.importing import acts, blocks, forms, kinds
from portal.importing.drafts import Draft
from portal.importing.models import ATTACHMENT_KINDS, Attachment, Import, ImportStage
from portal.importing.reading import go_on
from portal.reviews import acts as reviews
from portal.reviews.words import framed
from portal.web.dates import day, day_and_time
from portal.web.draw import counted
from portal.web.page import (
    Again,
    Ask,
    Deed,
    Download,
    Page,
    Values,
    deed,
    download,
    no_fields,
    page,
)

BRING = "/reviews/{review}/contributions/{document}/import"
KEEP = "/reviews/{review}/contributions/{document}/attachments"
ONE = "/reviews/{review}/imports/{import}"
RENEWS = 4
"""Seconds between two looks at a file that is being read."""
FIRST_WORDS = 160
"""Characters of what follows a heading, to know it by."""


def _contribution(ask: Ask, document_id: str) -> str:
    return f"/reviews/{ask.gate.domain}/contributions/{document_id}"


def _one(ask: Ask, brought: Any) -> str:
    return f"/reviews/{ask.gate.domain}/imports/{brought.id}"


@page(BRING, act=Act.WRITE_SECTION, template="importing/bring.html", thing=Document)
def bring_page(ask: Ask) -> Values:
    framed(ask)
    base = _contribution(ask, ask.thing.id)
    return {
        "back": base,
        "most": forms.MOST,
        "attachments_href": f"{base}/attachments",
        "waiting": [
            {
                "brought": day_and_time(row.brought_at),
                "until": day(row.until),
                "href": _one(ask, row),
            }
            for row in acts.waiting(gate=ask.gate)
            if row.document_id == ask.thing.id
        ],
    }


@deed(
    BRING,
    act=Act.WRITE_SECTION,
    form=forms.any_fields,
    thing=Document,
    before=forms.read_file,
    files=True,
)
def bring_deed(ask: Ask) -> str:
    read = ask.ready
    brought = acts.bring_in(document=ask.thing, name=read.name, found=read.found, gate=ask.gate)
    if read.found is None:
        here = {"token": ask.token, "review": ask.gate.domain, "name": brought.id}
        go_on(read.coming, vault=ask.vault, **here)
    return _one(ask, brought)


READING = f"{ONE}/reading"


@page(READING, act=Act.IMPORT_WORDS, template="importing/reading.html", thing=Import)
def reading_page(ask: Ask) -> Values | Again:
    if ask.thing.stage != ImportStage.READING:
        return Again(_one(ask, ask.thing))
    framed(ask)
    told = acts.unread_of(brought=ask.thing, gate=ask.gate)
    ask.renews = 0 if told.refused else RENEWS
    return {
        "file": told.name,
        "refused": told.refused,
        "again": f"{_contribution(ask, ask.thing.document_id)}/import",
        "cancel": f"{_one(ask, ask.thing)}/cancel",
        "back": _contribution(ask, ask.thing.document_id),
    }


@page(ONE, act=Act.IMPORT_WORDS, template="importing/choose.html", thing=Import)
def choose_page(ask: Ask) -> Values | Again:
    if ask.thing.stage == ImportStage.READING:
        return Again(f"{_one(ask, ask.thing)}/reading")
    framed(ask)
    draft = acts.draft_of(brought=ask.thing, gate=ask.gate)
    return {
        "file": draft.name,
        "found": _found_words(draft),
        "left_out": draft.found.left_out,
        "rows": [_row(draft, n) for n in [blocks.OPENING, *draft.roles] if _asked(draft, n)],
        "roles": [
            {"value": "section", "text": "A section of its own"},
            {"value": "heading", "text": "A heading inside a section"},
            {"value": "plain", "text": "An ordinary paragraph"},
        ],
        "classes": _classes(),
        "remarks": draft.found.comments,
        "remarks_to": draft.remarks or "leave",
        "until": day(ask.thing.until),
        "cancel": f"{_one(ask, ask.thing)}/cancel",
        "back": _contribution(ask, ask.thing.document_id),
    }


def _found_words(draft: Draft) -> str:
    found = draft.found.blocks
    sections = counted(len(draft.parts()), "section")
    rows = sum(block.kind in {"head", "row"} for block in found)
    told = f"{sections}, {counted(len(found) - rows, 'paragraph')}"
    return told + (f" and {counted(rows, 'row')} of tables" if rows else "")


def _asked(draft: Draft, number: int) -> bool:
    """The words before the first heading are asked about only where there are any."""
    return number != blocks.OPENING or any(not b.heading for b in draft.found.blocks[:1])


def _row(draft: Draft, number: int) -> dict[str, object]:
    found = draft.found.blocks
    opening = number == blocks.OPENING
    after = " ".join(b.text for b in found[number + 1 : number + 5] if opening or not b.heading)
    short = " ".join(after[: FIRST_WORDS + 40].split())
    return {
        # Counted from 1, so that the words before the first heading are number 0.
        "number": number + 1,
        "title": blocks.OPENING_TITLE if opening else " ".join(found[number].text.split()),
        "role": None if opening else draft.roles[number],
        "class": draft.classes[number],
        "words": short if len(short) <= FIRST_WORDS else f"{short[:FIRST_WORDS].rstrip()} …",
    }


def _classes() -> list[dict[str, str]]:
    """Every class that may be held, with those that are never shared marked in words."""
    told = [row for row in law().classes.values() if row.kind != "covert"]
    return [
        {
            "value": row.name,
            "text": row.title if row.kind == SHAREABLE else f"{row.title} (never shared)",
        }
        for row in told
    ]


@deed(ONE, act=Act.IMPORT_WORDS, form=forms.chosen, thing=Import)
def choose_deed(ask: Ask) -> str:
    acts.choose(
        brought=ask.thing,
        roles=ask.form.roles,
        classes=ask.form.classes,
        remarks=ask.form.remarks,
        gate=ask.gate,
    )
    return f"{_one(ask, ask.thing)}/confirm"


CONFIRM = f"{ONE}/confirm"


@page(CONFIRM, act=Act.IMPORT_WORDS, template="importing/confirm.html", thing=Import)
def confirm_page(ask: Ask) -> Values:
    framed(ask)
    draft = acts.draft_of(brought=ask.thing, gate=ask.gate)
    parts, classes = draft.parts(), {c["value"]: c["text"] for c in _classes()}
    kept = bool(draft.remarks and draft.found.comments)
    owner = reviews.owners(gate=ask.gate).get(ask.thing.owner_id, "your agency")
    count = counted(len(parts) + kept, "section")
    return {
        "sentence": f"{count} will be added to the contribution of {owner} as drafts. Nobody "
        "outside your own agency's side can read them until they are signed off and released.",
        "parts": [
            {
                "title": part.title,
                "class": classes[draft.class_of(part)],
                "paragraphs": len(part.paragraphs),
            }
            for part in parts
        ],
        "remarks": _remarks_words(draft, classes),
        "back": _one(ask, ask.thing),
    }


def _remarks_words(draft: Draft, classes: dict[str, str]) -> str:
    count = counted(len(draft.found.comments), "remark")
    if not draft.found.comments:
        return ""
    if not draft.remarks:
        return f"{count} from the margin will be left out."
    return f"{count} from the margin will be a section of their own: {classes[draft.remarks]}."


@deed(CONFIRM, act=Act.IMPORT_WORDS, form=no_fields, thing=Import)
def confirm_deed(ask: Ask) -> str:
    acts.confirm(brought=ask.thing, gate=ask.gate)
    return f"{_one(ask, ask.thing)}/over"


CANCEL = f"{ONE}/cancel"


@page(CANCEL, act=Act.IMPORT_WORDS, template="importing/cancel.html", thing=Import)
def cancel_page(ask: Ask) -> Values:
    framed(ask)
    if ask.thing.stage != ImportStage.READING:
        acts.draft_of(brought=ask.thing, gate=ask.gate)
    return {"back": _one(ask, ask.thing)}


@deed(CANCEL, act=Act.IMPORT_WORDS, form=no_fields, thing=Import)
def cancel_deed(ask: Ask) -> str:
    if custody.held(ask.gate.connection, ask.gate.domain, ask.thing.owner_id):
        raise Refused(custody.HELD)
    acts.drop(brought=ask.thing, gate=ask.gate)
    return f"{_one(ask, ask.thing)}/over"


@page(f"{ONE}/over", act=Act.IMPORT_WORDS, template="importing/over.html", thing=Import)
def over(ask: Ask) -> Values:
    framed(ask)
    used = ask.thing.stage == ImportStage.USED
    base = _contribution(ask, ask.thing.document_id)
    count = counted(ask.thing.sections, "section")
    return {
        "heading": "The sections are there" if used else "This file is not kept",
        "happened": f"{count} now stand in your agency's contribution, as drafts."
        if used
        else "Nothing of it is left in the portal. You can choose it again at any time.",
        "next": [
            "Read them through: a file never comes over quite as it looked.",
            "Correct a section, or add what is missing. Every version is kept.",
            "When a section is ready, your senior manager reads it and signs it off.",
        ]
        if used
        else [],
        "contribution": base,
        "read": f"/reviews/{ask.gate.domain}/read?owner={ask.thing.owner_id}",
        "again": f"{base}/import",
    }


# Attachments


@page(KEEP, act=Act.READ_ATTACHMENT, template="importing/attachments.html", thing=Document)
def attachments_page(ask: Ask) -> Values:
    framed(ask)
    writes = ask.gate.may(Act.KEEP_ATTACHMENT, ask.thing, Document.shape).allowed
    return {
        "attachments": _files(ask, ask.thing.id),
        "writes": writes,
        "why_not": "" if writes else "Only an author of the contribution adds files here.",
        "classes": _classes(),
        "most": forms.MOST,
        "taken": kinds.TAKEN,
        "back": _contribution(ask, ask.thing.id),
    }


@page("/reviews/{review}/attachments", act=Act.READ_REVIEW, template="importing/kept.html")
def kept_page(ask: Ask) -> Values:
    """Every file that is open to the reader: professional standards and an agency's lawyer may open
    some, and no contribution.
    """
    found = _files(ask)
    if not found:
        ask.gate.deny(Act.READ_ATTACHMENT)
    framed(ask)
    return {"attachments": found, "back": f"/reviews/{ask.gate.domain}"}


def _files(ask: Ask, document: str = "") -> list[dict[str, object]]:
    found = acts.attachments(document=document, gate=ask.gate)
    people = {row.kept_by for row, _ in found}
    names = reviews.called(gate=ask.gate, person_ids=people, agency=False)
    titles = {c["value"]: c["text"] for c in _classes()}
    return [
        {
            "number": number,
            "name": name,
            "kind": ATTACHMENT_KINDS[row.kind],
            "class": titles[row.section_class],
            "size": size_words(row.size),
            "who": names[row.kept_by],
            "when": day(row.kept_at),
            "href": f"/reviews/{ask.gate.domain}/attachments/{row.id}",
            "covert_href": f"/reviews/{ask.gate.domain}/custody/files/{row.id}/covert"
            if ask.gate.may(Act.RECLASSIFY, row, Attachment.shape).allowed
            else "",
        }
        for number, (row, name) in enumerate(found, 1)
    ]


def size_words(size: int) -> str:
    """Bytes as people speak of them, such as "1.4 MB"."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} KB"


@deed(
    KEEP,
    act=Act.KEEP_ATTACHMENT,
    form=forms.class_of_file,
    thing=Document,
    before=forms.keep_file,
    files=True,
)
def attachments_deed(ask: Ask) -> str:
    kept = ask.ready
    acts.keep(
        document=ask.thing,
        name=kept.file.name,
        kind=kept.kind,
        section_class=ask.form,
        content=kept.file.content,
        gate=ask.gate,
    )
    return f"{_contribution(ask, ask.thing.id)}/attachments"


@download("/reviews/{review}/attachments/{attachment}", act=Act.READ_ATTACHMENT, thing=Attachment)
def attachment(ask: Ask) -> Download:
    framed(ask)
    number = acts.number_of(attachment=ask.thing, gate=ask.gate)
    ending = min(kinds.ENDINGS[ask.thing.kind])
    content = acts.bytes_of(attachment=ask.thing, gate=ask.gate)
    return Download(content, f"attachment-{number}.{ending}")


ROUTES: list[Page | Deed] = [
    bring_page,
    bring_deed,
    reading_page,
    choose_page,
    choose_deed,
    confirm_page,
    confirm_deed,
    cancel_page,
    cancel_deed,
    over,
    attachments_page,
    attachments_deed,
    kept_page,
    attachment,
]
