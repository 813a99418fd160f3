"""Reserved."""

revision = "o0002"
down_revision = "o0001"


def upgrade() -> None:
    pass
