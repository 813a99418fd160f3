"""Every query of this room, by subject: people, their present facts, their orders."""
