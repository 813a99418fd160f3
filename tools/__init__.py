"""Programs for people who build Tailorbird. Nothing here ships in the package."""
