"""Paper, pens and letters for the drawings. Large letters: on a telephone a picture is a third as wide."""

from functools import cache
from io import BytesIO
from math import atan2, cos, sin
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

PAPER, INK, SOFT, LINE, WHITE = "#FBF7F0", "#2B2420", "#5F544B", "#DDD2C2", "#FFFFFF"
RIVER, LEAF, EARTH, OCHRE, KUNYIT = "#1D4F5C", "#2B6238", "#8F4A12", "#6F4A00", "#E0A32E"
PALE_RIVER, PALE_LEAF, PALE_EARTH, PALE_KUNYIT, PALE_RED = "#DDEBEE", "#E1EEDB", "#F6E5D6", "#FBEFD2", "#FBE9E4"
RED = "#9F261A"
REGULAR, BOLD = 500, 750
FINE = 2  # drawn twice as large and made smaller, so that slanting lines are smooth
Point = tuple[float, float]
FONT = Path(settings.BASE_DIR) / "static" / "vendor" / "plus-jakarta-sans" / "plus-jakarta-sans.woff2"


@cache
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    made = ImageFont.truetype(str(FONT), size * FINE)
    made.set_variation_by_axes([weight])
    return made


class Canvas:
    """Coordinates are those of the finished picture, from its upper left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, corner: Point, size: Point, fill: str, *, radius: float = 18, outline: str = "") -> None:
        (left, top), (width, height) = corner, size
        area = [left * FINE, top * FINE, (left + width) * FINE, (top + height) * FINE]
        self.draw.rounded_rectangle(
            area, radius * FINE, fill=fill, outline=outline or None, width=4 * FINE if outline else 0
        )

    def shape(self, points: list[Point], fill: str) -> None:
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def line(self, points: list[Point], colour: str, width: float = 6) -> None:
        self.draw.line([(x * FINE, y * FINE) for x, y in points], fill=colour, width=int(width * FINE), joint="curve")

    def dashes(self, start: Point, end: Point, colour: str, *, width: float = 5) -> None:
        count = max(int(((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5 / 24), 1)
        for number in range(count):
            at = [number / count, (number + 0.55) / count]
            self.line(
                [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t) for t in at], colour, width
            )

    def arrow(self, points: list[Point], colour: str, *, width: float = 8) -> None:
        """A line through the points with a head at its end."""
        (x0, y0), (x, y) = points[-2:]
        angle, long = atan2(y - y0, x - x0), width * 3.2
        self.line([*points[:-1], (x - cos(angle) * long * 0.6, y - sin(angle) * long * 0.6)], colour, width)
        wings = [(x - cos(angle + turn) * long, y - sin(angle + turn) * long) for turn in (0.5, -0.5)]
        self.shape([(x, y), *wings], colour)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        (x, y), r = centre, radius
        self.draw.ellipse([(x - r) * FINE, (y - r) * FINE, (x + r) * FINE, (y + r) * FINE], fill=fill)

    def slice(self, centre: Point, radius: float, degrees: tuple[float, float], fill: str) -> None:
        (x, y), r = centre, radius
        self.draw.pieslice([(x - r) * FINE, (y - r) * FINE, (x + r) * FINE, (y + r) * FINE], *degrees, fill=fill)

    def words(
        self, at: Point, text: str, *, size: int = 38, weight: int = REGULAR, fill: str = INK, anchor: str = "mm"
    ) -> None:
        """Text at a point; ``\\n`` begins a line. Anchors are those of Pillow: ``mm`` is the middle of both."""
        rows = text.split("\n")
        high = size * 1.25
        top = at[1] - high * (len(rows) - 1) / 2 if anchor[1] == "m" else at[1]
        for number, row in enumerate(rows):
            place = (at[0] * FINE, (top + high * number) * FINE)
            self.draw.text(place, row, font=font(size, weight), fill=fill, anchor=anchor)

    def words_upwards(self, at: Point, text: str, *, size: int, weight: int, fill: str) -> None:
        """Text that reads from bottom to top, its middle at the point."""
        letters = font(size, weight)
        wide, high = int(letters.getlength(text)) + 8, int(size * FINE * 1.4)
        mask = Image.new("L", (wide, high), 0)
        ImageDraw.Draw(mask).text((wide / 2, high / 2), text, font=letters, fill=255, anchor="mm")
        turned = mask.rotate(90, expand=True)
        corner = (int(at[0] * FINE - turned.width / 2), int(at[1] * FINE - turned.height / 2))
        self.image.paste(Image.new("RGB", turned.size, fill), corner, turned)

    def png(self) -> bytes:
        drawn = BytesIO()
        self.image.reduce(FINE).save(drawn, format="PNG")
        return drawn.getvalue()
