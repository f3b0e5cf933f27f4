"""Each release: ending it, correcting it, and disclosing at once."""

from datetime import date, timedelta
from typing import Any

from portal.documents.models import Version
from portal.documents.words import Paragraph
from portal.gate.gate import Refused
from portal.gate.policy import Act
from portal.reviews import meetings
from portal.reviews.words import framed
from portal.schedules import matrix
from portal.sharing import acts, corrections, forms, urgent, withdrawals, words
from portal.sharing.models import Release
from portal.web.dates import day, day_and_time, start_of
from portal.web.page import Ask, Deed, Page, Values, Wrong, deed, no_fields, page
from portal.writing.looks import lines

END = "/reviews/{review}/releases/{release}/end"


@page("/reviews/{review}/releases", act=Act.READ_REVIEW, template="sharing/releases.html")
def releases(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.END_RELEASE)
    rows = acts.releases(owner=owner, gate=ask.gate)
    to = words.recipients(rows, ask.gate)
    beyond = {row.id for row in withdrawals.outside(owner=owner, gate=ask.gate)}
    return {"releases": [_release(ask, row, to[row.id], beyond) for row in rows]}


def _release(ask: Ask, row: Any, to: str, beyond: set[str]) -> dict[str, object]:
    state, why_not = _state(ask, row)
    state = "no longer agreed" if row.id in beyond else state
    return {
        "id": row.id,
        "recipient": to,
        "sections": row.sections,
        "from": day(row.starts_at),
        "until": day(acts.closes(row)),
        "state": state,
        "end_href": None if why_not else f"/reviews/{ask.gate.domain}/releases/{row.id}/end",
        "why_not": why_not,
    }


def _state(ask: Ask, row: Any) -> tuple[str, str]:
    if acts.closes(row) <= ask.now:
        return "ended", f"Ended on {day(row.ended_at)}" if row.ended_at else "Ended as agreed"
    return ("not yet" if row.starts_at > ask.now else "in force"), ""


@page(END, act=Act.END_RELEASE, template="sharing/end.html", thing=Release)
def end_page(ask: Ask) -> Values:
    framed(ask)
    to = words.recipient(ask.thing, ask.gate)
    rows = acts.releases(owner=ask.thing.owner_id, gate=ask.gate)
    count = next(row.sections for row in rows if row.id == ask.thing.id)
    sections = "1 section" if count == 1 else f"{count} sections"
    return {
        "sentence": f"{to} will stop seeing {sections} of your words: at once, on the next click, "
        "or at the beginning of the day that you name.",
        "release": {
            "recipient": to,
            "sections": count,
            "until": day(acts.closes(ask.thing)),
        },
        "proposed": _after_the_meeting(ask),
        "back": f"/reviews/{ask.gate.domain}/releases",
    }


def _after_the_meeting(ask: Ask) -> dict[str, str]:
    """The day after the panel's next meeting, in the fields of a date; nothing where none is set
    or the release ends by itself before.
    """
    met = meetings.following(gate=ask.gate)
    after = met + timedelta(days=1) if met else date.max
    if not met or start_of(after) >= acts.closes(ask.thing):
        return {}
    return {"on-day": str(after.day), "on-month": str(after.month), "on-year": str(after.year)}


@deed(END, act=Act.END_RELEASE, form=forms.ending, thing=Release)
def end_deed(ask: Ask) -> str:
    try:
        acts.end_release(release=ask.thing, why=ask.form.reason, on=ask.form.on, gate=ask.gate)
    except Refused as why:
        if ask.form.on is None:
            raise
        raise Wrong.one("on", str(why)) from why
    return f"/reviews/{ask.gate.domain}/releases/{ask.thing.id}/ended"


