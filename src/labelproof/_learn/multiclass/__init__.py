"""Learning of classes, one per example, from any model."""
