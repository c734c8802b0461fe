"""The whole experiment on a reader's own tracks: split, train by a recipe, vote, write down what came out (chapter 12).

========== ===================================================================
experiment from a folder of tracks to a page, taken up wherever it was stopped
parts      the tracks of a split, with their windows
outcomes   what is asked for, what came out, and its figures
published  accuracies that others have published, to stand beside
page       what came out, as a page that needs no other file
pictures   its pictures, with words for who cannot see them
progress   a bar an epoch, and when the end is to be expected
========== ===================================================================
"""

from gtzan_course.reproduce.experiment import reproduce

__all__ = ["reproduce"]
