"""Settings: one frozen object, read once at start from a file, the environment and options."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Struct

from tailorbird.core.errors import BadConfiguration

WORKERS = ("inside", "child", "none")  # where the server's processing and jobs run
PREFIX = "TAILORBIRD_"
FILE_NAME = "tailorbird.toml"
_DATABASES = ("postgresql://", "postgres://")
_CURRENCY = re.compile("[A-Z]{3}")  # the form of ISO 4217
_DOMAIN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+|")


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default. ``data`` is the folder that holds everything.

    ``public_url`` is how browsers reach this server, where that differs from host and port.
    """

    data: Path = Path("tailorbird-data")
    database: str = ""
    archive: str = ""
    log_days: int = 30
    host: str = "127.0.0.1"
    port: int = 8787
    public_url: str = ""
    shop_name: str = "My shop"
    currency: str = "EUR"
    timezone: str = "UTC"
    refresh_minutes: int = 15
    worker: str = "inside"
    store_origins: str = ""
    cookie_domain: str = ""
    events_per_second: int = 5_000

    @property
    def url(self) -> str:
        """How a browser reaches this server."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        host = f"[{host}]" if ":" in host else host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"


def load(
    options: Mapping[str, object] | None = None, environment: Mapping[str, str] | None = None
) -> Config:
    """Read the settings: options win over the environment, that over ``tailorbird.toml``.

    A variable ``TAILORBIRD_X_FILE`` names a file that holds the value of ``x``.

    Raises:
        BadConfiguration: an unknown setting (with the nearest name), or a value of a wrong form.
    """
    env = os.environ if environment is None else environment
    given = {key: value for key, value in (options or {}).items() if value is not None}
    folder = Path(str(given.get("data") or env.get(f"{PREFIX}DATA") or Config().data))
    merged = {**_from_file(folder / FILE_NAME), **_from_environment(env), **given}
    _check_names(merged)
    try:
        config = msgspec.convert(
            merged, Config, strict=False, dec_hook=lambda kind, value: kind(value)
        )
    except msgspec.ValidationError as error:
        raise BadConfiguration(f"A setting has the wrong form: {error}.") from error
    _check_values(config)
    return config


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}  # a folder that is none is told of where it is opened
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfiguration(f"{path} cannot be read: {error}.") from error


def _from_environment(env: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in env.items():
        if not name.startswith(PREFIX) or name in _NOT_SETTINGS:
            continue
        key = name.removeprefix(PREFIX).lower()
        if key.endswith("_file"):
            found[key.removesuffix("_file")] = _secret(name, value)
        else:
            found[key] = value
    return found


# Read by tests and benchmarks, not by the program.
_NOT_SETTINGS = frozenset({"TAILORBIRD_SHARED_DATA"})


def _secret(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadConfiguration(f"{name} names {path}, which cannot be read: {error}.") from error


def _check_names(given: Mapping[str, object]) -> None:
    known = Config.__struct_fields__
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(known)}."
            raise BadConfiguration(f"Unknown setting {name!r}.{hint}")


def _check_values(config: Config) -> None:
    if not 0 <= config.port <= 65_535:  # noqa: PLR2004 - the range of ports
        raise BadConfiguration(f"port: expected 0 to 65535, got {config.port}.")
    if config.database and not config.database.startswith(_DATABASES):
        raise BadConfiguration(  # without the value: it holds a password
            "database: expected postgresql://user:password@host:port/name, or nothing for files "
            "in the data folder."
        )
    if not _CURRENCY.fullmatch(config.currency):
        raise BadConfiguration(
            f"currency: expected an ISO code such as EUR, got {config.currency!r}."
        )
    if config.events_per_second < 0:
        raise BadConfiguration(
            f"events_per_second: expected 0 (no limit) or more, got {config.events_per_second}."
        )
    if not _DOMAIN.fullmatch(config.cookie_domain):
        raise BadConfiguration(
            f"cookie_domain: expected a domain such as shop.example, got {config.cookie_domain!r}."
        )
    if config.worker not in WORKERS:
        raise BadConfiguration(
            f"worker: expected one of {', '.join(WORKERS)}, got {config.worker!r}."
        )
    if config.log_days < 1:
        raise BadConfiguration(f"log_days: expected 1 or more, got {config.log_days}.")
    if config.refresh_minutes < 1:
        raise BadConfiguration(
            f"refresh_minutes: expected 1 or more, got {config.refresh_minutes}."
        )
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadConfiguration(
            f"timezone: {config.timezone!r} is not a zone; use one such as Europe/London."
        ) from None
