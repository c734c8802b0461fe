"""Classify music by machine: the package behind the course.

One track's way from waveform to vote, module by module:

=============== =========================================================
audio           decode any format, block by block
dataset         GTZAN's tracks: read the folder, load the audio
fetch           download GTZAN from a mirror that still answers
verify          hold a copy of GTZAN against the published md5s
facts           what has been published on GTZAN's tracks
gtzan_features  features of GTZAN's tracks, measured and published by others
demo            ten genres of music made from a seed, in GTZAN's layout
splits          tracks into training and test parts
leakage         what these share, and four splits that share less and less
windows         samples into overlapping windows
spectrograms    windows into mel power and log-mel
resynthesis     mel spectrograms made audible again
cache           mel spectrograms kept on disk, one file a track
features        the classical, hand-crafted features
classical       classifiers of such features, tuned in their own rows
folds           tracks into folds, each genre and artist in its place
augmentation    time flip and cutout, one Keras layer each
model           the CNN, built, saved and loaded
models          the weights that come with the course
training        fit with a falling learning rate; predict
musicnn         a network that has heard 200,000 songs, rebuilt
resampling      another sample rate, by a filter that is written down
taggrams        what musicnn makes of real tracks, as published
heads           a linear layer on frozen features
calibration     whether a model is right as often as it says
voting          the windows' votes into a track's genre
evaluation      accuracy, its intervals, whether two classifiers differ
comparison      what six classifiers answered to the same tracks
faults          repetitions, wrong labels and distortion found
recipes         the published recipe and the revised one, as data
runs            train and test by a recipe
checkpoints     take a training up where it was broken off
reproduce       the whole experiment on your own tracks, and its page
classification  a path to a genre
listeners       the models that can be asked for it
hearing         how a model wants its sound
doubts          when a genre is not to be believed
batch           a folder of songs, a genre for each
occlusion       which bands and moments decide
own_music       a widget for the reader's own songs
streaming       an audio file's windows, however long it is
plots           draw on axes
players         sound for the page
sounds          tones and noises to look at
interval_plots  draw how sure one can be of a figure
frames          pictures that answer to a slider, without a kernel
widgets         the same with a kernel
interactives    what the sliders move, chapter by chapter
journey         one track's way to its vote, for the page
assignments     for each student a notebook of one's own, made from one source
grading         what comes back: a table of points, a feedback page each
checks          what an exercise answers when it is wrong
ledger          measured figures, kept with what they were measured on
backend         Keras on TensorFlow, without its start-up lines
quiet           hold back what libraries write to the error stream
files           write files that appear only once they are whole
published_files files of others, believed only if the same
cli             the command gtzan-course
=============== =========================================================
"""

__version__ = "0.1.0"
