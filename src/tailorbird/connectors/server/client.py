"""Ask a running server to do something on its data folder, and read how it goes."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import msgspec

from tailorbird.connectors.server.note import Note
from tailorbird.core.errors import StorageError


def call(note: Note, path: str, content: object) -> Iterator[bytes]:
    """Send JSON and yield the answer line by line, as the server writes it.

    Raises:
        StorageError: the server does not answer, or stops in the middle.
    """
    connection = http.client.HTTPConnection(note.host, note.port)
    headers = {"Authorization": f"Bearer {note.key}", "Content-Type": "application/json"}
    try:
        connection.request("POST", path, msgspec.json.encode(content), headers)
        yield from connection.getresponse()
    except (OSError, http.client.HTTPException) as error:
        raise StorageError(
            f"The server at {note.host}:{note.port} does not answer ({error}). If it has ended, "
            "try again; doing an import twice adds nothing."
        ) from error
    finally:
        connection.close()
