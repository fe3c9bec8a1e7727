"""What ``import mentorsim`` gives: the functions that run studies, and the results that they return."""
