"""Classify music by machine: the package behind the course.

One track's way from waveform to vote, module by module:

============== =================================================================
dataset        GTZAN's tracks: read the folder, load the audio
demo           ten genres of music made from a seed, in GTZAN's layout
splits         tracks into train, validation and test
windows        samples into overlapping windows
spectrograms   windows into mel power and log-mel
cache          log-mel windows kept on disk, one file a track
features       the classical, hand-crafted features
augmentation   time flip and cutout, one Keras layer each
model          the CNN, saved and loaded
training       fit with a falling learning rate
voting         the windows' votes into a track's genre
evaluation     accuracy with an interval, paired tests, confusion
classification a path to a genre
plots          draw on axes
players        sound for the page
checks         what an exercise answers when it is wrong
ledger         measured figures, kept with what they were measured on
cli            the command gtzan-course
============== =================================================================
"""

__version__ = "0.1.0"
