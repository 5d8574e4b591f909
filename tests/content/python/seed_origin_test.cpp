#include "content/python/seed_origin.h"

#include "content/python/followed.h"

namespace expgate::content {
namespace {

TEST(SeedOrigin, ObjectsBuiltInCodeAreNoConfig) {
  const Told rows[] = {
      {"cfg = {'seed': 0, 'lr': 1}|torch.manual_seed(cfg['seed'])", "elsewhere"},
      {"cfg = dict(seed=0)|torch.manual_seed(cfg['seed'])", "elsewhere"},
      {"cfg = Namespace(seed=0)|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"cfg = {**load(f), 'seed': 0}|torch.manual_seed(cfg['seed'])", "elsewhere"},
      {"cfg = {'seed': 0, **load(f)}|torch.manual_seed(cfg['seed'])", "arrives"},
      {"cfg = {'seed': cfg.seed}|torch.manual_seed(cfg['seed'])", "arrives"},
      {"cfg = load(f)|cfg = OmegaConf.merge(cfg, {'seed': 0})|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"cfg = replace(load(f), seed=0)|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"def main(cfg):|  torch.manual_seed(cfg['seed'])|main({'seed': 0})", "elsewhere"},
      {"cfg = make(f, seed=0)|torch.manual_seed(cfg.seed)", "?"},
      {"cfg = yaml.safe_load(open(f))|torch.manual_seed(cfg['seed'])", "arrives"},
      {"cfg = EasyDict(yaml.safe_load(open(f)))|torch.manual_seed(cfg.seed)", "arrives"},
  };
  expect_told(rows);
}

TEST(SeedOrigin, ThePartsOfAConfigHaveTheirOwn) {
  const Told rows[] = {
      {"torch.manual_seed(cfg['data']['seed'])", "?"},
      {"torch.manual_seed(cfg.data.seed)", "?"},
      {"data = cfg['data']|torch.manual_seed(data['seed'])", "?"},
      {"def make(c):|  torch.manual_seed(c.seed)|make(cfg.dataset)", "?"},
      {"torch.manual_seed(cfg.train.seed)", "arrives"},
      {"torch.manual_seed(self.cfg.seed)", "arrives"},
      {"data = yaml.safe_load(f)|torch.manual_seed(data['seed'])", "arrives"},
  };
  expect_told(rows);
  EXPECT_EQ(followed("import torch\ntorch.manual_seed(cfg['data']['seed'])", "data.seed"),
            "arrives: train.py:2 torch.manual_seed(cfg['data']['seed'])");
}

TEST(SeedOrigin, TheKeyIsReadWhereTheConfigHasIt) {
  struct Row {
    std::string_view source, key, expected;
  };
  constexpr std::string_view kLoad = "cfg = yaml.safe_load(open(f))|";
  const Row rows[] = {
      {"torch.manual_seed(cfg['seed'])", "seed", "arrives"},
      {"torch.manual_seed(cfg['seed'])", "model.seed", "elsewhere"},
      {"torch.manual_seed(cfg['seed'])", "SEED", "elsewhere"},
      {"torch.manual_seed(cfg['train']['seed'])", "train.seed", "arrives"},
      {"torch.manual_seed(cfg['train']['seed'])", "seed", "elsewhere"},
      {"t = cfg['train']|torch.manual_seed(t['seed'])", "seed", "elsewhere"},
      {"torch.manual_seed(cfg.get('train', {}).get('seed', 0))", "seed", "elsewhere"},
      {"torch.manual_seed(cfg.get('seed', cfg['train']['seed']))", "train.seed", "arrives"},
      {"def main(c):|  torch.manual_seed(c['seed'])|main(cfg)", "train.seed", "elsewhere"},
      {"def main(c):|  torch.manual_seed(c['seed'])|main(cfg['train'])", "train.seed", "arrives"},
      {"cfg = EasyDict(cfg)|torch.manual_seed(cfg.seed)", "train.seed", "elsewhere"},
      {"cfg = flat(cfg)|torch.manual_seed(cfg['seed'])", "train.seed", "arrives"},
      {"cfg.update(cfg['train'])|torch.manual_seed(cfg['seed'])", "train.seed", "arrives"},
      {"cfg['seed'] = cfg['train']['seed']|torch.manual_seed(cfg['seed'])", "train.seed", "arrives"},
      {"cfg['train'] = cfg|torch.manual_seed(cfg['train']['seed'])", "seed", "arrives"},
      {"def lift(c):|  c.update(c['train'])|lift(cfg)|torch.manual_seed(cfg['seed'])", "train.seed",
       "arrives"},
      {"print(cfg)|torch.manual_seed(cfg['seed'])", "train.seed", "elsewhere"},
      {"other = yaml.safe_load(open('configs/y.yaml'))|torch.manual_seed(other['seed'])", "seed", "?"},
      {"with open('x.yaml') as f:|  c = yaml.safe_load(f)|torch.manual_seed(c['seed'])", "seed", "arrives"},
      {"with open('y.yaml') as f:|  c = yaml.safe_load(f)|torch.manual_seed(c['seed'])", "seed", "?"},
  };
  for (const Row& row : rows) {
    const std::string source =
        "import torch, yaml\nfrom easydict import EasyDict\n" + python(kLoad) + python(row.source);
    const std::string told = followed(source, std::string(row.key));
    EXPECT_EQ(told.substr(0, told.find(':')), row.expected) << source << "\n" << told;
  }
  const std::string hydra =
      "import torch, hydra\n@hydra.main(config_name='x')\ndef main(cfg):\n  "
      "torch.manual_seed(cfg.seed)\nmain()";
  EXPECT_EQ(followed(hydra), "arrives: train.py:4 torch.manual_seed(cfg.seed)");
  EXPECT_EQ(followed(hydra, "trainer.seed"), "elsewhere: train.py:4 torch.manual_seed(cfg.seed)");
}

TEST(SeedOrigin, FunctionsGoByOtherNames) {
  EXPECT_EQ(followed(Sources{{"train.py", "from utils import fix as begin\nbegin(cfg.seed)"},
                             {"utils.py", "import torch\ndef fix(value):\n  torch.manual_seed(value)"}}),
            "arrives: train.py:2 begin(cfg.seed)");
  EXPECT_EQ(followed(Sources{{"train.py", "from utils import set_seed as fix\nfix(cfg.seed)"},
                             {"utils.py", "import torch\ndef set_seed(s=0):\n  torch.manual_seed(s)"}}),
            "arrives: train.py:2 fix(cfg.seed)");
  const Told rows[] = {
      {"import numpy as np|for f in (random.seed, np.random.seed, torch.manual_seed):|  f(cfg['seed'])",
       "arrives"},
      {"for f in (random.seed, torch.manual_seed):|  f(0)", "elsewhere"},
      {"fix = torch.manual_seed|fix(cfg.seed)", "arrives"},
      {"import functools|functools.partial(torch.manual_seed, cfg.seed)()", "arrives"},
      {"import functools|begin = functools.partial(torch.manual_seed, cfg.seed)|torch.manual_seed(0)", "?"},
      {"list(map(torch.manual_seed, [cfg.seed]))|torch.manual_seed(0)", "?"},
      {"seeders = {'torch': torch.manual_seed}|seeders['torch'](cfg.seed)|random.seed(1)", "?"},
      {"def fix(s=0):|  torch.manual_seed(s)|TABLE = {'fix': fix}|TABLE['fix'](cfg.seed)", "?"},
      {"def fix(s=0):|  torch.manual_seed(s)|begin = fix|begin(cfg.seed)", "?"},
  };
  expect_told(rows);
}

TEST(SeedOrigin, OptionsMayBeTheConfigs) {
  constexpr std::string_view kArgs = "args = parser.parse_args()|";
  constexpr std::string_view kCall = "|torch.manual_seed(args.seed)";
  const Told rows[] = {
      {"for k, v in cfg.items():|  args.__dict__[k] = v", "arrives"},
      {"for k, v in cfg.items():|  vars(args)[k] = v", "arrives"},
      {"vars(args).update(cfg)", "arrives"},
      {"args.__dict__.update(cfg)", "arrives"},
      {"for k, v in cfg.items():|  setattr(args, k, v)", "arrives"},
      {"for k, v in cfg.items():|  setattr(model, k, v)", "?"},
      {"args = Namespace(**cfg)", "arrives"},
      {"if args.resume:|  args = Namespace(**load(f))", "?"},
      {"args.seed = 3", "elsewhere"},
      {"def f(**given):|  for k, v in given.items():|    setattr(args, k, v)", "?"},
      {"def f():|  return {'lr': 1}|for k, v in f().items():|  setattr(args, k, v)", "?"},
      {"for k, v in cfg.items():|  results[k] = v", "elsewhere"},
      {"args = tyro.cli(Args)", "elsewhere"},
      {"args = tyro.cli(Args, default=load(f))", "arrives"},
      {"args = tyro.cli(Args, default=dict(seed=0))", "elsewhere"},
      {"parser.add_argument('--seed', default=cfg.seed)", "arrives"},
      {"parser.add_argument('--seed', default=0)", "elsewhere"},
      {"parser.set_defaults(seed=cfg.seed)", "arrives"},
      {"subprocess.run(['python', 'train.py', '--seed', str(cfg.seed)])", "?"},
      {"args = parser.parse_args(['--seed', str(cfg.seed)])", "?"},
      {"args = parser.parse_args(words_of(cfg))", "?"},
      {"args = parser.parse_args([])", "elsewhere"},
      {"args = parser.parse_args(sys.argv[1:])", "elsewhere"},
      {"sys.argv += words_of(cfg)", "?"},
      {"sys.argv.extend(words_of(cfg))", "?"},
      {"args = parser.parse_args(namespace=cfg)", "?"},
  };
  for (const Told& row : rows) {
    const std::string source = python(std::string(kArgs) + std::string(row.source) + std::string(kCall));
    const std::string told = followed("import torch\n" + source);
    EXPECT_EQ(told.substr(0, told.find(':')), row.expected) << source << "\n" << told;
  }
}

TEST(SeedOrigin, GlobalsAndTheEnvironmentCarryIt) {
  const Told rows[] = {
      {"SEED = 0|def load():|  global SEED|  SEED = cfg.seed|def main():|  load()|  "
       "torch.manual_seed(SEED)|main()",
       "arrives"},
      {"import os|os.environ['SEED'] = str(cfg.seed)|torch.manual_seed(int(os.environ['SEED']))", "arrives"},
      {"import os|torch.manual_seed(int(os.environ['SEED']))", "?"},
      {"import os|torch.manual_seed(int(os.environ.get('SEED', 0)))", "?"},
      {"import os|torch.manual_seed(int(os.getenv('SEED', '0')))", "?"},
      {"import os, lightning as L|os.environ['PL_GLOBAL_SEED'] = str(cfg.seed)|L.seed_everything()", "?"},
      {"from flax import nnx|import jax|shape = jax.eval_shape(f, jax.random.key(0))|rngs = "
       "nnx.Rngs(cfg.seed)",
       "arrives"},
      {"from flax import nnx|import jax|dummy = jax.random.key(0)|rngs = nnx.Rngs(params=cfg.seed)",
       "arrives"},
  };
  expect_told(rows);
}

TEST(SeedOrigin, FrameworksMayBeToldAnotherSeed) {
  constexpr std::string_view kImport = "from transformers import Trainer, TrainingArguments|";
  const Told rows[] = {
      {"args = TrainingArguments(seed=cfg.seed)|Trainer(model, args)", "arrives"},
      {"args = TrainingArguments(seed=0)|Trainer(model, args)", "elsewhere"},
      {"args = TrainingArguments('out')|Trainer(model, args=args)", "elsewhere"},
      {"args = TrainingArguments(**cfg)|Trainer(model, args=args)", "arrives"},
      {"Trainer(model, args=parsed)", "arrives"},
      {"args, = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses()|Trainer(model, args=args)",
       "?"},
  };
  for (const Told& row : rows) {
    const std::string told = followed(python(std::string(kImport) + std::string(row.source)));
    EXPECT_EQ(told.substr(0, told.find(':')), row.expected) << row.source << "\n" << told;
  }
  EXPECT_EQ(followed("import tensorflow as tf\ntf.estimator.RunConfig(tf_random_seed=230)"), "?");
  EXPECT_EQ(followed("import wandb, torch\nwandb.init(seed=cfg.seed)"), "?");
}

}  // namespace
}  // namespace expgate::content
