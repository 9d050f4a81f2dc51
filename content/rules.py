SHARES = ("theory", "practice", "field", "online")  # of a module's JP; online: read alone, without a session


def jp_of(minutes: int, *, minutes_per_jp: int) -> int:
    """Lesson hours (jam pelajaran) in a number of minutes; what does not fill an hour does not count."""
    return minutes // minutes_per_jp


def is_whole_jp(minutes: int, *, minutes_per_jp: int) -> bool:
    return minutes % minutes_per_jp == 0
