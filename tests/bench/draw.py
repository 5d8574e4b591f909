#!/usr/bin/env python3
"""draw.py FILE.svg: draws what `tests/bench/run.sh linear` prints, from standard input: time and memory of an audit by
the length of the history, beside the straight line that the shortest history leads to."""
import re
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 300, 40, 44, 44
SPAN, RISE = 250, HEIGHT - BOTTOM - TOP  # of one chart


def read(text):
    """(commits, seconds, MiB) of each history, the shortest first."""
    times = {int(n): float(ms) / 1000 for n, ms in re.findall(r"^audit of (\d+) commits +([\d.]+) ms", text, re.M)}
    memory = {int(n): int(mib) for n, mib in re.findall(r"^audit of (\d+) commits, peak memory +(\d+) MiB", text, re.M)}
    if len(times) < 2 or times.keys() != memory.keys():
        sys.exit("draw.py: standard input is not what `tests/bench/run.sh linear` prints")
    return [(n, times[n], memory[n]) for n in sorted(times)]


def chart(at, title, unit, points):
    """One chart, its left edge at `at`."""
    most = max(x for x, _ in points)
    straight = points[0][1] / points[0][0] * most
    top = max(straight, max(y for _, y in points))
    x = lambda n: at + n / most * SPAN
    y = lambda value: TOP + RISE - value / top * RISE
    out = [f'<text x="{at}" y="18" class="title">{title}</text>']
    out.append(f'<path d="M{at} {TOP}V{TOP + RISE}H{at + SPAN}" class="axis"/>')
    apart = [n for i, (n, _) in enumerate(points) if i == 0 or x(n) - x(points[i - 1][0]) > 45]
    for n in apart:
        label = f"{n / 1e6:.0f} M" if n >= 950_000 else f"{n / 1000:.0f} k"
        out.append(f'<text x="{x(n):.0f}" y="{TOP + RISE + 18}" text-anchor="middle">{label}</text>')
    out.append(f'<path d="M{x(0):.1f} {y(0):.1f}L{x(most):.1f} {y(straight):.1f}" class="straight"/>')
    line = "L".join(f"{x(n):.1f} {y(value):.1f}" for n, value in points)
    out.append(f'<path d="M{line}" class="line"/>')
    for n, value in points:
        shown = f"{value / 1024:.1f} GiB" if unit == "MiB" and value >= 1024 else f"{value:.0f} {unit}"
        out.append(f'<circle cx="{x(n):.1f}" cy="{y(value):.1f}" r="3.5"/>')
        if n in apart:
            out.append(f'<text x="{x(n):.1f}" y="{y(value) - 9:.1f}" text-anchor="middle">{shown}</text>')
    return out


def main():
    points = read(sys.stdin.read())
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        "<title>Time and memory of an audit by the number of commits</title>",
        "<style>.title{font-weight:bold}.axis,.line,.straight{fill:none}.axis{stroke:#666}.straight{stroke:#999;"
        "stroke-dasharray:4 4}.line{stroke:#1f6feb;stroke-width:2}circle{fill:#1f6feb}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    lines += chart(LEFT, "time", "s", [(n, seconds) for n, seconds, _ in points])
    lines += chart(LEFT + SPAN + 96, "peak memory", "MiB", [(n, mib) for n, _, mib in points])
    lines.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 6}" text-anchor="middle">commits; dashed: the shortest history, prolonged</text>')
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write("\n".join(lines + ["</svg>"]) + "\n")


main()
