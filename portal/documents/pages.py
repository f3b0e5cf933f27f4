"""Reading a review's words, and the three questions about them: why, who may, who has."""

from collections.abc import Iterable
from itertools import groupby, islice
from typing import Any

from portal.agreements import told as agreed
from portal.db import moment
from portal.documents import acts, forms
from portal.documents.finding import MOST, in_sections
from portal.documents.models import Version
from portal.gate.policy import NEVER, Act
from portal.gate.readings import OPENED, Read
from portal.questions import acts as questions
from portal.reviews import acts as reviews
from portal.reviews.words import acting_as, framed, role_words
from portal.schedules import tellings
from portal.sharing import acts as sharing
from portal.sharing import corrections, endings, withdrawals
from portal.sharing import words as shared
from portal.web.dates import day, day_and_time
from portal.web.page import Ask, Values, page

PURPOSES = {"find": "Looking for words", "compelled": "Compelled disclosure"}
"""Purposes of a reading as the ledger has them; every other is the work of the review."""


@page("/reviews/{review}/read", act=Act.READ_REVIEW, template="documents/read.html")
def read(ask: Ask) -> Values:
    owner = ask.raw.query.get("owner", "")
    review = framed(ask)
    owners = reviews.owners(gate=ask.gate)
    found = acts.read(gate=ask.gate, owner=owner if owner in owners else "")
    tells = ask.gate.owners_for(Act.SEE_READERS)
    may_write = ask.gate.readable(Act.WRITE_SECTION, [row for row, _ in found], Version.shape)
    open_sections = {row.section_id for row, _ in found}
    asked = questions.open_counts(found=found, gate=ask.gate)
    corrected = corrections.read_by_me(found=[row for row, _ in found], gate=ask.gate)
    fresh = acts.fresh(found=found, gate=ask.gate)
    before, after = _beside(ask, owner, owners)
    return {
        "name": review.code_name,
        "review_href": f"/reviews/{ask.gate.domain}",
        "owner": owners.get(owner, ""),
        "sections": [
            {
                **_section(ask, number, row, words, owners=owners, tells=tells, writes=writes),
                "questions": asked.get(row.id, 0),
                "corrected": _corrected(ask, corrected.get(row.id)),
                "fresh": fresh.get(row.id, ""),
            }
            for number, ((row, words), writes) in enumerate(zip(found, may_write, strict=True), 1)
        ],
        **_closed(ask, owner, owners, open_sections),
        "previous": before,
        "next": after,
    }


def _closed(
    ask: Ask, owner: str, owners: dict[str, str], open_sections: set[str]
) -> dict[str, object]:
    """What was open here and is not any more, and what owners let be known: of one owner, or all
    of them.
    """
    gate = ask.gate
    ended = [
        (release.owner_id, shared.ended(release, owners))
        for release in endings.ended_for_me(open_sections=open_sections, gate=gate)
    ] + [
        (one, agreed.closed(owners.get(one, "An agency"), gate))
        for one in withdrawals.closed_for_me(open_sections=open_sections, gate=gate)
    ]
    revealed = tellings.revealed(owners=owners, gate=gate)
    return {
        "ended": [{"sentence": told} for one, told in ended if owner in {"", one}],
        "revealed": [line for one, line in revealed.items() if owner in {"", one}],
    }


def _corrected(ask: Ask, row: Any) -> dict[str, str] | None:
    """Since when newer words stand here, for whom the older ones were open to as well (rule 9)."""
    if row is None:
        return None
    href = f"/reviews/{ask.gate.domain}/sections/{row.version_id}/changed"
    return {"when": day(row.sent_at), "href": href}


def _beside(ask: Ask, owner: str, owners: dict[str, str]) -> tuple[str | None, str | None]:
    """Where the words of the owners before and after this one are read, of those that are open."""
    if owner not in owners:
        return None, None
    readable = acts.counts(gate=ask.gate)
    row = [name for name in owners if name in readable or name == owner]
    place, base = row.index(owner), f"/reviews/{ask.gate.domain}/read?owner="
    before = base + row[place - 1] if place else None
    return before, base + row[place + 1] if place + 1 < len(row) else None


def _section(
    ask: Ask,
    number: int,
    row: Any,
    words: Any,
    *,
    owners: dict[str, str],
    tells: list[str],
    writes: bool,
) -> dict[str, object]:
    base = f"/reviews/{ask.gate.domain}/sections/{row.id}"
    return {
        "id": row.id,
        "number": number,
        "anchor": f"section-{number}",
        "title": words["title"],
        "owner": owners.get(row.owner_id, "The commissioning board"),
        "version": row.number,
        "signed_off": day(row.signed_at) if row.signed_at else "",
        "paragraphs": [
            {"id": p["id"], "number": f"{number}.{n}", "kind": p["kind"], "text": p["text"]}
            for n, p in enumerate(words["paragraphs"], 1)
        ],
        "why_href": f"{base}/why",
        "who_href": f"{base}/who",
        "questions_href": f"{base}/questions",
        "readers_href": f"{base}/readers" if row.owner_id in tells else None,
        "edit_href": f"{base}/edit" if writes else None,
        "compare_href": f"{base}/compare" if row.number > 1 else None,
        "graphic": words["graphic"],
    }


