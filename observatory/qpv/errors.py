"""What can be wrong with a reader's file or with the geocoder. Messages are French: readers see them."""

from __future__ import annotations


class QpvError(Exception):
    """Base of what the check of addresses tells a reader."""


class UnreadableFileError(QpvError):
    """The file is not a table we can read."""


class FileTooLargeError(QpvError):
    """The file has more bytes, rows, columns or text than we take."""


class EmptyFileError(QpvError):
    """The file has no row to check."""


class UnreadablePointError(QpvError):
    """What was typed is not a pair of coordinates."""


class GeocoderError(QpvError):
    """The geocoder did not answer: no network, refusal, or an answer that is not the documented one."""


class LayoutError(QpvError):
    """The columns chosen do not tell where the rows are."""
