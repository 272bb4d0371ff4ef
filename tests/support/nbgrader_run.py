"""Runs the real nbgrader on a course folder, many commands in one process.

Reads a JSON list of steps from stdin and prints a JSON list of what came of each. Used by
tests/support/nbgrader.ts.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGraderAPI
from nbgrader.apps.exportapp import ExportApp
from nbgrader.apps.updateapp import UpdateApp
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

Step = dict[str, Any]


def make_api(config: Config) -> NbGraderAPI:
    """Make the interface to nbgrader's own commands."""
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def merged(config: Config, values: dict[str, Any]) -> Config:
    """Give a configuration with some values set."""
    config = config.copy()
    for name, own in values.items():
        config[name].update(own)
    return config


def generate(api: NbGraderAPI, step: Step) -> Any:
    """Release an assignment; `error` holds the traceback."""
    result = api.generate_assignment(step["assignment"], force=True)
    return {"success": result["success"], "error": result.get("error", ""), "log": result["log"]}


def autograde(api: NbGraderAPI, step: Step) -> Any:
    """Grade one student; ``config`` holds for this step alone."""
    if "config" in step:
        api = make_api(merged(api.config, step["config"]))
    return api.autograde(step["assignment"], step["student"], force=True)


def feedback(api: NbGraderAPI, step: Step) -> Any:
    """Make the feedback pages of an assignment or of one student."""
    return api.generate_feedback(step["assignment"], step.get("student"))


def release_feedback(api: NbGraderAPI, step: Step) -> Any:
    """Put feedback pages where students fetch them."""
    return api.release_feedback(step["assignment"], step["student"])


def grades(api: NbGraderAPI, step: Step) -> Any:
    """All grades of an assignment, cell by cell."""
    with Gradebook(api.coursedir.db_url) as book:
        return [
            {
                "student": submission.student.id,
                "score": submission.score,
                "penalty": submission.late_submission_penalty,
                "notebooks": [
                    {
                        "name": notebook.name,
                        "cells": {
                            grade.name: {
                                "auto": grade.auto_score,
                                "manual": grade.manual_score,
                                "extra": grade.extra_credit,
                                "score": grade.score,
                                "max": grade.max_score,
                                "needsManual": grade.needs_manual_grade,
                            }
                            for grade in notebook.grades
                        },
                        "comments": {
                            comment.name: comment.comment for comment in notebook.comments
                        },
                    }
                    for notebook in sorted(submission.notebooks, key=lambda one: one.name)
                ],
            }
            for submission in book.assignment_submissions(step["assignment"])
        ]


def source_cells(api: NbGraderAPI, step: Step) -> Any:
    """What the grade book keeps of the teacher's cells."""
    with Gradebook(api.coursedir.db_url) as book:
        notebook = book.find_notebook(step["notebook"], step["assignment"])
        return {
            cell.name: {
                "source": cell.source,
                "type": cell.cell_type,
                "locked": cell.locked,
                "checksum": cell.checksum,
            }
            for cell in notebook.source_cells
        }


def mark(api: NbGraderAPI, step: Step) -> Any:
    """Give marks by hand, as the form grader does."""
    with Gradebook(api.coursedir.db_url) as book:
        where = (step["cell"], step["notebook"], step["assignment"], step["student"])
        grade = book.find_grade(*where)
        if "manual" in step:
            grade.manual_score = step["manual"]
            grade.needs_manual_grade = False
        if "extra" in step:
            grade.extra_credit = step["extra"]
        if "comment" in step:
            book.find_comment(*where).manual_comment = step["comment"]
        book.db.commit()


def due(api: NbGraderAPI, step: Step) -> Any:
    """Set an assignment's due date."""
    with Gradebook(api.coursedir.db_url) as book:
        book.update_or_create_assignment(step["assignment"], duedate=step["duedate"])


def student(api: NbGraderAPI, step: Step) -> Any:
    """Enrol a student."""
    with Gradebook(api.coursedir.db_url) as book:
        book.update_or_create_student(step["student"], **step.get("info", {}))


def export(api: NbGraderAPI, step: Step) -> Any:
    """Write grades.csv with nbgrader's own exporter and give its text."""
    ExportApp.clear_instance()
    app = ExportApp.instance(config=api.config)
    app.initialize([f"--CsvExportPlugin.to={step['to']}"])
    app.start()
    return Path(step["to"]).read_text()


def formgrader(api: NbGraderAPI, step: Step) -> Any:
    """What the form grader's tables show: the assignment, its submissions, the students."""
    return {
        "assignment": api.get_assignment(step["assignment"]),
        "submissions": api.get_submissions(step["assignment"]),
        "students": api.get_students(),
    }


def update(api: NbGraderAPI, step: Step) -> Any:
    """Bring a notebook's metadata to the newest schema."""
    app = UpdateApp(config=api.config)
    app.initialize([step["path"]])
    app.start()


OPERATIONS = {
    function.__name__: function
    for function in (
        generate,
        autograde,
        feedback,
        release_feedback,
        grades,
        source_cells,
        mark,
        due,
        student,
        export,
        formgrader,
        update,
    )
}


def run(api: NbGraderAPI, step: Step) -> Step:
    """Run one step; a failure is an outcome."""
    try:
        return {"value": OPERATIONS[step["op"]](api, step)}
    except (Exception, SystemExit) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Run the steps of stdin in the folder named by the first argument."""
    os.chdir(sys.argv[1])
    steps = json.load(sys.stdin)
    config = Config()
    config.CourseDirectory.root = os.getcwd()
    config.Application.log_level = logging.ERROR
    config = merged(config, json.loads(sys.argv[2]))
    with contextlib.redirect_stdout(sys.stderr):
        api = make_api(config)
        results = [run(api, step) for step in steps]
    json.dump(results, sys.stdout, default=str)


if __name__ == "__main__":
    with contextlib.suppress(MissingEntry):
        main()
