"""Files with other labels: each rewriter takes the bytes of a file and changes what a plan says, and nothing else."""
