"""Reserved."""

revision = "l0002"
down_revision = "l0001"


def upgrade() -> None:
    pass
