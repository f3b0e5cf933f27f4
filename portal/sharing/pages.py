"""What an agency shares, and ending it."""

from typing import Any

from portal.gate.policy import Act
from portal.reviews.words import framed
from portal.sharing import acts, forms, words
from portal.sharing.models import Release
from portal.web.dates import day
from portal.web.page import Ask, Deed, Page, Values, deed, page

END = "/reviews/{review}/releases/{release}/end"


@page("/reviews/{review}/releases", act=Act.READ_REVIEW, template="sharing/releases.html")
def releases(ask: Ask) -> Values:
    framed(ask)
    owners = ask.gate.owners_for(Act.END_RELEASE)
    if not owners:
        ask.gate.deny(Act.END_RELEASE)
    rows = [row for owner in owners for row in acts.releases(owner=owner, gate=ask.gate)]
    return {"releases": [_release(ask, row) for row in rows]}


def _release(ask: Ask, row: Any) -> dict[str, object]:
    state, why_not = _state(ask, row)
    return {
        "id": row.id,
        "recipient": words.recipient(row, ask.gate),
        "sections": row.sections,
        "from": day(row.starts_at),
        "until": day(row.ended_at or row.ends_at),
        "state": state,
        "end_href": None if why_not else f"/reviews/{ask.gate.domain}/releases/{row.id}/end",
        "why_not": why_not,
    }


def _state(ask: Ask, row: Any) -> tuple[str, str]:
    if row.ended_at is not None:
        return "ended", f"Ended on {day(row.ended_at)}"
    if row.ends_at <= ask.now:
        return "ended", "Ended as agreed"
    return ("not yet" if row.starts_at > ask.now else "in force"), ""


@page(END, act=Act.END_RELEASE, template="sharing/end.html", thing=Release)
def end_page(ask: Ask) -> Values:
    framed(ask)
    to = words.recipient(ask.thing, ask.gate)
    rows = acts.releases(owner=ask.thing.owner_id, gate=ask.gate)
    count = next(row.sections for row in rows if row.id == ask.thing.id)
    sections = "1 section" if count == 1 else f"{count} sections"
    return {
        "sentence": f"{to} will stop seeing {sections} of your words at once, on the next click.",
        "release": {"recipient": to, "sections": count},
        "back": f"/reviews/{ask.gate.domain}/releases",
    }


@deed(END, act=Act.END_RELEASE, form=forms.ending, thing=Release)
def end_deed(ask: Ask) -> str:
    acts.end_release(release=ask.thing, why=ask.form.reason, gate=ask.gate)
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
    when = day(ask.thing.ended_at or ask.thing.ends_at)
    return {
        "happened": f"Release {words.code_of(ask.thing)} to {to} ended on {when}.",
        "next": [
            "Those who had read the words see one line in their place: who ended it and when.",
            "Who read what, and when, stays on record. Your disclosure officer can see it.",
            "To share the words again, your senior office signs a new release.",
        ],
        "back": f"/reviews/{ask.gate.domain}/releases",
    }


ROUTES: list[Page | Deed] = [releases, end_page, end_deed, ended]
