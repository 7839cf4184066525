"""Several annotators per example: read their labels, agree on one, and judge labels and annotators."""
