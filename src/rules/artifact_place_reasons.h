#pragma once

#include "model/declaration.h"

// What `expgate ci --verify` reports of a record and its artifacts. The last two are for it alone, since no
// rule asks a store.
namespace expgate::rules::place_reasons {

inline constexpr Msgid kRecordWhy =
    msgid("a record that leads nowhere is worse than none: somebody will try to use it");
inline constexpr ExampleArgument kNotJsonExample[] = {{"path", "results/vit.json"},
                                                      {"problem", msgid("the file ends too early").english}};
inline constexpr ExampleArgument kInvalidExample[] = {
    {"path", "results/vit.json"}, {"problem", "`artifacts[0].sha256` is not 64 hex digits"}};
inline constexpr Reason kNotJson{
    .name = "not-json",
    .text = msgid("`{path}` is not valid JSON: {problem}"),
    .example = kNotJsonExample,
};
inline constexpr Reason kInvalid{
    .name = "invalid",
    .text = msgid("`{path}`: {problem}"),
    .example = kInvalidExample,
};

inline constexpr ExampleArgument kMissingExample[] = {
    {"path", "results/vit.json"}, {"artifact", "best"}, {"uri", "s3://bucket/vit/best.pt"}};
inline constexpr ExampleArgument kDifferentExample[] = {
    {"path", "results/vit.json"},
    {"artifact", "best"},
    {"problem", "`s3://bucket/vit/best.pt` does not have the 102400 bytes that the record states"}};

inline constexpr Reason kMissing{
    .name = "missing-artifact",
    .text = msgid("`{path}`: the artifact `{artifact}` is missing: there is nothing at `{uri}`"),
    .help = msgid("upload the file there, or record where it is"),
    .why = msgid("once the only copy is gone, nobody can use or check the result"),
    .example = kMissingExample,
};
inline constexpr Reason kDifferent{
    .name = "different-artifact",
    .text = msgid("`{path}`: the artifact `{artifact}` is not the recorded one: {problem}"),
    .help = msgid("upload the file of the run again, or record the one that is there"),
    .why = msgid("the recorded results are not those of this file"),
    .example = kDifferentExample,
};

}  // namespace expgate::rules::place_reasons
