#include "content/pins/image_files.h"

#include <gtest/gtest.h>

#include "content/json/json_comments.h"

namespace expgate::content {
namespace {

std::vector<std::string> images(ImageFile kind, std::string_view source) {
  const auto uses = images_of(kind, source);
  if (!uses)
    return {"error " + std::to_string(uses.error().location.line) + " " + english(uses.error().what)};
  std::vector<std::string> found;
  for (const ImageUse& use : *uses) found.push_back(std::to_string(use.line) + " " + use.image);
  return found;
}
using Images = std::vector<std::string>;

TEST(ImageFiles, AreToldByTheirNames) {
  const std::pair<const char*, ImageFile> cases[] = {
      {"Dockerfile", ImageFile::dockerfile},
      {"docker/Dockerfile.gpu", ImageFile::dockerfile},
      {"dockerfile", ImageFile::dockerfile},
      {"Dockerfile-cuda", ImageFile::dockerfile},
      {"train.Dockerfile", ImageFile::dockerfile},
      {"Containerfile", ImageFile::dockerfile},
      {"compose.yaml", ImageFile::compose},
      {"docker-compose.gpu.yml", ImageFile::compose},
      {"a/docker-compose-dev.yml", ImageFile::compose},
      {".gitlab-ci.yml", ImageFile::gitlab_ci},
      {"ci/test.gitlab-ci.yml", ImageFile::gitlab_ci},
      {".github/workflows/ci.yml", ImageFile::github_workflow},
      {".devcontainer/devcontainer.json", ImageFile::devcontainer},
      {".devcontainer/gpu/devcontainer.json", ImageFile::devcontainer},
      {".devcontainer.json", ImageFile::devcontainer},
  };
  for (const auto& [path, kind] : cases) EXPECT_EQ(image_file_of(path), kind) << path;
  for (const char* path :
       {"Dockerfile.dockerignore", "Dockerfile.j2", "dockerfile_parser.py", "dockerfiles.txt",
        "composer.yaml", "compose_model.json", "compose.yaml.j2", "gitlab-ci.yml", "workflows/ci.yml",
        "devcontainer.json", "{{cookiecutter.name}}/Dockerfile", "", "compose.yaml/x"})
    EXPECT_EQ(image_file_of(path), std::nullopt) << path;
}

TEST(ImageFiles, Compose) {
  EXPECT_EQ(images(ImageFile::compose, "services:\n  a:\n    image: python:3.11\n  b: {image: 'redis'}\n"),
            (Images{"3 python:3.11", "4 redis"}));
  EXPECT_EQ(images(ImageFile::compose, "services:\n  a:\n    image: team/a\n    build: .\n"), Images{})
      << "it is built here";
  EXPECT_EQ(
      images(ImageFile::compose, "services:\n  a: {image: \"x:${TAG:-1.2}\"}\n  b: {image: 'y:${TAG}'}\n"),
      (Images{"2 x:1.2", "3 y:${TAG}"}));
  EXPECT_EQ(images(ImageFile::compose, "x-a: &a {image: python}\nservices:\n  b: *a\n  c: {<<: *a}\n"),
            (Images{"1 python"}));
  EXPECT_EQ(images(ImageFile::compose, "defaults: [a]\nimage: python\n"), Images{}) << "no compose file";
  EXPECT_EQ(images(ImageFile::compose, "services: [a]\n"), Images{});
  EXPECT_EQ(images(ImageFile::compose, "services:\n  a: [\n").at(0).substr(0, 5), "error");
}

TEST(ImageFiles, GitLab) {
  EXPECT_EQ(images(ImageFile::gitlab_ci,
                   "image: python:3.11\ndefault:\n  image: {name: 'a:1', entrypoint: ['']}\n"
                   "  services: [redis]\ntest:\n  image: b\n  services:\n    - name: postgres:16\n"),
            (Images{"1 python:3.11", "3 a:1", "4 redis", "6 b", "8 postgres:16"}));
  EXPECT_EQ(images(ImageFile::gitlab_ci,
                   "variables: {TAG: '1.2', R: {value: r.org, description: x}}\n"
                   "a: {image: '$R/x:$TAG'}\nb: {variables: {TAG: 1.3}, image: 'x:${TAG}'}\n"
                   "c: {image: '$CI_REGISTRY_IMAGE:$CI_COMMIT_SHA'}\n"),
            (Images{"2 r.org/x:1.2", "3 x:1.3", "4 ${CI_REGISTRY_IMAGE}:${CI_COMMIT_SHA}"}));
  EXPECT_EQ(images(ImageFile::gitlab_ci, "spec:\n  inputs: {a: {}}\n---\na: {image: python}\n"),
            (Images{"4 python"}));
  EXPECT_EQ(
      images(ImageFile::gitlab_ci, "a:\n  image: !reference [.b, image]\n  script: [docker pull python]\n"),
      Images{});
}

TEST(ImageFiles, GitHub) {
  EXPECT_EQ(
      images(ImageFile::github_workflow,
             "on: push\njobs:\n  a:\n    container: python\n  b:\n    container:\n      image: a:1\n"
             "    services:\n      db:\n        image: postgres\n  c: {container: '${{ matrix.image }}'}\n"),
      (Images{"4 python", "7 a:1", "10 postgres", "11 ${matrix.image}"}));
  EXPECT_EQ(images(ImageFile::github_workflow, "jobs:\n  a: {runs-on: ubuntu-latest}\n"), Images{});
}

TEST(ImageFiles, DevContainer) {
  EXPECT_EQ(
      images(ImageFile::devcontainer, "// c\n{\n  /* \"image\": \"x\" */\n  \"image\": \"a:1\", // b\n}\n"),
      (Images{"4 a:1"}));
  EXPECT_EQ(images(ImageFile::devcontainer, "{\"build\": {\"dockerfile\": \"Dockerfile\"}}"), Images{});
  EXPECT_EQ(images(ImageFile::devcontainer, "{\"image\": }").at(0).substr(0, 5), "error");
}

TEST(ImageFiles, WhatStandsAroundAnImage) {
  const auto uses = images_of(ImageFile::gitlab_ci, "a:\n  image: \"python\" # new\n");
  ASSERT_EQ(uses->size(), 1U);
  EXPECT_EQ(uses->at(0).before + "|" + uses->at(0).after, "image: \"|\" # new");
}

TEST(JsonComments, BecomeBlanks) {
  EXPECT_EQ(without_comments("{\"a\": \"// b\", /* c\n */ \"d\": [1,], // e\n}"),
            "{\"a\": \"// b\",     \n    \"d\": [1 ]      \n}");
  EXPECT_EQ(without_comments("\"\\\"// a"), "\"\\\"// a");
  EXPECT_EQ(without_comments("/* a"), "    ");
  EXPECT_EQ(without_comments("{\"a\":1 /"), "{\"a\":1 /");
}

}  // namespace
}  // namespace expgate::content
