"""Keys that open the doors: public ones for the shop's pages, secret ones for its server."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tailorbird.accounts import store
from tailorbird.accounts.types import Key, KeyKind
from tailorbird.core.clock import SECOND, Clock
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_id, new_token
from tailorbird.storage.database import Connection, Database

FRESH_FOR = 2 * SECOND  # how long a key revoked in another process may still open a door here
MOST_NAME = 60
MOST_KEYS = 50
_PREFIX = {KeyKind.WRITE: "wk_", KeyKind.SERVER: "sk_"}
_ENDS = 7  # how much of a secret key's beginning is shown


class Keys:
    """The keys of one shop. Safe for many threads; asking for a key's kind costs next to nothing.

    Of a secret key only a digest is kept.
    """

    def __init__(
        self, database: Database, clock: Clock, new_token: Callable[[], str] = new_token
    ) -> None:
        self._database = database
        self._clock = clock
        self._new_token = new_token
        self._known: tuple[int, Mapping[str, KeyKind]] | None = None

    def begin_with(self, value: str, name: str) -> None:
        """Make the shop's first public key, if it has no key at all."""

        def change(connection: Connection) -> None:
            if not store.read_keys(connection):
                store.add_key(connection, self._key(KeyKind.WRITE, name, value), hex_digest(value))

        self._database.write(change)
        self._known = None

    def kind_of(self, value: str) -> KeyKind | None:
        """Return what kind of key this is, None if it opens nothing."""
        known, now = self._known, self._clock.now()
        if known is None or not 0 <= now - known[0] < FRESH_FOR:
            with self._database.read() as connection:
                known = self._known = (now, store.working_keys(connection))
        return known[1].get(hex_digest(value))

    def all(self) -> list[Key]:
        """Return every key, revoked ones too, the oldest first."""
        with self._database.read() as connection:
            return store.read_keys(connection)

    def write_key(self) -> str:
        """Return the oldest public key that works, empty if there is none."""
        return next((key.shown for key in self.all() if _is_open_write_key(key)), "")

    def create(self, kind: KeyKind, name: str) -> tuple[Key, str]:
        """Make a key and return it with its value: of a secret key this is the only time.

        Raises:
            BadInput: no name, or too many keys.
        """
        name = " ".join(name.split())[:MOST_NAME]
        if not name:
            raise BadInput("Give the key a name.", field="name")
        value = _PREFIX[kind] + self._new_token()
        key = self._key(kind, name, value)

        def change(connection: Connection) -> None:
            if sum(held.revoked_at is None for held in store.read_keys(connection)) >= MOST_KEYS:
                raise BadInput(f"There are {MOST_KEYS} keys; revoke one first.", field="name")
            store.add_key(connection, key, hex_digest(value))

        self._database.write(change)
        self._known = None
        return key, value

    def revoke(self, key_id: str) -> None:
        """Let a key open nothing from now on.

        Raises:
            NotFound: there is no such key.
            BadInput: it is the last public key; the shop's pages would fall silent.
        """
        now = self._clock.now()

        def change(connection: Connection) -> None:
            held = store.read_keys(connection)
            if all(key.key_id != key_id for key in held):
                raise NotFound("There is no such key.")
            if not any(_is_open_write_key(key) and key.key_id != key_id for key in held):
                raise BadInput("This is the last public key; create another first.", field="key")
            store.revoke_key(connection, key_id, now)

        self._database.write(change)
        self._known = None

    def _key(self, kind: KeyKind, name: str, value: str) -> Key:
        now = self._clock.now()
        shown = value if kind is KeyKind.WRITE else f"{value[:_ENDS]}…{value[-4:]}"
        return Key(key_id=new_id(now), kind=kind, name=name, shown=shown, created_at=now)


def _is_open_write_key(key: Key) -> bool:
    return key.kind is KeyKind.WRITE and key.revoked_at is None
