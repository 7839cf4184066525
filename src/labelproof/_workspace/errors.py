"""What a workspace refuses, beside plain input errors: each kind has its own answer in the studio's API."""

from __future__ import annotations

from labelproof._base.errors import InputError, LabelproofError

__all__ = ["ConflictError", "GateError", "OutdatedError", "StoreError"]


class ConflictError(InputError):
    """Something moved since it was looked at: the number of targets of a filter, for example."""


class GateError(InputError):
    """A bulk decision that no random sample supports, and for which no reason was given."""


class StoreError(LabelproofError, OSError):
    """A workspace that cannot be written or read: disk full, read-only folder, damaged file. Nothing was stored."""


class OutdatedError(StoreError):
    """The data were audited again since the workspace was opened: it has to be opened again to go on deciding."""
