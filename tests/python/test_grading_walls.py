"""The walls around a kernel for grading are tried before any submission is trusted to them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[2] / "src" / "python" / "grading"

TRY = """
import importlib.util, json, os, sys
room = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "lessonbook_grading", f"{room}/__init__.py", submodule_search_locations=[room]
)
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
from lessonbook_grading import keeper
import ipykernel.kernelapp
sys.path.append(sys.argv[2])
print(json.dumps(keeper._try(json.loads(sys.argv[3]), "account")))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or os.getuid() != 0,
    reason="only an administrator of a Linux system can use other accounts",
)
@pytest.mark.parametrize("closed", [True, False])
def test_an_account_that_cannot_read_python_is_not_used(closed):
    # pytest's own folders are closed to other accounts; this one is not.
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/walls-XXXX"], text=True).strip())
    try:
        packages = folder / "packages"
        folder.chmod(0o755)
        (folder / "work").mkdir()
        packages.mkdir(0o700 if closed else 0o755)
        limits = {
            "memory": 2**31,
            "processes": 64,
            "disk": 2**26,
            "file": 2**26,
            "cpu": 60,
            "files": 256,
        }
        config = {
            "uid": 61999,
            "limits": limits,
            "hidden": [],
            "readable": [],
            "root": str(folder),
            "run": str(folder),
        }
        reason = json.loads(
            subprocess.run(
                [sys.executable, "-c", TRY, ROOM, packages, json.dumps(config)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout
        )
        # Where Python itself lies in a closed folder, that is the reason, with or without this one.
        if closed:
            assert "Permission denied" in reason
        else:
            assert str(packages) not in reason
    finally:
        shutil.rmtree(folder)
