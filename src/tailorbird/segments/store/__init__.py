"""Every query of segments."""
