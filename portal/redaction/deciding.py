"""Deciding what is taken out: one passage, all mentions of a group, a whole section; and undoing.

A decision is a row that stays. A later one on the same words supersedes it; one on a part of words
that are decided already is refused, so that nobody undoes by accident what another has weighed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from portal.clocks.rules import today
from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import Act
from portal.redaction import opinions, sources, standing
from portal.redaction.exemptions import Grounds, Lacking, fit
from portal.redaction.known import Register
from portal.redaction.models import (
    DECISIONS,
    GONE,
    TITLE,
    Passage,
    Rendition,
    RenditionSection,
    Suggestion,
)
from portal.redaction.spans import Span, meet, snapped
from portal.reviews import acts as reviews

PARTLY = (
    "These words stand in, or run over, a passage that is decided already. Undo that decision "
    "first, or mark all of its words."
)
WHOSE = "A pseudonym is somebody's: of these words it is not known whom they are about."
NOT_IN_IT = (
    "The register of people gives pseudonyms, and this person is not in it. Enter the person "
    "there first."
)
ONE_PLACE = "Other words stand in the place of one passage that is taken out, and of nothing else."
AS_IT_STANDS = (
    "What is asked for under the law is given as it stands, or taken out. It is not put in other "
    "words."
)
MOST = 20_000
"""Passages decided in one act."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a paragraph of one version, in code points, half-open."""

    version: str
    paragraph: str
    starts: int
    ends: int

    @property
    def span(self) -> Span:
        return self.starts, self.ends


def texts_of(told: Mapping[str, Any]) -> dict[str, str]:
    """By paragraph its text, the title first. `told` is what documents.words.load gave."""
    return {TITLE: str(told["title"])} | {p["id"]: str(p["text"]) for p in told["paragraphs"]}


def decide(
    *,
    section: RenditionSection,
    marks: Sequence[Mark],
    decision: str,
    grounds: Grounds,
    person: str = "",
    instead: str = "",
    register: Register,
    gate: Gate,
) -> str:
    """One decision on some stretches of a section; the deed's id, by which it is undone.

    `instead` are words that stand in the place of one passage that is taken out. Raises Absent;
    Refused, or Lacking with the field, for what cannot be decided so.
    """
    standing.checked(section, gate)
    rendition = standing.one(section.rendition_id, gate=gate)
    if section.removed_at is not None:
        raise Refused("This section has been taken out of the version.")
    told = sources.opened(sections=[section], gate=gate)
    if section.version_id not in told:
        raise Refused(sources.closed(section))
    texts = texts_of(told[section.version_id])
    whole = [_widened(mark, section.version_id, texts) for mark in marks]
    made = _Deed(rendition, decision, grounds, register, gate)
    made.weigh(person)
    made.reword(instead, len(whole))
    return made.done({section.version_id: section}, [(mark, person) for mark in whole])


def _widened(mark: Mark, version: str, texts: Mapping[str, str]) -> Mark:
    if mark.version != version or mark.paragraph not in texts:
        raise Refused("Choose one of the paragraphs on this page.")
    try:
        starts, ends = snapped(texts[mark.paragraph], mark.starts, mark.ends)
    except ValueError:
        raise Refused("Mark at least one character of that paragraph.") from None
    return replace(mark, starts=starts, ends=ends)


def whole(section: Any, texts: Mapping[str, str], paragraph: str = "") -> list[Mark]:
    """Marks over all of one paragraph, or of a section with its title."""
    return [
        Mark(section.version_id, name, 0, len(text))
        for name, text in texts.items()
        if text and paragraph in {"", name}
    ]


def decide_groups(
    *,
    rendition: Rendition,
    groups: Collection[str],
    decision: str,
    grounds: Grounds,
    register: Register,
    gate: Gate,
) -> str:
    """One decision for all open mentions of some groups, wherever they stand. The deed's id.

    Raises Absent; Refused, or Lacking with the field.
    """
    standing.checked(rendition, gate)
    mine = [row for row in waiting(rendition=rendition.id, gate=gate) if row.group_id in groups]
    return _answered(_Deed(rendition, decision, grounds, register, gate), mine)


def accept(*, rendition: Rendition, register: Register, gate: Gate) -> list[str]:
    """Decide as proposed wherever that is certain and needs no further reasons. The deeds' ids.

    For a request under the Act: personal data of the living is taken out by section 40(2), general
    contents stay. What the register speaks against by now waits on. Raises Absent, Refused.
    """
    standing.checked(rendition, gate)
    proposed: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in proposable(rendition=rendition, register=register, gate=gate):
        proposed[row.proposed, row.codes].append(row)
    if not proposed:
        raise Refused("Nothing is proposed that can be accepted without further reasons.")
    return [
        _answered(_Deed(rendition, to, _grounds(codes), register, gate), rows)
        for (to, codes), rows in proposed.items()
    ]


