"""The headers of every answer: what a browser may do with it, and who may keep it."""

from __future__ import annotations

__all__ = ["POLICY", "SAFE", "STRICTEST"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
STRICTEST = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For pictures and sounds: should a browser take one for a page, nothing in it runs."""
SAFE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""Added to each answer that does not say otherwise itself."""
