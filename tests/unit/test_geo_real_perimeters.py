"""Golden points on real perimeters (Occitanie and Marseille, 2015), read off the file's own coordinates."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from observatory import geo

FILE = Path(__file__).parents[3] / "shared" / "data" / "qpv" / "qpv2015_occitanie_marseille_142.geojson"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="real perimeters are only on development machines")


@lru_cache
def real() -> geo.Perimeters:
    features = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    shapes = [shapely.make_valid(shapely.geometry.shape(f["geometry"])) for f in features]
    return geo.Perimeters(
        [f["properties"]["code_qp"] for f in features],
        [f["properties"]["nom_qp"] for f in features],
        np.array(shapes, dtype=object),
        complete=False,
    )


@pytest.mark.parametrize(
    ("longitude", "latitude", "status", "code"),
    [
        (1.4000, 43.5700, "dans", "QP031007"),  # Toulouse, in the Grand Mirail
        (1.4440, 43.6045, "hors", None),  # Toulouse, place du Capitole
        (2.9005, 42.7081, "limite", "QP066007"),  # Perpignan, first vertex of the file
        (4.3601, 43.8367, "hors", None),  # Nîmes, the arena
        (2.3522, 48.8566, None, None),  # Paris: no perimeter loaded there
    ],
)
def test_known_places(longitude: float, latitude: float, status: str | None, code: str | None) -> None:
    (row,) = real().locate(np.array([longitude]), np.array([latitude]), 30.0).itertuples()

    assert (None if pd.isna(row.status) else row.status) == status
    assert (None if pd.isna(row.qpv_code) else row.qpv_code) == code


def test_the_inner_point_of_every_perimeter_is_in_it() -> None:
    points = shapely.point_on_surface(real().shapes)

    found = real().locate(shapely.get_x(points), shapely.get_y(points), 0.0)

    assert found["status"].tolist() == ["dans"] * len(real())
    assert (found["qpv_code"] == real().codes[:-1]).mean() > 0.97  # some perimeters overlap: the first code wins


def test_every_vertex_is_at_the_limit() -> None:
    vertices = shapely.get_coordinates(real().shapes)[::7]

    found = real().locate(vertices[:, 0], vertices[:, 1], 30.0)

    assert set(found["status"]) == {"limite"}
    assert found["distance_m"].max() < 0.5
