"""``jupyter lessonbook``: opens a notebook or a folder, or hands over to the terminal program.

Every option of Jupyter Server works too (``--port``, ``--no-browser``, ``--ServerApp.…``).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jupyter_server.serverapp import flags as server_flags
from jupyter_server.utils import url_escape

from .app import LessonbookApp
from .node import run_cli

CLI_COMMANDS = ("check", "export", "grade", "gradebook", "release", "verify")
"""First words that belong to the terminal program (a folder of that name opens as ``./grade``)."""

_ROOT_OPTIONS = ("--ServerApp.root_dir", "--notebook-dir")

# The options after which no value follows.
_NO_VALUE = {*server_flags, "h", "help", "help-all", "V", "version"}


class UsageError(Exception):
    """The command line asks for something that is not there; the message is for the person."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        The exit code: 0 after the server has stopped, 2 when the command line was wrong.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in CLI_COMMANDS:
        return run_cli(arguments)
    try:
        server_arguments = resolve_arguments(arguments, os.getcwd())
    except UsageError as error:
        print(f"lessonbook: {error}", file=sys.stderr)
        return 2
    LessonbookApp.launch_instance(server_arguments)
    return 0


def resolve_arguments(arguments: Sequence[str], folder: str) -> list[str]:
    """Turn a path among the arguments into Jupyter Server's options.

    A folder becomes the server's root. A notebook is opened below the root (the one given, else
    the current folder), or its own folder becomes the root where it lies outside.

    Parameters
    ----------
    arguments : sequence of str
        The command line.
    folder : str
        The current folder.

    Raises
    ------
    UsageError
        When the path is not there, is not a notebook, or is not the only one.
    """
    paths, options, root_option = _split_arguments(arguments)
    if not paths:
        return list(arguments)
    if len(paths) > 1:
        raise UsageError(f"open one notebook or folder at a time, not {len(paths)}")
    target = os.path.abspath(os.path.join(folder, os.path.expanduser(paths[0])))
    if not os.path.exists(target):
        raise UsageError(f"there is no file or folder “{paths[0]}”")
    if os.path.isdir(target):
        return [*options, f"--ServerApp.root_dir={target}"]
    if not target.endswith(".ipynb"):
        raise UsageError(f"“{paths[0]}” is not a notebook (its name does not end in .ipynb)")
    root = os.path.abspath(os.path.join(folder, root_option or ""))
    if not _is_inside(target, root):
        root = os.path.dirname(target)
    api_path = os.path.relpath(target, root).replace(os.sep, "/")
    return [
        *options,
        f"--ServerApp.root_dir={root}",
        f"--LessonbookApp.default_url=/lessonbook/notebooks/{url_escape(api_path)}",
    ]


def _split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str], str | None]:
    """Tell paths from options; the root folder's option is taken out of the options."""
    paths: list[str] = []
    options: list[str] = []
    root: str | None = None
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            paths.append(argument)
            continue
        name, equals, value = argument.partition("=")
        takes_value = not equals and name.lstrip("-") not in _NO_VALUE
        value = next(rest, "") if takes_value else value
        if name in _ROOT_OPTIONS:
            root = value
        else:
            options.extend([argument, value] if takes_value else [argument])
    return paths, options, root


def _is_inside(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath([path, folder]) == folder
    except ValueError:  # another drive
        return False
