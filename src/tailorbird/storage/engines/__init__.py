"""One thin module per database."""
