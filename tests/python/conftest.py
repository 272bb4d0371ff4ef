"""What the tests of this folder share: the measurements, loaded as a module, and a real kernel."""

import importlib.util
from pathlib import Path

import pytest
from kernel_session import KernelSession

ROOT = Path(__file__).parents[2]
MEASURE_PATH = ROOT / "src" / "python" / "measure.py"


@pytest.fixture(scope="session")
def measure():
    """The module under test, loaded from its file without a package around it."""
    spec = importlib.util.spec_from_file_location("lessonbook_measure", MEASURE_PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kernel():
    """A fresh kernel of the Python that runs the tests."""
    with KernelSession() as session:
        yield session