@page(
    "/reviews/{review}/releases/{release}/ended",
    act=Act.END_RELEASE,
    template="sharing/ended.html",
    thing=Release,
)
def ended(ask: Ask) -> Values:
    framed(ask)
    to = words.recipient(ask.thing, ask.gate)
    when, over = day(acts.closes(ask.thing)), acts.closes(ask.thing) <= ask.now
    return {
        "over": over,
        "happened": f"Release {words.code_of(ask.thing)} to {to} {'ended' if over else 'ends'} "
        f"on {when}.",
        "next": [
            "Those who had read the words see one line in their place: who ended it and when.",
            "Who read what, and when, stays on record. Your disclosure officer can see it.",
            "To share the words again, your senior office signs a new release.",
        ],
        "back": f"/reviews/{ask.gate.domain}/releases",
    }


# A correction


CORRECT = "/reviews/{review}/sections/{version}/correct"


@page(CORRECT, act=Act.SEND_CORRECTION, template="sharing/correct.html", thing=Version)
def correct_page(ask: Ask) -> Values:
    framed(ask)
    ask.gate.find(Version, ask.thing.id, Act.READ_SECTION, noted=False)
    found = corrections.due(version=ask.thing, gate=ask.gate)
    fit = corrections.fit(ask.thing, ask.gate)
    held = matrix.opened(ids={ask.thing.id, *(one.instead_of for one in found)}, gate=ask.gate)
    to = words.recipients([one.release for one in found], ask.gate)
    told = [{"to": to[one.release.id], **_until(one.release)} for one in found]
    before = [held[n][1] for n in dict.fromkeys(one.instead_of for one in found) if n in held]
    after = held[ask.thing.id][1]
    return {
        "title": after["title"],
        "recipients": told if fit else [],
        "changes": [_changes(old, after) for old in before] if fit else [],
        "seen": corrections.mark(found),
        "back": f"/reviews/{ask.gate.domain}/sharing",
    }


def _changes(old: Any, new: Any) -> list[dict[str, object]]:
    """What newer words change, the title first: drawn as the authors see it."""
    was, now = ([Paragraph(**p) for p in words["paragraphs"]] for words in (old, new))
    titles = ([Paragraph("title", "h", words["title"])] for words in (old, new))
    return [*lines(*titles), *lines(was, now)]


def _until(release: Any) -> dict[str, str]:
    return {"code": words.code_of(release), "until": day(acts.closes(release))}


@deed(CORRECT, act=Act.SEND_CORRECTION, form=forms.sent, thing=Version)
def correct_deed(ask: Ask) -> str:
    try:
        corrections.send(version=ask.thing, seen=ask.form.seen, gate=ask.gate)
    except Refused as why:
        raise Wrong.one("looked", str(why)) from why
    return f"/reviews/{ask.gate.domain}/sections/{ask.thing.id}/sent"


@page(
    "/reviews/{review}/sections/{version}/sent",
    act=Act.SEND_CORRECTION,
    template="sharing/done.html",
    thing=Version,
)
def corrected(ask: Ask) -> Values:
    framed(ask)
    ask.gate.find(Version, ask.thing.id, Act.READ_SECTION, noted=False)
    return {
        "heading": "The correction has been sent",
        "happened": "Everybody who could read the older words now reads the newer ones.",
        "next": [
            "They see that the section was corrected, on which day, and what changed.",
            "Each release stays as it was signed: recipients, purpose and dates are the same.",
            "Ending a release ends its corrections with it.",
        ],
        "back": f"/reviews/{ask.gate.domain}/sharing",
    }


@page(
    "/reviews/{review}/sections/{version}/changed",
    act=Act.READ_SECTION,
    template="sharing/changed.html",
    thing=Version,
)
def changed(ask: Ask) -> Values:
    framed(ask)
    row = corrections.read_by_me(found=[ask.thing], gate=ask.gate).get(ask.thing.id)
    if row is None:
        ask.gate.deny(Act.READ_SECTION, outcome="absent")
    held = matrix.opened(ids=[ask.thing.id, row.instead_of], gate=ask.gate)
    old, new = held[row.instead_of][1], held[ask.thing.id][1]
    return {
        "title": new["title"],
        "when": day(row.sent_at),
        "changes": _changes(old, new),
        "back": f"/reviews/{ask.gate.domain}/read",
    }


