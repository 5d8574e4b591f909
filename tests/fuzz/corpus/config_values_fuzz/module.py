lr = 0.1
model = dict(type="ViT", depth=12, drop=lr)
cfg = [dict(a=1), 2]
