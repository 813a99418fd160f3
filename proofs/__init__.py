"""Proofs: programs that measure what Tailorbird promises, on the machine they run on."""
