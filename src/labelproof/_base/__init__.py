"""What every layer may use: errors, warnings, optional imports, progress, files, the reader's container. Imports nothing of ours."""
