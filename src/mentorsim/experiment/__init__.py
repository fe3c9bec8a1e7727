"""Many runs: designs, execution, the store of results, and the statistics that compare policies."""
