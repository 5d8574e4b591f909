#!/usr/bin/env python3
"""The same as loaders.py for real projects, which lie as clones in a folder: nothing of theirs is kept here but facts.

real.py EXPGATE FOLDER [PART…]: FOLDER/OWNER+NAME/repo is a Git directory of each. Prints a table in Markdown: for each config the verdict as
it is, with the seed taken out, null, and moved to a part; each edit obeyed; and what the project's own loader reads.
"""

import os
import re
import subprocess
import sys
import tempfile
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import readers  # noqa: E402
from loaders import Failure, Gate, commit, obeyed, run, same  # noqa: E402

# project, system, config, key of the seed, loader (none: not to be had here), the text of null
CASES = [
    ('microsoft/Swin-Transformer', 'yacs', 'configs/swin/swin_tiny_patch4_window7_224.yaml', 'SEED', 'swin', '-1'),
    ('microsoft/Swin-Transformer', 'yacs (code)', 'config.py', 'SEED', 'yacs_defaults', '-1'),
    ('damo-cv/TransReID', 'yacs', 'configs/Market/vit_base.yml', 'SOLVER.SEED', 'transreid', '-1'),
    ('facebookresearch/SlowFast', 'yacs', 'configs/AVA/SLOW_8x8_R50_SHORT.yaml', 'RNG_SEED', 'slowfast', '-1'),
    ('facebookresearch/detectron2', 'yacs', 'configs/COCO-Detection/retinanet_R_50_FPN_1x.yaml', 'SEED', None, '-1'),
    ('facebookresearch/detectron2', 'LazyConfig', 'configs/COCO-Detection/retinanet_R_50_FPN_1x.py', 'train.seed', None, 'None'),
    ('JDAI-CV/fast-reid', 'yacs', 'configs/Market1501/bagtricks_R50.yml', 'SEED', None, '-1'),
    ('open-mmlab/mmpretrain', 'mmengine', 'configs/beit/beit_beit-base-p16_8xb256-amp-coslr-300e_in1k.py', 'randomness.seed', 'mmengine', 'None'),
    ('open-mmlab/mmpretrain', 'mmengine', 'configs/resnet/resnet50_8xb32_in1k.py', 'randomness.seed', 'mmengine', 'None'),
    ('open-mmlab/OpenPCDet', 'OpenPCDet', 'tools/cfgs/kitti_models/pointpillar.yaml', 'SEED', 'pyyaml', '-1'),
    ('google-research/vision_transformer', 'ml_collections', 'vit_jax/configs/augreg.py', 'seed', None, 'None'),
    ('google-research/big_vision', 'ml_collections', 'big_vision/configs/mlp_mixer_i1k.py', 'seed', 'big_vision', 'None'),
    ('google/flax', 'ml_collections', 'examples/mnist/configs/default.py', 'seed', 'ml_collections', 'None'),
    ('ashleve/lightning-hydra-template', 'Hydra', 'configs/train.yaml', 'seed', 'omegaconf', 'null'),
    ('ashleve/lightning-hydra-template', 'Hydra', 'configs/experiment/example.yaml', 'seed', 'omegaconf', 'null'),
    ('facebookresearch/fairseq', 'fairseq', 'examples/hubert/config/pretrain/hubert_base_librispeech.yaml', 'common.seed', 'omegaconf', 'null'),
    ('facebookresearch/dinov2', 'OmegaConf', 'dinov2/configs/train/vitl14.yaml', 'train.seed', 'omegaconf', 'null'),
    ('volcengine/verl', 'Hydra', 'examples/split_placement/config/ppo_trainer_split.yaml', None, None, 'null'),
    ('mosaicml/llm-foundry', 'OmegaConf', 'scripts/train/yamls/pretrain/mpt-125m.yaml', 'seed', 'omegaconf', 'null'),
    ('hiyouga/LLaMA-Factory', 'LLaMA-Factory', 'examples/ascend/qwen3moe_full_sft_fsdp.yaml', 'seed', 'pyyaml', 'null'),
    ('hiyouga/LLaMA-Factory', 'LLaMA-Factory', 'examples/train_lora/qwen3_lora_sft.yaml', 'seed', 'pyyaml', 'null'),
    ('axolotl-ai-cloud/axolotl', 'axolotl', 'examples/llama-3/qlora-1b-gdpo.yaml', 'seed', 'pyyaml', 'null'),
    ('pytorch/torchtune', 'torchtune', 'recipes/configs/llama3/8B_lora.yaml', 'seed', 'omegaconf', 'null'),
    ('Lightning-AI/litgpt', 'litgpt', 'config_hub/finetune/gemma-2b/lora.yaml', 'seed', 'pyyaml', 'null'),
    ('huggingface/alignment-handbook', 'transformers', 'recipes/smollm/sft/config.yaml', 'seed', 'pyyaml', 'null'),
    ('huggingface/open-r1', 'transformers', 'recipes/OlympicCoder-7B/sft/config_v00.00.yaml', 'seed', 'pyyaml', 'null'),
    ('XPixelGroup/BasicSR', 'BasicSR', 'options/train/BasicVSR/train_BasicVSR_REDS.yml', 'manual_seed', 'pyyaml', 'null'),
    ('EleutherAI/gpt-neox', 'gpt-neox', 'configs/125M.yml', 'seed', 'pyyaml', 'null'),
    ('karpathy/nanoGPT', 'modules', 'config/train_shakespeare_char.py', 'seed', 'executed', 'None'),
    ('google-research/t5x', 'gin', 't5x/configs/runs/pretrain.gin', None, None, 'None'),
    ('google-research/multinerf', 'gin', 'configs/360.gin', None, None, 'None'),
    ('allenai/allennlp-models', 'AllenNLP', 'training_config/mc/piqa.jsonnet', 'random_seed', 'jsonnet', 'null'),
    ('Project-MONAI/model-zoo', 'MONAI', 'models/brats_mri_generative_diffusion/configs/train_diffusion.json', None, None, 'null'),
    ('iterative/example-get-started', 'DVC', 'params.yaml', 'train.seed', 'pyyaml', 'null'),
    ('kedro-org/kedro-starters', 'Kedro', 'spaceflights-pandas/{{ cookiecutter.repo_name }}/conf/base/parameters_data_science.yml', 'model_options.random_state', 'omegaconf', '~'),
    ('speechbrain/speechbrain', 'HyperPyYAML', 'recipes/AMI/Diarization/hparams/ecapa_tdnn.yaml', 'seed', None, 'null'),
    ('facebookresearch/detr', 'argparse', 'main.py', 'seed', None, 'None'),
    ('vwxyzjn/cleanrl', 'tyro', 'cleanrl/ppo.py', 'seed', None, 'None'),
    ('nerfstudio-project/nerfstudio', 'nerfstudio', 'nerfstudio/configs/base_config.py', 'seed', None, 'None'),
    ('Lightning-AI/deep-learning-project-template', 'argparse', 'project/lit_mnist.py', 'seed', None, 'None'),
    ('hustvl/Vim', 'argparse', 'vim/main.py', 'seed', None, 'None'),
]

