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
    end = monotonic() + limits.notebook_seconds
    outcomes: dict[int, Outcome] = {}
    fatal: dict[int, Outcome] = {}
    for _ in range(KERNELS):
        lost = _run_once(codes, outcomes, fatal, end=end, sandbox=sandbox, limits=limits, data=data)
        if lost is None:
            break
        fatal[lost] = outcomes[lost]
    unreached = Outcome(stopped="not run: cells before it ended Python again and again")
    return [outcomes.get(i, unreached) for i in range(len(codes))]


def _run_once(
    codes: Sequence[Code],
    outcomes: dict[int, Outcome],
    fatal: dict[int, Outcome],
    *,
    end: float,
    sandbox: Sandbox,
    limits: Limits,
    data: Path | None,
) -> int | None:
    """Run all cells but those known to be fatal; return the one that turned out to be so."""
    with kernel(sandbox, data=data) as started, _watched(started, limits) as reasons:
        for i, code in enumerate(codes):
            if i in fatal or not (code.text + code.hidden).strip():
                outcomes[i] = fatal.get(i, Outcome())
                continue
            if monotonic() > end:
                late = f"not run: the notebook had used up its {limits.notebook_seconds:g} seconds"
                outcomes.setdefault(i, Outcome(stopped=late))
                continue
            try:
                outcomes[i] = _Turn(started, limits, reasons, end).run(code)
            except _Gone as gone:
                outcomes[i] = Outcome(stopped=str(gone))
                return i
    return None


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
        while reply is None or not idle:
            self.look_after()
            for message in self.messages(number):
                if message["msg_type"] == "execute_reply":
                    reply, deadline = message["content"], min(deadline, monotonic() + IDLE_SECONDS)
                elif message["msg_type"] == "status":
                    idle = idle or message["content"]["execution_state"] == "idle"
                else:
                    self.take(message)
            too_much = self.size > TOO_MUCH_OUTPUT * self.limits.output_bytes
            if reply is None and (monotonic() > deadline or too_much):
                if self.outcome.stopped:
                    raise _Gone(f"{self.outcome.stopped}, and it could not be interrupted")
                why = f"more than {TOO_MUCH_OUTPUT * self.limits.output_bytes / 1e6:g} MB of output"
                self.outcome.stopped = f"stopped: {why if too_much else f'not done after {allowed:.0f} seconds'}"
                self.started.interrupt()
                self.size, deadline = self.limits.output_bytes, monotonic() + GRACE_SECONDS
            elif reply is not None and monotonic() > deadline:
                break
        self.judge(reply)

    def judge(self, reply: Any) -> None:
        if any(item.get("source") == "ask_exit" for item in reply.get("payload", [])):
            raise _Gone("stopped: it told Python to exit")
        if reply["status"] != "ok":
            self.outcome.error = (str(reply.get("ename", "Error")), str(reply.get("evalue", "")))

    def messages(self, number: str) -> Iterator[Any]:
        """What the kernel has said meanwhile in answer to a request."""
        client = self.started.client
        for channel, patience in ((client.iopub_channel, 0.05), (client.shell_channel, 0)):
            while True:
                try:
                    message = channel.get_msg(timeout=patience)
                except (Empty, ValueError, KeyError):
                    break
                if message["parent_header"].get("msg_id") == number:
                    yield message
                patience = 0
                if self.size > TOO_MUCH_OUTPUT * self.limits.output_bytes or monotonic() > self.end:
                    break

    def take(self, message: Any) -> None:
        """Keep an output, unless there is too much of it."""
        from nbformat.v4 import output_from_msg

        if message["msg_type"] in _SHOWN:
            self.size += len(str(message["content"]))
            if self.size <= self.limits.output_bytes:
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