# Urgent disclosure


URGENT = "/reviews/{review}/sharing/urgent"


@page(URGENT, act=Act.READ_REVIEW, template="sharing/urgent.html")
def urgent_page(ask: Ask) -> Values:
    framed(ask)
    owner = ask.gate.acting_for(Act.DISCLOSE_URGENTLY)
    ends, deadline = urgent.lasts(ask.now)
    listed = [r for r in matrix.rows(owner=owner, gate=ask.gate) if r.shareable and r.signed]
    people = [one for one in matrix.recipients(gate=ask.gate) if one.kind == "member"]
    options: list[dict[str, Any]] = [
        {
            "field": f"version.{row.signed}",
            "id": "versions" if not number else f"version.{row.signed}",
            "words": f"{row.position}. {row.title}",
            "ticked": f"version.{row.signed}" in ask.raw.form,
        }
        for number, row in enumerate(listed)
    ]
    return {
        "people": [{"id": one.name, "text": one.words} for one in people],
        "sections": options,
        "sentence": f"The person you choose reads these sections from now until "
        f"{day_and_time(ends)}, without the review agreement. Another officer of your senior "
        f"office countersigns it by {day(deadline)}; everybody in that office is told at once.",
        "back": f"/reviews/{ask.gate.domain}/sharing",
    }


@deed(URGENT, act=Act.READ_REVIEW, form=forms.disclosure)
def urgent_deed(ask: Ask) -> str:
    told = ask.form
    try:
        made = urgent.disclose(
            version_ids=told.versions, member=told.member, why=told.reason, gate=ask.gate
        )
    except Refused as why:
        raise Wrong.one("member", str(why)) from why
    return f"/reviews/{ask.gate.domain}/releases/{made.id}/countersign"


COUNTERSIGN = "/reviews/{review}/releases/{release}/countersign"


@page(COUNTERSIGN, act=Act.SEE_SHARING, template="sharing/countersign.html", thing=Release)
def countersign_page(ask: Ask) -> Values:
    framed(ask)
    row = urgent.of_release(release=ask.thing.id, gate=ask.gate)
    if row is None:
        ask.gate.deny(Act.SEE_SHARING, outcome="absent")
    own = ask.thing.signed_by == ask.gate.actor.member
    signs = ask.thing.owner_id in ask.gate.owners_for(Act.SIGN_RELEASE)
    why_not = ""
    if row.countersigned_at:
        why_not = f"It was countersigned on {day(row.countersigned_at)}."
    elif acts.closes(ask.thing) <= ask.now and ask.thing.ended_at:
        why_not = f"It was ended on {day(ask.thing.ended_at)}."
    elif row.countersign_by <= ask.now:
        why_not = "Nobody countersigned it in time."
    elif own or not signs:
        why_not = "Another officer of your senior office countersigns it."
    return {
        "to": words.recipient(ask.thing, ask.gate),
        "ends": day_and_time(ask.thing.ends_at),
        "by": day(row.countersign_by),
        "why_not": why_not,
        "end_href": f"/reviews/{ask.gate.domain}/releases/{ask.thing.id}/end",
        "back": f"/reviews/{ask.gate.domain}/sharing",
    }


@deed(COUNTERSIGN, act=Act.SIGN_RELEASE, form=no_fields, thing=Release)
def countersign_deed(ask: Ask) -> str:
    urgent.countersign(release=ask.thing, gate=ask.gate)
    return f"/reviews/{ask.gate.domain}/releases/{ask.thing.id}/countersign"


ROUTES: list[Page | Deed] = [
    releases, end_page, end_deed, ended, correct_page, correct_deed, corrected, changed,
    urgent_page, urgent_deed, countersign_page, countersign_deed,
]  # fmt: skip
