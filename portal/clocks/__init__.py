"""Working days, and what waits for somebody until when."""
