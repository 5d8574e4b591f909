from utils.config import load_config
from utils.seed import set_seed

__all__ = ["load_config", "set_seed"]
