"""Which of Streamlit's chunks every page needs, with all that they import.

A chunk imports others, which the browser would only ask for once it has read the first, while the server is already
busy with the page.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

_NEEDED = ("Html", "purify.es", "BidiComponent", "serialization", "recordbatch", "Selectbox", "ButtonGroup")
_IMPORT = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')


def with_imports(folder: Path, prefixes: tuple[str, ...]) -> list[str]:
    """The names of the chunks that begin so, and of all that they import at once, without those that are missing."""
    waiting = [path.name for prefix in prefixes for path in sorted(folder.glob(f"{prefix}.*.js"))]
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        file = folder / name
        if name not in found and file.is_file():
            found[name] = None
            waiting += _IMPORT.findall(file.read_text(encoding="utf-8"))
    return list(found)


@functools.lru_cache(maxsize=2)
def chunk_links(static: Path) -> str:
    """Ask at once for the chunks that Streamlit would only ask for when the first page has come."""
    shell = (static / "index.html").read_text(encoding="utf-8")
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in with_imports(static / "static" / "js", _NEEDED)
        if f"/{name}" not in shell
    )
