"""The editor, the comparison of versions, new sections and their order."""

from typing import Any

from portal.contributions import standing
from portal.documents.models import Document, Version
from portal.documents.words import to_text
from portal.gate.policy import Act
from portal.proceedings import disclosure
from portal.reviews import acts as reviews
from portal.reviews.words import framed
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, no_fields, page
from portal.writing import acts, forms
from portal.writing.looks import lines, meeting, numbered, stage_words
from portal.writing.together import Words

SECTION = "/reviews/{review}/sections/{version}"
EDIT, SHOW, DRAFT = f"{SECTION}/edit", f"{SECTION}/show", f"{SECTION}/draft"
DISCARD = f"{SECTION}/discard"
STALE = "A newer version of this section was saved while you were writing."


def _base(ask: Ask, version: Any) -> str:
    return f"/reviews/{ask.gate.domain}/sections/{version.id}"


def _reading(ask: Ask, thing: Any) -> str:
    return f"/reviews/{ask.gate.domain}/read?owner={thing.owner_id}"


def _which(ask: Ask, version: Any) -> dict[str, object]:
    """How the owner's side tells a section from others without opening its title."""
    owner = reviews.owners(gate=ask.gate)[version.owner_id]
    return {"position": acts.position(version=version, gate=ask.gate), "owner": owner}


def _name(ask: Ask, person: str) -> str:
    return reviews.called(gate=ask.gate, person_ids=[person], agency=False).get(person, "Somebody")


# The editor


def editor(ask: Ask) -> Values:
    review = framed(ask)
    last = acts.newest(version=ask.thing, gate=ask.gate)
    shown = _typed(ask, last) if ask.raw.method == "POST" else _begun(ask, last)
    base = _base(ask, ask.thing)
    return {
        "name": review.code_name,
        **_which(ask, last),
        "number": last.number,
        "state": stage_words(last),
        "released": last.released,
        "asked": _asked_for(ask, last),
        "others": [_name(ask, who) for who in acts.also_here(version=last, gate=ask.gate)],
        "back": _reading(ask, last),
        "actions": {
            "save": f"{base}/edit",
            "show": f"{base}/show",
            "draft": f"{base}/draft",
            "discard": f"{base}/discard",
            "saved": f"{base}/edit?from=saved",
        },
        "disclosable": disclosure.banner(gate=ask.gate),
        **shown,
    }


def _asked_for(ask: Ask, version: Any) -> str:
    """What the senior manager asked to be changed here, until it is signed off."""
    document = standing.document_of(version.section_id, ask.gate)
    return standing.to_change(document=document, gate=ask.gate).get(version.section_id, "")


def _shown(said: Any, base: str, **more: object) -> dict[str, object]:
    """The values that tell one way of drawing the editor from another."""
    fields = {"title": said["title"], "text": said["text"], "base": base}
    typed = {**fields, **({"graphic": "yes"} if said["graphic"] else {})}
    rest = {"draft": "", "note": "", "preview": None, "meeting": None}
    return {"typed": typed, **rest, **more}


def _fields(said: Words) -> dict[str, object]:
    return {"title": said.title, "text": to_text(said.paragraphs), "graphic": said.graphic}


def _begun(ask: Ask, last: Any) -> dict[str, object]:
    """Her draft where she has one, and otherwise the newest version."""
    kept = acts.draft(version=last, gate=ask.gate)
    held = acts.opened(versions=[last], gate=ask.gate)[0]
    saved = _fields(held)
    if kept is None or kept[1] == saved or ask.raw.query.get("from") == "saved":
        return _shown(saved, last.id)
    row, said = kept
    return _shown(said, row.base_id, draft=day_and_time(row.saved_at))


def _typed(ask: Ask, last: Any) -> dict[str, object]:
    """What she has sent, drawn again: checked, seen as it will look, or met by a newer version."""
    raw = ask.raw.form
    try:
        edit = forms.edit(raw)
    except Wrong:
        said = {name: raw.get(name, "") for name in ("title", "text", "graphic")}
        return _shown(said, raw.get("base", ""))
    if edit.base in {"", last.id}:
        preview = numbered(edit.written.paragraphs)
        return _shown(_fields(_words(edit)), last.id, preview=preview)
    return _met(ask, last, edit)


