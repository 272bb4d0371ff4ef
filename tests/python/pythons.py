"""The Pythons on this machine that the lessons are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def find_pythons():
    """Return one Python of each version from 3.10 on: this one, those on PATH and of pyenv."""
    names = [sys.executable, *os.environ.get("LESSONBOOK_PYTHONS", "").split(os.pathsep)]
    names += [shutil.which(f"python3.{minor}") or "" for minor in range(10, 16)]
    names += map(str, sorted(Path.home().glob(".pyenv/versions/3.*/bin/python")))
    found = {}
    for name in filter(None, names):
        ask = [name, "-c", "import sys; print(*sys.version_info[:2])"]
        said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.split()
        if len(said) == 2 and said[0] == "3" and int(said[1]) >= 10:
            found.setdefault(f"3.{said[1]}", name)
    return found
