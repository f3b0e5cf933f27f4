"""Asking, answering and settling, and what stands beside the words that somebody reads."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portal.clocks.tasks import Task
from portal.db import new_id, plain_rows
from portal.documents import words
from portal.documents.models import Version
from portal.gate.gate import Gate, Refused
from portal.gate.index import Shape
from portal.gate.policy import Act, Role
from portal.gate.readings import seen_before
from portal.questions.models import ANSWERED, ASKED, NO_STATE, QUESTION_MOVES, SETTLED, Comment

BESIDE: Shape = {
    "review": lambda _: "",
    "owner": lambda row: row.owner_id,
    "sec": lambda row: row.section_id,
}
"""What a comment on words is to policy: a thing of the review and of the words' owner."""


@dataclass(slots=True)
class Thread:
    """A question or a remark with what was said to it, oldest first; each with its words."""

    first: Any
    said: list[tuple[Any, str]] = field(default_factory=list)
    carried: bool = False
    """It was said about an earlier version whose paragraph reads the same."""
    earlier: bool = False
    """The paragraph reads differently now, or has gone."""

    @property
    def state(self) -> str:
        return str(self.first.state)


def ask(*, version: Any, paragraph: str, kind: str, said: str, gate: Gate) -> Comment:
    """A question or a remark about one paragraph of what the reader reads (rule 17).

    Raises Absent, or Refused where the version has no such paragraph.
    """
    line = gate.may(Act.COMMENT, version, BESIDE).line
    if line is None:
        gate.deny(Act.COMMENT, version.owner_id, version.id)
    text = paragraphs(version=version, gate=gate).get(paragraph)
    if text is None:
        raise Refused("That paragraph is not in this version any more. Load the page again.")
    comment = _comment(version.owner_id, kind, gate)
    comment.section_id, comment.version_id = version.section_id, version.id
    comment.paragraph, comment.mark = paragraph, _mark(version.owner_id, text, gate)
    comment.state = ASKED if kind == "question" else NO_STATE
    return _kept(comment, said, Act.COMMENT, line.ref, gate)


def reply(*, first: Any, said: str, gate: Gate) -> Comment:
    """Say something to a thread. The owner's side answers by it; who asked asks again.

    Raises Absent for whoever may do neither. What is settled stays settled, whatever is added.
    """
    act = replying(first=first, gate=gate)
    line = gate.may(act, first, BESIDE).line if act else None
    if line is None or act is None:
        gate.deny(Act.COMMENT, first.owner_id, first.id)
    if first.state not in {NO_STATE, SETTLED}:
        _move(first, ANSWERED if act is Act.ANSWER else ASKED, gate)
    comment = _comment(first.owner_id, "answer", gate)
    for name in ("section_id", "version_id", "paragraph", "mark"):
        setattr(comment, name, getattr(first, name))
    comment.thread, comment.state = first.id, NO_STATE
    return _kept(comment, said, act, line.ref, gate)


def settle(*, first: Any, gate: Gate) -> None:
    """Who asked says that it is settled. Raises Absent for anybody else."""
    line = gate.may(Act.COMMENT, first, BESIDE).line
    if line is None or first.said_by != gate.actor.member or first.state == NO_STATE:
        gate.deny(Act.COMMENT, first.owner_id, first.id)
    _move(first, SETTLED, gate)
    gate.record(Act.COMMENT, first.owner_id, {line.ref: (first.id,)})


def replying(*, first: Any, gate: Gate) -> Act | None:
    """What saying something to this thread would be for the reader: an answer, a comment, or no."""
    if gate.may(Act.ANSWER, first, BESIDE).allowed:
        return Act.ANSWER
    mine = first.said_by == gate.actor.member or first.state == NO_STATE
    return Act.COMMENT if mine and gate.may(Act.COMMENT, first, BESIDE).allowed else None


def may_ask(*, version: Any, gate: Gate) -> bool:
    return gate.may(Act.COMMENT, version, BESIDE).allowed


def _move(first: Any, to: str, gate: Gate) -> None:
    """Raises Refused for a move that a question cannot make."""
    if first.state == to:
        return
    if to not in QUESTION_MOVES[first.state]:
        raise Refused("This question was settled meanwhile. Ask a new one if you need to.")
    moved = sa.update(Comment).where(Comment.id == first.id, Comment.state == first.state)
    gate.connection.execute(moved.values(state=to))


def _comment(owner: str, kind: str, gate: Gate) -> Comment:
    return Comment(
        id=new_id(),
        review_id=gate.domain,
        owner_id=owner,
        row_version=1,
        kind=kind,
        said_by=gate.actor.member,
        said_at=gate.now,
    )


def _kept(comment: Comment, said: str, act: Act, ref: str, gate: Gate) -> Comment:
    gate.seal(comment, words=said)
    gate.session.add(comment)
    gate.session.flush()
    gate.record(act, comment.owner_id, {ref: (comment.id, comment.version_id)})
    return comment


def paragraphs(*, version: Any, gate: Gate) -> dict[str, str]:
    """A version's paragraphs by id, opened and so recorded."""
    text = gate.open(version, "words", act=Act.READ_SECTION, model=Version)["words"]
    return {p["id"]: p["text"] for p in words.load(text)["paragraphs"]}


def _mark(owner: str, text: str, gate: Gate) -> str:
    """Empty in a reading where nothing was ever marked for this owner."""
    return gate.blind(owner, "comment.paragraph", text) or ""


