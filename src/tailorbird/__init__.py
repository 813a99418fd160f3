"""Tailorbird: a self-hosted personalization engine for online stores."""
