"""A click on a drawing gives the place it shows: forth by the drawing of the ETL, back by the dashboard."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod

from etl.geography import display_point
from observatory import geo
from observatory.database import Database
from observatory.qpv import clicks
from observatory.qpv.errors import UnreadablePointError

# A corner of each territory, far from the middle of the drawing: longitude, latitude, département.
PLACES = {
    "Toulouse": (1.4442, 43.6045, "31"),
    "Bonifacio": (9.1593, 41.3874, "2A"),
    "Brest": (-4.4860, 48.3904, "29"),
    "Saint-François": (-61.2700, 16.2500, "971"),
    "Sainte-Anne": (-60.8800, 14.4300, "972"),
    "Cayenne": (-52.3260, 4.9372, "973"),
    "Camopi": (-52.3400, 3.1600, "973"),
    "Saint-Pierre": (55.4781, -21.3393, "974"),
    "Kani-Kéli": (45.1000, -12.9600, "976"),
}


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(Geod(ellps="GRS80").inv(*a, *b)[2])


@pytest.mark.parametrize("name", PLACES)
def test_a_click_on_what_the_map_draws_gives_the_place_within_thirty_metres(name: str, observatory: Database) -> None:
    longitude, latitude, departement = PLACES[name]
    x, y = display_point(longitude, latitude, departement)

    found = clicks.on_map(observatory, departement, f"{x:.7f},{y:.7f},{x + 0.00001:.7f},{y:.7f}")

    # 2.3 m at most in Guyane, drawn four times smaller than the mainland; a metre elsewhere.
    assert metres_between((found.longitude, found.latitude), (longitude, latitude)) < 5
    assert found.precision_m == geo.COORDINATE_PRECISION_M


@pytest.mark.parametrize(("departement", "ratio"), [("31", 1.0), ("973", 1 / 0.232), ("976", 1 / 2.185)])
def test_the_precision_is_that_of_a_pixel_on_the_ground(departement: str, ratio: float, observatory: Database) -> None:
    longitude, latitude = next((lon, lat) for lon, lat, code in PLACES.values() if code == departement)
    x, y = display_point(longitude, latitude, departement)
    # A pixel of 100 m of the drawing: by the parallel of the drawn place, in degrees.
    step = 100 / (111_320 * math.cos(math.radians(y)))

    found = clicks.on_map(observatory, departement, f"{x},{y},{x + step},{y}")

    assert found.precision_m == pytest.approx(100 * ratio, rel=0.02)


@pytest.mark.parametrize("name", PLACES)
def test_a_click_on_a_plan_is_so_many_metres_from_its_centre(name: str) -> None:
    longitude, latitude, _ = PLACES[name]

    found = clicks.on_plan(longitude, latitude, "300,-400,301.5,-400")

    # 3, 4, 5: half a kilometre, to the stretch of the plane (2 per thousand at most in Corsica) and the rounding.
    assert metres_between((longitude, latitude), (found.longitude, found.latitude)) == pytest.approx(500, abs=2.5)
    assert found.latitude < latitude
    assert found.longitude > longitude
    assert found.precision_m == 30


def test_the_centre_of_a_plan_is_the_point_itself() -> None:
    assert clicks.on_plan(1.39, 43.58, "0,0,45.2,0") == clicks.Pointed(1.39, 43.58, 46.0)


@pytest.mark.parametrize("sent", ["", "1,2,3", "a,b,c,d", "nan,43,1,43", "inf,43,1,43", "1,2,3,4,5"])
def test_what_is_not_a_click_is_refused_in_words(sent: str, observatory: Database) -> None:
    with pytest.raises(UnreadablePointError, match="Ce clic n’est pas lisible"):
        clicks.on_map(observatory, "31", sent)


def test_a_click_out_of_the_country_is_said(observatory: Database) -> None:
    with pytest.raises(UnreadablePointError, match="hors de France"):
        clicks.on_map(observatory, "64", "-9.0,39.0,-8.99,39.0")


def test_metres_come_back_to_the_same_degrees() -> None:
    longitudes, latitudes = np.array([55.5]), np.array([-21.1])

    back = geo.from_metres(3, *geo.to_metres(3, longitudes, latitudes))

    assert back[0] == pytest.approx(longitudes, abs=1e-9)
    assert back[1] == pytest.approx(latitudes, abs=1e-9)
