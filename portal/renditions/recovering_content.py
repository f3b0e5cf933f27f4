"""Text out of the orders that draw a page: strings in brackets, in hex, split over many orders."""

import re
from collections.abc import Iterator, Mapping

_LITERAL = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\([^()]*\))*\))*\)", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]{2,})>")
_STRING = re.compile(_LITERAL.pattern + rb"|" + _HEX.pattern, re.DOTALL)
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {
    b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f",
    b"\n": b"", b"\r": b"", b"\r\n": b"",
}  # fmt: skip
for _code in range(512):
    for _size in (1, 2, 3):
        _ESCAPES[f"{_code:0{_size}o}".encode()] = bytes([_code & 255])
_MAPPED = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_TARGETS = re.compile(rb"<([0-9A-Fa-f\s]+)>")


def literal(found: bytes) -> bytes:
    """The bytes of a string in brackets."""
    bare = found[1:-1]
    return _ESCAPE.sub(_escaped, bare) if b"\\" in bare else bare


def _escaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    known = _ESCAPES.get(said)
    return said if known is None else known


def bytes_of(content: bytes) -> Iterator[bytes]:
    """Every string in some orders or dictionaries, as bytes, in order."""
    for found in _STRING.finditer(content):
        if found[0][:1] == b"(":
            yield literal(found[0])
        else:
            pairs = re.sub(rb"\s", b"", found[1])
            yield bytes.fromhex((pairs + b"0" * (len(pairs) % 2)).decode("ascii"))


def strings_of(content: bytes) -> Iterator[str]:
    for said in bytes_of(content):
        yield as_string(said)


def as_string(said: bytes) -> str:
    """As a PDF's strings are read: UTF-16 or UTF-8 with a mark, else one letter a byte."""
    if said[:2] == b"\xfe\xff":
        return said[2:].decode("utf-16-be", "replace")
    if said[:2] == b"\xff\xfe":
        return said[2:].decode("utf-16-le", "replace")
    if said[:3] == b"\xef\xbb\xbf":
        return said[3:].decode("utf-8", "replace")
    if said.count(0) * 2 >= len(said) > 2:
        return said.decode("utf-16-be", "replace")
    return said.decode("cp1252", "replace")


def mapping(table: bytes) -> dict[bytes, str]:
    """What a typeface's own table says each code means, code by code."""
    found: dict[bytes, str] = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in _MAPPED.findall(part):
            found[_bytes(code)] = _wide(_bytes(text))
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, first, listed in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f\s]+)>|\[(.*?)\])",
            part, re.DOTALL,
        ):  # fmt: skip
            found.update(_range(low, high, first, listed))
    return found


def _range(low: bytes, high: bytes, first: bytes, listed: bytes) -> Iterator[tuple[bytes, str]]:
    size, start = len(_bytes(low)), int(low, 16)
    count = min(int(high, 16) - start + 1, 65536)
    given = [_wide(_bytes(one)) for one in _TARGETS.findall(listed)] if listed else []
    base = _wide(_bytes(first)) if first else ""
    for step in range(count):
        if listed:
            text = given[step] if step < len(given) else ""
        else:
            text = base[:-1] + chr(min(ord(base[-1]) + step, 0x10FFFF)) if base else ""
        yield (start + step).to_bytes(size, "big"), text


_ORDER = re.compile(
    rb"/([^\s/\[\]()<>{}%]+)\s+-?[\d.]+\s+Tf\b|" + _STRING.pattern + rb"|(\bT[dDm*]\b|\bET\b)",
    re.DOTALL,
)


def drawn(
    orders: bytes, faces: Mapping[str, Mapping[bytes, str]]
) -> tuple[str, set[tuple[str, bytes]]]:
    """What some orders write, in their own order, with a line's end wherever the pen moves; and
    which code of which typeface they use.
    """
    said, used, face = list[str](), set[tuple[str, bytes]](), ""
    for found in _ORDER.finditer(orders):
        if found[1]:
            face = found[1].decode("latin-1")
        elif found[3]:
            said.append("\n")
        else:
            raw = literal(found[0]) if found[0][:1] == b"(" else _bytes(found[2])
            table = faces.get(face, {})
            size = max(map(len, table), default=1)
            codes = [raw[at : at + size] for at in range(0, len(raw), size)]
            used |= {(face, code) for code in codes}
            said.append("".join(table.get(code, "") for code in codes) if table else as_string(raw))
    return "".join(said), used


def _bytes(digits: bytes) -> bytes:
    pairs = re.sub(rb"\s", b"", digits)
    return bytes.fromhex((pairs + b"0" * (len(pairs) % 2)).decode("ascii"))


def _wide(said: bytes) -> str:
    return said.decode("utf-16-be", "replace")
