"""Where networks are trained and asked: the device that was named, or the first GPU where there is one."""

from __future__ import annotations

from typing import Any

from labelproof._base.errors import InputError
from labelproof._base.optional import require

__all__ = ["device_named"]


def device_named(name: str | None) -> Any:
    """Return the `torch.device` of a name; None stands for the first GPU, or the processor where there is none.

    Parameters
    ----------
    name : str or None
        For example "cpu" or "cuda:1".

    Returns
    -------
    torch.device
        Tensors can be put there.

    Raises
    ------
    InputError
        If torch has no such device here.
    """
    torch = require("torch", extra="torch", purpose="The network")
    try:
        found = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        torch.empty(0, device=found)
    except (RuntimeError, AssertionError, NotImplementedError) as error:  # a wrong name, or a device that is not there
        reason = str(error).partition("\n")[0].partition(" device type at start")[0].rstrip(".")
        raise InputError(
            f"`device` must be one that torch can use here: got {name!r} ({reason}). Leave it out, or use 'cpu'."
        ) from error
    return found
