"""Many runs: what is compared and swept, who does the work, where the rows are kept, and what comes back."""
