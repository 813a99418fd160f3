"""Every query of this room."""
