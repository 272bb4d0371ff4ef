"""``lessonbook/api/settings``: what a person set for themselves, changed key by key."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .settings_file import SettingsFile

_MOST_BYTES = 200_000


class SettingsHandler(APIHandler):
    """The settings of the person whose server this is."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the settings that differ from the defaults."""
        self.check_xsrf_cookie()
        self._answer(SettingsFile().read()[0])

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Set those that the body names; null takes one back."""
        changes = self._changes()
        try:
            self._answer(SettingsFile().change(changes))
        except OSError as error:
            reason = error.strerror or "the file cannot be written"
            raise web.HTTPError(500, reason=f"Settings are not kept: {reason}") from error

    def _changes(self) -> dict[str, Any]:
        if len(self.request.body) > _MOST_BYTES:
            raise web.HTTPError(413, reason="These are more settings than the server keeps.")
        try:
            changes = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise web.HTTPError(400, reason="The settings are not JSON.") from error
        if not isinstance(changes, dict):
            raise web.HTTPError(400, reason="The settings must be a JSON object.")
        return changes

    def _answer(self, settings: dict[str, Any]) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(settings))
