"""Who has read an owner's words, the record to take away, and the auditor's page."""

from typing import Any

from portal.db import moment
from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.record import acts, forms, words
from portal.reviews import acts as reviews
from portal.reviews import titles
from portal.reviews.words import Member, acting_as, framed, role_words
from portal.sharing import words as shared
from portal.web.dates import day_and_time
from portal.web.page import Ask, Deed, Download, Page, Values, no_fields, page

MOST = 50
SHOWN = 100


@page("/reviews/{review}/record", act=Act.READ_REVIEW, template="record/record.html")
def record(ask: Ask) -> Values:
    framed(ask)
    gate, wanted = ask.gate, forms.wanted(ask.raw.query)
    owner = _owner(ask, wanted.owner, Act.SEE_READERS)
    acts.look(owner=owner, act=Act.SEE_READERS, gate=gate)
    members = role_words(reviews.members(gate=gate))
    people = reviews.called(gate=gate, person_ids={m.person_id for m in members.values()})
    places, names = acts.sections(owner=owner, gate=gate), titles.short(gate=gate)
    found, older = _found(owner, wanted, gate)
    base = f"/reviews/{gate.domain}/record"
    return {
        "owner": reviews.owners(gate=gate).get(owner, "The commissioning board"),
        "back": f"/reviews/{gate.domain}",
        "entries": _rows(ask, found, members, people, names),
        "people": _options(people.items(), wanted.person),
        "sections": _options(((row.id, words.where(row, names)) for row in places), wanted.section),
        "older": f"{base}?before={older}&person={wanted.person}" if older else "",
        "newest": base if wanted.before else "",
        "by_section": bool(wanted.section),
        "export_href": f"{base}/export" if owner in gate.owners_for(Act.EXPORT_RECORD) else "",
    }


def _found(owner: str, wanted: forms.Wanted, gate: Gate) -> tuple[list[acts.Done], int]:
    """What the page shows, and before which entry the next one begins, or 0."""
    person, before = wanted.person, wanted.before
    if wanted.section:
        section = wanted.section
        return acts.of_section(owner=owner, section=section, person=person, gate=gate), 0
    return acts.lines(owner=owner, before=before, person=person, most=MOST, gate=gate)


def _options(pairs: Any, chosen: str) -> list[dict[str, object]]:
    return [{"id": name, "text": text, "chosen": name == chosen} for name, text in pairs]


def _owner(ask: Ask, wanted: str, act: Act) -> str:
    """Whose record: the one asked for, or the only one. Raises Absent."""
    owners = ask.gate.owners_for(act)
    if not owners or (wanted and wanted not in owners):
        ask.gate.deny(act)
    return wanted or owners[0]


def _rows(
    ask: Ask,
    found: list[acts.Done],
    members: dict[str, Member],
    people: dict[str, str],
    names: dict[str, str],
) -> list[dict[str, str]]:
    gate = ask.gate
    ids = {name for one in found for name in one.version_ids}
    places = acts.placed(version_ids=ids, gate=gate)
    reasons = {ref: shared.short_reason(ref) for ref in {one.ref for one in found}}
    return [
        {
            "when": day_and_time(one.at),
            "who": people.get(one.actor, "Somebody who takes no part here"),
            "body": acting_as(members.get(one.member)),
            "what": words.did(one),
            "where": _where(one, places, names),
            "purpose": words.PURPOSES.get(one.purpose, "Review work"),
            "under": reasons[one.ref],
        }
        for one in found
    ]


def _where(one: acts.Done, places: dict[str, Any], names: dict[str, str]) -> str:
    known = [places[name] for name in one.version_ids if name in places]
    beside = len(one.version_ids) - len(known) if one.act == Act.READ_SECTION else 0
    return words.places(known, beside, names)


@page(
    "/reviews/{review}/record/export",
    act=Act.READ_REVIEW,
    template="record/export.html",
    form=no_fields,
)
def export(ask: Ask) -> Values | Download:
    framed(ask)
    gate = ask.gate
    owner = _owner(ask, "", Act.EXPORT_RECORD)
    if ask.raw.method == "POST":
        acts.look(owner=owner, act=Act.EXPORT_RECORD, gate=gate)
        text = "".join(f"{line}\n" for line in ask.vault.export(gate.domain, owner))
        return Download(text.encode("ascii"), "record.jsonl")
    return {
        "owner": reviews.owners(gate=gate).get(owner, "The commissioning board"),
        "back": f"/reviews/{gate.domain}/record",
        "public_key": ask.vault.ring.provider.public().hex(),
    }


@page("/ledger", act=Act.VERIFY_LEDGER, template="record/ledger.html", form=no_fields)
def ledger(ask: Ask) -> Values:
    many = acts.size(gate=ask.gate)
    large = many > acts.LARGEST
    if ask.raw.method != "POST" or large:
        return {"verified": None, "findings": [], "more": 0, "entries": f"{many:,}", "large": large}
    told, names = ask.vault.verify(), acts.called(gate=ask.gate)
    return {
        "verified": {
            "streams": told.streams,
            "entries": told.entries,
            "checkpoints": told.checkpoints,
            "uncovered": told.uncovered,
            "witnesses": len(ask.vault.witnesses),
            "until": day_and_time(moment(told.until)) if told.until else "",
        },
        "findings": [words.finding(one, names) for one in told.findings[:SHOWN]],
        "more": max(0, len(told.findings) - SHOWN),
        "entries": f"{many:,}",
        "large": large,
    }


ROUTES: list[Page | Deed] = [record, export, ledger]
