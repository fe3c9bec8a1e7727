"""Statistics of paired replications: intervals, verdicts, stopping, selection, and parameter uncertainty.

Arrays in, numbers out: nothing here knows of scenarios, runs or folders.
"""
