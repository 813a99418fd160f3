"""Words of the frame around every page."""

SHELL: dict[str, str | tuple[str, str]] = {
    "brand": "Tailorbird",
    "document": "{page} · {shop}",
    "skip": "Skip to the page",
    "navigation": "Pages",
    "menu": "Menu",
    "nav_home": "Home",
    "nav_people": "People",
    "nav_products": "Products",
    "nav_recommendations": "Recommendations",
    "nav_data": "Data",
    "nav_housekeeping": "Housekeeping",
    "nav_settings": "Settings",
    "theme": "Light or dark",
    "theme_auto": "As device",
    "theme_light": "Light",
    "theme_dark": "Dark",
    "sign_out": "Sign out",
    "trouble": "That did not work: Tailorbird did not answer. Check that it runs, then try again.",
    "loading": "Fetching",
    "table": "Show as a table",
}
