"""The chart types of the report and of the local page: each a function from numbers to a `Chart`."""
