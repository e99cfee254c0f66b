#!/usr/bin/env python3
"""Makes contacts.csv and shifts.csv: a synthetic day of Sunny Energy, 60 agents, 5,000 contacts.

    python3 make-day.py [--seed N] [--dir FOLDER]

The same seed gives the same bytes on every machine: all numbers come from SplitMix64 on integers,
and logarithms, exponentials and square roots from the decimal module, which rounds them correctly,
never from the C library. Every draw is keyed by (seed, purpose, contact number), so that changing
one law leaves all other draws as they are.

Where each number comes from stands beside it; [n] points into README.md of this folder. What no
source gives is marked "assumption". Nothing here was chosen for the waits that it gives.
"""
import argparse
import decimal
import os

D = decimal.Decimal
decimal.getcontext().prec = 20
DAY = "2026-03-02"  # a Monday; London keeps UTC in winter
OPEN, CLOSE = 8, 20  # hours of the centre (assumption)

# Arrivals over the day: calls of 20 weekdays by hour, 0 h to 23 h, at a bank in February 1999 [1].
# Given its number, a Poisson stream with such a rate is a sample of independent times [2].
PER_HOUR = [96, 30, 14, 4, 4, 19, 101, 810, 1905, 2169, 2499, 2259,
            1880, 2408, 2301, 2268, 2322, 1890, 1669, 1333, 1176, 1242, 1064, 814]

# Channel mix: live telephony 62 %, e-mail "almost 19 %", web chat 8 % of inbound contacts [3];
# the rest (social media, letters, forms) stands here as tasks.
COUNTS = {"voice": 3100, "email": 950, "chat": 400, "task": 550}

# From when on a channel takes contacts: e-mail always, so the night's mail lies there at 08:00.
FIRST_HOUR = {"voice": OPEN, "email": 0, "chat": OPEN, "task": OPEN}

# Work of one contact in seconds, lognormal as call times are [2]: mean, coefficient of variation.
# voice: 189.29 s and 1.161, all calls of more than 10 s of the bank's February [1].
# chat:  11 min 53 s from first to last word [4], as the agent's work at two chats at once, where
#        centre.yaml sets a speed of 0.8: 713 s x 0.8 = 570 s. cv of voice (assumption).
# email: 4 to 6 minutes of an agent's active time [5]: 300 s. cv of voice (assumption).
# task:  no source. 200 s (assumption), which puts the planned occupancy of the 60 agents at 86 %.
CV = D("1.161")
WORK_MEAN = {"voice": D("189.29"), "chat": D(570), "email": D(300), "task": D(200)}

# After-call work: 45 s a call on average [6]; exponential (assumption). Other channels: none,
# because the figures of [4] and [5] leave no part of the work out.
ACW_MEAN = {"voice": D(45)}

# Patience, exponential. voice: 345 s, the total time in queue by the number who gave up, at the
# bank [1]. chat: shoppers wait "approximately one minute" [7], taken as the median: 60 s / ln 2.
# E-mail and tasks never give up.
PATIENCE_MEAN = {"voice": D(345), "chat": D(60) / D(2).ln()}

# What voice and chat are about, in percent (assumption; every agent serves all three queues).
REASONS = [("billing", 60, "+15550100"), ("moving", 20, "+15550101"), ("meters", 20, "+15550102")]

# Shifts, in quarters of an hour: three agents in five work 8 hours with half an hour of unpaid
# lunch and two breaks of a quarter [8]; two in five work 6 hours with one break (assumption).
# Each pause begins between the two given quarters of the shift (assumption).
AGENTS = 60
QUARTER = 900
FULL_TIME = (34, [("Break", 1, 6, 11), ("Lunch", 2, 13, 20), ("Break", 1, 23, 29)])
PART_TIME = (24, [("Break", 1, 8, 15)])
IN_FIVE = [FULL_TIME, PART_TIME, FULL_TIME, PART_TIME, FULL_TIME]
CHATS_PLANNED = D("1.6")  # planning: an agent works on two chats at once, each at speed 0.8

