"""Every query of this room, by subject: consents, erasures."""

from tailorbird.privacy.store.consents import add, erase, of_person, reassign, rows_of

__all__ = ["add", "erase", "of_person", "reassign", "rows_of"]
