"""What can go wrong when a chart is drawn without a browser. Messages are French: readers see them."""

from __future__ import annotations

from observatory import formatting as fr

_COLON = f"{fr.NARROW_SPACE}:"


class RenderError(Exception):
    """Base of what can go wrong when a chart is drawn."""


class UnknownTraceError(RenderError):
    """A figure has a kind of trace that the renderer does not draw."""

    def __init__(self, kind: str, known: list[str]) -> None:
        super().__init__(
            f"Le tracé «{fr.NARROW_SPACE}{kind}{fr.NARROW_SPACE}» ne sait pas être dessiné hors du navigateur. "
            f"Tracés connus{_COLON} {', '.join(sorted(known))}. Ajoutez-le dans observatory/exports/render/."
        )


class UnknownMarkError(RenderError):
    """A trace asks for a symbol, a position or a dash that the renderer does not draw."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(
            f"La valeur «{fr.NARROW_SPACE}{value}{fr.NARROW_SPACE}» de {what} ne sait pas être dessinée hors du "
            "navigateur. Ajoutez-la dans observatory/exports/render/."
        )


class UnknownFormError(RenderError):
    """A picture is asked in a form that is not made here."""

    def __init__(self, form: str) -> None:
        super().__init__(
            f"La forme «{fr.NARROW_SPACE}{form}{fr.NARROW_SPACE}» n’existe pas pour une image{_COLON} png, svg ou pdf."
        )


class PictureSizeError(RenderError):
    """A picture is asked in a size that cannot be drawn or read."""

    def __init__(self, width_px: int, height_px: int, least_px: int, most_px: int) -> None:
        super().__init__(
            f"Une image de {width_px} × {height_px} pixels n’est pas faite{_COLON} de {least_px} à {most_px} pixels de "
            "côté."
        )
