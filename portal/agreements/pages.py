"""The agreement's pages: reading it, proposing, signing, amending, and withdrawing from it."""

from datetime import UTC, datetime, time
from typing import Any

from portal.agreements import acts, clauses, drafts, forms, told
from portal.agreements.models import Agreement
from portal.agreements.words import Terms
from portal.gate.policy import BOARD, Act
from portal.reviews import acts as reviews
from portal.reviews.words import framed, in_sentence, kind_words
from portal.sharing import withdrawals
from portal.web.dates import day, today
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, page

BASE = "/reviews/{review}/agreement"
TEXT = "/reviews/{review}/agreements/{agreement}"


def _base(ask: Ask) -> str:
    return f"/reviews/{ask.gate.domain}"


# Reading


@page(BASE, act=Act.READ_AGREEMENT, template="agreements/agreement.html")
def agreement(ask: Ask) -> Values:
    """The text in force; before there is one, the one that was proposed."""
    texts = acts.live(gate=ask.gate)
    return {**_document(ask, texts[0] if texts else None), "changes": []}


@page(TEXT, act=Act.READ_AGREEMENT, template="agreements/agreement.html", thing=Agreement)
def text(ask: Ask) -> Values:
    """One text, whichever: to be signed, in force or of the past, with what it changes."""
    return _document(ask, ask.thing)


def _document(ask: Ask, row: Any) -> Values:
    review = framed(ask)
    every, live = acts.every(gate=ask.gate), acts.live(gate=ask.gate)
    others = [one for one in reversed(every) if row is None or one.id != row.id]
    terms = acts.read(row=row, gate=ask.gate) if row is not None else None
    return {
        "name": review.code_name,
        "number": row.number if row is not None else 0,
        "state": told.state(row, every, ask.gate),
        "clauses": _clauses(terms, review) if terms else [],
        "changes": _changes(ask, row, every) if terms else [],
        "signatures": told.signatures(row, ask.gate) if terms else [],
        "waits_for": told.waits_for(row, ask.gate) if terms else "",
        "doing": told.doing(row, live, ask.gate),
        "texts": [told.in_list(one, every, ask.gate) for one in others],
        "back": _base(ask),
    }


def _clauses(terms: Terms, review: Any) -> list[clauses.Clause]:
    return clauses.clauses(terms, kind=kind_words(review.kind), name=review.code_name)


def _changes(ask: Ask, row: Any, every: list[Any]) -> list[dict[str, str]]:
    """What a text changes in the one that was in force when it was proposed."""
    before = [one for one in every if one.number < row.number and one.in_force_at is not None]
    if not before:
        return []
    old = acts.read(row=before[-1], gate=ask.gate)
    return clauses.differences(old, acts.read(row=row, gate=ask.gate))


# Proposing


@page(
    f"{BASE}/draft",
    act=Act.READ_AGREEMENT,
    template="agreements/draft.html",
    form=forms.draft,
)
def draft(ask: Ask) -> Values:
    """The form; once it is filled in rightly, what it says and what proposing it would do."""
    ask.gate.acting_for(Act.PROPOSE_AGREEMENT)
    review = framed(ask)
    old = acts.newest(gate=ask.gate)
    values = {
        "name": review.code_name,
        "first": old is None,
        "purposes": _purposes(ask, review.kind, old),
        "sources": _sources(ask, review.kind),
        "statutes": [{"id": row.review, "text": row.source} for row in drafts.statutes()],
        "clauses": [],
        "changes": [],
        "sentence": "",
        "kept": {},
        "back": f"{_base(ask)}/agreement",
    }
    if ask.form is None:
        typed = {} if ask.raw.method == "POST" else {"typed": _filled_in(ask, review, old)}
        return {**values, **typed}
    if late := _too_soon(ask):
        return {**values, "errors": late.errors}
    return {**values, **_preview(ask, review)}


def _preview(ask: Ask, review: Any) -> Values:
    terms = _terms(ask, review)
    held = acts.current(gate=ask.gate)
    kept = {k: v for k, v in ask.raw.form.items() if k not in {"token", "once", "again"}}
    return {
        "clauses": _clauses(terms, review),
        "changes": clauses.differences(held, terms) if held else [],
        "sentence": told.proposing(ask.gate),
        "kept": kept,
    }


