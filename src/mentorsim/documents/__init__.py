"""Files that people write: YAML and tables are read here safely, each value with its line or row."""
