"""Kernels of the grading server: forked by the zygote, each with its sockets in an own folder."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase
from jupyter_server.services.kernels.kernelmanager import ServerKernelManager

Message = dict[str, Any]


class Link:
    """The server's end of the socket to the zygote."""

    def __init__(self, sock: socket.socket, config: Message) -> None:
        self.sock = sock
        self.config = config
        self.made = 0
        self.ups: dict[int, asyncio.Future[bool]] = {}
        self.ends: dict[int, asyncio.Future[Message]] = {}
        self.ready: asyncio.Future[None] | None = None
        self.unread = b""

    def open(self) -> None:
        """Begin to listen, on the server's loop."""
        loop = asyncio.get_running_loop()
        self.ready = loop.create_future()
        self.sock.setblocking(False)
        loop.add_reader(self.sock, self._receive)

    def send(self, message: Message) -> None:
        """Ask the zygote for something."""
        self.sock.sendall(json.dumps(message).encode() + b"\n")

    def _receive(self) -> None:
        data = self.sock.recv(1 << 16)
        if not data:
            asyncio.get_running_loop().remove_reader(self.sock)
            for end in self.ends.values():
                if not end.done():
                    end.set_result({"code": -1, "why": "zygote"})
            return
        *lines, self.unread = (self.unread + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if message["op"] == "ready":
                told = {"walls": message["walls"], "reason": message["reason"]}
                write_json(Path(self.config["run"], "walls.json"), told)
                if self.ready is not None:
                    self.ready.set_result(None)
            elif message["op"] == "up":
                self.ups.pop(message["id"]).set_result(message["ok"])
            elif message["op"] == "ended":
                end = self.ends.get(message["id"])
                if end is not None and not end.done():
                    end.set_result(message)


class ForkProvisioner(KernelProvisionerBase):
    """Has the zygote fork a kernel."""

    link: ClassVar[Link]
    number = 0
    end: asyncio.Future[Message] | None = None

    @property
    def has_process(self) -> bool:
        """Whether a kernel was asked for."""
        return self.end is not None

    async def poll(self) -> int | None:
        """Give the exit code when the kernel has ended."""
        return self.end.result()["code"] if self.end is not None and self.end.done() else None

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        if self.end is None:
            return 0
        return (await self.end)["code"]

    async def send_signal(self, signum: int) -> None:
        """Have a signal sent."""
        self.link.send({"op": "signal", "id": self.number, "signal": int(signum)})

    async def kill(self, restart: bool = False) -> None:
        """Have the kernel and its children killed."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Have the kernel and its children killed: nothing of them is wanted any more."""
        await self.send_signal(signal.SIGKILL)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Make the kernel's folder with its connection file."""
        link = self.link
        assert link.ready is not None
        await link.ready
        link.made += 1
        self.number = link.made
        folder = Path(link.config["run"], "kernels", str(self.number))
        folder.mkdir(parents=True)
        manager = self.parent
        manager.connection_file = str(folder / "connection.json")
        manager.write_connection_file()
        self.connection_info = manager.get_connection_info()
        return await super().pre_launch(cmd=self.command(manager), folder=str(folder), **kwargs)

    def command(self, manager: Any) -> list[str]:
        """Give the command for a kernel that is not forked; empty for one that is."""
        config = self.link.config
        template: list[str] | None = config["command"]
        spec = manager.kernel_spec
        is_own = spec.language == "python" and "ipykernel_launcher" in spec.argv
        if template is None and is_own and not config["kernelspec"]:
            return []
        command: list[str] = manager.format_kernel_cmd()
        return [
            part
            for one in template or ["{command}"]
            for part in (command if one == "{command}" else [one])
        ]

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have the kernel forked, and wait until it can be spoken to."""
        link, folder, cwd = self.link, kwargs["folder"], kwargs.get("cwd", os.getcwd())
        file = self.parent.connection_file
        self.end = asyncio.get_running_loop().create_future()
        link.ends[self.number] = self.end
        link.ups[self.number] = up = asyncio.get_running_loop().create_future()
        home, tmp = os.path.join(folder, "home"), os.path.join(folder, "tmp")
        os.mkdir(home)
        os.mkdir(tmp)
        values = {"home": home, "tmp": tmp}
        places = {"dir": cwd, "kernel": folder, "connection_file": file}
        env = {name: text.format(**values) for name, text in link.config["env"].items()}
        link.send(
            {
                "op": "start",
                "id": self.number,
                "cwd": cwd,
                "work": [cwd, folder],
                "uid": link.config["uid"] + self.number % 1000,
                "env": {**env, **(self.kernel_spec.env if cmd else {})},
                "limits": link.config["limits"],
                "command": [fill(part, **places) for part in cmd],
                "connection_file": file,
                "log": os.path.join(link.config["run"], "log"),
            }
        )
        self.end.add_done_callback(lambda end: self.note_end(end.result()))
        # Its sockets are open then, and nobody has to ask twice.
        if not await up:
            log = Path(link.config["run"], "log").read_text(errors="replace")
            raise RuntimeError("the kernel ended at once: " + log.strip()[-500:])
        return self.connection_info

    def note_end(self, end: Message) -> None:
        """Say for the grader how a kernel ended."""
        told = {"code": end["code"], "why": end["why"]}
        write_json(Path(self.link.config["run"], "ends", f"{self.kernel_id}.json"), told)
        self.link.ends.pop(self.number, None)

    async def cleanup(self, restart: bool = False) -> None:
        """Do nothing: nothing is kept."""


class GradingKernelManager(ServerKernelManager):
    """A kernel manager that always provisions by fork."""

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", None)
        if self.provisioner is None:
            self.provisioner = ForkProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel

    async def _async_shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """End it at once: a kernel that has been graded has nothing to say any more."""
        await super()._async_shutdown_kernel(now=True, restart=restart)

    shutdown_kernel = _async_shutdown_kernel

    async def _async_wait(self, pollinterval: float = 0.1) -> None:
        """Wait for the end that the zygote tells of; to look every tenth of a second costs one."""
        if self.provisioner is not None:
            await self.provisioner.wait()


def fill(text: str, **values: str) -> str:
    """Put values in the place of their names in braces; other braces stay."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def write_json(path: Path, value: Message) -> None:
    """Write a file that is never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.write_text(json.dumps(value))
    half.rename(path)
