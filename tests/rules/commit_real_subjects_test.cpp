// Subjects as they are met in repositories of the field (the manner of torchvision, transformers,
// mmdetection, Lightning, timm, detectron2), judged by all message rules as the pack has them.
#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr const char* kRules[] = {"commit-header", "commit-type",     "commit-scope", "commit-subject",
                                  "commit-body",   "commit-encoding", "commit-footer"};

// The rules that have something against a commit with this subject and no body.
std::string refused_by(const std::string& subject) {
  std::string rules;
  for (const char* rule : kRules)
    if (!judge(rule, "", message(subject)).empty()) rules += (rules.empty() ? "" : " ") + std::string(rule);
  return rules;
}

std::vector<std::string> split(std::string_view table) {
  std::vector<std::string> subjects;
  for (std::size_t end = table.find(" | "); end != std::string_view::npos; end = table.find(" | ")) {
    subjects.emplace_back(table.substr(0, end));
    table.remove_prefix(end + 3);
  }
  subjects.emplace_back(table);
  return subjects;
}

constexpr std::string_view kGood =
    "feat: add ViT-B/16 baseline | feat: ViT baseline with class token | "
    "feat: Transformer encoder with pre-norm | feat: Swin Transformer backbone | "
    "feat: U-Net with attention gates | feat: Mask R-CNN head for instances | feat: Faster R-CNN on COCO | "
    "feat: ResNet-50 backbone with frozen BN | feat: RegNet and EfficientNetV2 weights API | "
    "feat: DETR with deformable attention | feat: Deformable DETR two-stage variant | "
    "feat: Grounding DINO text encoder | feat: Segment Anything image encoder | "
    "feat: Stable Diffusion inpainting pipeline | feat: Mamba block with selective scan | "
    "feat: Llama 3 rope scaling | feat: Qwen2-VL processor | feat: Gemma2 sliding window attention | "
    "feat: Mistral sliding window cache | feat: Whisper timestamps per word | "
    "feat: BERT tokenizer in Rust | feat: GPT-2 | feat: CIFAR-10 | feat: ImageNet-21k pretraining recipe | "
    "feat: LoRA adapters for attention layers | feat: QLoRA in 4 bits | "
    "feat: Q-learning loop with target network | feat: PPO with clipped value loss | "
    "feat: SAC temperature tuning | feat: K-means anchors | feat: EMA of weights | "
    "feat: Mixup and CutMix in the collate function | feat: RandAugment magnitude schedule | "
    "feat: Gaussian blur augmentation | feat: Huber loss for boxes | feat: Dice loss for binary masks | "
    "feat: GIoU loss | feat: AdamW with decoupled decay | feat: Lion optimizer | "
    "feat: Muon optimizer for 2D weights | feat: FlashAttention-2 kernels | "
    "feat: FSDP sharding of the optimizer state | feat: DeepSpeed ZeRO-3 config | "
    "feat: bf16 autocast on CPU | feat: new head for segmentation | feat: add `torch.compile` flag | "
    "feat: add new augmentation pipeline for video | feat: final norm before the head | "
    "feat: more anchors per level | feat: another learning rate for the backbone | "
    "feat: some layers stay frozen | feat: test-time augmentation | "
    "feat: try several checkpoints before giving up | feat: retry downloads from the hub | "
    "feat: debug mode for the data loader | feat: temporary directory for shards | "
    "feat: save optimizer state with the checkpoint | feat: commit hash in the run name | "
    "feat: experiment with cosine decay | feat: version the dataset manifest | "
    "feat: features from the penultimate layer | feat: extract features | feat: v2 | "
    "feat: ✨ add ViT baseline | feat: :sparkles: add ViT baseline | feat: 添加学习率调度 | feat: "
    "最終層の正規化 | "
    "feat: 3D convolution stem | feat(model): add SwiGLU | feat(models): [detr] add auxiliary losses | "
    "feat(data): WebDataset shards | feat(data/coco): RLE masks | feat(engine): gradient accumulation | "
    "feat(trainer)!: drop `gpus=` | feat(api)!: rename `num_classes` to `num_labels` | "
    "feat!: require Python 3.10 | fix: Adam beta2 | fix: Adam's epsilon in half precision | "
    "fix: Adam/AdamW share their state | fix: Mixup alpha of 0 | fix: Dropout in eval mode | "
    "fix: Trainer ignores max_steps | fix: Trainer() closes its log | "
    "fix: DataLoader hangs with persistent workers | fix: NaN in the loss when a batch is empty | "
    "fix: NCCL timeout on resume | fix: CUDA OOM in validation | fix: OOM at epoch 3 (#1234) | "
    "fix: KeyError in `load_state_dict` | fix: Config.merge keeps lists | "
    "fix: Windows paths in the manifest | fix: RuntimeError for channels_last | "
    "fix: IoU of degenerate boxes | fix: off-by-one in the warm-up | fix: final layer norm eps | "
    "fix: new tokens are not resized in tied embeddings | fix: update the running mean in fp32 | "
    "fix: update learning rate once per step, not per epoch | fix: bug in mAP when no box is left | "
    "fix: bugs in RLE encoding of crowd masks | fix: change default of drop_last | "
    "fix: changes in timm 1.0 break feature extraction | fix: minor axis of rotated boxes | "
    "fix: small objects vanish after resize | fix: issue with mask padding (#512) | "
    "fix: wrong error message for missing keys | fix: wip branches trigger the nightly run | "
    "fix: seed workers of the loader | fix: set seed before building the model | "
    "fix: do not shuffle the validation set | fix: don't divide by zero in focal loss | "
    "fix: typo in config key | fix: typos | fix: memory leak | fix: flaky test | fix: broken link | "
    "fix: rank 0 only logging | fix: lr=3e-4 for ViT-L | fix: revert \"use channels_last\" | "
    "fix: .gitignore eats models/ | fix: #1234 crash on empty batch | fix: 🐛 boxes outside of the image | "
    "fix: X is null | fix: β2 of Adam | fix: λ of the penalty | "
    "fix(loss): label smoothing in binary case | fix(model): Re-ID head without bias | "
    "fix(ddp): unused parameters of the frozen stem | fix(eval): COCO AP for 0 detections | "
    "fix(config): `_base_` of a base | perf: 2x faster decoding with nvJPEG | perf: fuse bias and GELU | "
    "perf: Triton kernel for RMSNorm | perf: speed up NMS | perf: O(n) instead of O(n^2) matching | "
    "perf(data): decode on GPU | refactor: clean up | refactor: split the trainer into hooks | "
    "refactor: move losses out of the heads | refactor: rename the registry | "
    "refactor: unify train/val loops | docs: README | docs: update README | docs: fix typo | "
    "docs: model zoo table | docs: Jupyter tutorial for fine-tuning | docs: how to reproduce Table 2 | "
    "docs: cite He et al. | docs: ResNet, DeiT etc. | docs(readme): update docs | docs: add DOI | "
    "test: cover the empty batch | test: tests for the sampler | test(loader): add tests | "
    "test: slow tests are marked | style: ruff | style: format with black | "
    "build: Docker image on CUDA 12.4 | build: Dockerfile for A100 | "
    "build: bump torch from 2.3.0 to 2.4.1 | build(deps): bump timm from 0.9.16 to 1.0.3 | ci: cache pip | "
    "ci: Codecov token | ci: GPU runner for nightly tests | ci: retry tests once | chore: release v1.2.3 | "
    "chore(release): 1.2.3 | chore: update dependencies | chore: bump version to 0.4.0 | "
    "chore: initial commit | chore: pre-commit autoupdate | revert: feat: ViT baseline";

