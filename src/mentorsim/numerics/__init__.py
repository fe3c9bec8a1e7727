"""The ground floor of numbers: keyed draws, portable arithmetic, and the only way to Numba."""
