"""What a week does: one file per mechanism, as kernels over columns, and ``week.py``, the ordered list of them."""
