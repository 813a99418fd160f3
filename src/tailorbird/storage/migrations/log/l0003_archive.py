"""Reserved."""

revision = "l0003"
down_revision = "l0002"


def upgrade() -> None:
    pass
