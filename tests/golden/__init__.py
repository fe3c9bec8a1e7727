"""Whole trajectories whose bits may not change unless the model's text does."""
