"""Real lists in the page: read in memory, paired in the helper's process, written only when downloaded."""