def proposable(*, rendition: Any, register: Register, gate: Gate) -> list[Any]:
    """Suggestions that wait whose proposal can stand without anybody saying more, unopened."""
    fits: dict[tuple[str, str, str], bool] = {}
    told = []
    for row in waiting(rendition=rendition.id, gate=gate):
        if not (row.sure and row.proposed in GONE and (row.codes or rendition.regime == "none")):
            continue
        of = row.proposed, row.codes, row.person_id or ""
        if of not in fits:
            deed = _Deed(rendition, row.proposed, _grounds(row.codes), register, gate)
            fits[of] = deed.carries(of[2])
        told += [row] if fits[of] else []
    return told


def _grounds(codes: str) -> Grounds:
    return Grounds(codes=tuple(codes.split()))


def _answered(made: "_Deed", rows: Sequence[Any]) -> str:
    """The mentions as passages of one deed; one inside a longer one is answered with it."""
    if not rows:
        raise Refused("Choose at least one group that still waits.")
    every = standing.sections_of(rendition=made.rendition.id, gate=made.gate)
    sections = {row.version_id: row for row in every}
    _all_open([sections[row.version_id] for row in rows], made.gate)
    for person in {row.person_id or "" for row in rows}:
        made.weigh(person)
    marks = [
        (Mark(row.version_id, row.paragraph, row.starts, row.ends), row.person_id or "")
        for row in sorted(rows, key=lambda r: (r.version_id, r.paragraph, r.starts, -r.ends))
    ]
    return made.done(sections, _outermost(marks), lenient=True)


def _outermost(marks: Iterable[tuple[Mark, str]]) -> list[tuple[Mark, str]]:
    told: list[tuple[Mark, str]] = []
    for mark, person in marks:
        last = told[-1][0] if told else None
        same = last and (last.version, last.paragraph) == (mark.version, mark.paragraph)
        if not (last and same and meet(last.span, mark.span)):
            told.append((mark, person))
    return told


def _all_open(sections: Sequence[Any], gate: Gate) -> None:
    """Nobody decides on words that are open to her no more. It opens nothing. Raises Refused."""
    for row in sources.not_open(sections=sections, gate=gate):
        raise Refused(sources.closed(row))


class _Deed:
    """What is decided in one act, and how it is written down."""

    def __init__(
        self, rendition: Any, decision: str, grounds: Grounds, register: Register, gate: Gate
    ) -> None:
        if decision not in DECISIONS:
            raise Lacking("decision", "Choose what is to become of these words.")
        self.rendition, self.decision, self.gate = rendition, decision, gate
        self.register, self.instead = register, ""
        kept = decision not in GONE
        self.grounds = Grounds(note=grounds.note, holder=grounds.holder) if kept else grounds
        if grounds.holder and grounds.holder not in reviews.owners(gate=gate):
            raise Lacking("holder", "Choose one of the organisations on this page.")
        if self.grounds.opinion and not opinions.limbs_of(grounds.opinion, gate=gate):
            raise Lacking("opinion", "Choose one of the opinions on this page.")
        self.id = new_id()

    def weigh(self, person: str) -> None:
        """Raises Lacking where the reasons do not carry the decision."""
        if self.decision == "pseudonym" and not self.register.label(person):
            raise Lacking("decision", NOT_IN_IT if person else WHOSE)
        if self.decision in GONE:
            fit(
                self.grounds,
                regime=self.rendition.regime,
                dead=self.register.dead(person),
                limbs_of=lambda name: opinions.limbs_of(name, gate=self.gate),
                on=today(self.gate.now),
            )

    def reword(self, instead: str, many: int) -> None:
        """With these words in the place of what is taken out. Raises Lacking."""
        self.instead = " ".join(instead.split())
        if self.instead and self.rendition.regime != "none":
            raise Lacking("instead", AS_IT_STANDS)
        if self.instead and (self.decision != "remove" or many != 1):
            raise Lacking("instead", ONE_PLACE)

    def carries(self, person: str) -> bool:
        """Whether the reasons carry the decision on words about this person."""
        try:
            self.weigh(person)
        except Lacking:
            return False
        return True

    def done(
        self,
        sections: Mapping[str, Any],
        marks: Sequence[tuple[Mark, str]],
        *,
        lenient: bool = False,
    ) -> str:
        """Write it down. Where `lenient`, what runs over decided words is left as it was."""
        if not marks:
            raise Refused("Mark at least one word.")
        if len(marks) > MOST:
            raise Refused(f"Decide at most {MOST:,} passages at once.")
        standing.changed(rendition=self.rendition, gate=self.gate)
        there: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in standing.passages(rendition=self.rendition.id, gate=self.gate):
            there[row.version_id, row.paragraph].append(row)
        made: list[Passage] = []
        over: list[str] = []
        for mark, person in marks:
            gone = _superseded(mark, there[mark.version, mark.paragraph])
            if gone is None:
                if lenient:
                    continue
                raise Refused(PARTLY)
            over += gone
            made.append(self._passage(sections[mark.version], mark, person))
        if not made:
            raise Refused(PARTLY)
        supersede(over, gate=self.gate)
        self._keep(made)
        _answer(self.rendition.id, made, self.gate)
        self._tell({sections[one.version_id].words_of for one in made})
        return self.id

    def _passage(self, section: Any, mark: Mark, person: str) -> Passage:
        said = self.grounds
        made = Passage(
            id=new_id(),
            review_id=self.gate.domain,
            owner_id=self.rendition.owner_id,
            row_version=1,
            rendition_id=self.rendition.id,
            section_id=section.section_id,
            version_id=mark.version,
            paragraph=mark.paragraph,
            starts=mark.starts,
            ends=mark.ends,
            decision=self.decision,
            person_id=self.register.now(person) or None,
            codes=said.written,
            holder_id=said.holder or None,
            opinion_id=said.opinion or None,
            deed_id=self.id,
            decided_by=self.gate.actor.member,
            decided_at=self.gate.now,
        )
        words = {"instead": self.instead, "harm": said.harm, "interest": said.interest,
                 "note": said.note}  # fmt: skip
        if told := {field: text for field, text in words.items() if text}:
            self.gate.seal(made, **told)
        return made

    def _keep(self, made: Sequence[Passage]) -> None:
        """Without words of their own thousands of them are written in one statement."""
        session = self.gate.session
        said = self.grounds
        if self.instead or said.harm or said.interest or said.note:
            session.add_all(made)
        else:
            names = [column.key for column in Passage.__table__.columns]
            rows = [{name: getattr(one, name) for name in names} for one in made]
            session.execute(sa.insert(Passage), rows)
        session.flush()

    def _tell(self, owners: Collection[str]) -> None:
        """Each other owner finds on its record that its words were decided on."""
        things = {"rendition": (self.rendition.id,), "deed": (self.id,)}
        for owner in sorted(set(owners) - {self.rendition.owner_id}):
            self.gate.record(Act.MAKE_RENDITION, owner, things)


