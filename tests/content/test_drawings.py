from io import BytesIO

import pytest
from PIL import Image

from content.drawings import DRAWINGS


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_a_png_for_a_reading_column_and_light(name):
    drawn = DRAWINGS[name]()
    image = Image.open(BytesIO(drawn))

    assert (image.format, image.width) == ("PNG", 960)
    assert 700 <= image.height <= 960
    assert len(drawn) < 150_000


def test_a_drawing_is_the_same_each_time():
    assert {name: draw() for name, draw in DRAWINGS.items()} == {name: draw() for name, draw in DRAWINGS.items()}
