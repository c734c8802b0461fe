"""Grade what students have handed in: a folder of notebooks to a table of points and a feedback page each.

============ ===========================================================================
submissions  find the files, read notebooks however they were saved
whose        find out whose a notebook is
mending      put the cells back into the order and form in which they were handed out
sandbox      what a student's code can reach, and what it cannot
launcher     the script that starts it there
prepared     what every kernel would spend its first minute on, done once
kernels      start a kernel in the sandbox and end it with all that it has started
running      run the cells within limits of time, memory and output
gradebook    nbgrader: points, and the page
feedback     what the page shows
traces       what is worth reading before points are believed
notebooks    all of this for one notebook
sheet        the table of points, for Moodle, Canvas or a spreadsheet
grade        all of this for a folder
============ ===========================================================================

Students need none of this, nor what it needs: nbgrader.
"""