@page(f"{BASE}/propose", act=Act.READ_AGREEMENT, template="agreements/draft.html")
def propose_page(ask: Ask) -> Values:
    """Where a form that was wrong after all is drawn again."""
    told: Values = draft.show(ask)
    return told


@deed(f"{BASE}/propose", act=Act.READ_AGREEMENT, form=forms.draft)
def propose(ask: Ask) -> str:
    ask.gate.acting_for(Act.PROPOSE_AGREEMENT)
    if ask.form is None:
        return f"{_base(ask)}/agreement/draft"
    if late := _too_soon(ask):
        raise late
    made = acts.propose(terms=_terms(ask, reviews.frame(gate=ask.gate)), gate=ask.gate)
    return f"{_base(ask)}/agreements/{made.id}/proposed"


@page(
    f"{TEXT}/proposed",
    act=Act.READ_AGREEMENT,
    template="agreements/done.html",
    thing=Agreement,
)
def proposed(ask: Ask) -> Values:
    ask.gate.acting_for(Act.PROPOSE_AGREEMENT)
    framed(ask)
    return {
        "heading": "The agreement has been proposed",
        "happened": f"Text {ask.thing.number} was proposed on {day(ask.thing.proposed_at)}.",
        "next": told.after_proposing(ask.gate),
        "links": [
            {"text": "Read and sign it", "href": f"{_base(ask)}/agreements/{ask.thing.id}/sign"},
            {"text": "Back to the agreement", "href": f"{_base(ask)}/agreement"},
        ],
    }


def _too_soon(ask: Ask) -> Wrong | None:
    if ask.form.review_on > today(ask.now):
        return None
    return Wrong.one("day", "The day of the next look must be in the future.")


def _terms(ask: Ask, review: Any) -> Terms:
    """What was typed, with the words of the purposes that were chosen."""
    form = ask.form
    old = acts.newest(gate=ask.gate)
    known = {one["code"]: one["words"] for one in _purposes(ask, review.kind, old)}
    chosen = [(code, words) for code, words in known.items() if code in form.purposes]
    return Terms(
        purposes=(*chosen, *((("further", form.further),) if form.further else ())),
        paragraphs=form.paragraphs,
        gateway=form.gateway,
        regime=form.regime,
        confidence=form.confidence,
        handling=form.handling,
        review_at=datetime.combine(form.review_on, time(12), UTC),
    )


def _purposes(ask: Ask, kind: str, old: Terms | None) -> list[dict[str, str]]:
    """The purposes to choose from: those of the text before, and those of the template."""
    known = {row.code: row.words for row in drafts.of(kind, "purpose", today(ask.now))}
    known |= dict(old.purposes) if old else {}
    return [{"code": c, "words": w} for c, w in known.items() if c != "further"]


def _sources(ask: Ask, kind: str) -> dict[str, str]:
    """Where the template's words of each part come from, and how sure that is."""
    rows = {part: drafts.of(kind, part, today(ask.now)) for part in drafts.PARTS}
    return {
        part: "; ".join(dict.fromkeys(f"{r.source} ({r.status})" for r in found))
        for part, found in rows.items()
    }


def _filled_in(ask: Ask, review: Any, old: Terms | None) -> dict[str, str]:
    """The text before as it would be typed, or the template's."""
    terms = old or drafts.template(review.kind, ask.now)
    last = today(terms.review_at)
    chosen = {f"purpose_{code}": "yes" for code, _ in terms.purposes}
    return {
        **chosen,
        "further": dict(terms.purposes).get("further", ""),
        "paragraphs": "\n".join(f"{number}. {words}" for number, words in terms.paragraphs),
        "gateway": terms.gateway,
        "regime": "\n".join(f"{kind}: {words}" for kind, words in terms.regime),
        "confidence": terms.confidence,
        "handling": "\n".join(terms.handling),
        "day": str(last.day),
        "month": str(last.month),
        "year": str(last.year),
    }


# Signing


