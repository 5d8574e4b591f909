#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "seed-applied";

// A script that draws from all three libraries, with `code` at its begin.
TipCase script(const std::string& code, std::map<std::string, std::string> others = {}) {
  others["train.py"] = "import random\nimport numpy as np\nimport torch\n" + code +
                       "\nx = random.random() + np.random.rand()\ny = torch.rand(1)\n";
  return tip(std::move(others));
}

const std::string kComplete = "random.seed(1)\nnp.random.seed(1)\ntorch.manual_seed(1)\n";
const std::string kFlags =
    "torch.backends.cudnn.deterministic = True\ntorch.backends.cudnn.benchmark = False\n";

TEST(SeedApplied, EveryLibraryIsToBeSeeded) {
  EXPECT_TRUE(catches_not(kRule, "", script(kComplete)));
  EXPECT_TRUE(catches(kRule, "", script("random.seed(1)\ntorch.manual_seed(1)"),
                      "does not seed numpy (imported in `train.py`:2)"));
  EXPECT_TRUE(catches(kRule, "", script("np.random.seed(1)\ntorch.manual_seed(1)"),
                      "does not seed random (imported"));
  EXPECT_TRUE(
      catches(kRule, "", script("random.seed(1)\nnp.random.seed(1)"), "does not seed torch (imported"));
  EXPECT_TRUE(catches_not(
      kRule, "",
      tip({{"train.py", "import numpy as np\nimport torch\ntorch.manual_seed(0)\ntorch.rand(1)"}})))
      << "numpy is imported, but not used";
  EXPECT_TRUE(catches_not(kRule, "", tip({{"train.py", "import os\nprint(os.name)"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"README.md", "x"}})));
}

