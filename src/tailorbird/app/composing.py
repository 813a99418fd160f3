"""The larger pieces of the main object, put together from the settings and the opened folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

from tailorbird.app.archiving import Archiving
from tailorbird.app.experimenting import experiment_chores
from tailorbird.app.feeding import Feeds, feed_chores
from tailorbird.app.flooring import floor_chores
from tailorbird.app.folder import LOCK_FILE, WORKER_LOCK, Folder
from tailorbird.app.housekeeping import Housekeeping
from tailorbird.app.jobs import archive_chores, chores, rebuild_chores
from tailorbird.app.measuring import measuring_chores
from tailorbird.app.personal import REGISTRY
from tailorbird.app.privacy_jobs import asking, erasing
from tailorbird.app.privacy_requests import PrivacyRequests
from tailorbird.app.rebuilding import Rebuilding
from tailorbird.app.segmenting import Segmenting, segment_chores
from tailorbird.app.shop_jobs import shop_chores
from tailorbird.app.shops import Shops
from tailorbird.app.working import Part
from tailorbird.catalog.service import Catalog
from tailorbird.core.clock import Clock
from tailorbird.core.config import Config
from tailorbird.core.ids import new_token
from tailorbird.events.log import EventLog
from tailorbird.events.positions import Progress
from tailorbird.events.refusals import Refusals
from tailorbird.experiments.service import Experiments
from tailorbird.guardrails.service import Floors
from tailorbird.measurement.folding import Folding
from tailorbird.measurement.service import Results
from tailorbird.pipeline import Stations
from tailorbird.privacy.erasures import Erasures
from tailorbird.profiles.service import Profiles
from tailorbird.segments.facts import Setting
from tailorbird.segments.membership import Membership
from tailorbird.storage.settings import Settings

ERASURE_KEY = "erasure_key"  # without it nobody can try out who was erased


def open_folder(config: Config, part: Part) -> Folder:
    """Open the shop's data, held as what the process does needs it."""
    lock = WORKER_LOCK if part is Part.WORKER else LOCK_FILE
    return Folder(config.data, config.database, lock)


def stations_of(config: Config, clock: Clock, folder: Folder, settings: Settings) -> Stations:
    """Return what events pass on their way."""
    database = folder.database
    log, progress = EventLog(folder.log), Progress(database)
    key = settings.get_or_set(ERASURE_KEY, new_token())
    return Stations(
        database=database,
        log=log,
        progress=progress,
        refusals=Refusals(database),
        catalog=Catalog(database, progress.standing),
        profiles=Profiles(database, log, progress, config.currency, REGISTRY),
        erasures=Erasures(database, key, asking(database, clock)),
        membership=Membership(setting_of(config)),
        measuring=Folding(config.currency),
        clock=clock,
        currency=config.currency,
    )


def setting_of(config: Config) -> Setting:
    """Return what is the same for everybody who is looked at for a segment."""
    return Setting(zone=ZoneInfo(config.timezone), currency=config.currency)


def privacy_of(
    config: Config,
    clock: Clock,
    folder: Folder,
    stations: Stations,
    *,
    archive: Archiving,
    learn: Callable[[], None],
) -> PrivacyRequests:
    """Return what answers people who ask for their data."""
    return PrivacyRequests(
        stations=stations,
        registry=REGISTRY,
        log=folder.log,
        archive=archive.events,
        folder=config.data,
        clock=clock,
        ask=asking(folder.database, clock),
        learn=learn,
    )


class Pieces(Protocol):
    """The pieces of the main object that have recurring work."""

    archive: Archiving
    privacy: PrivacyRequests
    rebuilding: Rebuilding
    shops: Shops
    feeds: Feeds
    segmenting: Segmenting
    experiments: Experiments
    floors: Floors
    results: Results


def housekeeping_of(
    config: Config, clock: Clock, folder: Folder, pieces: Pieces, learn: Callable[[], None]
) -> Housekeeping:
    """Return everything that recurs."""
    recurring = [
        *chores(folder.log, clock, config.timezone),
        *archive_chores(pieces.archive, config.timezone),
        *rebuild_chores(pieces.rebuilding),
        *erasing(pieces.privacy, config.timezone),
        *shop_chores(pieces.shops, pieces.privacy, clock, config.currency, learn),
        *feed_chores(pieces.feeds),
        *segment_chores(pieces.segmenting, config.timezone),
        *experiment_chores(pieces.experiments),
        *floor_chores(pieces.floors, config.timezone),
        *measuring_chores(pieces.results, config.timezone),
    ]
    return Housekeeping(folder.database, clock, recurring, learn, config.refresh_minutes)
