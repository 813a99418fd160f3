"""Consent by channel, how it was given and who said it; devices that object to being followed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "o0013"
down_revision = "o0012"


def _text(name: str, default: Any = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true())


def upgrade() -> None:
    op.add_column("consents", _text("channel", "onsite"))
    op.add_column("consents", _text("method", "api"))
    op.add_column("consents", _text("voice", sa.text("''")))
    since = sa.Column("since", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("identity_links", since)
    op.add_column("person_events", _flag("may_learn"))
    op.add_column("cart_lines", _flag("personal"))
    op.create_table(
        "gpc_signals",
        _text("profile_id"),
        _text("anonymous_id"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _text("source"),
        _text("voice"),
        sa.PrimaryKeyConstraint("profile_id", "anonymous_id", name="pk_gpc_signals"),
    )
