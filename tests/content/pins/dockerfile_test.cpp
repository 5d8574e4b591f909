#include "content/pins/dockerfile.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

// The images of a Dockerfile, each with its line: "3 python:3.11".
std::vector<std::string> images(std::string_view source) {
  std::vector<std::string> found;
  for (const ImageUse& use : dockerfile_images(source))
    found.push_back(std::to_string(use.line) + " " + use.image);
  return found;
}
using Images = std::vector<std::string>;

TEST(Dockerfile, FromNamesAnImage) {
  EXPECT_EQ(images("FROM python:3.11\n"), (Images{"1 python:3.11"}));
  EXPECT_EQ(images("\n# comment\n  from python:3.11 as base"), (Images{"3 python:3.11"}));
  EXPECT_EQ(images("FROM --platform=$BUILDPLATFORM python:3.11 AS base\r\n"), (Images{"1 python:3.11"}));
  EXPECT_EQ(images("FROM \"python:3.11\""), (Images{"1 python:3.11"}));
  EXPECT_EQ(images("\xEF\xBB\xBF"
                   "FROM a:1\nFROM b:2"),
            (Images{"1 a:1", "2 b:2"}));
  EXPECT_EQ(images("FROM scratch\nCOPY a /a\n"), Images{});
  EXPECT_EQ(images("RUN echo FROM python\nLABEL a=FROM\n"), Images{});
  EXPECT_EQ(images(""), Images{});
  EXPECT_EQ(images("FROM"), Images{});
}

TEST(Dockerfile, LinesAreJoined) {
  EXPECT_EQ(images("FROM \\\n  python:3.11 \\\n  AS base\nFROM b:1"), (Images{"1 python:3.11", "4 b:1"}));
  EXPECT_EQ(images("RUN a \\\n# a comment\n\n  FROM x:1\nFROM b:1"), (Images{"5 b:1"}));
  EXPECT_EQ(images("FROM py\\  \nthon:3.11"), (Images{"1 python:3.11"}));
  EXPECT_EQ(images("RUN a \\\\\nFROM b:1"), (Images{"2 b:1"})) << "an escaped escape joins nothing";
  EXPECT_EQ(images("RUN a \\"), Images{});
}

TEST(Dockerfile, TheEscapeMayBeAnother) {
  EXPECT_EQ(images("# escape=`\nRUN dir c:\\\nFROM b:1"), (Images{"3 b:1"}));
  EXPECT_EQ(images("# syntax=docker/dockerfile:1\n# ESCAPE = `\nFROM `\nb:1"), (Images{"3 b:1"}));
  EXPECT_EQ(images("# a comment\n# escape=`\nRUN dir c:\\\nFROM b:1"), Images{})
      << "too late for a directive";
}

TEST(Dockerfile, ArgumentsBeforeTheFirstFromAreExpanded) {
  EXPECT_EQ(images("ARG TAG=3.11\nFROM python:$TAG"), (Images{"2 python:3.11"}));
  EXPECT_EQ(images("ARG TAG=\"3.11\"\nFROM python:${TAG}-slim"), (Images{"2 python:3.11-slim"}));
  EXPECT_EQ(images("ARG A=1 B=2\nARG IMAGE=x:$A.${B}\nFROM ${IMAGE}"), (Images{"3 x:1.2"}));
  EXPECT_EQ(images("ARG A=1\nARG A\nFROM x:$A"), (Images{"3 x:1"}));
  EXPECT_EQ(images("FROM x:${TAG:-1.2}"), (Images{"1 x:1.2"}));
  EXPECT_EQ(images("ARG TAG=\nFROM x:${TAG:-1.2}"), (Images{"2 x:1.2"}));
  EXPECT_EQ(images("ARG TAG=\nFROM x${TAG-1.2}"), (Images{"2 x"}));
  EXPECT_EQ(images("ARG GPU=1\nFROM x:1${GPU:+-gpu}"), (Images{"2 x:1-gpu"}));
  EXPECT_EQ(images("ARG GPU\nFROM x:1${GPU:+-gpu}"), (Images{"2 x:1"}));
  EXPECT_EQ(images("ARG A=2\nFROM x:${B:-${A}}"), (Images{"2 x:2"}));
  EXPECT_EQ(images("ARG TAG\nFROM x:$TAG"), (Images{"2 x:${TAG}"})) << "no default: not known";
  EXPECT_EQ(images("FROM a:1\nARG TAG=2\nFROM x:$TAG"), (Images{"1 a:1", "3 x:${TAG}"})) << "the stage's own";
  EXPECT_EQ(images("ARG A=12\nFROM x:${A%2}"), (Images{"2 x:1"}));
  EXPECT_EQ(images("ARG V=v1.2\nFROM x:${V#v}"), (Images{"2 x:1.2"}));
  EXPECT_EQ(images("ARG V=v1.2-a-b\nFROM x:${V%-*}\nFROM x:${V%%-*}"), (Images{"2 x:v1.2-a", "3 x:v1.2"}));
  EXPECT_EQ(images("ARG V=v1.2\nFROM x:${V#*.}\nFROM x:${V##*v}"), (Images{"2 x:2", "3 x:1.2"}));
  EXPECT_EQ(images("ARG V=v1.2\nFROM x:${V/v/}\nFROM x:${V//./-}"), (Images{"2 x:1.2", "3 x:v1-2"}));
  EXPECT_EQ(images("ARG V=v1.2\nFROM x:${V#[a-z]}\nFROM x:${W#v}"), (Images{"2 x:${V}", "3 x:${W}"}));
}

