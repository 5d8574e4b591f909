#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "container-pin";
const std::string kDigest = "@sha256:" + std::string(64, 'a');

FileCase dockerfile(std::string content) {
  return text_file("Dockerfile", std::move(content));
}

std::string message_of(const Violation& violation) {
  return english({violation.reason->text, violation.arguments});
}

// "LINE text" of the first edit that is proposed.
std::string line_to_write(std::string_view options, const FileCase& file) {
  const Edit edit = judge(kRule, options, file).at(0).remedy.edits.at(0);
  return std::to_string(edit.line) + " " + edit.replacement;
}

// docs/experiments.md, "Environment": what 45 real Dockerfiles have in their FROM lines.
TEST(ContainerPin, FromLinesAsTheyReallyAre) {
  const struct {
    const char* what;
    std::string content;
    const char* at_tag;     // what is said at level `tag`; "": nothing
    const char* at_digest;  // and at level `digest`
  } cases[] = {
      {"20 literal tags", "FROM python:3.11", "", "has a tag but no digest"},
      {"13 ARG to a tag", "ARG TAG=3.11\nFROM python:$TAG", "", "has a tag but no digest"},
      {"8 earlier stages", "FROM a:1" + kDigest + " AS base\nFROM base", "", ""},
      {"7 digests", "FROM python" + kDigest, "", ""},
      {"digests with a tag", "FROM python:latest" + kDigest, "", ""},
      {"5 untagged", "FROM python", "has no tag, which means `latest`", "has no tag"},
      {"4 ARG without default", "ARG BASE\nFROM ${BASE}", "`BASE` has no default", "`BASE` has no default"},
      {"2 ARG to latest", "ARG TAG=latest\nFROM python:$TAG", "has a tag that moves, `latest`", "moves"},
      {"scratch", "FROM scratch", "", ""},
      {"a platform", "FROM --platform=linux/amd64 python:3.11", "", "has a tag but no digest"},
      {"a copy", "FROM scratch\nCOPY --from=uv /uv /", "the image `uv` has no tag", "has no tag"},
  };
  for (const auto& each : cases) {
    const FileCase file = dockerfile(each.content);
    if (*each.at_tag == '\0')
      EXPECT_TRUE(catches_not(kRule, "", file)) << each.what;
    else
      EXPECT_TRUE(catches(kRule, "", file, each.at_tag)) << each.what;
    if (*each.at_digest == '\0')
      EXPECT_TRUE(catches_not(kRule, "level: digest", file)) << each.what;
    else
      EXPECT_TRUE(catches(kRule, "level: digest", file, each.at_digest)) << each.what;
  }
}

