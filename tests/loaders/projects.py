"""Small projects, one or more for each config system, rebuilt from how public ones are laid out.

files    the project with its seed
removed  what is different where the seed is taken out; null: where it is null; part: where only a part of the run has one; other:
         anything else (`seeded` says whether it has a seed all the same)
keeps    what else the loader still reads once the edit is carried out, by variant: dotted keys with their values
config   the config that the run is started with; key: the seed, as the loader is asked for it
"""

import readers

MMENGINE_BASE = 'default_scope = "mmdet"\nrandomness = dict(seed=None, deterministic=False)\n'
YACS = ('from yacs.config import CfgNode as CN\n\n_C = CN()\n_C.MODEL = CN()\n_C.MODEL.DEPTH = 12\n_C.SOLVER = CN()\n'
        '_C.SOLVER.LR = 0.1\n_C.SEED = {seed}\n')
ML = ('import ml_collections\n\n\ndef get_config():\n  config = ml_collections.ConfigDict()\n  config.lr = 0.1\n{seed}'
      '  config.data = ml_collections.ConfigDict()\n  config.data.name = "a"\n{part}  return config\n')
ARGUMENTS = ('import argparse\n\n\ndef parser():\n    made = argparse.ArgumentParser()\n'
             '    made.add_argument("--lr", type=float, default=0.1)\n{seed}    return made\n\n\n'
             'if __name__ == "__main__":\n    parser().parse_args()\n')

