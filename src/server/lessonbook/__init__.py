"""Lessonbook: a notebook front end for lessons, as a Jupyter Server extension.

Kernels import this package too, for its modules from ``src/python``, so it stays light: the
server side (``app.py`` and what it needs) is loaded only when a server asks for it.
"""

from .places import CHECKOUT, read_version

__version__ = read_version()

if CHECKOUT is not None:
    # The wheel holds these files beside this one; a checkout keeps them in a folder of their own.
    __path__.append(str(CHECKOUT / "src" / "python"))


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    """Tell Jupyter Server which application to load."""
    from .app import LessonbookApp

    return [{"module": "lessonbook.app", "app": LessonbookApp}]
