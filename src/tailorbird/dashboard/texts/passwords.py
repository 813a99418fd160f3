"""Words about choosing a password, wherever one is chosen."""

PASSWORDS: dict[str, str | tuple[str, str]] = {
    "email": "E-mail address",
    "password": "Password",
    "new_password": "New password",
    "again": "The same again",
    "password_help": "At least 12 characters. Three or four words you will remember do well.",
    "show_password": "Show",
    "fault_email": "This does not look like an e-mail address.",
    "fault_again": "The two are not the same. Type the password twice.",
    "fault_present": "This is not your present password.",
    "weak_too_short": "Too short. Use at least {shortest} characters.",
    "weak_too_long": "Too long. Use at most {longest} characters.",
    "weak_common": "This one is tried first by everybody who guesses. Choose another.",
    "weak_like_email": "Too close to your e-mail address. Choose another.",
}