TEST(Dockerfile, ArgumentsThatDoubleEnd) {
  std::string source = "ARG A0=xxxxxxxxxx\n";
  for (int at = 1; at < 60; ++at)
    source +=
        "ARG A" + std::to_string(at) + "=$A" + std::to_string(at - 1) + "$A" + std::to_string(at - 1) + "\n";
  EXPECT_LT(images(source + "FROM $A59").at(0).size(), 10'000U);
  std::string nested;
  for (int at = 0; at < 5000; ++at) nested += "${A:-";
  EXPECT_EQ(images("FROM " + nested).size(), 1U);
}

TEST(Dockerfile, SaysWhereADefaultStands) {
  const ImageUses uses = dockerfile_images("ARG TAG=latest\n\nFROM python:${TAG} AS base\n");
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses[0].written, "python:${TAG}");
  EXPECT_EQ(uses[0].variable, "TAG");
  EXPECT_EQ(uses[0].value, "latest");
  EXPECT_EQ(uses[0].variable_line, 1);
  EXPECT_EQ(uses[0].before, "FROM ");
  EXPECT_EQ(uses[0].after, " AS base");
}

TEST(Dockerfile, EarlierStagesAreNoImages) {
  EXPECT_EQ(
      images("FROM a:1 AS Base\nFROM base\nCOPY --from=base /a /a\nCOPY --from=0 /a /a\nCOPY --from=1 /b /b"),
      (Images{"1 a:1"}));
  EXPECT_EQ(images("FROM base\nFROM a:1 AS base"), (Images{"1 base", "2 a:1"}))
      << "a later stage is none yet";
  EXPECT_EQ(images("FROM a:1 AS base-amd64\nFROM base-${TARGETARCH}"), (Images{"1 a:1"}));
  EXPECT_EQ(images("FROM a:1 AS x\nFROM ${BASE}"), (Images{"1 a:1", "2 ${BASE}"}));
  EXPECT_EQ(images("FROM a:1\nCOPY --from=7 /a /a"), (Images{"1 a:1", "2 7"}));
}

TEST(Dockerfile, CopiesAndMountsNameImages) {
  EXPECT_EQ(images("FROM a:1\nCOPY --chown=x --from=ghcr.io/astral-sh/uv:latest /uv /bin/"),
            (Images{"1 a:1", "2 ghcr.io/astral-sh/uv:latest"}));
  EXPECT_EQ(images("FROM a:1\nRUN --mount=type=bind,from=uv:0.4,source=/uv,target=/uv --network=none ls"),
            (Images{"1 a:1", "2 uv:0.4"}));
  EXPECT_EQ(images("FROM a:1\nRUN echo --mount=from=b\nCOPY a --from=b /"), (Images{"1 a:1"}));
  EXPECT_EQ(images("FROM a:1\nONBUILD COPY --from=b:2 /a /a"), (Images{"1 a:1", "2 b:2"}));
}

TEST(Dockerfile, HereDocumentsAreText) {
  EXPECT_EQ(images("FROM a:1\nRUN <<EOF\nFROM x\nEOF\nFROM b:1"), (Images{"1 a:1", "5 b:1"}));
  EXPECT_EQ(images("FROM a:1\nRUN python3 <<-\"END\" && b <<C\nFROM x\n\tEND\nFROM y\nC\nFROM b:1"),
            (Images{"1 a:1", "7 b:1"}));
  EXPECT_EQ(images("FROM a:1\nCOPY <<EOF /Dockerfile\nFROM x\nEOF\n"), (Images{"1 a:1"}));
  EXPECT_EQ(images("FROM a:1\nRUN echo \"a <<EOF\"\nFROM b:1\nEOF"), (Images{"1 a:1", "3 b:1"}));
  EXPECT_EQ(images("FROM a:1\nRUN cat <<<EOF\nFROM b:1\nEOF"), (Images{"1 a:1", "3 b:1"}));
  EXPECT_EQ(images("FROM a:1\nRUN cat <<EOF\nFROM b:1\n"), (Images{"1 a:1", "3 b:1"}))
      << "it has no end: no document";
}

}  // namespace
}  // namespace expgate::content
