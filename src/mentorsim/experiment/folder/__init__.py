"""The results folder: immutable parts, what determines them, and what can be done with them afterwards."""
