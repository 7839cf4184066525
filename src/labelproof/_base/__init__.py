"""What every layer may use: errors, warnings, progress, files, containers. Imports nothing of ours."""
