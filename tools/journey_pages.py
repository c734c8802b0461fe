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
    "blues.00003": (
        "Until 16.7 s an overdriven guitar plays, and most windows vote blues. Then it falls silent; drums, bass and "
        "harmonica go on alone, and every window without the guitar votes country. At window 36, the third from the "
        "end, country draws level, then it is ahead. Take the guitar out from the start, and 38 windows vote country."
    ),
    "classical.00003": (
        "Jazz leads for most of the first ten windows, then classical draws away. A harp, a horn, for a while low "
        "strings: no drums. The horn makes the difference. Take it out, and the network hears reggae in what is left."
    ),
    "country.00001": (
        "All 39 agree, and all are wrong. It is not the banjo: without it nothing changes. It is the drums, a train "
        "beat with the bass drum on all four beats, as in disco, at 132 beats a minute. Without the drums 2 windows "
        "are left for disco. No vote mends a mistake that every window makes."
    ),
    "disco.00004": (
        "Guitar and strings pause from 7.8 to 23.5 s. While they do, country and metal win window after window; when "
        "they come back, nearly all say disco again. The mistakes change from window to window, so the vote removes "
        "them."
    ),
    "hiphop.00007": (
        "A rapper, bass, organ and strings, but for the first 9.8 s no drums: blues leads. The drums come in, and the "
        "windows change their mind; at window 21 hip-hop takes the lead. Leave the drums out, and it ends with 29 "
        "votes for blues."
    ),
    "jazz.00006": (
        "Jazz or reggae? Both have a soft bass and much air around it. Brushes on the snare drum and the piano "
        "decide. Leave out either of them, and reggae wins."
    ),
    "metal.00001": (
        "One window would have been enough. The network is all but certain of each. Take out the drums, or the bass, "
        "and all 39 still say metal."
    ),
    "pop.00009": (
        "Pop borrows from its neighbours, and which neighbour is heard depends on who plays. From 8.6 to 17.1 s the "
        "bass is silent, and most windows vote country. Without the bass throughout, country gets 35 votes; without "
        "the drums rock gets 28; without the piano disco gets 27."
    ),
    "reggae.00004": (
        "Twelve votes each for hip-hop and reggae; the higher mean probability decides, for hip-hop. Voice, bass and "
        "drums were heard as reggae. Then, at 13.8 s, the guitar comes in on the off-beat, to a listener the very "
        "sign of reggae, with strings behind it, and the windows turn away. Without the strings reggae wins."
    ),
    "rock.00002": (
        "For 6.7 s there is no bass, and voice, guitar and drums are taken for classical or country. With the bass's "
        "first note comes the turn: from window 9 on, every one votes rock. Leave the bass out, and not one does."
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
