"""What a key may do, how much it may send, when it ends, and when it was used last."""

import sqlalchemy as sa
from alembic import op

revision = "o0014"
down_revision = "o0015"
EVERYTHING = "collect recommend people catalog"  # what a secret key opened until now


def upgrade() -> None:
    scopes = sa.Column("scopes", sa.String(), nullable=False, server_default=sa.text("''"))
    op.add_column("access_keys", scopes)
    op.add_column("access_keys", sa.Column("events_per_second", sa.Integer()))
    op.add_column("access_keys", sa.Column("replaces", sa.String()))
    op.add_column("access_keys", sa.Column("ends_at", sa.BigInteger()))
    op.create_table(
        "key_uses",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_key_uses"),
    )
    keys = sa.table("access_keys", sa.column("kind"), sa.column("scopes"))
    secret = keys.update().where(keys.c.kind == "server")
    op.execute(secret.values(scopes=EVERYTHING))
