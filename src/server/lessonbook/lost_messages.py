"""Messages that a kernel sent and that never came: sockets drop what is too much, without a word.

A kernel's PUB socket keeps about a thousand messages for a subscriber that does not take them, and
drops the rest. ipykernel numbers its messages, so that a gap shows what is missing.
"""

from __future__ import annotations

import re

from zmq.eventloop.zmqstream import ZMQStream

# Messages that wait in a socket at most; ZeroMQ's own limit of a thousand is a tenth of a second of
# a flood, and the server may be busy for longer. They are taken off the line beside the event loop.
MOST_WAITING = 100_000
# Replies on other channels are numbered too, one between two messages that are heard here.
_SURE = 5
# A kernel and what it forks; more names are somebody else's way to name messages.
_MOST_PREFIXES = 16
_NUMBERED = re.compile(r"(.+)_(0|[1-9][0-9]{0,14})", re.DOTALL)


class LostMessages:
    """Counts what is missing between the messages of one kernel's iopub channel."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def note(self, message_id: str) -> int:
        """Take the id of the next message; return how many before it are surely missing.

        Ids that do not end in a number, and numbers that go back, tell nothing.
        """
        match = _NUMBERED.fullmatch(message_id)
        if match is None:
            return 0
        prefix, number = match[1], int(match[2])
        last = self._last.get(prefix)
        if last is None and len(self._last) >= _MOST_PREFIXES:
            self._last.clear()
        if last is None or number > last:
            self._last[prefix] = number
        missing = 0 if last is None else number - last - 1
        return missing if missing >= _SURE else 0


def hold_more(stream: ZMQStream) -> None:
    """Have a socket keep more of what comes while the server is busy."""
    stream.socket.rcvhwm = MOST_WAITING


def words(missing: int) -> str:
    """Say to the reader how many messages are missing here."""
    return (
        f"[{missing:,} messages are missing here: the kernel sent more at once than the server"
        " could take.]"
    )
