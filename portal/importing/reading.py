"""What takes longer to read than somebody waits is read on without her, and kept when it is there.

The thread dies with its process: then nothing is kept, and after a while the page says so. It acts
with the session of whoever brought the file, as her pages do, and with no other standing.
"""

import logging
import time
from concurrent.futures import Future
from threading import Thread

from portal.gate.gate import Absent, MustChoose
from portal.gate.vault import Vault
from portal.importing import acts
from portal.importing.blocks import Found, Unreadable
from portal.importing.drafts import STOPPED

log = logging.getLogger("portal")
TRIES, PAUSE = 20, 0.1
"""The deed that began it may not be committed yet when the reading is over."""


def go_on(coming: "Future[Found]", *, vault: Vault, token: str, review: str, name: str) -> None:
    """Wait for a reading elsewhere, then keep what it found in the import of that name."""
    given = {"vault": vault, "token": token, "review": review, "name": name}
    Thread(target=_work, args=(coming,), kwargs=given, name="read on", daemon=True).start()


def _work(coming: "Future[Found]", *, vault: Vault, token: str, review: str, name: str) -> None:
    found, refused = None, ""
    try:
        found = coming.result()
    except Unreadable as why:
        refused = str(why)
    except Exception as error:  # noqa: BLE001 - the page says that it stopped
        log.error("%s in reading a file", type(error).__name__)  # noqa: TRY400
        refused = STOPPED
    for _ in range(TRIES):
        try:
            with vault.act(token, review) as gate:
                gate.take_seat()
                if acts.finish(name=name, found=found, refused=refused, gate=gate):
                    return
        except (Absent, MustChoose):
            return
        time.sleep(PAUSE)
