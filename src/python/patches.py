"""Puts recorders into asyncio, and takes them out again.

While at least one is on, ``Handle._run``, ``BaseEventLoop.create_task`` and the function that says
"was never awaited" are replaced. Each thread has a recorder of its own, or none.
"""

import asyncio
import functools
import threading
import warnings

__all__ = ["turn_off", "turn_on"]

# By thread: what runs a handle there, and the recorder.
_steps: dict = {}
_recorders: dict = {}
# What is in place, by name: (what was there, ours). It stays where somebody patched on top of ours.
_patched: "dict[str, tuple]" = {}
_lock = threading.Lock()


def turn_on(thread: int, recorder) -> None:
    """Give a thread its recorder (``make_step``, ``create``, ``warn_unawaited``).

    Raises
    ------
    RuntimeError
        The thread has one already.
    """
    with _lock:
        if thread in _recorders:
            raise RuntimeError("This thread is being recorded already.")
        _recorders[thread] = recorder
        for name, (place, attribute, make) in _PATCHES.items():
            if name in _patched:
                continue
            original = getattr(place, attribute)
            patch = functools.wraps(original)(make(original))
            _patched[name] = (original, patch)
            setattr(place, attribute, patch)
        _steps[thread] = recorder.make_step(_patched["run"][0])


def turn_off(thread: int, recorder) -> None:
    """Take a thread's recorder away; the last one takes the patches along."""
    with _lock:
        if _recorders.get(thread) is recorder:
            del _recorders[thread], _steps[thread]
        if _recorders:
            return
        for name, (place, attribute, _make) in _PATCHES.items():
            original, patch = _patched.get(name, (None, None))
            if patch is not None and getattr(place, attribute) is patch:
                setattr(place, attribute, original)
                del _patched[name]


def _make_run(original):
    steps, thread = _steps, threading.get_ident

    def run(handle):
        step = steps.get(thread())
        return original(handle) if step is None else step(handle)

    return run


def _make_create(original):
    recorders, thread = _recorders, threading.get_ident

    def create_task(self, coro, *args, **options):
        recorder = recorders.get(thread())
        if recorder is None:
            return original(self, coro, *args, **options)
        return recorder.create(original, self, coro, args, options)

    return create_task


def _make_warn(original):
    def warn(coro):
        recorder = _recorders.get(threading.get_ident())
        if recorder is not None:
            recorder.warn_unawaited(coro)
        return original(coro)

    return warn


_PATCHES = {
    "run": (asyncio.Handle, "_run", _make_run),
    "create": (asyncio.BaseEventLoop, "create_task", _make_create),
    "warn": (warnings, "_warn_unawaited_coroutine", _make_warn),
}
