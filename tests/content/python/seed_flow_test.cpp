#include "content/python/seed_flow.h"

#include "content/python/followed.h"

namespace expgate::content {
namespace {

struct Row {
  std::string source;
  std::string expected;
};
template <std::size_t N>
void expect_all(const Row (&rows)[N]) {
  for (const Row& row : rows) EXPECT_EQ(followed(row.source), row.expected) << row.source;
}

TEST(SeedFlow, KeysAreReadInManyWays) {
  const Row rows[] = {
      {"import torch\ntorch.manual_seed(cfg.seed)", "arrives: train.py:2 torch.manual_seed(cfg.seed)"},
      {"import torch\ntorch.manual_seed(cfg['train']['seed'])",
       "arrives: train.py:2 torch.manual_seed(cfg['train']['seed'])"},
      {"import torch\ntorch.manual_seed(cfg.train.get('seed', 0))",
       "arrives: train.py:2 torch.manual_seed(cfg.train.get('seed', 0))"},
      {"import torch\ntorch.manual_seed(getattr(cfg, 'seed', 0))",
       "arrives: train.py:2 torch.manual_seed(getattr(cfg, 'seed', 0))"},
      {"from omegaconf import OmegaConf\nimport torch\ntorch.manual_seed(OmegaConf.select(cfg, "
       "'train.seed'))",
       "arrives: train.py:3 torch.manual_seed(OmegaConf.select(cfg, 'train.seed'))"},
      {"import torch\nseed = int(cfg.seed) + rank\ntorch.manual_seed(seed)",
       "arrives: train.py:3 torch.manual_seed(seed)"},
      {"import torch\nseed, lr = cfg.seed, 1\ntorch.manual_seed(seed)",
       "arrives: train.py:3 torch.manual_seed(seed)"},
      {"import torch\nfor seed in cfg.seed: torch.manual_seed(seed)",
       "arrives: train.py:2 torch.manual_seed(seed)"},
      {"import torch\nif (s := cfg.seed) is not None: torch.manual_seed(s)",
       "arrives: train.py:2 torch.manual_seed(s)"},
      {"import numpy as np\nrng = np.random.default_rng([cfg.seed, rank])",
       "arrives: train.py:2 np.random.default_rng([cfg.seed, rank])"},
      {"import torch\ng = torch.Generator()\ng.manual_seed(cfg.seed)",
       "arrives: train.py:3 g.manual_seed(cfg.seed)"},
      {"from sklearn.model_selection import train_test_split as split\nsplit(x, random_state=cfg.seed)",
       "arrives: train.py:2 split(x, random_state=cfg.seed)"},
      {"import jax\nkey = jax.random.PRNGKey(config.seed)",
       "arrives: train.py:2 jax.random.PRNGKey(config.seed)"},
      {"import tensorflow as tf\ntf.random.set_seed(config.seed)",
       "arrives: train.py:2 tf.random.set_seed(config.seed)"},
  };
  expect_all(rows);
}

TEST(SeedFlow, ItGoesThroughFunctions) {
  const Row rows[] = {
      {"import torch\ndef set_seed(seed):\n  torch.manual_seed(seed)\nset_seed(cfg.seed)",
       "arrives: train.py:4 set_seed(cfg.seed)"},
      {"import torch\ndef set_seed(*, seed=0):\n  torch.manual_seed(seed)\nset_seed(seed=cfg.seed)",
       "arrives: train.py:4 set_seed(seed=cfg.seed)"},
      {"import torch\ndef f(a, s):\n  torch.manual_seed(s)\ndef main(cfg):\n  f(1, cfg.seed)\nmain(load())",
       "arrives: train.py:5 f(1, cfg.seed)"},
      {"import torch\nclass T:\n  def __init__(self, seed):\n    self.seed = seed\n  def fit(self):\n    "
       "torch.manual_seed(self.seed)\nT(cfg.seed).fit()",
       "arrives: train.py:7 T(cfg.seed)"},
      {"import torch\ndef seed_of(cfg):\n  return cfg.seed + 1\ntorch.manual_seed(seed_of(c))",
       "arrives: train.py:4 torch.manual_seed(seed_of(c))"},
      {"import torch\nfrom torch.multiprocessing import spawn\ndef work(rank, seed):\n  "
       "torch.manual_seed(seed)\n"
       "spawn(work, args=(cfg.seed,))",
       "arrives: train.py:5 spawn(work, args=(cfg.seed,))"},
      {"import torch\ndef f(**k):\n  torch.manual_seed(k['seed'])\nf(**cfg)",
       "arrives: train.py:3 torch.manual_seed(k['seed'])"},
  };
  expect_all(rows);
  EXPECT_EQ(followed(Sources{{"train.py", "from utils.seeding import fix\nfix(cfg.seed)"},
                             {"utils/seeding.py", "import random\ndef fix(value):\n  random.seed(value)"}}),
            "arrives: train.py:2 fix(cfg.seed)");
  EXPECT_EQ(followed(Sources{{"train.py", "import utils\nutils.fix(cfg.seed)"},
                             {"utils/__init__.py", "from .seeding import fix"},
                             {"utils/seeding.py", "import random\ndef fix(value):\n  random.seed(value)"}}),
            "arrives: train.py:2 utils.fix(cfg.seed)");
}

TEST(SeedFlow, SomethingElseIsSaid) {
  const Row rows[] = {
      {"import torch\ntorch.manual_seed(1337)", "elsewhere: train.py:2 torch.manual_seed(1337)"},
      {"import torch\ndef set_seed(seed=0):\n  torch.manual_seed(seed)\nset_seed()",
       "elsewhere: train.py:3 torch.manual_seed(seed)"},
      {"import torch, os\ntorch.manual_seed(7 + int(os.environ['RANK']))",
       "elsewhere: train.py:2 torch.manual_seed(7 + int(os.environ['RANK']))"},
      {"import torch, random\ntorch.manual_seed(random.randint(0, 9))",
       "elsewhere: train.py:2 torch.manual_seed(random.randint(0, 9))"},
      {"import torch, argparse\np = argparse.ArgumentParser()\nargs = "
       "p.parse_args()\ntorch.manual_seed(args.seed)",
       "elsewhere: train.py:4 torch.manual_seed(args.seed)"},
      {"import torch\nSEED = 3\ndef main(cfg):\n  torch.manual_seed(SEED)\nmain(1)",
       "elsewhere: train.py:4 torch.manual_seed(SEED)"},
  };
  expect_all(rows);
}

TEST(SeedFlow, WithoutTensorsTheRestCounts) {
  EXPECT_EQ(followed("import random\nrandom.seed(42)"), "elsewhere: train.py:2 random.seed(42)");
  EXPECT_EQ(followed("import torch, random\nrandom.seed(1)\ntorch.manual_seed(2)"),
            "elsewhere: train.py:2 random.seed(1); train.py:3 torch.manual_seed(2)");
}

TEST(SeedFlow, NearMisses) {
  const Row rows[] = {
      {"x = 1", "no call"},
      {"import torch\ndef unused(seed):\n  torch.manual_seed(3)", "no call"},
      {"import numpy as np\ndef worker_init(i):\n  np.random.seed(3)\nuse(worker_init)", "no call"},
      {"import torch\ntorch.manual_seed(make())", "?"},
      {"import torch\ntorch.manual_seed(*numbers)", "?"},
      {"import torch\n@app\ndef main(s):\n  torch.manual_seed(s)", "?"},
      {"import torch\ntorch.manual_seed(cfg.other)", "?"},
      {"import torch\ntorch.manual_seed(None)", "no call"},
      {"import torch\ntorch.manual_seed()", "no call"},
      {"import torch\ntorch.manual_seed(3\n", "?"},         // it does not parse
      {"import torch, random\nrandom.seed(42)", "?"},       // what torch is seeded with is not known
      {"import random\nshuffler = random.Random(3)", "?"},  // what else is drawn from is not known
      {"import torch\nclass Config:\n  seed = 3\ntorch.manual_seed(Config.seed)",
       "elsewhere: train.py:4 torch.manual_seed(Config.seed)"},
      {"import torch\nargs = parser.parse_args()\nargs.seed = cfg.seed\ntorch.manual_seed(args.seed)",
       "arrives: train.py:4 torch.manual_seed(args.seed)"},
      {"import torch\nargs = parser.parse_args()\nparser.set_defaults(**cfg)\ntorch.manual_seed(args.seed)",
       "arrives: train.py:4 torch.manual_seed(args.seed)"},
      {"import torch\ndef f(s): return f(s)\ntorch.manual_seed(f(1))", "no call"},  // it never ends
  };
  expect_all(rows);
  EXPECT_EQ(followed("import torch\ntorch.manual_seed(cfg.SEED)", "SOLVER.SEED"),
            "arrives: train.py:2 torch.manual_seed(cfg.SEED)");
  EXPECT_EQ(followed(Sources{}), "?");
  EXPECT_EQ(followed(Sources{{"train.py",
                              "import torch\nconfig = {'seed': 42}\ntorch.manual_seed(config['seed'])"}},
                     "config.seed", "train.py"),
            "arrives: train.py:3 torch.manual_seed(config['seed'])");
  // Options are the config where the config is that very file.
  EXPECT_EQ(followed(Sources{{"train.py",
                              "import torch\nargs = parser.parse_args()\ntorch.manual_seed(args.seed)"}},
                     "seed", "train.py"),
            "arrives: train.py:3 torch.manual_seed(args.seed)");
  EXPECT_EQ(followed(Sources{{"train.py", "import torch\nfrom config import SEED\ntorch.manual_seed(SEED)"},
                             {"config.py", "SEED = 42"}},
                     "SEED", "config.py"),
            "arrives: train.py:3 torch.manual_seed(SEED)");
}

// Small programs, rebuilt after the way that well-known ones are made.
TEST(SeedFlow, TheWaysOfProjects) {
  const Row rows[] = {
      // nanoGPT: a config is run over the names of the module, but none of them is given to the call
      {"import os, torch\nconfig_keys = [k for k in globals()]\nexec(open('configurator.py').read())\nif "
       "ddp:\n  rank = "
       "int(os.environ['RANK'])\n  seed_offset = rank\nelse:\n  seed_offset = 0\ntorch.manual_seed(1337 + "
       "seed_offset)",
       "elsewhere: train.py:9 torch.manual_seed(1337 + seed_offset)"},
      {"import torch\nseed = 1337\nexec(open('configurator.py').read())\ntorch.manual_seed(seed)",
       "arrives: train.py:4 torch.manual_seed(seed)"},
      // Hydra with Lightning
      {"import hydra\nimport lightning as L\n@hydra.main(config_path='conf', config_name='x')\ndef "
       "main(cfg):\n  if "
       "cfg.get('seed'):\n    L.seed_everything(cfg.seed, workers=True)\nif __name__ == '__main__':\n  "
       "main()",
       "arrives: train.py:6 L.seed_everything(cfg.seed, workers=True)"},
      {"from lightning.pytorch.cli import LightningCLI\ncli = LightningCLI(Model)",
       "arrives: train.py:2 LightningCLI(Model)"},
      // detectron2
      {"from detectron2.engine import default_setup, launch\ndef setup(args):\n  cfg = get_cfg()\n  "
       "default_setup(cfg, args)\n  return cfg\ndef main(args):\n  cfg = setup(args)\nlaunch(main, "
       "args=(args,))",
       "arrives: train.py:4 default_setup(cfg, args)"},
      // mmengine
      {"from mmengine.config import Config\nfrom mmengine.runner import Runner\ndef main():\n  cfg = "
       "Config.fromfile(args.config)\n  runner = Runner.from_cfg(cfg)\n  runner.train()\nmain()",
       "arrives: train.py:5 Runner.from_cfg(cfg)"},
      // transformers: the Trainer seeds, and so does the example
      {"from transformers import HfArgumentParser, TrainingArguments, Trainer, set_seed\ndef main():\n  "
       "parser = "
       "HfArgumentParser((TrainingArguments,))\n  training_args, = parser.parse_yaml_file(path)\n  "
       "set_seed(training_args.seed)\n  trainer = Trainer(args=training_args)\nmain()",
       "arrives: train.py:5 set_seed(training_args.seed); train.py:6 Trainer(args=training_args)"},
      {"from transformers import Trainer\nclass Ours(Trainer):\n  pass\nOurs(args=a).train()",
       "arrives: train.py:4 Ours(args=a)"},
      // timm: a config gives the parser its defaults
      {"import argparse, yaml\nfrom timm import utils\ndef _parse_args():\n  cfg = yaml.safe_load(f)\n  "
       "parser.set_defaults(**cfg)\n  args = parser.parse_args()\n  return args, 1\ndef main():\n  args, "
       "text = "
       "_parse_args()\n  utils.random_seed(args.seed, args.rank)\nmain()",
       "arrives: train.py:10 utils.random_seed(args.seed, args.rank)"},
      // ultralytics
      {"from ultralytics import YOLO\nYOLO('yolo.yaml').train(cfg='x.yaml')",
       "arrives: train.py:2 YOLO('yolo.yaml')"},
      // Swin: yacs, and the rank
      {"import torch, random\nimport torch.distributed as dist\nargs, config = parse_option()\nseed = "
       "config.seed + "
       "dist.get_rank()\ntorch.manual_seed(seed)\nrandom.seed(seed)",
       "arrives: train.py:5 torch.manual_seed(seed); train.py:6 random.seed(seed)"},
      // argparse and main(args), with no config in it
      {"import argparse, torch\ndef get_args():\n  p = argparse.ArgumentParser()\n  p.add_argument('--seed', "
       "type=int, "
       "default=0)\n  return p.parse_args()\ndef main(args):\n  seed = args.seed + get_rank()\n  "
       "torch.manual_seed(seed)\nif __name__ == '__main__':\n  args = get_args()\n  main(args)",
       "elsewhere: train.py:8 torch.manual_seed(seed)"},
      // MAE: the parser and its options have one name
      {"import argparse, torch\ndef get_args_parser():\n  return argparse.ArgumentParser()\nargs = "
       "get_args_parser()\nargs = args.parse_args()\ntorch.manual_seed(args.seed)",
       "elsewhere: train.py:6 torch.manual_seed(args.seed)"},
      // a dataclass as config
      {"from dataclasses import dataclass\nimport torch\n@dataclass\nclass Config:\n  seed: int = 0\ndef "
       "train(cfg: "
       "Config):\n  torch.manual_seed(cfg.seed)\ntrain(load(Config))",
       "arrives: train.py:7 torch.manual_seed(cfg.seed)"},
      // ml_collections with absl
      {"from absl import flags\nfrom ml_collections import config_flags\nimport jax\nFLAGS = flags.FLAGS\n"
       "config_flags.DEFINE_config_file('config')\ndef main(_):\n  rng = "
       "jax.random.PRNGKey(FLAGS.config.seed)\n"
       "app.run(main)",
       "arrives: train.py:7 jax.random.PRNGKey(FLAGS.config.seed)"},
      {"import jax\ndef train(config):\n  rng = jax.random.key(0)\ntrain(FLAGS.config)",
       "elsewhere: train.py:3 jax.random.key(0)"},
      // cleanrl: the options are all that there is
      {"import torch, tyro\nargs = tyro.cli(Args)\ntorch.manual_seed(args.seed)",
       "elsewhere: train.py:3 torch.manual_seed(args.seed)"},
      // YOLOv5: options are read again from a file where a run goes on
      {"import argparse, torch, yaml\nopt = parser.parse_known_args()[0] if known else "
       "parser.parse_args()\nif "
       "opt.resume:\n  opt = argparse.Namespace(**yaml.safe_load(f))\ntorch.manual_seed(opt.seed)",
       "?"},
      // OpenCLIP: defaults of a model, not a config
      {"import torch\ndef defaults(name):\n  return {'lr': 1} if name else {}\nargs = "
       "parser.parse_args()\nfor k, v "
       "in defaults(args.model).items():\n  if getattr(args, k) is None:\n    setattr(args, k, "
       "v)\ntorch.manual_seed(args.seed)",
       "?"},
      // click, typer
      {"import click, torch\n@click.command()\n@click.option('--seed', default=0)\ndef main(seed):\n  "
       "torch.manual_seed(seed)\nmain()",
       "?"},
      // jsonargparse: the config is its command line
      {"from jsonargparse import CLI\nimport lightning as L\ndef setup(seed: int = 42):\n  "
       "L.seed_everything(seed)\nCLI(setup)",
       "arrives: train.py:5 CLI(setup)"},
  };
  expect_all(rows);
  // BasicSR: a key of another name, and a number of its own where there is none
  EXPECT_EQ(
      followed("import random\nfrom utils import set_random_seed\ndef parse():\n  opt = load(f)\n  seed = "
               "opt.get('manual_seed')\n  if seed is None:\n    seed = random.randint(1, 9)\n    "
               "opt['manual_seed'] = seed\n  set_random_seed(seed + opt['rank'])\nparse()",
               "manual_seed"),
      "arrives: train.py:9 set_random_seed(seed + opt['rank'])");
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += part;
  return all;
}

TEST(SeedFlow, NothingIsEndless) {
  std::string chain = "import torch\n";
  for (int at = 0; at < 2000; ++at)
    chain += "def f" + std::to_string(at) + "(s):\n  f" + std::to_string(at + 1) + "(s)\n";
  EXPECT_NE(followed(chain + "def f2000(s):\n  torch.manual_seed(s)\nf0(cfg.seed)"), "");
  EXPECT_NE(followed("import torch\ndef f(s):\n  torch.manual_seed(s)\n" + repeated("f(f(x))\n", 20'000)),
            "");
  EXPECT_NE(followed("import torch\ns = 1\n" + repeated("s = s + s\n", 20'000) + "torch.manual_seed(s)"), "");
  EXPECT_NE(followed("import torch\n" + repeated("class A(B): pass\nA()\n", 20'000)), "");
  EXPECT_NE(followed("import torch\n" + repeated("exec(a)\ntorch.manual_seed(a)\na = a\n", 10'000)), "");
  EXPECT_NE(followed("import torch\ndef f():\n" + repeated("  x\n", 20'000) + "  return 1\n" +
                     repeated("torch.manual_seed(f())\n", 10'000)),
            "");
  EXPECT_NE(followed("import torch\n" + repeated("class A:\n  def f(self): self.s = s\n", 10'000) +
                     repeated("torch.manual_seed(A.s)\n", 10'000)),
            "");
  EXPECT_NE(followed("import torch\n" + repeated("torch.manual_seed(x.seed)\n", 20'000)), "");
  // What the steps do not suffice for is not followed.
  EXPECT_EQ(followed("import torch\ndef f(x):\n  f(x)\n  x.seed = 1\n" +
                     repeated("f(x)\ntorch.manual_seed(x.seed)\n", 2500)),
            "?");
  EXPECT_NE(followed("import torch\n" + repeated("torch.manual_seed(x.seed)\ntorch.manual_seed(0)\n", 2500)),
            "");
  EXPECT_NE(followed("import torch\n" + repeated("for s in s:\n torch.manual_seed(s)\n", 2500)), "");
  EXPECT_NE(followed("import torch\ndef f(a):\n  return " + repeated("f(a) + ", 100) +
                     "a\ntorch.manual_seed(f(g()))"),
            "");
}

}  // namespace
}  // namespace expgate::content
