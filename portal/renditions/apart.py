"""Makes an uploaded file into pictures in a process of its own, with bounded memory and time.

The file comes on standard input after one line of JSON, and the new PDF leaves on standard output.
Whatever the file does to whoever draws it ends in a sentence.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from portal.renditions import raster
from portal.renditions.raster import Box, NotRebuilt, rebuild

MEMORY = 3_000_000_000
"""Bytes of address space."""
SECONDS = 120
"""Of processor time, and a little more by the clock on the wall."""
FAILED = (
    "The pages of this file could not be made into pictures. Nothing was kept. Save it anew as a "
    "PDF, or divide it, and attach that."
)


def rebuilt(file: bytes, kind: str, boxes: Sequence[Box]) -> bytes:
    """As `raster.rebuild`. Raises NotRebuilt, whatever happens."""
    made = _run({"does": "rebuild", "kind": kind, "boxes": [astuple(box) for box in boxes]}, file)
    if not made.startswith(b"%PDF-"):
        raise NotRebuilt(FAILED)
    return made


def measured(file: bytes, kind: str, page: int) -> tuple[int, float, float]:
    """As `raster.measured`. Raises NotRebuilt, whatever happens."""
    told = json.loads(_run({"does": "measure", "kind": kind, "page": page}, file))
    return int(told[0]), float(told[1]), float(told[2])


def shown(file: bytes, kind: str, page: int) -> bytes:
    """As `raster.shown`. Raises NotRebuilt, whatever happens."""
    return _run({"does": "show", "kind": kind, "page": page}, file)


def _run(told: dict[str, Any], file: bytes) -> bytes:
    paths = os.pathsep.join(one or os.curdir for one in sys.path)
    surroundings = {"PYTHONPATH": paths, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "portal.renditions.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, no word of anybody's
            command, input=json.dumps(told).encode() + b"\n" + file, capture_output=True,
            timeout=SECONDS + 30, check=False, env=surroundings,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotRebuilt(FAILED) from None
    if done.returncode == 3:
        raise NotRebuilt(done.stdout.decode("utf-8", "replace"))
    if done.returncode:
        raise NotRebuilt(FAILED)
    return done.stdout


def _done(told: dict[str, Any], file: bytes) -> bytes:
    if told["does"] == "rebuild":
        return rebuild(file, told["kind"], [Box(*one) for one in told["boxes"]])
    if told["does"] == "measure":
        return json.dumps(raster.measured(file, told["kind"], told["page"])).encode()
    return raster.shown(file, told["kind"], told["page"])


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.loads(sys.stdin.buffer.readline())
    try:
        made = _done(told, sys.stdin.buffer.read())
    except NotRebuilt as why:
        sys.stdout.buffer.write(str(why).encode())
        return 3
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
