"""What a sweep tells: each analysis turns the runs of a results folder into tidy tables.

An analysis is a file with `reason_against` and `find`, listed in `registry`; what people see of it (its page
and figures) is in `mentorsim.report`.
"""
