"""Where to look for a source's file: a mirror if given, else what data.gouv.fr says, then the static address."""

from __future__ import annotations

from dataclasses import dataclass

from etl.declarations import Remote
from etl.fetching.addresses import check_address
from etl.fetching.datagouv import Resource, dataset_address, read_resource, resource_address, resource_named
from etl.fetching.download import Receiver
from etl.fetching.errors import CancelledError, FetchError, NoSuchResourceError, TooLongError
from etl.fetching.settings import Settings


@dataclass(frozen=True)
class Way:
    """An address a source may be downloaded from, and what data.gouv.fr says of the file, when it was asked."""

    address: str
    resource: Resource | None = None


def ways_of(source_id: str, remote: Remote, settings: Settings, receiver: Receiver) -> list[Way]:
    """The addresses to try, in order; raises when there is none that may be asked.

    When data.gouv.fr does not answer, the static address is left; the page of a data set is no file, so it has none.
    """
    given = settings.urls.get(source_id)
    if given is not None:
        return [Way(check_address(given, mirror=True))]
    landing = dataset_address(remote.address)
    static = [] if landing is not None else [Way(_checked(settings, remote.address))]
    if remote.resource_id is None and landing is None:
        return static
    try:
        resource = _resource(remote, landing, settings, receiver)
    except (CancelledError, TooLongError):
        raise
    except FetchError:
        if not static:
            raise
        return static
    first = Way(_checked(settings, resource.address), resource)
    return [first, *(way for way in static if way.address != first.address)]


def _resource(remote: Remote, landing: str | None, settings: Settings, receiver: Receiver) -> Resource:
    if remote.resource_id is not None:
        resource = read_resource(receiver.ask(_checked(settings, resource_address(remote.resource_id))))
    else:
        resource = resource_named(receiver.ask(_checked(settings, landing or remote.address)), remote.file_name)
    if resource is None:
        raise NoSuchResourceError(remote.address, remote.file_name)
    return resource


def _checked(settings: Settings, address: str) -> str:
    mirrored = settings.mirrored(address)
    return check_address(mirrored, mirror=mirrored != address)
