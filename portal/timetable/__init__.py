"""A review's timetable: what has happened, what must happen by when, and when its clocks stood."""
