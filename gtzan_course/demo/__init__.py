"""Ten genres of music that the package composes and synthesises itself, in GTZAN's layout.

=========== ==================================================
styles      what each genre is: tables
patterns    what bass and chords play in a bar
choices     what an artist is: the habits that its tracks share
band        the players, bar by bar
recording   instruments, levels, room, flaws
scores      compose: a track's notes and how it is recorded
instruments waveforms of pitched instruments
voice       waveforms of a voice
sounds      every instrument by name: tables
drums       waveforms of drums
studio      render: stems, mix, master
parts       a track without one of its players; where each sounds
faults      repetitions, mislabellings and distortion: which, and where
settings    what is asked for
damage      the sound of a fault
write       files, manifest, the user's cache
=========== ==================================================
"""

from gtzan_course.demo.faults import Fault, read_faults
from gtzan_course.demo.recording import Mix
from gtzan_course.demo.scores import BLEND, COHESION, Score, compose
from gtzan_course.demo.settings import DEMO_VERSION
from gtzan_course.demo.studio import render
from gtzan_course.demo.write import demo_home, write_demo

__all__ = [
    "BLEND",
    "COHESION",
    "DEMO_VERSION",
    "Fault",
    "Mix",
    "Score",
    "compose",
    "demo_home",
    "read_faults",
    "render",
    "write_demo",
]
