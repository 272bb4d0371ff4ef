"""A warm process from which kernels are forked, each behind its own walls (see ``sandbox``).

Importing ipykernel takes a third of a second; a fork takes two thousandths. The process speaks JSON
lines over a socket with the server that started it (see ``provisioner``) and starts no thread.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from . import keeper, sandbox
from .processes import children_of, end_family, family, read_processes, size_of

Message = dict[str, Any]

_TICK = 0.5


class Kernel:
    """A kernel as seen from outside: the process that keeps it, and why it was ended."""

    def __init__(self, request: Message, keeper_pid: int) -> None:
        self.id: int = request["id"]
        self.keeper = keeper_pid
        self.work: str = request["cwd"]
        self.limits: dict[str, int] = request["limits"]
        self.started = time.monotonic()
        self.why = ""


class Zygote:
    """Forks kernels on request, watches them, and tells when they have ended."""

    def __init__(self, link: socket.socket, config: Message) -> None:
        self.link = link
        self.config = config
        self.kernels: dict[int, Kernel] = {}
        self.unread = b""
        self.walls = "process"
        self.selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Serve until the other side goes away."""
        keeper.preload()
        sandbox.adopt_orphans()
        self.walls, reason = keeper.choose_walls(self.config)
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.send({"op": "ready", "walls": self.walls, "reason": reason})
        # What is here now is shared by all kernels; the collector need not look at it.
        gc.collect()
        gc.freeze()
        self.selector.register(self.link, selectors.EVENT_READ)
        self.selector.register(reader, selectors.EVENT_READ)
        next_look = 0.0
        while True:
            for key, _mask in self.selector.select(_TICK if self.kernels else None):
                if key.data is not None:
                    # Closed without a word, the kernel is gone before it was up.
                    self.send({"op": "up", "id": key.data, "ok": os.read(key.fd, 1) == b"1"})
                    self.selector.unregister(key.fd)
                    os.close(key.fd)
                elif key.fileobj is not self.link:
                    os.read(reader, 4096)
                elif not self.receive():
                    self.end_all()
                    return
            self.reap()
            if self.kernels and time.monotonic() >= next_look:
                self.watch()
                next_look = time.monotonic() + _TICK

    def send(self, message: Message) -> None:
        """Tell the server something."""
        self.link.sendall(json.dumps(message).encode() + b"\n")

    def receive(self) -> bool:
        """Serve what has arrived; false when the server is gone."""
        data = self.link.recv(1 << 16)
        if not data:
            return False
        *lines, self.unread = (self.unread + data).split(b"\n")
        for line in lines:
            request = json.loads(line)
            if request["op"] == "start":
                self.start(request)
            else:
                self.signal(request["id"], request["signal"])
        return True

    def start(self, request: Message) -> None:
        """Fork the keeper of a new kernel."""
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            keeper.become(lambda: keeper.keep(request, self.config, self.walls, writer))
        os.close(writer)
        self.kernels[pid] = Kernel(request, pid)
        self.selector.register(reader, selectors.EVENT_READ, data=request["id"])

    def signal(self, kernel_id: int, number: int) -> None:
        """Send a signal to a kernel: SIGKILL to all of it, others to its own process."""
        kernel = next((one for one in self.kernels.values() if one.id == kernel_id), None)
        if kernel is None:
            return
        if number == signal.SIGKILL:
            end_family(kernel.keeper)
            return
        # The line of first children ends in the kernel: see keeper.keep().
        pid = kernel.keeper
        for _generation in range(2 if self.walls == "user" else 1):
            pid = next(iter(children_of(pid)), 0)
        if pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def reap(self) -> None:
        """Tell of kernels that have ended, and end what escaped from them."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            kernel = self.kernels.pop(pid, None)
            if kernel is not None:
                code = os.waitstatus_to_exitcode(status)
                self.send({"op": "ended", "id": kernel.id, "code": code, "why": kernel.why})
            for orphan in children_of(os.getpid()):
                if orphan not in self.kernels:
                    end_family(orphan)

    def watch(self) -> None:
        """End kernels that take more than they may."""
        table = read_processes()
        for kernel in list(self.kernels.values()):
            pids = family(kernel.keeper, table)
            limits = kernel.limits
            if sum(table[pid].memory for pid in pids if pid in table) > limits["memory"]:
                kernel.why = "memory"
            elif len(pids) > limits["processes"]:
                kernel.why = "processes"
            elif time.monotonic() - kernel.started > limits["wall"]:
                kernel.why = "time"
            elif size_of(kernel.work, limits["disk"]) > limits["disk"]:
                kernel.why = "disk"
            if kernel.why:
                end_family(kernel.keeper, pids)

    def end_all(self) -> None:
        """End every kernel."""
        for pid in list(self.kernels):
            end_family(pid)


def main() -> None:
    """Read the configuration and serve on the socket that was handed over."""
    config = json.loads(Path(sys.argv[1]).read_text())
    link = socket.socket(fileno=int(sys.argv[2]))
    Zygote(link, config).run()


if __name__ == "__main__":
    main()
