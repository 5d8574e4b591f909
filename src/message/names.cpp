#include "message/names.h"

#include <algorithm>
#include <cctype>
#include <unordered_set>

namespace expgate::message {

namespace {

// Words that are names and would be an odd beginning otherwise: none is what a commit does ("Clip",
// "Accelerate"), none an ordinary thing ("Dataset").
constexpr std::string_view kNames =
    "Adadelta Adafactor Adagrad Adam Adamax Adan Airflow Albumentations Alexnet Alibaba Amazon Anaconda "
    "Anthropic Apache Apex Apple Arabic Ascend Atari Augmix Autoencoder Azure Bart Bayes Bayesian Bazel "
    "Bernoulli Bert Bloom Boltzmann Boolean Caffe Cartesian Cauchy Celery Cerebras Chainer Chameleon "
    "Chebyshev Chinchilla Chinese Cholesky Cifar Cityscapes Clang Claude Coco Codecov Codex Cohere Colab "
    "Conda Conformer Cutmix Cutout Cyrillic Cython Databricks Davit Dataflow Dataloader Deberta Debian "
    "Deepseek "
    "Deepspeed Deit Densenet Dependabot Detectron Detr Dice Diffusers Dino Dirichlet Distilbert Django "
    "Docker Dockerfile Dockerfiles Docutils Donut Dreambooth Dreamer Dropout Droppath Efficientnet "
    "Elasticsearch "
    "Electra Emacs English Ernie Euclidean Euler Fairscale Fairseq Falcon Fastai Fedora Firefox Fisher "
    "Flamingo Flax Flink Florence Flux Fourier Frechet French Frobenius Gabor Galactica Gaudi Gauss "
    "Gaussian Gemini Gemma German Gerrit Gibbs Git Gitea Gitee Github Gitlab Gloo Glorot Google Gopher "
    "Gradio Grafana Gram Granite Graphcore Greek Gregorian Grok Gumbel Gunicorn Gymnasium Habana Hadamard "
    "Haiku Hamming Hebbian Hessian Hiera Hilbert Hindi Hogwild Horovod Huber Huggingface Hungarian Hydra "
    "Hyena Imagen Imagenet Inception Inferentia Intel Isort Italian Jaccard Jacobian Jamba Janus Japanese "
    "Jasper Java Jax Jenkins Jetson Jinja Julia Jupyter Kaggle Kaiming Kalman Keras Kinetics Kmeans "
    "Kolmogorov Korean Kosmos Kronecker Kubeflow Kubernetes Lagrangian Lamb Langevin Laplace Laplacian "
    "Latin Levenshtein Lightning Linformer Linux Lion Lipschitz Llama Llamafile Llava Longformer Lora "
    "Lovasz Lua Mac Mahalanobis Makefile Mamba Manhattan Markdown Markov Markovian Maxvit Megatron "
    "Mercator Microsoft Minerva Minio Minkowski Mistral Mixtral Mixup Mlflow Mobilenet Moondream Mosaic "
    "Mujoco Muon Mypy Nadam Nccl Nemotron Neptune Nesterov Newton Nginx Ninja Nougat Nsight Numba Numpy "
    "Nvidia Nyquist Nystrom Ollama Olmo Omniglot Onnx Openai Optuna Oracle Orbax Palm Pandas Pareto "
    "Parquet Parzen Pascal Pearson Pegasus Perceiver Performer Phi Pillow Pinecone Pixtral Poetry Poisson "
    "Polyak Postgres Prodigy Prometheus Protobuf Pydantic Pylint Pytest Pythia Python Pythonic Pytorch "
    "Qdrant Qlora Qwen Ray Redis Reformer Regnet Reptile Resnet Resnext Riemannian Roberta Rprop Ruff "
    "Russian Rust Sagemaker Scipy Seaborn Segformer Sentencepiece Shampoo Shannon Siamese Sigmoid "
    "Sinkhorn Skypilot Slurm Snakemake Sobel Softmax Sophia Spacy Spanish Spark Spearman Sphinx Sqlite "
    "Starcoder Strassen Streamlit Swin Swish Tacotron Taylor Tensor Tensorboard Tensorflow Tensorrt "
    "Terraform Theano Tiktoken Tikhonov Torchscript Torchvision Trainer Trainium Transducer Transformer "
    "Triton "
    "Tversky Ubuntu Unet Unicode Unix Vicuna Vietnamese Vit Viterbi Voxtral Vulkan Wasserstein Wavenet "
    "Waymo Weaviate Weibull Whisper Wiener Windows Winograd Xavier Xception Xeon Xformers Yaml Yolo Zamba "
    "Zarr Zephyr Zipf ";

// Whose first word alone is no name.
constexpr std::string_view kPhrases[] = {
    "Cascade R-CNN",    "Conditional DETR", "Deep Lake",       "Deformable DETR",  "Fast R-CNN",
    "Faster R-CNN",     "Flash Attention",  "Grounding DINO",  "Hugging Face",     "Kullback-Leibler",
    "Label Studio",     "Latent Diffusion", "Mask DINO",       "Mask R-CNN",       "Mean Teacher",
    "Meta AI",          "Monte Carlo",      "Monte-Carlo",     "Open Images",      "Runge-Kutta",
    "Segment Anything", "Smooth L1",        "Sparse R-CNN",    "Stable Diffusion", "Vision Transformer",
    "Visual Genome",    "Visual Studio",    "Weights & Biases"};

const std::unordered_set<std::string_view>& names() {
  static const std::unordered_set<std::string_view> all = [] {
    std::unordered_set<std::string_view> split;
    for (std::string_view rest = kNames; !rest.empty();) {
      const std::size_t end = rest.find(' ');
      split.insert(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return split;
  }();
  return all;
}

bool is_word_byte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Bytes of the word, or the part of one, that `text` begins with.
std::size_t word_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_word_byte) - text.begin());
}

bool begins_with(std::string_view text, std::string_view name) {
  if (name.empty() || !text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  if (text.starts_with('s')) text.remove_prefix(1);
  return word_length(text) == 0 || text.starts_with("\xE2\x80\x99");  // Adam’s
}

}  // namespace

bool begins_with_name(std::string_view text, const std::vector<std::string>& further) {
  const std::string_view word = text.substr(0, word_length(text.substr(0, text.find("\xE2\x80\x99"))));
  if (names().contains(word) || (word.ends_with('s') && names().contains(word.substr(0, word.size() - 1))))
    return true;
  const auto is_there = [&](std::string_view name) { return begins_with(text, name); };
  return std::any_of(std::begin(kPhrases), std::end(kPhrases), is_there) ||
         std::any_of(further.begin(), further.end(), is_there);
}

}  // namespace expgate::message
