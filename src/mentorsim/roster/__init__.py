"""What the columns of a list of people mean: cells in, typed columns out, and a report of every reading.

Nothing is guessed in silence: each reader says for every different value what it was read as.
"""
