"""The plain-Mesa twin: the model written again from its text, one agent per student; a check on the kernels.

It shares with the package the draws' bits, the cohort and the pairs, and nothing else.
"""
