"""Renders while nobody waits for it, as large files are read (importing/reading.py).

A thread makes the files with the session of whoever asked, as her pages would, and with no other
standing. It dies with its process: then nothing was kept, no sign of life comes any more, and the
page says so.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Event, Thread
from typing import Any

import sqlalchemy as sa

from portal.db import collided, lost, reading, writing
from portal.gate.gate import Absent, Gate, MustChoose, Refused
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.renditions import making, under_way
from portal.renditions.models import RenderingWork

log = logging.getLogger("portal")
THREAD = "render"
AT_ONCE = 2
"""How many one process renders at a time; others wait for their turn."""
MOST = 20
"""How many are rendered or wait in one process."""
BEAT = 10
"""Seconds between two signs of life."""
TRIES, PAUSE = 100, 0.1
"""The deed that began it may not be committed yet."""
AGAIN = 5
"""Tries to keep what was made, where the database is away for a while."""
_seats = BoundedSemaphore(AT_ONCE)
_queue = BoundedSemaphore(MOST)
BUSY = "The portal is rendering many others at the moment. Try again in a minute."
BROKE = (
    "Something went wrong while it was rendered, and nothing was kept. Try once more; if it "
    "happens again, tell whoever runs the portal."
)


def go_on(*, vault: Vault, token: str, review: str, name: str) -> None:
    """Make what was begun under that name, in a while. Raises Refused where too many wait."""
    if not _queue.acquire(blocking=False):
        raise Refused(BUSY)
    given = {"vault": vault, "token": token, "review": review, "name": name}
    Thread(target=_work, kwargs=given, name=THREAD, daemon=True).start()


def _work(*, vault: Vault, token: str, review: str, name: str) -> None:
    try:
        if _begun(vault, name):
            with _beating(vault, name):
                _render(vault, token, review, name)
    except (Absent, MustChoose):
        log.info("a rendering was given up: who asked for it is signed out or may no more")
    except Exception as error:  # noqa: BLE001 - the page says that it stopped
        log.error("%s in keeping a rendering", type(error).__name__)  # noqa: TRY400
    finally:
        _queue.release()


def _begun(vault: Vault, name: str) -> bool:
    for _ in range(TRIES):
        with reading(vault.engine) as connection:
            if under_way.there(connection, name):
                return True
        time.sleep(PAUSE)
    return False


@contextmanager
def _beating(vault: Vault, name: str) -> Iterator[None]:
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                _tell(vault, name)
            except sa.exc.SQLAlchemyError as error:
                log.warning("a sign of life was lost: %s", type(error).__name__)

    Thread(target=beat, name="beat", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _tell(vault: Vault, name: str, **told: Any) -> None:
    with writing(vault.engine) as connection:
        under_way.alive(connection, name, vault.clock.now(), **told)


def _render(vault: Vault, token: str, review: str, name: str) -> None:
    made, refused = None, ""
    try:
        with _seats:
            _tell(vault, name, doing="gather")
            with vault.read(token, review) as gate:
                of = _gathered(gate, name)
            pages = making.pages_of(of)
            made = making.make(of, tell=lambda **told: _tell(vault, name, pages=pages, **told))
    except Refused as why:
        refused = str(why)
    except (Absent, MustChoose):
        raise
    except Exception as error:  # noqa: BLE001 - the page says that it went wrong
        log.error("%s in rendering", type(error).__name__)  # noqa: TRY400
        refused = BROKE
    for tries in range(AGAIN, -1, -1):
        try:
            with vault.act(token, review) as gate:
                gate.take_seat()
                under_way.finish(name=name, made=made, refused=refused, gate=gate)
        except sa.exc.DBAPIError as error:
            if not tries or not (lost(error) or collided(error)):
                raise
            time.sleep(1)
        else:
            return


def _gathered(gate: Gate, name: str) -> making.Gathered:
    gate.take_seat()
    work = gate.find(RenderingWork, name, Act.MAKE_RENDITION)
    said = under_way.asked(row=work, gate=gate)
    given = {"title": said.title, "marking": said.marking}
    return making.gather(rendition=work.rendition_id, **given, gate=gate)
