"""Two keys: the review agreement, and release schedules pinned to signed-off words."""
