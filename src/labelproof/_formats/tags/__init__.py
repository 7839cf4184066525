"""Data whose examples may carry several tags: lists in a column, columns of 0 and 1, ARFF, attribute lists, arrays."""
