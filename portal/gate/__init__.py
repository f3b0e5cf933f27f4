"""The strongroom: decides, records and opens. The only keys are here."""