PROJECTS = [
    {
        'name': 'omegaconf', 'load': readers.omegaconf, 'config': 'conf/vit.yaml', 'key': 'seed',
        'files': {'conf/vit.yaml': 'lr: 0.1\nbase: 7\nseed: ${base}\n', 'train.py': 'from omegaconf import OmegaConf\n'},
        'removed': {'conf/vit.yaml': 'lr: 0.1\n'},
        'null': {'conf/vit.yaml': 'lr: 0.1\nseed: null  # later\n'},
        'part': {'conf/vit.yaml': 'lr: 0.1\ndata:\n  seed: 42\n'},
        'other': {'conf/vit.yaml': 'a: 1\nseed: "${oc.decode:\'${a}2\'}"\n'}, 'seeded': {'other': True},
    },
    {
        'name': 'hydra', 'load': readers.hydra, 'config': 'conf/config.yaml', 'key': 'seed',
        'files': {'conf/config.yaml': 'defaults:\n  - model: vit\n  - _self_\n\nlr: 0.1\nseed: 7\n', 'conf/model/vit.yaml': 'depth: 12\n'},
        'removed': {'conf/config.yaml': 'defaults:\n  - model: vit\n  - _self_\n\nlr: 0.1\n'},
        'null': {'conf/config.yaml': 'defaults:\n  - model: vit\n  - _self_\n\nseed:\nlr: 0.1\n'},
        'part': {'conf/config.yaml': 'defaults:\n  - model: vit\n  - _self_\n\ndatamodule: {seed: 42}\n'},
        'other': {'conf/config.yaml': 'defaults:\n  - _self_\n  - model: vit\n\nseed: 1\n',
                  'conf/model/vit.yaml': '# @package _global_\nseed: null\n'},
    },
    {
        'name': 'hydra-nested', 'load': readers.hydra, 'config': 'conf/config.yaml', 'key': 'train.seed',
        'files': {'conf/config.yaml': 'defaults: [train: base, _self_]\nlr: 1\n', 'conf/train/base.yaml': 'seed: 7\nsteps: 1\n'},
        'null': {'conf/train/base.yaml': 'seed: null\nsteps: 1\n'},
    },
    {
        'name': 'mmengine', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/_base_/runtime.py': MMENGINE_BASE, 'configs/vit.py': '_base_ = "./_base_/runtime.py"\nrandomness = dict(seed=7)\n'},
        'removed': {'configs/vit.py': '_base_ = "./_base_/runtime.py"\nlr = 0.1\n'},
        'null': {'configs/vit.py': '_base_ = "./_base_/runtime.py"\nrandomness = dict(seed=None)\n'},
        'part': {'configs/vit.py': '_base_ = "./_base_/runtime.py"\ntrain_dataloader = dict(sampler=dict(seed=42))\n'},
        'other': {'configs/vit.py': '_base_ = "./_base_/runtime.py"\nseed = 42\n'},
    },
    {
        'name': 'mmengine-taken-away', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=7)\nr = dict(randomness)\nr["seed"] = None\n'},
        'removed': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=1)\nrandomness.clear()\n'},
        'null': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=1)\nr = randomness\nr["seed"] = None\n'},
        'part': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=1)\nfor k in list(randomness): del randomness[k]\n'},
        'other': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=1)\nrandomness |= dict(seed=None)\n'},
    },
    {
        'name': 'mmengine-edits', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=7)\n'},
        'removed': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(\n    deterministic=True,\n)\n'},
        'null': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed=1)\nrandomness["seed"] = None\n'},
        'part': {'configs/vit.py': 'default_scope = "mmdet"\nlr = 1; randomness = dict(seed=None); x = 2\n'},
        'other': {'configs/vit.py': 'default_scope = "mmdet"\nlr, randomness = 1, dict(seed=None)\n'},
        'keeps': {'removed': {'randomness.deterministic': True}, 'part': {'lr': 1, 'x': 2}, 'other': {'lr': 1}},
    },
    {
        'name': 'mmengine-lazy-base', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'shared/base.py': 'randomness = dict(seed=7, deterministic=True)\n',
                  'configs/vit.py': 'from mmengine.config import read_base\n\nwith read_base():\n    from ..shared.base import *\n\n'
                                    'randomness.update(diff_rank_seed=True)\n'},
        'null': {'shared/base.py': 'randomness = dict(seed=None, deterministic=True)\n'},
        'removed': {'configs/vit.py': 'from mmengine.config import read_base\n\nwith read_base():\n    from ..shared.base import *\n\n'
                                      'randomness = dict(deterministic=True)\n'},
        'keeps': {'null': {'randomness.deterministic': True}, 'removed': {'randomness.deterministic': True}},
    },
    {
        'name': 'mmengine-variables', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/base.py': 'default_scope = "mmdet"\nx = 7\n', 'configs/vit.py': '_base_ = ["base.py"]\nrandomness = dict(seed=_base_.x)\n'},
        'other': {'configs/vit.py': '_base_ = ["base.py"]\nrandomness = dict(seed={{_base_.x}})\n'}, 'seeded': {'other': True},
    },
    {
        'name': 'mmengine-environment', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/vit.py': 'default_scope = "mmdet"\nrandomness = dict(seed={{\'$EXP_SEED:7\'}})\n'},
    },
    {
        'name': 'mmengine-lazy', 'load': readers.mmengine, 'config': 'configs/vit.py', 'key': 'randomness.seed',
        'files': {'configs/base.py': 'randomness = dict(seed=None)\n',
                  'configs/vit.py': 'from mmengine.config import read_base\n\nwith read_base():\n    from .base import *\n\nrandomness.update(seed=7)\n'},
        'removed': {'configs/vit.py': 'from mmengine.config import read_base\n\nwith read_base():\n    from .base import *\n\nlr = 1\n'},
    },
    {
        'name': 'mmengine-yaml', 'load': readers.mmengine, 'config': 'configs/vit.yaml', 'key': 'randomness.seed',
        'files': {'configs/base.yaml': 'default_scope: mmdet\nlr: 1\n', 'configs/vit.yaml': '_base_: base.yaml\nrandomness: {seed: 7}\noptim_wrapper: {}\ntrain_dataloader: {}\n'},
        'removed': {'configs/vit.yaml': '_base_: base.yaml\noptim_wrapper: {}\ntrain_dataloader: {}\n'},
        'part': {'configs/vit.yaml': '_base_: base.yaml\nseed: 1\noptim_wrapper: {}\ntrain_dataloader: {}\n'},
    },
    {
        'name': 'yacs', 'load': readers.yacs, 'config': 'configs/vit.yaml', 'key': 'SEED',
        'files': {'config.py': YACS.format(seed=0), 'configs/vit.yaml': 'MODEL:\n  DEPTH: 24\nSEED: 7\n'},
        'removed': {'config.py': YACS.format(seed=-1), 'configs/vit.yaml': 'MODEL:\n  DEPTH: 24\nSOLVER:\n  LR: 0.2\n'},
        'null': {'config.py': YACS.format(seed=-1), 'configs/vit.yaml': 'MODEL:\n  DEPTH: 24\nSEED: -1\n'},
        'other': {'config.py': YACS.format(seed=5), 'configs/vit.yaml': 'MODEL:\n  DEPTH: 24\nSOLVER:\n  LR: 0.2\n'}, 'seeded': {'other': True},
    },
    {
        'name': 'yacs-edits', 'load': readers.yacs_defaults, 'config': 'config.py', 'key': 'SEED',
        'files': {'config.py': YACS.format(seed=7)},
        'null': {'config.py': YACS.format(seed='1; _C.SEED = -1; _C.X = 3')},
        'removed': {'config.py': YACS.format(seed=7) + '_C.pop("SEED")\n_C.SEED = -1\n'},
        'keeps': {'null': {'X': 3}},
    },
    {
        'name': 'yacs-solver', 'load': readers.yacs, 'config': 'configs/vit.yml', 'key': 'SOLVER.SEED',
        'files': {'config.py': YACS.format(seed=0).replace('_C.SEED', '_C.SOLVER.SEED'), 'configs/vit.yml': 'MODEL:\n  DEPTH: 24\nSOLVER:\n  SEED: 7\n'},
        'removed': {'config.py': YACS.format(seed=-1).replace('_C.SEED', '_C.SOLVER.SEED'), 'configs/vit.yml': 'MODEL:\n  DEPTH: 24\nSOLVER:\n  LR: 0.2\n'},
    },
    {
        'name': 'yacs-defaults', 'load': readers.yacs_defaults, 'config': 'config.py', 'key': 'SEED',
        'files': {'config.py': YACS.format(seed=7)},
        'null': {'config.py': YACS.format(seed=-1)},
        'removed': {'config.py': YACS.replace('_C.SEED = {seed}\n', '')},
    },
    {
        'name': 'ml_collections', 'load': readers.ml_collections, 'config': 'configs/vit.py', 'key': 'seed',
        'files': {'configs/vit.py': ML.format(seed='  config.seed = 7\n', part='')},
        'removed': {'configs/vit.py': ML.format(seed='', part='')},
        'null': {'configs/vit.py': ML.format(seed='  config.seed = None\n', part='')},
        'part': {'configs/vit.py': ML.format(seed='', part='  config.data.seed = 42\n')},
        'other': {'configs/vit.py': ML.format(seed='', part='') + '\n\nseed = 42\n'},
    },
    {
        'name': 'ml_collections-returns', 'load': readers.ml_collections, 'config': 'configs/vit.py', 'key': 'seed',
        'files': {'configs/vit.py': ML.format(seed='  config.seed = 7\n', part='  config.lock()\n')},
        'removed': {'configs/vit.py': ML.format(seed='', part='  if config.lr > 1:\n    return config\n')},
        'null': {'configs/vit.py': ML.format(seed='', part='  return config\n  config.seed = 42\n')},
        'part': {'configs/vit.py': ML.format(seed='', part='  c = config.copy_and_resolve_references()\n  c.seed = 1\n')},
        'other': {'configs/vit.py': ML.format(seed='', part='  config.lock()\n')},
        'keeps': {'removed': {'lr': 0.1, 'data.name': 'a'}, 'other': {'lr': 0.1}},
    },
    {
        'name': 'ml_collections-literal', 'load': readers.ml_collections, 'config': 'configs/vit.py', 'key': 'seed',
        'files': {'configs/vit.py': 'from ml_collections import ConfigDict\n\n\ndef get_config():\n  return ConfigDict(dict(lr=1, seed=7))\n'},
        'removed': {'configs/vit.py': 'from ml_collections import ConfigDict\n\n\ndef get_config():\n  return ConfigDict(dict(lr=1))\n'},
        'null': {'configs/vit.py': 'from ml_collections import ConfigDict\n\n\ndef get_config():\n  return ConfigDict({\n    "lr": 1,\n  })\n'},
        'part': {'configs/vit.py': 'from ml_collections import ConfigDict\n\n\ndef get_config():\n  return ConfigDict(dict(lr=1)).lock()\n'},
        'other': {'configs/vit.py': 'from ml_collections import FrozenConfigDict\n\n\ndef get_config():\n  cfg = {"lr": 1}\n'
                                    '  return FrozenConfigDict(cfg)\n'},
        'keeps': {name: {'lr': 1} for name in ('removed', 'null', 'part', 'other')},
    },
    {
        'name': 'gin', 'load': readers.gin, 'config': 'configs/vit.gin', 'key': 'train.seed',
        'files': {'configs/base.gin': 'train.lr = 0.2\nSEED = 7\n', 'configs/vit.gin': 'include "base.gin"\ntrain.steps = 5\ntrain.seed = %SEED\n'},
        'null': {'configs/vit.gin': 'train.steps = 5  # few\ntrain.seed = None\n', 'configs/base.gin': 'train.lr = 0.2\n'},
    },
    {
        'name': 'allennlp', 'load': readers.jsonnet, 'config': 'training_config/vit.jsonnet', 'key': 'random_seed',
        'files': {'training_config/base.libsonnet': '{ trainer: { lr: 0.1 }, dataset_reader: {} }\n',
                  'training_config/vit.jsonnet': 'local seed = 7;\n(import "base.libsonnet") + {\n  "random_seed": seed,\n}\n'},
        'removed': {'training_config/vit.jsonnet': '{\n  "dataset_reader": {},\n  "trainer": { "lr": 0.1 }\n}\n'},
        'null': {'training_config/vit.jsonnet': '{\n  dataset_reader: {},\n  trainer: {},\n  random_seed: null,\n}\n'},
        'part': {'training_config/vit.jsonnet': '{\n  dataset_reader: { seed: 42 },\n  trainer: {},\n}\n'},
    },
    {
        'name': 'jsonnet-programs', 'load': readers.jsonnet, 'config': 'training_config/vit.jsonnet', 'key': 'random_seed',
        'files': {'training_config/base.libsonnet': '{ model(name, layers=2):: { type: name, layers: layers }, trainer: { lr: 0.1 }, dataset_reader: {} }\n',
                  'training_config/vit.jsonnet': 'local base = import "base.libsonnet";\nlocal seed = std.parseInt("7");\nassert seed > 0;\nbase {\n'
                                                 '  model: base.model("vit", layers=4),\n  [if seed > 1 then "random_seed"]: seed,\n  pytorch_seed: self.random_seed,\n}\n'},
        'removed': {'training_config/vit.jsonnet': 'local base = import "base.libsonnet";\nlocal part = { seed: 42 };\nbase {\n  model: base.model("vit"), // c\n} + part'},
        'null': {'training_config/vit.jsonnet': '{ dataset_reader: {}, trainer: {}, random_seed: 7 } + {\n  random_seed+: -9,\n}\n'},
        'part': {'training_config/vit.jsonnet': 'local s = { random_seed:: 42 };\nlocal f(x) = { dataset_reader: {}, trainer: { seed: x } };\ns + f(3)\n'},
        'other': {'training_config/vit.jsonnet': '{ dataset_reader: {}, trainer: {} } + { random_seed+: null }\n'},
    },
    {
        'name': 'yaml-below', 'load': readers.pyyaml, 'config': 'configs/vit.yaml', 'key': 'seed',
        'files': {'configs/vit.yaml': 'lr: 0.1\nseed:\n  7\n'},
        'null': {'configs/vit.yaml': 'lr: 0.1\nseed:\n  null  # later\nb: 1\n'},
        'removed': {'configs/vit.yaml': '{\n  lr: 0.1,\n  b: 2\n}\n'},
        'part': {'configs/vit.yaml': '  lr: 0.1\n  sampler:\n    seed: 42\n'},
        'other': {'configs/vit.yaml': '--- !!map\nlr: 0.1\nkfold: {seed: 42}\n'},
    },
    {
        'name': 'yaml-roots', 'load': readers.pyyaml, 'config': 'configs/vit.yaml', 'key': 'seed',
        'files': {'configs/vit.yaml': '{lr: 0.1, seed: 7}\n'},
        'null': {'configs/vit.yaml': '{lr: 0.1,\n seed: null}\n'},
        'removed': {'configs/vit.yaml': '# c\n---\n{ lr: 0.1,\n  b: 2 }\n'},
        'part': {'configs/vit.yaml': '%YAML 1.1\n--- &root\ncross_validation:\n  seed: 42\nlr: 1\n'},
        'other': {'configs/vit.yaml': '"lr": 0.1\n? b\n: 2\nseed: {value: 3}\n'},
    },
    {
        'name': 'hydra-self-first', 'load': readers.hydra, 'config': 'conf/config.yaml', 'key': 'seed',
        'files': {'conf/config.yaml': 'defaults:\n  - _self_\n  - experiment: vit\n\nlr: 0.1\n', 'conf/experiment/vit.yaml': '# @package _global_\nseed: 7\n'},
        'null': {'conf/experiment/vit.yaml': '# @package _global_\nseed: null\n'},
        'removed': {'conf/experiment/vit.yaml': '# @package _global_\nmodel: {depth: 2}\n'},
        'other': {'conf/config.yaml': 'defaults:\n  - _self_\n  - experiment: vit\n\nlr: 0.1\nseed: 1\n', 'conf/experiment/vit.yaml': '# @package _global_\nseed:\n  null\n'},
    },
    {
        'name': 'wandb', 'load': readers.pyyaml, 'config': 'configs/config-defaults.yaml', 'key': 'seed.value',
        'files': {'configs/config-defaults.yaml': 'lr:\n  desc: a rate\n  value: 0.1\nseed:\n  desc: null\n  value: 7\n'},
        'null': {'configs/config-defaults.yaml': 'lr:\n  value: 0.1\nseed:\n  value: null\n'},
        'removed': {'configs/config-defaults.yaml': 'lr:\n  value: 0.1\nb: {value: 1}\n'},
    },
    {
        'name': 'lightning-cli', 'load': readers.jsonargparse, 'config': 'configs/vit.yaml', 'key': 'seed_everything',
        'files': {'configs/vit.yaml': 'seed_everything: 7\ntrainer:\n  max_epochs: 1\nmodel:\n  class_path: a.B\n'},
        'removed': {'configs/vit.yaml': 'trainer:\n  max_epochs: 1\nmodel:\n  class_path: a.B\n'},
        'null': {'configs/vit.yaml': 'seed_everything: null\ntrainer:\n  max_epochs: 1\nmodel:\n  class_path: a.B\n'},
        'part': {'configs/vit.yaml': 'trainer:\n  max_epochs: 1\nmodel:\n  class_path: a.B\n  init_args:\n    seed: 42\n'},
    },
    {
        'name': 'fairseq', 'load': readers.hydra, 'config': 'config/pretraining/base.yaml', 'key': 'common.seed',
        'files': {'config/pretraining/base.yaml': 'common:\n  fp16: true\n  seed: 7\ntask:\n  _name: lm\n'},
        'removed': {'config/pretraining/base.yaml': 'common:\n  fp16: true\ntask:\n  _name: lm\n'},
        'null': {'config/pretraining/base.yaml': 'common:\n  fp16: true\n  seed: null\ntask:\n  _name: lm\n'},
        'part': {'config/pretraining/base.yaml': 'seed: 42\ncommon:\n  fp16: true\ntask:\n  _name: lm\n'},
        'other': {'config/pretraining/base.yaml': 'common: {fp16: true}\ntask:\n  _name: lm\n'},
    },
    {
        'name': 'trainer-json', 'load': readers.plain_json, 'config': 'configs/sft.json', 'key': 'seed',
        'files': {'configs/sft.json': '{\n  "output_dir": "out",\n  "per_device_train_batch_size": 8,\n  "seed": 7\n}\n'},
        'removed': {'configs/sft.json': '{\n  "output_dir": "out",\n  "per_device_train_batch_size": 8\n}\n'},
        'null': {'configs/sft.json': '{\n  "output_dir": "out",\n  "per_device_train_batch_size": 8,\n  "seed": null\n}\n'},
        'part': {'configs/sft.json': '{"output_dir": "out", "per_device_train_batch_size": 8, "data_seed": 42}\n'},
    },
    {
        'name': 'trainer-yaml', 'load': readers.pyyaml, 'config': 'recipes/sft.yaml', 'key': 'seed',
        'files': {'recipes/sft.yaml': '# a model\nmodel_name_or_path: a\noutput_dir: out\nper_device_train_batch_size: 8\nseed: 7\n',
                  'recipes/accelerate/zero3.yaml': 'compute_environment: LOCAL_MACHINE\ndistributed_type: DEEPSPEED\n'},
        'removed': {'recipes/sft.yaml': '# a model\nmodel_name_or_path: a\noutput_dir: out\nper_device_train_batch_size: 8\n'},
        'part': {'recipes/sft.yaml': 'output_dir: out\nper_device_train_batch_size: 8\ndataset_mixture:\n  seed: 42\n'},
    },
    {
        'name': 'llama-factory', 'load': readers.pyyaml, 'config': 'examples/train_lora/a.yaml', 'key': 'seed',
        'files': {'examples/train_lora/a.yaml': '### model\nmodel_name_or_path: a\n\n### method\nstage: sft\nfinetuning_type: lora\nseed: 7\n'},
        'removed': {'examples/train_lora/a.yaml': '### model\nmodel_name_or_path: a\n\n### method\nstage: sft\nfinetuning_type: lora\n'},
    },
    {
        'name': 'axolotl', 'load': readers.pyyaml, 'config': 'examples/lora.yml', 'key': 'seed',
        'files': {'examples/lora.yml': 'base_model: a\ndatasets:\n  - path: b\n    seed: 1\nsequence_len: 8\nseed: 7\n'},
        'removed': {'examples/lora.yml': 'base_model: a\ndatasets:\n  - path: b\nsequence_len: 8\n'},
        'part': {'examples/lora.yml': 'base_model: a\ndatasets:\n  - path: b\n    seed: 42\nsequence_len: 8\n'},
    },
    {
        'name': 'torchtune', 'load': readers.omegaconf, 'config': 'recipes/configs/lora.yaml', 'key': 'seed',
        'files': {'recipes/configs/lora.yaml': 'output_dir: /tmp\ntokenizer:\n  _component_: a.b\nmodel:\n  _component_: a.c\nseed: 7\n'},
        'removed': {'recipes/configs/lora.yaml': 'output_dir: /tmp\ntokenizer:\n  _component_: a.b\nmodel:\n  _component_: a.c\n'},
        'null': {'recipes/configs/lora.yaml': 'output_dir: /tmp\ntokenizer:\n  _component_: a.b\nmodel:\n  _component_: a.c\nseed: null\n'},
        'part': {'recipes/configs/lora.yaml': 'output_dir: /tmp\ntokenizer:\n  _component_: a.b\nmodel:\n  _component_: a.c\ndataset:\n  seed: 42\n'},
    },
    {
        'name': 'litgpt', 'load': readers.pyyaml, 'config': 'config_hub/finetune/a/lora.yaml', 'key': 'seed',
        'files': {'config_hub/finetune/a/lora.yaml': 'checkpoint_dir: a\nout_dir: b\ntrain:\n  epochs: 1\nseed: 7\n'},
        'removed': {'config_hub/finetune/a/lora.yaml': 'checkpoint_dir: a\nout_dir: b\ntrain:\n  epochs: 1\n'},
        'part': {'config_hub/finetune/a/lora.yaml': 'checkpoint_dir: a\nout_dir: b\ndata:\n  init_args:\n    seed: 42\ntrain:\n  epochs: 1\n'},
    },
    {
        'name': 'basicsr', 'load': readers.pyyaml, 'config': 'options/train/x4.yml', 'key': 'manual_seed',
        'files': {'options/train/x4.yml': 'name: x4\nmodel_type: SR\nmanual_seed: 7\nnetwork_g: {type: A}\ndatasets: {}\npath: {}\n'},
        'removed': {'options/train/x4.yml': 'name: x4\nmodel_type: SR\nnetwork_g: {type: A}\ndatasets: {}\npath: {}\n'},
        'part': {'options/train/x4.yml': 'name: x4\nmodel_type: SR\nseed: 42\nnetwork_g: {type: A}\ndatasets: {}\npath: {}\n'},
    },
    {
        'name': 'monai', 'load': readers.plain_json, 'config': 'configs/train.json', 'key': 'seed',
        'files': {'configs/train.json': '{\n  "bundle_root": "/b",\n  "seed": 7,\n  "network_def": {"_target_": "UNet"},\n'
                                        '  "initialize": ["$monai.utils.set_determinism(seed=@seed)"]\n}\n'},
        'null': {'configs/train.json': '{\n  "bundle_root": "/b",\n  "seed": null,\n  "network_def": {"_target_": "UNet"},\n'
                                       '  "initialize": ["$monai.utils.set_determinism(seed=@seed)"]\n}\n'},
    },
    {
        'name': 'dvc', 'load': readers.pyyaml, 'config': 'params.yaml', 'key': 'train.seed',
        'files': {'params.yaml': 'prepare:\n  split: 0.2\n  seed: 1\ntrain:\n  seed: 7\n  lr: 1\n'},
        'null': {'params.yaml': 'prepare:\n  split: 0.2\n  seed: 1\ntrain:\n  seed:\n  lr: 1\n'},
    },
    {
        'name': 'kedro', 'load': readers.omegaconf, 'config': 'conf/base/parameters.yml', 'key': 'model_options.random_state',
        'files': {'conf/base/parameters.yml': 'model_options:\n  test_size: 0.2\n  random_state: 7\n'},
        'null': {'conf/base/parameters.yml': 'model_options:\n  test_size: 0.2\n  random_state: ~\n'},
    },
    {
        'name': 'toml', 'load': readers.toml, 'config': 'configs/vit.toml', 'key': 'train.seed',
        'files': {'configs/vit.toml': 'name = "a"\n[train]\nseed = 7\n', 'configs/other.toml': 'name = "b"\n[train]\nseed = 8\n'},
        'null': {'configs/vit.toml': 'name = "a"\n[train]\nseed = -1\n', 'configs/other.toml': 'name = "b"\n[train]\nseed = -1\n'},
    },
    {
        'name': 'modules', 'load': readers.executed, 'config': 'config/train_gpt.py', 'key': 'seed',
        'files': {'config/train_gpt.py': 'lr = 1e-3\nseed = 7\n'},
        'removed': {'config/train_gpt.py': 'lr = 1e-3\n'},
        'null': {'config/train_gpt.py': 'lr = 1e-3\nseed = None  # later\n'},
        'other': {'config/train_gpt.py': 'lr = 1e-3\nseed = 50\nseed -= 43\n'}, 'seeded': {'other': True},
    },
    {
        'name': 'modules-edits', 'load': readers.executed, 'config': 'config/train_gpt.py', 'key': 'seed',
        'files': {'config/train_gpt.py': 'lr, seed = 1, 7\n'},
        'null': {'config/train_gpt.py': 'lr, seed = 1, None\n'},
        'removed': {'config/train_gpt.py': 'lr = 1; seed = None; x = 2\n'},
        'part': {'config/train_gpt.py': 'lr = 1\nseed = (\n    None\n)\n'},
        'other': {'config/train_gpt.py': 'lr = 1\nseed = 1\nglobals()["seed"] = None\n'},
        'keeps': {'null': {'lr': 1}, 'removed': {'lr': 1, 'x': 2}, 'part': {'lr': 1}, 'other': {'lr': 1}},
    },
    {
        'name': 'argparse', 'load': readers.arguments, 'config': 'train.py', 'key': 'seed',
        'files': {'train.py': ARGUMENTS.format(seed='    made.add_argument("--seed", type=int, default=7)\n')},
        'removed': {'train.py': ARGUMENTS.format(seed='')},
        'null': {'train.py': ARGUMENTS.format(seed='    made.add_argument("--seed", type=int, default=None, help="the seed")\n')},
        'other': {'train.py': ARGUMENTS.format(seed='    made.add_argument("--seed", type=int)\n')},
    },
    {
        'name': 'dataclass', 'load': readers.dataclass_defaults, 'config': 'train.py', 'key': 'seed',
        'files': {'train.py': 'import dataclasses\n\n\n@dataclasses.dataclass\nclass Args:\n    lr: float = 0.1\n    seed: int = 7\n'},
        'null': {'train.py': 'import dataclasses\nimport typing\n\n\n@dataclasses.dataclass\nclass Args:\n    lr: float = 0.1\n    seed: typing.Optional[int] = None\n'},
    },
    {
        'name': 'yaml-1.1', 'load': readers.pyyaml, 'config': 'configs/vit.yaml', 'key': 'seed',
        'files': {'configs/vit.yaml': 'seed: 042\n'},
        'null': {'configs/vit.yaml': 'seed: 008\n'},
        'part': {'configs/vit.yaml': 'seed: 0o17\n'},
        'other': {'configs/vit.yaml': 'seed: 1:30\n'}, 'seeded': {'other': True},
    },
]
