#pragma once

#include "model/declaration.h"

// What `expgate ci --verify` reports of a record's artifacts; no rule can, since none asks a store.
namespace expgate::rules::place_reasons {

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
