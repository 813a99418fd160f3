"""Use cases of signing in: the owner, one-time links, sessions, limited attempts."""

from __future__ import annotations

from collections.abc import Callable

from tailorbird.accounts import store
from tailorbird.accounts.attempts import (
    FORGOTTEN,
    LONGEST_FOR_ACCOUNT,
    LONGEST_FOR_ADDRESS,
    failures_now,
    wait_after,
)
from tailorbird.accounts.passwords import Passwords, weakness
from tailorbird.accounts.sessions import (
    IDLE_LIFE,
    LINK_LIFE,
    SEEN_EVERY,
    SESSION_LIFE,
    browser_name,
    is_alive,
)
from tailorbird.accounts.types import NOBODY, OWNER, Entry, Owner, Purpose, Session
from tailorbird.core.clock import SECOND, Clock
from tailorbird.core.errors import BadInput, NotAllowed
from tailorbird.core.hashing import hex_digest
from tailorbird.core.ids import new_token
from tailorbird.storage.database import Connection, Database

MOST_LINKS = 20
MOST_SESSIONS = 200
MOST_EMAIL = 254
_SPENT = "This link does not work any more; get a new one in the terminal."


class Accounts:
    """Who may open the dashboard. Only digests of tokens are kept. Safe for many threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        passwords: Passwords | None = None,
        new_token: Callable[[], str] = new_token,
    ) -> None:
        self._database = database
        self._clock = clock
        self._passwords = passwords or Passwords()
        self._new_token = new_token

    # -- the owner

    def owner(self) -> Owner | None:
        """Return the owner, None before the account was made."""
        with self._database.read() as connection:
            found = store.read_owner(connection)
        return found[0] if found else None

    def create_owner(self, link: str, email: str, password: str, *, agent: str = "") -> str:
        """Make the owner's account by a ``CREATE`` link; return the token of a new session.

        Raises:
            BadInput: the e-mail address or the password cannot be used.
            NotAllowed: the link does not work any more, or there is an owner already.
        """
        email = _checked(email, password)
        hashed = self._passwords.hashed(password)
        now = self._clock.now()
        owner = Owner(account_id=OWNER, email=email, created_at=now, password_changed_at=now)

        def change(connection: Connection) -> str:
            self._use(connection, link, Purpose.CREATE)
            if store.read_owner(connection) is not None:
                raise NotAllowed(_SPENT)
            store.add_owner(connection, owner, hashed)
            store.drop_links(connection, now, Purpose.CREATE)
            store.end_sessions(connection)
            return self._begin(connection, OWNER, agent)

        return self._database.write(change)

    def reset_password(self, link: str, email: str, password: str, *, agent: str = "") -> str:
        """Choose address and password anew by a ``RESET`` link; every session ends.

        Returns the token of a new session.

        Raises:
            BadInput: the e-mail address or the password cannot be used.
            NotAllowed: the link does not work any more.
        """
        email = _checked(email, password)
        hashed = self._passwords.hashed(password)
        now = self._clock.now()

        def change(connection: Connection) -> str:
            self._use(connection, link, Purpose.RESET)
            store.change_password(connection, OWNER, hashed, now, email)
            store.drop_links(connection, now, Purpose.RESET)
            store.drop_attempts(connection, [_of_account(email)], now - FORGOTTEN)
            store.end_sessions(connection)
            return self._begin(connection, OWNER, agent)

        return self._database.write(change)

    def change_password(self, session: Session, present: str, password: str) -> None:
        """Replace the password; every other session ends.

        Raises:
            BadInput: the new password is too easy to guess (field ``password``), the present
                one is wrong (field ``present``).
        """
        with self._database.read() as connection:
            found = store.read_owner(connection)
        if found is None or session.account_id == NOBODY:
            raise NotAllowed("There is no account yet.")
        owner, kept = found
        if not self._passwords.matches(kept, present):
            raise BadInput("The present password is not right.", field="present")
        _checked(owner.email, password)
        hashed, now = self._passwords.hashed(password), self._clock.now()

        def change(connection: Connection) -> None:
            store.change_password(connection, owner.account_id, hashed, now)
            store.end_sessions(connection, but=session.session_id)

        self._database.write(change)

    # -- links

    def new_link(self, purpose: Purpose) -> str:
        """Return the token of a fresh one-time link, good for ``LINK_LIFE`` microseconds."""
        token, now = self._new_token(), self._clock.now()

        def change(connection: Connection) -> None:
            store.drop_links(connection, now)
            store.limit_links(connection, MOST_LINKS - 1)
            store.add_link(connection, hex_digest(token), purpose, now + LINK_LIFE)

        self._database.write(change)
        return token

    def first_link(self) -> str | None:
        """Return a link to make the owner's account, None where there is an owner."""
        return None if self.owner() else self.new_link(Purpose.CREATE)

    def recovery_link(self) -> str:
        """Return a link that leads the owner back in: to a new password, or to the account."""
        return self.first_link() or self.new_link(Purpose.RESET)

    def purpose_of(self, link: str) -> Purpose | None:
        """Tell what a link is good for; it stays usable. None if it does not work (any more)."""
        with self._database.read() as connection:
            return store.read_link(connection, hex_digest(link), self._clock.now())

    def open_by_link(self, link: str, *, agent: str = "") -> str | None:
        """Use up an ``OPEN`` link and return the token of a new session, None if it is no good."""

        def change(connection: Connection) -> str:
            self._use(connection, link, Purpose.OPEN)
            return self._begin(connection, NOBODY, agent)

        try:
            return self._database.write(change)
        except NotAllowed:
            return None

    def _use(self, connection: Connection, link: str, purpose: Purpose) -> None:
        digest = hex_digest(link)
        held = store.read_link(connection, digest, self._clock.now())
        if held is not purpose or not store.use_link(connection, digest):
            raise NotAllowed(_SPENT)

    # -- signing in and out

    def sign_in(self, email: str, password: str, *, address: str, agent: str = "") -> Entry:
        """Check e-mail and password. Wrong ones make the account and the address wait.

        Whether an address belongs to anybody shows neither in the answer nor in its time.
        """
        digests = {_of_account(email): LONGEST_FOR_ACCOUNT}
        digests[hex_digest("address", address)] = LONGEST_FOR_ADDRESS
        blocked, wait = self._database.write(lambda c: self._count(c, digests))
        if blocked:
            return Entry(wait_seconds=wait)
        with self._database.read() as connection:
            found = store.read_owner(connection)
        mine = found is not None and found[0].email == _normal(email)
        if not self._passwords.matches(found[1] if found and mine else None, password):
            return Entry(wait_seconds=wait)

        def change(connection: Connection) -> str:
            store.drop_attempts(connection, digests, self._clock.now() - FORGOTTEN)
            return self._begin(connection, OWNER, agent)

        return Entry(token=self._database.write(change))

    def _count(self, connection: Connection, digests: dict[str, int]) -> tuple[bool, int]:
        """Count an attempt as failed before it is checked, so that many at once are counted too."""
        now = self._clock.now()
        held = store.read_attempts(connection, digests)
        ends = max((until for _, _, until in held.values()), default=0)
        if ends > now:
            return True, _seconds(ends - now)
        waits = []
        for digest, longest in digests.items():
            before, last_at, _ = held.get(digest, (0, 0, 0))
            failures = failures_now(before, last_at, now) + 1
            waits.append(wait_after(failures, longest))
            store.save_attempt(connection, digest, failures, now, now + waits[-1])
        return False, _seconds(max(waits))

    def session(self, token: str) -> Session | None:
        """Return the session a browser holds, None if it has ended; it counts as used now."""
        if not token:
            return None
        digest, now = hex_digest(token), self._clock.now()
        with self._database.read() as connection:
            held = store.read_session(connection, digest)
        if held is None or not is_alive(held.created_at, held.seen_at, now):
            return None
        if now - held.seen_at >= SEEN_EVERY:
            self._database.write(lambda c: store.see_session(c, digest, now))
        return held

    def sessions(self) -> list[Session]:
        """Return every session that still holds, the one used last first."""
        now = self._clock.now()
        with self._database.read() as connection:
            held = store.read_sessions(connection)
        return [one for one in held if is_alive(one.created_at, one.seen_at, now)]

    def end_session(self, session_id: str) -> None:
        """End a session by its name."""
        self._database.write(lambda c: store.end_session(c, session_id))

    def end_other_sessions(self, session_id: str) -> None:
        """End every session but this one."""
        self._database.write(lambda c: store.end_sessions(c, but=session_id))

    def sign_out(self, token: str) -> None:
        """End the session a browser holds."""
        self.end_session(hex_digest(token))

    def _begin(self, connection: Connection, account_id: str, agent: str) -> str:
        token, now = self._new_token(), self._clock.now()
        session = Session(
            session_id="",
            account_id=account_id,
            browser=browser_name(agent),
            created_at=now,
            seen_at=now,
        )
        store.drop_old_sessions(connection, now - SESSION_LIFE, now - IDLE_LIFE, MOST_SESSIONS - 1)
        store.add_session(connection, hex_digest(token), session)
        return token


def _checked(email: str, password: str) -> str:
    """Return the e-mail address as it is kept, or say what is wrong with it or the password."""
    email = _normal(email)
    name, at, domain = email.partition("@")
    if not name or not at or not domain or " " in email or len(email) > MOST_EMAIL:
        raise BadInput("This is not an e-mail address.", field="email")
    weak = weakness(password, email)
    if weak is not None:
        raise BadInput(f"This password is too easy to guess ({weak}).", field="password")
    return email


def _normal(email: str) -> str:
    return email.strip().casefold()


def _of_account(email: str) -> str:
    return hex_digest("account", _normal(email))


def _seconds(wait: int) -> int:
    return -(-wait // SECOND)
