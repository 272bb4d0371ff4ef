"""The three pages (notebook, files, class) and the way to them.

All are one template that loads one script; the script reads what it needs from the JSON in the
page. Data comes from Jupyter's own APIs and ``contents_api.py``, never from here. Only a notebook's
text stands in the page already, to be read before the script is there (``served_text.py``).
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyter_server.utils import ensure_async, url_escape, url_path_join
from tornado import web

from . import __version__
from .api_path import parse_api_path
from .page_files import PageFiles, PageNotBuiltError, read_page_files
from .served_text import ServedText, serve_text
from .settings_file import SettingsFile, read_overrides

_POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    # Where text becomes HTML or a program's address: the policies of src/trusted, no other.
    "require-trusted-types-for 'script'",
    "trusted-types dompurify lessonbook-entity lessonbook-inert lessonbook-export"
    " lessonbook-worker",
)


_MOST_SERVED = 20_000_000
"""Bytes of a notebook beyond which the page comes without its text."""


class PageHandler(ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    """What the pages share: login, headers, configuration, template."""

    auth_resource = "contents"

    @property
    def content_security_policy(self) -> str:
        """Our policy, with who may frame the page left to the server's (a hub sets its own).

        A directive that comes twice counts the first time only, so nothing in the server's part
        can loosen ours.
        """
        theirs = super().content_security_policy
        connect = " ".join(filter(None, ["connect-src 'self'", self.ws_url]))
        policy = [*_POLICY, connect, theirs]
        if "frame-ancestors" not in theirs:
            policy.append("frame-ancestors 'self'")
        return "; ".join(policy)

    def set_default_headers(self) -> None:
        """Add the headers of a page to the server's."""
        super().set_default_headers()
        # The page names hashed files, so an old copy of it would ask for files that are gone.
        self.set_header("Cache-Control", "no-cache")
        # The address may hold a token at first. The origin is all that Jupyter's check of a
        # same-site request needs.
        self.set_header("Referrer-Policy", "strict-origin")

    def show_page(self, title: str, served: ServedText | None = None, **place: str) -> None:
        """Answer with the page.

        Parameters
        ----------
        title : str
            The name of the document.
        served : ServedText, optional
            What stands in the page before its script runs.
        **place : str
            What the script opens: ``page`` and the path.
        """
        try:
            files = read_page_files(self.extensionapp.static_dir)
        except PageNotBuiltError:
            self.set_status(503)
            self.finish(self.get_template("not-built.html").render())
            return
        static_url = url_path_join(self.base_url, "lessonbook/static/")
        config = self._page_config(static_url, place)
        self.finish(self._render(title, static_url, files, config, served))

    def _page_config(self, static_url: str, place: dict[str, str]) -> dict[str, Any]:
        # Reading the token sets the cookie that the page's script sends back in X-XSRFToken.
        # With it and the login cookie every call is allowed: the page needs no token.
        _ = self.xsrf_token
        own = {
            "baseUrl": self.base_url,
            "wsUrl": self.ws_url,
            "token": "",
            "appVersion": __version__,
            "staticUrl": static_url,
            "settings": self._settings(),
            **place,
        }
        hook = self.settings.get("page_config_hook")
        # A hub's hook adds its addresses, but also a token of the user; `own` comes last.
        return {**(hook(self, dict(own)) if hook else {}), **own}

    def _settings(self) -> dict[str, Any]:
        user, is_damaged = SettingsFile().read()
        defaults = {**read_overrides(), **self.extensionapp.settings_defaults}
        return {"user": user, "defaults": defaults, "isDamaged": is_damaged}

    def _render(
        self,
        title: str,
        static_url: str,
        files: PageFiles,
        config: dict[str, Any],
        served: ServedText | None,
    ) -> str:
        # Not `render_template`: it hands every template the token.
        return self.get_template("page.html.jinja").render(
            title=title,
            base_url=self.base_url,
            entry_url=static_url + files.entry,
            style_url=static_url + files.style,
            preload_urls=[static_url + name for name in files.preload],
            page_config=json_for_html(config),
            served=served,
            look=_look_of(config["settings"]),
            files_page=url_path_join(self.base_url, "lessonbook/tree"),
        )


