"""The colours: seen on both grounds, told apart by everyone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from observatory import house_style, palette
from observatory.house_style_file import StyleFile

LIGHT, DARK = "#fcfbf8", "#14191f"

# Machado, Oliveira & Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(color: str) -> np.ndarray:
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast of WCAG 2.2: 1 (the same) to 21 (black on white)."""
    a, b = sorted(float(TO_XYZ[1] @ linear(c)) for c in (one, other))
    return (b + 0.05) / (a + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    x, y, z = np.cbrt(np.clip(TO_XYZ @ np.clip(rgb, 0, 1), 1e-9, None) / WHITE)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, deficiency: str | None) -> float:
    """Distance of two colours in CIELAB (about 2.3 is the least that an eye tells apart side by side)."""
    matrix = np.array(DEFICIENCIES[deficiency]) if deficiency else np.eye(3)
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


def dark_variant(color: str) -> str:
    """What is drawn in its place on a dark ground."""
    return palette.DARK.get(color, color)


MARKS = {
    "accent": palette.ACCENT,
    "mark": palette.MARK,
    "reference": palette.REFERENCE,
    **palette.KINDS,
    **palette.FAMILIES,
}


def test_contrast_is_measured_as_published() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_seen_on_both_grounds(name: str) -> None:
    assert contrast(MARKS[name], LIGHT) >= 3
    assert contrast(dark_variant(MARKS[name]), DARK) >= 4.5  # names at the end of lines wear their line's colour


@pytest.mark.parametrize("color", [*palette.PLACES, palette.OTHER_KINDS, palette.FRAME])
def test_the_name_of_a_compared_territory_is_read_on_a_dark_ground(color: str) -> None:
    assert contrast(dark_variant(color), DARK) >= 4.5


def test_on_a_dark_ground_the_highest_class_is_the_lightest_and_every_class_is_seen() -> None:
    classes = [dark_variant(color) for color in palette.SEQUENCE]
    lightness = [lab(linear(color))[0] for color in classes]

    assert lightness == sorted(lightness)
    assert min(contrast(color, DARK) for color in classes) >= 3
    assert contrast(classes[-1], DARK) >= 12


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_classes_are_told_apart_on_a_dark_ground_and_none_is_taken_for_a_missing_value(deficiency: str | None) -> None:
    classes = [dark_variant(color) for color in palette.SEQUENCE]

    for one, other in pairwise(classes):
        assert difference(one, other, deficiency) >= 10, (one, other)
    for color in classes:
        for absence in (palette.NOT_AVAILABLE, palette.NOT_APPLICABLE, palette.FRAME):
            assert difference(color, dark_variant(absence), deficiency) >= 6, (color, absence)


@pytest.mark.parametrize("accent", ["#c8102e", "#1f4e9e", "#6b2d8b", "#8a6d00", "#444444", "#0099cc"])
def test_the_classes_of_another_house_are_seen_on_a_dark_ground(accent: str) -> None:
    classes = house_style.dark_sequence_of(accent)
    lightness = [lab(linear(color))[0] for color in classes]

    assert lightness == sorted(lightness)
    assert min(contrast(color, DARK) for color in classes) >= 3
    assert min(house_style.gap_between(one, other) for one, other in pairwise(classes)) >= 9.5


def test_a_dark_ground_changes_every_class_of_another_house_and_its_own_colours_become_readable() -> None:
    style = house_style.style_of(StyleFile("CRESS", "", "", "", {"accent": "#1f4e9e", "marque": "#b3470c"}, None))
    dark = dict(style.dark)

    assert tuple(dark[color] for color in style.sequence) == house_style.dark_sequence_of("#1f4e9e")
    for color in (style.accent, style.mark, style.reference):
        assert contrast(dark.get(color, color), DARK) >= 4.5


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_neighbouring_classes_are_told_apart(deficiency: str | None) -> None:
    for one, other in pairwise(palette.SEQUENCE):
        assert difference(one, other, deficiency) >= 10, (one, other)


def test_the_sequence_goes_from_light_to_dark() -> None:
    lightness = [lab(linear(color))[0] for color in palette.SEQUENCE]

    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_the_chosen_territory_stands_out_of_the_others(deficiency: str | None) -> None:
    for other in (palette.ACCENT, palette.REFERENCE):
        assert difference(palette.MARK, other, deficiency) >= 10, other
        assert difference(dark_variant(palette.MARK), dark_variant(other), deficiency) >= 10, other
    assert difference(dark_variant(palette.ACCENT), dark_variant(palette.REFERENCE), deficiency) >= 10


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_what_is_missing_is_not_taken_for_a_class(deficiency: str | None) -> None:
    for color in palette.SEQUENCE:
        for absence in (palette.NOT_AVAILABLE, palette.NOT_APPLICABLE):
            assert difference(color, absence, deficiency) >= 6, (color, absence)


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_kinds_of_initiatives_are_told_apart(deficiency: str | None) -> None:
    assert_told_apart([*palette.KINDS.values(), palette.OTHER_KINDS], deficiency)
    assert_told_apart([dark_variant(c) for c in (*palette.KINDS.values(), palette.OTHER_KINDS)], deficiency)


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_families_of_the_ess_are_told_apart(deficiency: str | None) -> None:
    assert_told_apart([*palette.FAMILIES.values()], deficiency)
    assert_told_apart([dark_variant(color) for color in palette.FAMILIES.values()], deficiency)


@pytest.mark.parametrize("deficiency", [None, *DEFICIENCIES])
def test_compared_territories_are_told_apart_on_a_dark_ground(deficiency: str | None) -> None:
    assert_told_apart([dark_variant(color) for color in palette.PLACES], deficiency)


def assert_told_apart(colors: list[str], deficiency: str | None) -> None:
    for i, one in enumerate(colors):
        for other in colors[i + 1 :]:
            assert difference(one, other, deficiency) >= 8, (one, other)