// No header of Conventional Commits.
constexpr std::string_view kNoHeader =
    "Add ViT baseline | added new model | update | Update README.md | update train.py | fix bug | "
    "Fixed bug in dataloader | WIP | wip:  | minor | final | final version | final final | "
    "Initial commit | first commit | Add files via upload | Create LICENSE | Delete best.pth | "
    "Merge pull request #12 from user/patch-1 | Merge branch 'main' of github.com:user/vit | "
    "Merge remote-tracking branch 'origin/main' | Revert \"Add ViT\" | v0.1.0 | 0.4.2 | "
    "Bump version to 0.4.2 | Release 0.5 | [Feature] Support Swin Transformer (#5678) | "
    "[Fix] Fix the bug of RPN head (#123) | [Docs] Update model zoo | "
    "[Enhance] Mask2Former in half precision | [WIP] RegNet training | [MMDet] Upgrade to 3.x | "
    "[ROCm] Skip flaky tests | [PT2] Fix recompiles | [inductor] fuse epilogues | "
    "[BE] Remove unused imports | [BC-breaking] Change default of antialias | [FSDP] Fix state_dict | "
    "Fix #1234 | Fixes #1234: NaN in focal loss | closes #12 | #12: fix loader | EXP-12 tune lr | "
    "ABC-12: tune lr | GPT-2 support | ResNet50 works, 76.1% top-1 | lr=3e-4 bs=256 acc=87.3 | acc 0.91 | "
    "exp3 | run 42 | new lr | more epochs | tuned hyperparameters | training works now | it works!!! | "
    "... | . | asdf | aaaa | stuff | misc changes | small fixes | fix typo | fix | bugfix | cleanup | "
    "apply black | Remove breakpoint | Update requirements.txt | Adding new dataset | "
    "Adds LoRA support (#2093) | Support bf16 in Trainer | Port of DETR | Don't use in-place ReLU | "
    "🚨 Fix CI | 🎉 Initial commit | ✨ feat: add ViT | :bug: fix: loader | 🔥 remove old code | "
    "feat add ViT | feat:add ViT | feat : add ViT | feat:  add ViT | feat - add ViT | feat; add ViT | "
    "feat, add ViT | feat. add ViT | feat： add ViT | feat：添加模型 | feat(model) add ViT | "
    "feat(model):add ViT | feat (model): add ViT | feat(model : add ViT | feat(): add ViT | "
    "feat( model ): add ViT | feat[model]: add ViT | feat/model: add ViT | feat!(model): add ViT | "
    "feat(model)! add ViT | feat:! drop x | feat | feat: | fix(loss): | "
    "f\u0435at: Cyrillic letter in the type | fix/loss: eps | fix & feat: both | feat+fix: both | "
    "feat,fix: both | feat: \u2800 | feat: \u3164 | feat: \uFFA0add x | feat: \u115F\u1160 | feat: "
    "\U000E0100 | New feature: mixup "
    "| "
    "Bug fix: eps | 修复bug | 更新 | 添加ViT模型 | обновил модель";

