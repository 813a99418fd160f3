"""Who may open the dashboard and the doors: the owner, sessions, keys."""
