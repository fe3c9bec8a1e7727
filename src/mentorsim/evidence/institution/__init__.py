"""Fit a scenario's population to an institution's own records: the mechanism parameters stay as they are."""
