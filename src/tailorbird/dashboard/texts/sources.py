"""Words for where something came from."""

SOURCES: dict[str, str | tuple[str, str]] = {
    "http": "Your shop's pages",
    "server": "Your shop's servers",
    "storefront": "The script in your pages",
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "library": "Your own programs",
    "tailorbird": "Tailorbird itself",
    "dashboard": "These pages",
    "import": "Imported file: {name}",
}
