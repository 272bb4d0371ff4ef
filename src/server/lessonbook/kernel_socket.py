"""Switches off Nagle's algorithm on kernel websockets, for every front end of the server.

One execution is several small frames. Nagle holds each back until the client's delayed
acknowledgement arrives, which costs about 40 ms for a cell that takes none.
"""

from __future__ import annotations

from typing import Any


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
