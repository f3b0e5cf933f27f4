"""Information sharing between the agencies that sit on a review panel."""

__version__ = "0.1.0"
