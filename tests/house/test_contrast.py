"""The style sheet: its colours are readable in both themes, live in tokens only, and it stays small."""

import re

import brotli
import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "static" / "pilar.css").read_text()
TEXT, SHAPE = 4.5, 3.0  # Source: WCAG 2.2, 1.4.3 and 1.4.11
TEXT_PAIRS = [
    *[(ink, paper) for ink in ("ink", "ink-2", "link", "accent") for paper in ("ground", "surface", "sunken")],
    *[("ink", paper) for paper in ("ok-bg", "warn-bg", "danger-bg", "info-bg")],
    *[("on-primary", paper) for paper in ("primary", "primary-hover")],
    *[("ok", "ok-bg"), ("warn", "warn-bg"), ("danger", "danger-bg"), ("primary", "info-bg"), ("ink-2", "sunken")],
    *[("danger", "ground"), ("danger", "surface"), ("ground", "danger")],
]
SHAPE_PAIRS = [
    *[("control", paper) for paper in ("ground", "surface")],
    *[("focus", paper) for paper in ("ground", "surface", "sunken", "danger-bg", "info-bg")],
    *[("progress", "surface"), ("primary", "ground"), ("primary", "surface"), ("danger", "ground")],
]


def tokens(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block))


def themes():
    layer = CSS[CSS.index("@layer tokens {") : CSS.index("@layer base {")]
    light, dark = layer.split("@media (prefers-color-scheme: dark)")
    return {"light": tokens(light), "dark": tokens(dark)}


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_both_themes_name_the_same_colours():
    found = themes()

    assert found["light"].keys() == found["dark"].keys()
    assert len(found["light"]) == 22


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(TEXT, TEXT_PAIRS), (SHAPE, SHAPE_PAIRS)], ids=["text", "shapes"])
def test_every_pair_in_use_is_readable(theme, least, pairs):
    colours = themes()[theme]

    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < least} == {}


def test_colours_stand_in_the_tokens_only():
    screen = CSS[CSS.index("@layer base {") : CSS.index("@layer print {")]

    literals = re.findall(r"#[0-9A-Fa-f]{3,8}\b|\b(?:rgb|hsl)a?\([^)]*\)", screen)

    # the white behind a QR code, ink on selected text, and two shadows are the same in both themes
    assert sorted(literals) == ["#2B2420", "#fff", "rgb(0 0 0 / .3)", "rgb(20 15 10 / .5)"]


def test_the_style_sheet_weighs_at_most_8_kb_compressed():
    assert len(brotli.compress(CSS.encode())) <= 8 * 1024


def test_the_layers_stand_in_the_order_of_the_design():
    assert "@layer reset, tokens, base, layout, parts, print;" in CSS
