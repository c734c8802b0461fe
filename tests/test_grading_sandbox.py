"""What a student's code can reach: nothing that is not its own, where the system gives namespaces."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from pathlib import Path

import psutil
import pytest

from gtzan_course.grading.running import Code, Limits, Outcome, run
from gtzan_course.grading.sandbox import Sandbox, best_sandbox

CANARY = "canary-" + "7" * 20

SEARCH = """
import os, sys
names, readable, holding = [], 0, []
for place, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(place, name) not in ("/proc", "/dev", "/usr", sys.prefix)]
    names += [os.path.join(place, name) for name in (*folders, *files)]
    for name in files:
        try:
            if os.path.getsize(os.path.join(place, name)) < 100_000:
                with open(os.path.join(place, name), "rb") as file:
                    readable += 1
                    if ("canary-" + "7" * 20).encode() in file.read():
                        holding.append(os.path.join(place, name))
        except OSError:
            pass
print([name for name in names if name.endswith(("bert.ipynb", "gtzan.key"))], holding, readable > 10)
"""

WRITE = """
import sys
refused = 0
for folder in ("/", "/usr", "/etc", "/home", sys.prefix, PACKAGE):
    try:
        open(folder + "/left-behind", "w").close()
    except OSError:
        refused += 1
open("own.txt", "w").close()
print(refused)
"""

CONNECT = """
import socket
try:
    socket.create_connection(("127.0.0.1", PORT), 2).close()
    print("connected")
except OSError:
    print("refused")
"""

SEEN = "import os; print(os.getppid(), len([name for name in os.listdir('/proc') if name.isdigit()]), os.getuid())"

ENVIRONMENT = "import os, json; print(json.dumps(dict(os.environ)))"


def printed(outcome: Outcome) -> str:
    assert not outcome.failed, outcome
    return "".join(output["text"] for output in outcome.outputs if output["output_type"] == "stream").strip()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and another student's submission, as the grader has them."""
    folder = tmp_path_factory.mktemp("grader")
    (folder / "submissions").mkdir()
    (folder / "submissions" / "bert.ipynb").write_text(CANARY)
    (folder / "gtzan.key").write_text(CANARY)
    return folder


@pytest.fixture(scope="module")
def probed(outside: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one kernel found, by question."""
    data = tmp_path_factory.mktemp("data")
    (data / "numbers.txt").write_text("1 2 3")
    package = str(Path(best_sandbox.__wrapped__.__code__.co_filename).parents[1])
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_TOKEN", CANARY)
        heard: list[bool] = []
        threading.Thread(target=lambda: heard.append(bool(server.accept())), daemon=True).start()
        asked = {
            "files": "import os; print([name for name in os.listdir() if name[0] != '.'], open('numbers.txt').read())",
            "found": SEARCH if best_sandbox().cut_off else f"print(os.path.exists({str(outside)!r}))",
            "connected": CONNECT.replace("PORT", str(server.getsockname()[1])),
            "written": WRITE.replace("PACKAGE", repr(package)) if best_sandbox().cut_off else "print('-')",
            "seen": SEEN if best_sandbox().cut_off else "print('-')",
            "environment": ENVIRONMENT,
            "works": "import numpy, gtzan_course.windows; print(gtzan_course.windows.WINDOW_HOP)",
        }
        outcomes = run([Code(text) for text in asked.values()], sandbox=best_sandbox(), limits=Limits(), data=data)
    found = dict(zip(asked, map(printed, outcomes), strict=True))
    found["heard"] = str(bool(heard))
    return found


def test_it_says_plainly_what_it_does() -> None:
    if best_sandbox().cut_off:
        assert "no network" in str(best_sandbox())
    else:
        assert "could read files" in str(best_sandbox())


def test_the_code_works_on_its_own_copies(probed: dict[str, str], outside: Path) -> None:
    assert probed["files"] == "['numbers.txt'] 1 2 3"
    assert probed["works"] == "16500"
    assert CANARY in (outside / "gtzan.key").read_text()


def test_no_key_and_no_other_submission_is_found(probed: dict[str, str]) -> None:
    """Without namespaces the files are there for any code that knows their place, which the guide says."""
    assert probed["found"] == ("[] [] True" if best_sandbox().cut_off else "True")


def test_there_is_no_network(probed: dict[str, str]) -> None:
    expected = ("refused", "False") if best_sandbox().cut_off else ("connected", "True")
    assert (probed["connected"], probed["heard"]) == expected


def test_nothing_can_be_left_behind(probed: dict[str, str]) -> None:
    assert probed["written"] == ("6" if best_sandbox().cut_off else "-")
    assert not Path(sys.prefix, "left-behind").exists()


def test_no_other_process_is_seen_and_no_rights_are_left(probed: dict[str, str]) -> None:
    if best_sandbox().cut_off:
        parent, processes, user = map(int, probed["seen"].split())
        assert (parent, processes) == (0, 1)
        assert user != 0


def test_the_environment_holds_nothing_of_the_graders(probed: dict[str, str]) -> None:
    environment = json.loads(probed["environment"])
    assert "SECRET_TOKEN" not in environment
    assert CANARY not in str(environment)
    assert environment["HOME"] != os.environ.get("HOME")
    assert environment["GTZAN_COURSE_CACHE"].startswith(environment["HOME"])


def test_what_must_be_hidden_is_hidden_even_among_the_packages() -> None:
    if best_sandbox().cut_off:
        folder = Path(pytest.__file__).parent
        sandbox = Sandbox(True, best_sandbox().account, hidden=(folder, folder.parent / "six.py"))
        asked = [
            Code(f"import os; print(os.access({str(folder)!r}, os.R_OK))"),
            Code(f"try: print(len(open({str(folder.parent / 'six.py')!r}).read()))\nexcept OSError: print('no')"),
        ]
        listed, read = map(printed, run(asked, sandbox=sandbox, limits=Limits()))
        assert listed == "False"
        assert read in ("0", "no")


@pytest.mark.parametrize("cut_off", [True, False])
def test_nothing_goes_on_when_the_notebook_has_ended(cut_off: bool) -> None:
    sandbox = best_sandbox() if cut_off else Sandbox(False, None)
    start = (
        "import subprocess, sys, threading\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(987)']\n"
        "for new in (True, False): subprocess.Popen(sleep, start_new_session=new)\n"
        "threading.Thread(target=lambda: __import__('time').sleep(987)).start()"
    )
    (outcome,) = run([Code(start)], sandbox=sandbox, limits=Limits())
    assert not outcome.failed
    left = [
        process for process in psutil.process_iter(["cmdline"]) if "time.sleep(987)" in str(process.info["cmdline"])
    ]
    assert psutil.wait_procs(left, timeout=10)[1] == []
