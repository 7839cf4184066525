"""Out-of-sample probabilities: built-in models, cross-validation of any classifier, and learning with label errors."""
