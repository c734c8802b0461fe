"""Run a notebook's code in a student's kernel, cell by cell, within limits of time, memory and output.

A cell that goes beyond a limit is stopped and the others go on. If it takes the kernel with it (``os._exit``, all
memory, a loop that cannot be interrupted), a new kernel runs the notebook again without that cell, a few times at most.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from gtzan_course.grading.kernels import Kernel, kernel
from gtzan_course.grading.sandbox import Sandbox

KERNELS = 4
"""How many kernels one notebook gets, at most."""

GRACE_SECONDS = 5.0
"""How long code that was interrupted may take to end."""

IDLE_SECONDS = 3.0
"""How long a cell that has ended may take to hand over the rest of its output."""

TOO_MUCH_OUTPUT = 50
"""Times the limit on output at which a cell is stopped; what is beyond the limit itself is dropped."""

MESSAGES = 100
"""How many messages are read before something else is looked at."""

SHARED_BYTES = 10_000_000
"""What may lie in the folder of the kernel's sockets."""

_PRIVATELY = '__import__("builtins").exec(compile({!r}, "<hidden tests>", "exec"), {{**globals()}})'
_SHOWN = ("stream", "display_data", "execute_result", "error")


@dataclass(frozen=True)
class Limits:
    """What a student's code may use.

    Attributes
    ----------
    cell_seconds
        Time for one cell.
    notebook_seconds
        Time for all cells, whatever has to be run again.
    memory_bytes
        Memory of the kernel and all that it has started.
    output_bytes
        Output of one cell that is kept.
    """

    cell_seconds: float = 60.0
    notebook_seconds: float = 300.0
    memory_bytes: int = 1_800_000_000
    output_bytes: int = 1_000_000


@dataclass(frozen=True)
class Code:
    """What to run for one cell.

    Attributes
    ----------
    text
        Code that runs as a cell of a notebook does.
    hidden
        Code that runs after it, if it went well: in a namespace of its own, a copy of the notebook's, so that what it
        sets is not left behind.
    """

    text: str
    hidden: str = ""


@dataclass
class Outcome:
    """What came of one cell.

    Attributes
    ----------
    outputs
        As in a notebook, as far as they were kept.
    error
        Name and message of the exception, if one was raised.
    stopped
        Why the cell was stopped, or not run.
    """

    outputs: list[Any] = field(default_factory=list)
    error: tuple[str, str] | None = None
    stopped: str | None = None

    @property
    def failed(self) -> bool:
        """Whether it did not run to its end."""
        return self.error is not None or self.stopped is not None


class _Gone(Exception):
    """The kernel is no longer there, or must not be."""


def run(codes: Sequence[Code], *, sandbox: Sandbox, limits: Limits, data: Path | None = None) -> list[Outcome]:
    """Run the code of a notebook's cells, one after the other.

    Parameters
    ----------
    codes
        A cell each.
    sandbox
        How the kernel is started.
    limits
        What the code may use.
    data
        A folder whose files the code finds where it works.

    Returns
    -------
    list of Outcome
        A cell each. One that took the kernel with it has no output, and says why it was stopped.
    """
    runs = _Runs(codes, sandbox, limits, data)
    for _ in range(KERNELS):
        if runs.complete():
            break
    unreached = Outcome(stopped="not run: cells before it ended Python again and again")
    return [runs.outcomes.get(i, unreached) for i in range(len(codes))]


@dataclass
class _Runs:
    """A notebook's runs: what came of each cell so far, and which take the kernel with them."""

    codes: Sequence[Code]
    sandbox: Sandbox
    limits: Limits
    data: Path | None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    fatal: set[int] = field(default_factory=set)
    seconds: float = 0.0

    def complete(self) -> bool:
        """Run all cells that are not fatal; whether none of them turned out to be so."""
        with kernel(self.sandbox, data=self.data) as started, _watched(started, self.limits) as reasons:
            begun = monotonic()
            end = begun + self.limits.notebook_seconds - self.seconds
            try:
                return all(self.survived(i, started, reasons, end) for i in range(len(self.codes)))
            finally:
                self.seconds += monotonic() - begun

    def survived(self, i: int, started: Kernel, reasons: list[str], end: float) -> bool:
        """Run a cell, if it may be run and there is time; whether the kernel is still there."""
        code = self.codes[i]
        if i in self.fatal:
            return True
        if not (code.text + code.hidden).strip():
            self.outcomes[i] = Outcome()
        elif monotonic() > end:
            late = f"not run: the notebook had used up its {self.limits.notebook_seconds:g} seconds"
            self.outcomes.setdefault(i, Outcome(stopped=late))
        else:
            try:
                self.outcomes[i] = _Turn(started, self.limits, reasons, end).run(code)
            except _Gone as gone:
                self.outcomes[i] = Outcome(stopped=str(gone))
                self.fatal.add(i)
                return False
        return True


