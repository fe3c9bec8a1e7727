"""The real list of pairs: a school's roster in, pairs by the simulation's own methods and their reasons out.

Nothing is simulated here. What is written about persons goes into the files that the user names; messages
speak of rows.
"""
