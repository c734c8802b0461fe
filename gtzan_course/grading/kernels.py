"""A student's kernel: started in a sandbox, talked to over sockets, ended with all that it has started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any

from gtzan_course.grading import launcher
from gtzan_course.grading.sandbox import MARK, SOCKETS, Sandbox, start

START_SECONDS = 60.0
"""How long a kernel may take to start."""

ASKING_SECONDS = 0.5
"""How long a kernel that starts has for an answer until it is asked once more."""

LONGEST_SOCKET = 103
"""Characters that a socket's name may have: 107 on Linux, 103 on a Mac."""


class Kernel:
    """A kernel that runs, and how to talk to it, interrupt it and end it.

    Parameters
    ----------
    process
        What was started: the kernel, or the launcher that it is a child of.
    client
        A client of the kernel, with its channels started.
    mark
        What the kernel's processes have in their environment and no others.
    sockets
        The folder of its sockets.
    """

    def __init__(self, process: subprocess.Popen[bytes], *, client: Any, mark: str, sockets: Path) -> None:
        self.process = process
        self.client = client
        self.mark = mark
        self.sockets = sockets

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def processes(self) -> list[Any]:
        """What it consists of: psutil's processes, the kernel's first."""
        import psutil

        try:
            started = psutil.Process(self.process.pid)
            children = started.children(recursive=True)
        except psutil.NoSuchProcess:
            return []
        return children if _is_launcher(started) and children else [started, *children]

    def memory(self) -> int:
        """Memory that it uses, with all that it has started, in bytes."""
        import psutil

        total = 0
        for process in self.processes():
            with suppress(psutil.Error):
                total += process.memory_info().rss
        return total

    def shared_bytes(self) -> int:
        """Size of what lies in the folder that it shares with the grader."""
        with suppress(OSError):
            return sum(entry.stat(follow_symlinks=False).st_size for entry in os.scandir(self.sockets))
        return 0

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in it."""
        for process in self.processes()[:1]:
            process.send_signal(signal.SIGINT)

    def end(self) -> None:
        """Kill it and all that it has started."""
        for process in [*reversed(self.processes()), *_marked(self.mark)]:
            _kill(process)
        self.process.kill()
        self.process.wait()


@contextmanager
def kernel(sandbox: Sandbox, *, data: Path | None = None) -> Iterator[Kernel]:
    """Start a kernel; it is ended with all that it has started.

    Parameters
    ----------
    sandbox
        How.
    data
        A folder whose files the kernel finds where it works, as copies.

    Yields
    ------
    Kernel
        Ready to run code.

    Raises
    ------
    OSError
        The folder for temporary files has too long a name for sockets.
    RuntimeError
        It does not start.
    """
    from jupyter_client.blocking.client import BlockingKernelClient

    with tempfile.TemporaryDirectory(prefix="gtzan-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if data:
            shutil.copytree(data, folder / "work")
        inside, outside = _addresses(folder, sandbox)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", inside, "--HistoryManager.hist_file=:memory:"]
        process, mark = start(command, folder=folder, sandbox=sandbox)
        client = BlockingKernelClient()
        client.load_connection_info(outside)
        client.start_channels()
        started = Kernel(process, client=client, mark=mark, sockets=folder / "sockets")
        try:
            _await(started)
            yield started
        finally:
            started.end()
            client.stop_channels()


def _await(started: Kernel) -> None:
    """Wait until what a kernel puts out arrives, which it does when it has answered: before that it is lost."""
    for _ in range(int(START_SECONDS / ASKING_SECONDS)):
        started.client.kernel_info()
        try:
            started.client.get_iopub_msg(timeout=ASKING_SECONDS)
            return
        except Empty:
            if not started.running:
                break
    raise RuntimeError("the kernel did not start")


def _addresses(folder: Path, sandbox: Sandbox) -> tuple[str, Any]:
    """The connection file as the kernel finds it, and what it says as seen from outside."""
    from jupyter_client.connect import write_connection_file

    sockets = folder / "sockets"
    sockets.mkdir(mode=0o700)
    file = str(sockets / "kernel.json")
    if sys.platform == "win32":
        return file, write_connection_file(file)[1]
    if len(longest := f"{sockets}/k-5") > LONGEST_SOCKET:
        raise OSError(f"{longest} is too long a name for a socket. Set TMPDIR to a folder with a shorter name.")
    seen = SOCKETS if sandbox.cut_off else str(sockets)
    _, info = write_connection_file(file, transport="ipc", ip=f"{seen}/k")
    return f"{seen}/kernel.json", {**info, "ip": str(sockets / "k")}


def _is_launcher(process: Any) -> bool:
    import psutil

    try:
        return launcher.__file__ in process.cmdline()
    except psutil.Error:
        return False


def _marked(mark: str) -> Iterator[Any]:
    """Processes whose environment has the mark, whoever their parent is by now."""
    import psutil

    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark:
                yield process
        except (psutil.Error, OSError):
            continue


def _kill(process: Any) -> None:
    import psutil

    try:
        process.kill()
    except psutil.Error:
        return
