"""An optional recogniser of names on this machine, which adds suggestions: off unless it is named.

The setting names a module and what it loads, as "spacy:/srv/models/names". The module must have a
`load` that gives something which, called with a text, has `ents` with start_char, end_char and
label_. Nothing is fetched.
"""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from portal.persons.suggesting import Model
from portal.settings import SettingsWrong


@dataclass(frozen=True, slots=True)
class Local:
    """What was loaded, as suggestions ask it."""

    recogniser: Any

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        for one in self.recogniser(text).ents:
            yield one.start_char, one.end_char, one.label_


def load(named: str) -> Model | None:
    """None where no model is named. Raises SettingsWrong where it cannot be loaded."""
    if not named:
        return None
    module, _, path = named.partition(":")
    try:
        return Local(importlib.import_module(module).load(path))
    except Exception as error:
        raise SettingsWrong(
            "PORTAL_NAMES_MODEL names a model that cannot be loaded. Take the setting out to run "
            "without one."
        ) from error


IN_USE: list[Model] = []
"""The one model of this process, where its settings name one."""


def use(named: str) -> None:
    """From here on suggestions ask this model too, or none."""
    model = load(named)
    IN_USE[:] = [model] if model else []
