"""The words of a review: what is decided, how a target stands, how it was decided."""

from __future__ import annotations

from typing import Literal

__all__ = ["Modality", "Mode", "Order", "Status", "Task", "Verb"]

Verb = Literal["keep", "relabel", "exclude", "unsure", "ambiguous"]
"""What is stored. *Accept* is relabel to the suggestion, *both fit* is ambiguous."""
Status = Literal["todo", "fixed", "kept", "excluded", "unsure", "ambiguous", "conflict"]
Order = Literal["rank", "row", "given", "suggested", "chance", "similar", "decided"]
Mode = Literal["focus", "sheet", "sample", "items", "bulk", "blind", "adjudicate", "python"]
Task = Literal["classes", "tags"]
Modality = Literal["image", "text", "table", "audio", "given"]