@page(
    "/reviews/{review}/find-words",
    act=Act.READ_REVIEW,
    template="documents/find.html",
    form=forms.sought,
)
def find(ask: Ask) -> Values:
    framed(ask)
    base = f"/reviews/{ask.gate.domain}"
    if ask.form is None:
        return {"searched": False, "found": [], "more": False, "back": base}
    opened = acts.read(gate=ask.gate, purpose="find")
    names = reviews.owners(gate=ask.gate)
    hits = list(islice(in_sections(opened, ask.form), MOST + 1))
    return {
        "searched": True,
        "found": [
            _found(base, names, several)
            for _, several in groupby(hits[:MOST], key=lambda hit: hit[0])
        ],
        "more": len(hits) > MOST,
        "back": base,
    }


def _found(base: str, owners: dict[str, str], several: Iterable[Any]) -> dict[str, object]:
    """One section with all that was found in it."""
    hits = list(several)
    number, row, words, _ = hits[0]
    ids = [p["id"] for p in words["paragraphs"]]
    return {
        "number": number,
        "title": words["title"],
        "owner": owners.get(row.owner_id, "The commissioning board"),
        "hits": [
            {
                "where": f"{number}.{hit.place}" if hit.place else "Title",
                "before": hit.before,
                "found": hit.found,
                "after": hit.after,
                "href": f"{base}/read#"
                + (f"p-{ids[hit.place - 1]}" if hit.place else f"section-{number}"),
            }
            for *_, hit in hits
        ],
    }


def _about(ask: Ask) -> dict[str, object]:
    """What the three pages about one version share. Its title is opened, and so recorded."""
    framed(ask)
    title = acts.title_of(version=ask.thing, gate=ask.gate)
    return {"title": title, "back": f"/reviews/{ask.gate.domain}/read"}


@page(
    "/reviews/{review}/sections/{version}/why",
    act=Act.READ_SECTION,
    template="documents/why.html",
    thing=Version,
)
def why(ask: Ask) -> Values:
    decision = ask.gate.explain(Act.READ_SECTION, ask.thing, Version.shape)
    ref = decision.line.ref if decision.line else ""
    return {**_about(ask), **shared.reason(ref, ask.gate)}


@page(
    "/reviews/{review}/sections/{version}/who",
    act=Act.READ_SECTION,
    template="documents/audience.html",
    thing=Version,
)
def audience(ask: Ask) -> Values:
    may = dict(ask.gate.who_may(Act.READ_SECTION, ask.thing, Version.shape))
    members = role_words(reviews.members(gate=ask.gate))
    names = reviews.called(
        gate=ask.gate,
        person_ids={m.person_id for m in members.values() if m.id in may},
        agency=False,
    )
    people = [
        {
            "name": names[member.person_id],
            "role": member.roles,
            "body": member.agency or "The commissioning board",
            "reason": shared.short_reason(may[member.id].ref),
            "until": "No end" if may[member.id].exp == NEVER else day(moment(may[member.id].exp)),
        }
        for member in members.values()
        if member.id in may
    ]
    return {**_about(ask), "people": people}


@page(
    "/reviews/{review}/sections/{version}/readers",
    act=Act.SEE_READERS,
    template="documents/readers.html",
    thing=Version,
)
def readers(ask: Ask) -> Values:
    found = sharing.readers(version=ask.thing, gate=ask.gate)
    members = role_words(reviews.members(gate=ask.gate))
    names = reviews.called(gate=ask.gate, person_ids={one.actor for one in found if one.actor})
    rows = [
        (
            one.outcome in OPENED,
            {
                "when": day_and_time(one.last_at),
                "who": names.get(one.actor, "Somebody not signed in"),
                "body": acting_as(members.get(one.member)),
                "what": _times(one),
                "purpose": PURPOSES.get(one.purpose, "Review work"),
                "under": shared.short_reason(one.ref),
            },
        )
        for one in found
    ]
    framed(ask)
    return {
        "title": f"Section {ask.thing.position}, version {ask.thing.number}",
        "back": f"/reviews/{ask.gate.domain}/read",
        "entries": [row for opened, row in rows if opened],
        "refused": [row for opened, row in rows if not opened],
    }


def _times(one: Read) -> str:
    """How often in all; the moment beside it is the last."""
    return "Once" if one.times == 1 else f"{one.times} times since {day(one.first_at)}"


ROUTES = [read, find, why, audience, readers]
