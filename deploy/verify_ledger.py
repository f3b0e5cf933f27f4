#!/usr/bin/env python3
"""Checks an export of the portal's ledger on any machine with Python 3.11, without a network.

    python3 verify_ledger.py EXPORT --public-key HEX --witness FILE

It shares no code with the portal and writes nothing. It ends with 0 (sound), 1 (findings) or 2 (a
file cannot be used). Without a key and a witness from elsewhere it cannot know a ledger put back
to an older state or written anew; without a receipt, an entry gone before it was covered.
"""

import argparse
import functools
import hashlib
import hmac
import json
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

LONGEST = 32 * 2**20  # bytes in a line
SIGNATURES = 2000  # so many are verified unasked, and the last, which binds all by their chain
ENTRY = "act actor at member outcome purpose reason seq stream things v version"
NEWER = "younger than the export says it is itself; if that is untrue, it was rolled back"
OLDER = "not here: the export is older than its witness (rolled back)"
ANEW = "not as the witness knows it: the ledger was written anew"
CHECKPOINT = "at leaves number previous v"
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]


def add(one: Point, two: Point) -> Point:
    """The sum of two points of Ed25519, as RFC 8032 gives it in section 5.1.4."""
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


@functools.cache
def point(raw: bytes) -> Point:
    y, odd = int.from_bytes(raw, "little") % 2**255, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    x = x if x % 2 == odd else P - x
    if len(raw) != 32 or y >= P or x * x % P != square or x in (0, P):
        raise ValueError("no public key of Ed25519")
    return (x, y, 1, x * y % P)


@functools.cache
def multiples(start: Point) -> list[list[Point]]:
    """Row i: 0 to 255 times 256**i times the point, so that a byte of a number picks its part."""
    rows = []
    for _ in range(32):
        *row, start = accumulate([start] * 256, add, initial=(0, 1, 1, 0))
        rows.append(row)
    return rows


def is_signed(key: Point, text: bytes, signature: str) -> bool:
    """Is S*B - k*A the point R? The signature is R and S, A the key, k a hash of all there is."""
    x, y, z, t = key
    public, both = (y | (x & 1) << 255).to_bytes(32, "little"), bytes.fromhex(signature)
    digest = hashlib.sha512(both[:32] + public + text).digest()
    if len(both) != 64 or int.from_bytes(both[32:], "little") >= ORDER:
        return False
    times = both[32:] + (int.from_bytes(digest, "little") % ORDER).to_bytes(32, "little")
    rows = multiples(point(b"\x58" + b"\x66" * 31)) + multiples((P - x, y, z, P - t))
    x, y, z, t = functools.reduce(add, (row[i] for row, i in zip(rows, times, strict=True)))
    x, y = x * pow(z, -1, P) % P, y * pow(z, -1, P) % P
    return (y | (x & 1) << 255).to_bytes(32, "little") == both[:32]


class Unusable(Exception): ...


ODDITIES = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


def why(fault: BaseException) -> str:
    return str(fault) if isinstance(fault, ValueError) else "a part of it is missing or odd"


def lines(path: str) -> Iterator[tuple[str, str]]:
    """Every line of the file, with its place for the reader."""
    place = path
    try:
        with Path(path).open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST + 1), b""), 1):
                place = f"{path}, line {number}"
                if len(line) > LONGEST:
                    raise Unusable(f"{place}: too long for a ledger")
                yield place, line.decode()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"{place}: cannot be read ({fault})") from fault


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice in it")
    return dict(pairs)


DECODER = json.JSONDecoder(object_pairs_hook=once, parse_float=int, parse_constant=int)
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def decode(text: str, fields: str) -> dict[str, Any]:
    """The object in a signed or hashed text, which may be written in one form only."""
    found: dict[str, Any] = DECODER.decode(text)
    if ENCODER.encode(found) != text or " ".join(found) != fields or count(found["v"]) != 1:
        raise ValueError("it is not in the one form in which it may be written")
    return found


def count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError("a number in it is none")
    return value


def moment(stamp: str) -> float:
    return datetime.fromisoformat(stamp).astimezone(UTC).timestamp()


