from utils.config import load_config
from utils.record import record
from utils.seed import set_seed

__all__ = ["load_config", "record", "set_seed"]
