"""Reserved."""

revision = "o0006"
down_revision = "o0005"


def upgrade() -> None:
    pass
