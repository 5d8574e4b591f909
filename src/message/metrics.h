#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace expgate::message {

// One figure of an experiment, as the message of its tag states it: "Acc@1: 87.3 ± 0.2%".
struct Metric {
  std::string name;                 // as it is written: "Acc@1", "val loss"
  std::string number;               // as it is written, without sign `+` and unit: "87.3"
  double value = 0;                 // the same; finite
  std::string unit;                 // "%", "pp", "dB" or ""
  std::optional<double> deviation;  // what stands after ±, in the same unit
};

// The message of an annotated tag taken apart (docs/experiments.md), without signature and trailers.
struct TagMessage {
  std::string title;                  // what stands before the first `|` of the first line
  std::vector<std::string> segments;  // what else stands between `|` and line ends, blanks trimmed
  std::vector<Metric> metrics;        // in the order of the text; hyper-parameters are none
};

// Never fails: a message without metrics has none.
TagMessage read_tag_message(std::string_view message);

// The message of a tag without the signature that git keeps at its end (gpg-interface.c,
// parse_signed_buffer).
std::string_view without_signature(std::string_view message);

// What two spellings of a metric have in common: "Acc@1" → "acc@1", "val/Loss" → "val_loss", "accuracy" →
// "acc".
std::string metric_key(std::string_view name);

// Whether the name is one of those that metrics go by, with or without train, val, test or ema in front.
bool is_known_metric(std::string_view name);

// Whether the name is of what somebody chose before the run (lr, batch, seed, version …), so never a metric.
bool is_hyper_parameter(std::string_view name);

// Whether the metric is a share of one, stated as 0.873 or as 87.3: accuracies, precision, mAP, AUC … Error
// rates may be more than one.
bool is_share(std::string_view name);

// Returns why the first figure behind the name of a metric is not one, if it was meant as one: "`loss: nan`
// is not a number", or which full-width marks hide it. Nothing if no figure is like that.
std::optional<Text> failing_metric(std::string_view message);

// Which values of the metric are the better ones, by its name.
enum class Better { unknown, higher, lower };
Better better(std::string_view name);

}  // namespace expgate::message
