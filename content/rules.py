from collections.abc import Iterable

SHARES = ("theory", "practice", "field", "online")  # of a module's JP; online: read alone, without a session


def jp_of(minutes: int, *, minutes_per_jp: int) -> int:
    """Lesson hours (jam pelajaran) in a number of minutes; what does not fill an hour does not count."""
    return minutes // minutes_per_jp


def is_whole_jp(minutes: int, *, minutes_per_jp: int) -> bool:
    return minutes % minutes_per_jp == 0


# What A4 holds of the words and lines of a worksheet, beside the lines for name and date; measured in a browser.
MAX_SHEET_MM = 230
LINES_MM = (12, 10, 8)  # handwriting likes the first; the last still serves
WORDS_MM, GAP_MM = 6, 4
LETTERS_IN_A_LINE = 72


def sheet_mm(prompts: Iterable[tuple[int, int]], tables: Iterable[int], *, line_mm: int) -> int:
    """How high a worksheet stands on paper: prompts (letters, empty lines) and tables (empty rows).

    Its instruction is a prompt without lines; so is its title, in letters twice as wide.
    """
    height = 0
    for letters, lines in prompts:
        height += WORDS_MM * (1 + letters // LETTERS_IN_A_LINE) + line_mm * lines + GAP_MM
    return height + sum(line_mm * (rows + 1) + GAP_MM for rows in tables)


def roomiest_line_mm(prompts: Iterable[tuple[int, int]], tables: Iterable[int]) -> int | None:
    """The highest lines with which a worksheet still fits on its page; None when it does not fit at all."""
    prompts, tables = list(prompts), list(tables)
    fitting = (line for line in LINES_MM if sheet_mm(prompts, tables, line_mm=line) <= MAX_SHEET_MM)
    return next(fitting, None)
