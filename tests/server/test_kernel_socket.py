"""Kernel websockets send each frame at once, unless an admin says otherwise."""

from __future__ import annotations

import asyncio
import gc
import json
import socket

import pytest
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from conftest import TOKEN, RunningServer, StartServer
from lessonbook.app import LessonbookApp

HEADERS = {"Authorization": f"token {TOKEN}"}


async def nodelay_of_a_live_websocket(server: RunningServer, kernel: str) -> int:
    """Open a kernel websocket, wait for the kernel to answer on it, and read its option."""
    address = f"{server.base_url}api/kernels/{kernel}/channels?session_id=nodelay-{kernel}"
    url = f"ws://127.0.0.1:{server.client.port}{address}"
    websocket = await websocket_connect(HTTPRequest(url, headers=HEADERS))
    try:
        message = {
            "header": {"msg_id": "1", "msg_type": "kernel_info_request", "session": "s"},
            "parent_header": {},
            "metadata": {},
            "content": {},
            "channel": "shell",
        }
        await websocket.write_message(json.dumps(message))
        while json.loads(await websocket.read_message())["msg_type"] != "kernel_info_reply":
            pass
        return option_of(kernel)
    finally:
        websocket.close()


def option_of(kernel: str) -> int:
    """Read TCP_NODELAY off the server's end of the kernel's websocket."""
    handlers = [
        each
        for each in gc.get_objects()
        if isinstance(each, KernelWebsocketHandler) and getattr(each, "kernel_id", "") == kernel
    ]
    assert len(handlers) == 1
    connection = handlers[0].ws_connection
    assert connection is not None
    return int(connection.stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))


@pytest.mark.parametrize("wanted", [True, False])
def test_nodelay_is_set_on_a_live_websocket_as_the_setting_says(
    start_server: StartServer, wanted: bool
) -> None:
    server = start_server("/", f"--LessonbookApp.kernel_websocket_nodelay={wanted}")
    answer = server.client.send("POST", "/api/kernels", "{}", **HEADERS)
    assert answer.status == 201
    kernel = answer.json["id"]
    try:
        option = asyncio.run(
            asyncio.wait_for(nodelay_of_a_live_websocket(server, kernel), timeout=60)
        )
    finally:
        assert server.client.send("DELETE", f"/api/kernels/{kernel}", **HEADERS).status == 204
    assert bool(option) is wanted


def test_every_setting_says_what_it_does() -> None:
    for name in ("kernel_websocket_nodelay", "static_dir", "default_url"):
        trait = LessonbookApp.class_traits()[name]
        assert trait.metadata["config"] is True
        assert len(trait.help) > 40
