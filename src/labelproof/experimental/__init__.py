"""Functions whose rules differ from the default ones, kept for those who depend on them."""

__all__ = ["label_issues_batched"]
