"""Reads plain text as people type it: numbered and underlined headings, lists, plain tables.

Lines that belong together stand together; an empty line parts them. A list of contents says which
lines are headings, and is then left out, as are page numbers and running heads that repeat.
"""

import re
from collections.abc import Iterator, Sequence

from portal.importing.blocks import (
    Block,
    Found,
    Unreadable,
    capitals,
    checked,
    clean,
    looks_like_heading,
    only_apart,
)

WRAPPED = 60
"""A line at least this long goes on in the next one; after a shorter one the break is meant."""
_BULLET = re.compile(
    r"\s*(?:[\u2022\u25cf\u25aa\u25e6\u2023\u00b7\uf0b7\uf0a7\uf0d8\uf0fc\uf076o]|[-\u2013*])\s+(?=\S)"
)
_LABEL = re.compile(r"\s*(\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\s+(?=\S)")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+(?=\S)")
_UNDER = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|~{3,})\s*")
_PAGE = re.compile(r"\s*(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?\s*", re.IGNORECASE)
_ENTRY = re.compile(r"(\S.*?)(?:\t\s*|\s*\.{3,}\s*|\s{3,})(\d{1,4})?\s*")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,2})(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])")
_ALONE = re.compile(r"[\s\-_=*~.\u2022|]*")


def read(content: bytes) -> Found:
    """Raises Unreadable for what is no text, is empty or is marked above what may be held."""
    lines, gone = _without_furniture(lines_of(content))
    listed, lines = _contents(lines)
    left_out = ["Page numbers and the lines that repeat on each page."] if gone else []
    left_out += ["The list of contents."] if listed else []
    blocks = _joined([b for group in _groups(lines) for b in _blocks(group, listed)])
    only_apart(blocks)
    return checked(Found(blocks, [], left_out))


