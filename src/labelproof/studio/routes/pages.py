"""The page and its files. Every address of the page's own screens is the same page."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from labelproof.studio.bundle import Bundle, bundle_answer

__all__ = ["ROUTES", "SCREENS"]

SCREENS = ("review", "sheet", "matrix", "map", "items", "disagreements", "history", "export", "settings")
_NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>labelproof</title>
<h1>The page is not built</h1>
<p>This copy of labelproof has the studio's server but not its page. In a clone of the repository build it with
<code>make ui</code>; a released wheel holds it: <code>pip install 'labelproof[studio]'</code>.</p></html>
"""


def page(request: Request) -> Response:
    """Return the page, or how to build it."""
    bundle: Bundle = request.app.state.studio.bundle
    file = bundle.find("index.html")
    if file is None:
        return Response(_NOT_BUILT, status_code=503, media_type="text/html")
    return bundle_answer(file, request.headers.get("if-none-match"))


def static(request: Request) -> Response:
    """Return one of the page's files."""
    bundle: Bundle = request.app.state.studio.bundle
    file = bundle.find(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    return bundle_answer(file, request.headers.get("if-none-match"))


ROUTES = [
    Route("/", page, methods=["GET"]),
    *(Route(f"/{screen}", page, methods=["GET"]) for screen in SCREENS),
    Route("/static/{name}", static, methods=["GET"]),
]
