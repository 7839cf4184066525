"""One measured thing, and whether it is as good as was wanted."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HEAD", "Line"]

HEAD = "| what | target | measured | met |\n|---|--:|--:|---|\n"


@dataclass(frozen=True)
class Line:
    """One measured thing; `target` is the largest value that is wanted (the least one where `more` is better)."""

    what: str
    value: float
    unit: str
    target: float | None = None
    more: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.target is None or (self.value >= self.target if self.more else self.value <= self.target)

    def __str__(self) -> str:
        shown = f"{self.value:.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        target = "" if self.target is None else f"{'≥' if self.more else '≤'} {self.target:g} {self.unit}"
        met = "" if self.target is None else ("yes" if self.met else "**no**")
        return f"| {self.what} | {target} | {shown} {self.unit} | {met} |"
