"""Charts of the dossier as steps: how an address names one, with the words that its reader has written.

`graphique!carte!indicateur=…!words`: the last part, absent without words, is the title and the comment as JSON,
deflated, in the letters that addresses accept. A meeting is thus the same on any other screen that opens its address.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from observatory import formatting as fr
from observatory.charts import CHARTS, OF_A_POINT, Chart, build_chart
from observatory.choices import UnknownChoiceError
from observatory.database import Database
from observatory.dossier import LONGEST_COMMENT, LONGEST_TITLE
from observatory.exports.plain_text import clean

OWN = "graphique"
_MOST_BYTES = 4 * (LONGEST_TITLE + LONGEST_COMMENT)
_NB = fr.NARROW_SPACE
_RAW = -15  # deflate without header, as browsers write it


def own_key(name: str, parameters: Mapping[str, str], heading: str = "", comment: str = "") -> str:
    """How an address names a chart brought from the dossier, with the reader's own title and comment."""
    key = f"{OWN}!{name}!{urlencode(sorted(parameters.items()))}"
    if not heading and not comment:
        return key
    packed = zlib.compress(json.dumps([heading, comment], ensure_ascii=False).encode(), 9, wbits=_RAW)
    return f"{key}!{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def without_words(key: str) -> str:
    """The same step without its reader's words, for a shorter address."""
    return "!".join(key.split("!")[:3])


def own_chart(database: Database, key: str) -> tuple[Chart, str, str]:
    """The chart that a key names, and its reader's title and comment. Raises `UnknownChoiceError` on any other key."""
    kind, name, query, words = (*key.split("!"), "", "", "")[:4]
    if kind != OWN or name not in CHARTS or name in OF_A_POINT:
        raise UnknownChoiceError(f"L’étape «{_NB}{key[:60]}{_NB}» n’existe pas. Choisissez-en une dans la liste.")
    return build_chart(database, name, dict(parse_qsl(query))), *_words(words)


def _words(packed: str) -> tuple[str, str]:
    if not packed:
        return "", ""
    try:
        raw = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        text = zlib.decompressobj(wbits=_RAW).decompress(raw, _MOST_BYTES)
        heading, comment = json.loads(text)
        if len(heading) > LONGEST_TITLE or len(comment) > LONGEST_COMMENT:
            raise UnknownChoiceError(_damaged())
        return clean(heading), clean(comment)
    except (binascii.Error, zlib.error, ValueError, TypeError, AttributeError):
        raise UnknownChoiceError(_damaged()) from None


def _damaged() -> str:
    return (
        "Le titre ou le commentaire d’une étape ajoutée ne peut pas être lu\u202f: l’adresse a sans doute été coupée. "
        "Retirez l’étape, puis ajoutez-la de nouveau depuis le dossier."
    )
