"""Sealed words refuse every use, and their column takes nothing that is not sealed."""

import copy
import io
import json
import logging
import pickle
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from jinja2 import Environment, StrictUndefined

from portal.db import Base, acting, new_id, writing
from portal.gate.gate import Reason
from portal.gate.rotation import sealed_columns
from portal.gate.sealed import MAGIC, SealBroken, Sealed, SealedText
from tests.gate.ground import OURS, REVIEW, Ground

ENVELOPE = MAGIC + b"the words themselves, as if they were"
SEALED = Sealed(ENVELOPE)


@dataclass
class Holder:
    words: Any


USES: dict[str, Callable[[Any], object]] = {
    "str": str,
    "format": format,
    "f-string": lambda s: f"{s}",
    "f-string, aligned": lambda s: f"{s:>9}",
    "str.format": "{}".format,
    "%s": lambda s: "%s" % s,  # noqa: UP031
    "%d": lambda s: "%d" % s,  # noqa: UP031
    "% on the left": lambda s: s % (),
    "bytes": bytes,
    "bytearray": bytearray,
    "memoryview": memoryview,
    "int": int,
    "float": float,
    "bool": bool,
    "not": lambda s: not s,
    "if": lambda s: 1 if s else 2,
    "and": lambda s: s and 1,
    "any": lambda s: any([s]),
    "len": len,
    "iteration": list,
    "unpacking": lambda s: (*s,),
    "reversed": reversed,
    "index": lambda s: s[0],
    "slice": lambda s: s[:3],
    "in it": lambda s: "w" in s,
    "it in a list": lambda s: s in ["words", "more"],
    "it in a str": lambda s: s in "words",
    "==": lambda s: s == "words",
    "!=": lambda s: s != "words",
    "== another": lambda s: s == Sealed(ENVELOPE),
    "<": lambda s: s < "words",
    "sorted": lambda s: sorted([s, s]),
    "+": lambda s: s + "words",
    "+ on the right": lambda s: "words" + s,
    "*": lambda s: s * 2,
    "join": lambda s: ", ".join(x for x in (s,)),
    "join it": "".join,
    "replace": lambda s: "words".replace("w", s),
    "hash": hash,
    "set": lambda s: {s},
    "key of a dict": lambda s: {s: 1},
    "json": json.dumps,
    "json, by str": lambda s: json.dumps([s], default=str),
    "msgspec": msgspec.json.encode,
    "msgspec, by str": lambda s: msgspec.json.encode([s], enc_hook=str),
    "msgspec, to builtins": msgspec.to_builtins,
    "pickle": pickle.dumps,
    "pickle 0": lambda s: pickle.dumps(s, protocol=0),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy of what holds it": lambda s: copy.deepcopy(Holder(s)),
    "asdict": lambda s: asdict(Holder(s)),
    "vars": vars,
    "open": open,
    "print": lambda s: print(s, file=io.StringIO()),
    "log": lambda s: logging.LogRecord("a", 1, "b", 1, "%s", (s,), None).getMessage(),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
def test_every_use_is_refused(use: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError):
        use(SEALED)


DRAWN = {
    "drawn": "{{ s }}",
    "safe": "{{ s|safe }}",
    "escaped": "{{ s|e }}",
    "forced": "{{ s|forceescape }}",
    "string": "{{ s|string }}",
    "length": "{{ s|length }}",
    "tojson": "{{ s|tojson }}",
    "upper": "{{ s|upper }}",
    "first": "{{ s|first }}",
    "list": "{{ s|list }}",
    "join": "{{ [s]|join }}",
    "formatted": "{{ '%s'|format(s) }}",
    "default": "{{ s|default('none', true) }}",
    "striptags": "{{ s|striptags }}",
    "~": "{{ 'a' ~ s }}",
    "~ before": "{{ s ~ 'a' }}",
    "+": "{{ s + 'a' }}",
    "if": "{% if s %}yes{% endif %}",
    "if not": "{% if not s %}yes{% endif %}",
    "if equal": "{% if s == 'words' %}yes{% endif %}",
    "for": "{% for c in s %}{{ c }}{% endfor %}",
    "in": "{% if 'w' in s %}yes{% endif %}",
    "attribute": "{{ s.words }}",
    "item": "{{ s['words'] }}",
}


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("text", DRAWN.values(), ids=DRAWN.keys())
def test_no_template_draws_it(text: str, *, autoescape: bool) -> None:
    house = Environment(autoescape=autoescape, undefined=StrictUndefined)
    with pytest.raises((TypeError, StrictUndefined()._undefined_exception)):
        house.from_string(text).render(s=SEALED)


def test_its_repr_is_the_same_for_all_words() -> None:
    assert repr(SEALED) == repr(Sealed(b"other")) == f"{SEALED!r}" == "<Sealed>"
    assert repr(Holder(SEALED)) == "Holder(words=<Sealed>)"


def test_it_is_named_in_no_error() -> None:
    for use in USES.values():
        with pytest.raises(TypeError) as caught:
            use(SEALED)
        assert "themselves" not in repr(caught.value)


# The column

PLAIN = "Plain words about somebody"
INSERT = (
    "insert into reason (id, review_id, owner_id, row_version, words)"
    " values (:id, :review_id, :owner_id, :row_version, :words)"
)


def plain_row(words: Any) -> dict[str, Any]:
    return {"id": new_id(), "review_id": REVIEW, "owner_id": OURS, "row_version": 1, "words": words}


NOT_SEALED = [PLAIN, PLAIN.encode(), ENVELOPE, 1, ["a"], bytearray(ENVELOPE)]


def test_the_column_refuses_plain_words_by_orm(ground: Ground) -> None:
    for words in NOT_SEALED:
        with pytest.raises(sa.exc.StatementError) as caught, acting(ground.engine) as session:
            session.add(Reason(**plain_row(words)))
        assert isinstance(caught.value.orig, SealBroken), words


BY_CORE = {
    "insert": sa.insert(Reason.__table__).values(plain_row(PLAIN)),
    "update": sa.update(Reason.__table__).values(words=PLAIN),
    "update with bytes": sa.update(Reason.__table__).values(words=PLAIN.encode()),
    "where": sa.select(Reason.__table__).where(Reason.__table__.c.words == PLAIN),
    "in": sa.delete(Reason.__table__).where(Reason.__table__.c.words.in_([PLAIN])),
}


def test_the_column_refuses_plain_words_by_core(ground: Ground) -> None:
    for name, statement in BY_CORE.items():
        with pytest.raises(sa.exc.StatementError) as caught, writing(ground.engine) as connection:
            connection.execute(statement)
        assert isinstance(caught.value.orig, SealBroken), name


NO_ENVELOPE = {
    "words": PLAIN.encode(),
    "nothing": b"",
    "a mark that is cut off": b"P",
    "a mark alone": b"P1",
    "another format": b"P2" + bytes(300),
    "words that begin like a mark": b"P1" + PLAIN.encode(),
    "no words": b"P1" + bytes(44),
    "half a step": b"P1" + bytes(172),
}


def test_the_database_refuses_plain_bytes_from_anybody(ground: Ground) -> None:
    (name,) = ground.write("sealed words")
    for words in NO_ENVELOPE.values():
        with pytest.raises(sa.exc.IntegrityError):
            ground.raw("update reason set words = :w where id = :i", w=words, i=name)
        with pytest.raises(sa.exc.IntegrityError):
            ground.raw(INSERT, **plain_row(words))
    assert ground.words() == ["sealed words"]


def test_the_database_refuses_text_where_it_has_no_types(ground: Ground) -> None:
    ground.write("sealed words")
    if ground.engine.dialect.name == "sqlite":
        with pytest.raises(sa.exc.IntegrityError):
            ground.raw("update reason set words = 'P1 plain words'")
    else:
        with pytest.raises(sa.exc.ProgrammingError):
            ground.raw("update reason set words = 'P1 plain words'::text")


def test_a_row_loads_sealed_by_orm_and_by_core(ground: Ground) -> None:
    ground.write("sealed words")
    with acting(ground.engine) as session:
        assert isinstance(session.execute(sa.select(Reason)).scalar_one().words, Sealed)
        assert isinstance(session.execute(sa.select(Reason.__table__)).one().words, Sealed)


def test_every_sealed_column_has_the_check_of_its_header() -> None:
    columns = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, SealedText)
    }
    checked = {
        (table.name, str(check.name).removeprefix(f"ck_{table.name}_").removesuffix("_sealed"))
        for table in Base.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and str(check.name).endswith("_sealed")
    }
    assert columns == checked
    assert columns >= {(m.__tablename__, f) for m, f in sealed_columns()}


def test_an_error_of_the_database_does_not_repeat_the_words(ground: Ground) -> None:
    with pytest.raises(sa.exc.StatementError) as caught, writing(ground.engine) as connection:
        connection.execute(sa.insert(Reason.__table__).values(plain_row(PLAIN)))
    assert PLAIN not in str(caught.value)
