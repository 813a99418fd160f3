"""Reserved."""

revision = "l0004"
down_revision = "l0003"


def upgrade() -> None:
    pass
