#include "experiments/dvc.h"

#include <gtest/gtest.h>

namespace expgate::experiments {
namespace {

constexpr std::string_view kConfig =
    "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://bucket/dvc/\n";
constexpr std::string_view kPointer =
    "outs:\n- md5: ABCDEFabcdefabcdefabcdefabcdefab\n  size: 5\n  path: best.pt\n";

std::string where(std::string_view pointer, std::string_view config = kConfig) {
  const auto object = read_dvc_object(pointer, config);
  return object ? object->uri + (object->is_folder ? " (folder)" : "") : "error";
}

TEST(Dvc, WhereAnObjectLies) {
  EXPECT_EQ(where(kPointer), "s3://bucket/dvc/ab/cdefabcdefabcdefabcdefabcdefab");
  EXPECT_EQ(where("outs:\n- md5: abcdefabcdefabcdefabcdefabcdefab\n  hash: md5\n"),
            "s3://bucket/dvc/files/md5/ab/cdefabcdefabcdefabcdefabcdefab");
  EXPECT_EQ(where("outs:\n- md5: abcdefabcdefabcdefabcdefabcdefab.dir\n  hash: md5\n"),
            "s3://bucket/dvc/files/md5/ab/cdefabcdefabcdefabcdefabcdefab.dir (folder)");
  EXPECT_EQ(where(kPointer, "[core]\nremote = a\n['remote \"a\"']\nurl = azure://c/p\n"),
            "az://c/p/ab/cdefabcdefabcdefabcdefabcdefab");
}

TEST(Dvc, WhatLeadsNowhere) {
  for (const char* pointer :
       {"", "outs: []", "outs:\n- path: x\n", "outs:\n- md5: xyz\n", "outs:\n- md5: ../../../../etc/passwd\n",
        "outs:\n- md5: abcdefabcdefabcdefabcdefabcdefab/x\n", "outs: {", "- 1"})
    EXPECT_EQ(where(pointer), "error") << pointer;
  for (const char* config :
       {"", "[core]\nremote = x\n", "[core]\nremote = a\n['remote \"a\"']\nurl = /srv/dvc\n",
        "[core]\nremote = a\n['remote \"a\"']\nurl = ssh://host/x\n",
        "[core]\nremote = a\n['remote \"a\"']\nurl = https://u:p@host/x\n"})
    EXPECT_EQ(where(kPointer, config), "error") << config;
}

}  // namespace
}  // namespace expgate::experiments
