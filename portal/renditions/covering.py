"""The pages on which attachments are put into a rendition and their pages are covered."""

from typing import Any

from portal.gate.gate import Absent, Refused
from portal.gate.policy import Act
from portal.importing.models import ATTACHMENT_KINDS
from portal.proceedings.words import field, form
from portal.redaction import standing
from portal.redaction import told as reasons
from portal.redaction.models import Rendition
from portal.renditions import acts, forms, pictures, told
from portal.renditions.models import Rendering, RenditionPicture
from portal.reviews.words import framed
from portal.web.page import (
    Again,
    Ask,
    Deed,
    Download,
    Page,
    Values,
    deed,
    do,
    download,
    no_fields,
    page,
)

HOME = "/reviews/{review}/renditions/{rendition}/pictures"
ONE = "/reviews/{review}/pictures/{rendition_picture}"
LOOK = "/reviews/{review}/pictures/look/{rendition_picture}"
TAKE_OUT = f"{ONE}/take-out"
FILE = "/reviews/{review}/renderings/{rendering}/pictures/{part}"
FORM = "proceedings/form.html"
DONE = {
    "covered": "It is covered. Render and prove anew once all pages are done.",
    "off": "The box is taken off. Render and prove anew once all pages are done.",
}
LETTERS = [chr(ord("A") + n) for n in range(forms.ACROSS)]


def _files(ask: Ask, rendition: str, done: str = "") -> str:
    path = told.files_of(ask, rendition)
    return f"{path}?done={done}" if done else path


def _here(ask: Ask, picture: Any, number: int, done: str = "") -> str:
    path = ONE.format(review=ask.gate.domain, rendition_picture=picture.id)
    return f"{path}?page={number}" + (f"&done={done}" if done else "")


def _undone(rendition: Any) -> str:
    """What a change here undoes."""
    if rendition.stage not in {"proved", "signed"}:
        return ""
    done = "proved and signed" if rendition.stage == "signed" else "proved"
    return f" The files that were {done} do not count any more after that."


@page(HOME, act=Act.MAKE_RENDITION, template=FORM, thing=Rendition)
def pictures_page(ask: Ask) -> Values:
    framed(ask)
    fit, others = pictures.choosable(gate=ask.gate)
    there = pictures.standing_in(rendition=ask.thing.id, gate=ask.gate)
    inside = {row.attachment_id for row in there}
    left = [(row, name) for row, name in fit if row.id not in inside]
    stay = ", ".join(dict.fromkeys(ATTACHMENT_KINDS[row.kind] for row, _ in others))
    staying = f" What is no PDF or picture stays with its owner: {stay}." if stay else ""
    return form(
        "Put in an attachment",
        "Its pages become pictures in a new PDF, with black boxes where you place them. Nothing "
        "else of the file goes along. Look at every page yourself: nobody else does."
        f"{staying}{_undone(ask.thing)}",
        "Put it in",
        _files(ask, ask.thing.id),
        [
            field("radios", "attachment", "Which attachment?", "",
                  [{"id": row.id, "text": name, "hint": ATTACHMENT_KINDS[row.kind]}
                   for row, name in left]),
        ],
        why_not=""
        if left
        else "There is no other PDF or picture that is open to you. An author of the contribution "
        "can keep one with it, under Attachments.",
    )  # fmt: skip


@deed(HOME, act=Act.MAKE_RENDITION, form=forms.attachment, thing=Rendition)
def pictures_deed(ask: Ask) -> str:
    rendition = standing.one(ask.thing.id, gate=ask.gate)
    given = {"rendition": rendition, "attachment": ask.form}
    made = do("attachment", pictures.put_in, **given, gate=ask.gate)
    return _here(ask, made, 1)


@page(ONE, act=Act.MAKE_RENDITION, template="renditions/cover.html", thing=RenditionPicture)
def cover_page(ask: Ask) -> Values | Again:
    row, gate = ask.thing, ask.gate
    number = forms.page_number(ask.raw.form.get("page") or ask.raw.query.get("page", ""))
    if row.removed_at is not None:
        now = pictures.stands_now(picture=row, gate=gate)
        if now is None:
            return Again(_files(ask, row.rendition_id))
        row = gate.find(RenditionPicture, now.id, Act.MAKE_RENDITION)
    review = framed(ask)
    why = ""
    try:
        pages, width, height = pictures.sheet(picture=row, page=number, gate=gate)
    except Refused as refused:
        (pages, width, height), why = (1, 1.0, 1.4), str(refused)
    shut = pictures.closed(picture=row, gate=gate)
    every = [] if shut else pictures.covered_of(picture=row, gate=gate)
    rendition = standing.find(row.rendition_id, gate=gate)
    return {
        "name": review.code_name,
        "notice": DONE.get(ask.raw.query.get("done", ""), ""),
        "heading": f"Attachment {row.position}",
        "undone": why or _undone(rendition).strip(),
        "page": number,
        "pages": pages,
        "high": round(1000 * height / width),
        "picture": LOOK.format(review=gate.domain, rendition_picture=row.id) + f"?page={number}",
        "letters": LETTERS,
        "down": list(range(forms.DOWN)),
        "boxes": [_box(n, one) for n, one in enumerate(_on(every, number), 1)],
        "others": [
            {"page": n, "href": _here(ask, row, n), "boxes": len(_on(every, n))}
            for n in _near(number, pages, every)
        ],
        "entries": [_where(), *reasons.reason_fields(ask, rendition)],
        "given": _like_the_last(every),
        "back": _files(ask, row.rendition_id),
    }


