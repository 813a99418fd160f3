"""Klaviyo's calls, translated into this shop's events and products. Pure."""
