"""Decisions that are taken over to the same words elsewhere: into another version, or into newer
words of a section. Whoever takes them over makes them her own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from portal.gate.gate import Gate
from portal.gate.policy import Act
from portal.redaction import deciding
from portal.redaction.deciding import Mark
from portal.redaction.exemptions import Grounds
from portal.redaction.known import Register
from portal.redaction.models import Passage, RenditionSection

WORDS = ("instead", "harm", "interest", "note")


def take_over(
    rows: Sequence[Any],
    *,
    into: Callable[[Any], RenditionSection | None],
    given: Collection[str] = (),
    varied: Mapping[str, tuple[str, str]] | None = None,
    register: Register,
    gate: Gate,
) -> None:
    """Decide on the same characters of another section as these passages do, by what the register
    of people says now. `into` is that section; where it is None nothing is decided.

    Passages in `given` are kept; `varied` gives by passage other codes, and the reasons for them.
    Raises Absent; Refused, or Lacking where the reasons do not carry a decision any more.
    """
    words = _words(rows, gate)
    for row in rows:
        section = into(row)
        if section is None or row.decision == "ask":
            continue
        decision, said = "keep" if row.id in given else row.decision, words[row.id]
        deciding.decide(
            section=section,
            marks=[Mark(section.version_id, row.paragraph, row.starts, row.ends)],
            decision=decision,
            grounds=_grounds(decision, row, said, (varied or {}).get(row.id)),
            person=row.person_id or "",
            instead=said.get("instead", "") if decision == "remove" else "",
            register=register,
            gate=gate,
        )


def _words(rows: Sequence[Any], gate: Gate) -> dict[str, dict[str, str]]:
    told: dict[str, dict[str, str]] = {row.id: {} for row in rows}
    for field in WORDS:
        held = [row for row in rows if getattr(row, field) is not None]
        opened = gate.open_many(Passage, held, field, act=Act.READ_RENDITION) if held else []
        for row, text in opened:
            told[row.id][field] = text
    return told


def _grounds(
    decision: str, row: Any, words: Mapping[str, str], varied: tuple[str, str] | None
) -> Grounds:
    """As they were, with whoever the information comes from, who is asked whatever is decided; of a
    varied one the other codes, with the reviewer's reasons.
    """
    if decision == "keep":
        return Grounds(note=words.get("note", ""), holder=row.holder_id or "")
    why = varied[1] if varied else ""
    return Grounds(
        codes=tuple(varied[0].split()) if varied else tuple(row.codes.split()),
        harm=why or words.get("harm", ""),
        interest=why or words.get("interest", ""),
        note=words.get("note", ""),
        holder=row.holder_id or "",
        opinion=row.opinion_id or "",
    )
