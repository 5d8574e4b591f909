"""What each system's own loader reads of a config: its value of a dotted key."""

import dataclasses
import importlib.util
import json
import os
import subprocess
import sys


def at(value, key):
    """The value at a dotted key of mappings, lists and attributes."""
    for name in key.split('.'):
        if isinstance(value, list):
            value = value[int(name)]
        elif hasattr(value, 'keys'):
            value = value[name]
        else:
            value = getattr(value, name)
    return value


def pyyaml(path, key):
    import yaml
    with open(path, encoding='utf-8') as file:
        return at(yaml.safe_load(file), key)


def plain_json(path, key):
    with open(path, encoding='utf-8') as file:
        return at(json.load(file), key)


def toml(path, key):
    import tomli
    with open(path, 'rb') as file:
        return at(tomli.load(file), key)


def omegaconf(path, key):
    from omegaconf import OmegaConf
    return OmegaConf.to_container(OmegaConf.create({'at': OmegaConf.select(OmegaConf.load(path), key, throw_on_missing=True)}))['at']


def hydra(path, key):
    from hydra import compose, initialize_config_dir
    from hydra.core.global_hydra import GlobalHydra
    from omegaconf import OmegaConf
    GlobalHydra.instance().clear()
    folder, name = os.path.split(os.path.abspath(path))
    with initialize_config_dir(config_dir=folder, version_base='1.3'):
        return OmegaConf.select(compose(config_name=os.path.splitext(name)[0]), key, throw_on_missing=True)


def mmengine(path, key):
    from mmengine.config import Config
    return at(Config.fromfile(path), key)


def module(path):
    """A module of the project, freshly read."""
    spec = importlib.util.spec_from_file_location('project_' + str(abs(hash(path))), path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def yacs(path, key):
    """The defaults of config.py beside the folder of configs, with the file laid on them."""
    config = module(os.path.join(os.path.dirname(os.path.dirname(path)), 'config.py'))._C.clone()
    config.merge_from_file(path)
    return at(config, key)


def yacs_defaults(path, key):
    return at(module(path)._C, key)


def ml_collections(path, key):
    return at(module(path).get_config(), key)


def gin(path, key):
    """A function that takes the seed, as the project's train() does, called by gin."""
    code = ('import sys, os, gin\n'
            '@gin.configurable\ndef train(seed=None, steps=1, lr=0.1): return seed\n'
            'os.chdir(os.path.dirname(sys.argv[1]))\n'
            'gin.parse_config_file(sys.argv[1])\nprint(repr(train()))\n')
    return eval(subprocess.run([sys.executable, '-c', code, path], check=True, stdout=subprocess.PIPE).stdout)


def jsonnet(path, key):
    import _jsonnet
    return at(json.loads(_jsonnet.evaluate_file(path)), key)


def jsonargparse(path, key):
    """As LightningCLI reads it: an argument parser with a config file."""
    from jsonargparse import ArgumentParser
    parser = ArgumentParser()
    parser.add_argument('--config', action='config')
    parser.add_argument('--seed_everything', type=int, default=None)
    parser.add_argument('--trainer', type=dict, default={})
    parser.add_argument('--model', type=dict, default={})
    return at(parser.parse_args(['--config', path]), key)


def executed(path, key):
    """A module of plain assignments that the script runs, as nanoGPT's configurator does."""
    names = {}
    with open(path, encoding='utf-8') as file:
        exec(file.read(), names)
    return at(names, key)


def arguments(path, key):
    """The defaults of the parser that the script makes."""
    return at(module(path).parser().parse_args([]), key)


def dataclass_defaults(path, key):
    made = module(path)
    kind = next(each for each in vars(made).values() if dataclasses.is_dataclass(each) and isinstance(each, type))
    return at(kind(), key)
