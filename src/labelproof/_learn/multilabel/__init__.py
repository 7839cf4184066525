"""Out-of-sample probabilities where an example can have any number of tags."""
