from pathlib import Path

import pytest

from utils import load_config

EXPERIMENTS = sorted(Path("configs/exp").glob("*.yaml"))


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_every_experiment_has_a_seed_and_all_sections(path):
    config = load_config(path)
    assert isinstance(config["seed"], int)
    assert {"data", "model", "train"} <= config.keys()


def test_an_experiment_keeps_what_it_does_not_change(tmp_path):
    (tmp_path / "base.yaml").write_text("model: {dim: 64, depth: 2}\n")
    (tmp_path / "deeper.yaml").write_text("_base_: base.yaml\nseed: 1\nmodel: {depth: 4}\n")
    assert load_config(tmp_path / "deeper.yaml") == {"seed": 1, "model": {"dim": 64, "depth": 4}}
