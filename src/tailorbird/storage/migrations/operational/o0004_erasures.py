"""Reserved."""

revision = "o0004"
down_revision = "o0003"


def upgrade() -> None:
    pass
