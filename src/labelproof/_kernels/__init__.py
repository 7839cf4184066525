"""The primitives that know a backend: one file each, the compiled call behind a typed face.

Algorithms live in `_core`; nothing here knows what a label error is.
"""
