#include "content/pins/image_reference.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

const std::string kDigest = "@sha256:" + std::string(64, 'a');

TEST(ImageReference, IsTakenApart) {
  const std::string whole = "registry:5000/team/train:1.2" + kDigest;
  const ImageReference parts = take_apart(whole);
  EXPECT_EQ(parts.name, "registry:5000/team/train");
  EXPECT_EQ(parts.tag, "1.2");
  EXPECT_EQ(parts.digest, kDigest.substr(1));
  EXPECT_EQ(take_apart("registry:5000/train").tag, "") << "a port is no tag";
  EXPECT_EQ(take_apart("registry:5000/train").name, "registry:5000/train");
  EXPECT_EQ(take_apart("python").name, "python");
}

TEST(ImageReference, WhatItIsHeldBy) {
  const std::pair<std::string, Pin> cases[] = {
      {"python:3.11", Pin::tag},
      {"pytorch/pytorch:2.1.0-cuda12.1-cudnn8-devel", Pin::tag},
      {"python@sha256:" + std::string(64, '0'), Pin::digest},
      {"python:latest" + kDigest, Pin::digest},
      {"python@sha512:" + std::string(128, '0'), Pin::digest},
      {"python", Pin::none},
      {"python:", Pin::none},
      {"registry:5000/python", Pin::none},
      {"python@sha256:abc", Pin::none},
      {"python@sha256:" + std::string(64, 'g'), Pin::none},
      {"python:3.11@sha256:abc", Pin::tag},
      {"python:latest", Pin::moving},
      {"${IMAGE}", Pin::unresolved},
      {"python:${TAG}", Pin::unresolved},
      {"python:3-${TAG}", Pin::unresolved},
      {"python@sha256:${DIGEST}", Pin::unresolved},
      {"${REGISTRY}/python:3.11", Pin::tag},
      {"${REGISTRY}/python", Pin::none},
      {"${IMAGE}:latest", Pin::moving},
      {"${IMAGE}" + kDigest, Pin::digest},
  };
  for (const auto& [image, pin] : cases) EXPECT_EQ(pin_of(image), pin) << image;
}

TEST(ImageReference, SomeTagsMove) {
  for (const char* tag :
       {"latest", "LATEST", "latest-gpu", "22.04-latest", "1.2-latest", "nightly", "nightly-gpu", "main",
        "master", "dev", "edge", "stable", "stable-slim", "gpu-dev", "1.2-nightly", "latest_gpu"})
    EXPECT_TRUE(is_moving_tag(tag)) << tag;
  for (const char* tag : {"1.2", "3.11-slim", "2.1.0-cuda12.1-cudnn8-devel", "nightly-20240131",
                          "main-4f2a9c1", "jammy", "24.04-py3", "v1", "mainline1", "stable-2024.1"})
    EXPECT_FALSE(is_moving_tag(tag)) << tag;
}

TEST(ImageReference, SaysWhatToWrite) {
  EXPECT_EQ(pinned_form("python", false), "python:<version>");
  EXPECT_EQ(pinned_form("python:", false), "python:<version>");
  EXPECT_EQ(pinned_form("stable-diffusion", false), "stable-diffusion:<version>");
  EXPECT_EQ(pinned_form("r:5000/python:latest", false), "r:5000/python:<version>");
  EXPECT_EQ(pinned_form("python:3.11", true), "python:3.11@sha256:<digest>");
  EXPECT_EQ(pinned_form("python@sha256:abc", true), "python@sha256:<digest>");
}

}  // namespace
}  // namespace expgate::content
