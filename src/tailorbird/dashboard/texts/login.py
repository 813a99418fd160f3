"""Words of signing in."""

LOGIN: dict[str, str | tuple[str, str]] = {
    "title": "Sign in",
    # with an account
    "password_heading": "Sign in",
    "enter": "Sign in",
    "wrong": "E-mail address or password is not right.",
    "wrong_wait": (
        "E-mail address or password is not right. Wait a second, then try again.",
        "E-mail address or password is not right. Wait {n} seconds, then try again.",
    ),
    "forgot": "Forgotten your password?",
    "forgot_help": (
        "Whoever can open the folder Tailorbird runs from is its owner. In its terminal, run this "
        "and open the link it prints:"
    ),
    "forgot_command": "tailorbird owner reset",
    "left_heading": "You are signed out",
    "ended_heading": "Sign in again",
    "ended_lead": "You were away for a while, so we signed you out.",
    # the first time
    "create_heading": "Create your account",
    "create_lead": "You are the first here. From now on you sign in with these.",
    "create": "Create account",
    "reset_heading": "Choose a new password",
    "reset_lead": "Every browser that is signed in now will be signed out.",
    "reset": "Save and sign in",
    # by link alone
    "open_heading": "Welcome",
    "open_lead": "Your link is good. One click opens the dashboard, and the link is used up.",
    "open": "Open the dashboard",
    "ask_heading": "This page opens with a one-time link",
    "ask_lead": (
        "Look in the terminal in which Tailorbird runs: it prints a link when it starts. "
        "Open that link here. No link left? Start Tailorbird again and it prints a new one."
    ),
    "spent_heading": "This link does not work any more",
    "spent_lead": (
        "Each link works once and ends after a while. A new one is printed when Tailorbird "
        "starts, or by this command:"
    ),
    "left_link_heading": "You are signed out",
    "left_link_lead": "To come back, open a new one-time link from Tailorbird's terminal.",
}
