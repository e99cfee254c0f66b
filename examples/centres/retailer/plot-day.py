#!/usr/bin/env python3
"""Draws how long customers waited over the day, for two runs of it, as one SVG picture.

    python3 plot-day.py BLENDED.csv SEPARATE.csv > retailer-day.svg

The files are what `usher run --contacts-out` wrote. Each point is the mean of all contacts that
arrived within half an hour. Phone and chat: until somebody answered, or until the customer gave up.
E-mail and cases: until the work was done, because an agent may lay an e-mail aside; what nobody
had begun by the end is not in the mean but counted as left over.
"""
import csv
import datetime
import math
import sys

# What a row of panels shows: unit, seconds of the unit, what became of those who were not served.
ROWS = [("wait, seconds", 1, "gave up", [("voice", "Phone"), ("chat", "Chat")]),
        ("until done, minutes", 60, "left over", [("email", "E-mail"), ("task", "Cases")])]
CHANNELS = [channel for row in ROWS for channel, _ in row[3]]
FROM, UNTIL, STEP = 8 * 3600, 20 * 3600, 1800  # seconds of the day
WIDTH, HEIGHT = 880, 560
PLOT_W, PLOT_H = 352, 168
LEFT, TOP = (48, 496), (108, 348)
NAMES = ["one blended team", "separate teams"]

# The plain colours can be read on white and on black; a reader that tells which gets better ones.
STYLE = """
  text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: #768390 }
  .title { font-size: 17px; font-weight: 600 }
  .name { font-size: 14px; font-weight: 600 }
  .axis { font-size: 12px; font-variant-numeric: tabular-nums }
  .end { text-anchor: end } .mid { text-anchor: middle }
  .grid { stroke: #8c959f; stroke-width: 1; opacity: .3 }
  .base { stroke: #8c959f; stroke-width: 1 }
  .line { fill: none; stroke-width: 2.25; stroke-linejoin: round; stroke-linecap: round }
  .s0 { stroke: #2f81f7 } .s1 { stroke: #d9691e; stroke-dasharray: 5 4.5 }
  .f0 { fill: #2f81f7; opacity: .13 } .f1 { fill: #d9691e; opacity: .09 }
  .t0 { fill: #2f81f7; font-weight: 600 } .t1 { fill: #d9691e; font-weight: 600 }
  @media (prefers-color-scheme: light) {
    text { fill: #57606a } .title, .name { fill: #1f2328 }
    .s0 { stroke: #0969da } .s1 { stroke: #bc4c00 } .t0 { fill: #0969da } .t1 { fill: #bc4c00 }
  }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title, .name { fill: #f0f6fc }
    .s0 { stroke: #4493f8 } .s1 { stroke: #f0883e } .t0 { fill: #4493f8 } .t1 { fill: #f0883e }
  }
"""


def second_of_day(text):
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return at.hour * 3600 + at.minute * 60 + at.second


def read(path):
    """{channel: ([mean seconds of each half hour or None], number of those not served)}."""
    slots = (UNTIL - FROM) // STEP
    sums = {channel: [[0.0, 0] for _ in range(slots)] for channel in CHANNELS}
    lost = dict.fromkeys(sums, 0)
    with open(path, encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            channel = row["channel"]
            lost[channel] += row["outcome"] != "answered"
            if not row["wait_s"]:
                continue
            time = float(row["wait_s"])
            if channel in ("email", "task"):
                time += float(row["handle_s"] or 0)
            slot = (second_of_day(row["enqueued"]) - FROM) // STEP
            if 0 <= slot < slots:  # mail of the night lies before the first half hour
                sums[channel][slot][0] += time
                sums[channel][slot][1] += 1
    return {c: ([s / n if n else None for s, n in cells], lost[c]) for c, cells in sums.items()}


def scale(largest):
    """A round step and the end of the axis, at most five steps away."""
    step, factors = 1, (2, 2.5, 2)
    for k in range(30):
        if step * 5 >= largest:
            break
        step = int(step * factors[k % 3])
    return step, step * math.ceil(largest / step)


def text(x, y, words, kind):
    return '<text x="%g" y="%g" class="%s">%s</text>' % (x, y, kind, words)


def draw_axes(x, y, step, top):
    out = []
    for i in range(top // step + 1):
        at = y + PLOT_H * (1 - i * step / top)
        out.append('<path class="%s" d="M%g %.1fh%g"/>' % ("grid" if i else "base", x, at, PLOT_W))
        out.append(text(x - 8, round(at + 4, 1), "%d" % (i * step), "axis end"))
    for hour in range(FROM // 3600, UNTIL // 3600 + 1, 2):
        at = x + PLOT_W * (hour * 3600 - FROM) / (UNTIL - FROM)
        out.append('<path class="base" d="M%.1f %gv4"/>' % (at, y + PLOT_H))
        out.append(text(round(at, 1), y + PLOT_H + 19, "%02d:00" % hour, "axis mid"))
    return out


def draw_line(x, y, values, top, which):
    points = [(x + PLOT_W * (k + 0.5) / len(values), y + PLOT_H * (1 - v / top))
              for k, v in enumerate(values) if v is not None]
    line = "L".join("%.1f %.1f" % point for point in points)
    base = y + PLOT_H
    return ['<path class="f%d" d="M%.1f %gL%sL%.1f %gz"/>'
            % (which, points[0][0], base, line, points[-1][0], base),
            '<path class="line s%d" d="M%s"/>' % (which, line)]


def draw_panel(x, y, name, unit, series, step, top, lost):
    out = [text(x, y - 18, '<tspan class="name">%s</tspan><tspan dx="9" class="axis">%s</tspan>'
                % (name, unit), "axis")]
    out.append(text(x + PLOT_W, y - 18, lost, "axis end"))
    out += draw_axes(x, y, step, top)
    for which in (1, 0):
        out += draw_line(x, y, series[which], top, which)
    return out


def draw_row(y, unit, divisor, fate, panels, runs):
    """Panels side by side on one scale."""
    series = {c: [[v / divisor if v is not None else None for v in run[c][0]] for run in runs]
              for c, _ in panels}
    step, top = scale(max(v for s in series.values() for vs in s for v in vs if v is not None))
    out = []
    for x, (channel, name) in zip(LEFT, panels):
        lost = " / ".join('<tspan class="t%d">%d</tspan>' % (which, run[channel][1])
                          for which, run in enumerate(runs))
        out += draw_panel(x, y, name, unit, series[channel], step, top, fate + ": " + lost)
    return out


def draw(runs):
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" '
           'role="img" aria-labelledby="t">' % (WIDTH, HEIGHT, WIDTH, HEIGHT),
           '<title id="t">Waits over one day of a synthetic energy retailer, 5,000 contacts and 60 '
           'agents: one blended team and separate teams per channel</title>',
           "<style>%s</style>" % STYLE,
           text(16, 28, "One day, 5,000 contacts, 60 agents: who waits how long", "title")]
    for which, name in enumerate(NAMES):
        x = 16 + 196 * which
        out.append('<path class="line s%d" d="M%d 52h30"/>' % (which, x))
        out.append(text(x + 38, 56, name, "t%d" % which))
    out.append(text(LEFT[1] + PLOT_W, 56, "mean by half hour of arrival", "axis end"))
    for y, row in zip(TOP, ROWS):
        out += draw_row(y, *row, runs)
    return out + ["</svg>"]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot-day.py BLENDED.csv SEPARATE.csv > day.svg")
    print("\n".join(draw([read(path) for path in sys.argv[1:]])))


if __name__ == "__main__":
    main()
