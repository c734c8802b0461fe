"""Chapters and assignments in other environments: with the versions that Colab has, and with the newest there are."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from gtzan_course.assignments import example_variant, read_source, solution_edition
from tools.assignments import SOURCES, assignment_names
from tools.contents import ROOT, chapter_paths

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]

ASSIGNMENTS = assignment_names(SOURCES)


def colabs_python() -> str:
    """Python 3.13, as on Colab, where this machine has it; else the one that runs the tests."""
    found = shutil.which("python3.13")
    works = found and subprocess.run([found, "-c", ""], check=False, capture_output=True).returncode == 0
    return found if found and works else sys.executable


@pytest.fixture(scope="module", params=["colab", "newest"])
def kernel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment of its own, and the variables with which Jupyter finds its kernel under the name `other`."""
    folder = tmp_path_factory.mktemp(request.param)
    python = colabs_python()
    subprocess.run([python, "-m", "venv", folder / "env"], check=True)
    other = folder / "env" / "bin" / "python"
    wanted = ROOT / "tests" / "environments" / f"{request.param}.txt"
    subprocess.run([other, "-m", "pip", "install", "--quiet", "--requirement", wanted, ROOT], check=True)
    spec = {
        "argv": [str(other), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": request.param,
        "language": "python",
    }
    kernels = folder / "kernels" / "other"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return {**os.environ, "JUPYTER_PATH": str(folder), "GTZAN_COURSE_CACHE": str(folder / "cache")}


def run(environment: dict[str, str], *options: str | Path) -> None:
    """Execute notebooks with that kernel and compare what they put out, as the ordinary check does."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-kernel-name", "other"]
    done = subprocess.run([*command, *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout[-2000:])
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert re.search(r"^[1-9]\d* passed", done.stdout, re.MULTILINE)


def test_the_kernel_is_the_other_environments(kernel: dict[str, str]) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    specs = KernelSpecManager(kernel_dirs=[str(Path(kernel["JUPYTER_PATH"]) / "kernels")])
    assert not specs.get_kernel_spec("other").argv[0].startswith(sys.prefix + os.sep)


@pytest.mark.parametrize("chapter", chapter_paths(), ids=lambda path: path.stem)
def test_a_chapter_runs_and_says_the_same(kernel: dict[str, str], chapter: Path) -> None:
    run(kernel, "--nbval", "--nbval-sanitize-with", "tests/nbval_sanitize.cfg", chapter)


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_an_assignments_solution_passes_its_tests(kernel: dict[str, str], name: str, tmp_path: Path) -> None:
    source = read_source(name, root=SOURCES)
    variant = example_variant(source)
    notebook = solution_edition(source, variant)
    variant.write_data(tmp_path)
    nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    run(kernel, "--nbval-lax", tmp_path / f"{name}.ipynb")
