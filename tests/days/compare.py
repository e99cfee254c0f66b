#!/usr/bin/env python3
"""Plays random days with `usher run` and with naive_day.py, and compares them.

    compare.py USHER [SEED [DAYS]]

Small days, most of whose times are whole seconds, so that much falls together. Equal must be every offer in
its order, what became of each contact, and all figures. A day that differs stays in a folder, whose name is printed.
"""
import csv
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction

from naive_day import Day

DAYS = 400
SECOND = 1000000
EPOCH = datetime.datetime(1970, 1, 1)


# ---- drawing a day -----------------------------------------------------------------------------------

def draw_profile(draw, queues, channels):
    free = [(q, c) for q in queues for c in channels]
    entries = []
    for queue in draw.choices(queues, k=draw.randint(1, 5)):
        taken = [c for q, c in free if q == queue and draw.random() < 0.7]
        free = [(q, c) for q, c in free if q != queue or c not in taken]
        if taken:
            delay = draw.choice([0, 0, 0, draw.randint(1, 20)])
            entries.append({"queue": queue, "channels": taken, "priority": draw.choice([1, 1, 2, 3]),
                            "delay": delay * SECOND})
    slots = {c: {"max": draw.choice([1, 1, 2, 3]), "while_busy": draw.choice(["own", "any"])}
             for c in channels if draw.random() < 0.9}
    return {"channels": slots, "entries": entries}


def draw_centre(draw):
    channels = ["voice", "chat", "task", "email"][:draw.randint(1, 4)]
    queues = ["q%d" % i for i in range(draw.randint(1, 3))]
    profiles = {"p%d" % i: draw_profile(draw, queues, channels) for i in range(draw.randint(1, 3))}
    pausing = [draw.choice(channels)] if draw.random() < 0.5 else []
    return {
        "statuses": {"Available": "routable", "Ready": "routable", "Lunch": "custom", "Offline": "offline"},
        "ring": {c: draw.choice([5, 20]) * SECOND for c in channels},
        "queues": {q: {"offers": draw.choice([1, 1, 1, 2, "all"]),
                       "max_contacts": draw.choice([None, None, None, 0, 2, 4])} for q in queues},
        "profiles": profiles,
        "agents": [{"name": "a%d" % i, "profile": draw.choice(sorted(profiles)),
                    "acw": {c: draw.randint(0, 6) * SECOND for c in channels if draw.random() < 0.4}}
                   for i in range(draw.randint(1, 5))],
        "clear_missed_after": draw.choice([30 * SECOND, 30 * SECOND, 4 * SECOND, None]),
        "pausing": pausing,
        "chat_speed": [Fraction(1), Fraction(4, 5), Fraction(13, 20)][:draw.randint(1, 3)],
    }


def draw_contacts(draw, centre):
    contacts = []
    arrival = 0
    for i in range(draw.randint(3, 40)):
        arrival += draw.choice([0, 0, 1, 2, 5]) * SECOND
        contacts.append({
            "id": "c%d" % i, "arrival": arrival, "channel": draw.choice(sorted(centre["ring"])),
            "queue": draw.choice(sorted(centre["queues"])), "priority": draw.choice([5, 5, 5, 1, 9]),
            "patience": draw.choice([None, 3, 20, 40, draw.randint(0, 9)]),
            "handle": draw.choice([0, draw.randint(0, 30) * SECOND, draw.randint(0, 30 * SECOND)]),
            "acw": draw.choice([None, None, 0, draw.randint(0, 8) * SECOND]),
            "ring": draw.choice([0, 0, 1, 3, 3, 25]) * SECOND,
            "age": draw.choice([0, 0, 0, 3, -3]) * SECOND})
        if contacts[-1]["patience"] is not None:
            contacts[-1]["patience"] *= SECOND
    return contacts


def draw_shifts(draw, centre):
    shifts = []
    at = 0
    for _ in range(draw.randint(len(centre["agents"]), 25)):
        does = draw.choice(["status"] * 6 + ["profile"])
        values = sorted(centre["profiles"]) if does == "profile" else \
            ["Available", "Available", "Available", "Ready", "Lunch", "Offline"]
        shifts.append({"agent": draw.choice(centre["agents"])["name"], "at": at, "do": does,
                       "value": draw.choice(values)})
        at += draw.choice([0, 0, 1, 3, 6]) * SECOND
    return shifts


# ---- as files ----------------------------------------------------------------------------------------