def _met(ask: Ask, last: Any, edit: forms.Edit) -> dict[str, object]:
    """Her words and the newest version's: put together, or side by side until she decides."""
    _, met = acts.met_with(
        version=last, base=edit.base, last=last, said=_words(edit), gate=ask.gate
    )  # fmt: skip
    if met is None:
        raise AssertionError("not reached")
    picks = edit.picks if edit.against == last.id else {}
    decided = met.decided(picks)
    who = f"{_name(ask, last.written_by)} saved version {last.number} of this section on"
    when = f"{who} {day_and_time(last.written_at)}, while you were writing."
    if decided is None:
        errors = [{"field": p, "sentence": CHOOSE} for p in met.places if p not in picks]
        if edit.against != last.id:
            errors = [{"field": met.places[0], "sentence": f"{when} {TOUCHING}"}]
        side_by_side = {**meeting(met, picks), "against": last.id}
        said = {**_fields(_words(edit)), "text": edit.written.text}
        return _shown(said, edit.base, meeting=side_by_side, errors=errors)
    shown = _shown(_fields(decided), last.id, preview=numbered(decided.paragraphs))
    if edit.against:
        return {**shown, "note": when}
    return {**shown, "errors": [{"field": "text", "sentence": f"{when} {PUT_TOGETHER}"}]}


PUT_TOGETHER = (
    "Your changes do not touch, so both are in the text below. Look it through, then save it."
)
TOUCHING = "You both changed the same words. Choose which to keep; until then nothing is saved."


CHOOSE = "Choose which text to keep here."


def _words(edit: forms.Edit) -> Words:
    return Words(edit.written.title, edit.written.graphic, edit.written.paragraphs)


@page(EDIT, act=Act.WRITE_SECTION, template="writing/edit.html", thing=Version, noted=False)
def edit_page(ask: Ask) -> Values:
    return editor(ask)


@deed(EDIT, act=Act.WRITE_SECTION, form=forms.edit, thing=Version, noted=False)
def edit_deed(ask: Ask) -> str:
    edit, said = ask.form, _words(ask.form)
    base = edit.base
    try:
        if edit.against:
            said = acts.decide(
                version=ask.thing, base=base, against=edit.against, said=said, picks=edit.picks,
                gate=ask.gate,
            )  # fmt: skip
            base = edit.against
        saved = acts.save(version=ask.thing, base=base, said=said, gate=ask.gate)
    except acts.Overtaken:
        raise Wrong.one("text", STALE) from None
    except acts.Undecided as left:
        raise Wrong([{"field": p, "sentence": CHOOSE} for p in left.places]) from None
    return f"{_base(ask, saved)}/saved"


@page(
    SHOW, act=Act.WRITE_SECTION, template="writing/edit.html", thing=Version,
    form=forms.edit, noted=False,
)  # fmt: skip
def show_page(ask: Ask) -> Values:
    return editor(ask)


@page(DRAFT, act=Act.WRITE_SECTION, template="writing/edit.html", thing=Version, noted=False)
def draft_page(ask: Ask) -> Values:
    return editor(ask)


@deed(DRAFT, act=Act.WRITE_SECTION, form=forms.draft, thing=Version, noted=False)
def draft_deed(ask: Ask) -> str:
    told = ask.form
    acts.keep_draft(
        version=ask.thing, base=told.base, title=told.title, text=told.text,
        graphic=told.graphic, gate=ask.gate,
    )  # fmt: skip
    return f"{_base(ask, ask.thing)}/edit"


@page(DISCARD, act=Act.WRITE_SECTION, template="writing/discard.html", thing=Version, noted=False)
def discard_page(ask: Ask) -> Values:
    framed(ask)
    return {"back": f"{_base(ask, ask.thing)}/edit"}


@deed(DISCARD, act=Act.WRITE_SECTION, form=no_fields, thing=Version, noted=False)
def discard_deed(ask: Ask) -> str:
    acts.drop_draft(version=ask.thing, gate=ask.gate)
    return f"{_base(ask, ask.thing)}/edit"