class Checkpoint:
    """A text that the portal signed: the heads of streams, each behind a label."""

    def __init__(self, text: str) -> None:
        found = decode(text, CHECKPOINT)
        self.number, self.at = count(found["number"]), moment(found["at"])
        self.previous, self.heads = found["previous"], dict(found["leaves"])
        if [[*pair] for pair in sorted(self.heads.items())] != found["leaves"]:
            raise ValueError("its heads are out of order, or one stands twice")


class Stream:
    """What the export holds of one stream; its blind opens the labels and heads of checkpoints."""

    def __init__(self, name: str, blind: str = "") -> None:
        self.name, self.blind = name, bytes.fromhex(blind)
        self.hashes, self.times = {0: bytes(32)}, array("d")
        self.last = self.covered = 0
        self.agreed: dict[str, int] = {}  # by who signed: the last entry that is as it was
        self.refused: set[tuple[str, int]] = set()  # by who signed, after which entry: told once

    def place(self, first: int, last: int = 0) -> str:
        numbers = f"entries {first} to {last}" if last > first else f"entry {first}"
        return f"stream {self.name}, {numbers}"

    def blinded(self, kind: bytes, *numbers: int, rest: bytes = b"") -> str:
        text = kind + b"".join(number.to_bytes(8, "big") for number in numbers) + rest
        return hmac.digest(self.blind, text, "sha256").hex() if self.blind else ""


