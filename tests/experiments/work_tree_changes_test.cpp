#include "experiments/work_tree_changes.h"

#include <gtest/gtest.h>

namespace expgate::experiments {
namespace {

TEST(WorkTreeChanges, WhatARunCouldRead) {
  for (const char* read :
       {"train.py", "a/b.YAML", "params.json", "Makefile", "sub/Dockerfile", "Dockerfile.gpu", "x.dockerfile",
        "requirements-dev.txt", "constraints.txt", "uv.lock", "data.csv.dvc", "ops/kernel.cu", "setup.cfg"})
    EXPECT_TRUE(is_read_by_runs(read)) << read;
  for (const char* other : {"notes.txt", "README.md", "table.csv", "best.pt", "py", "makefile.bak", ".env",
                            "train.log", "figure.png"})
    EXPECT_FALSE(is_read_by_runs(other)) << other;
}

}  // namespace
}  // namespace expgate::experiments
