"""The pages on which what was rendered is looked at, signed, released and taken back."""

from typing import Any

from portal.gate.policy import Act
from portal.proceedings.words import field, form, unseen
from portal.redaction import standing
from portal.redaction.models import AUDIENCES, Rendition
from portal.renditions import acts, beside, forms, told
from portal.renditions.models import Rendering
from portal.reviews.words import framed
from portal.web.page import (
    Ask,
    Deed,
    Download,
    Page,
    Values,
    deed,
    do,
    download,
    page,
)

ONE = "/reviews/{review}/renditions/{rendition}"
SIGN, RELEASE, WITHDRAW = (f"{ONE}/{step}" for step in ("sign", "release", "withdraw"))
MADE = "/reviews/{review}/renderings/{rendering}"
FORM = "proceedings/form.html"


def _here(ask: Ask, rendition: str, done: str = "") -> str:
    path = told.files_of(ask, rendition)
    return f"{path}?done={done}" if done else path


@page(ONE, act=Act.READ_RENDITION, template="renditions/files.html", thing=Rendition)
def files(ask: Ask) -> Values:
    review = framed(ask)
    return {
        "name": review.code_name,
        "notice": told.DONE.get(ask.raw.query.get("done", ""), ""),
        "back": f"/reviews/{ask.gate.domain}/redaction/{ask.thing.id}",
        **told.whole(ask, ask.thing, _here(ask, ask.thing.id)),
    }


# The proof, and the files


@page(MADE, act=Act.READ_RENDITION, template="renditions/proof.html", thing=Rendering)
def proof(ask: Ask) -> Values:
    review = framed(ask)
    return {
        "name": review.code_name,
        "back": _here(ask, ask.thing.rendition_id),
        **told.proof(ask, ask.thing),
    }


def _given(ask: Ask, name: str) -> Download:
    framed(ask)
    ask.marking = ask.thing.marking
    content = acts.bytes_of(row=ask.thing, name=name, gate=ask.gate)
    return Download(content, f"version-{ask.thing.number}.{name}")


@download(f"{MADE}/pdf", act=Act.READ_RENDITION, thing=Rendering)
def as_pdf(ask: Ask) -> Download:
    return _given(ask, "pdf")


@download(f"{MADE}/word", act=Act.READ_RENDITION, thing=Rendering)
def as_word(ask: Ask) -> Download:
    return _given(ask, "docx")


# Signing


@page(SIGN, act=Act.SIGN_RENDITION, template=FORM, thing=Rendition)
def sign_page(ask: Ask) -> Values:
    framed(ask)
    row = acts.newest(rendition=ask.thing, gate=ask.gate)
    why_not = acts.why_not_signed(rendition=ask.thing, row=row, gate=ask.gate)
    fields: list[dict[str, Any]] = []
    sentence = ""
    if not why_not:
        fields.append(unseen("rendering", row.id))
        found = beside.compared(rendition=ask.thing, row=row, gate=ask.gate)
        sentence = told.to_sign(ask, row, found)
        if found.groups:
            fields.append(
                field("checkboxes", "seen", "What copies give away beside each other",
                      "Tick each when you have looked at it.", told.findings(found, ask.gate))
            )  # fmt: skip
        fields.append(
            field("words", "jigsaw", "What did you look at by hand, and what did you find?",
                  "Read it as somebody who knows the family, the street or the school: can dates, "
                  "ages, places and jobs together single a person out?")
        )  # fmt: skip
    back = _here(ask, ask.thing.id)
    return form("Sign the files", sentence, "Sign them", back, fields, grave=True, why_not=why_not)


@deed(SIGN, act=Act.SIGN_RENDITION, form=forms.signed, thing=Rendition)
def sign_deed(ask: Ask) -> str:
    rendition = standing.one(ask.thing.id, gate=ask.gate)
    said = ask.form
    given = {"rendering": said.rendering, "jigsaw": said.jigsaw, "seen": said.seen}
    do("jigsaw", acts.sign, rendition=rendition, **given, gate=ask.gate)
    return _here(ask, rendition.id, "signed")


# Releasing, and taking back


@page(RELEASE, act=Act.RELEASE_RENDITION, template=FORM, thing=Rendition)
def release_page(ask: Ask) -> Values:
    framed(ask)
    return form(
        "Release it",
        f"From now on these files may be given to: {told.small(AUDIENCES[ask.thing.audience])}. "
        "They are never changed. You give them by the way that you name here; the portal sends "
        "nothing by itself.",
        "Release it",
        _here(ask, ask.thing.id),
        [field("words", "recipient", "To whom is it given, and how?")],
        grave=True,
        why_not=acts.why_not_released(rendition=ask.thing, gate=ask.gate),
    )


@deed(RELEASE, act=Act.RELEASE_RENDITION, form=forms.recipient, thing=Rendition)
def release_deed(ask: Ask) -> str:
    rendition = standing.one(ask.thing.id, gate=ask.gate)
    do("recipient", acts.release, rendition=rendition, recipient=ask.form, gate=ask.gate)
    return _here(ask, rendition.id, "released")


@page(WITHDRAW, act=Act.RELEASE_RENDITION, template=FORM, thing=Rendition)
def withdraw_page(ask: Ask) -> Values:
    framed(ask)
    released = ask.thing.stage == "released"
    return form(
        "Withdraw it",
        "Nobody downloads the files here any more. Copies that were given stay where they are: "
        "ask for them back, and say here whom you told. Another version can be made.",
        "Withdraw it",
        _here(ask, ask.thing.id),
        [field("words", "why", "Why is it withdrawn, and who was told?")],
        grave=True,
        why_not="" if released else "Only what was released can be withdrawn.",
    )


@deed(WITHDRAW, act=Act.RELEASE_RENDITION, form=forms.why, thing=Rendition)
def withdraw_deed(ask: Ask) -> str:
    rendition = standing.one(ask.thing.id, gate=ask.gate)
    do("why", acts.withdraw, rendition=rendition, why=ask.form, gate=ask.gate)
    return _here(ask, rendition.id, "withdrawn")


ROUTES: list[Page | Deed] = [
    files,
    proof,
    as_pdf,
    as_word,
    sign_page,
    sign_deed,
    release_page,
    release_deed,
    withdraw_page,
    withdraw_deed,
]