// A type that is none, or written otherwise.
constexpr std::string_view kNoType =
    "Feat: add ViT | FEAT: add ViT | Fix: eps in layer norm | feature: add ViT | "
    "bugfix: eps in layer norm | hotfix: eps in layer norm | bug: eps in layer norm | doc: model zoo | "
    "tests: cover the sampler | enh: faster NMS | enhancement: faster NMS | improve: faster NMS | "
    "add: ViT baseline | update: lr schedule | remove: old heads | wip: ViT baseline | exp: cosine decay | "
    "experiment: cosine decay | model: add ViT | data: add COCO | train: warm up longer | "
    "config: lr of 3e-4 | deps: bump timm | release: 1.2.3 | misc: tidy up | feet: add ViT | "
    "fxi: eps in layer norm | refacto: trainer | README: fix typo | BUG: fix dtype promotion | "
    "ENH: add complex support";

constexpr std::string_view kCapitalOrStop =
    "feat: Add ViT baseline | feat: Added ViT baseline | feat: ADD ViT baseline | "
    "feat: Support bf16 in Trainer | feat: Implement Swin | feat: Enable FSDP | feat: Dataset for ADE20K | "
    "feat: Compile the model | feat: ✨ Add ViT baseline | feat: :sparkles: Add ViT baseline | "
    "feat: [ViT] Add class token | feat: (Optionally) freeze BN | feat: Add/Remove tokens | "
    "fix: Fix the loader | fix: Fixed the loader | fix: FIX the loader | fix: Update lr | "
    "fix: Updated lr | fix: Use eps | fix: Clip gradients | fix: Wrong eps in layer norm | "
    "fix: Mask padding | fix: Handle NaN | fix: The loader hangs | fix: \u0410dd eps | docs: Update README | "
    "docs: Fix typo | refactor: Move losses | perf: Speed up NMS | fix(model): Correct eps | "
    "fix(model)!: Drop bias | feat: add ViT. | feat: add ViT. (#1234) | feat: 添加模型。";

constexpr std::string_view kSaysNothing =
    "fix: new | fix: final | fix: update | fix: updates | fix: Update | fix: update (#1234) | "
    "fix: update2 | fix: final v2 | fix: final final | fix: bug | fix: bug #12 | fix: bugs | "
    "fix: some bugs | fix: fix a bug | fix: fix the issue | fix: fix issue #12 | fix: fixes #12 | "
    "fix: closes #12 | fix: #12 | fix: 123 | fix: fix | fix: small fixes | fix: minor fixes and updates | "
    "fix: bug fixes & improvements | fix: address review comments | "
    "fix: apply suggestions from code review | fix: it works | fix: make it work | fix: ... | fix: ? | "
    "fix: — | fix: 🐛 | fix: .\u2800 | fix: update\u3164 | fix: up\u200Bdate | fix: ｕｐｄａｔｅ | fix: 修复 "
    "| fix: 修复 "
    "bug | "
    "fix: правки | fix(model): fix bug | fix(model): changes | feat: stuff | feat: new stuff | "
    "feat: new feature | feat: add new feature | feat: add files via upload | feat: changes | "
    "feat: code changes | feat: update the code | feat: improvements | feat: wip | feat: WIP | "
    "feat: work in progress | feat: experiment | feat: new experiment | feat: 更新 | chore: wip | "
    "chore: wip 3 | chore: tmp | chore: temp | chore: misc | chore: misc changes | "
    "chore: various updates | chore: minor | chore: test | chore: asdf | chore: backup | chore: chore | "
    "docs: docs | docs: update docs | docs: update the documentation | test: test | test: add tests | "
    "ci: fix ci | ci: ci | build: fix build | refactor: refactor | refactor: refactor code | "
    "perf: improve performance | perf: performance improvements | style: style";

TEST(RealSubjects, GoodOnesPass) {
  for (const std::string& subject : split(kGood)) EXPECT_EQ(refused_by(subject), "") << subject;
}

// By one rule each: nobody reads two complaints about one slip.
TEST(RealSubjects, OthersAreRefusedByTheRuleThatTheyBreak) {
  for (const std::string& subject : split(kNoHeader))
    EXPECT_EQ(refused_by(subject), "commit-header") << subject;
  for (const std::string& subject : split(kNoType)) EXPECT_EQ(refused_by(subject), "commit-type") << subject;
  for (const std::string& subject : split(kCapitalOrStop))
    EXPECT_EQ(refused_by(subject), "commit-subject") << subject;
  for (const std::string& subject : split(kSaysNothing))
    EXPECT_TRUE(catches("commit-subject", "", message(subject), "does not say what")) << subject;
}

}  // namespace
}  // namespace expgate::test
