"""Words of signing in."""

LOGIN: dict[str, str | tuple[str, str]] = {
    "title": "Sign in",
    "welcome": "Welcome",
    "confirm": "Your link is good. One click opens the dashboard, and the link is used up.",
    "open": "Open the dashboard",
    "ask": "This page opens with a one-time link",
    "ask_help": (
        "Look in the terminal in which Tailorbird runs: it prints a link when it starts. "
        "Open that link here. No link left? Start Tailorbird again and it prints a new one."
    ),
    "spent": "This link does not work any more",
    "spent_help": (
        "Each link opens the dashboard once and ends after a while. Start Tailorbird again to "
        "get a new one in its terminal."
    ),
    "left": "You are signed out",
    "left_help": "To come back, open a new one-time link from Tailorbird's terminal.",
}