class Export:
    """One export, judged line by line as it is read."""

    def __init__(self, path: str, key: str, most: int) -> None:
        self.key, self.most, self.digest, self.after = key, most, "0" * 64, "the head"
        self.findings, self.notes, self.streams = list[str](), list[str](), dict[str, Stream]()
        self.texts = dict[int, tuple[str, str]]()  # of checkpoints: hash of the text, signature
        self.entries = self.checkpoints = self.signatures = self.number = self.compared = 0
        self.newest, self.at, stage = ("", "", ""), 0.0, "start"
        kinds = {
            "format made_at owner public_key streams v": (self.head, "start"),
            "entry hash": (self.entry, "head entry"),
            "checkpoint covers signature": (self.checkpoint, "head entry checkpoint"),
            "checkpoints end entries": (self.end, "head entry checkpoint"),
        }
        for place, line in lines(path):
            try:
                found = DECODER.decode(line)
                take, stages = kinds[" ".join(sorted(found.keys()))]
                if stage not in stages.split():
                    raise ValueError("it stands where it does not belong")
                take(place, found)
            except ODDITIES as fault:
                raise Unusable(f"{place}: {why(fault)}") from fault
            stage = take.__name__
        if stage != "end":
            raise Unusable(f"{path}: torn, for its last line is missing")

    def find(self, place: str, sentence: str) -> None:
        self.findings.append(f"{place}: {sentence}")

    def head(self, _: str, line: dict[str, Any]) -> None:
        if (line["format"], line["v"]) != ("portal ledger export", 1):
            raise ValueError("not the head of a ledger export of version 1")
        self.owner, self.made_at = line["owner"], line["made_at"]
        self.made = moment(self.made_at)
        self.streams = {x["stream"]: Stream(x["stream"], x["blind"]) for x in line["streams"]}
        if len({x.blind for x in self.streams.values()} - {b""}) != len(line["streams"]):
            raise ValueError("a stream or a blind stands twice in it, or a blind is missing")
        if self.key not in ("", line["public_key"]):
            self.find("public key", "the export names another than the one given to this check")
        self.signer = point(bytes.fromhex(self.key or line["public_key"]))

    def stream(self, name: str, place: str) -> Stream:
        if name not in self.streams:
            self.find(f"stream {name}", f"stands in {place}, but not in the head of the export")
            self.streams[name] = Stream(name)
        return self.streams[name]

    def entry(self, place: str, line: dict[str, Any]) -> None:
        self.entries += 1
        stated, text = bytes.fromhex(line["hash"]), line["entry"]
        try:
            entry = decode(text, ENTRY)
            seq, time = count(entry["seq"]), moment(entry["at"])
            stream = self.stream(entry["stream"], place)
        except ODDITIES as fault:
            return self.find(f"{place}, after {self.after}", f"no proper entry: {why(fault)}")
        here, last = stream.place(seq), stream.last
        if last and not self.after.startswith(f"stream {stream.name}, "):
            how = "stands among the entries of another stream"
            self.find(self.after if seq == last + 1 else here, how)
        if seq in stream.hashes:
            self.find(here, "a second entry of this number")
        elif seq < last:
            self.find(here, f"stands after entry {last}: swapped, moved or put in")
        elif seq > last + 1:
            self.find(stream.place(last + 1, seq - 1), f"missing before entry {seq}")
        elif hashlib.sha256(stream.hashes[last] + text.encode()).digest() != stated:
            self.find(here, f"its hash does not follow from entry {last} and its own words")
        stream.last, self.after = max(seq, last), here
        stream.hashes.setdefault(seq, stated)
        return stream.times.append(time)

    def checkpoint(self, place: str, line: dict[str, Any]) -> None:
        self.checkpoints += 1
        text, covers, before = line["checkpoint"], line["covers"], self.digest
        self.digest = hashlib.sha256(text.encode()).hexdigest()
        try:
            found = Checkpoint(text)
        except ODDITIES as fault:
            self.number += 1
            return self.find(f"{place}, checkpoint {self.number}", f"no proper one: {why(fault)}")
        here = f"checkpoint {found.number}"
        if found.number != self.number + 1:
            self.find(here, f"stands after checkpoint {self.number}: some are missing or moved")
        elif found.previous != before:
            self.find(here, f"does not follow from checkpoint {self.number}: one was changed")
        self.number, self.at, self.newest = found.number, found.at, (here, text, line["signature"])
        self.texts[found.number] = (self.digest, line["signature"])
        if self.checkpoints <= self.most:
            self.verify(*self.newest)
        told = len([*filter(count, covers.values())])  # where all heads are told of, why look on?
        for name in covers | self.streams if len(found.heads) > told else covers:
            stream, seq = self.stream(name, here), covers.get(name, 0)
            self.cover(stream, found, "the export", seq)
            stream.covered = max(stream.covered, seq)
        return None

    def verify(self, place: str, text: str, signature: str) -> bool:
        self.signatures += 1
        if not (signed := is_signed(self.signer, text.encode(), signature)):
            self.find(place, "its signature was not made with the key")
        return signed

    def cover(self, stream: Stream, by: Checkpoint, of: str, seq: int | None = None) -> None:
        """Is the entry what the checkpoint signed? Where seq does not say which, look for one."""
        head, sure = by.heads.get(stream.blinded(b"label", by.number)), stream.agreed.get(of, 0)
        told = (of, sure) in stream.refused
        if (seq is None and told) or not (head or seq):
            return
        until = min(stream.last, sure + len(stream.hashes)) + 1  # numbers may leap, not the search
        for each in range(sure + 1, until) if seq is None else [seq]:
            rest = stream.hashes.get(each, b"")
            if each > sure and head == stream.blinded(b"leaf", by.number, each, rest=rest):
                stream.agreed[of] = each
                return
        if not told and (seq or 0) in stream.hashes:
            stream.refused.add((of, sure))
            how = f"not what checkpoint {by.number} of {of} signed: changed, removed or put in"
            self.find(stream.place(min(sure + 1, seq or sure + 1), seq or 0), how)

    def end(self, place: str, line: dict[str, Any]) -> None:
        if line != {"end": True, "entries": self.entries, "checkpoints": self.checkpoints}:
            self.find(place, "does not count as many entries and checkpoints as there are")
        if self.checkpoints > self.most:
            self.verify(*self.newest)
        for stream in self.streams.values():
            last, covered = stream.last, stream.covered
            rest = stream.place(min(last, covered) + 1, max(last, covered))
            if covered > last:
                self.find(rest, "missing, though the export says that a checkpoint covers it")
            elif last > covered:
                self.notes.append(f"{rest}: not yet covered by a checkpoint")
            if min(stream.times[covered:], default=self.at) < self.at - 600:  # ten minutes
                self.find(rest, "not covered by a checkpoint, though the last was made long after")

    def claim(self, source: str, name: str, seq: int, digest: str) -> None:
        """Somebody else knows of an entry: is it here, and the same?"""
        self.compared += 1
        stream = self.stream(name, source)
        held = stream.hashes.get(seq, b"").hex()
        if held != digest and stream.blind:
            how = "reads otherwise here" if held else "is not here, unless it is younger"
            self.find(stream.place(seq), f"is known to {source}, and {how}")

    def compare(self, path: str) -> None:
        """Hold the export against what was kept elsewhere: checkpoints, or an older export."""
        before, others = self.compared, defaultdict[str, list[int]](list)
        for place, line in lines(path):
            try:
                found = DECODER.decode(line)
                if "entry" in found:
                    entry = decode(found["entry"], ENTRY)
                    self.claim(path, entry["stream"], entry["seq"], found["hash"])
                elif "checkpoint" in found:
                    self.witness(path, place, found, others)
            except ODDITIES as fault:
                self.notes.append(f"{place}: left out, for it cannot be used: {why(fault)}")
        if self.compared == before:
            raise Unusable(f"{path}: holds nothing to compare")
        for how, numbers in others.items():
            kind = self.notes if how == NEWER else self.findings
            kind.append(f"checkpoint {numbers[0]}: {how} ({path}; {len(numbers)} in all)")

    def witness(self, path: str, place: str, line: Any, others: dict[str, list[int]]) -> None:
        text, found = line["checkpoint"], Checkpoint(line["checkpoint"])
        number, digest = found.number, hashlib.sha256(text.encode()).hexdigest()
        held = self.texts.get(number, ("", ""))
        self.compared += 1
        if held != (digest, line["signature"]) and not self.verify(place, text, line["signature"]):
            return
        how = ANEW if number <= self.number else NEWER if found.at > self.made else OLDER
        if held[0] != digest:
            others[how].append(number)
        for stream in self.streams.values() if how != NEWER else ():
            self.cover(stream, found, path)


