"""Show how far a training is: a bar an epoch, then how long it took and when the end is to be expected."""

from __future__ import annotations

import datetime
import time

from tqdm.auto import tqdm

from gtzan_course.backend import keras


class EpochBars(keras.callbacks.Callback):  # type: ignore[misc]
    """A bar of batches for the epoch under way, on the error stream; a line for each that is done, on the output."""

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Start with no epoch measured."""
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Open the epoch's bar."""
        self.started = time.perf_counter()
        self.name = f"epoch {epoch + 1} of {self.params['epochs']}"
        self.bar = tqdm(total=self.params["steps"], desc=self.name, unit="batch", leave=False)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Move it by one batch."""
        self.bar.update()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Close the bar; say what the epoch gave, how long it took and when the last will be done."""
        self.bar.close()
        self.seconds.append(time.perf_counter() - self.started)
        left = (self.params["epochs"] - epoch - 1) * sum(self.seconds) / len(self.seconds)
        end = datetime.datetime.now() + datetime.timedelta(seconds=left)
        learnt, watched = (_told(logs or {}, before) for before in ("", "val_"))
        until = f" End at about {end:%d %B, %H:%M}." if left else ""
        print(f"{self.name}: {self.seconds[-1]:.1f} s. Learnt: {learnt}. Watched: {watched}.{until}", flush=True)


def _told(logs: dict[str, float], before: str) -> str:
    accuracy, cross_entropy = logs[f"{before}accuracy"], logs[f"{before}cross_entropy"]
    return f"{100 * accuracy:.1f} % of windows, cross-entropy {cross_entropy:.3f}"
