"""One package per task; each checks its inputs, then scores, flags and summarises with the same algorithms."""
