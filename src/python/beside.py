"""Cells that run beside each other in subshells, each with its own results, each stopped alone.

The front end calls ``install()`` once in a fresh kernel, on its main thread, and ``stop()`` in a
subshell. In ipykernel, results of cells in two threads share one slot (``displayhook.msg``).
"""

import asyncio
import ctypes
import json
import threading

__all__ = ["install", "is_installed", "report", "stop"]

# The cells that run in subshells: cell id to (thread, task or None, loop or None).
_running = {}


def install():
    """Make the kernel fit for cells in several threads. Calling it again changes nothing."""
    if is_installed():
        return
    shell = get_ipython()  # noqa: F821 -- IPython's builtin
    _separate_results(shell, type(shell.displayhook))
    _separate_events(shell)
    _separate_input(shell.kernel)
    shell.events.register("pre_run_cell", _on_start)
    shell.events.register("post_run_cell", _on_end)


def is_installed():
    """Whether ``install()`` was called in this process."""
    hook = type(get_ipython().displayhook)  # noqa: F821 -- IPython's builtin
    return isinstance(getattr(hook, "msg", None), property)


def report():
    """Print the ids of the cells that run in subshells, as a JSON list."""
    print(json.dumps(list(_running)))


def stop(cell):
    """Stop a cell that runs in a subshell: cancel what it awaits, or interrupt its code."""
    found = _running.get(cell)
    if found is None:
        return
    thread, task, loop = found
    if task is not None and not task.get_coro().cr_running:
        loop.call_soon_threadsafe(task.cancel)
        return
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    raise_in(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))
    if cell not in _running:
        # It ended just now: the interrupt must not hit what the thread does next.
        raise_in(ctypes.c_ulong(thread), None)


def _separate_results(shell, hook):
    local = threading.local()
    hook.msg = property(
        lambda self: getattr(local, "msg", None),
        lambda self, value: setattr(local, "msg", value),
    )
    shell.displayhook.__dict__.pop("msg", None)


def _separate_events(shell):
    """Keep questions of the front end from showing figures that a running cell still draws."""
    trigger = shell.events.trigger

    def trigger_for_cells(event, *args, **options):
        if event in ("pre_execute", "post_execute") and not _is_main() and _is_silent(shell):
            return
        trigger(event, *args, **options)

    shell.events.trigger = trigger_for_cells


def _separate_input(kernel):
    """Keep what ends in another thread from taking ``input()`` away from a cell that runs."""
    forward, restore = kernel._forward_input, kernel._restore_input

    def forward_on_main(allow_stdin=False):
        if _is_main():
            forward(allow_stdin)

    def restore_on_main():
        if _is_main():
            restore()

    kernel._forward_input, kernel._restore_input = forward_on_main, restore_on_main


def _is_main():
    return threading.current_thread() is threading.main_thread()


def _is_silent(shell):
    content = shell.kernel.get_parent("shell").get("content", {})
    return bool(content.get("silent"))


def _on_start(info):
    cell = getattr(info, "cell_id", None)
    if cell is None or _is_main():
        return
    task = loop = None
    try:
        loop = asyncio.get_running_loop()
        current = asyncio.current_task()
        # A cell without await runs inside the shell's own task, which has to live on.
        if current is not None and current.get_coro().__name__ == "run_cell_async":
            task = current
    except RuntimeError:
        pass
    _running[cell] = (threading.get_ident(), task, loop)


def _on_end(result):
    thread = threading.get_ident()
    for cell, (other, _task, _loop) in list(_running.items()):
        if other == thread:
            del _running[cell]
