"""What can happen in a simulated shop: plain data, so that a run can be shortened and repeated."""

from __future__ import annotations

from msgspec import Struct

from tailorbird.catalog.types import Product
from tailorbird.events.types import Event, Lane


class Fault(Struct, frozen=True, kw_only=True):
    """The process dies at its n-th write of a step: before it is committed, or right after."""

    write: int
    after: bool


class Send(Struct, frozen=True, kw_only=True, tag=True):
    """Somebody sends events, with what they sent before and got no answer for.

    ``unheard``: the events are taken, but the answer never reaches the sender.
    """

    sender: str
    lane: Lane
    events: tuple[Event, ...]
    unheard: bool = False
    process: int = 0
    fault: Fault | None = None


class Work(Struct, frozen=True, kw_only=True, tag=True):
    """One lane is processed for one batch of at most so many events."""

    lane: Lane
    most: int
    process: int = 0
    fault: Fault | None = None


class Relay(Struct, frozen=True, kw_only=True, tag=True):
    """What changes have caused is appended to the log."""

    process: int = 0
    fault: Fault | None = None


class Declare(Struct, frozen=True, kw_only=True, tag=True):
    """The shop says what its products are."""

    products: tuple[Product, ...]
    process: int = 0
    fault: Fault | None = None


class Ask(Struct, frozen=True, kw_only=True, tag=True):
    """A page asks what to show to somebody at an instant (microseconds UTC)."""

    at: int
    anonymous_id: str | None
    user_id: str | None
    process: int = 0


class Learn(Struct, frozen=True, kw_only=True, tag=True):
    """The recommenders learn from all orders, for an instant (microseconds UTC)."""

    at: int
    process: int = 0


class Snapshot(Struct, frozen=True, kw_only=True, tag=True):
    """A snapshot of the folded state is kept."""

    process: int = 0


class Rebuild(Struct, frozen=True, kw_only=True, tag=True):
    """Everything is folded anew, compared, and put in the place of what there was."""

    from_snapshot: bool
    process: int = 0
    fault: Fault | None = None


class Seal(Struct, frozen=True, kw_only=True, tag=True):
    """What the log holds is taken into the archive."""

    process: int = 0
    fault: Fault | None = None


class Trim(Struct, frozen=True, kw_only=True, tag=True):
    """The log is cut as far as it is archived and processed; small files are joined."""

    process: int = 0
    fault: Fault | None = None


class Erase(Struct, frozen=True, kw_only=True, tag=True):
    """Whoever has an identifier (its kind: user, email or device) asks to be forgotten."""

    at: int
    kind: str
    value: str
    process: int = 0
    fault: Fault | None = None


class Finish(Struct, frozen=True, kw_only=True, tag=True):
    """What erasures have left to do is done: in the log, and in the archive."""

    process: int = 0
    fault: Fault | None = None


class Write(Struct, frozen=True, kw_only=True, tag=True):
    """The merchant creates, edits, refills or removes a segment: one of a few, by a few trees."""

    act: str
    which: int
    tree: int
    process: int = 0
    fault: Fault | None = None


class Fill(Struct, frozen=True, kw_only=True, tag=True):
    """Segments that wait for it are filled; where none does, all are filled anew.

    After each part of that the other process takes so many events and looks at who is due.
    """

    between: int
    process: int = 0
    fault: Fault | None = None


class Pass(Struct, frozen=True, kw_only=True, tag=True):
    """Time has passed until an instant (microseconds UTC): who is due is looked at."""

    at: int
    process: int = 0
    fault: Fault | None = None


class Restart(Struct, frozen=True, kw_only=True, tag=True):
    """A process ends between two steps, without a word, and is started again."""

    process: int = 0


Step = (
    Send
    | Work
    | Relay
    | Declare
    | Ask
    | Learn
    | Snapshot
    | Rebuild
    | Seal
    | Trim
    | Erase
    | Finish
    | Write
    | Fill
    | Pass
    | Restart
)
