#include "content/pins/lock_versions.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

TEST(LockVersions, AsEachToolWritesThem) {
  const LockedVersions expected{{"scikit-learn", "1.5.1"}, {"torch", "2.4.0+cu121"}};
  EXPECT_EQ(locked_versions("version = 1\n[[package]]\nname = \"Scikit_Learn\"\nversion = \"1.5.1\"\n"
                            "dependencies = [\n    { name = \"numpy\" },\n]\n"
                            "[[package]]\nname = \"torch\"\nversion = \"2.4.0+cu121\"\n"),
            expected);
  EXPECT_EQ(locked_versions("{\n  \"default\": {\n    \"scikit-learn\": {\n      \"hashes\": [\n"
                            "        \"sha256:00\"\n      ],\n      \"version\": \"==1.5.1\"\n    },\n"
                            "    \"torch\": {\n      \"version\": \"==2.4.0+cu121\"\n    }\n  }\n}\n"),
            expected);
  EXPECT_EQ(locked_versions("package:\n- name: scikit-learn\n  version: 1.5.1\n  manager: conda\n"
                            "- name: torch\n  version: '2.4.0+cu121'\n"),
            expected);
  EXPECT_EQ(locked_versions(
                "scikit-learn==1.5.1 \\\n    --hash=sha256:00\ntorch==2.4.0+cu121 ; python_version >= '3.9'\n"
                "numpy>=2\n# tqdm==1\n"),
            expected);
  EXPECT_EQ(locked_versions("dependencies:\n  - scikit-learn=1.5.1=py311_0\n  - numpy>=2\n  - pip:\n"
                            "    - torch==2.4.0+cu121\n"),
            expected);
}

TEST(LockVersions, NothingElseIsAVersion) {
  EXPECT_EQ(locked_versions(""), LockedVersions{});
  EXPECT_EQ(locked_versions("name = \"a\"\nversion = \"$(rm -rf x)\"\nb==\nc==; x\n==1\n"), LockedVersions{});
  EXPECT_EQ(locked_versions("name: a\nversion: 1.0\nversion: 2.0\n"), (LockedVersions{{"a", "1.0"}}));
}

TEST(LockVersions, NamesAreComparedAsEverybodyDoes) {
  EXPECT_EQ(normalised_package("Ruamel.__YAML"), "ruamel-yaml");
}

}  // namespace
}  // namespace expgate::content
