"""Who gets which variation: definitions, the published hash, comparison groups, exposures."""
