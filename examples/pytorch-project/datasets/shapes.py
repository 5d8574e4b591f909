"""Drawn shapes with noise: a data set that a seed describes whole, so nothing has to be stored."""

import numpy as np
import torch
from torch.utils.data import TensorDataset


def _draw(kind, x, y, size):
    distance = np.hypot(x, y)
    if kind == 0:  # disc
        return distance < size
    if kind == 1:  # ring
        return np.abs(distance - size) < 0.12
    if kind == 2:  # square
        return np.maximum(np.abs(x), np.abs(y)) < size
    return np.minimum(np.abs(x), np.abs(y)) < 0.12  # cross


def shapes(samples, image_size, classes, noise, seed):
    """A TensorDataset of `samples` grey images and their class, the same for the same arguments."""
    if not 1 <= classes <= 4:
        raise ValueError(f"there are 4 shapes, not {classes}")
    rng = np.random.default_rng(seed)
    grid = np.linspace(-1, 1, image_size)
    labels = rng.integers(classes, size=samples)
    images = np.empty((samples, 1, image_size, image_size), dtype=np.float32)
    for image, label in zip(images, labels):
        dx, dy = rng.uniform(-0.3, 0.3, size=2)
        x, y = np.meshgrid(grid - dx, grid - dy)
        image[0] = _draw(label, x, y, rng.uniform(0.3, 0.6))
    images += rng.normal(0, noise, size=images.shape).astype(np.float32)
    return TensorDataset(torch.from_numpy(images), torch.from_numpy(labels))
