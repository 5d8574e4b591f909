"""Nothing to import: `python -m expgate` starts the program."""