@dataclass
class _Turn:
    """One cell's turn: runs its code and collects what comes of it."""

    started: Kernel
    limits: Limits
    reasons: list[str]
    end: float
    size: int = 0
    outcome: Outcome = field(default_factory=Outcome)

    def run(self, code: Code) -> Outcome:
        self.end = min(self.end, monotonic() + self.limits.cell_seconds)
        allowed = self.end - monotonic()
        self.send(code.text, allowed, kept=not code.hidden)
        if code.hidden and not self.outcome.failed:
            self.send(_PRIVATELY.format(code.hidden), allowed, kept=False)
        if self.size > self.limits.output_bytes and not self.outcome.stopped:
            note = f"[output beyond {self.limits.output_bytes / 1e6:g} MB was dropped]\n"
            self.outcome.outputs.append(_stream(note))
        return self.outcome

    def send(self, text: str, allowed: float, kept: bool) -> None:
        client = self.started.client
        number = client.execute(text, store_history=kept, allow_stdin=False, stop_on_error=False)
        reply, idle, deadline = None, False, self.end
        while reply is None or (not idle and monotonic() < deadline):
            self.look_after()
            for message in self.messages(number):
                if message["msg_type"] == "execute_reply":
                    reply, deadline = message["content"], monotonic() + IDLE_SECONDS
                elif message["msg_type"] == "status":
                    idle = idle or message["content"]["execution_state"] == "idle"
                else:
                    self.take(message)
            if reply is None and (monotonic() > deadline or self.flooded):
                self.stop(f"not done after {allowed:.0f} seconds")
                deadline = monotonic() + GRACE_SECONDS
        self.judge(reply)

    @property
    def flooded(self) -> bool:
        """Whether there is so much output that the cell has to be stopped, which it is not yet."""
        return self.size > TOO_MUCH_OUTPUT * self.limits.output_bytes and not self.outcome.stopped

    def stop(self, why: str) -> None:
        """Interrupt the cell; when that has been tried, give the kernel up."""
        if self.outcome.stopped:
            raise _Gone(f"{self.outcome.stopped}, and it could not be interrupted")
        if self.flooded:
            why = f"more than {TOO_MUCH_OUTPUT * self.limits.output_bytes / 1e6:g} MB of output"
        self.outcome.stopped = f"stopped: {why}"
        self.started.interrupt()

    def judge(self, reply: Any) -> None:
        if any(item.get("source") == "ask_exit" for item in reply.get("payload", [])):
            raise _Gone("stopped: it told Python to exit")
        if reply["status"] != "ok":
            self.outcome.error = (str(reply.get("ename", "Error")), str(reply.get("evalue", "")))

    def messages(self, number: str) -> Iterator[Any]:
        """Some of what the kernel has said meanwhile in answer to a request."""
        client = self.started.client
        for channel, patience in ((client.iopub_channel, 0.05), (client.shell_channel, 0)):
            for _ in range(MESSAGES):
                try:
                    message = channel.get_msg(timeout=patience)
                except Empty:
                    break
                except (ValueError, KeyError, TypeError):
                    continue
                patience = 0
                if message["parent_header"].get("msg_id") == number:
                    yield message

    def take(self, message: Any) -> None:
        """Keep an output, unless there is too much of it; of text, as much as there may be."""
        from nbformat.v4 import output_from_msg

        if message["msg_type"] not in _SHOWN:
            return
        room = self.limits.output_bytes - self.size
        content = message["content"]
        self.size += len(str(content))
        if message["msg_type"] == "stream" and room > 0:
            content["text"] = str(content["text"])[:room]
        elif self.size > self.limits.output_bytes:
            return
        self.outcome.outputs.append(output_from_msg(message))

    def look_after(self) -> None:
        """See whether the kernel is still there."""
        if self.reasons:
            raise _Gone(f"stopped: {self.reasons[0]}")
        if not self.started.running:
            raise _Gone("stopped: it ended Python")


@contextmanager
def _watched(started: Kernel, limits: Limits) -> Iterator[list[str]]:
    """Kill the kernel if it takes too much memory; the reason is in the list then."""
    reasons: list[str] = []
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            if started.memory() > limits.memory_bytes:
                reasons.append(f"more than {limits.memory_bytes / 1e9:g} GB of memory")
            elif started.shared_bytes() > SHARED_BYTES:
                reasons.append("it wrote where it must not")
            if reasons:
                started.end()
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield reasons
    finally:
        over.set()
        thread.join()


def _stream(text: str) -> Any:
    from nbformat.v4 import new_output

    return new_output("stream", name="stderr", text=text)