TEST(SeedApplied, SaysWhereAndWhatToWrite) {
  const Violations none = judge(kRule, "", script(""));
  ASSERT_EQ(none.size(), 1U);
  EXPECT_EQ(none[0].reason->name, "not-seeded");
  EXPECT_TRUE(catches(
      kRule, "", script(""),
      "`train.py` does not seed random (imported in `train.py`:1), numpy (imported in `train.py`:2), torch "
      "(imported in `train.py`:3) | add `random.seed(seed)`, `np.random.seed(seed)`, "
      "`torch.manual_seed(seed)` to "
      "`train.py`, before anything is drawn"));
  EXPECT_EQ(none[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/train.py"}, {"git", "commit"}}));
  EXPECT_EQ(none[0].path, "train.py");
  EXPECT_EQ(none[0].line, 1);
  const Violations some = judge(kRule, "", script("torch.manual_seed(1)"));
  EXPECT_EQ(some.at(0).reason->name, "partly-seeded");
  EXPECT_TRUE(catches(
      kRule, "", script("torch.manual_seed(1)"),
      "; it seeds torch in `train.py`:4 | add `random.seed(seed)`, `np.random.seed(seed)` beside line "
      "4 of `train.py`"));
}

// docs/experiments.md, "Seeding calls".
TEST(SeedApplied, SeedingCallsAsTheyReallyAre) {
  const struct {
    const char* import;
    const char* call;
    const char* missing;  // "" where everything is seeded
  } cases[] = {
      {"", "random.seed(1); np.random.seed(1); torch.manual_seed(1)", ""},
      {"", "random.seed(1); rng = np.random.default_rng(1); torch.manual_seed(1)", ""},
      {"", "random.seed(1); np.random.default_rng(); torch.manual_seed(1)", "numpy"},
      {"", "random.seed(); np.random.seed(1); torch.manual_seed(1)", "random"},
      {"", "random.seed(1); np.random.seed(None); torch.manual_seed(1)", "numpy"},
      {"import time", "random.seed(time.time()); np.random.seed(1); torch.manual_seed(1)", "random"},
      {"", "random.seed(1); np.random.seed(1); torch.cuda.manual_seed(1)", "torch"},
      {"", "random.seed(1); np.random.seed(1); torch.cuda.manual_seed_all(1)", "torch"},
      {"", "random.seed(1); np.random.seed(1); g = torch.Generator(); g.manual_seed(1)", "torch"},
      {"from lightning import seed_everything", "seed_everything(1)", ""},
      {"import pytorch_lightning as pl", "pl.seed_everything(1)", ""},
      {"import lightning as L", "L.seed_everything(1)", ""},
      {"from transformers import set_seed", "set_seed(1)", ""},
      {"from transformers import Trainer", "Trainer(model).train()", ""},
      {"from accelerate.utils import set_seed", "set_seed(1)", ""},
      {"from mmengine.runner import set_random_seed", "set_random_seed(1)", ""},
      {"from mmengine.runner import Runner", "Runner.from_cfg(cfg).train()", ""},
      {"import keras", "keras.utils.set_random_seed(1)", ""},
      {"from timm import utils", "utils.random_seed(1, 0)", ""},
      {"import tensorflow as tf", "tf.random.set_seed(1)", "random"},
      {"import jax", "key = jax.random.PRNGKey(1)", "random"},
      {"from torch import manual_seed as ms", "ms(1); random.seed(1); np.random.seed(1)", ""},
      {"from numpy import random as npr", "npr.seed(1); random.seed(1); torch.manual_seed(1)", ""},
  };
  for (const auto& each : cases) {
    const TipCase made = script(std::string(each.import) + "\n" + each.call);
    if (*each.missing == '\0')
      EXPECT_TRUE(catches_not(kRule, "", made)) << each.import << " " << each.call;
    else
      EXPECT_TRUE(catches(kRule, "", made, std::string("does not seed ") + each.missing))
          << each.import << " " << each.call;
  }
}

TEST(SeedApplied, IsNotFooled) {
  for (const char* code :
       {"# torch.manual_seed(1)", "'torch.manual_seed(1)'", "'''\ntorch.manual_seed(1)\n'''",
        "x = f\"torch.manual_seed(1) {y}\"", "x = torch.manual_seed", "print('seed', torch.initial_seed())",
        "def torch_seed():\n  torch.manual_seed(1)",
        "def seed_worker(i):\n  torch.manual_seed(i)\nf(seed_worker)",
        "class A:\n  def manual_seed(self): pass\nA().manual_seed(1)"})
    EXPECT_TRUE(catches(kRule, "", script(std::string("random.seed(1)\nnp.random.seed(1)\n") + code),
                        "does not seed torch"))
        << code;
}

// `mp.spawn(main_worker, …)` as in the examples of PyTorch: that is the run, not a loader's worker.
TEST(SeedApplied, AWorkerMayBeTheRun) {
  for (const std::string name : {"main_worker", "worker", "run_worker", "train_worker"})
    EXPECT_FALSE(catches(kRule, "",
                         script("random.seed(1)\nnp.random.seed(1)\ndef " + name +
                                "(gpu, seed):\n  torch.manual_seed(seed)\nmp.spawn(" + name + ")"),
                         "does not seed torch"))
        << name;
}

TEST(SeedApplied, AFunctionOfOnesOwnCountsForWhatItCalls) {
  const std::string whole =
      "import random, torch\nimport numpy as np\ndef set_seed(s):\n  random.seed(s)\n  np.random.seed(s)\n"
      "  torch.manual_seed(s)\n";
  const std::string flags =
      "  torch.backends.cudnn.deterministic = True\n  torch.backends.cudnn.benchmark = False\n";
  const std::string call = "from utils.seed import set_seed\nset_seed(1)";
  EXPECT_TRUE(catches_not(kRule, "", script(call, {{"utils/seed.py", whole + flags}})));
  EXPECT_TRUE(catches_not(
      kRule, "",
      script("from lib.utils import seed\nseed.set_seed(1)", {{"src/lib/utils/seed.py", whole + flags}})));
  EXPECT_TRUE(catches(kRule, "", script("", {{"utils/seed.py", whole + flags}}), "does not seed random"))
      << "never called";
  EXPECT_TRUE(catches(kRule, "",
                      script("from utils.seed import set_seed", {{"utils/seed.py", whole + flags}}),
                      "does not seed"));
  EXPECT_TRUE(
      catches(kRule, "",
              script(call, {{"utils/seed.py", "import torch\ndef set_seed(s):\n  torch.manual_seed(s)\n"}}),
              "does not seed random (imported in `train.py`:1), numpy (imported in `train.py`:2); it seeds "
              "torch in `utils/seed.py`:3"));
  EXPECT_TRUE(
      catches(kRule, "",
              script(call, {{"utils/seed.py", "import torch\ndef set_seed(s):\n  torch.manual_seed(s)\n"}}),
              "beside line 3 of `utils/seed.py`"));
  EXPECT_TRUE(catches_not(kRule, "", script("from mylab.tools import set_seed\nset_seed(1)")))
      << "somebody else's";
}

TEST(SeedApplied, SaysWhatACompleteOneLacks) {
  const std::string own = "def set_seed(s):\n  random.seed(s)\n  np.random.seed(s)\n  torch.manual_seed(s)\n";
  const Violations found = judge(kRule, "", script(own + "set_seed(1)"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reason->name, "own-not-deterministic");
  EXPECT_EQ(english({found[0].reason->text, found[0].arguments}),
            "`set_seed` (`train.py`:7) is not complete for CUDA: it lacks "
            "`torch.backends.cudnn.deterministic = True`, `torch.backends.cudnn.benchmark = False`");
  EXPECT_EQ(found[0].line, 7);
  EXPECT_TRUE(found[0].only_warns);
  const std::string deterministic = "  torch.backends.cudnn.deterministic = True\n";
  const std::string quick = "  torch.backends.cudnn.benchmark = True\n";
  EXPECT_TRUE(catches(kRule, "", script(own + deterministic + "set_seed(1)"),
                      "lacks `torch.backends.cudnn.benchmark = False` |"));
  EXPECT_TRUE(catches(kRule, "", script(own + deterministic + quick + "set_seed(1)"),
                      "is set to True in `train.py`:9"));
  EXPECT_TRUE(catches(kRule, "", script(kComplete + "m = net.cuda()"),
                      "the seeding in `train.py`:6 is not complete"));
  EXPECT_TRUE(catches(kRule, "", script(kComplete + "d = torch.device('cuda')"), "not complete for CUDA"));
  EXPECT_TRUE(catches_not(kRule, "", script(kComplete + kFlags + "m = net.cuda()")));
  EXPECT_TRUE(
      catches_not(kRule, "",
                  script(kComplete + "torch.backends.cudnn.benchmark, torch.backends.cudnn.deterministic = "
                                     "False, True\nm = net.cuda()")));
  EXPECT_TRUE(catches_not(kRule, "",
                          script(kComplete + "torch.use_deterministic_algorithms(True)\n"
                                             "torch.backends.cudnn.benchmark = False\nm = net.cuda()")));
  EXPECT_TRUE(catches_not(
      kRule, "",
      script("import lightning as L\nL.seed_everything(1)\nL.Trainer(deterministic=True)\nm.cuda()")));
  EXPECT_TRUE(catches(kRule, "", script("random.seed(1)\nnp.random.seed(1)\nm = net.cuda()"),
                      "add `torch.manual_seed(seed)`, `torch.cuda.manual_seed_all(seed)`, "
                      "`torch.backends.cudnn.deterministic = True`"));
  for (const char* off : {"torch.backends.cudnn.deterministic = False",
                          "torch.use_deterministic_algorithms(False)", "L.Trainer(deterministic=False)"})
    EXPECT_TRUE(catches(kRule, "",
                        script(kComplete + off + "\ntorch.backends.cudnn.benchmark = False\nm = net.cuda()"),
                        "lacks `torch.backends.cudnn.deterministic = True` |"))
        << off;
}

TEST(SeedApplied, EachScriptIsARunOfItsOwn) {
  const std::string main = "\nif __name__ == '__main__':\n  torch.rand(1)\n";
  const std::map<std::string, std::string> files = {
      {"train.py", "import torch\ntorch.manual_seed(1)" + main},
      {"tools/train_gan.py", "import torch\nfrom data import load\n" + main},
      {"data.py", "import numpy as np\nload = np.load"},
      {"demo.py", "import random\nrandom.random()"},
      {"tests/train_test.py", "import random\nrandom.random()"}};
  const Violations found = judge(kRule, "", tip(files));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(english({found[0].reason->text, found[0].arguments}),
            "`tools/train_gan.py` does not seed numpy (imported in `data.py`:1), torch (imported in "
            "`tools/train_gan.py`:1)");
  EXPECT_TRUE(catches_not(kRule, "scripts: ['*.py', '!tools/']", tip(files)));
}

// Of mmpretrain's tools the converters were taken for training, by the end of their names.
TEST(SeedApplied, ScriptsThatOnlyConvertAreNotAsked) {
  const std::string draws = "import torch\nx = torch.rand(1)\nif __name__ == '__main__':\n    print(x)\n";
  const std::string train =
      "import torch\ntorch.manual_seed(1)\nx = torch.rand(1)\nif __name__ == '__main__':\n    print(x)\n";
  for (const char* path :
       {"tools/clip_to_mmpretrain.py", "tools/convert_pretrained.py", "tools/constrain.py",
        "tools/training_dataset.py", "tools/running_mean_std.py", "tools/hornet2mmpretrain.py",
        "tools/cityscapes_trainid2labelid.py", "tools/train_utils.py"})
    EXPECT_TRUE(catches_not(kRule, "", tip({{"tools/train.py", train}, {path, draws}}))) << path;
  for (const char* path :
       {"tools/pretrain.py", "tools/train_ddp.py", "tools/mytrain.py", "tools/run_finetuning.py",
        "tools/fine_tune.py", "tools/dist-train.py", "tools/training.py", "tools/training_loop.py",
        "tools/train_with_wav2vec.py", "tools/train1.py"})
    EXPECT_TRUE(catches(kRule, "", tip({{"tools/train.py", train}, {path, draws}}), "does not seed torch"))
        << path;
}

TEST(SeedApplied, ScriptsAreCounted) {
  std::map<std::string, std::string> files;
  for (int at = 0; at < 5; ++at)
    files["tools/train" + std::to_string(at) + ".py"] =
        "import torch\ntorch.rand(1)\nif __name__ == '__main__':\n  pass\n";
  EXPECT_EQ(judge(kRule, "", tip(files)).size(), 3U);
  EXPECT_TRUE(catches(kRule, "", tip(files), "(and 2 more scripts like that)"));
}

TEST(SeedApplied, ScriptsOfAPackageLieDeeper) {
  const std::string code = "import torch\ntorch.rand(1)\nif __name__ == '__main__':\n  pass\n";
  EXPECT_TRUE(catches(kRule, "", tip({{"pyproject.toml", ""}, {"src/vit/train.py", code}}),
                      "`src/vit/train.py` does not seed torch"));
  EXPECT_TRUE(catches(kRule, "", tip({{"tools/a/b/train.py", code}}), "does not seed torch"));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"a/b/c/train.py", code}}))) << "too deep to be looked for";
}

