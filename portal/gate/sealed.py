"""What words look like outside the gate: an envelope that refuses every use but being carried."""

from dataclasses import dataclass
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

PORTAL = "portal"
"""The domain, and the owner, of what belongs to no review and to no agency."""
MAGIC = b"P1"
"""Two bytes before every envelope: the portal's mark and the format's version."""
STEP, AROUND = 256, 46
"""Sealed words come in steps of so many bytes, with so many around them (envelope.py)."""


class SealBroken(TypeError):
    """Sealed words were used as if they were words, or plain words reached a sealed column."""


def _refuse(*_: object) -> NoReturn:
    raise SealBroken("sealed words are opened by the gate and by nothing else")


class Sealed:
    """Words that only the gate can open. Using it in any other way raises SealBroken."""

    __slots__ = ("_envelope",)

    def __init__(self, envelope: bytes) -> None:
        self._envelope = envelope

    def __repr__(self) -> str:
        return "<Sealed>"

    __str__ = __format__ = __bytes__ = __bool__ = __html__ = _refuse
    __len__ = __iter__ = __getitem__ = __contains__ = __add__ = __radd__ = _refuse
    __mod__ = __rmod__ = __mul__ = __int__ = __float__ = __index__ = __fspath__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __hash__ = __reduce__ = __reduce_ex__ = __getstate__ = __copy__ = __deepcopy__ = _refuse


class SealedText(TypeDecorator[Sealed]):
    """A column of envelopes: it loads Sealed and stores nothing but Sealed."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return value._envelope  # noqa: SLF001 - the column carries the envelope, unopened
        raise SealBroken(f"a {type(value).__name__} reached a sealed column")

    def process_result_value(self, value: Any, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def compare_values(self, x: Any, y: Any) -> bool:
        return x is y


class HasHeader(sa.ColumnElement[bool]):
    """The database's own test that a column holds an envelope, for writes that bypass the type.

    It looks at the header and at the length; whether the seal is whole only the key can tell.
    """

    inherit_cache = False

    def __init__(self, column: str) -> None:
        self.column = column


@compiles(HasHeader, "sqlite")
def _on_sqlite(element: HasHeader, _compiler: SQLCompiler, **_: object) -> str:
    it = element.column
    marked = f"typeof({it}) = 'blob' and substr({it}, 1, 2) = x'{MAGIC.hex()}'"
    long = f"length({it}) > {AROUND} and length({it}) % {STEP} = {AROUND}"
    return f"{it} is null or ({marked} and {long})"


@compiles(HasHeader)
def _on_postgresql(element: HasHeader, _compiler: SQLCompiler, **_: object) -> str:
    it = element.column
    marked = f"substring({it} from 1 for 2) = '\\x{MAGIC.hex()}'::bytea"
    long = f"octet_length({it}) > {AROUND} and mod(octet_length({it}), {STEP}) = {AROUND}"
    return f"{it} is null or ({marked} and {long})"


def header(column: str) -> sa.CheckConstraint:
    """The CHECK that belongs beside every sealed column."""
    return sa.CheckConstraint(HasHeader(column), name=f"{column}_sealed")


def sealed(*, null: bool = False) -> Any:
    return mapped_column(SealedText, nullable=null)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an envelope belongs. All of it is authenticated, so that it opens nowhere else.

    `review` is "" for what belongs to an agency or to the portal; `owner` is an agency's id or
    "portal"; `version` is the row's own version number.
    """

    review: str
    owner: str
    kind: str
    row: str
    field: str
    version: int
