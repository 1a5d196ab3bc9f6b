"""What data.gouv.fr says of a resource: its present address, size, date and checksum.

Fields as udata serialises them: `/api/2/datasets/resources/<id>/` gives `{"dataset_id", "resource": {…}}`, version 1
gives the resource itself; `checksum` is `{"type", "value"}` or null, `filesize` a number of bytes or null. Traps: a
harvested resource has no checksum; that of a remote file may be stale, so it is compared only for the files that
data.gouv.fr hosts (`filetype` = `file`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

API = "https://www.data.gouv.fr/api/2/datasets/resources/"


@dataclass(frozen=True)
class Resource:
    """Where a resource is, and what an honest download of it is like; None for what is not said."""

    address: str
    size_bytes: int | None = None
    last_modified: str | None = None
    checksum: tuple[str, str] | None = None


def resource_address(resource_id: str) -> str:
    """The address that describes a resource."""
    return f"{API}{resource_id}/"


def read_resource(answer: object) -> Resource | None:
    """The resource that an answer of the API describes, None when it describes none."""
    if not isinstance(answer, dict):
        return None
    found = answer.get("resource", answer)
    if not isinstance(found, dict):
        return None
    address = _text(found, "url") or _text(found, "latest")
    if address is None:
        return None
    size = found.get("filesize")
    hosted = found.get("filetype", "file") == "file"
    return Resource(
        address,
        size if hosted and isinstance(size, int) and not isinstance(size, bool) and size > 0 else None,
        _text(found, "last_modified"),
        _checksum(found.get("checksum")) if hosted else None,
    )


def _text(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) and value else None


def _checksum(value: object) -> tuple[str, str] | None:
    if isinstance(value, dict) and isinstance(value.get("type"), str) and isinstance(value.get("value"), str):
        return value["type"], value["value"]
    return None


DATASET = re.compile(r"https://www\.data\.gouv\.fr/(?:\w\w/)?datasets/(?P<slug>[\w-]+)/?")


def dataset_address(address: str) -> str | None:
    """The address that describes the dataset of a landing page, None when the address is not one."""
    found = DATASET.fullmatch(address)
    return f"https://www.data.gouv.fr/api/1/datasets/{found['slug']}/" if found else None


def resource_named(answer: object, file_name: str) -> Resource | None:
    """The resource of a dataset whose file or title bears this name, None when none or several do."""
    listed = answer.get("resources") if isinstance(answer, dict) else None
    found = {
        resource.address: resource
        for item in (listed if isinstance(listed, list) else [])
        if isinstance(item, dict) and (resource := read_resource(item)) is not None
        if file_name.lower() in {str(item.get("title", "")).lower(), resource.address.rpartition("/")[2].lower()}
    }
    return next(iter(found.values())) if len(found) == 1 else None
