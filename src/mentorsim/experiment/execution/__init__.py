"""Who does the work of a sweep, in which order it is handed out, and what happens when it is stopped."""