def _on(every: list[pictures.Covered], number: int) -> list[pictures.Covered]:
    return [one for one in every if one.box.page == number]


def _near(number: int, pages: int, every: list[pictures.Covered]) -> list[int]:
    """The first, the last, those beside this one, and those with boxes."""
    boxed = {one.box.page for one in every}
    told = {1, number - 1, number + 1, pages, *boxed} - {number}
    return sorted(n for n in told if 1 <= n <= pages)


def _where() -> dict[str, Any]:
    return field(
        "words", "where", "What do you cover?",
        "One box on each line: squares of the grid, such as C4 to E5, or left, top, right and "
        "bottom in hundredths of the page, such as 10, 25, 60, 28. What leaves the page is cut.",
    )  # fmt: skip


def _box(number: int, one: pictures.Covered) -> dict[str, Any]:
    box = one.box
    across, down = 100 * (box.right - box.left), 100 * (box.bottom - box.top)
    return {
        "number": number,
        "said": forms.told(box),
        "codes": one.codes.replace(" ", ", "),
        "off": forms.named(box),
        "left": round(100 * box.left, 3),
        "top": round(100 * box.top, 3),
        "across": round(across, 3),
        "down": round(down, 3),
    }


def _like_the_last(every: list[pictures.Covered]) -> dict[str, str]:
    """The reasons of the box before, which are often those of the next."""
    if not every:
        return {}
    told = {
        f"{name}_{code}": code for code in every[-1].codes.split() for name in ("codes", "more")
    }
    return {**told, "harm": every[-1].harm, "interest": every[-1].interest}


@deed(ONE, act=Act.MAKE_RENDITION, form=forms.covering, thing=RenditionPicture)
def cover_deed(ask: Ask) -> str:
    said, row = ask.form, ask.thing
    if said.off is not None:
        now = do("where", pictures.uncover, picture=row, box=said.off, gate=ask.gate)
        return _here(ask, now, said.page, "off")
    pages, _, _ = do("where", pictures.sheet, picture=row, page=said.page, gate=ask.gate)
    given = {"boxes": said.boxes, "grounds": said.grounds}
    now = do("where", reasons.decide, act=pictures.cover, picture=row, **given, gate=ask.gate)
    return _here(ask, now, min(said.page, pages), "covered")


@download(LOOK, act=Act.MAKE_RENDITION, thing=RenditionPicture)
def look(ask: Ask) -> Download:
    """One page as it came, for whoever covers parts of it."""
    framed(ask)
    number = forms.page_number(ask.raw.query.get("page", ""))
    try:
        content = pictures.page_of(picture=ask.thing, page=number, gate=ask.gate)
    except Refused:
        raise Absent from None
    return Download(content, f"page-{number}.png", "image/png")


@page(TAKE_OUT, act=Act.MAKE_RENDITION, template=FORM, thing=RenditionPicture)
def take_out_page(ask: Ask) -> Values:
    framed(ask)
    return form(
        f"Take attachment {ask.thing.position} out",
        "Its pages do not go along any more. The attachment itself stays as it is, and that it was "
        "in here stays on record.",
        "Take it out",
        _files(ask, ask.thing.rendition_id),
        [],
        why_not="It has been taken out or covered anew already." if ask.thing.removed_at else "",
    )


@deed(TAKE_OUT, act=Act.MAKE_RENDITION, form=no_fields, thing=RenditionPicture)
def take_out_deed(ask: Ask) -> str:
    pictures.take_out(picture=ask.thing, gate=ask.gate)
    return _files(ask, ask.thing.rendition_id, "taken-out")


@download(FILE, act=Act.READ_REVIEW, thing=None)
def as_pictures(ask: Ask) -> Download:
    """One attachment's pages, as they were rendered, proved and signed."""
    framed(ask)
    row = ask.gate.find(Rendering, ask.ids["rendering"], Act.READ_RENDITION)
    ask.marking = row.marking
    name = f"picture-{ask.ids['part']}"
    content = acts.bytes_of(row=row, name=name, gate=ask.gate)
    return Download(content, f"version-{row.number}-{name}.pdf")


ROUTES: list[Page | Deed] = [
    pictures_page,
    pictures_deed,
    cover_page,
    cover_deed,
    look,
    take_out_page,
    take_out_deed,
    as_pictures,
]