class NotebookPageHandler(PageHandler):
    """The page of one notebook; the script says so when there is no such file."""

    @web.authenticated
    @authorized
    async def get(self, path: str | None = None) -> None:
        """Show the notebook, or the files where the path is a folder."""
        notebook_path = parse_api_path(path)
        if await ensure_async(self.contents_manager.dir_exists(notebook_path)):
            self.redirect(_with_query(self, url_path_join("tree", url_escape(notebook_path))))
            return
        if not notebook_path.endswith(".ipynb") and await ensure_async(
            self.contents_manager.file_exists(notebook_path)
        ):
            # A link beside the notebook, to a text or a picture.
            self.redirect(_with_query(self, url_path_join("tree", url_escape(notebook_path))))
            return
        name = notebook_path.rpartition("/")[2].removesuffix(".ipynb")
        served = await self._read_text(notebook_path)
        self.show_page(name, served, page="notebook", notebookPath=notebook_path)

    async def _read_text(self, path: str) -> ServedText | None:
        """Read what can be read before scripts run; whatever is wrong, the script says it."""
        manager = self.contents_manager
        folder = path.rpartition("/")[0]
        files_url = url_path_join(self.base_url, "files", url_escape(folder), "/")
        try:
            if not manager.allow_hidden and await ensure_async(manager.is_hidden(path)):
                return None
            size = (await ensure_async(manager.get(path, content=False))).get("size") or 0
            if size > _MOST_SERVED:
                return None
            model = await ensure_async(manager.get(path, type="file", format="text", content=True))
            # Markdown takes time, and other pages and kernels wait for this thread.
            return await asyncio.to_thread(serve_text, model["content"], files_url)
        except Exception as error:
            self.log.info("%s is served without its text: %r", path, error)
            return None


class TreePageHandler(PageHandler):
    """The page of files and running kernels."""

    @web.authenticated
    @authorized
    async def get(self, path: str | None = None) -> None:
        """Show the files of a folder."""
        tree_path = parse_api_path(path)
        name = tree_path.rpartition("/")[2] or "Files"
        self.show_page(name, page="tree", treePath=tree_path, terminals=_terminals_of(self))


class ClassPageHandler(PageHandler):
    """The page of assignments."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show the class."""
        self.show_page("Class", page="class")


class HomeHandler(PageHandler):
    """The extension's own address, which is that of its files."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Go to the files."""
        self.redirect(_with_query(self, "tree"))


def _look_of(settings: dict[str, Any]) -> dict[str, str]:
    """Name the look as attributes of the page, so that its first paint has it."""
    chosen = {**settings["defaults"], **settings["user"]}
    look: dict[str, str] = {}
    theme = chosen.get("theme")
    if theme in ("light", "dark"):
        look["data-theme"] = theme
    if theme == "contrast":
        look["data-contrast"] = "more"
    if chosen.get("density") == "compact":
        look["data-density"] = "compact"
    return look


def json_for_html(value: object) -> str:
    """Write JSON that may stand in a script element: no text in it can end the element."""
    text = json.dumps(value)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _terminals_of(handler: JupyterHandler) -> str:
    """Name the front end on this server that can show a terminal; empty where none can."""
    if not handler.settings.get("terminals_available"):
        return ""
    loaded = handler.serverapp.extension_manager.extension_apps
    return next((name for name in ("notebook", "lab") if name in loaded), "")


def _with_query(handler: JupyterHandler, address: str) -> str:
    """Give an address of ours, with the query that the request came with."""
    url = url_path_join(handler.base_url, "lessonbook", address)
    return f"{url}?{handler.request.query}" if handler.request.query else url
