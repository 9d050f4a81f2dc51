"""Runs in a confined process: ``redraw.py SOURCE TARGET SIDE`` draws a picture anew and prints its kind.

Upright, at most SIDE pixels long, and without the place, time and device a phone writes into it. A script of its own:
what a picture unpacks to is known only while it is being unpacked, and a limit must hold then.
"""

import sys

from PIL import Image, ImageOps

KEPT_WITH_A_PICTURE = {"icc_profile", "transparency"}
Image.MAX_IMAGE_PIXELS = None  # counted before, and the memory of this process is limited


def main() -> None:
    source, target, side = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with Image.open(source) as original:
        kind = "JPEG" if original.format == "MPO" else str(original.format)
        picture: Image.Image = original
        if max(original.size) > side:
            original.draft("RGB", (side, side))  # a large JPEG is unpacked at a half or a quarter of its size
            picture = original.convert("RGBA") if original.mode == "P" else original
            picture.thumbnail((side, side))
        picture = ImageOps.exif_transpose(picture)
        picture.info = {key: value for key, value in picture.info.items() if key in KEPT_WITH_A_PICTURE}
        picture.save(target, format=kind, quality=90)
    sys.stdout.write(f"\n{kind}")


if __name__ == "__main__":
    main()
