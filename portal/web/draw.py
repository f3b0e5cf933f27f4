"""Draws pages from plain values. Nothing here can open, ask or decide anything.

Our own templates are strict: a value that nobody gave is an error. GOV.UK's macros ask freely
about parameters that may be absent, so they live in an environment of their own and reach our
templates under one name, `govuk`.
"""

import base64
import hashlib
import itertools
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import cast

import jinja2
from jinja2.runtime import Macro
from markupsafe import Markup

from portal import place

INLINE_SCRIPT = (
    'if ("noModule" in HTMLScriptElement.prototype) '
    'document.body.classList.add("js-enabled", "govuk-frontend-supported")'
)
"""The one script inside a page: it tells the style sheets that scripts run."""

INLINE_SCRIPT_SHA256 = base64.b64encode(hashlib.sha256(INLINE_SCRIPT.encode()).digest()).decode()
"""Its digest as a content security policy spells it, after 'sha256-'."""


LOWEST = "OFFICIAL"
"""The marking of every page and file that carries no higher one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    path: str
    """This page's path, without its query."""
    signed_in: bool
    who: str
    """Such as "Amina Rahman, Westmarch Police"; empty when nobody is signed in."""
    acting: str
    """The membership acted in, in words; empty outside a review."""
    token: str
    """The anti-forgery token of every form."""
    once: str
    """The id that makes a form count once."""
    marking: str
    """OFFICIAL or OFFICIAL-SENSITIVE."""
    demo: bool
    handling: str = ""
    """How what carries the marking is to be handled; empty where nothing special is to be done."""


def draw(template: str, frame: Frame, values: Mapping[str, object]) -> bytes:
    """The finished page. Raises jinja2.UndefinedError when a value is missing."""
    return environment().get_template(template).render({**values, "frame": frame}).encode()


@cache
def compile_all() -> None:
    """Compile every template and every GOV.UK macro it names, so that no reader waits for it."""
    ours = environment()
    for name in ours.list_templates(extensions=["html"]):
        ours.get_template(name)
        source = (place.templates() / name).read_text("utf-8")
        for macro in re.findall(r"\bgovuk\.(\w+)\(", source):
            getattr(GOVUK, macro)


@cache
def asset(name: str) -> str:
    """The address of a static file, with a digest of its bytes so that it may be kept for ever."""
    digest = hashlib.sha256((place.static() / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:16]}"


def compiled() -> jinja2.BytecodeCache | None:
    """Where templates lie once they are compiled: where Python keeps its own compiled modules, as
    trusted as those; nowhere, where it keeps none or we may not write. A change of this file, which
    sets how they are compiled, or of a template's words makes it anew.
    """
    folder = Path(cache_from_source(str(place.templates() / "page.py"))).parent
    if sys.dont_write_bytecode:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    if not os.access(folder, os.W_OK | os.X_OK):
        return None
    how = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
    return jinja2.FileSystemBytecodeCache(str(folder), f"{how}-%s.jinja")


class Govuk:
    """GOV.UK's own macros by their names: `govuk.error_summary({...})`."""

    def __init__(self) -> None:
        package = jinja2.PackageLoader("govuk_frontend_jinja")
        self._environment = jinja2.Environment(
            loader=jinja2.PrefixLoader({"govuk_frontend_jinja": package}),
            autoescape=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=compiled(),
        )

    def __getattr__(self, name: str) -> Callable[[object], Markup]:
        component = name.replace("_", "-")
        path = f"govuk_frontend_jinja/components/{component}/macro.html"
        try:
            module = self._environment.get_template(path).module
        except jinja2.TemplateNotFound:
            raise AttributeError(name) from None
        macro: Macro = getattr(module, "govuk" + name.title().replace("_", ""))

        def strict(parameters: object) -> Markup:
            _refuse_missing(parameters)
            return cast("Markup", macro(parameters))

        setattr(self, name, strict)
        return strict


def _refuse_missing(value: object) -> None:
    """Raises UndefinedError for a missing value that a macro would take for one left out."""
    if isinstance(value, jinja2.Undefined):
        str(value)
    elif isinstance(value, dict):
        for inner in value.values():
            _refuse_missing(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_missing(inner)


GOVUK = Govuk()


@cache
def environment() -> jinja2.Environment:
    ours = jinja2.Environment(
        loader=jinja2.FileSystemLoader(place.templates()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=compiled(),
    )
    ours.globals = {
        "asset": asset,
        "govuk": GOVUK,
        "inline_script": Markup(INLINE_SCRIPT),  # noqa: S704 - our own constant
    }
    ours.filters |= {
        "cells": cells,
        "counted": counted,
        "picture": picture,
        "runs": runs,
        "said_of": said_of,
        "whole": whole,
    }
    return ours


def said_of(errors: Iterable[Mapping[str, str]], *fields: str) -> str | None:
    """The sentence about the first of these fields that has one."""
    return next((e["sentence"] for e in errors if e["field"] in fields), None)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 section", "3 sections", "14 people"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def whole(text: str) -> str:
    """For a textarea, where a browser drops a line break that stands at the very beginning."""
    return "\n" + text if text.startswith(("\n", "\r")) else text


def runs(paragraphs: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """Neighbours of one kind together, since a list item outside a list is not valid HTML.

    The rows of a table, those of headings among them, are one "table".
    """
    for kind, run in itertools.groupby(paragraphs, key=_run_of):
        yield kind, list(run)


def cells(
    rows: Iterable[Mapping[str, str]],
) -> list[tuple[Mapping[str, str], list[str]]]:
    """Each row of a table with its cells, all as many as the longest row has."""
    split = [(row, row["text"].split("\t")) for row in rows]
    width = max(len(told) for _, told in split)
    return [(row, told + [""] * (width - len(told))) for row, told in split]


def _run_of(paragraph: Mapping[str, str]) -> str:
    kind = paragraph["kind"]
    return "table" if kind in {"head", "row"} else kind


_PICTURE = re.compile(
    r"<svg(?: [\w:-]+=\"[^\"<>&]*\")*>(?:<path(?: [\w-]+=\"[^\"<>&]*\")*/>)+</svg>"
)
_ACTIVE = re.compile(r" (?:on\w+|style|href|[\w-]*:href|id)=", re.IGNORECASE)


def picture(svg: str) -> Markup:
    """A drawing of bare paths, such as a QR code, let through unescaped.

    Raises ValueError for anything that could do more than be looked at.
    """
    if not _PICTURE.fullmatch(svg.strip()) or _ACTIVE.search(svg):
        raise ValueError("this is not a plain drawing")
    return Markup(svg)  # noqa: S704 - checked on the line above
