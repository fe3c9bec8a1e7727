"""What each mechanism owns: its place in the week, its state columns and its parameters, declared once."""
