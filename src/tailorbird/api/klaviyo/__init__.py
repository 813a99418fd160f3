"""The Klaviyo-shaped door: Klaviyo's own clients work with only the host changed."""

from tailorbird.api.klaviyo.door import PREFIXES, Klaviyo

__all__ = ["PREFIXES", "Klaviyo"]
