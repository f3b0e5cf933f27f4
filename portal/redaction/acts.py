"""Making a rendition: for whom, of which sections; and what its audience will see once decided.

For the rooms that render, prove, sign and release: `decided` here, and `find` and `move` of
`standing`, are what they need. Nobody reads through a rendition what the release rules keep from
her: its words are opened by documents' own act, for the person who asks, at that moment.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.db import new_id, plain_rows
from portal.documents import words
from portal.documents.words import Paragraph
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import applied, consulting, deciding, instead, owed, sources, standing
from portal.redaction.known import Register
from portal.redaction.models import (
    APPLICANTS,
    AUDIENCES,
    REGIMES,
    TITLE,
    Rendition,
    RenditionSection,
)
from portal.reviews import acts as reviews

NO_PSEUDONYM = (
    "Somebody is replaced by a pseudonym whom the register of people does not show you any more. "
    "Look in section {}, and decide those passages anew."
)
MOST = 400
"""Sections in one rendition."""
NOT_LOOKED = (
    "Sections not looked through for people and identifiers: {}. Look through them, and decide "
    "what is found."
)


def start(
    *,
    audience: str,
    regime: str,
    title: str,
    purpose: str,
    versions: Sequence[str],
    gate: Gate,
) -> Rendition:
    """A rendition of these section versions, in this order. Raises Absent; Refused for what is on
    no list, or for a section that cannot be chosen.
    """
    made = Rendition(
        id=new_id(),
        review_id=gate.domain,
        owner_id=standing.makes_for(gate=gate),
        row_version=1,
        audience=audience,
        regime=regime,
        stage="deciding",
        revision=0,
        made_by=gate.actor.member,
        made_at=gate.now,
        moved_at=gate.now,
    )
    standing.checked(made, gate)
    if audience not in AUDIENCES or regime not in REGIMES:
        raise Refused("Choose one of the audiences and one of the rules on this page.")
    if (audience in APPLICANTS) != (regime != "none"):
        raise Refused(
            "Say by which rules the request is answered; for an audience that has not asked, "
            "choose that there is no request."
        )
    gate.seal(made, title=title, purpose=purpose)
    gate.session.add(made)
    gate.session.flush()
    add_sections(rendition=made, versions=versions, gate=gate)
    return made


def add_sections(*, rendition: Rendition, versions: Sequence[str], gate: Gate) -> None:
    """More sections after those that are there. Raises Absent, Refused."""
    standing.checked(rendition, gate)
    wanted = list(dict.fromkeys(versions))
    may = {row.id: row for row in sources.choosable(gate=gate) if not sources.why_not_chosen(row)}
    if not wanted or not set(wanted) <= set(may):
        raise Refused("Choose at least one of the sections on this page.")
    there = standing.sections_of(rendition=rendition.id, gate=gate)
    if {row.section_id for row in there} & {may[name].section_id for name in wanted}:
        raise Refused("One of these sections is in the rendition already.")
    if len(there) + len(wanted) > MOST:
        raise Refused(f"A rendition holds at most {MOST} sections.")
    last = max((row.position for row in there), default=0)
    for place, name in enumerate(wanted, last + 1):
        one = RenditionSection(
            id=new_id(),
            review_id=gate.domain,
            owner_id=rendition.owner_id,
            rendition_id=rendition.id,
            section_id=may[name].section_id,
            version_id=name,
            words_of=may[name].owner_id,
            position=place,
            added_by=gate.actor.member,
        )
        gate.session.add(one)
    gate.session.flush()
    standing.changed(rendition=rendition, gate=gate)


def take_out(*, section: RenditionSection, gate: Gate) -> None:
    """A section leaves the rendition; what was decided of it stays on record. Raises Refused."""
    standing.checked(section, gate)
    if section.removed_at is not None:
        raise Refused("This section has been taken out already.")
    standing.changed(rendition=standing.one(section.rendition_id, gate=gate), gate=gate)
    section.removed_at, section.removed_by = gate.now, gate.actor.member


# What there is


def renditions(*, gate: Gate) -> list[Any]:
    """Those of the bodies for which the actor reads them, newest first, unopened."""
    of = Rendition.__table__.c
    owners = standing.bodies(Act.READ_RENDITION, gate=gate)
    query = sa.select(Rendition.__table__)
    here = query.where(of.review_id == gate.domain, of.owner_id.in_(owners))
    return plain_rows(gate.connection.execute(here.order_by(of.id.desc())))


def titles(*, rows: Sequence[Any], gate: Gate) -> dict[str, str]:
    """By id what its maker calls it: opened and recorded."""
    opened = gate.open_many(Rendition, rows, "title", act=Act.READ_RENDITION) if rows else []
    return {row.id: text for row, text in opened}


# What its audience will see


def decided(
    rendition_id: str, *, register: Register, gate: Gate
) -> tuple[Any, list[applied.Section]]:
    """The rendition, and its sections as the audience sees them: what was taken out is gone.

    The words are opened for whoever asks. Raises Absent; Refused while anything is undecided or
    asked, while an owner has not agreed, where a section is open to the actor no more, or where
    the register has no pseudonym any more for whom one stands.
    """
    found = standing.find(rendition_id, gate=gate)
    sections = standing.sections_of(rendition=found.id, gate=gate)
    if not sections:
        raise Refused("There is no section in this rendition.")
    if waits := why_not_yet(rendition=found, gate=gate):
        raise Refused(waits[0])
    told = sources.opened(sections=sections, gate=gate)
    for row in sections:
        if row.version_id not in told:
            raise Refused(sources.closed(row))
    stands = standing.passages(rendition=found.id, gate=gate)
    names = {**_pseudonyms(stands, sections, register), **instead.words(stands, gate=gate)}
    return found, [
        drawn(row, told[row.version_id], stands, names, cites=found.regime != "none")
        for row in sections
    ]


def _pseudonyms(
    stands: Sequence[Any], sections: Sequence[Any], register: Register
) -> dict[str, str]:
    """By person as the passages name them. Raises Refused where the register has none by now."""
    at = {row.version_id: row.position for row in sections}
    mine = [row for row in stands if row.decision == "pseudonym" and row.version_id in at]
    names = {row.person_id: register.label(row.person_id) for row in mine}
    if lost := sorted({at[row.version_id] for row in mine if not names[row.person_id]}):
        raise Refused(NO_PSEUDONYM.format(", ".join(map(str, lost))))
    return names


def why_not_yet(*, rendition: Any, gate: Gate) -> list[str]:
    """All that stands in the way of rendering it, each as a sentence with its next step. It opens
    nothing.
    """
    sections = standing.sections_of(rendition=rendition.id, gate=gate)
    there = {row.version_id for row in sections}
    if not there:
        return ["There is no section in it. Add one."]
    told = [sources.closed(row) for row in sources.not_open(sections=sections, gate=gate)]
    if fresh := sum(row.suggested_at is None for row in sections):
        told.append(NOT_LOOKED.format(fresh))
    if many := len(deciding.waiting(rendition=rendition.id, gate=gate)):
        told.append(f"Suggestions that nobody has decided: {many}. Decide them.")
    stands = standing.passages(rendition=rendition.id, gate=gate)
    asks = [row for row in stands if row.decision == "ask" and row.version_id in there]
    if asks:
        told.append(f"Passages about which their owner is asked: {len(asks)}. Decide them.")
    bodies = consulting.owners(rendition=rendition.id, gate=gate)
    names = {body: reviews.body_name(body=body, gate=gate) for body in bodies}
    return told + owed.outstanding(rendition=rendition, names=names, gate=gate)


def drawn(
    section: Any,
    told: Mapping[str, Any],
    stands: Sequence[Any],
    others: Mapping[str, str],
    *,
    cites: bool,
) -> applied.Section:
    """One section as its audience sees it. `told` is what `opened` gave of it."""
    mine = [row for row in stands if row.version_id == section.version_id]
    on_title = [row for row in mine if row.paragraph == TITLE]
    texts: list[Paragraph] = words.paragraphs_of(told)
    return applied.Section(
        section.section_id,
        section.version_id,
        section.words_of,
        section.position,
        applied.title(str(told["title"]), on_title, others, cites=cites),
        tuple(applied.redacted(texts, mine, others, cites=cites)),
        bool(told["graphic"]),
    )