PART = {'.yaml': 'sampler:\n  seed: 42\n', '.yml': 'sampler:\n  seed: 42\n', '.py': 'sampler = dict(seed=42)\n', '.gin': 'sampler.seed = 42\n'}


def swin(path, key):
    """config.py lies two folders up, and wants torch only to be there."""
    top = os.path.dirname(os.path.dirname(os.path.dirname(path)))
    config = readers.module(os.path.join(top, 'config.py'))._C.clone()
    config.merge_from_file(path)
    return readers.at(config, key)


def transreid(path, key):
    top = os.path.dirname(os.path.dirname(os.path.dirname(path)))
    config = readers.module(os.path.join(top, 'config', 'defaults.py'))._C.clone()
    config.merge_from_file(path)
    return readers.at(config, key)


def slowfast(path, key):
    top = path[:path.index('/configs/')]
    code = ('import sys, types\nsys.path.insert(0, sys.argv[1])\np = types.ModuleType("slowfast")\np.__path__ = [sys.argv[1] + "/slowfast"]\n'
            'sys.modules["slowfast"] = p\nfrom slowfast.config.defaults import get_cfg\nc = get_cfg()\nc.merge_from_file(sys.argv[2])\n'
            'print(repr(c[sys.argv[3]]))\n')
    done = subprocess.run([sys.executable, '-B', '-c', code, top, path, key], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Failure(done.stderr.decode().strip().split('\n')[-1][:80])
    return eval(done.stdout)


def big_vision(path, key):
    top = path[:path.index('/big_vision/configs')]
    code = ('import sys, importlib.util as u\nsys.path.insert(0, sys.argv[1])\ns = u.spec_from_file_location("c", sys.argv[2])\n'
            'm = u.module_from_spec(s)\ns.loader.exec_module(m)\nprint(repr(m.get_config()[sys.argv[3]]))\n')
    done = subprocess.run([sys.executable, '-B', '-c', code, top, path, key], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise Failure(done.stderr.decode().strip().split('\n')[-1][:80])
    return eval(done.stdout)


def loader(name):
    sys.modules.setdefault('torch', types.ModuleType('torch')).__version__ = '2.0'
    return {'swin': swin, 'transreid': transreid, 'big_vision': big_vision, 'slowfast': slowfast}.get(name) or getattr(readers, name)


def changed_text(text, variant, key, null, path):
    """The config with its seed taken out, null or moved; nothing where it has no such line."""
    name = re.escape((key or 'seed').rsplit('.', 1)[-1])
    has_part = null != '-1' and not text.lstrip('# \n').startswith('{')  # yacs and braces take no further key
    ending = os.path.splitext(path)[1] if has_part else ''
    argument = re.compile(r'^(.*add_argument\(\s*["\']--' + name + r'["\'].*default=)([^,)]+)(.*)$', re.M)
    pattern = re.compile(r'^([ \t]*(?:- )?(?:[\w.]+\.)?["\']?' + name + r'["\']?(?:\s*:\s*\w+\s*=|\s*[:=])[ \t]*)([^\s#,]+)(.*)$', re.M)
    inside = re.compile(r'^(randomness\s*=\s*dict\(.*?seed\s*=\s*)([^,)]+)(.*)$', re.M)
    for each in (argument, inside, pattern):
        if not each.search(text):
            continue
        if variant == 'null':
            return each.sub(lambda match: match.group(1) + null + match.group(3), text)
        text = each.sub('', text)
        return text if variant == 'removed' else (text.rstrip('\n') + '\n' + PART[ending] if ending in PART else None)
    return None if variant != 'part' or ending not in PART else text.rstrip('\n') + '\n' + PART[ending]


def judged(gate, config, key, load):
    """What is said of the tip, obeyed where it is rejected."""
    said = []
    errors = [each for each in gate.findings() if each['severity'] == 'error']
    if errors:
        said.append('rejected')
        edits = errors[0]['remedy']['edits']
        if not edits:
            return said + ['by hand: ' + errors[0]['reason']], False
        obeyed(gate.folder, edits)
        commit(gate.folder, 'fix(config): set the seed')
        again = [each for each in gate.findings() if each['severity'] == 'error']
        if again:
            raise Failure(f'obeyed {edits[0]["new"]!r}, rejected again: {again[0]["message"][:150]}')
        said.append(f'`{edits[0]["new"].strip()[:60]}`')
        config = edits[0]['path'] if edits[0]['path'] != config and load is None else config
    else:
        said.append('accepted')
    seed = gate.recipe_seed(config)
    if load is None:
        return said + [f'{seed}'], False
    try:
        seen = load(os.path.join(gate.folder, config), key)
    except (KeyError, AttributeError):
        seen = None
    if isinstance(seen, int) and seen < 0:  # a run picks a seed of its own
        seen = None
    if not same(seen, seed):
        raise Failure(f'the loader reads {seen!r}, expgate says {seed!r}')
    return said + [f'{seed}'], True


def snapshot(source, folder):
    """Makes a repository of one commit: those files of the clone's HEAD that it has."""
    run('git', 'clone', '-q', '--shared', '--no-checkout', source, '.', cwd=folder)
    run('git', 'read-tree', 'HEAD', cwd=folder)
    entries = [line.split('\t', 1) for line in run('git', 'ls-files', '-sz', cwd=folder).split('\0') if line]
    asked = ''.join(entry[0].split()[1] + '\n' for entry in entries).encode()
    answers = subprocess.run(['git', 'cat-file', '--batch-check'], cwd=folder, input=asked, stdout=subprocess.PIPE, check=True).stdout.decode()
    absent = [entry[1] for entry, answer in zip(entries, answers.split('\n')) if answer.endswith('missing')]
    gone = ''.join(path + '\0' for path in absent + ['.expgate.yaml']).encode()
    subprocess.run(['git', 'update-index', '--force-remove', '-z', '--stdin'], cwd=folder, input=gone, check=True)
    tree = run('git', 'write-tree', cwd=folder).strip()
    made = run('git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit-tree', '-m', 'chore: import', tree, cwd=folder).strip()
    for ref in ('refs/heads/main', 'refs/remotes/origin/main'):
        run('git', 'update-ref', ref, made, cwd=folder)
    run('git', 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main', cwd=folder)


def main():
    binary, clones, parts = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    bad = 0
    print('| project | system | config | as it is | removed | null | moved to a part | loader |\n| --- | --- | --- | --- | --- | --- | --- | --- |')
    for project, system, config, key, reader, null in CASES:
        if parts and not any(part in project + system for part in parts):
            continue
        cells, ran = [], False
        with tempfile.TemporaryDirectory() as folder:
            snapshot(os.path.join(clones, project.replace('/', '+'), 'repo'), folder)
            for variant in ('tip', 'removed', 'null', 'part'):
                run('git', 'checkout', '-qfB', 'exp/vit', 'main', cwd=folder)
                path = os.path.join(folder, config)
                if not os.path.exists(path):
                    cells.append('no such config')
                    break
                with open(path, encoding='utf-8') as file:
                    text = file.read()
                if variant == 'tip':
                    text += '' if config.endswith('.json') else '\n'
                    text = text.replace('\n', '\n\n', 1) if config.endswith('.json') else text
                else:
                    text = changed_text(text, variant, key, null, config)
                if text is None:
                    cells.append('–')
                    continue
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(text)
                commit(folder, 'feat(config): change the experiment')
                try:
                    said, did = judged(Gate(binary, folder), config, key, loader(reader) if reader else None)
                    ran = ran or did
                    cells.append(', '.join(said))
                except Exception as error:
                    bad += 1
                    cells.append(f'**{type(error).__name__}: {str(error)[:200]}**')
        cells += ['–'] * (4 - len(cells))
        print(f'| {project} | {system} | `{config}` | ' + ' | '.join(cells) + f' | {"run" if ran else "not run"} |', flush=True)
    print(f'\n{bad} failures', file=sys.stderr)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