TEST(SeedApplied, WhatCannotBeReadIsNotBlamed) {
  EXPECT_TRUE(catches_not(kRule, "", tip({{"train.py", "import torch\ntorch.rand(1)\nx = (\n"}})));
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"train.py", "import torch\ntorch.rand(1)\n#" + std::string(1 << 20, 'x')}})))
      << "generated";
}

TEST(SeedApplied, AConfigOfHyperpyyamlMaySeed) {
  const std::string script =
      "import sys, torch\nfrom hyperpyyaml import load_hyperpyyaml\nif __name__ == '__main__':\n  hparams = "
      "load_hyperpyyaml(open(sys.argv[1]))\n  torch.rand(1)\n";
  const std::string seeds =
      "seed: 1986\n__set_seed: !apply:speechbrain.utils.seed_everything [!ref <seed>]\n";
  const auto judged = [&](const std::string& config) {
    return tip({{"train.py", script}, {"hparams/train.yaml", config}});
  };
  EXPECT_TRUE(catches_not(kRule, "", judged(seeds)));
  EXPECT_TRUE(catches_not(kRule, "", judged("__set_seed: !apply:torch.manual_seed [!ref <seed>]\n")));
  EXPECT_TRUE(catches(kRule, "", judged("seed: 1986\n"), "does not seed torch"));
  EXPECT_TRUE(catches(kRule, "", judged("# " + seeds.substr(11)), "does not seed torch"));
  EXPECT_TRUE(catches(kRule, "", tip({{"tools/train.py", script}, {"other/train.yaml", seeds}}),
                      "does not seed torch"));
}

}  // namespace
}  // namespace expgate::test
