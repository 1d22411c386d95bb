"""Baton 接棒: `python app.py` opens the page; `python app.py ask "…"` and the rest work as `baton` does."""

import sys

from assistant.cli import main

if __name__ == "__main__":
    main(sys.argv[1:] or ["serve"])