def lines_of(content: bytes) -> list[str]:
    """Raises Unreadable for what is no text."""
    return _decoded(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content:
        raise Unreadable(
            "This is not a text file. Save it as a Word document (.docx) or as plain text, or "
            "keep it as an attachment."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _without_furniture(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Without page numbers that stand alone three times or more, and what repeats beside them."""
    alone = {
        n
        for n, line in enumerate(lines)
        if line.strip("\f ")
        and _PAGE.fullmatch(line.strip("\f"))
        and not any(line.strip() for line in lines[max(0, n - 1) : n])
    }
    edges = alone | {n for n, line in enumerate(lines) if "\f" in line}
    beside = [m for n in edges for m in range(n - 2, n + 3) if 0 <= m < len(lines)]
    near: dict[str, set[int]] = {}
    for m in beside:
        if m not in alone and (words := _same(lines[m])):
            near.setdefault(words, set()).add(m)
    heads = {words for words, several in near.items() if len(several) >= 3}
    gone = {n for n, line in enumerate(lines) if n not in alone and _same(line) in heads}
    gone |= alone if len(alone) >= 3 else set()
    kept = [line.replace("\f", "\n") for n, line in enumerate(lines) if n not in gone]
    return "\n".join(kept).split("\n"), bool(gone)


def _same(line: str) -> str:
    """A running head, whatever page number it carries; nothing for a line that is too long."""
    words = re.sub(r"\d+", "#", line.strip("\f ")).strip()
    return words if 0 < len(words) <= 100 else ""


def _contents(lines: list[str]) -> tuple[dict[str, int], list[str]]:
    """The headings that a list of contents names, with their levels, and the lines without it."""
    for start, line in enumerate(lines):
        if line.strip().rstrip(":").casefold() not in {"contents", "table of contents", "cynnwys"}:
            continue
        entries, end = [], start + 1
        for number in range(start + 1, len(lines)):
            if lines[number].strip():
                if not _is_entry(lines, number):
                    break
                match = _ENTRY.fullmatch(lines[number])
                entries.append(match[1] if match else lines[number])
                end = number + 1
        if len(entries) >= 4:
            told = {_plain(e): _level(e) for e in entries}
            return told, [*lines[:start], "", *lines[end:]]
    return {}, lines


def _is_entry(lines: list[str], number: int) -> bool:
    """Whether a line is one of a list of contents; page numbers are lost now and then."""
    line = lines[number]
    if len(line) > 160:
        return False
    around = lines[number - 1], lines[min(number + 1, len(lines) - 1)]
    return _paged(line) or (len(line) < 80 and all(map(_paged, around)))


def _paged(line: str) -> bool:
    return bool(_ENTRY.fullmatch(line) or (len(line) < 80 and _NUMBERED.match(line)))


def _level(title: str) -> int:
    numbered = _NUMBERED.match(title)
    return 1 + numbered[1].count(".") if numbered else 1


def _plain(title: str) -> str:
    return " ".join(re.sub(r"\W+", " ", title.casefold()).split())


def _groups(lines: Sequence[str]) -> Iterator[list[str]]:
    """Lines that stand together, without empty ones."""
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line.rstrip(" "))
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks(group: list[str], listed: dict[str, int]) -> Iterator[Block]:
    """The blocks of lines that stand together: a heading, a table, list items or a paragraph."""
    rest = group
    if len(rest) > 1 and _UNDER.fullmatch(rest[1]) and looks_like_heading(clean(rest[0])):
        yield Block("h", clean(rest[0]), "section", 1 if "=" in rest[1] else 2)
        rest = rest[2:]
    while rest:
        rows = _rows(rest)
        if rows:
            yield from _table(rows)
            rest = rest[len(rows) :]
            continue
        taken = _item(rest)
        if block := _block(rest[:taken], listed, alone=len(group) == taken):
            yield block
        rest = rest[taken:]


def _rows(lines: Sequence[str]) -> list[list[str]]:
    """The cells of the lines at the head that are rows of a table, if they are."""
    for pattern, fewest in ((r"\t", 1), (r"\s*\|\s*", 2), (r" {3,}", 3)):
        rows = []
        for line in lines:
            told = line.strip("| ") if "|" in pattern else line.rstrip(" ")
            cells = re.split(pattern, told)
            if len(cells) < 2 or ("|" in pattern and "|" not in line) or _spaced(pattern, line):
                break
            rows.append([clean(cell) for cell in cells])
        if len(rows) >= fewest and (fewest < 3 or len({len(r) for r in rows}) == 1):
            return rows
    return []


def _spaced(pattern: str, line: str) -> bool:
    return " {3,}" in pattern and line.startswith(" ")


def _table(rows: list[list[str]]) -> Iterator[Block]:
    """Its first row is a head where it names columns of figures."""
    width = max(map(len, rows))
    figures = re.compile(r"[\d(<-]")
    first, rest = rows[0], rows[1:]
    named = len(first) == width and all(first) and not any(map(figures.match, first))
    headed = named and any(figures.match(row[-1]) for row in rest if row[-1])
    for number, row in enumerate(rows):
        if _ALONE.fullmatch("".join(row)):
            continue
        kind = "head" if headed and number == 0 else "row"
        cells = [*row, *[""] * (width - len(row))]
        yield Block(kind, "\t".join(cells))


def _item(lines: Sequence[str]) -> int:
    """How many lines the first paragraph or list item has."""
    taken = 1
    while taken < len(lines) and not _starts(lines[taken]) and "\t" not in lines[taken]:
        taken += 1
    return taken


def _starts(line: str) -> bool:
    return bool(_BULLET.match(line) or _LABEL.match(line))


def _block(lines: Sequence[str], listed: dict[str, int], *, alone: bool) -> Block | None:
    bullet = _BULLET.match(lines[0])
    first = lines[0][bullet.end() :] if bullet else lines[0]
    text = first
    for before, line in zip([first, *lines[1:]], lines[1:], strict=False):
        text += (" " if len(before) >= WRAPPED else "\n") + line.strip()
    text = clean(_EMPHASIS.sub(r"\2", text))
    if not text or _ALONE.fullmatch(text):
        return None
    if bullet:
        return Block("li", text)
    if alone and len(lines) == 1 and (heading := _heading(text, listed)):
        return heading
    label = _LABEL.match(text)
    short = label is not None and not label[1][0].isdigit()
    return Block("li" if short else "p", text)


def _heading(text: str, listed: dict[str, int]) -> Block | None:
    level = listed.get(_plain(text))
    if level is not None:
        return Block("h", text, "section", level)
    if not looks_like_heading(text):
        return None
    numbered = _NUMBERED.match(text)
    if numbered and len(text) <= 80 and text[-1] not in ":?":
        return Block("h", text, "looks" if listed else "section", 1 + numbered[1].count("."))
    if _LABEL.match(text) or (text.endswith(":") and not _titled(text)):
        return None
    return Block("h", text, "looks", 1 if capitals(text) else 2)


def _titled(text: str) -> bool:
    """Whether most longer words begin with a capital, as titles do and sentences do not."""
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return len(words) > 0 and sum(w[0].isupper() for w in words) * 2 > len(words)


def _joined(blocks: list[Block]) -> list[Block]:
    """A sentence that the end of a page cut in two is one again."""
    told: list[Block] = []
    for block in blocks:
        last = told[-1] if told else None
        if (
            last
            and last.kind in {"p", "li"}
            and block.kind == "p"
            and len(last.text) >= WRAPPED
            and last.text[-1].islower()
            and block.text[0].islower()
        ):
            last.text += f" {block.text}"
        else:
            told.append(block)
    return told
