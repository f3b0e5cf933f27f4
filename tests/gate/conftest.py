"""The ground that these tests stand on."""

from tests.gate.fixtures import ground

__all__ = ["ground"]
