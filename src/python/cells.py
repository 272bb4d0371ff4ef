"""Which cell a line of code belongs to: the kernel compiles each cell under a file name of its own.

The front end calls ``watch()`` once in a fresh kernel. Used by the list of tasks and the timeline.
"""

import functools
import linecache
import os
import sysconfig

__all__ = ["cell_of", "is_own_file", "is_readers_file", "note", "source_of", "watch"]

# Texts that ran and whose file name nobody has asked for yet: to work one out takes a while.
_unnamed: dict[str, str] = {}
# The newest cell of each file name, oldest first; and how many are kept.
_cells: "dict[str, str]" = {}
_MOST = 5_000
# Parts of a path that say that code is the kernel's own.
_KERNEL = ("/ipykernel/", "/IPython/", "/tornado/", "/zmq/", "/jupyter_client/")
# Where the modules of this package lie: a folder, or the name that the front end gives them.
_HERE = os.path.dirname(__file__) + os.sep if "__file__" in globals() else "lessonbook/"
_LIBRARY = tuple(
    os.path.normpath(path) + os.sep
    for path in map(sysconfig.get_path, ("stdlib", "platstdlib"))
    if path
)


def watch() -> None:
    """Begin to note which cell runs under which file name. Calling it again changes nothing."""
    from IPython import get_ipython

    shell = get_ipython()
    if not getattr(shell, "lessonbook_cells", False):
        shell.lessonbook_cells = True
        shell.events.register("pre_run_cell", note)


def note(info) -> None:
    """Note the cell that is about to run (IPython's ``ExecutionInfo``)."""
    cell = getattr(info, "cell_id", None)
    if cell is not None:
        _unnamed.pop(info.raw_cell, None)
        _unnamed[info.raw_cell] = cell


def cell_of(filename: str) -> "str | None":
    """Return the id of the cell that was compiled under a file name, if it is known."""
    for text, cell in list(_unnamed.items()):
        name = _file_of(text)
        _cells.pop(name, None)
        _cells[name] = cell
        _unnamed.pop(text, None)
    while len(_cells) > _MOST:
        del _cells[next(iter(_cells))]
    return _cells.get(filename)


def _file_of(text):
    from IPython import get_ipython

    try:
        return get_ipython().compile.get_code_name(text, text, 0)
    except Exception:
        return ""  # Another kernel than ipykernel: lines are known, their cells are not.


@functools.lru_cache(4096)
def is_own_file(filename: str) -> bool:
    """Tell whether code is the kernel's own, or ours, and none of the reader's business."""
    name = filename.replace("\\", "/")
    return filename.startswith(_HERE) or any(part in name for part in _KERNEL)


@functools.lru_cache(4096)
def is_readers_file(filename: str) -> bool:
    """Tell whether code is the reader's: a cell, or a file that is no library."""
    if filename.startswith("<"):
        return filename.startswith("<ipython-input")
    if is_own_file(filename):
        return False
    path = os.path.normpath(filename)
    return not ("site-packages" in path or path.startswith(_LIBRARY))


def source_of(filename: str, line: int) -> str:
    """Return a line of source without the blanks round it; empty when it is not known."""
    return linecache.getline(filename, line).strip()[:120]
