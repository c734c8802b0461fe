"""What the exercises of chapter 06 are tried on, and what each likely mistake gives there."""

from __future__ import annotations

import numpy as np

PROBABILITIES = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [0.2, 0.6, 0.2], [0.25, 0.25, 0.5]])
LABELS = np.array([0, 1, 2, 2])
"""Four windows; the third is judged wrong, with 0.2 left for its genre."""

GIVEN = np.array([0.5, 0.8, 0.2, 0.5])
COSTS = -np.log(PROBABILITIES)
LOSSES = (
    (np.log(GIVEN).mean(), "its negative. ln p of a share is below 0; the loss is -ln p"),
    (-np.log(GIVEN).sum(), "the sum over the windows. Take the mean, so that the batch's size doesn't count"),
    (-np.log2(GIVEN).mean(), "logarithms to base 2. Use np.log, the natural one"),
    (-np.log10(GIVEN).mean(), "logarithms to base 10. Use np.log, the natural one"),
    (-np.log(100 * GIVEN).mean(), "percent. The shares are from 0 to 1 as they come: no factor of 100"),
    (COSTS.min(axis=1).mean(), "the largest probability of each window. Take the label's"),
    (COSTS.mean(), "the mean over all genres. Take each window's probability of its label alone"),
    (-np.log(GIVEN).sum() / 12, "a mean over 12 cells, 8 of them zero. Sum over genres, mean over windows"),
    (
        COSTS[:, LABELS].mean(),
        "p[:, labels], of shape (4, 4). Pair window and label: p[np.arange(len(labels)), labels]",
    ),
    (COSTS[LABELS].mean(), "p[labels], which takes rows. Pair window and label: p[np.arange(len(labels)), labels]"),
    (COSTS[np.arange(4), LABELS - 1].mean(), "the genre before each label. Labels count from 0 here: no - 1"),
    (-np.log(GIVEN.mean()), "the logarithm of the mean. First the logarithms, then their mean"),
    (1 - GIVEN.mean(), "1 - p. Its logarithm makes a sure mistake cost far more than an unsure one: -np.log(p)"),
    (0.75, "the share named rightly, the accuracy. The loss is the mean of -ln p, p the label's share"),
)
"""What other sums over the four windows give, and what they are."""

UPDATES = {
    90: "whole batches only. The last of an epoch holds 30 windows, and counts: round up",
    15: "whole batches of one epoch. The last batch holds 30 windows, and counts; and there are six epochs",
    16: "one epoch. There are six",
    92: "batches that run on from one epoch into the next. Each epoch ends with a short batch: round up first",
    91: "batches that run on from one epoch into the next. Each epoch ends with a short batch: round up first",
    102: "an empty batch an epoch. 15 full ones and one of 30 windows are 16",
    6: "one batch an epoch, as if 128 windows came in batches of 1,950. First n_windows, then batch_size",
    1_950: "windows. The weights change once a batch",
    11_700: "windows. The weights change once a batch",
    96 * 128: "windows. The weights change once a batch",
}
"""What other counts give for 1,950 windows in batches of 128 over six epochs."""

HISTORY: dict[str, list[float]] = {
    "accuracy": [0.20, 0.35, 0.45, 0.52, 0.58, 0.63, 0.67],
    "cross_entropy": [2.21, 1.84, 1.55, 1.38, 1.22, 1.10, 1.01],
    "loss": [9.70, 2.60, 2.10, 1.80, 1.60, 1.45, 1.33],
    "val_accuracy": [0.17, 0.28, 0.33, 0.35, 0.34, 0.38, 0.36],
    "val_cross_entropy": [2.25, 2.02, 1.90, 1.93, 1.97, 1.94, 1.99],
    "val_loss": [3.40, 2.70, 2.40, 2.35, 2.33, 2.30, 2.31],
    "learning_rate": [0.001, 0.001, 0.001, 0.001, 0.001, 0.0005, 0.0005],
}
"""Seven epochs with the best validation cross-entropy in the third; other figures point elsewhere."""

EPOCHS: dict[float, str] = {
    1: "epoch 1 has the highest val_cross_entropy. A loss is best where it is lowest: argmin, not argmax",
    2: "epochs are counted from 1 here, and argmin counts from 0. Add 1",
    5: "epoch 6 has the best val_accuracy or val_loss (and argmin counts from 0). Go by val_cross_entropy",
    6: "epoch 6 is best by val_accuracy or val_loss. Go by val_cross_entropy, free of the penalty",
    7: "epoch 7 is the last, and the best on the training windows. Look at the validation's: val_cross_entropy",
    0.00025: "the learning rate stands first. Return epoch, learning_rate",
    1.9: "you give the lowest val_cross_entropy itself. Give the epoch that has it, counted from 1",
    8: "epoch 8 is the next one. Keep the one whose val_cross_entropy was lowest",
}
RATES = (
    (0.001, "that is the first learning rate. Two plateaus have passed since epoch 3: halve it twice"),
    (0.0005, "that was the rate of epoch 7. Epochs 6 and 7 brought nothing lower either: it is halved once more"),
    (0.000125, "you halve too often. After each halving the count of epochs without progress starts anew"),
    (0.0000625, "you halve after every epoch without progress. It takes two in a row; then the count starts anew"),
    (0.00095, "you lower it by 5 %, as the write-up does. Here it is halved"),
    (0.00001, "you divide by ten at each plateau. Here it is halved"),
    (0.25, "that is the factor. The first learning rate, 0.001, is to be multiplied by it"),
    (25, "that is the factor in percent. The first learning rate, 0.001, is to be multiplied by 0.25"),
)
"""What other readings of the history give."""
