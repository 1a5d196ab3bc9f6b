"""Pictures of a chart without a browser: the same Plotly JSON, drawn by matplotlib.

`picture` is what the downloads, slides and reports call. What it does not know how to draw, it refuses.
"""

from __future__ import annotations

from observatory.exports.render.errors import (
    PictureSizeError,
    RenderError,
    UnknownFormError,
    UnknownMarkError,
    UnknownTraceError,
)
from observatory.exports.render.picture import Form, natural_height, picture

__all__ = [
    "Form",
    "PictureSizeError",
    "RenderError",
    "UnknownFormError",
    "UnknownMarkError",
    "UnknownTraceError",
    "natural_height",
    "picture",
]
