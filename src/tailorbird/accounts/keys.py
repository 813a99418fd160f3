"""Keys that open the doors: public ones for the shop's pages, secret ones for its server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import TypeVar

from msgspec.structs import replace

from tailorbird.accounts import store
from tailorbird.accounts.scopes import ALL, in_order
from tailorbird.accounts.types import Key, KeyKind, Scope
from tailorbird.core.clock import DAY, MINUTE, SECOND, Clock
from tailorbird.core.errors import BadInput, NotFound, TailorbirdError
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_id, new_token
from tailorbird.storage.database import Connection, Database

T = TypeVar("T")
log = logging.getLogger(__name__)
FRESH_FOR = 2 * SECOND  # how long a key revoked in another process may still open a door here
NOTED_EVERY = MINUTE  # how exactly it is known when a key was used last
OVERLAP_DAYS = 7  # how long a key goes on beside the one that takes its place
MOST_OVERLAP_DAYS = 90
MOST_NAME = 60
MOST_KEYS = 50
MOST_RATE = 1_000_000
_PREFIX = {KeyKind.WRITE: "wk_", KeyKind.SERVER: "sk_"}
_ENDS = 7  # how much of a secret key's beginning is shown


class Keys:
    """The keys of one shop. Safe for many threads; asking what a key opens costs next to nothing.

    Of a secret key only a digest is kept.
    """

    def __init__(
        self, database: Database, clock: Clock, new_token: Callable[[], str] = new_token
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_token = new_token
        self._known: tuple[int, Mapping[str, Key]] | None = None
        self._used: dict[str, int] = {}
        self._noted_at: int | None = None

    # -- at the doors

    def opened_by(self, value: str) -> Key | None:
        """Return the key with this value, None if it opens nothing; notes that it was used."""
        known, now = self._known, self._clock.now()
        if known is None or not 0 <= now - known[0] < FRESH_FOR:
            with self._database.read() as connection:
                known = self._known = (now, store.open_keys(connection, now))
        key = known[1].get(hex_digest(value))
        if key is None or not key.opens(now):
            return None
        self._used[key.key_id] = now
        if self._noted_at is None or abs(now - self._noted_at) >= NOTED_EVERY:
            self._noted_at = now
            self._note_uses()
        return key

    def _note_uses(self) -> None:
        """Leave what is known of uses to the database's own thread; nobody waits for it."""
        uses = dict(self._used)
        try:
            noted = self._database.submit(lambda connection: store.note_uses(connection, uses))
        except TailorbirdError:
            return  # shutting down: a minute of one column is not worth an error at the door
        noted.add_done_callback(_say_failure)

    # -- for the owner

    def begin_with(self, value: str, name: str) -> None:
        """Make the shop's first public key, if it has no key at all."""

        def change(connection: Connection) -> None:
            if not store.read_keys(connection):
                store.add_key(connection, self._key(KeyKind.WRITE, name, value), hex_digest(value))

        self._database.write(change)
        self._known = None

    def all(self) -> list[Key]:
        """Return every key, ended ones too, the oldest first."""
        with self._database.read() as connection:
            keys = store.read_keys(connection)
        return [self._with_use(key) for key in keys]

    def write_key(self) -> str:
        """Return the oldest public key that goes on to work, empty if there is none."""
        return next((key.shown for key in self.all() if _is_lasting_write_key(key)), "")

    def find(self, word: str) -> Key:
        """Return the key that works and has this id, or alone has this name.

        Raises:
            NotFound: none has, or several have the name.
        """
        now = self._clock.now()
        held = [key for key in self.all() if key.opens(now)]
        found = [key for key in held if key.key_id == word] or [k for k in held if k.name == word]
        if len(found) > 1:
            raise NotFound(f"{len(found)} keys are called {word!r}; give the id of one.")
        if not found:
            raise NotFound(f"No key that works has the id or the name {word!r}.")
        return found[0]

    def create(
        self,
        kind: KeyKind,
        name: str,
        scopes: Iterable[Scope] = ALL,
        events_per_second: int | None = None,
    ) -> tuple[Key, str]:
        """Make a key and return it with its value: of a secret key this is the only time.

        ``scopes`` count for a secret key only.

        Raises:
            BadInput: no name, nothing it may do, too many keys, or a rate that cannot be.
        """
        name = " ".join(name.split())[:MOST_NAME]
        chosen = in_order(scopes) if kind is KeyKind.SERVER else ()
        if not name:
            raise BadInput("Give the key a name.", field="name")
        if kind is KeyKind.SERVER and not chosen:
            raise BadInput("Say what the key may do.", field="scopes")
        _check_rate(events_per_second)
        value = _PREFIX[kind] + self._new_token()
        plain = self._key(kind, name, value)
        key = replace(plain, scopes=chosen, events_per_second=events_per_second)
        self._change(lambda connection: self._add(connection, key, value))
        return key, value

    def rotate(self, key_id: str, overlap_days: int = OVERLAP_DAYS) -> tuple[Key, str]:
        """Make a key that takes another's place, and return it with its value.

        It may do the same. The old one ends by itself when the overlap is over; 0 ends it at once.

        Raises:
            NotFound: there is no such key.
            BadInput: it does not work any more, has a successor already, or the overlap is wrong.
        """
        if not 0 <= overlap_days <= MOST_OVERLAP_DAYS:
            raise BadInput(f"Overlap: from 0 to {MOST_OVERLAP_DAYS} days.", field="days")
        now, value = self._clock.now(), self._new_token()

        def change(connection: Connection) -> tuple[Key, str]:
            old = _held(connection, key_id)
            if not old.stays():
                raise BadInput("This key has ended, or another takes its place.", field="key")
            whole = _PREFIX[old.kind] + value
            key = replace(
                self._key(old.kind, old.name, whole),
                scopes=old.scopes,
                events_per_second=old.events_per_second,
                replaces=old.key_id,
            )
            self._add(connection, key, whole)
            store.end_key(connection, key_id, now + overlap_days * DAY)
            return key, whole

        return self._change(change)

    def revoke(self, key_id: str) -> None:
        """Let a key open nothing from now on.

        Raises:
            NotFound: there is no such key.
            BadInput: it is the last public key; the shop's pages would fall silent.
        """
        now = self._clock.now()

        def change(connection: Connection) -> None:
            key = _held(connection, key_id)
            others = [held for held in store.read_keys(connection) if held.key_id != key_id]
            lasting = any(_is_lasting_write_key(held) for held in others)
            if key.kind is KeyKind.WRITE and not lasting:
                raise BadInput("This is the last public key; create another first.", field="key")
            store.revoke_key(connection, key_id, now)

        self._change(change)

    def limit(self, key_id: str, events_per_second: int | None) -> None:
        """Say how many events a second a key may send: 0 for no limit, None for the default.

        Raises:
            NotFound: there is no such key.
            BadInput: it is not a number that can be.
        """
        _check_rate(events_per_second)

        def change(connection: Connection) -> None:
            _held(connection, key_id)
            store.limit_key(connection, key_id, events_per_second)

        self._change(change)

    def _add(self, connection: Connection, key: Key, value: str) -> None:
        now = self._clock.now()
        if sum(held.opens(now) for held in store.read_keys(connection)) >= MOST_KEYS:
            raise BadInput(f"There are {MOST_KEYS} keys; revoke one first.", field="name")
        store.add_key(connection, key, hex_digest(value))

    def _change(self, change: Callable[[Connection], T]) -> T:
        done = self._database.write(change)
        self._known = None
        return done

    def _with_use(self, key: Key) -> Key:
        here = self._used.get(key.key_id)
        newest = max((at for at in (key.used_at, here) if at is not None), default=None)
        return replace(key, used_at=newest)

    def _key(self, kind: KeyKind, name: str, value: str) -> Key:
        now = self._clock.now()
        shown = value if kind is KeyKind.WRITE else f"{value[:_ENDS]}…{value[-4:]}"
        return Key(key_id=new_id(now), kind=kind, name=name, shown=shown, created_at=now)


def _held(connection: Connection, key_id: str) -> Key:
    for key in store.read_keys(connection):
        if key.key_id == key_id:
            return key
    raise NotFound("There is no such key.")


def _is_lasting_write_key(key: Key) -> bool:
    return key.kind is KeyKind.WRITE and key.stays()


def _check_rate(events_per_second: int | None) -> None:
    if events_per_second is not None and not 0 <= events_per_second <= MOST_RATE:
        raise BadInput(
            f"Events a second: a number from 0 (no limit) to {MOST_RATE:,}.",
            field="events_per_second",
        )


def _say_failure(noted: Future[None]) -> None:
    if noted.exception() is not None:
        log.warning("When keys were used last could not be written down: %s", noted.exception())
