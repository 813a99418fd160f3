"""The archive's manifest: its files, the drafts under way, how far it reaches."""

import sqlalchemy as sa
from alembic import op

revision = "l0003"
down_revision = "l0002"


def upgrade() -> None:
    op.create_table(
        "archive_files",
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("file_id", name="pk_archive_files"),
    )
    op.create_index("ix_archive_files_data_set_day", "archive_files", ["data_set", "day"])
    op.create_table(
        "archive_drafts",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("path", name="pk_archive_drafts"),
    )
    op.create_table(
        "archive_marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_archive_marks"),
    )
