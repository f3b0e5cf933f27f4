"""How the criminal investigation stands, what the CPS or the SIO agreed to, and what waits for it.

Where the line is: who reads under the review agreement takes part in the review, and a release to
that person is no circulation; the panel's own work goes on. Circulation is whatever gives words of
the review to somebody who takes no part in it (a family, front-line staff, another board), and
publication is to everybody. Interviews are those with people who may be witnesses. What a court
orders is neither: it goes by room `compulsion`.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.db import new_id
from portal.gate.gate import Gate, Refused
from portal.gate.policy import BOARD, Act
from portal.proceedings.models import INVESTIGATION, LIVE, PERMITS, CpsAgreement, Investigation
from portal.timetable.acts import not_to_come

FREE = frozenset({"decision", "scoping", "securing_records", "chronology", "early_look"})
"""What never waits: deciding whether there is a review, and finding out what is held."""
NOBODY_SAID = (
    "Nobody has recorded yet how the criminal investigation stands. The chair or the board's "
    "office records it under Proceedings."
)
WITHOUT = {
    "interviews": "interviews with people who may be witnesses",
    "circulation": "circulation outside the review",
    "publication": "publication",
}


def permits(what: str, *, gate: Gate) -> str:
    """Why not, as a sentence with its next step; empty where nothing of the proceedings bars it.

    `what` is one of PERMITS or of FREE; raises KeyError for anything else. It opens nothing and
    records nothing, so that pages can ask for the reason beside a button.
    """
    if what in FREE:
        return ""
    named = WITHOUT[what]
    stands = investigation(gate=gate)
    if stands is None:
        return NOBODY_SAID
    if stands.state not in LIVE:
        return ""
    agreed = agreement(gate=gate)
    if agreed is not None and getattr(agreed, what):
        return ""
    who = "the Crown Prosecution Service (CPS) or the senior investigating officer (SIO)"
    if agreed is None:
        return (
            f"The criminal investigation is not concluded, and no agreement of {who} is recorded: "
            f"{named} must wait. The chair or the board's office records an agreement under "
            "Proceedings."
        )
    return (
        f"The criminal investigation is not concluded, and the agreement with {who} does not "
        f"permit {named}. Ask them, and record what they agree to under Proceedings."
    )


def goes_on(*, gate: Gate) -> bool:
    """Whether a criminal investigation, or what follows from it, is recorded as going on."""
    stands = investigation(gate=gate)
    return stands is not None and stands.state in LIVE


# The investigation


def investigation(*, gate: Gate) -> Any:
    """The row that holds now, or None where nobody has recorded one."""
    return next((row for row in investigations(gate=gate) if row.replaced_at is None), None)


def investigations(*, gate: Gate) -> list[Any]:
    """Every row, oldest first, those that were replaced too."""
    table = Investigation.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def record_investigation(*, state: str, since: date, gate: Gate) -> Investigation:
    """Say how the investigation stands from a day on; what governs it is worked out anew.

    Raises Absent; Refused for no such state, a day to come or long ago, or what is recorded.
    """
    made = Investigation(
        id=new_id(),
        review_id=gate.domain,
        state=state,
        since=since,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
    )
    checked(made, gate)
    if state not in INVESTIGATION:
        raise Refused("Choose how the investigation stands.")
    not_to_come(since, gate)
    stands = investigation(gate=gate)
    if stands is not None and (stands.state, stands.since) == (state, since):
        raise Refused("That is recorded already.")
    standing = Investigation.review_id == gate.domain, Investigation.replaced_at.is_(None)
    gate.session.execute(sa.update(Investigation).where(*standing).values(replaced_at=gate.now))
    gate.session.add(made)
    gate.session.flush()
    return made


def checked(made: Any, gate: Gate) -> None:
    """Decided and recorded for the very row: who is stood down from the board keeps none.

    Raises Absent, or Refused for a review that was shredded.
    """
    gate.check(Act.KEEP_PROCEEDINGS, made, type(made).shape)
    if gate.shredded:
        raise Refused("The papers of this review were destroyed, so nothing is recorded any more.")


# The agreement


def agreement(*, gate: Gate) -> Any:
    """The agreement that stands, unopened; or None."""
    return next((row for row in agreements(gate=gate) if row.ended_at is None), None)


def agreements(*, gate: Gate) -> list[Any]:
    """Every agreement, oldest first, unopened."""
    table = CpsAgreement.__table__
    here = sa.select(table).where(table.c.review_id == gate.domain)
    return list(gate.connection.execute(here.order_by(table.c.recorded_at, table.c.id)))


def record_agreement(
    *, agreed_by: str, name: str, on: date, permitted: set[str], conditions: str, gate: Gate
) -> CpsAgreement:
    """What was agreed, which takes the place of an earlier agreement, whether it permits more or
    less. An agreement that permits nothing may be recorded: it says that all of it must wait.

    Raises Absent; Refused for a day to come, or for what cannot be permitted.
    """
    made = CpsAgreement(
        id=new_id(),
        review_id=gate.domain,
        owner_id=BOARD,
        row_version=1,
        agreed_by=agreed_by,
        agreed_on=on,
        recorded_by=gate.actor.member,
        recorded_at=gate.now,
        **{what: what in permitted for what in PERMITS},
    )
    checked(made, gate)
    if not permitted <= set(PERMITS):
        raise Refused("Choose only what is on this page.")
    not_to_come(on, gate)
    standing = CpsAgreement.review_id == gate.domain, CpsAgreement.ended_at.is_(None)
    ended = {"ended_at": gate.now, "ended_by": gate.actor.member, "replaced": True}
    gate.session.execute(sa.update(CpsAgreement).where(*standing).values(ended))
    gate.seal(made, name=name, **({"conditions": conditions} if conditions else {}))
    gate.session.add(made)
    gate.session.flush()
    return made


def end_agreement(*, agreed: CpsAgreement, gate: Gate) -> None:
    """From now on it permits nothing. Raises Absent, or Refused where it has ended already."""
    checked(agreed, gate)
    if agreed.ended_at is not None:
        raise Refused("This agreement has ended already.")
    agreed.ended_at, agreed.ended_by = gate.now, gate.actor.member


def opened(*, model: Any, rows: list[Any], field: str, act: Act, gate: Gate) -> dict[str, str]:
    """By id one sealed field of those of these rows that may be opened and have it."""
    held = [row for row in rows if getattr(row, field) is not None]
    return (
        {row.id: text for row, text in gate.open_many(model, held, field, act=act)} if held else {}
    )
