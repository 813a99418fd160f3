"""Which files were imported, and what became of their rows."""

import sqlalchemy as sa
from alembic import op

revision = "o0007"
down_revision = "o0006"


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("rows_new", sa.BigInteger(), nullable=False),
        sa.Column("rows_known", sa.BigInteger(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_imports"),
    )
    op.create_index("ix_imports_started_at", "imports", ["started_at"])
