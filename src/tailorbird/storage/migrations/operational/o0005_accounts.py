"""Reserved."""

revision = "o0005"
down_revision = "o0004"


def upgrade() -> None:
    pass
