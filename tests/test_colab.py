"""The live widgets once more, with the ipywidgets that Colab has: 7.7.1, in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tools.contents import ROOT

FOLDER = ROOT / ".venv" / "colab"
RUN = "import ipywidgets, pytest, sys; print(ipywidgets.__file__); sys.exit(pytest.main(sys.argv[1:]))"


def test_the_widgets_work_with_colabs_ipywidgets() -> None:
    assert (FOLDER / "ipywidgets-7.7.1.dist-info").is_dir(), "Run `make .venv/colab/.ready`; `make test` does so first."
    tests = [str(ROOT / "tests" / name) for name in ("test_widgets.py", "test_own_music.py")]
    command = [sys.executable, "-c", RUN, "-q", "-p", "no:cacheprovider", *tests]
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(FOLDER)}
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith(str(FOLDER / "ipywidgets" / "__init__.py"))
    assert re.search(r"^[1-9]\d* passed", run.stdout, re.MULTILINE)
