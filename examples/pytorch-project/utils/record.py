"""The record of a run: results/NAME.json, which says what came out of which commit and where the weights are."""

import subprocess


def record(name, config, metrics, weights, uri, image=None):
    """Has expgate write the record of the run that these files are of. `uri` is where the weights will be, `image` the one that ran."""
    command = ["expgate", "record", name, "--config", config, "--metrics", str(metrics), "--artifact", f"best={uri},{weights}"]
    if image:
        command += ["--image", image]
    subprocess.run(command, check=True)
