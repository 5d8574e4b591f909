#include "content/python/seed_order.h"

#include "content/python/followed.h"

namespace expgate::content {
namespace {

TEST(SeedOrder, WhatIsSetBeforeTheCallCounts) {
  const Told rows[] = {
      {"cfg['seed'] = 0|torch.manual_seed(cfg['seed'])", "elsewhere"},
      {"cfg.seed = 0|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"torch.manual_seed(cfg.seed)|cfg.seed = 0", "arrives"},
      {"seed = cfg.seed|seed = 7|torch.manual_seed(seed)", "elsewhere"},
      {"seed = 7|seed = cfg.seed|torch.manual_seed(seed)", "arrives"},
      {"seed = 7|seed += cfg.seed|torch.manual_seed(seed)", "arrives"},
      {"seed = cfg.seed|seed += 1|torch.manual_seed(seed)", "arrives"},
      {"def f(seed):|  seed = 7|  torch.manual_seed(seed)|f(cfg.seed)", "elsewhere"},
      {"seed = cfg.seed|if seed is None:|  seed = 7|torch.manual_seed(seed)", "arrives"},
      {"seed = cfg.get('random_seed')|if seed is None:|  seed = 7|torch.manual_seed(seed)", "?"},
      {"seed = cfg.seed|if debug:|  seed = 7|torch.manual_seed(seed)", "?"},
      {"seed = 7|if resume:|  seed = cfg.seed|torch.manual_seed(seed)", "?"},
      {"seed = 7|if args.config:|  seed = cfg.seed|torch.manual_seed(seed)", "arrives"},
      {"seed = 7|if cfg.seed:|  seed = cfg.seed|torch.manual_seed(seed)", "arrives"},
      {"if cfg.seed is None:|  cfg.seed = random.randint(1, 9)|torch.manual_seed(cfg.seed)", "arrives"},
      {"if debug:|  cfg.seed = 7|torch.manual_seed(cfg.seed)", "?"},
      {"try:|  seed = cfg.seed|except KeyError:|  seed = 0|torch.manual_seed(seed)", "arrives"},
      {"seed = 0 if debug else cfg.seed|torch.manual_seed(seed)", "?"},
      {"seed = 0 if cfg.seed is None else cfg.seed|torch.manual_seed(seed)", "arrives"},
      {"seed = 0 if True else cfg.seed|torch.manual_seed(seed)", "elsewhere"},
      {"for seed in [1, 2]:|  torch.manual_seed(seed)", "elsewhere"},
      {"seed = cfg.seed|[seed for seed in (1, 2)]|torch.manual_seed(seed)", "arrives"},
      {"with open(f) as file:|  seed = load(file).seed|torch.manual_seed(seed)", "arrives"},
      {"cfg.update(seed=0)|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"cfg.update({'seed': 0})|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"setattr(cfg, 'seed', 0)|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"cfg.merge_from_list(['A.SEED', 0])|torch.manual_seed(cfg.SEED)", "elsewhere"},
      {"cfg.SEED = 0|cfg.merge_from_file(f)|torch.manual_seed(cfg.SEED)", "arrives"},
      {"def parse():|  args = parser.parse_args()|  return args, load(args)|args, cfg = parse()|"
       "torch.manual_seed(cfg.seed)",
       "arrives"},
      {"def parse():|  args = parser.parse_args()|  return args, load(args)|args, cfg = parse()|"
       "torch.manual_seed(args.seed)",
       "elsewhere"},
      {"def f(seed=0):|  torch.manual_seed(seed)|options = dict(a=1)|f(**options)", "?"},
      {"_C = CN()|_C.SEED = 0|def fill(c, a):|  c.merge_from_file(a)|def update(c, a):|  fill(c, a.cfg)|"
       "def get(a):|  c = _C.clone()|  update(c, a)|  return c|torch.manual_seed(get(args).SEED)",
       "arrives"},
      {"def spoil(c):|  c.seed = 0|spoil(cfg)|torch.manual_seed(cfg.seed)", "elsewhere"},
      {"def spoil(c):|  if debug:|    c.seed = 0|spoil(c=cfg)|torch.manual_seed(cfg.seed)", "?"},
      {"def look(c):|  print(c.seed)|look(cfg)|torch.manual_seed(cfg.seed)", "arrives"},
      {"def f(seed=0):|  torch.manual_seed(seed)|def other(k):|  k.update(more)|k = dict(a=1)|f(**k)", "?"},
      {"cfg.seed = 0|def main(cfg):|  torch.manual_seed(cfg.seed)|main(cfg)", "elsewhere"},
      {"def get():|  cfg = load(f)|  cfg['seed'] = 0|  return cfg|cfg = get()|torch.manual_seed(cfg['seed'])",
       "elsewhere"},
      {"def get():|  cfg = CN()|  cfg.SEED = 0|  return cfg|cfg = get()|cfg.merge_from_file(f)|"
       "torch.manual_seed(cfg.SEED)",
       "arrives"},
      {"class T:|  def __init__(self, seed):|    self.seed = seed|    self.seed = 3|  def fit(self):|    "
       "torch.manual_seed(self.seed)|T(cfg.seed).fit()",
       "elsewhere"},
      {"@dataclass|class T:|  seed: int = 0|  def fit(self):|    torch.manual_seed(self.seed)|"
       "T(seed=cfg.seed).fit()",
       "arrives"},
      {"@dataclass|class T:|  seed: int = 0|  def fit(self):|    torch.manual_seed(self.seed)|T().fit()",
       "?"},
      {"class T(Base):|  def fit(self):|    torch.manual_seed(self.seed)|T().fit()", "?"},
      {"class T:|  seed = 3|  def __init__(self, seed):|    self.seed = seed|  def fit(self):|    "
       "torch.manual_seed(self.seed)|T(cfg.seed).fit()",
       "arrives"},
  };
  expect_told(rows);
}

TEST(SeedOrder, WhatIsNeverRunSeedsNothing) {
  const Told rows[] = {
      {"if False:|  torch.manual_seed(cfg.seed)", "no call"},
      {"if 0:|  torch.manual_seed(cfg.seed)|else:|  torch.manual_seed(1)", "elsewhere"},
      {"if True:|  torch.manual_seed(1)|else:|  torch.manual_seed(cfg.seed)", "elsewhere"},
      {"def f(s):|  torch.manual_seed(s)|if False:|  f(cfg.seed)|f(0)", "elsewhere"},
      {"def f():|  return 1|  torch.manual_seed(cfg.seed)|f()", "no call"},
      {"sys.exit()|torch.manual_seed(cfg.seed)", "no call"},
      {"def f(s):|  torch.manual_seed(s)|def unused():|  f(cfg.seed)", "?"},
      {"def main():|  torch.manual_seed(cfg.seed)", "arrives"},
      {"while False:|  torch.manual_seed(cfg.seed)|torch.manual_seed(1)", "elsewhere"},
      {"if not debug:|  torch.manual_seed(cfg.seed)", "arrives"},
  };
  expect_told(rows);
}

TEST(SeedOrder, TheLastCallWins) {
  const Told rows[] = {
      {"torch.manual_seed(cfg.seed)|torch.manual_seed(0)", "elsewhere"},
      {"torch.manual_seed(0)|torch.manual_seed(cfg.seed)", "arrives"},
      {"set_seed(cfg.seed)|torch.manual_seed(0)", "elsewhere"},
      {"set_seed(cfg.seed)|torch.cuda.manual_seed(0)", "arrives"},
      {"if debug:|  torch.manual_seed(cfg.seed)|else:|  torch.manual_seed(0)", "arrives"},
      {"torch.manual_seed(cfg.seed)|if debug:|  torch.manual_seed(0)", "?"},
      {"torch.manual_seed(cfg.seed)|if cfg.seed is None:|  torch.manual_seed(0)", "arrives"},
      {"def f(s):|  torch.manual_seed(s)|f(cfg.seed)|f(0)", "elsewhere"},
      {"def f(s):|  torch.manual_seed(s)|f(0)|f(cfg.seed)", "arrives"},
      {"def f(s):|  torch.manual_seed(s)|  torch.manual_seed(0)|f(cfg.seed)", "elsewhere"},
      {"def f(s):|  torch.manual_seed(s)|def g():|  torch.manual_seed(0)|def main():|  f(cfg.seed)|  "
       "g()|main()",
       "elsewhere"},
      {"def g():|  torch.manual_seed(0)|def main():|  torch.manual_seed(cfg.seed)|  use(g)|main()", "?"},
      {"torch.manual_seed(cfg.seed)|train(model)|torch.manual_seed(0)|evaluate(model)", "?"},
      {"def run():|  torch.manual_seed(cfg.seed)|  train(model)|run()|torch.manual_seed(0)", "?"},
      {"torch.manual_seed(cfg.seed)|with torch.random.fork_rng():|  torch.manual_seed(0)", "?"},
      {"random.seed(cfg.seed)|torch.manual_seed(1337)", "?"},
      {"torch.manual_seed(cfg.seed)|random.seed(0)", "arrives"},
      {"from sklearn.utils import shuffle|torch.manual_seed(0)|shuffle(x, random_state=cfg.seed)", "?"},
  };
  expect_told(rows);
}

}  // namespace
}  // namespace expgate::content
