"""Make what the pages show of the journey: `_fragments/journey.html`, and for the cover `_fragments/cover.html`.

Run as `python -m tools.journey_pages`; `make book` does so when something that they are made from has changed. Only the
tracks that are shown are composed: ten of the hundred that chapter 07 judges, one a genre. What is told of each is
known from its score, and from playing it once more without one of its players; a test does that again.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gtzan_course.files import written_whole
from gtzan_course.journey import Story
from gtzan_course.journey.page import write
from tools.contents import ROOT

COVER = "rock.00002"

TOLD = {
    "blues.00002": (
        "Blues and pop take the lead from each other six times. At window 36, the third from the end, blues is in "
        "front once more; then pop gets the vote that decides, 15 to 14. It is the drums that sound like pop. Without "
        "them 29 windows vote blues."
    ),
    "classical.00006": (
        "A piano, a cello and an oboe; from the first window to the last classical leads, and yet every third window "
        "hears blues. The oboe holds it. Take it out, and blues wins with 19 votes. Take the piano out instead, and 32 "
        "vote classical."
    ),
    "country.00001": (
        "Of the 39 windows 35 agree, and are wrong. It is not the banjo: without it 36 vote disco. It is the drums, a "
        "train beat with the bass drum on all four beats, as in disco, at 132 beats a minute. Without the drums not "
        "one window votes disco. No vote mends a mistake that nearly all windows make."
    ),
    "disco.00004": (
        "Until guitar and strings pause, at 7.8 s, disco leads. They come back at 23.5 s, and most windows hear disco "
        "again. But for all the time between country got window after window: it has 23 votes in the end, disco 12."
    ),
    "hiphop.00007": (
        "A rapper, bass, organ and strings, but for the first 9.8 s no drums: blues leads. The drums come in, and the "
        "windows change their mind; at window 19 hip-hop takes the lead. Leave the drums out, and blues wins with 27 "
        "votes."
    ),
    "jazz.00005": (
        "Brushes on the snare drum, an upright bass, and above them a trumpet. The trumpet decides. Without it 36 "
        "windows vote reggae, which has a soft bass and much air around it too. Without the drums 36 still vote jazz."
    ),
    "metal.00001": (
        "One window would have been enough. The network is all but certain of each. Take out the drums, or the bass, "
        "and all 39 still say metal."
    ),
    "pop.00009": (
        "Pop borrows from its neighbours, and which neighbour is heard depends on who plays. From 8.6 to 17.1 s the "
        "bass is silent, and most windows vote country. Without the bass throughout, country gets 29 votes; without "
        "the drums rock gets 27. With the whole band disco is ahead, and pop comes second."
    ),
    "reggae.00001": (
        "Eighteen votes each for jazz and reggae; the higher mean probability decides, for reggae. The two take turns: "
        "a bar of this slow song lasts as long as four windows last to begin, and often two of the four go to each. "
        "Without the drums jazz wins with 28."
    ),
    "rock.00002": (
        "For 6.7 s there is no bass, and voice, guitar and drums are taken for classical or jazz. With the bass's "
        "first note comes the turn: from window 8 on, every one votes rock. Leave the bass out, and classical wins."
    ),
}
"""The tracks of the journey's page, and what is told of each."""


def stories(track_ids: Sequence[str]) -> list[Story]:
    """Compose demo tracks by artists that the shipped model has not met, as chapter 07 does, and let it judge them."""
    from gtzan_course.classification import shipped_model_path
    from gtzan_course.dataset import TRACK_SAMPLES
    from gtzan_course.demo import compose, render
    from gtzan_course.model import load_model
    from gtzan_course.spectrograms import log_mel
    from gtzan_course.training import predict_windows
    from gtzan_course.windows import slice_windows

    model, _ = load_model(shipped_model_path())
    made = []
    for track_id in track_ids:
        genre, number = track_id.split(".")
        y = render(compose(genre, seed=2024, artist=30 + int(number), track=0))[:TRACK_SAMPLES]
        probabilities = predict_windows(model, log_mel(slice_windows(y)))
        made.append(Story(track_id, genre, y, probabilities, TOLD[track_id]))
    return made


def main(folder: Path) -> None:
    """Write both fragments."""
    told = stories(list(TOLD))
    folder.mkdir(exist_ok=True)
    for name, text in {
        "cover.html": write([story for story in told if story.track_id == COVER], compact=True),
        "journey.html": write(told),
    }.items():
        with written_whole(folder / name) as file:
            file.write(text.encode())
    print(f"The journey: {len(told)} tracks in {folder}.")


if __name__ == "__main__":
    main(ROOT / "_fragments")
