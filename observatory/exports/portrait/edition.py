"""The portrait of any subject: an official territory, or one that a reader has made up."""

from __future__ import annotations

from observatory.comparison.custom import Custom
from observatory.database import Database
from observatory.exports.portrait.contents import contents, file_name
from observatory.exports.portrait.custom import custom_contents, custom_file_name
from observatory.exports.portrait.model import Portrait, Publication
from observatory.model import Territory

Subject = Territory | Custom


def portrait_of(database: Database, subject: Subject, publication: Publication) -> Portrait:
    """The portrait of a subject, without any layout."""
    if isinstance(subject, Custom):
        return custom_contents(database, subject, publication)
    return contents(database, subject, publication)


def file_name_of(subject: Subject, publication: Publication) -> str:
    """The name of the file of a portrait, without its extension."""
    if isinstance(subject, Custom):
        return custom_file_name(subject, publication)
    return file_name(subject, publication)


def key_of(subject: Subject) -> str:
    """What tells a subject from another of the same name."""
    return subject.keys.replace(",", "-") if isinstance(subject, Custom) else subject.key
