"""Drawings of mental coaching."""

from content.drawings.canvas import (
    BOLD,
    EARTH,
    INK,
    KUNYIT,
    LEAF,
    PALE_KUNYIT,
    PALE_RIVER,
    RIVER,
    SOFT,
    WHITE,
    Canvas,
)

STAIRS = (
    ("1", "Pembinaan\nmental", RIVER),
    ("2", "Pelatihan\nketerampilan", LEAF),
    ("3", "Modal usaha,\npendampingan", EARTH),
)
HAND = ("perkataan saya", "perbuatan saya", "waktu saya", "meminta tolong")
SKY = ("cuaca", "harga karet", "masa lalu", "keputusan orang")


def three_stages() -> bytes:
    """Three steps that rise to the right, and a gate before the second and the third."""
    canvas = Canvas(960, 820)
    for number, (digit, name, colour) in enumerate(STAIRS):
        left, top = 20 + number * 308, 560 - number * 150
        canvas.box((left, top), (304, 780 - top), colour, radius=8)
        canvas.words((left + 152, top + 62), digit, size=64, weight=BOLD, fill=KUNYIT)
        canvas.words((left + 152, top + 152), name, size=38, weight=BOLD, fill=WHITE)
    for number in (1, 2):
        edge, ground = 22 + number * 308, 560 - number * 150
        canvas.box((edge + 8, ground - 150), (14, 150), INK, radius=2)
        canvas.box((edge + 92, ground - 150), (14, 150), INK, radius=2)
        canvas.box((edge - 8, ground - 172), (130, 24), KUNYIT, radius=4)
        canvas.words((edge + 57, ground - 204), "gerbang", size=36, weight=BOLD, fill=EARTH)
    canvas.words((30, 56), "Pikiran dahulu,", size=48, weight=BOLD, anchor="lm")
    canvas.words((30, 118), "modal kemudian", size=48, weight=BOLD, fill=RIVER, anchor="lm")
    return canvas.png()


def two_baskets() -> bytes:
    """Two baskets: what is in my hand, and what is not."""
    canvas = Canvas(960, 760)
    for left, title, things, pale, dark in (
        (30, "Tangan", HAND, PALE_KUNYIT, EARTH),
        (500, "Langit", SKY, PALE_RIVER, RIVER),
    ):
        for number, thing in enumerate(things):
            top = 128 + number * 84
            canvas.box((left + 30, top), (370, 68), pale, radius=34)
            canvas.words((left + 215, top + 32), thing, size=38)
        canvas.shape([(left, 486), (left + 430, 486), (left + 372, 700), (left + 58, 700)], dark)
        canvas.box((left - 10, 470), (450, 40), dark, radius=16)
        canvas.words((left + 215, 600), f"Keranjang\n{title.lower()}", size=46, weight=BOLD, fill=WHITE)
    canvas.words((245, 64), "Bisa saya kendalikan", size=40, weight=BOLD, fill=EARTH)
    canvas.words((715, 64), "Di luar kendali saya", size=40, weight=BOLD, fill=RIVER)
    canvas.words((480, 732), "Mulailah dari batu yang paling ringan di keranjang tangan.", size=32, fill=SOFT)
    return canvas.png()
