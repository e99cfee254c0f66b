#!/usr/bin/env python3
"""Compares hours of operation with Python's own calendar and time zones.

    compare.py ANSWERS [SEED]

Two hundred zones are drawn. Their offsets are compared at random times and around the shifts of some
years; then random hours with overrides and parents, as docs/routing.md H-1 to H-7 say, are asked at
random times and around shifts: open or closed, by which override, until when. Nothing of usher is used
here but its answers.
"""
import calendar
import datetime
import os
import random
import subprocess
import sys
import tempfile
import zoneinfo

ZONES = 200
OFFSETS = 60  # random times for each zone
QUESTIONS = 16  # for each record of hours
SAMPLES = 10  # times before the next change that are looked at
DAY = 86400
DAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EPOCH = datetime.datetime(1970, 1, 1)
UTC = datetime.timezone.utc


class Answers:
    """The program that is asked, a line at a time."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question):
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def fail(text):
    print(text)
    sys.exit(1)


def local(zone, seconds):
    """The local time at `seconds`, with its zone."""
    return (EPOCH + datetime.timedelta(seconds=seconds)).replace(tzinfo=UTC).astimezone(zone)


def offset(zone, seconds):
    return int(local(zone, seconds).utcoffset().total_seconds())


def to_seconds(year, month=1, day=1):
    return int((datetime.datetime(year, month, day) - EPOCH).total_seconds())


# ---- zones -----------------------------------------------------------------------------------------


def zone_files():
    """All zones that are files of this system, by name."""
    found = {}
    for name in sorted(zoneinfo.available_timezones()):
        for folder in zoneinfo.TZPATH:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                found[name] = path
                break
    return found


def shifts(zone, year):
    """The seconds of a year at which its offset changes."""
    found = []
    start = to_seconds(year)
    before = offset(zone, start)
    for begin in range(start, start + 366 * DAY, 3 * DAY):
        after = offset(zone, begin + 3 * DAY)
        if after != before:
            low, high = begin, begin + 3 * DAY
            while high - low > 1:
                middle = (low + high) // 2
                if offset(zone, middle) == before:
                    low = middle
                else:
                    high = middle
            found.append(high)
        before = after
    return found


def compare_offsets(draw, answers, name, path):
    zone = zoneinfo.ZoneInfo(name)
    said = answers.ask("zone " + path)
    if said != "ok":
        fail("%s: %s" % (name, said))
    times = [draw.randrange(to_seconds(1900), to_seconds(2400)) for _ in range(OFFSETS)]
    for year in (draw.randrange(1900, 2037), draw.randrange(2000, 2037), draw.randrange(2037, 2400)):
        for shift in shifts(zone, year):
            times += [shift - 1, shift, shift + 1]
    for seconds in times:
        is_offset = int(answers.ask("offset %d" % seconds))
        if is_offset != offset(zone, seconds):
            fail("%s at %d: offset %d, Python says %d" %
                 (name, seconds, is_offset, offset(zone, seconds)))
    return len(times)


# ---- hours -----------------------------------------------------------------------------------------


def draw_minute(draw):
    if draw.random() < 0.5:
        return draw.choice([30, 59, 60, 90, 119, 120, 150, 180, 1380, 1410])
    return draw.randrange(1440)


def draw_spans(draw, most):
    """(day, from, until), sorted as a week in a file is."""
    spans = []
    for _ in range(draw.randrange(most + 1)):
        a, b = draw_minute(draw), draw_minute(draw)
        a = 0 if draw.random() < 0.2 else a
        b = 1440 if draw.random() < 0.2 else b
        if a != b:
            spans.append((draw.randrange(7), min(a, b), max(a, b)))
    return spans


def draw_override(draw, name, year):
    o = {"name": name, "type": draw.choice(["standard", "open", "closed"]),
         "spans": draw_spans(draw, 4), "every": draw.choice([None, "week", "month", "year"]),
         "interval": 1, "month": None, "day": None, "occurrence": None, "till": None}
    o["from"] = datetime.date(year, 1, 1) + datetime.timedelta(days=draw.randrange(-400, 400))
    if o["every"] is None or draw.random() < 0.3:
        o["till"] = o["from"] + datetime.timedelta(days=draw.choice([0, 3, 30, 700]))
    if o["every"] is not None:
        o["interval"] = draw.randrange(1, 4)
    if o["every"] == "year" and draw.random() < 0.7:
        o["month"] = draw.randrange(1, 13)
    if o["every"] in ("month", "year"):
        how = draw.random()
        if how < 0.4 and o["spans"]:
            o["occurrence"] = draw.choice([1, 2, 3, 4, "last"])
        elif how < 0.8:
            o["day"] = draw.choice([1, 15, 28, 29, 30, 31, "last"])
    month = o["month"] or o["from"].month
    day = o["day"] if o["day"] is not None else o["from"].day
    if o["every"] == "year" and o["occurrence"] is None and o["day"] != "last":
        if day > calendar.monthrange(2000, month)[1]:
            o["day"] = "last"
    return o


def yaml_week(spans):
    days = {}
    for day, begin, end in spans:
        text = '"%02d:%02d-%02d:%02d"' % (begin // 60, begin % 60, end // 60, end % 60)
        days.setdefault(DAY_NAMES[day], []).append(text)
    return "{%s}" % ", ".join("%s: [%s]" % (d, ", ".join(t)) for d, t in days.items())


def yaml_override(o):
    parts = ["type: " + o["type"], "from: %s" % o["from"].isoformat()]
    parts += ["%s: %s" % (key, o[key]) for key in ("month", "day", "occurrence") if o[key] is not None]
    if o["till"] is not None:
        parts.append("till: %s" % o["till"].isoformat())
    if o["every"] is not None:
        parts += ["every: " + o["every"], "interval: %d" % o["interval"]]
    if o["spans"]:
        parts.append("week: " + yaml_week(o["spans"]))
    return "      %s: {%s}" % (o["name"], ", ".join(parts))


def draw_record(draw, name, zone_name, year):
    overrides = [draw_override(draw, "%s_%d" % (name, i), year) for i in range(draw.randrange(6))]
    return {"name": name, "zone": zone_name, "spans": draw_spans(draw, 10), "overrides": overrides,
            "parents": []}


def yaml_record(record):
    lines = ["  %s:" % record["name"], "    zone: %s" % record["zone"],
             "    week: %s" % yaml_week(record["spans"]),
             "    parents: [%s]" % ", ".join(p["name"] for p in record["parents"])]
    if record["overrides"]:
        lines += ["    overrides:"] + [yaml_override(o) for o in record["overrides"]]
    return "\n".join(lines)


# ---- what docs/routing.md says -----------------------------------------------------------------------


def monday(date):
    return date - datetime.timedelta(days=date.weekday())


def on_its_day_of_month(o, date):
    last = calendar.monthrange(date.year, date.month)[1]
    if o["occurrence"] is not None:
        same = [d for d in range(1, last + 1)
                if datetime.date(date.year, date.month, d).weekday() == date.weekday()]
        at = same.index(date.day)
        return at == len(same) - 1 if o["occurrence"] == "last" else at == o["occurrence"] - 1
    if o["day"] == "last":
        return date.day == last
    return date.day == (o["day"] if o["day"] is not None else o["from"].day)


def counts(o, date):
    if date < o["from"] or (o["till"] is not None and date > o["till"]):
        return False
    if o["every"] is None:
        return True
    if o["spans"] and not any(span[0] == date.weekday() for span in o["spans"]):
        return False
    if o["every"] == "week":
        weeks = (monday(date) - monday(o["from"])).days // 7
        return weeks % o["interval"] == 0 and (
            bool(o["spans"]) or date.weekday() == o["from"].weekday())
    if o["every"] == "month":
        months = date.year * 12 + date.month - o["from"].year * 12 - o["from"].month
        return months % o["interval"] == 0 and on_its_day_of_month(o, date)
    return ((date.year - o["from"].year) % o["interval"] == 0
            and date.month == (o["month"] or o["from"].month) and on_its_day_of_month(o, date))


def moved(zone, date, minute):
    """Where a time of the clock is on a date on which the clock may leave it out."""
    if minute in (0, 1440):
        return minute
    shown = datetime.datetime.combine(date, datetime.time(minute // 60, minute % 60))
    first = shown.replace(tzinfo=zone, fold=0)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown:
        return minute
    gap = shown.replace(tzinfo=zone, fold=1).utcoffset() - first.utcoffset()
    return min(1440, minute + int(gap.total_seconds()) // 60)


def holds(zone, spans, date, minute):
    return any(day == date.weekday() and moved(zone, date, begin) <= minute < moved(zone, date, end)
               for day, begin, end in spans)


def decide(record, seconds):
    """(open, name of the override that decides or "-")"""
    zone = zoneinfo.ZoneInfo(record["zone"])
    now = local(zone, seconds)
    date, minute = now.date(), now.hour * 60 + now.minute
    overrides = record["overrides"] + [o for p in record["parents"] for o in p["overrides"]]
    overrides = [o for o in overrides if counts(o, date)]
    for o in overrides:
        if o["type"] == "closed" and o["spans"] and holds(zone, o["spans"], date, minute):
            return False, o["name"]
        if o["type"] in ("closed", "standard") and not o["spans"]:
            return False, o["name"]
    for o in overrides:
        if o["type"] == "open" and (not o["spans"] or holds(zone, o["spans"], date, minute)):
            return True, o["name"]
    for o in overrides:
        if o["type"] == "standard":
            return holds(zone, o["spans"], date, minute), o["name"]
    return holds(zone, record["spans"], date, minute), "-"


def compare_hours(draw, answers, record, seconds):
    said = answers.ask("ask %s %d" % (record["name"], seconds)).split()
    is_open, name = decide(record, seconds)
    if said[:2] != ["open" if is_open else "closed", name]:
        fail("%s in %s at %d: %s, Python says %s by %s" %
             (record["name"], record["zone"], seconds, " ".join(said), is_open, name))
    never = said[2] == "never"
    change = seconds + 400 * DAY if never else int(said[2])
    samples = [draw.randrange(seconds, change) for _ in range(SAMPLES)] + [change - 1]
    for sample in samples:
        if decide(record, sample)[0] != is_open:
            fail("%s in %s at %d: changes at %s, Python says before %d" %
                 (record["name"], record["zone"], seconds, said[2], sample))
    if not never and decide(record, change)[0] == is_open:
        fail("%s in %s at %d: changes at %d, Python says not there" %
             (record["name"], record["zone"], seconds, change))


def draw_times(draw, zone_name, year):
    zone = zoneinfo.ZoneInfo(zone_name)
    around = shifts(zone, year)
    times = []
    for _ in range(QUESTIONS):
        if around and draw.random() < 0.6:
            times.append(draw.choice(around) + draw.randrange(-DAY, DAY))
        else:
            times.append(to_seconds(year) + draw.randrange(366 * DAY))
    return times


def compare_all_hours(draw, answers, names, folder):
    records = []
    for i, name in enumerate(names):
        year = draw.choice([draw.randrange(1975, 2030), draw.randrange(2030, 2200)])
        record = draw_record(draw, "h%d" % i, name, year)
        record["year"] = year
        if records and draw.random() < 0.4:
            others = [r for r in records[-5:] if not r["parents"]]
            record["parents"] = draw.sample(others, min(len(others), draw.randrange(1, 4)))
        records.append(record)
    path = os.path.join(folder, "centre.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("usher: 1\nhours:\n%s\n" % "\n".join(yaml_record(r) for r in records))
    said = answers.ask("centre " + path)
    if said != "ok":
        fail("the centre of %d records: %s" % (len(records), said))
    for record in records:
        for seconds in draw_times(draw, record["zone"], record["year"]):
            compare_hours(draw, answers, record, seconds)


def main():
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20260329
    draw = random.Random(seed)
    files = zone_files()
    if len(files) < ZONES:
        print("SKIPPED: there are %d time zones on this system" % len(files))
        return
    print("seed %d" % seed)
    names = draw.sample(sorted(files), ZONES)
    answers = Answers(sys.argv[1])
    count = sum(compare_offsets(draw, answers, name, files[name]) for name in names)
    with tempfile.TemporaryDirectory() as folder:
        compare_all_hours(draw, answers, names, folder)
    if answers.close() != 0:
        fail("the program that answers has failed")
    print("%d zones: %d offsets and %d answers about hours agree" % (ZONES, count, ZONES * QUESTIONS))


if __name__ == "__main__":
    main()
