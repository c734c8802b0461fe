"""Start a kernel for a student's code, and keep that code from everything else.

What a student's code gets
    A Python of its own, the packages that the grader has, an empty home with the files handed out with the notebook,
    and the environment variables named here. Hidden tests and right answers come to it cell by cell, over a socket:
    they are in no file that it could read.

Where Linux allows namespaces
    (all common distributions; as root or as an ordinary user, in containers often not) it sees no other file than
    Python's, its packages' and the system's libraries, all read-only; no network, not even its own computer's; and no
    process but its own. It writes to memory only, 500 MB at most. Started by root, it has an account without rights.

Elsewhere
    (macOS, Windows, containers that forbid namespaces) the limits on time, memory and output hold, but the code can
    read what the grader's account can read, and use the network. Grade in a virtual machine or a container then, or
    read first what was handed in.

What nothing of this protects from
    Tests run where the student's code runs. Code that sets out to deceive them can: it may look into the test that
    calls it, replace functions of NumPy or of Python, or return objects that are equal to everything. It gains points,
    not access. The grades' notes name notebooks that hold traces of it; reading them is up to you.
    A fault of the operating system's kernel would let code out. Side channels are open.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import site
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gtzan_course.grading import launcher

NOBODY = 65534
"""The account and group without rights that a grader who is root gives to students' code."""

HOME_BYTES = 500_000_000
"""What the student's home and its folder for temporary files may hold, each, and the most that one file may."""

ADDRESS_BYTES = 6_000_000_000
"""Memory that a process may ask for (not use): beyond it Python raises MemoryError, before anything is used."""

PROCESSES = 512
"""Processes and threads that the account may have in all."""

SOCKETS = "/run/kernel"
"""Where a cut off command finds the folder that it shares with the grader."""

MARK = "GTZAN_COURSE_GRADING"
"""The environment variable by which a student's processes are known."""

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime", "/etc/mime.types")


@dataclass(frozen=True)
class Sandbox:
    """How kernels are started here.

    Attributes
    ----------
    cut_off
        Whether they get namespaces of their own.
    account
        The account that they run in, None for the grader's.
    hidden
        Files and folders that they must not see even if they lie among Python's.
    threads
        How many threads NumPy and TensorFlow are to use.
    prepared
        A folder whose contents every home begins with, see `gtzan_course.grading.prepared`.
    """

    cut_off: bool
    account: int | None
    hidden: tuple[Path, ...] = ()
    threads: int = 2
    prepared: Path | None = None

    def __str__(self) -> str:
        if self.cut_off:
            return "Students' code runs cut off: no file of yours, no network, no other process within its reach."
        return (
            "This system gives no namespaces: students' code runs with limits on time, memory and output, but could "
            f"read files that {'everybody' if self.account else 'you'} can read, and use the network. "
            "Grade in a virtual machine if that is too much."
        )


@cache
def best_sandbox() -> Sandbox:
    """Try what this system allows, the best first.

    Returns
    -------
    Sandbox
        The first in which Python finds its packages.

    Raises
    ------
    OSError
        Python does not start even without any.
    """
    account = NOBODY if sys.platform != "win32" and os.getuid() == 0 else None
    linux = sys.platform == "linux"
    kinds = (
        [Sandbox(True, account)] * linux + [Sandbox(False, account)] * (account is not None) + [Sandbox(False, None)]
    )
    said = ""
    for sandbox in kinds:
        with tempfile.TemporaryDirectory(prefix="gtzan-") as folder:
            command = [sys.executable, "-c", "import gtzan_course, ipykernel"]
            process, _ = start(command, folder=Path(folder), sandbox=sandbox, errors=subprocess.PIPE)
            said = process.communicate()[1].decode(errors="replace")
        if process.returncode == 0:
            return sandbox
    raise OSError(f"Python cannot be started to run students' code: {said.strip()[-500:]}")


