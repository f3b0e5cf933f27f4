"""The front door: it knows every room and holds no rule."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from portal.agreements import pages as agreements
from portal.answers import after, giving
from portal.answers import pages as foi_answers
from portal.answers import working as answering
from portal.calendar import pages as calendar
from portal.commissioning import pages as commissioning
from portal.compulsion import answers
from portal.compulsion import pages as compulsion
from portal.contributions import pages as contributions
from portal.cru import pages as cru
from portal.cru import referring
from portal.custody import acts as custody_acts
from portal.custody import pages as custody
from portal.custody import papers
from portal.db import open_database, reading
from portal.directory import appointments, boards, seconding
from portal.directory import pages as directory
from portal.documents import pages as documents
from portal.doors import attesting, taking_in
from portal.doors import pages as doors
from portal.full_pimr import pages as full_pimr
from portal.gate.checkpoints import Journal
from portal.gate.keeper import Keeper
from portal.gate.keyfile import KeyFile, KeysWrong
from portal.gate.keys import Keyring
from portal.gate.sealed import PORTAL
from portal.gate.vault import Vault
from portal.gate.versions import Domain
from portal.importing import pages as importing
from portal.intake import pages as intake
from portal.links import pages as links
from portal.panel import interests, meetings
from portal.panel import pages as panel
from portal.people import pages as people
from portal.persons import model as names_model
from portal.persons import pages as persons
from portal.persons import within
from portal.pimr import beside
from portal.pimr import pages as pimr
from portal.proceedings import disclosed, entries, found
from portal.proceedings import pages as proceedings
from portal.proceedings import sent as recipients
from portal.questions import pages as questions
from portal.record import pages as record
from portal.redaction import asking, marking
from portal.redaction import pages as redaction
from portal.registers import keeping
from portal.registers import pages as registers
from portal.renditions import covering, rendering
from portal.renditions import pages as renditions
from portal.requests import pages as requests
from portal.requests import working
from portal.reviews import pages as reviews
from portal.reviews import seats
from portal.schedules import pages as schedules
from portal.scoping import pages as scoping
from portal.settings import Settings
from portal.sharing import pages as sharing
from portal.subject_access import asker
from portal.subject_access import complaining as access_complaining
from portal.subject_access import pages as subject_access
from portal.subject_access import signing as access_signing
from portal.subject_access import working as access_working
from portal.timetable import pages as timetable
from portal.web import draw
from portal.web.answer import with_safe_headers
from portal.web.kept import sweep as kept_forms
from portal.web.page import Deed, Page
from portal.web.shell import build
from portal.web.wrapper import House
from portal.writing import pages as writing

ROUTES: list[Page | Deed] = [
    *people.ROUTES,
    *calendar.ROUTES,
    *directory.ROUTES,
    *seconding.ROUTES,
    *appointments.ROUTES,
    *boards.ROUTES,
    *reviews.ROUTES,
    *seats.ROUTES,
    *timetable.ROUTES,
    *intake.ROUTES,
    *panel.ROUTES,
    *proceedings.ROUTES,
    *found.ROUTES,
    *recipients.ROUTES,
    *links.ROUTES,
    *doors.ROUTES,
    *taking_in.ROUTES,
    *attesting.ROUTES,
    *interests.ROUTES,
    *meetings.ROUTES,
    *entries.ROUTES,
    *disclosed.ROUTES,
    *documents.ROUTES,
    *contributions.ROUTES,
    *commissioning.ROUTES,
    *scoping.ROUTES,
    *writing.ROUTES,
    *agreements.ROUTES,
    *importing.ROUTES,
    *sharing.ROUTES,
    *questions.ROUTES,
    *schedules.ROUTES,
    *record.ROUTES,
    *custody.ROUTES,
    *pimr.ROUTES,
    *beside.ROUTES,
    *full_pimr.ROUTES,
    *persons.ROUTES,
    *within.ROUTES,
    *compulsion.ROUTES,
    *answers.ROUTES,
    *redaction.ROUTES,
    *marking.ROUTES,
    *asking.ROUTES,
    *requests.ROUTES,
    *working.ROUTES,
    *cru.ROUTES,
    *referring.ROUTES,
    *renditions.ROUTES,
    *rendering.ROUTES,
    *covering.ROUTES,
    *foi_answers.ROUTES,
    *answering.ROUTES,
    *after.ROUTES,
    *giving.ROUTES,
    *subject_access.ROUTES,
    *asker.ROUTES,
    *access_working.ROUTES,
    *access_signing.ROUTES,
    *access_complaining.ROUTES,
    *papers.ROUTES,
    *registers.ROUTES,
]
SWEEPS = (custody_acts.sweep, kept_forms, keeping.sweep)
"""What rooms remove when its time has come, asked every minute."""
AFTER = (keeping.after,)
"""What rooms derive from what an act has changed, before it is committed."""
DEMO_ROUTES: list[Page | Deed] = [*people.DEMO_ROUTES]


def open_vault(settings: Settings, engine: Engine | None = None) -> Vault:
    """The process's hold on database and keys. Raises KeysWrong where the two do not fit."""
    engine = engine or open_database(settings.database_url)
    ring, journal = Keyring(KeyFile(settings.key_file)), Journal(settings.journal)
    vault = Vault(engine, ring, journal, witnesses=settings.witnesses, after=AFTER)
    check_keys(vault)
    return vault


def check_keys(vault: Vault) -> None:
    """Unwrap the portal's own keys, so that a wrong key file is found before anybody is served."""
    with reading(vault.engine) as connection:
        epoch = connection.execute(
            sa.select(Domain.key_epoch).where(Domain.id == PORTAL)
        ).scalar_one_or_none()
        if epoch is None:
            raise KeysWrong("This database has no portal in it yet. Run `portal setup` first.")
        vault.ring.at(connection, PORTAL, epoch)


def make_app(vault: Vault, settings: Settings) -> Any:
    """The application for one process. Demonstration routes exist in a demonstration only."""
    names_model.use(settings.names_model)
    return app_of(House(vault, settings.origin, settings.demo, pages_of(settings)), settings)


def routes_of(settings: Settings) -> list[Page | Deed]:
    return [*ROUTES, *(DEMO_ROUTES if settings.demo else [])]


def pages_of(settings: Settings) -> dict[str, Page]:
    return {one.path: one for one in routes_of(settings) if isinstance(one, Page)}


def app_of(house: House, settings: Settings) -> Any:
    draw.compile_all()
    return with_safe_headers(build(house, routes_of(settings)), settings.host)


@contextmanager
def kept(vault: Vault, settings: Settings) -> Iterator[None]:
    """Serve inside this: the keeper runs, and the start's garbage is never looked at again."""
    keeper = Keeper(vault, settings.witnesses, settings.journal, SWEEPS)
    keeper.start()
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        keeper.stop()
        vault.journal.close()
