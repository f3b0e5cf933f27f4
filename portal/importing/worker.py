"""Reads one file in a process of its own, which holds no key and may use little of the machine.

The bytes come on standard input and the blocks leave as JSON on standard output. Whatever a file
does to its reader, crash, hang or eat memory, ends in a sentence.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from threading import BoundedSemaphore, Thread

from portal.importing import text_file, word_file
from portal.importing.blocks import Found, Unreadable

MEMORY = 1_500_000_000
"""Bytes of address space."""
SECONDS = 40
"""Of processor time, and a little more by the clock on the wall."""
AT_ONCE = 4
"""How many files one process has read at a time."""
_seats = BoundedSemaphore(AT_ONCE)
READERS: dict[str, Callable[[bytes], Found]] = {"word": word_file.read, "text": text_file.read}

TOO_LONG = (
    "Reading this file took too long and was stopped. Nothing was kept. Save it in Word as a new "
    "document, without pictures if it has many, or divide it, and choose it again."
)
BUSY = "The portal is reading other files at the moment. Choose the file again in a minute."
CRASHED = (
    "The portal could not read this file. Nothing was kept. Open it in Word, save it as a new "
    "document (.docx) and choose that file, or keep this one as an attachment."
)


def read(kind: str, content: bytes) -> Found:
    """The blocks of a file. `kind` is "word" or "text". Raises Unreadable, whatever happens."""
    command = [sys.executable, "-m", "portal.importing.worker", kind]
    paths = os.pathsep.join(p or os.curdir for p in sys.path)
    surroundings = {"PYTHONPATH": paths, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, no word of anybody's
            command, input=content, capture_output=True, timeout=SECONDS + 10, check=False,
            env=surroundings,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_LONG) from None
    if done.returncode < 0:
        raise Unreadable(TOO_LONG if -done.returncode in {9, 24} else CRASHED)
    if done.returncode:
        raise Unreadable(CRASHED)
    told = json.loads(done.stdout)
    if "refused" in told:
        raise Unreadable(told["refused"])
    return Found.of(told)


def begin(kind: str, content: bytes) -> "Future[Found]":
    """Read it while the caller does something else. Raises Unreadable where too many are read."""
    if not _seats.acquire(blocking=False):
        raise Unreadable(BUSY)
    told: Future[Found] = Future()

    def work() -> None:
        try:
            told.set_result(read(kind, content))
        except Exception as error:  # noqa: BLE001 - whoever waits for it gets it
            told.set_exception(error)
        finally:
            _seats.release()

    Thread(target=work, name="reading", daemon=True).start()
    return told


def _bound() -> None:
    """No more memory and time than this, no files to write, and no dump of what was read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(kind: str) -> None:
    _bound()
    try:
        told = READERS[kind](sys.stdin.buffer.read()).told()
    except Unreadable as refused:
        told = {"refused": str(refused)}
    except RecursionError:
        told = {"refused": CRASHED}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main(sys.argv[1])
