"""Third-party browser files: named, licensed, and exactly what the manifest says."""

import hashlib
import json

from django.conf import settings
from fontTools.ttLib import TTFont

VENDOR = settings.BASE_DIR / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())


def test_each_vendored_file_is_listed_with_its_hash():
    on_disk = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    listed = {name: digest for package in MANIFEST for name, digest in package["files"].items()}

    assert listed == on_disk


def test_each_package_has_name_version_source_and_a_licence_text():
    for package in MANIFEST:
        assert package["name"] and package["version"] and package["source"] and package["licence"]
        assert [name for name in package["files"] if name.endswith(("OFL.txt", "LICENSE", "LICENSE.txt"))]


def test_the_font_is_small_and_has_every_letter_the_interface_writes():
    path = VENDOR / "plus-jakarta-sans" / "plus-jakarta-sans.woff2"
    written = set(
        "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz0123456789éÉèáà’‘“”–—…·×©°«»%&?!@#()[]+-=/.,;:'\""
    )

    covered = {chr(point) for point in TTFont(path).getBestCmap()}

    assert written - covered == set()
    assert path.stat().st_size <= 12 * 1024