@page(
    f"{SECTION}/saved", act=Act.WRITE_SECTION, template="writing/saved.html", thing=Version,
    noted=False,
)  # fmt: skip
def saved(ask: Ask) -> Values:
    framed(ask)
    one, base = ask.thing, _base(ask, ask.thing)
    return {
        **_which(ask, one),
        "number": one.number,
        "when": day_and_time(one.written_at),
        "who": _name(ask, one.written_by),
        "links": [
            {"href": f"{base}/edit", "text": "Go on writing this section"},
            *(
                [{"href": f"{base}/compare", "text": "See what changed from the version before"}]
                if one.number > 1
                else []
            ),
            {"href": _reading(ask, one), "text": "Read the whole contribution"},
            {
                "href": f"/reviews/{ask.gate.domain}/contributions/"
                + standing.document_of(one.section_id, ask.gate),
                "text": "Back to the contribution and what is next",
            },
        ],
    }


# Differences


@page(
    f"{SECTION}/compare", act=Act.READ_SECTION, template="writing/compare.html", thing=Version,
    noted=False,
)  # fmt: skip
def compare(ask: Ask) -> Values:
    review, one = framed(ask), ask.thing
    open_ones = acts.readable_versions(version=one, gate=ask.gate)
    other = _other(ask, open_ones)
    told = acts.opened(versions=[v for v in (other, one) if v is not None], gate=ask.gate)
    return {
        "name": review.code_name,
        "title": told[-1].title,
        "old_title": told[0].title if told[0].title != told[-1].title else "",
        "newer": one.number,
        "older": other.number if other is not None else None,
        "lines": lines(told[0].paragraphs, told[-1].paragraphs) if other is not None else [],
        "history": _history(ask, open_ones) if ask.gate.body == one.owner_id else [],
        "back": _reading(ask, one),
    }


def _other(ask: Ask, open_ones: list[Any]) -> Any:
    """The version named, or the newest before this one, of those that are open to the reader."""
    named = ask.raw.query.get("with", "")
    if named:
        return acts.same_section(version=ask.thing, name=named, gate=ask.gate)
    return next((v for v in open_ones if v.number < ask.thing.number), None)


def _history(ask: Ask, rows: list[Any]) -> list[dict[str, object]]:
    """For the owner's side: each version with who wrote it, when, and how far it has come."""
    names = reviews.called(
        gate=ask.gate, person_ids={row.written_by for row in rows}, agency=False
    )  # fmt: skip
    return [
        {
            "number": row.number,
            "who": names[row.written_by],
            "when": day_and_time(row.written_at),
            "stage": stage_words(row),
            "href": None
            if row.id == ask.thing.id
            else f"{_base(ask, ask.thing)}/compare?with={row.id}",
        }
        for row in rows
    ]


# New sections and their order

ADD = "/reviews/{review}/contributions/{document}/add"
ORDER = "/reviews/{review}/contributions/{document}/order"


@page(ADD, act=Act.WRITE_SECTION, template="writing/add.html", thing=Document, noted=False)
def add_page(ask: Ask) -> Values:
    review = framed(ask)
    return {
        "disclosable": disclosure.banner(gate=ask.gate),
        "name": review.code_name,
        "owner": reviews.owners(gate=ask.gate)[ask.thing.owner_id],
        "classes": forms.enterable(),
        "back": _reading(ask, ask.thing),
    }


@deed(ADD, act=Act.WRITE_SECTION, form=forms.new_section, thing=Document, noted=False)
def add_deed(ask: Ask) -> str:
    told = ask.form.written
    made = acts.add(
        document=ask.thing, section_class=ask.form.section_class,
        said=Words(told.title, told.graphic, told.paragraphs), gate=ask.gate,
    )  # fmt: skip
    return f"{_base(ask, made)}/saved"


@page(ORDER, act=Act.WRITE_SECTION, template="writing/order.html", thing=Document, noted=False)
def order_page(ask: Ask) -> Values:
    review = framed(ask)
    told = acts.sections(document=ask.thing, gate=ask.gate)
    return {
        "name": review.code_name,
        "owner": reviews.owners(gate=ask.gate)[ask.thing.owner_id],
        "sections": [{"id": row.id, "title": title} for row, title in told],
        "back": _reading(ask, ask.thing),
    }


@deed(ORDER, act=Act.WRITE_SECTION, form=forms.step, thing=Document, noted=False)
def order_deed(ask: Ask) -> str:
    acts.move(document=ask.thing, version=ask.form.version, up=ask.form.up, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/contributions/{ask.thing.id}/order"


ROUTES: list[Page | Deed] = [
    edit_page, edit_deed, show_page, draft_page, draft_deed, discard_page, discard_deed, saved,
    compare, add_page, add_deed, order_page, order_deed,
]  # fmt: skip