def say(sentence: str) -> None:
    """One line, and nothing in it that could move the cursor or colour the screen."""
    sys.stdout.write(sentence[:1000].encode("unicode_escape").decode() + "\n")


def tell(export: Export) -> int:
    say(f"Ledger of {export.owner}, exported (so it says) at {export.made_at}.")
    say(f"Checked {export.entries} entries in {len(export.streams)} streams: form, order, hashes.")
    say(f"Checked {export.checkpoints} checkpoints: form, order, hashes, the entries they cover.")
    say(f"Verified {export.signatures} signatures. Compared with elsewhere: {export.compared}.")
    if export.checkpoints > export.most:
        say("The last one binds those left out, by hash. With --every-signature each is verified.")
    for kind, sentences in (("Note", export.notes), ("Finding", export.findings)):
        for sentence in sentences[:1000]:
            say(f"{kind}: {sentence}.")
    say(f"NOT SOUND: {len(export.findings)} findings." if export.findings else "SOUND.")
    return 1 if export.findings else 0


def judge(asked: argparse.Namespace) -> Export:
    export = Export(asked.export, asked.public_key, 10**9 if asked.every_signature else SIGNATURES)
    if not asked.public_key:
        export.notes.append("the key is the export's own word; get it elsewhere, and give it")
    if not asked.witness:
        export.notes.append("without a witness an older or a rewritten ledger cannot be known")
    for path in asked.witness + asked.earlier:
        export.compare(path)
    for place, text in chain((("a receipt", x) for x in asked.receipt), *map(lines, asked.journal)):
        known = re.fullmatch(r"(\S+) ([0-9]{1,19}) ([0-9a-f]{64})", text.strip())
        if known and (place == "a receipt" or known[1].split(":")[-1] == export.owner):
            export.claim(place, known[1], int(known[2]), known[3])
        elif place == "a receipt":
            raise Unusable(f"{text}: no receipt, which is: stream number hash")
        elif not known:
            export.notes.append(f"{place}: left out, for it is not: stream number hash")
    return export


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks an export of the portal's ledger.")
    add = parser.add_argument
    add("export")
    add("--public-key", default="", help="the key, known from elsewhere, in hexadecimal")
    add("--witness", action="append", default=[], help="checkpoints, copied before the export")
    add("--earlier", action="append", default=[], help="an older export")
    add("--receipt", action="append", default=[], help='"stream number hash"')
    add("--journal", action="append", default=[], help="a file of receipts, one a line")
    add("--every-signature", action="store_true", help=f"even of more than {SIGNATURES}")
    try:
        return tell(judge(parser.parse_args(words)))
    except Unusable as fault:
        say(f"UNUSABLE: {fault}.")
        return 2


if __name__ == "__main__":
    sys.exit(main())
