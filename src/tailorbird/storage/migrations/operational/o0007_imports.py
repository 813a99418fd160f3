"""Reserved."""

revision = "o0007"
down_revision = "o0006"


def upgrade() -> None:
    pass
