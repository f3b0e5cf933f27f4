"""Who can be tried in a demonstration: everybody, with role and agency in words."""

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.gate.policy import SPOKEN, Act, Role
from portal.gate.versions import PolicyRow
from portal.people.models import Agency, Person
from portal.people.names import NAMED


def cast(*, gate: Gate) -> list[dict[str, str]]:
    """For a demonstration's sign-in page alone; that the names were opened is recorded."""
    rows = gate.connection.execute(NAMED.order_by(Agency.name, Person.id)).all()
    roles = _roles(gate)
    return [
        {
            "id": row.id,
            "name": name,
            "role": ", ".join(sorted(roles.get(row.id, ()))) or "No role yet",
            "agency": row.agency or "Independent",
        }
        for row, name in gate.open_many(Person, rows, "name", act=Act.ARRIVE)
    ]


def _roles(gate: Gate) -> dict[str, set[str]]:
    """What policy calls each person, in the portal and in all reviews."""
    query = sa.select(PolicyRow.sub, PolicyRow.obj).where(
        PolicyRow.kind == "g", PolicyRow.ended_at.is_(None)
    )
    links = gate.connection.execute(query).all()
    person = {link.sub: link.obj[2:] for link in links if link.obj.startswith("u:")}
    told: dict[str, set[str]] = {}
    for sub, group in links:
        role = group.removeprefix("role:")
        if group.startswith("role:") and role != Role.MEMBER:
            told.setdefault(person.get(sub, sub[2:]), set()).add(SPOKEN[Role(role)])
    return told
