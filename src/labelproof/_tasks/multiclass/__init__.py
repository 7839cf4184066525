"""One label per example: the base of every other classification task."""