def seconds(time):
    sign = "-" if time < 0 else ""
    return "%s%d.%06d" % (sign, abs(time) // SECOND, abs(time) % SECOND)


def write_centre(path, centre):
    queues = {q: {"offers": d["offers"], "max_contacts": "unlimited" if d["max_contacts"] is None
                  else d["max_contacts"]} for q, d in centre["queues"].items()}
    profiles = {p: {"channels": d["channels"],
                    "entries": [dict(e, delay=e["delay"] // SECOND) for e in d["entries"]]}
                for p, d in centre["profiles"].items()}
    agents = [dict(a, acw={c: seconds(t) for c, t in a["acw"].items()}) for a in centre["agents"]]
    clear = centre["clear_missed_after"]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({  # which is YAML, too
            "usher": 1, "statuses": {"Ready": "routable", "Lunch": "custom"},
            "channels": {c: {"ring": seconds(t)} for c, t in centre["ring"].items()},
            "queues": queues, "profiles": profiles, "agents": agents,
            "options": {"clear_missed_after": "never" if clear is None else seconds(clear)},
            "run": {"other_work_while": {c: "pause" for c in centre["pausing"]},
                    "chat_speed": [float(s) for s in centre["chat_speed"]]}}, file)


def write_rows(path, rows, times):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        for row in rows:
            out.writerow({k: seconds(v) if k in times and v is not None else v for k, v in row.items()})


# ---- what came out -------------------------------------------------------------------------------------

def microseconds(text):
    """The time or duration of a file; None where there is none."""
    if text == "":
        return None
    whole, part = text.rstrip("Z").split(".")
    if "T" in whole:
        whole = (datetime.datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S") - EPOCH).total_seconds()
    return int(whole) * SECOND + int(part)


def offers_of(path):
    with open(path, encoding="utf-8") as file:
        events = [json.loads(line, parse_float=str) for line in file]
    return [(microseconds(e["time"]), e["contact"], e["agent"]) for e in events if e["type"] == "offer.made"]


def results_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return [(r["id"], r["agent"], r["profile"], microseconds(r["enqueued"]), microseconds(r["offered"]),
                 microseconds(r["answered"]), microseconds(r["ended"]), microseconds(r["acw_s"]),
                 int(r["offers"]), r["outcome"]) for r in csv.DictReader(file)]


def naive_results(day):
    words = {"live": "in_hand"}
    return [(c.row["id"], c.agent, c.profile, c.enqueued, c.offered, c.answered, c.ended, c.acw, c.offers,
             words.get(c.state, c.state)) for c in day.contacts if c.state != "coming"]


def figures(results):
    """What command.md 4.3 says of contacts with these results, as --json writes it."""
    answered = [r for r in results if r[9] in ("answered", "in_hand")]
    waits = sorted(r[5] - r[3] for r in answered)
    in_time = sum(1 for w in waits if w <= 20 * SECOND)
    found = {"offered": len(results), "answered": len(answered), "answered_in_time": in_time,
             "service_level_percent": tenths(in_time, len(results))}
    for word in ("abandoned", "refused", "waiting", "in_hand"):
        found[word] = sum(1 for r in results if r[9] == word)
    found["wait"] = {"mean_s": None, "p90_s": None, "max_s": None} if not waits else {
        "mean_s": seconds(sum(waits) // len(waits)), "max_s": seconds(waits[-1]),
        "p90_s": seconds(waits[-(-9 * len(waits) // 10) - 1])}
    return found


def tenths(part, whole):
    """A share in per cent, rounded down to a tenth."""
    return "%d.%d" % divmod(1000 * part // whole, 10) if whole > 0 else None


def naive_figures(day, results):
    """Everything, each queue and channel, each profile that somebody was logged in with."""
    rows = {c.row["id"]: c.row for c in day.contacts}
    found = [("total", figures(results))]
    for queue in sorted(day.centre["queues"]):
        for channel in sorted(day.centre["ring"]):
            here = [r for r in results if (rows[r[0]]["queue"], rows[r[0]]["channel"]) == (queue, channel)]
            if here:
                found.append((queue + " " + channel, figures(here)))
    for profile in sorted(day.crews):
        if day.crews[profile]:
            busy, logged_in = day.busy[profile], day.logged_in[profile]
            found.append((profile, {
                "agents": len(day.crews[profile]), "contacts": sum(1 for r in results if r[2] == profile),
                "busy_s": seconds(busy), "logged_in_s": seconds(logged_in),
                "occupancy_percent": tenths(busy, logged_in)}))
    return found


def figures_of(said):
    """The same of what the command has printed."""
    found = [("total", said["total"])]
    found += sorted((q["queue"] + " " + q["channel"], q) for q in said["queues"])
    found += sorted((p["profile"], p) for p in said["profiles"])
    beside = {"queue", "channel", "service_level_s", "profile"}
    return [(name, {k: v for k, v in d.items() if k not in beside}) for name, d in found]


def differ(folder, seed, what, usher, naive):
    for i in range(max(len(usher), len(naive))):
        a, b = (x[i] if i < len(x) else None for x in (usher, naive))
        if a != b:
            print("seed %d, %s %d differs (the day is in %s)\n  usher %s\n  naive %s" % (
                seed, what, i, folder, a, b))
            return True
    return False


def play(usher, folder, seed):
    """The number of offers of this day; None if the two differ."""
    draw = random.Random(seed)
    centre = draw_centre(draw)
    contacts, shifts = draw_contacts(draw, centre), draw_shifts(draw, centre)
    until = max(contacts[-1]["arrival"], shifts[-1]["at"]) + draw.choice([0, 10, 90, 300]) * SECOND
    paths = [os.path.join(folder, name) for name in
             ("centre.yaml", "contacts.csv", "shifts.csv", "events.jsonl", "contacts-out.csv")]
    write_centre(paths[0], centre)
    write_rows(paths[1], contacts, {"arrival", "patience", "handle", "acw", "ring", "age"})
    write_rows(paths[2], shifts, {"at"})
    said = subprocess.run([usher, "run", paths[0], paths[1], "--agents", paths[2], "--until", seconds(until),
                           "--events", paths[3], "--contacts-out", paths[4], "--json"], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    day = Day(centre, contacts, shifts)
    day.play(until)
    results = naive_results(day)
    if differ(folder, seed, "offer", offers_of(paths[3]), day.offers_made) or \
            differ(folder, seed, "contact", results_of(paths[4]), results) or \
            differ(folder, seed, "figures", figures_of(json.loads(said, parse_float=str)),
                   naive_figures(day, results)):
        return None
    return len(day.offers_made)


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    days = int(sys.argv[3]) if len(sys.argv) > 3 else DAYS
    folder = tempfile.mkdtemp()
    offers = 0
    for i in range(seed, seed + days):
        made = play(sys.argv[1], folder, i)
        if made is None:
            sys.exit(1)
        offers += made
    shutil.rmtree(folder)
    print("%d days from seed %d: %d offers, what became of each contact, and all figures are equal" % (
        days, seed, offers))


if __name__ == "__main__":
    main()
