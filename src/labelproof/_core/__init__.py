"""Pure algorithms over arrays: no files, no frames, no models; NumPy and our kernels alone."""
