"""What keeps the book in order: run as `python -m tools.<name>`, most of it by `make`."""