MASK = (1 << 64) - 1
PURPOSES = ["time", "work", "acw", "patience", "reason", "customer"]


def mix(z):
    """SplitMix64's output function: a bijection of 64-bit integers without visible pattern."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Draws:
    """The draws of one contact for one purpose: uniform numbers, strictly between 0 and 1."""

    def __init__(self, seed, purpose, number):
        self.state = mix(mix(seed * len(PURPOSES) + PURPOSES.index(purpose)) + number)

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return mix(self.state)

    def below(self, n):
        return self.bits() * n >> 64

    def uniform(self):
        return (D(self.bits() >> 14) + D("0.5")) / D(1 << 50)

    def exponential(self, mean):
        return -mean * self.uniform().ln()

    def normal(self):
        """Marsaglia's polar method."""
        while True:
            x = 2 * self.uniform() - 1
            y = 2 * self.uniform() - 1
            s = x * x + y * y
            if 0 < s < 1:
                return x * (-2 * s.ln() / s).sqrt()

    def lognormal(self, mean, cv):
        variance = (1 + cv * cv).ln()
        return mean * (variance.sqrt() * self.normal() - variance / 2).exp()


def milliseconds_of_arrival(draws, first_hour):
    """A time of the day from the hourly pattern, between first_hour and closing time."""
    weights = PER_HOUR[first_hour:CLOSE]
    at = draws.below(sum(weights) * 3600)
    for hour, weight in enumerate(weights, first_hour):
        if at < weight * 3600:
            return hour * 3_600_000 + at * 1000 // weight
        at -= weight * 3600


def pick_reason(draws):
    at = draws.below(100)
    for reason in REASONS:
        if at < reason[1]:
            return reason
        at -= reason[1]


def seconds(value):
    return str(max(value, D("0.1")).quantize(D("0.1")))


