from typing import Any

import pytest
import torch

from datasets import shapes
from models import VisionTransformer
from train import train
from utils import set_seed

TINY: dict[str, Any] = {
    "seed": 5,
    "data": {"samples": 64, "image_size": 16, "classes": 4, "noise": 0.05},
    "model": {"patch": 8, "dim": 16, "depth": 1, "heads": 2},
    "train": {"epochs": 2, "batch_size": 16, "lr": 1.0e-3, "weight_decay": 0.0},
}


def test_the_same_seed_draws_the_same_shapes():
    first, second, other = (shapes(seed=seed, **TINY["data"]) for seed in (1, 1, 2))
    assert torch.equal(first.tensors[0], second.tensors[0])
    assert not torch.equal(first.tensors[0], other.tensors[0])


def test_the_model_has_one_score_for_each_class():
    model = VisionTransformer(image_size=16, classes=4, **TINY["model"])
    assert model(torch.zeros(3, 1, 16, 16)).shape == (3, 4)


def test_the_same_seed_seeds_the_same_weights():
    def weights(seed):
        set_seed(seed)
        return torch.nn.Linear(4, 4).weight

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_a_run_can_be_repeated():
    first, second = train(TINY)[1], train(TINY)[1]
    assert first == second
    assert 0 <= first["acc@1"] <= 100


def test_more_classes_than_shapes_are_an_error():
    with pytest.raises(ValueError, match="4 shapes"):
        shapes(samples=1, image_size=16, classes=5, noise=0.0, seed=0)
