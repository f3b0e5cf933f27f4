"""Alembic's entrance: the connection is given by portal.migrate, never made here."""

from alembic import context

from portal.agreements import models as _agreements
from portal.db import Base
from portal.documents import models as _documents
from portal.gate import checkpoints as _checkpoints
from portal.gate import vault as _vault
from portal.people import models as _people
from portal.reviews import models as _reviews
from portal.schedules import models as _schedules
from portal.sharing import models as _sharing

EVERY_TABLE = (
    _agreements,
    _checkpoints,
    _documents,
    _people,
    _reviews,
    _schedules,
    _sharing,
    _vault,
)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transaction_per_migration=False,
)
context.run_migrations()
