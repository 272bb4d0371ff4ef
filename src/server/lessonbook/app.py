"""The Jupyter Server extension: its settings, its addresses, and what it changes in the server.

Loaded by Jupyter Server (``jupyter lab``, a hub's single-user server) or started by ``command.py``.
"""

from __future__ import annotations

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from traitlets import Bool, Dict, Integer, Unicode

from . import __version__
from .assignments_api import (
    AssignmentsHandler,
    FeedbackHandler,
    FetchHandler,
    LookHandler,
    SubmitHandler,
)
from .checkpoints_api import CheckpointHandler
from .class_api import CourseRunHandler, CoursesHandler, GradesHandler, MarksHandler
from .contents_api import NotebookContentsHandler, TextFileHandler
from .course_run import CourseRuns
from .journal_api import KernelJournalHandler, RunTextHandler
from .journal_kernels import KernelJournals
from .kernel_socket import heard_by_journals, telling_of_losses, without_nagle
from .output_frame import OutputFrameHandler, StillFrameHandler
from .pages import ClassPageHandler, HomeHandler, NotebookPageHandler, TreePageHandler
from .path_locks import PathLocks
from .places import PACKAGE, STATIC_DIR
from .settings_api import SettingsHandler
from .static_files import StaticFilesHandler
from .trash_api import TrashEntryHandler, TrashHandler
from .whole_writes import write_whole


