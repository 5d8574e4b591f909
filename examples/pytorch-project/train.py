"""One run: python train.py --config configs/exp/vit-tiny.yaml"""

import argparse
import json
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, random_split

from datasets import shapes
from models import VisionTransformer
from utils import load_config, record, set_seed


def train_epoch(model, loader, optimizer, device):
    model.train()
    total = 0.0
    for images, labels in loader:
        loss = nn.functional.cross_entropy(model(images.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / len(loader.dataset)


@torch.no_grad()
def accuracy(model, loader, device):
    model.eval()
    right = sum((model(images.to(device)).argmax(1).cpu() == labels).sum().item() for images, labels in loader)
    return 100.0 * right / len(loader.dataset)


def train(config):
    """The trained model, and what came out."""
    set_seed(config["seed"])
    device = "cuda" if torch.cuda.is_available() else "cpu"

    data = shapes(seed=config["seed"], **config["data"])
    held_out = len(data) // 8
    train_data, val_data = random_split(data, [len(data) - held_out, held_out])
    train_loader = DataLoader(train_data, batch_size=config["train"]["batch_size"], shuffle=True)
    val_loader = DataLoader(val_data, batch_size=256)

    model = VisionTransformer(config["data"]["image_size"], config["data"]["classes"], **config["model"]).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=config["train"]["lr"], weight_decay=config["train"]["weight_decay"])
    metrics = {}
    for epoch in range(config["train"]["epochs"]):
        metrics["loss"] = train_epoch(model, train_loader, optimizer, device)
        metrics["acc@1"] = accuracy(model, val_loader, device)
        print(f"epoch {epoch + 1}: loss {metrics['loss']:.4f}, acc@1 {metrics['acc@1']:.1f} %", flush=True)
    return model, metrics


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="a file of configs/exp/")
    parser.add_argument("--output", default="checkpoints", help="where the weights go (never into Git)")
    parser.add_argument("--record", metavar="NAME", help="at the end, write results/NAME.json with expgate")
    parser.add_argument("--uri", default="s3://experiments/{name}/best.pt", help="where the weights will be uploaded to, for the record")
    parser.add_argument("--image", help="the image that this runs in, by its digest, for the record")
    arguments = parser.parse_args()

    model, metrics = train(load_config(arguments.config))

    output = Path(arguments.output)
    output.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), output / "best.pt")
    rounded = {name: round(value, 4) for name, value in metrics.items()}
    (output / "metrics.json").write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    if arguments.record:
        uri = arguments.uri.format(name=arguments.record)
        record(arguments.record, arguments.config, output / "metrics.json", output / "best.pt", uri, arguments.image)


if __name__ == "__main__":
    main()
