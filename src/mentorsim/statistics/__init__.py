"""Statistics of paired worlds: intervals, verdicts, stopping, selection, and what parameters leave open.

Arrays in, numbers out: nothing here knows of scenarios, runs or folders.
"""
