"""Limits and walls around a process that runs a student's code.

The walls are an account and a root folder of its own, no network, and no other process in sight;
they need Linux. Limits need only what POSIX has. Everything is called in a process that was forked
for one kernel.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import fcntl
import os
import resource
import socket
import struct
import sys
from pathlib import Path
from typing import Any

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUTS = 0x04000000
_CLONE_NEWIPC = 0x08000000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWPID = 0x20000000
_CLONE_NEWNET = 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV = 1, 2, 4
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
_PR_SET_DUMPABLE = 4
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_SIGKILL = 9

_SYSTEM_FOLDERS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt")
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")

_libc = ctypes.CDLL(ctypes.util.find_library("c"), use_errno=True)


class SandboxError(Exception):
    """The system does not allow a wall; the message says which."""


def die_with_parent() -> None:
    """End this process when its parent ends."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant that loses its own."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def hide_process() -> None:
    """Keep other processes of this account from reading this one's memory and environment."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_DUMPABLE, 0)


def unshare() -> None:
    """Leave the system's namespaces; children of this process are in new ones.

    Raises
    ------
    SandboxError
        When the system does not allow it.
    """
    uid, gid = os.getuid(), os.getgid()
    flags = _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
    if uid != 0:
        flags |= _CLONE_NEWUSER
    if _libc.unshare(flags) != 0:
        raise SandboxError(f"namespaces: {_error()}")
    if uid != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def build_root(root: str, work: list[str], readable: list[str], size: int) -> None:
    """Make a root folder that holds the system, Python and the work folders, and go into it.

    Parameters
    ----------
    root
        An empty folder.
    work
        Folders that stay writable, at their own paths.
    readable
        Further folders and files that stay readable, at their own paths.
    size
        Most bytes of the temporary folder.
    """
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    _mount("tmpfs", root, "tmpfs", _MS_NOSUID | _MS_NODEV, "size=4m,mode=755")
    for path in _SYSTEM_FOLDERS:
        if os.path.islink(path):
            os.symlink(os.readlink(path), root + path)
        elif os.path.isdir(path):
            _show(root, path)
    for name in ("tmp", "var/tmp"):
        os.makedirs(f"{root}/{name}", exist_ok=True)
        _mount("tmpfs", f"{root}/{name}", "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size},mode=1777")
    for path in _outermost(readable):
        if not any(_is_below(path, folder) for folder in _SYSTEM_FOLDERS):
            _show(root, path)
    for path in work:
        os.makedirs(root + path, exist_ok=True)
        _mount(path, root + path, None, _MS_BIND)
    _make_devices(root, size)
    os.makedirs(f"{root}/proc", exist_ok=True)
    # Refused in some containers; little needs it.
    with contextlib.suppress(SandboxError):
        _mount("proc", f"{root}/proc", "proc", _MS_NOSUID | _MS_NODEV)
    _mount("none", root, None, _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    os.chroot(root)
    os.chdir("/")
    _raise_loopback()


def drop_rights(uid: int | None) -> None:
    """Become an own account, or give up what a namespace gave; for good."""
    if uid is not None and os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    elif sys.platform == "linux":
        _drop_capabilities()
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def set_limits(limits: dict[str, int], uid: int | None) -> None:
    """Limit this process and its children.

    Parameters
    ----------
    limits
        ``memory``, ``file`` in bytes, ``cpu`` in seconds, ``processes``, ``files`` as numbers.
    uid
        The own account, for which processes are counted from none; ``None`` where it is shared.
    """
    # Far more address space is promised than used; the zygote's watch counts what is in use.
    _limit("RLIMIT_DATA", limits["memory"])
    _limit("RLIMIT_AS", 8 * limits["memory"])
    _limit("RLIMIT_FSIZE", limits["file"])
    _limit("RLIMIT_CPU", limits["cpu"])
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_NOFILE", limits["files"])
    others = 0 if uid is not None else count_processes(os.getuid())
    _limit("RLIMIT_NPROC", limits["processes"] + others)


def count_processes(uid: int) -> int:
    """Count the threads that an account has now; 0 where that cannot be told."""
    total = 0
    with contextlib.suppress(OSError):
        for entry in os.scandir("/proc"):
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    if entry.stat().st_uid == uid:
                        total += len(os.listdir(f"/proc/{entry.name}/task"))
    return total


def _limit(name: str, value: int) -> None:
    which = getattr(resource, name, None)
    if which is None:
        return
    _soft, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(which, (value, value))


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = [text.encode() if text is not None else None for text in (source, target, kind)]
    if _libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() or None) != 0:
        raise SandboxError(f"mount {target}: {_error()}")


def _show(root: str, path: str) -> None:
    """Let a path of the system be read at its own place."""
    target = root + path
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        Path(target).touch()
    _mount(path, target, None, _MS_BIND | _MS_REC)
    _mount(
        "none", target, None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _kept_flags(target) | _MS_NOSUID
    )


def _kept_flags(path: str) -> int:
    """Read the flags of a mount that a namespace without rights may not take away."""
    flags = os.statvfs(path).f_flag
    return flags & (_MS_NODEV | getattr(os, "ST_NOEXEC", 8) | getattr(os, "ST_NOATIME", 1024))


def _make_devices(root: str, size: int) -> None:
    os.makedirs(f"{root}/dev/shm", exist_ok=True)
    for name in _DEVICES:
        if os.path.exists(f"/dev/{name}"):
            Path(f"{root}/dev/{name}").touch()
            with contextlib.suppress(SandboxError):
                _mount(f"/dev/{name}", f"{root}/dev/{name}", None, _MS_BIND)
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(f"/proc/self/{target}", f"{root}/dev/{name}")
    options = f"size={size},mode=1777"
    _mount("tmpfs", f"{root}/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, options)


def _raise_loopback() -> None:
    """Bring up the network to oneself: lessons run servers and clients in one notebook."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("16sh14x", b"lo", 0x1 | 0x40)
        fcntl.ioctl(probe, 0x8914, request)


def _drop_capabilities() -> None:
    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    data = (ctypes.c_uint32 * 6)()
    header = Header(0x20080522, 0)
    _libc.capset(ctypes.byref(header), ctypes.byref(data))


def _outermost(paths: list[str]) -> list[str]:
    kept: list[str] = []
    for path in sorted({os.path.realpath(path) for path in paths} | set(paths), key=len):
        if os.path.exists(path) and not any(_is_below(path, other) for other in kept):
            kept.append(path)
    return kept


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _error() -> str:
    return os.strerror(ctypes.get_errno())


def python_folders() -> list[str]:
    """List where this Python and its packages lie."""
    found: list[Any] = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path]
    return [path for path in found if path and os.path.isabs(path)]
