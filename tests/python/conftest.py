"""What the tests of this folder share: the measurements, loaded as a module, and a real kernel."""

import importlib.util
from pathlib import Path

import pytest
from kernel_session import KernelSession

ROOT = Path(__file__).parents[2]
MEASURE_PATH = ROOT / "src" / "python" / "measure.py"

# What the front end does for a kernel that lacks the package: each file becomes a module.
INSTALL = """
import sys, types
def install(name, source):
    package = sys.modules.setdefault("lessonbook", types.ModuleType("lessonbook"))
    module = types.ModuleType(f"lessonbook.{{name}}")
    exec(compile(source, f"<lessonbook.{{name}}>", "exec"), module.__dict__)
    sys.modules[module.__name__] = module
    setattr(package, name, module)
install("measure", {source!r})
del install
"""


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


@pytest.fixture(scope="module")
def measuring_kernel(kernel):
    """The same kernel with ``lessonbook.measure`` put into it."""
    ran = kernel.run(INSTALL.format(source=MEASURE_PATH.read_text(encoding="utf-8")))
    assert ran.error is None, ran.error
    return kernel
