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
    told = json.dumps({"kind": kind, "boxes": [astuple(box) for box in boxes]}).encode()
    paths = os.pathsep.join(one or os.curdir for one in sys.path)
    surroundings = {"PYTHONPATH": paths, "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "portal.renditions.apart"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, no word of anybody's
            command, input=told + b"\n" + file, capture_output=True, timeout=SECONDS + 30,
            check=False, env=surroundings,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotRebuilt(FAILED) from None
    if done.returncode == 3:
        raise NotRebuilt(done.stdout.decode("utf-8", "replace"))
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotRebuilt(FAILED)
    return done.stdout


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told = json.loads(sys.stdin.buffer.readline())
    boxes = [Box(*one) for one in told["boxes"]]
    try:
        made = rebuild(sys.stdin.buffer.read(), told["kind"], boxes)
    except NotRebuilt as why:
        sys.stdout.buffer.write(str(why).encode())
        return 3
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
