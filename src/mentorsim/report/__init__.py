"""What people read: tables for a terminal, and figures. Matplotlib is loaded when a figure is drawn."""
