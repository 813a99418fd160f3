"""The facts of an installation, for its owner."""

from __future__ import annotations

import platform
from importlib.metadata import version

from msgspec import Struct

from tailorbird.core.config import FILE_NAME, Config


class About(Struct, frozen=True, kw_only=True):
    """What runs, where it keeps its data, and the settings a shop's owner may want to change."""

    version: str
    python: str
    system: str
    folder: str
    settings_file: str
    database: str
    address: str
    timezone: str
    refresh_minutes: int


def about(config: Config) -> About:
    """Return the facts of an installation. Of a database server only its kind, never a password."""
    folder = config.data.resolve()
    return About(
        version=version("tailorbird"),
        python=platform.python_version(),
        system=platform.system(),
        folder=str(folder),
        settings_file=str(folder / FILE_NAME),
        database="postgresql" if getattr(config, "database", "") else "sqlite",
        address=config.url,
        timezone=config.timezone,
        refresh_minutes=config.refresh_minutes,
    )
