"""Drawings of the course on joint enterprise groups."""

from content.drawings.canvas import (
    BOLD,
    EARTH,
    INK,
    LEAF,
    LINE,
    PALE_LEAF,
    PALE_RED,
    RED,
    RIVER,
    SOFT,
    WHITE,
    Canvas,
)

# The figures of the lesson: fixed costs a month, costs and price of a bag, in rupiah.
FIXED, COST, PRICE, MOST = 400_000, 6_000, 8_000, 400
LEFT, BOTTOM, WIDTH, HEIGHT = 130, 790, 700, 640
TOP_RUPIAH = PRICE * MOST


def at(bags: float, rupiah: float) -> tuple[float, float]:
    return LEFT + WIDTH * bags / MOST, BOTTOM - HEIGHT * rupiah / TOP_RUPIAH


def break_even() -> bytes:
    """Income and costs by bags sold; they cross where the group neither gains nor loses."""
    canvas = Canvas(960, 940)
    even = FIXED / (PRICE - COST)
    cross = at(even, even * PRICE)
    canvas.shape([at(0, 0), at(0, FIXED), cross], PALE_RED)
    canvas.shape([cross, at(MOST, PRICE * MOST), at(MOST, FIXED + COST * MOST)], PALE_LEAF)
    for bags in (100, 200, 300, 400):
        canvas.line([at(bags, 0), at(bags, TOP_RUPIAH)], LINE, 3)
        canvas.words((at(bags, 0)[0], BOTTOM + 36), str(bags), size=36)
    for million in (1, 2, 3):
        canvas.line([at(0, million * 1_000_000), at(MOST, million * 1_000_000)], LINE, 3)
        canvas.words((LEFT - 18, at(0, million * 1_000_000)[1]), f"{million} jt", size=36, anchor="rm")
    canvas.line([at(0, TOP_RUPIAH), at(0, 0), at(MOST, 0)], INK, 5)
    canvas.line([at(0, FIXED), at(MOST, FIXED + COST * MOST)], EARTH, 9)
    canvas.line([at(0, 0), at(MOST, TOP_RUPIAH)], RIVER, 9)
    canvas.dashes(cross, at(even, 0), INK)
    canvas.disc(cross, 20, INK)
    canvas.disc(cross, 11, WHITE)
    canvas.words((cross[0] - 28, cross[1] - 66), "Titik impas", size=42, weight=BOLD, anchor="rm")
    canvas.words((cross[0] - 28, cross[1] - 20), f"{even:.0f} bungkus", size=36, anchor="rm")
    canvas.words((at(330, 0)[0], at(0, 3_020_000)[1]), "Uang masuk", size=40, weight=BOLD, fill=RIVER, anchor="rm")
    canvas.words((at(398, 0)[0], at(0, 1_560_000)[1]), "Seluruh biaya", size=40, weight=BOLD, fill=EARTH, anchor="rm")
    canvas.words((at(405, 0)[0], at(0, 3_000_000)[1]), "laba", size=40, weight=BOLD, fill=LEAF, anchor="lm")
    canvas.words((at(14, 0)[0], at(0, 940_000)[1]), "rugi", size=40, weight=BOLD, fill=RED, anchor="lm")
    canvas.words((LEFT, 92), "Rupiah sebulan", size=34, fill=SOFT, anchor="lm")
    canvas.words((LEFT + WIDTH, BOTTOM + 92), "Bungkus terjual sebulan", size=34, fill=SOFT, anchor="rm")
    return canvas.png()
