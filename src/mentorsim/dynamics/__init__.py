"""What a week does: one file per mechanism, as kernels over columns; ``week.py`` is their ordered list."""
