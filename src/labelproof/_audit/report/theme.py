"""The colours of labelproof, once: every page, fragment and plot takes them from the list here.

Each pair has at least 4.5:1 as text (3:1 as a shape) on paper, sheet and well, in both themes.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["COLOURS", "colour_rules", "stylesheet"]

COLOURS: dict[str, tuple[str, str]] = {
    "paper": ("#F8F6F1", "#15171B"),
    "sheet": ("#FFFEFB", "#1C1F24"),
    "well": ("#EFECE4", "#101215"),
    "rule": ("#DFDACE", "#31353C"),
    "edge": ("#8B8577", "#737A85"),
    "ink": ("#1A1D21", "#ECE9E2"),
    "ink-2": ("#474B52", "#BDBFC3"),
    "ink-3": ("#63676E", "#9A9DA3"),
    "pencil": ("#1D55B0", "#8AB4FF"),
    "pencil-wash": ("#E4ECF9", "#1E2C47"),
    "pencil-mid": ("#9DB9E6", "#4A6EAB"),
    "suspect": ("#A8430A", "#F2A065"),
}
"""Name to (light, dark)."""


def colour_rules() -> str:
    """Return the colours as CSS variables; dark where the system is dark, light on paper always."""
    light = "".join(f"--{name}:{value};" for name, (value, _) in COLOURS.items())
    dark = "".join(f"--{name}:{value};" for name, (_, value) in COLOURS.items())
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}\n"
    )


@cache
def stylesheet(name: str) -> str:
    """Return one of the style sheets that are packaged beside this file."""
    return files(__package__).joinpath("assets", f"{name}.css").read_text(encoding="utf-8")
