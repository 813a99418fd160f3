"""What a shop held in lists has none of: people who ask, connections, events that come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tailorbird.app.connecting import ConnectShop, ShopConnected
from tailorbird.app.connections import FeedStanding
from tailorbird.app.health import Checkouts, Health
from tailorbird.app.privacy_requests import Erased, PersonExport
from tailorbird.connectors.feeds import Feed, FeedPreview
from tailorbird.connectors.shops.connecting import ShopStanding
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.events.types import LoggedEvent, OrderSightings
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import Outlook, Terms, Volume, outlook
from tailorbird.experiments.service import Seen
from tailorbird.experiments.types import Change, Experiment
from tailorbird.guardrails.floors import BY_TACTIC
from tailorbird.guardrails.measures import Gate, Measure, judge
from tailorbird.jobs.types import State
from tailorbird.measurement.results import Asked
from tailorbird.measurement.service import Day, Result
from tailorbird.profiles.known import KnownShare
from tailorbird.segments.results import (
    Estimate,
    LearnedNumber,
    Member,
    Movement,
    Overlap,
    Preset,
    SelfCheck,
    SizeDay,
    Suggestions,
)
from tailorbird.segments.sentences import people_who
from tailorbird.segments.types import Condition, Segment
from tailorbird.segments.verdicts import Answer


class NothingConnected:
    """A shop that no platform and no feed is connected to."""

    def shops(self) -> list[ShopStanding]:
        return []

    def work_on(self, kind: str, shop: str) -> State | None:
        del kind, shop
        return None

    def connect(self, command: ConnectShop) -> ShopConnected:
        raise BadInput(f"{command.shop} cannot be connected.", field="shop")

    def disconnect(self, kind: str, shop: str) -> None:
        raise NotFound(f"{kind} {shop} is not connected.")

    def fetch_past(self, kind: str, shop: str) -> None:
        raise NotFound(f"{kind} {shop} is not connected.")

    def feeds(self) -> list[FeedStanding]:
        return []

    def preview(self, feed: Feed) -> FeedPreview:
        raise BadInput(f"{feed.name} is no feed.", field="address")

    def add_feed(self, feed: Feed) -> None:
        raise BadInput(f"{feed.name} is no feed.", field="address")

    def pull(self, name: str, *, accept_fewer: bool = False) -> None:
        raise NotFound(f"There is no feed {name} {accept_fewer}.")

    def remove_feed(self, name: str) -> None:
        raise NotFound(f"There is no feed {name}.")


class NoExperiments:
    """A shop that compares nothing."""

    def all(self) -> list[Experiment]:
        return []

    def comparison_groups(self) -> list[Experiment]:
        return []

    def get(self, key: str) -> Experiment:
        raise NotFound(f"There is no experiment {key}.")

    def seen(self, key: str) -> Seen:
        raise NotFound(f"There is no experiment {key}.")

    def changes(self, key: str) -> list[Change]:
        raise NotFound(f"There is no experiment {key}.")

    def create(self, new: NewExperiment, *, by: str) -> Experiment:
        raise BadInput(f"{new.key} cannot be made by {by}.", field="key")

    def edit(self, key: str, edit: Edit, *, by: str) -> Experiment:
        del edit, by
        return self.get(key)

    def start(self, key: str, *, by: str) -> Experiment:
        del by
        return self.get(key)

    def stop(self, key: str, *, by: str, roll_out: str | None = None) -> Experiment:
        del by, roll_out
        return self.get(key)

    def hold_out(self, terms: Terms, *, by: str) -> Experiment:
        raise BadInput(f"{terms} cannot be held out by {by}.", field="share")

    def let_in(self, tactic: str | None, *, by: str) -> Experiment:
        raise NotFound(f"Nobody is held out of {tactic}, {by}.")

    def outlook(self, share: int, assumed_lift: float | None = None) -> Outlook:
        return outlook(share, Volume(people=0, orders=0), assumed_lift or 0.1)


class NoResults:
    """A shop that has counted nothing of an experiment."""

    def result(self, key: str, asked: Asked | None = None) -> Result:
        raise NotFound(f"There is no experiment {key} {asked}.")

    def history(self, key: str, metric: str, asked: Asked | None = None) -> list[Day]:
        raise NotFound(f"There is no experiment {key} {metric} {asked}.")

    def export(self, key: str, asked: Asked | None = None) -> dict[str, Any]:
        raise NotFound(f"There is no experiment {key} {asked}.")

    def last_check(self) -> None:
        return None


class LowFloors:
    """A shop that has counted nothing."""

    def gate(self, tactic: str, counted: Mapping[Measure, int] | None = None) -> Gate:
        del counted
        return judge(BY_TACTIC[tactic], {})


class NoSegments:
    """A shop that has made no segments."""

    def all(self) -> list[Segment]:
        return []

    def get(self, segment_id: str) -> Segment:
        raise NotFound(f"There is no segment {segment_id}.")

    def create(
        self, name: str, tree: Condition, *, description: str = "", preset: str = ""
    ) -> Segment:
        raise BadInput(f"{name} {tree} {description} {preset} cannot be made.", field="name")

    def edit(
        self,
        segment_id: str,
        *,
        name: str | None = None,
        tree: Condition | None = None,
        description: str | None = None,
    ) -> Segment:
        del name, tree, description
        return self.get(segment_id)

    def delete(self, segment_id: str) -> None:
        self.get(segment_id)

    def refill(self, segment_id: str) -> None:
        self.get(segment_id)

    def speaking(self) -> Callable[[Condition], str]:
        return people_who

    def estimate(self, tree: Condition) -> Estimate:
        del tree
        return Estimate(count=0, low=0, high=0, sampled=0, people=0)

    def count(self, tree: Condition) -> int:
        del tree
        return 0

    def members(
        self, segment_id: str, limit: int = 50, after: tuple[int, str] | None = None
    ) -> list[Member]:
        del segment_id, limit, after
        return []

    def why(self, segment_id: str, profile_id: str) -> Answer:
        raise NotFound(f"There is no segment {segment_id} for {profile_id}.")

    def of_person(self, profile_id: str) -> list[tuple[Segment, int]]:
        del profile_id
        return []

    def sizes(self, segment_id: str, first_day: int, last_day: int) -> list[SizeDay]:
        del segment_id, first_day, last_day
        return []

    def movements(self, segment_id: str, limit: int = 50) -> list[Movement]:
        del segment_id, limit
        return []

    def overlap(self, first: str, second: str) -> Overlap:
        del first, second
        return Overlap(only_first=0, both=0, only_second=0)

    def export(self, segment_id: str, asked_by: str) -> Iterator[dict[str, str]]:
        raise NotFound(f"There is no segment {segment_id} for {asked_by}.")

    def presets(self) -> list[Preset]:
        return []

    def learned(self) -> list[LearnedNumber]:
        return []

    def last_check(self) -> SelfCheck | None:
        return None

    def suggestions(self) -> Suggestions:
        return Suggestions()


class NobodyAsks:
    """A shop of whom nobody asks anything."""

    def export(self, who: str) -> PersonExport:
        raise NotFound(f"There is no {who}.")

    def erase(self, who: str, *, at_once: bool = False) -> Erased:
        raise NotFound(f"There is no {who} {at_once}.")


class Calm:
    """Data of a shop in which nothing comes in."""

    def read(self) -> Health:
        return Health(
            hours=[],
            waiting=0,
            visitors=KnownShare(0, 0),
            carts=KnownShare(0, 0),
            checkouts=Checkouts(0, 0),
            orders=OrderSightings(both=0, browser_only=0, server_only=0),
            fields=[],
        )

    def newest(self, after: int = 0, limit: int = 50) -> list[LoggedEvent]:
        del after, limit
        return []

    def event(self, position: int) -> LoggedEvent | None:
        del position
        return None

    def masked(self, logged: LoggedEvent) -> str:
        raise AssertionError(logged)

    def send_test(self) -> None:
        """Nothing listens."""

    def test_arrived(self) -> int:
        return 0
