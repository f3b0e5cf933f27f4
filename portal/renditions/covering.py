"""The pages on which attachments are put into a rendition and their pages are covered."""

from portal.gate.policy import Act
from portal.importing.models import ATTACHMENT_KINDS
from portal.proceedings.words import field, form
from portal.redaction import standing
from portal.redaction.models import Rendition
from portal.renditions import acts, forms, pictures
from portal.renditions.models import Rendering, RenditionPicture
from portal.reviews.words import framed
from portal.web.page import Ask, Deed, Download, Page, Values, deed, do, download, no_fields, page

HOME = "/reviews/{review}/renditions/{rendition}/pictures"
ONE = "/reviews/{review}/pictures/{rendition_picture}"
TAKE_OUT = f"{ONE}/take-out"
FILE = "/reviews/{review}/renderings/{rendering}/pictures/{part}"
FORM = "proceedings/form.html"
EXAMPLE = "For example: 1, 10, 25.5, 60, 28"


def _files(ask: Ask, rendition: str, done: str = "") -> str:
    path = f"/reviews/{ask.gate.domain}/renditions/{rendition}"
    return f"{path}?done={done}" if done else path


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
        f"else of the file goes along. Look at every page yourself: nobody else does.{staying}",
        "Put it in",
        _files(ask, ask.thing.id),
        [
            field("radios", "attachment", "Which attachment?", "",
                  [{"id": row.id, "text": name, "hint": ATTACHMENT_KINDS[row.kind]}
                   for row, name in left]),
        ],
        why_not="" if left else "There is no other PDF or picture that is open to you.",
    )  # fmt: skip


@deed(HOME, act=Act.MAKE_RENDITION, form=forms.attachment, thing=Rendition)
def pictures_deed(ask: Ask) -> str:
    rendition = standing.one(ask.thing.id, gate=ask.gate)
    given = {"rendition": rendition, "attachment": ask.form}
    made = do("attachment", pictures.put_in, **given, gate=ask.gate)
    return ONE.format(review=ask.gate.domain, rendition_picture=made.id)


@page(ONE, act=Act.MAKE_RENDITION, template=FORM, thing=RenditionPicture)
def cover_page(ask: Ask) -> Values:
    framed(ask)
    boxes = pictures.boxes_of(picture=ask.thing, gate=ask.gate)
    stands = "; ".join(forms.told(box) for box in boxes)
    now = f"Boxes that stand now: {stands}." if boxes else "There is no box yet."
    gone = (
        "This attachment has been taken out or covered anew already."
        if ask.thing.removed_at
        else ""
    )
    return form(
        f"Cover parts of attachment {ask.thing.position}",
        f"{now} What you enter takes their place. Each box is made a little larger, to a grid, so "
        "that its width says nothing of a name.",
        "Keep these boxes",
        _files(ask, ask.thing.rendition_id),
        [
            field("words", "boxes", "Boxes, one on each line",
                  "Page, left, top, right and bottom, in hundredths of the page from its upper "
                  f"left corner. {EXAMPLE}. Leave it empty to cover nothing."),
        ],
        why_not=gone,
    )  # fmt: skip


@deed(ONE, act=Act.MAKE_RENDITION, form=forms.boxes, thing=RenditionPicture)
def cover_deed(ask: Ask) -> str:
    do("boxes", pictures.cover, picture=ask.thing, boxes=ask.form, gate=ask.gate)
    return _files(ask, ask.thing.rendition_id, "covered")


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
    take_out_page,
    take_out_deed,
    as_pictures,
]
