"""Drawings of the course on family resilience."""

from content.drawings.canvas import (
    BOLD,
    EARTH,
    INK,
    KUNYIT,
    LEAF,
    OCHRE,
    PALE_EARTH,
    PALE_KUNYIT,
    PALE_LEAF,
    PALE_RIVER,
    RIVER,
    SOFT,
    WHITE,
    Canvas,
)

ROOMS = (
    ("Fisik", "tubuh sehat,\nrumah layak", PALE_LEAF, LEAF),
    ("Ekonomi", "cukup,\nada simpanan", PALE_KUNYIT, OCHRE),
    ("Sosial psikologi", "tenang, tanpa\nkekerasan", PALE_RIVER, RIVER),
    ("Sosial budaya", "peduli kepada\nsekitar", PALE_EARTH, EARTH),
)


def five_dimensions() -> bytes:
    """A house with an attic and four rooms: the five dimensions of a resilient family."""
    canvas = Canvas(960, 960)
    canvas.shape([(20, 380), (480, 30), (940, 380)], RIVER)
    canvas.words((480, 236), "Legalitas\ndan keutuhan", size=46, weight=BOLD, fill=WHITE)
    canvas.words((480, 338), "surat lengkap, saling menjaga", size=36, fill=WHITE)
    for number, (name, sign, pale, dark) in enumerate(ROOMS):
        left, top = 60 + number % 2 * 426, 400 + number // 2 * 238
        canvas.box((left, top), (414, 226), pale, radius=10)
        canvas.box((left, top), (16, 226), dark, radius=0)
        canvas.words((left + 214, top + 56), name, size=46, weight=BOLD, fill=dark)
        canvas.words((left + 214, top + 146), sign, size=38)
    canvas.box((20, 880), (920, 60), KUNYIT, radius=8)
    canvas.words((480, 909), "Keluarga tangguh", size=42, weight=BOLD, fill=INK)
    return canvas.png()


def plate() -> bytes:
    """A plate in two equal halves: vegetables and fruit, staple food and side dish."""
    canvas = Canvas(960, 920)
    canvas.disc((480, 500), 400, "#E9E0D2")
    canvas.disc((480, 500), 372, WHITE)
    canvas.slice((480, 500), 340, (90, 270), "#CFE5C4")
    canvas.slice((480, 500), 340, (270, 360), "#F7DFA6")
    canvas.slice((480, 500), 340, (0, 90), "#F0C9AA")
    canvas.line([(480, 156), (480, 844)], WHITE, 12)
    canvas.line([(480, 500), (824, 500)], WHITE, 12)
    canvas.words((320, 440), "Sayur\ndan buah", size=50, weight=BOLD, fill=LEAF)
    canvas.words((320, 560), "kelor, kangkung,\npisang, pepaya", size=34)
    canvas.words((632, 328), "Makanan\npokok", size=44, weight=BOLD, fill=OCHRE)
    canvas.words((632, 426), "nasi, singkong", size=33)
    canvas.words((632, 584), "Lauk", size=46, weight=BOLD, fill=EARTH)
    canvas.words((624, 678), "ikan, telur,\ntempe", size=34)
    canvas.words((60, 52), "separuh piring", size=38, weight=BOLD, fill=SOFT, anchor="lm")
    canvas.words((900, 52), "separuh piring", size=38, weight=BOLD, fill=SOFT, anchor="rm")
    return canvas.png()
