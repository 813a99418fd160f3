"""Shopify: its webhooks and its Admin API, translated."""

from tailorbird.connectors.shopify.naming import SOURCE
from tailorbird.connectors.shopify.signatures import is_signed, signature
from tailorbird.connectors.shopify.topics import translate

__all__ = ["SOURCE", "is_signed", "signature", "translate"]
