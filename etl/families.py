"""The family of the ESS a structure belongs to, from the producer's words or from Insee's legal category.

Traps: no legal category says SCIC; the categories below are those whose label names a cooperative, a mutuelle, an
association or a foundation; the companies that joined the ESS by their statutes have an ordinary category.
"""

from __future__ import annotations

from observatory.model import fold

FAMILIES = ("association", "cooperative", "mutuelle", "fondation", "societe_commerciale", "inconnue")
WORDS = {
    "assoc": "association",
    "coop": "cooperative",
    "scop": "cooperative",
    "scic": "cooperative",
    "mutu": "mutuelle",
    "fonda": "fondation",
    "fonds de dotation": "fondation",
    "soci": "societe_commerciale",
    "entreprise": "societe_commerciale",
}
COOPERATIVE_CATEGORIES = frozenset({
    "5191", "5192", "5193", "5194", "5195", "5196", "5203", "5307", "5309", "5432", "5443", "5451", "5453", "5454",
    "5455", "5458", "5459", "5460", "5532", "5543", "5547", "5551", "5552", "5553", "5554", "5555", "5558", "5559",
    "5560", "5632", "5643", "5647", "5651", "5652", "5653", "5654", "5655", "5658", "5659", "5660", "6100", "6316",
    "6317", "6318", "6532", "6543", "6551", "6554", "6558", "6560", "6595", "6596",
})  # fmt: skip
MUTUELLE_CATEGORIES = frozenset({"6411", "8210", "8250", "8290"})


def family_of(word: str, legal_category: str) -> str:
    """The family named by the producer, else that of the legal category, else `inconnue`."""
    folded = fold(word)
    named = next((family for start, family in WORDS.items() if folded.startswith(start)), None)
    if named:
        return named
    if legal_category in COOPERATIVE_CATEGORIES:
        return "cooperative"
    if legal_category in MUTUELLE_CATEGORIES:
        return "mutuelle"
    if legal_category == "9300":
        return "fondation"
    if legal_category.startswith("92"):
        return "association"
    return "societe_commerciale" if legal_category.startswith(("54", "55", "57")) else "inconnue"
