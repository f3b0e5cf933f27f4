"""What takes longer to read than somebody waits is read on without her, and kept when it is there.

The thread dies with its process: then nothing is kept, and after a while the page says so.
"""

import logging
import time
from concurrent.futures import Future
from threading import Thread

from portal.gate.gate import Absent, Actor
from portal.gate.policy import Act
from portal.gate.vault import Vault
from portal.importing import acts
from portal.importing.blocks import Found, Unreadable
from portal.importing.models import Import

log = logging.getLogger("portal")
TRIES, PAUSE = 20, 0.1
"""The deed that began it may not be committed yet when a reading is over."""


def go_on(
    coming: "Future[Found]", *, vault: Vault, review: str, actor: Actor, brought: str
) -> Thread:
    """Wait for a reading elsewhere, and then act once more as the one who brought the file."""

    def work() -> None:
        found, refused = None, ""
        try:
            found = coming.result()
        except Unreadable as why:
            refused = str(why)
        except Exception as error:  # noqa: BLE001 - the page says that it stopped
            log.error("%s in reading a file", type(error).__name__)  # noqa: TRY400
            refused = acts.STOPPED
        for _ in range(TRIES):
            try:
                with vault.act("", review, actor=actor) as gate:
                    row = gate.find(Import, brought, Act.IMPORT_WORDS)
                    acts.finish(brought=row, found=found, refused=refused, gate=gate)
            except Absent:
                time.sleep(PAUSE)
            else:
                return

    thread = Thread(target=work, name="read on", daemon=True)
    thread.start()
    return thread
