"""What the reader moves: one module a chapter, whose functions take data and return a `frames.Interactive`.

An interactive is a title, one or two sliders, and a plain function from the sliders' values to a picture with
its description and, where there is something to hear, its sound. `frames.show` draws all of its frames
beforehand, for the page; `widgets.live` draws one at a time, for whoever has a kernel. `reading`, `windows`,
`spectrograms`, `augmentation`, `model` (with `convolution`), `training` and `voting` belong to the chapters of
those names. None of them touches pyplot, and importing this package imports none of them.
"""
