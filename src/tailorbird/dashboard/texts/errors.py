"""Words of the pages that say something went wrong. Keys end with the HTTP status."""

ERRORS: dict[str, str | tuple[str, str]] = {
    "title": "Something is not right",
    "heading_400": "This address cannot be read",
    "sentence_400": "Something in the address or form is not as expected. Go back and try again.",
    "heading_403": "This form has gone stale",
    "sentence_403": "Nothing was changed. Open the page anew from the menu, then try again.",
    "heading_404": "There is nothing here",
    "sentence_404": "The address may be mistyped, or what was here is gone.",
    "heading_405": "This page cannot do that",
    "sentence_405": "The page was asked for in a way it does not know. Open it from the menu.",
    "heading_500": "Something broke on our side",
    "sentence_500": "Nothing you did. The details are in Tailorbird's log; try again in a moment.",
    "heading_503": "Tailorbird cannot answer now",
    "sentence_503": "The database did not respond. Try again in a moment.",
    "code": "Code {code}",
    "home": "Back to Home",
}
