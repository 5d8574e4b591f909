"""The record of a run: results/NAME.json, which says what came out of which commit and where the weights are."""

import subprocess


def record(name, config, metrics, weights, uri):
    """Has expgate write the record of the run that these files are of. `uri` is where the weights will be."""
    command = ["expgate", "record", name, "--config", config, "--metrics", str(metrics), "--artifact", f"best={uri},{weights}"]
    subprocess.run(command, check=True)
