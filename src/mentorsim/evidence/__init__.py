"""What is published, how near the model comes to it, and what that leaves open about its parameters."""
