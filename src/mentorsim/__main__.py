"""``python -m mentorsim``: the same as the command ``mentorsim``."""

from mentorsim.cli import main

if __name__ == "__main__":
    main()
