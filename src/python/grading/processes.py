"""Looks at processes and their children, through /proc, and ends them."""

from __future__ import annotations

import contextlib
import os
import signal
from typing import NamedTuple

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Process(NamedTuple):
    """One process: its parent, and how many bytes of memory it has in use."""

    parent: int
    memory: int


def read_processes() -> dict[int, Process]:
    """Read all processes by id; empty where there is no /proc."""
    table: dict[int, Process] = {}
    with contextlib.suppress(OSError):
        for name in os.listdir("/proc"):
            if name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    # The name, in brackets, may hold anything.
                    fields = _read(f"/proc/{name}/stat").rpartition(")")[2].split()
                    table[int(name)] = Process(int(fields[1]), int(fields[21]) * _PAGE)
    return table


def children_of(pid: int) -> list[int]:
    """List the children of a process, oldest first."""
    with contextlib.suppress(OSError):
        return [int(child) for child in _read(f"/proc/{pid}/task/{pid}/children").split()]
    return sorted(one for one, process in read_processes().items() if process.parent == pid)


def family(pid: int, table: dict[int, Process] | None = None) -> list[int]:
    """List a process and all its descendants."""
    table = read_processes() if table is None else table
    children: dict[int, list[int]] = {}
    for one, process in table.items():
        children.setdefault(process.parent, []).append(one)
    found = [pid]
    for one in found:
        found.extend(sorted(children.get(one, [])))
    return found


def end_family(pid: int, pids: list[int] | None = None) -> None:
    """Kill a process and its descendants: first stopped, so that none forks away meanwhile."""
    pids = family(pid) if pids is None else pids
    for number in (signal.SIGSTOP, signal.SIGKILL):
        for one in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one, number)
        pids = sorted({*pids, *family(pid)})


def size_of(folder: str, limit: int) -> int:
    """Count the bytes below a folder, until they pass a limit. Links are not followed."""
    total = 0
    folders = [folder]
    while folders and total <= limit:
        with contextlib.suppress(OSError), os.scandir(folders.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total


def _read(path: str) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
