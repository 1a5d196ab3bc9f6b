"""Names as a French reader expects to see them written."""

import re

_PREFIX = re.compile(r"^(?:(?:CC|CA|CU)\s+)?(?:de la |de l’|des |de |du |d’|la |le |les |l’)?", re.IGNORECASE)
_SEPARATOR = " - "


def display_name(published: str) -> str:
    """The published name with its typography mended; no word is added, removed or translated.

    Apostrophes become ’, straight quotes and doubled spaces go, « Coeur » becomes « Cœur ». A hyphen
    between spaces joins single words (« CC Faucigny - Glières » → « CC Faucigny-Glières ») and becomes
    an en dash between longer parts (« CA Paris – Vallée de la Marne »). A slash between spaces stays.
    """
    name = re.sub(r"\s+", " ", published.replace("'", "’").replace('"', "")).strip()
    name = name.replace("Coeur", "Cœur").replace("coeur", "cœur")
    name = re.sub(r"(?<=\w)- (?=\w)", "-", name)
    parts = name.split(_SEPARATOR)
    if len(parts) == 1:
        return name
    words = [_PREFIX.sub("", parts[0]), *parts[1:]]
    joiner = "-" if all(re.fullmatch(r"\w+", word) for word in words) else " – "
    return joiner.join(parts)
