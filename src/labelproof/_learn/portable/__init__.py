"""Models that are fitted once and kept: numbers and words in two plain files, without pickled objects."""
