"""What several annotators say together: votes, how far to trust each of them, and which example to label next."""