def _superseded(mark: Mark, standing: Iterable[Any]) -> list[str] | None:
    """The ids of what lies wholly in a mark; None where something reaches beyond it."""
    told = []
    for row in standing:
        span = row.starts, row.ends
        if not meet(mark.span, span):
            continue
        if span[0] < mark.starts or mark.ends < span[1]:
            return None
        told.append(row.id)
    return told


def supersede(names: Collection[str], *, gate: Gate) -> None:
    """These decisions hold no more, and stay. What they answered waits again."""
    if not names:
        return
    gone = {"superseded_at": gate.now, "superseded_by": gate.actor.member}
    gate.session.execute(sa.update(Passage).where(Passage.id.in_(names)).values(gone))
    waits = sa.update(Suggestion).where(Suggestion.passage_id.in_(names))
    gate.session.execute(waits.values(passage_id=None))


def _answer(rendition: str, made: Sequence[Passage], gate: Gate) -> None:
    """Suggestions that lie in what was decided wait no more."""
    spans: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for one in made:
        spans[one.version_id, one.paragraph].append(one)
    told = []
    for row in waiting(rendition=rendition, gate=gate):
        for one in spans.get((row.version_id, row.paragraph), ()):
            if one.starts <= row.starts and row.ends <= one.ends:
                told.append({"id": row.id, "passage_id": one.id})
                break
    if told:
        gate.session.execute(sa.update(Suggestion), told)


def undo(*, rendition: Rendition, deed: str, gate: Gate) -> int:
    """Take back all that one act decided and that still stands; how many passages. What it had
    superseded does not stand again: that is decided anew. Raises Absent, Refused.
    """
    standing.checked(rendition, gate)
    every = standing.passages(rendition=rendition.id, gate=gate)
    mine = [row for row in every if row.deed_id == deed]
    if not mine:
        raise Refused("This decision does not stand any more.")
    there = standing.sections_of(rendition=rendition.id, gate=gate)
    _all_open([at for at in there if at.version_id in {row.version_id for row in mine}], gate)
    standing.changed(rendition=rendition, gate=gate)
    supersede([row.id for row in mine], gate=gate)
    return len(mine)


def waiting(*, rendition: str, gate: Gate, version: str = "") -> list[Any]:
    """Suggestions that nobody has answered yet, of the sections that stand in it, unopened."""
    of, at = Suggestion.__table__.c, RenditionSection.__table__.c
    there = sa.select(at.version_id).where(at.rendition_id == rendition, at.removed_at.is_(None))
    query = sa.select(Suggestion.__table__).where(
        of.review_id == gate.domain,
        of.rendition_id == rendition,
        of.passage_id.is_(None),
        of.version_id.in_(there),
    )
    query = query.where(of.version_id == version) if version else query
    return list(gate.connection.execute(query.order_by(of.version_id, of.starts, of.id)))
