"""Reviews, who takes part in them, and the people in the case."""