def clock(milliseconds):
    s, ms = divmod(milliseconds, 1000)
    text = "%sT%02d:%02d:%02d" % (DAY, s // 3600, s // 60 % 60, s % 60)
    return text + (".%03dZ" % ms if ms else "Z")


def make_contact(seed, channel, number):
    """One row of contacts.csv without its id, with the time of arrival in front for sorting."""
    def draw(purpose):
        return Draws(seed, purpose, number)

    arrival = milliseconds_of_arrival(draw("time"), FIRST_HOUR[channel])
    work = draw("work").lognormal(WORK_MEAN[channel], CV)
    acw = seconds(draw("acw").exponential(ACW_MEAN[channel])) if channel in ACW_MEAN else ""
    patience = ""
    if channel in PATIENCE_MEAN:
        patience = seconds(draw("patience").exponential(PATIENCE_MEAN[channel]))
    queue, _, phone = pick_reason(draw("reason"))
    reason, who = queue, draw("customer")
    customer = "customer%d@example.com" % (1 + who.below(100_000))
    if channel == "voice":  # callers dial a number; the centre knows where it leads
        queue, customer = "", "+447700900%03d" % who.below(1000)
    elif channel == "chat":
        phone = ""
    else:
        queue, phone = {"email": "mail", "task": "cases"}[channel], ""
        customer = customer if channel == "email" else ""
    return (arrival, number, [clock(arrival), channel, queue, phone, "", patience, seconds(work),
                              acw, "", customer, reason])


def make_contacts(seed):
    rows, number = [], 0
    for channel, count in COUNTS.items():
        for _ in range(count):
            number += 1
            rows.append(make_contact(seed, channel, number))
    rows.sort(key=lambda row: row[:2])
    return [["c%d" % i] + row[2] for i, row in enumerate(rows, 1)]


def planned_work():
    """Agent seconds of a day by channel: the number of contacts by the mean time that one takes."""
    work = {}
    for channel, count in COUNTS.items():
        each = WORK_MEAN[channel] + ACW_MEAN.get(channel, D(0))
        work[channel] = count * (each / CHATS_PLANNED if channel == "chat" else each)
    return work


def team_sizes(work):
    """The 60 agents in proportion to planned work; the largest remainders get the last places."""
    total = sum(work.values())
    exact = {c: AGENTS * w / total for c, w in work.items()}
    size = {c: int(x) for c, x in exact.items()}
    for c in sorted(exact, key=lambda c: size[c] - exact[c])[:AGENTS - sum(size.values())]:
        size[c] += 1
    return size


def planned_load(channel, work):
    """Agents that this channel keeps busy, by quarter of the day, in thousandths."""
    weights = PER_HOUR[:CLOSE]
    weights[:FIRST_HOUR[channel]] = [0] * FIRST_HOUR[channel]
    if channel == "email":  # what came before opening is done in the first hour
        weights[OPEN] += sum(weights[:OPEN])
        weights[:OPEN] = [0] * OPEN
    each = work / sum(weights) / 3600 * 1000
    return [int(each * weights[q // 4]) for q in range(CLOSE * 4)]


def online_quarters(kind):
    return kind[0] - sum(length for _, length, _, _ in kind[1])


def staff(gap, begin, end, sign):
    """Somebody comes (+1) or goes (-1) from begin to end."""
    for q in range(begin, end):
        gap[q] -= 1000 * sign


def best_shift(kind, gap):
    """
    The start that leaves the smallest sum of squared gaps between load and staff, each pause then
    where most people are there; the earlier time when equal. Returns [(status, begin, end)], the
    shift itself first.
    """
    length, windows = kind
    starts = range(OPEN * 4, CLOSE * 4 - length + 1, 2)  # any half hour
    start = max(starts, key=lambda s: (sum(gap[s:s + length]), -s))
    shift = [("Available", start, start + length)]
    staff(gap, start, start + length, 1)
    for status, size, first, last in windows:
        begins = range(start + first, start + last + 1)
        begin = min(begins, key=lambda b: (sum(gap[b:b + size]), b))
        staff(gap, begin, begin + size, -1)
        shift.append((status, begin, begin + size))
    return shift


def make_team(kinds, load):
    """Shifts of a team: one after the other, then each ten times again, the others as they are."""
    scale = sum(online_quarters(kind) for kind in kinds) * 1000
    gap = [g * scale // sum(load) for g in load]  # the load that would use this team up
    shifts = [best_shift(kind, gap) for kind in kinds]
    for _ in range(10):
        for i, kind in enumerate(kinds):
            for status, begin, end in shifts[i]:
                staff(gap, begin, end, -1 if status == "Available" else 1)
            shifts[i] = best_shift(kind, gap)
    return shifts


def make_shifts():
    work = planned_work()
    rows = []
    names = {"voice": "phone", "chat": "chat", "email": "mail", "task": "case"}
    for channel, size in team_sizes(work).items():
        load = planned_load(channel, work[channel])
        kinds = [IN_FIVE[i % 5] for i in range(size)]
        for i, shift in enumerate(make_team(kinds, load), 1):
            agent = "%s%02d" % (names[channel], i)
            for status, begin, end in shift:
                rows.append((begin, agent, status))
                rows.append((end, agent, "Offline" if status == "Available" else "Available"))
    rows.sort(key=lambda row: row[0])
    return [[agent, clock(q * QUARTER * 1000), "status", status] for q, agent, status in rows]


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as out:
        for row in [header] + rows:
            out.write(",".join(row) + "\n")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description="Makes the day of Sunny Energy.")
    parser.add_argument("--seed", type=int, default=20260302)
    parser.add_argument("--dir", default=here, help="folder to write into (default: this one)")
    args = parser.parse_args()
    write(os.path.join(args.dir, "contacts.csv"),
          ["id", "arrival", "channel", "queue", "number", "priority", "patience", "handle", "acw",
           "ring", "customer", "attr:reason"], make_contacts(args.seed))
    write(os.path.join(args.dir, "shifts.csv"), ["agent", "at", "do", "value"], make_shifts())


if __name__ == "__main__":
    main()
