"""The colours of the house: one accent, one sequence, one neutral for what is missing.

Accent, mark, reference and sequence are those of the house style (`observatory/house_style.py`). Ours: the sequence is
one teal hue, light to dark; with the ochre mark it stays apart under the three common kinds of
colour blindness. Marks keep a contrast of 3:1 on a light ground and 4.5:1 on a dark one, where they also write names;
texts 4.5:1 (tests/unit/test_palette.py).
"""

from observatory import house_style

_STYLE = house_style.current()  # once per process: a chart, its table and its exports wear the same colours

SEQUENCE = _STYLE.sequence
ACCENT = _STYLE.accent
MARK = _STYLE.mark
REFERENCE = _STYLE.reference
NOT_AVAILABLE = house_style.NOT_AVAILABLE
NOT_APPLICABLE = house_style.NOT_APPLICABLE
LAND = "#e9e5db"
BORDER = "#fefefe"  # nearly white: the lines between areas follow the ground, a white text does not
FRAME = "#8b8577"

# Kinds of initiatives a reader asks for by name; every other kind is drawn in the neutral of `OTHER_KINDS`.
KINDS = {
    "ptce": "#c25b12",
    "scic": "#2f7d77",
    "tiers_lieu": "#6657b2",
    "monnaie_locale": "#845e39",
    "spaser": "#7491c3",
}
OTHER_KINDS = "#908d89"

# Families of the ESS; their shades are those of the kinds, told apart in the same way.
FAMILIES = {
    "association": "#2f7d77",
    "cooperative": "#7491c3",
    "mutuelle": "#6657b2",
    "fondation": "#845e39",
    "societe_commerciale": "#c25b12",
    "inconnue": "#908d89",
}

# Territories compared, in the order they were chosen; their names are always written beside their marks.
PLACES = ("#c25b12", "#2f7d77", "#6657b2", "#845e39", "#7491c3", "#a3507f", "#6b8428", "#7d7a76")

# What the browser and the pictures draw in place of a colour on a dark ground. There a sequence goes from dark to
# light: the highest class is always the one farthest from the ground.
DARK = {
    LAND: "#39424c",
    BORDER: "#14191f",
    NOT_AVAILABLE: house_style.NOT_AVAILABLE_ON_DARK,
    NOT_APPLICABLE: house_style.NOT_APPLICABLE_ON_DARK,
    FRAME: "#93876f",
    "#6657b2": "#9783f2",
    "#845e39": "#b98a5c",
    "#7491c3": "#cadafe",
    "#a3507f": "#c5629a",
    "#6b8428": "#c4d391",
    "#7d7a76": "#a4a09b",
    OTHER_KINDS: "#9d9b97",
    # Kinds, families and compared territories keep our own colours whatever the house.
    **dict(house_style.HouseStyle().dark),
    **dict(_STYLE.dark),
}


def veiled(color: str, opacity: float) -> str:
    """A colour through which the ground is seen, as Plotly writes it: `rgba(47,125,119,.25)`."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})".replace("0.", ".")
