"""The pages on which a rendition is rendered and proved, and on which one waits for that."""

from portal.gate.policy import Act
from portal.proceedings.words import field, form
from portal.redaction import acts as redaction
from portal.redaction import standing
from portal.redaction.models import AUDIENCES, Rendition
from portal.renditions import forms, going_on, told, under_way
from portal.renditions.models import DOING, Rendering, RenderingWork
from portal.reviews.models import MARKINGS
from portal.reviews.words import framed
from portal.web.draw import counted
from portal.web.page import Again, Ask, Deed, Page, Values, deed, do, no_fields, page

RENDER = "/reviews/{review}/renditions/{rendition}/render"
WORK = "/reviews/{review}/rendering/{rendering_work}"
RENEWS = 3
"""Seconds between two looks."""
SECONDS = 30
"""That a hundred pages take, at the most."""


@page(RENDER, act=Act.MAKE_RENDITION, template="proceedings/form.html", thing=Rendition)
def render_page(ask: Ask) -> Values:
    framed(ask)
    waits = redaction.why_not_yet(rendition=ask.thing, gate=ask.gate)
    if ask.thing.stage not in {"deciding", "proved"}:
        waits = ["It is signed already. Only a change of its decisions leads back here."]
    last = under_way.newest(rendition=ask.thing.id, gate=ask.gate)
    said = under_way.asked(row=last, gate=ask.gate) if last is not None else None
    return form(
        "Render and prove",
        "A PDF and a Word document are made anew from what is left. Then every way of getting at "
        "what was taken out is tried on them. If anything is found, the files are thrown away and "
        f"you read where it was. {told.only_here(ask)}",
        "Render and prove",
        told.files_of(ask, ask.thing.id),
        [
            field("line", "title", "What title is printed on it?",
                  f"It is for: {told.small(AUDIENCES[ask.thing.audience])}. They read it."),
            field("radios", "marking", "Which marking does each page carry?",
                  of={one: one for one in MARKINGS}),
        ],
        why_not=" ".join(waits),
        given={"title": said.title, "marking": said.marking} if said else None,
    )  # fmt: skip


def _begun(ask: Ask, rendition: Rendition, said: forms.ToRender) -> str:
    """Begun once, however often it is asked for; where its progress is told."""
    given = {"title": said.title, "marking": said.marking}
    row, fresh = do("title", under_way.begin, rendition=rendition, **given, gate=ask.gate)
    if fresh:
        here = {"token": ask.token, "review": ask.gate.domain, "name": row.id}
        do("title", going_on.go_on, vault=ask.vault, **here)
    return f"{WORK.format(review=ask.gate.domain, rendering_work=row.id)}?done=proved"


@deed(RENDER, act=Act.MAKE_RENDITION, form=forms.to_render, thing=Rendition)
def render_deed(ask: Ask) -> str:
    return _begun(ask, ask.thing, ask.form)


@page(
    WORK,
    act=Act.MAKE_RENDITION,
    template="renditions/under_way.html",
    thing=RenderingWork,
    noted=False,
)
def work_page(ask: Ask) -> Values | Again:
    row, gate = ask.thing, ask.gate
    files = told.files_of(ask, row.rendition_id)
    if row.stage == "kept":
        made = gate.find(Rendering, row.rendering_id, Act.READ_RENDITION)
        return Again(files if made.clean else told.address(ask, made))
    review = framed(ask)
    works = row.stage == "working" and not under_way.silent(row, ask.now)
    ask.renews = RENEWS if works else 0
    return {
        "name": review.code_name,
        "works": works,
        "refused": under_way.why_not(row=row, gate=gate) if row.stage == "refused" else "",
        "doing": DOING[row.doing],
        "done": row.done,
        "total": row.total,
        "long": _long(row.pages),
        "render": f"{files}/render",
        "back": files,
    }


def _long(pages: int) -> str:
    if not pages:
        return ""
    minutes = -(-pages * SECONDS // (100 * 60))
    return f"It has about {counted(pages, 'page')}, which take up to {counted(minutes, 'minute')}."


@deed(WORK, act=Act.MAKE_RENDITION, form=no_fields, thing=RenderingWork)
def work_deed(ask: Ask) -> str:
    """Once more, with the same title and marking, for what stopped."""
    said = under_way.asked(row=ask.thing, gate=ask.gate)
    return _begun(ask, standing.one(ask.thing.rendition_id, gate=ask.gate), said)


ROUTES: list[Page | Deed] = [render_page, render_deed, work_page, work_deed]
