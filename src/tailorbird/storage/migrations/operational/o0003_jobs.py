"""Reserved."""

revision = "o0003"
down_revision = "o0002"


def upgrade() -> None:
    pass
