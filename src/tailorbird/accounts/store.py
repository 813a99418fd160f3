"""Every query on owner, sessions, links, attempts and keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    String,
    Table,
    delete,
    insert,
    null,
    or_,
    select,
    text,
    update,
)

from tailorbird.accounts.types import Key, KeyKind, Owner, Purpose, Scope, Session
from tailorbird.storage.kept import Kept, kept
from tailorbird.storage.schema import OPERATIONAL

owners = Table(
    "owners",
    OPERATIONAL,
    Column("account_id", String, primary_key=True),
    Column("email", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("password_changed_at", BigInteger, nullable=False),
    info=kept(Kept.RECORDED),
)
sign_in_links = Table(
    "sign_in_links",
    OPERATIONAL,
    Column("digest", String, primary_key=True),
    Column("purpose", String, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
sign_in_sessions = Table(
    "sign_in_sessions",
    OPERATIONAL,
    Column("digest", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("browser", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
sign_in_attempts = Table(
    "sign_in_attempts",
    OPERATIONAL,
    Column("digest", String, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("blocked_until", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)
access_keys = Table(
    "access_keys",
    OPERATIONAL,
    Column("key_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("shown", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("scopes", String, nullable=False, server_default=text("''")),
    Column("events_per_second", Integer),
    Column("replaces", String),
    Column("ends_at", BigInteger),
    info=kept(Kept.RECORDED),
)
# apart from the keys, so that noting a use never waits for, or holds up, a change of a key
key_uses = Table(
    "key_uses",
    OPERATIONAL,
    Column("key_id", String, primary_key=True),
    Column("used_at", BigInteger, nullable=False),
    info=kept(Kept.WORKING),
)


# -- the owner


def read_owner(connection: Connection) -> tuple[Owner, str] | None:
    """Return the owner and the password's hash, None before there is one."""
    row = connection.execute(select(owners)).first()
    if row is None:
        return None
    owner = Owner(
        account_id=row.account_id,
        email=row.email,
        created_at=row.created_at,
        password_changed_at=row.password_changed_at,
    )
    return owner, row.password_hash


def add_owner(connection: Connection, owner: Owner, password_hash: str) -> None:
    """Insert the owner."""
    connection.execute(
        insert(owners).values(
            account_id=owner.account_id,
            email=owner.email,
            password_hash=password_hash,
            created_at=owner.created_at,
            password_changed_at=owner.password_changed_at,
        )
    )


def change_password(
    connection: Connection, account_id: str, password_hash: str, now: int, email: str | None = None
) -> None:
    """Replace the password, and the e-mail address where one is given."""
    values: dict[str, object] = {"password_hash": password_hash, "password_changed_at": now}
    if email is not None:
        values["email"] = email
    connection.execute(update(owners).where(owners.c.account_id == account_id).values(**values))


# -- links


def add_link(connection: Connection, digest: str, purpose: Purpose, expires_at: int) -> None:
    """Remember a one-time link by its digest."""
    connection.execute(
        insert(sign_in_links).values(digest=digest, purpose=purpose, expires_at=expires_at)
    )


def read_link(connection: Connection, digest: str, now: int) -> Purpose | None:
    """Return what a link is good for, None if it is not (any more)."""
    found = connection.execute(
        select(sign_in_links.c.purpose).where(
            sign_in_links.c.digest == digest, sign_in_links.c.expires_at > now
        )
    ).scalar()
    return None if found is None else Purpose(found)


def use_link(connection: Connection, digest: str) -> bool:
    """Use up a link; False if another call did."""
    mine = sign_in_links.c.digest == digest
    return connection.execute(delete(sign_in_links).where(mine)).rowcount == 1


def drop_links(connection: Connection, now: int, *purposes: Purpose) -> None:
    """Forget the links that have ended, and all of these purposes."""
    connection.execute(
        delete(sign_in_links).where(
            or_(sign_in_links.c.expires_at <= now, sign_in_links.c.purpose.in_(purposes))
        )
    )


def limit_links(connection: Connection, most: int) -> None:
    """Forget the oldest links beyond so many."""
    _keep_newest(connection, sign_in_links, sign_in_links.c.expires_at, most)


# -- sessions


def add_session(connection: Connection, digest: str, session: Session) -> None:
    """Remember a session by its token's digest."""
    connection.execute(
        insert(sign_in_sessions).values(
            digest=digest,
            account_id=session.account_id,
            browser=session.browser,
            created_at=session.created_at,
            seen_at=session.seen_at,
        )
    )


def read_session(connection: Connection, digest: str) -> Session | None:
    """Return a session by its token's digest, ended or not."""
    row = connection.execute(
        select(sign_in_sessions).where(sign_in_sessions.c.digest == digest)
    ).first()
    return None if row is None else _session(row)


def read_sessions(connection: Connection) -> list[Session]:
    """Return every session, the one used last first."""
    newest = select(sign_in_sessions).order_by(
        sign_in_sessions.c.seen_at.desc(), sign_in_sessions.c.digest
    )
    return [_session(row) for row in connection.execute(newest)]


def see_session(connection: Connection, digest: str, now: int) -> None:
    """Write down that a session was used."""
    mine = sign_in_sessions.c.digest == digest
    connection.execute(update(sign_in_sessions).where(mine).values(seen_at=now))


def end_session(connection: Connection, digest: str) -> None:
    """End one session."""
    connection.execute(delete(sign_in_sessions).where(sign_in_sessions.c.digest == digest))


