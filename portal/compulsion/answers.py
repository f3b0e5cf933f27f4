"""The pages on which an owner is told what is demanded, and says whether it claims anything."""

from portal.compulsion import acts, bundles, forms, words
from portal.compulsion.models import NoticeClaim, NoticeMaterial
from portal.gate.policy import Act
from portal.proceedings.acts import opened
from portal.proceedings.words import field, form
from portal.reviews import acts as reviews
from portal.reviews.titles import called
from portal.reviews.words import framed, in_sentence
from portal.web.dates import in_words, today
from portal.web.page import Ask, Deed, Page, Values, deed, do, page

HOME = "/reviews/{review}/compulsion"
MATERIAL = f"{HOME}/material/{{notice_material}}"
ANSWER = f"{MATERIAL}/answer"
FORM = "compulsion/form.html"


def _here(ask: Ask, *more: str) -> str:
    return "/".join([HOME.format(review=ask.gate.domain), *more])


def _owner(ask: Ask, body: str) -> str:
    return in_sentence(reviews.body_name(body=body, gate=ask.gate))


@page(MATERIAL, act=Act.ANSWER_NOTICE, template="compulsion/material.html", thing=NoticeMaterial)
def material(ask: Ask) -> Values:
    review, row, gate = framed(ask), ask.thing, ask.gate
    told = gate.open(row, "told", act=Act.ANSWER_NOTICE, model=NoticeMaterial)["told"]
    notice = acts.notice_of(material=row, gate=gate)
    mine = acts.claims(of=[row], gate=gate)
    said = opened(model=NoticeClaim, rows=mine, field="words", act=Act.ANSWER_NOTICE, gate=gate)
    named = next(r for r in acts.materials(notice=notice.id, gate=gate) if r.id == row.id)
    return {
        "name": review.code_name,
        "notice": words.DONE.get(ask.raw.query.get("done", ""), ""),
        "what": words.document(named.kind, _owner(ask, row.owner_id), called(gate=ask.gate)),
        "facts": [
            {"key": "Demanded by", "value": words.called(notice)},
            {"key": "Addressed to", "value": reviews.body_name(body=notice.owner_id, gate=gate)},
            {"key": "In the addressee's words", "value": told},
            {
                "key": "State",
                "value": words.stands(
                    notice, today(ask.now), served=bundles.served(notice=notice.id, gate=gate)
                ),
            },
            {"key": "Claims until", "value": in_words(acts.until(notice))},
            {"key": "Law", "value": words.law(notice)},
        ],
        "overrides": words.OVERRIDES,
        "claims": [{"what": words.claim(one), "words": said.get(one.id, "")} for one in mine],
        "nothing": row.nothing_at is not None,
        "answer": "" if notice.withdrawn_on else _here(ask, "material", row.id, "answer"),
        "release": f"/reviews/{gate.domain}/sharing"
        if gate.owners_for(Act.SIGN_RELEASE) and notice.owner_id != row.owner_id
        else "",
        "back": _here(ask),
    }


@page(ANSWER, act=Act.ANSWER_NOTICE, template=FORM, thing=NoticeMaterial)
def answer_page(ask: Ask) -> Values:
    framed(ask)
    notice = acts.notice_of(material=ask.thing, gate=ask.gate)
    places = acts.sections_of(material=ask.thing, gate=ask.gate)
    listed = [{"id": name, "text": f"Section {place}"} for name, place in sorted(
        places.items(), key=lambda one: one[1])]  # fmt: skip
    return form(
        "Does your organisation claim anything?",
        "The addressee is told that there is a claim, of what kind and about what, and gives "
        "nothing of that until it is decided. Your words stay with your organisation: you send "
        "them to whoever decides. To claim nothing releases nothing.",
        "Record it",
        _here(ask, "material", ask.thing.id),
        [
            field("radios", "what", "What do you claim?", of=forms.ANSWERS),
            field("select", "section", "About which section?",
                  "Choose none where it is about the whole document.", listed),
            field("words", "words", "The claim", "Leave it empty where you claim nothing."),
        ],
        why_not=acts.GONE if notice.withdrawn_on else "",
    )  # fmt: skip


@deed(ANSWER, act=Act.ANSWER_NOTICE, form=forms.answer, thing=NoticeMaterial)
def answer_deed(ask: Ask) -> str:
    told, there = ask.form, _here(ask, "material", ask.thing.id)
    if told.what == forms.NOTHING:
        do("what", acts.claim_nothing, material=ask.thing, gate=ask.gate)
        return f"{there}?done=nothing"
    given = {"kind": told.what, "section": told.which, "words": told.words}
    do("what", acts.claim, material=ask.thing, **given, gate=ask.gate)
    return f"{there}?done=claimed"


ROUTES: list[Page | Deed] = [material, answer_page, answer_deed]
