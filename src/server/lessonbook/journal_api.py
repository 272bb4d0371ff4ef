"""``lessonbook/api/kernels/<id>/journal``: what a kernel's runs have printed.

For those who may use the kernel, as its websocket is. Authentication and the XSRF check are those
of Jupyter's handlers.
"""

from __future__ import annotations

import json

from jupyter_client.jsonutil import json_default
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .journal import OutputJournal


class KernelJournalHandler(APIHandler):
    """The journal of one kernel."""

    auth_resource = "kernels"

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def get(self, kernel_id: str) -> None:
        """Answer with entries: ``since`` (a number), ``msg_id`` (any number of them)."""
        self.check_xsrf_cookie()
        since = self.get_query_argument("since", "0")
        if not (since.isascii() and since.isdecimal() and len(since) < 16):
            raise web.HTTPError(400, "since must be a whole number, 0 or more")
        msg_ids = self.get_query_arguments("msg_id")
        journal = await self._journal(kernel_id)
        self.set_header("Cache-Control", "no-store")
        answer = journal.answer(int(since), set(msg_ids) if msg_ids else None)
        self.finish(json.dumps(answer, default=json_default))

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def delete(self, kernel_id: str) -> None:
        """Drop the runs named by ``msg_id``: newer runs of their cells have taken their place."""
        journal = await self._journal(kernel_id)
        journal.forget(set(self.get_query_arguments("msg_id")))
        self.set_status(204)
        self.finish()

    async def _journal(self, kernel_id: str) -> OutputJournal:
        journal = await self.settings["lessonbook_journals"].journal_of(kernel_id)
        if journal is None:
            raise web.HTTPError(404, "There is no such kernel, or it cannot be listened to.")
        return journal
