"""Configs: YAML files, each of which may build on another by `_base_`."""

from pathlib import Path

import yaml


def _merged(base, over):
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both else value
    return result


def load_config(path):
    """The config at `path` over the one that its `_base_` names."""
    path = Path(path)
    config = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    base = config.pop("_base_", None)
    return _merged(load_config(path.parent / base), config) if base else config
