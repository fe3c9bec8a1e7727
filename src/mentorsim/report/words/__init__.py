"""Sentences made from numbers: what a finding means, for somebody who will not read a table."""
