"""Where the portal's own files lie: beside the package in a checkout, inside it when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _house(name: str) -> Path:
    inside = _PACKAGE / "house" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def templates() -> Path:
    return _house("templates")


def policies() -> Path:
    return _house("policies")


def migrations() -> Path:
    return _house("migrations")


def static() -> Path:
    return _PACKAGE / "web" / "static"