def start(
    command: list[str], *, folder: Path, sandbox: Sandbox, errors: int = subprocess.DEVNULL
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a command in a sandbox.

    Parameters
    ----------
    command
        What to run, and its arguments.
    folder
        An empty folder for it; or one that holds ``work``, the files that it is to find, and ``sockets``, the folder
        that it shares with the grader.
    sandbox
        How.
    errors
        Where its error stream goes, as for ``subprocess.Popen``.

    Returns
    -------
    Popen
        The command, or what started it.
    str
        The value of the environment variable `MARK` in all its processes.
    """
    for name in ("work", "root", "sockets"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    if sandbox.prepared:
        shutil.copytree(sandbox.prepared, folder / "work", dirs_exist_ok=True)
    home = launcher.HOME if sandbox.cut_off else str(folder / "work")
    mark = secrets.token_hex(8)
    environment = _environment(home, sandbox, mark)
    if sys.platform != "win32":
        _hand_over(folder, sandbox)
        command, environment = _launched(command, folder, sandbox, environment), {}
    process = subprocess.Popen(
        command,
        cwd=folder / "work",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        start_new_session=True,
    )
    return process, mark


def _launched(command: list[str], folder: Path, sandbox: Sandbox, environment: dict[str, str]) -> list[str]:
    limits = {"CORE": 0, "FSIZE": HOME_BYTES, "DATA": ADDRESS_BYTES, "NPROC": PROCESSES + _own_threads(sandbox)}
    settings = {
        "command": command,
        "environment": environment,
        "limits": limits,
        "account": sandbox.account,
        "work": str(folder / "work"),
        "cut_off": _parts(folder, sandbox) if sandbox.cut_off else None,
    }
    return [sys.executable, "-I", launcher.__file__, json.dumps(settings)]


def _parts(folder: Path, sandbox: Sandbox) -> dict[str, Any]:
    """What a cut off command's file system is made of."""
    links = {path: os.readlink(path) for path in _SYSTEM if os.path.islink(path)}
    shown = [path for path in (*_SYSTEM, *_SYSTEM_FILES) if path not in links and os.path.exists(path)]
    package = Path(launcher.__file__).parents[1]
    pythons = [sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix), str(package)]
    pythons += [str(package.parent / "results"), *_user_site()]
    for path in filter(os.path.exists, pythons):
        if not any(Path(path).is_relative_to(other) for other in shown):
            shown.append(path)
    return {
        "root": str(folder / "root"),
        "links": links,
        "readable": shown,
        "hidden": [str(path) for path in sandbox.hidden if any(_within(path, other) for other in shown)],
        "shared": {SOCKETS: str(folder / "sockets")},
        "bytes_each": HOME_BYTES,
    }


def _environment(home: str, sandbox: Sandbox, mark: str) -> dict[str, str]:
    """All variables that the student's code gets."""
    temporary = "/tmp" if sandbox.cut_off else home
    kept = ("SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH", "CONDA_PREFIX")
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **dict.fromkeys(threads, str(sandbox.threads)),
        **dict.fromkeys(("HOME", "USERPROFILE"), home),
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary),
        **dict.fromkeys(("USER", "LOGNAME", "USERNAME"), "student"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "PYTHONPATH": os.pathsep.join(_user_site()),
        "LANG": "C.UTF-8",
        "GTZAN_COURSE_CACHE": f"{home}/.cache/gtzan-course",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "NUMBA_CACHE_DIR": f"{home}/.numba",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        MARK: mark,
    }


def _hand_over(folder: Path, sandbox: Sandbox) -> None:
    """Let the account reach its folders, and nobody else."""
    if sandbox.account is not None:
        folder.chmod(0o711)
        for path in [
            folder / "sockets",
            *(folder / "sockets").iterdir(),
            folder / "work",
            *(folder / "work").rglob("*"),
        ]:
            os.chown(path, sandbox.account, sandbox.account)


def _within(path: Path, other: str) -> bool:
    return path != Path(other) and path.is_relative_to(other)


def _user_site() -> list[str]:
    """The user's own packages, if Python uses them."""
    folder = site.getusersitepackages()
    return [folder] if site.ENABLE_USER_SITE and os.path.isdir(folder) else []


def _own_threads(sandbox: Sandbox) -> int:
    """How many threads the account has already."""
    import psutil

    user = os.getuid() if sandbox.account is None else sandbox.account
    known = psutil.process_iter(["uids", "num_threads"])
    return sum(p.info["num_threads"] or 0 for p in known if p.info["uids"] and p.info["uids"].real == user)
