"""The processes between the zygote and a student's code.

The zygote forks a keeper. Behind walls, the keeper leaves the system's namespaces and forks the
first process of the new ones, which builds the root folder and forks the kernel; when that first
process ends, the system ends all others there. Without walls the keeper forks the kernel itself and
ends what is left of it afterwards.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from . import sandbox
from .processes import children_of, end_family

Message = dict[str, Any]


def preload() -> None:
    """Import what every kernel imports."""
    import ipykernel.kernelapp
    import IPython.core.completer
    import IPython.core.magics
    import IPython.core.oinspect

    # Ours; a kernel can import the rest of them when it needs to.
    import lessonbook.check
    import lessonbook.findings
    import lessonbook.recorder
    import lessonbook.timeline_bundle

    with contextlib.suppress(ImportError):
        import ipykernel.debugger
    del IPython, ipykernel, lessonbook


def choose_walls(config: Message) -> tuple[str, str]:
    """Try the strongest walls that are wanted; the second value says why better ones are not had.

    ``"user"`` is an own account, root folder and network; ``"account"`` only the account.
    """
    if config["walls"] != "user":
        return config["walls"], ""
    reasons: list[str] = []
    for walls in ("user", "account"):
        reason = _try(config, walls)
        if not reason:
            return walls, "; ".join(reasons)
        reasons.append(reason)
    return "process", "; ".join(reasons)


def _try(config: Message, walls: str) -> str:
    """Put up walls for a trial; says what went wrong, or nothing."""
    if sys.platform != "linux" and walls == "user":
        return "this system has no namespaces"
    if os.getuid() != 0 and walls == "account":
        return "only an administrator can use other accounts"
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:

        def run() -> int:
            os.dup2(writer, 1)
            os.dup2(writer, 2)
            request = {"uid": config["uid"], "work": [], "trial": True, "limits": config["limits"]}
            return keep(request, config, walls, writer)

        become(run)
    os.close(writer)
    with os.fdopen(reader, errors="replace") as said:
        words = said.read().strip().splitlines()
    _pid, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        return ""
    return words[-1] if words else "the trial failed"


def become(run: Callable[[], int | None]) -> NoReturn:
    """Run something as the whole rest of a forked process."""
    code = 70
    try:
        code = run() or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def keep(request: Message, config: Message, walls: str, up: int = 3) -> int:
    """Be the keeper of one kernel; returns the kernel's exit code.

    ``up`` is a pipe into which the kernel writes a byte when it can be spoken to.
    """
    os.setsid()
    sandbox.die_with_parent()
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(up, 3)
    os.closerange(4, 65_536)
    if not request.get("trial"):
        _open_streams(request["log"])
    if walls in ("user", "account") and os.getuid() == 0:
        _give_away(request["work"], request["uid"])
    if walls == "user":
        sandbox.unshare()
        return _wait_for(_fork(lambda: _be_first(request, config)))
    sandbox.adopt_orphans()
    code = _wait_for(_fork(lambda: _run_kernel(request, config, walls)))
    while left := children_of(os.getpid()):
        for pid in left:
            end_family(pid)
        with contextlib.suppress(ChildProcessError):
            os.wait()
    return code


def _be_first(request: Message, config: Message) -> int:
    sandbox.die_with_parent()
    readable = [*sandbox.python_folders(), *config["readable"]]
    sandbox.build_root(config["root"], request["work"], readable, config["limits"]["disk"])
    return _wait_for(_fork(lambda: _run_kernel(request, config, "user")))


def _run_kernel(request: Message, config: Message, walls: str) -> int:
    uid = request["uid"] if walls in ("user", "account") and os.getuid() == 0 else None
    if walls != "none":
        sandbox.set_limits(request["limits"], uid)
    if walls in ("user", "account"):
        sandbox.drop_rights(uid)
    if request.get("trial"):
        return _look_out(config, walls)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    os.umask(0o077)
    if request["command"]:
        _say_up()
        os.execvpe(request["command"][0], request["command"], os.environ)
    from .kernel import run_kernel

    run_kernel(request["connection_file"], _say_up)
    return 0


def _say_up() -> None:
    os.write(3, b"1")
    os.close(3)


def _look_out(config: Message, walls: str) -> int:
    """Look whether Python still works behind the walls, and the course is out of sight."""
    import ipykernel

    with open(ipykernel.__file__, "rb") as file:
        file.read(1)
    # What is imported already says nothing: a kernel imports more, and its children begin anew.
    for folder in sandbox.python_folders():
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.listdir(folder)
    if walls == "account":
        os.chdir(os.path.join(config["run"], "work"))
    for path in config["hidden"] if walls == "user" else ():
        if os.path.exists(path) and os.listdir(path):
            raise sandbox.SandboxError(f"{path} is still to be seen")
    return 0


def _fork(run: Callable[[], int | None]) -> int:
    pid = os.fork()
    if pid == 0:
        become(run)
    os.close(3)
    return pid


def _wait_for(pid: int) -> int:
    """Wait for one child, and reap the others meanwhile."""
    while True:
        ended, status = os.wait()
        if ended == pid:
            return os.waitstatus_to_exitcode(status) & 0xFF


def _open_streams(log: str) -> None:
    """Let what a kernel says before it can speak go to a file, for whoever looks for the reason."""
    null = os.open(os.devnull, os.O_RDONLY)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream, target in ((null, 0), (file, 1), (file, 2)):
        os.dup2(stream, target)
    os.close(null)
    os.close(file)


def _give_away(folders: list[str], uid: int) -> None:
    for folder in folders:
        os.chown(folder, uid, uid)
        os.chmod(folder, 0o700)
        for where, names, files in os.walk(folder):
            for name in (*names, *files):
                os.chown(os.path.join(where, name), uid, uid, follow_symlinks=False)
