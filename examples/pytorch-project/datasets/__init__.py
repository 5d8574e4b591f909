from datasets.shapes import shapes

__all__ = ["shapes"]
