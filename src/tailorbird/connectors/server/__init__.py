"""The server that runs on a data folder: how a command finds it and hands it work."""

from tailorbird.connectors.server.client import call
from tailorbird.connectors.server.note import Note, leave_note, read_note

__all__ = ["Note", "call", "leave_note", "read_note"]
