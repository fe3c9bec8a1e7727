"""What an experiment varies, as it is written and as it is laid out; all is checked before the first run."""
