#include "content/python/python_module.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

// What is called, with its line and arguments: "2 torch.manual_seed(0)".
std::vector<std::string> calls(std::string_view source) {
  std::vector<std::string> found;
  for (const PythonUse& use : read_python_module(source).uses)
    if (use.is_call) found.push_back(std::to_string(use.line) + " " + use.name + "(" + use.arguments + ")");
  return found;
}
using Calls = std::vector<std::string>;

TEST(PythonModule, NamesAreFollowedThroughImports) {
  EXPECT_EQ(calls("import numpy as np\nnp.random.seed(0)"), (Calls{"2 numpy.random.seed(0)"}));
  EXPECT_EQ(calls("import torch.nn.functional as F, torch\nF.relu(x)\ntorch.manual_seed(s)"),
            (Calls{"2 torch.nn.functional.relu(x)", "3 torch.manual_seed(s)"}));
  EXPECT_EQ(
      calls("from torch import (\n  cuda,  # a\n  manual_seed as ms,\n)\nms(1)\ncuda.manual_seed_all(1)"),
      (Calls{"5 torch.manual_seed(1)", "6 torch.cuda.manual_seed_all(1)"}));
  EXPECT_EQ(calls("from numpy import random as npr\nnpr . seed ( 1 )"), (Calls{"2 numpy.random.seed(1)"}));
  EXPECT_EQ(calls("from .utils import set_seed\nset_seed(1)"), (Calls{"2 .utils.set_seed(1)"}));
  EXPECT_EQ(calls("def f():\n  import random\n  random.seed(1)"), (Calls{"3 random.seed(1)"}));
}

TEST(PythonModule, StringsAndCommentsAreNoCode) {
  EXPECT_EQ(
      calls(
          "# a(1)\n'b(1)'\n\"\"\"c(1)\n'''d(1)\n\"\"\"\nr'e(1)\\''\nf\"f(1) {x}\"\nrb'g(1)'\nx = 1  # h(1)"),
      Calls{});
  EXPECT_EQ(calls("def f():\n  '''torch.manual_seed(0)'''\n  a('b(1)', 2)"), (Calls{"3 a('b(1)', 2)"}));
}

TEST(PythonModule, CallsStandInFunctions) {
  const PythonModule module = read_python_module(
      "a()\ndef f(x=b()):\n  c()\n  if x:\n    d()\n\n  def g(): e()\n  h()\nclass K:\n  def m(self):\n    "
      "i()\n@app\ndef j():\n  k()\nl()");
  std::vector<std::string> found;
  for (const PythonUse& use : module.uses)
    if (use.is_call) found.push_back(use.name + ":" + use.function + (use.is_called_by_others ? "!" : ""));
  EXPECT_EQ(found, (std::vector<std::string>{"a:", "b:", "c:f", "d:f", "e:g", "h:f", "i:m!", "k:j!", "l:"}));
}

TEST(PythonModule, AssignmentsHaveValues) {
  const PythonModule module = read_python_module(
      "import torch\nfrom torch.backends import cudnn\ncudnn.benchmark, cudnn.deterministic = False, True\n"
      "torch.backends.cudnn.enabled = x = y\nif a: cudnn.benchmark = True\nz: int = 1\nif q == 1: pass\nw = "
      "a == b\n");
  std::vector<std::string> found;
  for (const PythonUse& use : module.uses)
    if (use.is_assigned) found.push_back(use.name + "=" + use.value);
  EXPECT_EQ(found, (std::vector<std::string>{"torch.backends.cudnn.benchmark=False",
                                             "torch.backends.cudnn.deterministic=True",
                                             "torch.backends.cudnn.enabled=y", "x=y",
                                             "torch.backends.cudnn.benchmark=True", "z=1", "w=a == b"}));
}

TEST(PythonModule, ScriptsAskForTheirName) {
  EXPECT_TRUE(read_python_module("if __name__ == '__main__':\n  main()").is_script);
  EXPECT_FALSE(read_python_module("# if __name__ == '__main__':\nmain()").is_script);
}

TEST(PythonModule, WhatDoesNotEndIsNotWhole) {
  EXPECT_FALSE(read_python_module("a = (1\nb()").is_whole);
  EXPECT_TRUE(read_python_module("\xEF\xBB\xBFimport a\r\n\r\na.b()\r\n").is_whole);
  for (const char* odd : {"def", "class", "import", "from", "from x import", "@", "async def", "def (", ".",
                          "=", "a =", "from . import (", "import a as"})
    read_python_module(odd);
}

}  // namespace
}  // namespace expgate::content
