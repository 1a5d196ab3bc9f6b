"""The colours of the house: one accent, one sequence, one neutral for what is missing.

The sequence is one teal hue, light to dark; with the ochre mark it stays apart under the three common kinds of
colour blindness. Marks keep a contrast of 3:1 on both grounds, texts 4.5:1 (tests/unit/test_palette.py).
"""

SEQUENCE = ("#d3e8e3", "#9ccbc3", "#5fa79f", "#2f7d77", "#0d4f4b")
ACCENT = "#2f7d77"
MARK = "#c25b12"
REFERENCE = "#6b7280"
NOT_AVAILABLE = "#b9b4a9"
NOT_APPLICABLE = "#e6dcc9"
LAND = "#e9e5db"
BORDER = "#ffffff"
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

# What the browser and the pictures draw in place of a colour on a dark ground (`DARK` of chart.js says the same).
DARK = {
    LAND: "#39424c",
    NOT_AVAILABLE: "#626a73",
    NOT_APPLICABLE: "#2b333b",
    REFERENCE: "#a7aeb8",
    MARK: "#f08b45",
    FRAME: "#77808a",
}
