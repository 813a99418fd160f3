"""What Shopify's events are marked with."""

SOURCE = "shopify"
