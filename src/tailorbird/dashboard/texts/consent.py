"""Words on consent, for a shop owner."""

CONSENT: dict[str, str | tuple[str, str]] = {
    "consents": "Consent",
    "consents_empty": "This person was never asked, or gave no answer.",
    "consent_where": "Where",
    "consent_what": "What for",
    "consent_holds": "Answer",
    "consent_since": "Since",
    "consent_by": "How",
    "consent_yes": "Yes",
    "consent_no": "No",
    "consent_wording": "Wording {wording}",
    "consent_history": ("All that was answered: one answer", "All that was answered: {n} answers"),
    "consent_older": (
        "One older answer is in the download.",
        "{n} older answers are in the download.",
    ),
    "consent_signal": (
        "A browser of theirs says it does not want to be followed (Global Privacy Control), since "
        "{when}. Until they say yes to personalization, only their present visit is used."
    ),
    "consent_off": "Nothing personal for them",
    "consent_on_note": ("They then see what everybody sees. Their own answers stay as they are."),
    "consent_on": "Personal again, as they answered",
    "consent_off_note": "You switched off what is personal for them.",
    "channel_onsite": "In your shop",
    "channel_email": "By e-mail",
    "channel_sms": "By text message",
    "purpose_analytics": "Seeing what they look at",
    "purpose_personalization": "Showing what suits them",
    "purpose_profiling": "Learning from what they do",
    "purpose_marketing": "News and offers",
    "method_single": "They ticked it",
    "method_double": "They ticked it and confirmed by mail",
    "method_import": "From an imported list",
    "method_api": "Told by another program",
    "method_browser": "In their browser",
    "method_owner": "You, on this page",
}
