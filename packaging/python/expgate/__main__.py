"""Starts the program that the wheel brought along. Exits as it does; with 2 if there is none ("could not decide")."""
import os
import sys
from importlib import metadata

try:
    program = next(os.path.normpath(file.locate()) for file in metadata.files("expgate") or () if file.name == "expgate")
    os.execv(program, ["expgate", *sys.argv[1:]])
except (metadata.PackageNotFoundError, StopIteration):
    problem = "pip does not list the program: `pip install --force-reinstall expgate`"
except OSError as error:
    problem = f"cannot start {program}: {error.strerror}"
print(f"expgate: {problem}", file=sys.stderr)
sys.exit(2)