@page(f"{TEXT}/sign", act=Act.READ_AGREEMENT, template="agreements/sign.html", thing=Agreement)
def sign_page(ask: Ask) -> Values:
    body = ask.gate.acting_for(Act.SIGN_AGREEMENT)
    review = framed(ask)
    terms = acts.read(row=ask.thing, gate=ask.gate)
    return {
        "body": told.of_body(body, ask.gate),
        "number": ask.thing.number,
        "why_not": told.not_to_sign(ask.thing, body, ask.gate),
        "sentence": told.signing(ask.thing, body, ask.gate),
        "digest": terms.digest,
        "clauses": _clauses(terms, review),
        "changes": _changes(ask, ask.thing, acts.every(gate=ask.gate)),
        "back": f"{_base(ask)}/agreements/{ask.thing.id}",
    }


@deed(f"{TEXT}/sign", act=Act.READ_AGREEMENT, form=forms.signing, thing=Agreement)
def sign(ask: Ask) -> str:
    """Of two officers of one body who sign at once the second is shown the first's signature."""
    body, name = ask.gate.acting_for(Act.SIGN_AGREEMENT), ask.thing.id
    if body not in acts.signatures(agreement=name, gate=ask.gate):
        acts.sign_agreement(agreement=name, digest=ask.form.digest, gate=ask.gate)
    return f"{_base(ask)}/agreements/{name}/signed"


@page(f"{TEXT}/signed", act=Act.READ_AGREEMENT, template="agreements/done.html", thing=Agreement)
def signed(ask: Ask) -> Values:
    body = ask.gate.acting_for(Act.SIGN_AGREEMENT)
    framed(ask)
    held = acts.signatures(agreement=ask.thing.id, gate=ask.gate)
    if body not in held:
        ask.gate.deny(Act.SIGN_AGREEMENT)
    return {
        "heading": "The agreement is signed",
        "happened": told.has_signed(held[body], ask.gate),
        "next": told.after_signing(ask.thing, body, ask.gate),
        "links": [{"text": "Back to the agreement", "href": f"{_base(ask)}/agreement"}],
    }


# Withdrawing


@page(f"{BASE}/withdraw", act=Act.READ_AGREEMENT, template="agreements/withdraw.html")
def withdraw_page(ask: Ask) -> Values:
    body = ask.gate.acting_for(Act.WITHDRAW_SIGNATURE)
    framed(ask)
    last = acts.last_signature(body=body, gate=ask.gate)
    closing = withdrawals.closing(owner=body, gate=ask.gate)
    return {
        "body": in_sentence(told.of_body(body, ask.gate)),
        "sentence": told.withdrawing(
            body, sections=closing.sections, people=closing.people, gate=ask.gate
        ),
        "why_not": "" if last and not last.withdrawn_at else acts.NOT_SIGNED,
        "back": f"{_base(ask)}/agreement",
    }


@deed(f"{BASE}/withdraw", act=Act.READ_AGREEMENT, form=forms.leaving)
def withdraw(ask: Ask) -> str:
    ask.gate.acting_for(Act.WITHDRAW_SIGNATURE)
    withdrawals.withdraw(why=ask.form.reason, gate=ask.gate)
    return f"{_base(ask)}/agreement/withdrawn"


@page(f"{BASE}/withdrawn", act=Act.READ_AGREEMENT, template="agreements/done.html")
def withdrawn(ask: Ask) -> Values:
    body = ask.gate.acting_for(Act.WITHDRAW_SIGNATURE)
    framed(ask)
    last = acts.last_signature(body=body, gate=ask.gate)
    if last is None or not last.withdrawn_at:
        ask.gate.deny(Act.WITHDRAW_SIGNATURE)
    who = told.of_body(body, ask.gate)
    return {
        "heading": f"{who} has withdrawn",
        "happened": f"{who} withdrew from the agreement on {day(last.withdrawn_at)}.",
        "next": told.AFTER_WITHDRAWING_BOARD if body == BOARD else told.AFTER_WITHDRAWING,
        "links": [{"text": "Back to the agreement", "href": f"{_base(ask)}/agreement"}],
    }


ROUTES: list[Page | Deed] = [
    agreement, text, draft, propose_page, propose, proposed, sign_page, sign, signed,
    withdraw_page, withdraw, withdrawn,
]  # fmt: skip
