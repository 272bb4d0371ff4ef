"""What the extension adds to kernel websockets, for every front end of the server.

Nagle's algorithm is switched off: one execution is several small frames, and Nagle holds each back
until the client's delayed acknowledgement arrives, which costs about 40 ms for a cell that takes
none. And the journal hears a kernel before a websocket to it opens: after a restart its
subscription comes back a moment after the kernel does, and what a cell printed in between would be
missing. Sockets hold more than they do by themselves while the server is busy; where a flood is
more than that, the cell says how much is missing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from .journal_kernels import KernelJournals
from .lost_messages import LostMessages, hold_more, words


def without_nagle(connection_class: type) -> type:
    """Make a kernel websocket connection class that sends each frame at once.

    Parameters
    ----------
    connection_class : type
        What the server would have used: its own class or a gateway's.

    Returns
    -------
    type
        A subclass that sets TCP_NODELAY when a websocket opens and is otherwise the same.
    """

    class PromptKernelConnection(connection_class):  # type: ignore[misc]
        def connect(self) -> Any:
            self.websocket_handler.set_nodelay(True)
            return super().connect()

    return PromptKernelConnection


def heard_by_journals(connection_class: type, journals: KernelJournals) -> type:
    """Make a kernel websocket connection class that opens when the kernel's journal hears it.

    Parameters
    ----------
    connection_class : type
        What the server would have used.
    journals : KernelJournals
        Kernels without a journal open as before.

    Returns
    -------
    type
        The subclass. The wait is over after a while, also where the journal hears nothing.
    """

    class HeardKernelConnection(connection_class):  # type: ignore[misc]
        def connect(self) -> Any:
            opening = super().connect()
            if opening is None:  # the kernel is gone
                return None
            return asyncio.ensure_future(_both(opening, journals.hear_again(self.kernel_id)))

    return HeardKernelConnection


def telling_of_losses(connection_class: type) -> type:
    """Make a kernel websocket connection class that says what sockets have dropped.

    Parameters
    ----------
    connection_class : type
        What the server would have used. One that does not speak to kernels by sockets of its own,
        as a gateway's, stays as it is.

    Returns
    -------
    type
        The subclass.
    """
    if not issubclass(connection_class, ZMQChannelsWebsocketConnection):
        return connection_class

    class TellingKernelConnection(connection_class):  # type: ignore[misc]
        def create_stream(self) -> None:
            super().create_stream()
            self.lost_messages = LostMessages()
            hold_more(self.channels["iopub"])

        def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
            if getattr(stream, "channel", "") == "iopub":
                self._tell_losses(outgoing_msg)
            super().handle_outgoing_message(stream, outgoing_msg)

        def _tell_losses(self, outgoing_msg: list[Any]) -> None:
            try:
                _, parts = self.session.feed_identities(outgoing_msg)
                header = self.session.unpack(parts[1])
                missing = self.lost_messages.note(header["msg_id"])
                if missing > 0:
                    self.write_stderr(words(missing), self.session.unpack(parts[2]))
            except (AttributeError, IndexError, KeyError, TypeError, ValueError):
                return  # no message; what cannot be read is dealt with where it is sent on

    return TellingKernelConnection


async def _both(opening: Awaitable[None], hearing: Awaitable[None]) -> None:
    await asyncio.gather(opening, hearing)
