#include "experiments/notebook.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "support/fake_oid.h"

namespace expgate::test {
namespace {

using experiments::Experiment;

Experiment tag_of(const std::string& message) {
  Experiment made;
  made.name = "exp-vit";
  made.commit = fake_oid("vit");
  made.is_annotated = true;
  made.message = message;
  made.metrics = message::read_tag_message(message).metrics;
  return made;
}

content::Record record_of(const std::vector<std::pair<std::string, double>>& metrics) {
  content::Record record;
  record.commit = {fake_oid("vit").hex(), 1};
  record.config = {"configs/vit.yaml", 1};
  record.seeds = {{42}, 1};
  record.metrics = metrics;
  return record;
}

// "acc@1: tag 87.3%, record 88.1": where the two disagree.
std::string disagreeing(const std::string& message,
                        const std::vector<std::pair<std::string, double>>& metrics) {
  Experiment experiment = tag_of(message);
  experiments::take_record(record_of(metrics), "results/vit.json", experiment);
  std::vector<std::string> all;
  for (const auto& each : experiment.disagreements)
    all.push_back(each.what + ": tag " + each.tag + ", record " + each.record);
  return join(all, "; ");
}

TEST(Notebook, MetricsAgreeAsExactlyAsTheyAreStated) {
  EXPECT_EQ(disagreeing("ViT | Acc@1: 87.3%", {{"acc@1", 87.3412}}), "");
  EXPECT_EQ(disagreeing("ViT | Acc@1: 87.3%", {{"acc@1", 0.873412}}), "") << "a share";
  EXPECT_EQ(disagreeing("ViT | Acc@1: 87.3%", {{"Acc@1", 87}}), "") << "the record is the rougher one";
  EXPECT_EQ(disagreeing("ViT | Acc@1: 87.3%", {{"acc@1", 87.36}}), "acc@1: tag 87.3%, record 87.36");
  EXPECT_EQ(disagreeing("ViT | Acc@1: 87.3%", {{"acc@1", 88.1}}), "acc@1: tag 87.3%, record 88.1");
  EXPECT_EQ(disagreeing("ViT | acc=0.873", {{"acc", 0.8734}}), "");
  EXPECT_EQ(disagreeing("ViT | acc=0.873", {{"acc", 0.8736}}), "acc: tag 0.873, record 0.8736");
  EXPECT_EQ(disagreeing("ViT | loss=4.1e-3", {{"loss", 0.00412}}), "");
  EXPECT_EQ(disagreeing("ViT | loss=4.1e-3", {{"loss", 0.0043}}), "loss: tag 4.1e-3, record 0.0043");
  EXPECT_EQ(disagreeing("ViT | loss=0.41", {{"loss", 0.0}}), "loss: tag 0.41, record 0");
  EXPECT_EQ(disagreeing("ViT | loss=0.41", {{"acc", 0.9}}), "") << "each states another one";
}

TEST(Notebook, OfARoundedMetricTheRecordHasTheRest) {
  Experiment experiment = tag_of("ViT | acc=0.9154 | Acc@1: 87.3% | loss=0.41");
  experiments::take_record(record_of({{"acc", 0.9153846153846154}, {"acc@1", 87.31}, {"loss", 0.5}}),
                           "results/vit.json", experiment);
  EXPECT_EQ(experiment.metric("acc")->number, "0.9153846153846154");
  EXPECT_EQ(experiment.metric("acc")->value, 0.9153846153846154);
  EXPECT_EQ(experiment.metric("acc@1")->number, "87.3") << "in another unit";
  EXPECT_EQ(experiment.metric("loss")->number, "0.41") << "they disagree";
}

TEST(Notebook, TheRecordSaysWhatTheTagDoesNot) {
  Experiment experiment = tag_of("ViT | Acc@1: 87.3%");
  experiments::take_record(record_of({{"loss", 0.41}, {"acc@1", 87.3}}), "results/vit.json", experiment);
  ASSERT_EQ(experiment.metrics.size(), 2U);
  EXPECT_EQ(experiment.metric("loss")->number, "0.41");
  EXPECT_EQ(experiment.record, "results/vit.json");
  EXPECT_EQ(experiment.recorded_config, "configs/vit.yaml");
  EXPECT_EQ(experiment.recorded_seed, "42");
}

TEST(Notebook, ARecordOfAnotherCommit) {
  Experiment experiment = tag_of("ViT | Acc@1: 87.3%");
  content::Record record = record_of({});
  record.commit.value = fake_oid("other").hex();
  experiments::take_record(record, "results/vit.json", experiment);
  ASSERT_EQ(experiment.disagreements.size(), 1U);
  EXPECT_EQ(experiment.disagreements[0].what, "commit");
  EXPECT_EQ(experiment.disagreements[0].record, fake_oid("other").abbreviated());
  EXPECT_EQ(experiment.recorded_config, "") << "of another commit";
  EXPECT_EQ(english(experiments::remark_of(experiment)), "results/vit.json says commit " +
                                                             fake_oid("other").abbreviated() + ", not " +
                                                             fake_oid("vit").abbreviated());
}

}  // namespace
}  // namespace expgate::test
