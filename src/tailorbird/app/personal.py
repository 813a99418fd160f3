"""The registry of personal data, filled: every room that keeps tables, in the order of merging."""

from __future__ import annotations

from tailorbird.accounts.personal_data import PERSONAL_DATA as ACCOUNTS
from tailorbird.catalog.personal_data import PERSONAL_DATA as CATALOG
from tailorbird.connectors.personal_data import PERSONAL_DATA as CONNECTORS
from tailorbird.events.personal_data import PERSONAL_DATA as EVENTS
from tailorbird.events.personal_data import PERSONAL_LOG as LOG
from tailorbird.experiments.personal_data import PERSONAL_DATA as EXPERIMENTS
from tailorbird.guardrails.personal_data import PERSONAL_DATA as GUARDRAILS
from tailorbird.jobs.personal_data import PERSONAL_DATA as JOBS
from tailorbird.measurement.personal_data import PERSONAL_DATA as MEASUREMENT
from tailorbird.privacy.personal_data import PERSONAL_DATA as PRIVACY
from tailorbird.privacy.registry import Registry
from tailorbird.profiles.personal_data import PERSONAL_DATA as PROFILES
from tailorbird.segments.personal_data import PERSONAL_DATA as SEGMENTS
from tailorbird.storage.personal_data import PERSONAL_DATA as STORAGE
from tailorbird.storage.personal_data import PERSONAL_LOG as ARCHIVE

_OF_SHOP = (PROFILES, STORAGE, ACCOUNTS, JOBS, CATALOG, EVENTS, PRIVACY, SEGMENTS, CONNECTORS)
_MEASURING = (GUARDRAILS, EXPERIMENTS, MEASUREMENT)
REGISTRY = Registry((*_OF_SHOP, *_MEASURING, LOG, ARCHIVE))
