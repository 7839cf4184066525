"""The one place that loads the compiled module and says what to do when it is missing."""

from __future__ import annotations

try:
    from labelproof._kernels import _native as native
except ImportError as error:  # pragma: no cover
    raise ImportError(
        "labelproof's compiled core is missing or was built for another Python. "
        "Reinstall it (pip install --force-reinstall labelproof), or build it from a checkout with: make install"
    ) from error

__all__ = ["native"]