def end_sessions(connection: Connection, *, but: str = "") -> None:
    """End every session but one."""
    connection.execute(delete(sign_in_sessions).where(sign_in_sessions.c.digest != but))


def drop_old_sessions(connection: Connection, begun: int, seen: int, most: int) -> None:
    """Forget sessions begun or seen before these moments, and the oldest beyond ``most``."""
    table = sign_in_sessions.c
    old = or_(table.created_at <= begun, table.seen_at <= seen)
    connection.execute(delete(sign_in_sessions).where(old))
    _keep_newest(connection, sign_in_sessions, table.created_at, most)


def _keep_newest(connection: Connection, table: Table, age: Column[Any], most: int) -> None:
    # two steps, because not every database deletes by a limited subquery
    held = connection.execute(select(table.c.digest).order_by(age.desc(), table.c.digest))
    surplus = [row.digest for row in held][most:]
    if surplus:
        connection.execute(delete(table).where(table.c.digest.in_(surplus)))


def _session(row: Any) -> Session:
    return Session(
        session_id=row.digest,
        account_id=row.account_id,
        browser=row.browser,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )


# -- attempts


def read_attempts(
    connection: Connection, digests: Iterable[str]
) -> dict[str, tuple[int, int, int]]:
    """Return (failures, last at, blocked until) by digest."""
    wanted = sign_in_attempts.c.digest.in_(list(digests))
    rows = connection.execute(select(sign_in_attempts).where(wanted).with_for_update())
    return {row.digest: (row.failures, row.last_at, row.blocked_until) for row in rows}


def save_attempt(
    connection: Connection, digest: str, failures: int, now: int, blocked_until: int
) -> None:
    """Write down one more failure."""
    mine = sign_in_attempts.c.digest == digest
    values = {"failures": failures, "last_at": now, "blocked_until": blocked_until}
    if not connection.execute(update(sign_in_attempts).where(mine).values(values)).rowcount:
        connection.execute(insert(sign_in_attempts).values(digest=digest, **values))


def drop_attempts(connection: Connection, digests: Iterable[str], before: int) -> None:
    """Forget the attempts of these digests, and all older ones."""
    table = sign_in_attempts.c
    connection.execute(
        delete(sign_in_attempts).where(
            or_(table.digest.in_(list(digests)), table.last_at <= before)
        )
    )


# -- keys


def read_keys(connection: Connection) -> list[Key]:
    """Return every key, the oldest first."""
    rows = connection.execute(
        select(access_keys, key_uses.c.used_at)
        .outerjoin(key_uses, key_uses.c.key_id == access_keys.c.key_id)
        .order_by(access_keys.c.created_at, access_keys.c.key_id)
    )
    return [_key(row) for row in rows]


def open_keys(connection: Connection, now: int) -> dict[str, Key]:
    """Return every key that opens something, by its digest; one that will end is among them."""
    rows = connection.execute(
        select(access_keys, null().label("used_at")).where(
            access_keys.c.revoked_at.is_(None),
            or_(access_keys.c.ends_at.is_(None), access_keys.c.ends_at > now),
        )
    )
    return {row.digest: _key(row) for row in rows}


def add_key(connection: Connection, key: Key, digest: str) -> None:
    """Insert a key."""
    connection.execute(
        insert(access_keys).values(
            key_id=key.key_id,
            kind=key.kind,
            name=key.name,
            digest=digest,
            shown=key.shown,
            created_at=key.created_at,
            scopes=" ".join(key.scopes),
            events_per_second=key.events_per_second,
            replaces=key.replaces,
        )
    )


def revoke_key(connection: Connection, key_id: str, now: int) -> None:
    """Say that a key opens nothing from now on."""
    mine = (access_keys.c.key_id == key_id) & access_keys.c.revoked_at.is_(None)
    connection.execute(update(access_keys).where(mine).values(revoked_at=now))


def end_key(connection: Connection, key_id: str, at: int) -> None:
    """Say when a key ends by itself."""
    mine = access_keys.c.key_id == key_id
    connection.execute(update(access_keys).where(mine).values(ends_at=at))


def limit_key(connection: Connection, key_id: str, events_per_second: int | None) -> None:
    """Say how much a key may send; None is the default of its kind."""
    mine = access_keys.c.key_id == key_id
    connection.execute(update(access_keys).where(mine).values(events_per_second=events_per_second))


def note_uses(connection: Connection, uses: Mapping[str, int]) -> None:
    """Write down when keys were used last; an earlier time than is known changes nothing."""
    rows = connection.execute(select(key_uses.c.key_id, key_uses.c.used_at))
    known = {row.key_id: row.used_at for row in rows}
    for key_id, used_at in uses.items():
        if key_id not in known:
            connection.execute(insert(key_uses).values(key_id=key_id, used_at=used_at))
        elif used_at > known[key_id]:
            mine = key_uses.c.key_id == key_id
            connection.execute(update(key_uses).where(mine).values(used_at=used_at))


def _key(row: Any) -> Key:
    words = row.scopes.split()
    return Key(
        key_id=row.key_id,
        kind=KeyKind(row.kind),
        name=row.name,
        shown=row.shown,
        created_at=row.created_at,
        # a word that a newer release wrote opens nothing here
        scopes=tuple(scope for scope in Scope if scope in words),
        events_per_second=row.events_per_second,
        replaces=row.replaces,
        ends_at=row.ends_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )
