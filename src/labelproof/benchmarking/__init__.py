"""Label noise for benchmarks; measuring detectors against it belongs to the benchmarks folder."""

from labelproof.benchmarking import noise_generation

__all__ = ["noise_generation"]