class LessonbookApp(ExtensionAppJinjaMixin, ExtensionApp):
    """Serve notebooks as lessons: read, run, answer and measure on a real kernel."""

    name = "lessonbook"
    version = __version__
    description = """Open notebooks as lessons.

    jupyter lessonbook [PATH]            start a server and open a notebook or a folder
    jupyter lessonbook check NOTEBOOK    run the public tests and questions of a notebook
    jupyter lessonbook release, grade, gradebook, verify, export
                                         the teacher's commands (add --help to any of them)
    """
    examples = """
    jupyter lessonbook                   # the files of the current folder
    jupyter lessonbook asyncio.ipynb     # one lesson
    jupyter lessonbook ~/course --port 8900 --no-browser
    """

    extension_url = "/lessonbook/tree"
    load_other_extensions = True

    default_url = Unicode(
        "/lessonbook/tree",
        help="""The page that `jupyter lessonbook` opens, as an address below the server's base
        URL. On a hub set `c.Spawner.default_url = "/lessonbook/tree"` instead.""",
    ).tag(config=True)

    file_url_prefix = Unicode(
        "lessonbook/notebooks",
        help="The address that a notebook named on the command line opens under.",
    )

    static_dir = Unicode(
        str(STATIC_DIR),
        help="""The folder of the built page (the one with `manifest.json` in it). Change it only
        to serve a page that you built yourself.""",
    ).tag(config=True)

    kernel_websocket_nodelay = Bool(
        True,
        help="""Send each kernel message at once instead of waiting to fill a network packet
        (TCP_NODELAY). A short cell answers about 40 ms sooner. Switch it off only where very many
        small packets are a problem.""",
    ).tag(config=True)

    output_journal_bytes = Integer(
        8_000_000,
        min=0,
        help="""How much of what a kernel prints is kept in memory, in bytes for each kernel, so
        that a page that was loaded again or lost its connection misses nothing. The oldest outputs
        go first, and the page says so.""",
    ).tag(config=True)

    output_spool_bytes = Integer(
        1_000_000_000,
        min=0,
        help="""How much of what a kernel prints beyond that is kept in files, in bytes for each
        kernel, so that all of a long output can be saved. The files lie in the system's folder for
        temporary files and are gone with the kernel. 0 keeps none.""",
    ).tag(config=True)

    exchange_dir = Unicode(
        "/usr/local/share/nbgrader/exchange",
        help="""The folder through which assignments come and go: nbgrader's exchange (its
        `Exchange.root`). Where there is no such folder, the class page offers none.""",
    ).tag(config=True)

    exchange_cache = Unicode(
        "",
        help="""The learner's folder for copies of what they handed in (nbgrader's
        `Exchange.cache`); `nbgrader_cache` in Jupyter's data folder when empty.""",
    ).tag(config=True)

    exchange_student = Unicode(
        "",
        help="""The learner's id in every course. When empty it is the hub's name for them, and
        without a hub that of the system's user.""",
    ).tag(config=True)

    exchange_path_includes_course = Bool(
        False,
        help="""Fetch into `<course>/<assignment>` instead of `<assignment>` (nbgrader's
        `Exchange.path_includes_course`). For learners with several courses that use the same
        names.""",
    ).tag(config=True)

    settings_defaults = Dict(
        help="""Settings that everybody starts with, by the names that stand in
        `lessonbook/settings.json`: `{"theme": "dark", "autosave": false}`. What a person sets
        counts more. The same can stand in `lessonbook/overrides.json` in a folder that
        `jupyter --paths` lists under config.""",
    ).tag(config=True)

    def initialize_templates(self) -> None:
        """Point the page at its template."""
        self.template_paths = [str(PACKAGE / "templates")]

    def initialize_settings(self) -> None:
        """Give handlers what they share, and have the server write and answer as the page needs."""
        write_whole(self.settings["contents_manager"])
        self.settings["lessonbook_path_locks"] = PathLocks()
        self.settings["lessonbook_course_runs"] = CourseRuns()
        self.settings["lessonbook_exchange"] = {
            "root": self.exchange_dir,
            "cache": self.exchange_cache,
            "student": self.exchange_student,
            "with_course": self.exchange_path_includes_course,
        }
        self.settings["lessonbook_journals"] = KernelJournals(
            self.settings["kernel_manager"], self.output_journal_bytes, self.output_spool_bytes
        )
        key = "kernel_websocket_connection_class"
        self.settings[key] = heard_by_journals(
            telling_of_losses(self.settings[key]), self.settings["lessonbook_journals"]
        )
        if self.kernel_websocket_nodelay:
            self.settings[key] = without_nagle(self.settings[key])

    def initialize_handlers(self) -> None:
        """Register every address of the extension (they are relative to the base URL)."""
        static = {"path": self.static_dir}
        self.handlers.extend(
            [
                (r"lessonbook/?", HomeHandler),
                (r"lessonbook/notebooks(?P<path>/.*)?", NotebookPageHandler),
                (r"lessonbook/tree(?P<path>/.*)?", TreePageHandler),
                (r"lessonbook/class/?", ClassPageHandler),
                (r"lessonbook/frame", OutputFrameHandler),
                (r"lessonbook/frame/still", StillFrameHandler),
                (r"lessonbook/static/(?P<path>.*)", StaticFilesHandler, static),
                (r"lessonbook/api/contents(?P<path>/.*)", NotebookContentsHandler),
                (r"lessonbook/api/text(?P<path>/.*)", TextFileHandler),
                (r"lessonbook/api/checkpoints(?P<path>/.*)", CheckpointHandler),
                (r"lessonbook/api/settings", SettingsHandler),
                (r"lessonbook/api/trash", TrashHandler),
                (r"lessonbook/api/trash/(?P<entry_id>[\w-]+)", TrashEntryHandler),
                (r"lessonbook/api/assignments", AssignmentsHandler),
                (r"lessonbook/api/assignments/fetch", FetchHandler),
                (r"lessonbook/api/assignments/look", LookHandler),
                (r"lessonbook/api/assignments/submit", SubmitHandler),
                (r"lessonbook/api/assignments/feedback", FeedbackHandler),
                (r"lessonbook/api/class", CoursesHandler),
                (r"lessonbook/api/class/grades", GradesHandler),
                (r"lessonbook/api/class/marks", MarksHandler),
                (r"lessonbook/api/class/run", CourseRunHandler),
                (r"lessonbook/api/kernels/(?P<kernel_id>[\w-]+)/journal", KernelJournalHandler),
                (r"lessonbook/api/kernels/(?P<kernel_id>[\w-]+)/journal/text", RunTextHandler),
            ]
        )

    async def stop_extension(self) -> None:
        """Stop listening to kernels; the server ends them."""
        self.settings["lessonbook_journals"].close()


main = LessonbookApp.launch_instance
