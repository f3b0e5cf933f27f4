"""Looking through a rendition's words for people and identifiers, so that somebody may decide.

A mention waits as a row of its own until a decision covers it. Who is looked for comes from the
register of people; here it is only asked for, as a function from texts to what was found in them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.redaction import sources, standing
from portal.redaction.access_laws import REGIME
from portal.redaction.deciding import texts_of
from portal.redaction.exemptions import offered
from portal.redaction.known import Found, Register
from portal.redaction.models import APPLICANTS, Passage, Rendition, RenditionSection, Suggestion
from portal.redaction.spans import snapped

MOST = 400_000
"""Characters looked through in one act, about 160 pages; the rest waits for the next."""


def look(*, rendition: Rendition, register: Register, gate: Gate) -> int:
    """Look through the sections that were not looked through yet; how many are left for later.

    Raises Absent; Refused for a rendition that was released, or a section that is closed now.
    """
    standing.checked(rendition, gate)
    standing.changed(rendition=rendition, gate=gate)
    every = standing.sections_of(rendition=rendition.id, gate=gate)
    fresh = [row for row in every if row.suggested_at is None]
    size, done, groups = 0, 0, dict[tuple[str, str], str]()
    for row in fresh:
        told = sources.opened(sections=[row], gate=gate)
        if row.version_id not in told:
            raise Refused(sources.closed(row))
        texts = texts_of(told[row.version_id])
        size += sum(map(len, texts.values()))
        if done and size > MOST:
            break
        found = register.find(list(texts.values()))
        _kept(rendition, row, texts, found, register=register, groups=groups, gate=gate)
        done += 1
    return len(fresh) - done


def look_again(*, rendition: Rendition, gate: Gate) -> None:
    """What was found stays; the next look goes through every section anew. Raises Absent."""
    standing.checked(rendition, gate)
    of = RenditionSection
    again = sa.update(of).where(of.rendition_id == rendition.id, of.removed_at.is_(None))
    gate.session.execute(again.values(suggested_at=None))


def _kept(
    rendition: Rendition,
    section: Any,
    texts: Mapping[str, str],
    mentions: Sequence[Found],
    *,
    register: Register,
    groups: dict[tuple[str, str], str],
    gate: Gate,
) -> None:
    names, words = list(texts), list(texts.values())
    stands = standing.passages(rendition=rendition.id, version=section.version_id, gate=gate)
    known = _known(rendition.id, section.version_id, gate)
    rows: list[dict[str, Any]] = []
    for one in mentions:
        starts, ends = snapped(words[one.text], one.starts, one.ends)
        paragraph = names[one.text]
        if (paragraph, starts, ends) in known:
            continue
        known.add((paragraph, starts, ends))
        group = one.person or new_id()
        if one.key and not one.person:
            group = groups.setdefault((one.kind, one.key), group)
        proposed, codes = proposal(rendition, one, register=register, gate=gate)
        covers = next(
            (p.id for p in stands
             if p.paragraph == paragraph and p.starts <= starts and ends <= p.ends), None
        )  # fmt: skip
        rows.append({
            "id": new_id(), "review_id": gate.domain, "owner_id": rendition.owner_id,
            "rendition_id": rendition.id, "section_id": section.section_id,
            "version_id": section.version_id, "paragraph": paragraph, "starts": starts,
            "ends": ends, "kind": one.kind, "person_id": one.person or None, "group_id": group,
            "proposed": proposed, "codes": codes, "sure": one.sure, "made_at": gate.now,
            "passage_id": covers,
        })  # fmt: skip
    if rows:
        gate.session.execute(sa.insert(Suggestion), rows)
    at = sa.update(RenditionSection).where(RenditionSection.id == section.id)
    gate.session.execute(at.values(suggested_at=gate.now))


def _known(rendition: str, version: str, gate: Gate) -> set[tuple[str, int, int]]:
    """Where something was found before, so that nothing is found twice."""
    of = Suggestion.__table__.c
    query = sa.select(of.paragraph, of.starts, of.ends).where(
        of.rendition_id == rendition, of.version_id == version
    )
    return {(row.paragraph, row.starts, row.ends) for row in gate.connection.execute(query)}


def proposal(rendition: Any, found: Found, *, register: Register, gate: Gate) -> tuple[str, str]:
    """What is proposed and by which code. For a request: personal data of the living goes by
    section 40(2); of the dead nothing is proposed that stands by itself, nor in subject access,
    where it may be the applicant. For other audiences somebody of the register has a pseudonym.
    """
    if rendition.audience not in APPLICANTS:
        return ("pseudonym" if register.label(found.person) else "remove"), "personal"
    if rendition.regime == REGIME:
        return "remove", ""
    dead = register.dead(found.person)
    codes = list(offered(rendition.regime, ["dead" if dead else "living"], gate.now.date()))
    return "remove", "" if dead else " ".join(codes)


def groups(*, rendition: str, gate: Gate) -> list[Any]:
    """By group how many mentions wait and how many were answered, the largest first, unopened."""
    of, at = Suggestion.__table__.c, RenditionSection.__table__.c
    there = sa.select(at.version_id).where(at.rendition_id == rendition, at.removed_at.is_(None))
    waits = sa.func.sum(sa.case((of.passage_id.is_(None), 1), else_=0))
    query = (
        sa.select(
            of.group_id,
            *(sa.func.min(getattr(of, name)).label(name)
              for name in ("kind", "person_id", "proposed", "codes")),
            sa.func.count().label("mentions"),
            waits.label("waiting"),
        )
        .where(of.rendition_id == rendition, of.version_id.in_(there))
        .group_by(of.group_id)
        .order_by(waits.desc(), of.group_id)
    )  # fmt: skip
    return list(gate.connection.execute(query))


def progress(*, rendition: str, gate: Gate) -> dict[str, dict[str, int]]:
    """By version how many passages were decided, are asked about, and wait as suggestions."""
    of, at = Passage.__table__.c, Suggestion.__table__.c
    asked = sa.case((of.decision == "ask", 1), else_=0)
    decided = (
        sa.select(of.version_id, sa.func.count().label("all"), sa.func.sum(asked).label("asked"))
        .where(of.rendition_id == rendition, of.superseded_at.is_(None))
        .group_by(of.version_id)
    )
    waits = (
        sa.select(at.version_id, sa.func.count().label("waiting"))
        .where(at.rendition_id == rendition, at.passage_id.is_(None))
        .group_by(at.version_id)
    )
    told: dict[str, dict[str, int]] = {}
    for row in gate.connection.execute(decided):
        told[row.version_id] = {"decided": row.all - row.asked, "asked": row.asked, "waiting": 0}
    for row in gate.connection.execute(waits):
        told.setdefault(row.version_id, {"decided": 0, "asked": 0, "waiting": 0})
        told[row.version_id]["waiting"] = row.waiting
    return told