TEST(ContainerPin, NamesTheLineAndWhatToWrite) {
  const Violations found =
      judge(kRule, "", dockerfile("# train\nFROM pytorch/pytorch:latest AS base\nFROM python\n"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(message_of(found[0]),
            "`Dockerfile`: the image `pytorch/pytorch:latest` has a tag that moves, `latest`");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(english({found[0].reason->help, found[0].arguments}),
            "pin it in line 2: `docker image ls pytorch/pytorch` lists the versions that you have");
  EXPECT_EQ(found[0].remedy.edits.at(0).old, "FROM pytorch/pytorch:latest AS base");
  EXPECT_EQ(found[0].remedy.edits.at(0).replacement, "FROM pytorch/pytorch:<version> AS base");
  EXPECT_EQ(found[1].line, 3);
  EXPECT_EQ(line_to_write("", dockerfile("ARG TAG=latest\nFROM python:$TAG")), "1 ARG TAG=<version>");
  EXPECT_TRUE(catches(kRule, "", dockerfile("ARG TAG=latest\nFROM python:$TAG"),
                      "`python:latest` (`python:$TAG`) has"));
  EXPECT_EQ(line_to_write("", dockerfile("ARG I=a/python\nFROM $I")), "1 ARG I=a/python:<version>");
  EXPECT_TRUE(catches(kRule, "", dockerfile("ARG BASE\nFROM $BASE"),
                      "write `ARG BASE=<image>:<version>` above the first `FROM`"));
  EXPECT_TRUE(catches(kRule, "", dockerfile("ARG TAG\nFROM a:$TAG"),
                      "write `ARG TAG=<version>` above the first `FROM`"));
  EXPECT_EQ(line_to_write("level: digest", dockerfile("FROM python:3.11")),
            "1 FROM python:3.11@sha256:<digest>");
  EXPECT_TRUE(catches(kRule, "level: digest", dockerfile("FROM python:3.11"),
                      "`docker buildx imagetools inspect python:3.11` prints its digest"));
  EXPECT_EQ(line_to_write("", dockerfile("FROM a:1\nRUN --mount=type=bind,from=uv,source=/uv,target=/uv ls")),
            "2 RUN --mount=type=bind,from=uv:<version>,source=/uv,target=/uv ls");
  EXPECT_EQ(line_to_write("", text_file(".gitlab-ci.yml", "a:\n  image: python:latest\n")),
            "2 image: python:<version>");
  EXPECT_EQ(
      line_to_write("", text_file(".gitlab-ci.yml", "variables:\n  TAG: latest\na:\n  image: python:$TAG\n")),
      "2 TAG: <version>");
  EXPECT_TRUE(catches(kRule, "", text_file("compose.yml", "services:\n  a:\n    image: a:${TAG}\n"),
                      "write `${TAG:-<version>}` in line 3"));
}

TEST(ContainerPin, BadDigestsAreNone) {
  EXPECT_TRUE(catches(kRule, "", dockerfile("FROM python@sha256:abc"),
                      "a digest that is not `sha256:` and 64 hex digits"));
  EXPECT_TRUE(catches(kRule, "", dockerfile("FROM python:3.11@sha256:abc"), "a digest that is not"));
  EXPECT_TRUE(
      catches(kRule, "level: digest", dockerfile("FROM python:3.11@sha256:abc"), "a digest that is not"));
}

TEST(ContainerPin, OtherFilesNameImagesToo) {
  EXPECT_TRUE(catches(kRule, "", text_file("docker-compose.yml", "services: {a: {image: redis}}"),
                      "`redis` has no tag"));
  EXPECT_TRUE(
      catches(kRule, "", text_file(".github/workflows/a.yml", "jobs: {a: {container: python}}"), "`python`"));
  EXPECT_EQ(line_to_write(
                "", text_file(".devcontainer/devcontainer.json", "{\"image\": \"python:latest\", /* */ }")),
            "1 \"image\": \"python:<version>\"");
  EXPECT_TRUE(catches_not(kRule, "", text_file("docs/image.yml", "image: redis")));
  EXPECT_TRUE(catches_not(kRule, "", text_file("README.md", "FROM python")));
  EXPECT_TRUE(catches_not(kRule, "", link("Dockerfile", "docker/Dockerfile")));
  EXPECT_TRUE(catches_not(kRule, "", file("model.bin", 1_KiB))) << "is not read";
}

TEST(ContainerPin, WhatThePipelineSetsIsNotTheFilesToSay) {
  EXPECT_TRUE(catches_not(kRule, "", text_file(".gitlab-ci.yml", "a: {image: '$CI_REGISTRY_IMAGE:$TAG'}")));
  EXPECT_TRUE(catches_not(
      kRule, "", text_file(".github/workflows/a.yml", "jobs: {a: {container: '${{ inputs.image }}'}}")));
  EXPECT_TRUE(
      catches(kRule, "", text_file(".gitlab-ci.yml", "a: {image: '$CI_REGISTRY_IMAGE:latest'}"), "moves"));
  EXPECT_TRUE(catches(kRule, "", text_file("compose.yml", "services: {a: {image: 'a:${TAG}'}}"),
                      "`TAG` has no default"));
}

TEST(ContainerPin, SomeImagesMayBeAllowed) {
  const FileCase file = dockerfile("FROM registry.example.org/team/base:latest");
  EXPECT_TRUE(catches_not(kRule, "allow: ['registry.example.org/team/**']", file));
  EXPECT_TRUE(catches_not(kRule, "allow: ['registry.example.org/*/base']", file));
  EXPECT_TRUE(catches_not(kRule, "allow: ['*:latest']", file));
  EXPECT_TRUE(catches(kRule, "allow: ['registry.example.org/other/**']", file));
}

TEST(ContainerPin, WhatCannotBeReadIsSaid) {
  EXPECT_TRUE(catches(kRule, "", text_file("compose.yaml", "services:\n  a: [\n"), "cannot read the images"));
  EXPECT_TRUE(catches(kRule, "", file("Dockerfile", 5_MiB), "cannot read the images in `Dockerfile`"))
      << "unread";
}

}  // namespace
}  // namespace expgate::test