def threads(*, version: Any, told: Mapping[str, str], gate: Gate) -> list[Thread]:
    """What may be seen beside a version that the reader reads; `told` is its paragraphs.

    A thread about an earlier version is carried where its paragraph reads the same here, and then
    belongs to these words. Otherwise it is seen only by who may read that earlier version.
    """
    here, before = _beside(version, told, gate)
    opened = gate.open_many(Comment, [*here, *before], "words", act=Act.READ_SECTION)
    carried = {row.id for row in here if row.version_id != version.id}
    return _threaded(opened, carried=carried, earlier={row.id for row in before})


def first_of(*, thread: str, version: Any, gate: Gate) -> Any:
    """The first of a thread that the reader may see beside this version. Raises Absent."""
    here, before = _beside(version, paragraphs(version=version, gate=gate), gate)
    rows = [row for row in (*here, *before) if row.id == thread and row.thread is None]
    if not any(gate.readable(Act.READ_SECTION, rows, Comment.shape)):
        gate.deny(Act.READ_SECTION, outcome="absent")
    return rows[0]


def _beside(version: Any, told: Mapping[str, str], gate: Gate) -> tuple[list[Any], list[Any]]:
    """Comments on these words, carried ones with them; and those on earlier words. Undecided."""
    here = Comment.review_id == gate.domain, Comment.section_id == version.section_id
    query = Comment.rows().where(*here).order_by(Comment.said_at, Comment.id)
    mine, before = [], []
    for row in plain_rows(gate.connection.execute(query)):
        if _stands(row, version, told.get(row.paragraph), gate):
            mine.append(row._replace(through=version.id, stage=version.stage))
        elif row.number < version.number:
            before.append(row)
    return mine, before


def _stands(row: Any, version: Any, text: str | None, gate: Gate) -> bool:
    """Whether a comment belongs to this version: said about it, or carried to it (rule 17)."""
    if row.version_id == version.id:
        return True
    if row.number > version.number or text is None:
        return False
    return bool(row.mark == _mark(row.owner_id, text, gate))


def _threaded(
    opened: Iterable[tuple[Any, str]], *, carried: set[str], earlier: set[str]
) -> list[Thread]:
    found: dict[str, Thread] = {}
    for row, text in opened:
        if row.thread is None:
            found[row.id] = Thread(
                row, [(row, text)], carried=row.id in carried, earlier=row.id in earlier
            )
        elif row.thread in found:
            found[row.thread].said.append((row, text))
    return list(found.values())


_WAITING = (
    sa.select(
        Comment.section_id,
        Comment.version_id,
        Comment.owner_id,
        Comment.paragraph,
        Comment.mark,
        Version.__table__.c.number,
    )
    .join(Version, Version.__table__.c.id == Comment.version_id)
    .where(Comment.review_id == sa.bindparam("review"), Comment.state == ASKED)
)
"""Kept: a query costs more to make than to ask."""


def open_counts(*, found: Sequence[tuple[Any, Mapping[str, Any]]], gate: Gate) -> Counter[str]:
    """By version, how many questions without an answer stand beside words that are open here.

    One query for the whole page, and nothing of what is not open is counted in it.
    """
    beside: dict[str, list[Any]] = defaultdict(list)
    for row in plain_rows(gate.connection.execute(_WAITING, {"review": gate.domain})):
        beside[row.section_id].append(row)
    counts: Counter[str] = Counter()
    for version, told in found:
        for row in beside.get(version.section_id, ()):
            text = next((p["text"] for p in told["paragraphs"] if p["id"] == row.paragraph), None)
            counts[version.id] += _stands(row, version, text, gate)
    return counts


def unread_answers(*, gate: Gate) -> list[Any]:
    """What others said to the membership's own questions and remarks, and she has not read."""
    first = sa.orm.aliased(Comment)
    mine = sa.select(first.id).where(
        first.review_id == gate.domain, first.said_by == gate.actor.member
    )
    query = Comment.rows().where(Comment.thread.in_(mine), Comment.said_by != gate.actor.member)
    rows = plain_rows(gate.connection.execute(query.order_by(Comment.said_at)))
    seen = seen_before(gate.connection, gate.actor.member, gate.now)
    sees = gate.readable(Act.READ_SECTION, rows, Comment.shape)
    return [row for row, yes in zip(rows, sees, strict=True) if yes and row.id not in seen]


def waits(*, gate: Gate) -> list[Task]:
    """Questions that wait for the membership's own side, and answers to what she asked herself.

    Only those beside words that she reads: an ending takes them from here too.
    """
    query = Comment.rows().where(
        Comment.review_id == gate.domain,
        sa.or_(
            Comment.state == ASKED,
            sa.and_(Comment.state == ANSWERED, Comment.said_by == gate.actor.member),
        ),
    )
    rows = plain_rows(gate.connection.execute(query.order_by(Comment.said_at)))
    sees = gate.readable(Act.READ_SECTION, rows, Comment.shape)
    told = [(_task(row, gate), row) for row, yes in zip(rows, sees, strict=True) if yes]
    return [_waiting(what, row, gate) for what, row in told if what]


def _task(row: Any, gate: Gate) -> str:
    """What the question asks of this membership, or nothing."""
    if row.state == ANSWERED:
        return "Read the answer to your question"
    answers = f"team:{Role.AUTHOR}:{row.owner_id}" in gate.groups
    return "Answer a question about your agency's words" if answers else ""


def _waiting(what: str, row: Any, gate: Gate) -> Task:
    at = f"/reviews/{gate.domain}/sections/{row.version_id}/questions"
    form = f"?thread={row.id}" if row.state == ASKED else ""
    return Task(what, f"{at}{form}#t-{row.id}", None)
