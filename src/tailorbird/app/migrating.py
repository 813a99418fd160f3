"""What an older shop's data lacks, told before it is brought up to this version."""

from __future__ import annotations

from contextlib import closing

from tailorbird.app.folder import FILES, Folder, connect
from tailorbird.core.config import Config
from tailorbird.storage.schema import Chain, Step, is_new, outstanding


def lacking(config: Config) -> list[Step]:
    """Return the steps that opening the shop will take; none for one that is new or of today.

    Raises:
        NewerDatabase: the data was written by a newer version.
        StorageError: the data cannot be read.
    """
    return [step for chain in Chain for step in _of(config, chain)]


def migrate(config: Config) -> None:
    """Bring the data up to this version, or make it, without starting anything.

    Raises:
        AlreadyRunning: a server has the data open.
    """
    Folder(config.data, config.database).close()


def _of(config: Config, chain: Chain) -> list[Step]:
    if not config.database and not (config.data / FILES[chain]).exists():
        return []
    with closing(connect(config.data, config.database, chain)) as database:
        return [] if is_new(database) else outstanding(database, chain)
