"""Pictures the starter courses need, drawn by the program: nothing to license, nothing to lose."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, ROOF, BASE = "#FBF7F0", "#2B2420", "#1D4F5C", "#E0A32E"
PILLARS = (
    ("Rehabilitasi", "#1D4F5C"),
    ("Jaminan", "#2B6238"),
    ("Pemberdayaan", "#8F4A12"),
    ("Perlindungan", "#6F4A00"),
)
WIDTH, HEIGHT = 1200, 800


def four_pillars() -> bytes:
    """A house: the roof is social welfare, the four pillars are the four forms of the law, as PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    large, small = ImageFont.load_default(size=52), ImageFont.load_default(size=31)
    draw.polygon([(60, 250), (WIDTH // 2, 40), (WIDTH - 60, 250)], fill=ROOF)
    draw.text((WIDTH // 2, 190), "Kesejahteraan sosial", font=large, fill="#FFFFFF", anchor="mm")
    for number, (name, colour) in enumerate(PILLARS):
        left = 90 + number * 260
        draw.rectangle([left, 270, left + 240, 640], fill=colour)
        draw.text((left + 120, 430), name, font=small, fill="#FFFFFF", anchor="mm")
        draw.text((left + 120, 480), "sosial", font=small, fill="#FFFFFF", anchor="mm")
    draw.rectangle([60, 660, WIDTH - 60, 750], fill=BASE)
    draw.text((WIDTH // 2, 705), "Pemerintah bersama masyarakat dan LKS", font=small, fill=INK, anchor="mm")
    drawn = BytesIO()
    image.save(drawn, format="PNG", optimize=True)
    return drawn.getvalue()


DRAWINGS: dict[str, Callable[[], bytes]] = {"empat-pilar": four_pillars}
