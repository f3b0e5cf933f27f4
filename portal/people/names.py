"""How people in the directory are called: by name, and by the agency that tells two apart."""

from collections.abc import Iterable

import sqlalchemy as sa

from portal.gate.gate import Gate
from portal.people.models import Agency, Person

NAMED = (
    sa.select(Person.id, Person.review_id, Person.owner_id, Person.row_version, Person.name)
    .add_columns(Agency.name.label("agency"))
    .outerjoin(Agency, Agency.id == Person.agency_id)
)


def names(*, gate: Gate, person_ids: Iterable[str], agency: bool = True) -> dict[str, str]:
    """People by name and agency, such as "Amina Rahman, Westmarch Police"; in one query."""
    wanted = list(person_ids)
    rows = gate.connection.execute(NAMED.where(Person.id.in_(wanted))) if wanted else ()
    return {
        row.id: ", ".join(
            filter(None, (gate.open_directory(Person, row, "name"), row.agency if agency else ""))
        )
        for row in rows
    }
