"""What is learned from each kind of example: one file per modality, each with the same `prepare`."""
