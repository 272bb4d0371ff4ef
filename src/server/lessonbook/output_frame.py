"""``lessonbook/frame``: the document in which an output's own scripts and styles live.

The page shows it in a frame with ``sandbox="allow-scripts"`` and hands the output over by message.
The document has an origin of its own (``sandbox`` in its policy holds also when somebody opens its
address in a tab), so nothing in it reaches the page, the server's cookies or its APIs; and its
policy lets it load nothing but the program's own files.
"""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from jupyter_server.utils import url_path_join
from tornado import web

from .page_files import PageNotBuiltError, read_page_files

_COMMON = (
    "sandbox allow-scripts",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "media-src data: blob:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
)

_DOCUMENT = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="color-scheme" content="light dark">
    <title>Output</title>
    <script type="module" crossorigin src="{script}"></script>
  </head>
  <body></body>
</html>
"""


class OutputFrameHandler(ExtensionHandlerMixin, JupyterHandler):
    """The empty document of a trusted output: its scripts run, and what they make from text."""

    auth_resource = "contents"
    scripts = "'self' 'unsafe-inline' 'unsafe-eval' blob: data:"

    @property
    def content_security_policy(self) -> str:
        """Our policy, with who may frame the page left to the server's, as for the page."""
        theirs = super().content_security_policy
        # Who may frame the page may frame what the page frames.
        framing = [part for part in theirs.split(";") if part.strip().startswith("frame-ancestors")]
        return "; ".join(
            [*_COMMON, f"script-src {self.scripts}", *(framing or ["frame-ancestors 'self'"])]
        )

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Answer with the document."""
        try:
            files = read_page_files(self.extensionapp.static_dir)
        except PageNotBuiltError as error:
            raise web.HTTPError(503) from error
        self.set_header("Cache-Control", "no-cache")
        self.set_header("Referrer-Policy", "no-referrer")
        script = url_path_join(self.base_url, "lessonbook/static/", files.frame)
        self.finish(_DOCUMENT.format(script=script))


class StillFrameHandler(OutputFrameHandler):
    """The document of an output whose scripts must not run, whatever is tried."""

    scripts = "'self'"
