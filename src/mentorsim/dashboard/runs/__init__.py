"""Comparisons that the page starts: each in a process and a folder of its own, which outlive the page."""
