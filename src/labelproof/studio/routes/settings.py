"""The rules of the review, each user's own keys, and where each user stopped."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from labelproof._workspace.views import Resume
from labelproof.studio.calls import Call, Nothing, get, post
from labelproof.studio.views import Name, Settings, Share

__all__ = ["ROUTES", "settings_of"]

_RULES = ("gate", "overlap", "blind")


class SettingsIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays."""

    gate: Share | UnsetType = UNSET
    overlap: Share | UnsetType = UNSET
    blind: bool | UnsetType = UNSET
    keys: Annotated[dict[Name, Name], Meta(max_length=100)] | UnsetType = UNSET
    preset: Literal["labelproof", "qwen"] | UnsetType = UNSET


def settings_of(call: Call) -> Settings:
    """Return the settings as they hold for a user."""
    stored = call.studio.workspace.settings(call.user.id)
    known = {name: value for name, value in stored.items() if name in Settings.__struct_fields__}
    return msgspec.convert(known, Settings)


def settings(call: Call, _sent: Nothing) -> Settings:
    """Return the settings."""
    return settings_of(call)


def change(call: Call, sent: SettingsIn) -> Settings:
    """Change the settings: everybody their own keys, a lead the rules."""
    before = settings_of(call)
    wanted = {name: value for name in sent.__struct_fields__ if (value := getattr(sent, name)) is not UNSET}
    changed = {name: value for name, value in wanted.items() if value != getattr(before, name)}
    if any(name in _RULES for name in changed):
        call.lead_only("change the rules of the review")
    call.studio.workspace.set_settings(changed, user=call.user.id)
    return settings_of(call)


def remember(call: Call, sent: Resume) -> Nothing:
    """Remember where a user stopped."""
    call.studio.workspace.remember(call.user.id, sent)
    return Nothing()


ROUTES = [get("/settings", settings, Nothing), post("/settings", change, SettingsIn), post("/resume", remember, Resume)]
