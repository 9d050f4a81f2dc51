"""Drawings of the Bimtek LKS."""

from math import cos, radians, sin

from content.drawings.canvas import (
    BOLD,
    EARTH,
    INK,
    KUNYIT,
    LEAF,
    OCHRE,
    PALE_KUNYIT,
    RIVER,
    SOFT,
    WHITE,
    Canvas,
)

PILLARS = (("Rehabilitasi", RIVER), ("Jaminan", LEAF), ("Pemberdayaan", EARTH), ("Perlindungan", OCHRE))
STAGES = (
    "1\nPendekatan\nawal",
    "2\nAsesmen",
    "3\nRencana\nintervensi",
    "4\nPelaksanaan",
    "5\nEvaluasi",
    "6\nTerminasi,\nrujukan",
)


def four_pillars() -> bytes:
    """A house: the roof is social welfare, the four pillars are the four forms of the law."""
    canvas = Canvas(960, 860)
    canvas.shape([(30, 250), (480, 40), (930, 250)], RIVER)
    canvas.words((480, 185), "Kesejahteraan sosial", size=48, weight=BOLD, fill=WHITE)
    for number, (name, colour) in enumerate(PILLARS):
        left = 66 + number * 214
        canvas.box((left, 268), (186, 440), colour, radius=8)
        canvas.words_upwards((left + 70, 488), name, size=52, weight=BOLD, fill=WHITE)
        canvas.words_upwards((left + 134, 488), "sosial", size=44, weight=500, fill=WHITE)
    canvas.box((30, 726), (900, 104), KUNYIT, radius=8)
    canvas.words((480, 778), "Pemerintah bersama masyarakat dan LKS", size=41, weight=BOLD, fill=INK)
    return canvas.png()


def service_cycle() -> bytes:
    """Six stages around the person they serve; from the fifth a way leads back to the third."""
    canvas = Canvas(960, 960)
    middle, ring = 480, 345
    places = [(middle + ring * sin(radians(60 * n)), middle - ring * cos(radians(60 * n))) for n in range(len(STAGES))]
    for number in range(5):
        turn = [radians(60 * number + part) for part in (23, 27, 32, 36)]
        canvas.arrow([(middle + ring * sin(t), middle - ring * cos(t)) for t in turn], RIVER, width=9)
    canvas.dashes((places[4][0] + 105, places[4][1] - 6), (places[2][0] - 105, places[2][1] - 6), EARTH)
    canvas.arrow([(places[2][0] - 124, places[2][1] - 6), (places[2][0] - 104, places[2][1] - 6)], EARTH)
    canvas.words((middle, places[4][1] + 26), "belum tercapai", size=36, fill=EARTH)
    for (x, y), name in zip(places, STAGES, strict=True):
        last = name.startswith("6")
        canvas.disc((x, y), 118, EARTH if last else RIVER)
        number_word, *words = name.split("\n")
        canvas.words((x, y - 66), number_word, size=40, weight=BOLD, fill=KUNYIT if not last else WHITE)
        canvas.words((x, y + 14), "\n".join(words), size=36, weight=BOLD, fill=WHITE)
    canvas.disc((middle, middle), 148, PALE_KUNYIT)
    canvas.words((middle, middle - 14), "Penerima\nmanfaat", size=42, weight=BOLD)
    canvas.words((middle, middle + 70), "ikut memutuskan", size=33, fill=SOFT)
    return canvas.png()
