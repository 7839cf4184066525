"""Several tags per example, each of which applies or not."""
