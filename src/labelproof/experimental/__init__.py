"""Functions whose rules differ from the default ones, kept for those who depend on them."""
