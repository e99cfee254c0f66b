"""A day of contacts once more, as naively as it can be played.

Written from docs/command.md 3 and docs/routing.md, and from nothing in examples/ or lib/. Times are whole
microseconds, work is exact fractions. Everything is looked for from end to end; whoever wants to know what
comes next asks everybody.
"""
from fractions import Fraction

# What happens in one microsecond happens in this order (D-2).
TIMER, SHIFT, END, ANSWER, PATIENCE, ARRIVAL = range(6)


class Part:
    """A contact in one slot of an agent: state ringing, live, acw or missed."""

    def __init__(self, contact, agent, number):
        self.contact, self.agent, self.number, self.state = contact, agent, number, "ringing"
        self.timer = None  # (due, number)
        self.answer_at = None
        self.acw_since = None
        self.left = self.rate = self.seen = None  # work: how much, how fast, as of when


class Agent:
    def __init__(self, number, row):
        self.number, self.name, self.profile, self.acw = number, row["name"], row["profile"], row["acw"]
        self.status, self.next_status, self.since = "Offline", None, 0
        self.parts = []


class Contact:
    def __init__(self, number, row):
        self.number, self.row, self.state = number, row, "coming"
        self.misser = None  # the latest agent who missed it
        self.offers = 0
        self.enqueued = self.offered = self.answered = self.ended = self.acw = None
        self.agent = self.profile = ""
        self.timer = None  # when the next entry's delay is over: (due, number)


class Day:
    def __init__(self, centre, contacts, shifts):
        self.centre = centre
        self.agents = [Agent(i, row) for i, row in enumerate(centre["agents"])]
        self.contacts = [Contact(i, row) for i, row in enumerate(contacts)]
        self.coming = list(self.contacts)
        self.shifts = list(shifts)
        self.now = 0
        self.timers_set = 0
        self.offers_made = []
        # by profile: who was logged in, for how long in all, and how long with anything in hand
        self.crews = {name: set() for name in centre["profiles"]}
        self.logged_in = {name: 0 for name in centre["profiles"]}
        self.busy = {name: 0 for name in centre["profiles"]}

    # ---- who fits whom (routing.md 3) --------------------------------------------------------------

    def parts_of(self, contact, *states):
        return [p for a in self.agents for p in a.parts if p.contact is contact and p.state in states]

    def entry(self, agent, contact):
        for entry in self.centre["profiles"][agent.profile]["entries"]:
            if entry["queue"] == contact.row["queue"] and contact.row["channel"] in entry["channels"]:
                return entry
        return None

    def lets_in(self, agent, channel):
        """RP-8: a free slot, and nothing in hand that keeps other channels out."""
        slots = self.centre["profiles"][agent.profile]["channels"]
        busy = [p.contact.row["channel"] for p in agent.parts]
        if channel not in slots or busy.count(channel) >= slots[channel]["max"]:
            return False
        return all(y == channel or (y in slots and slots[y]["while_busy"] == "any") for y in busy)

    def fitting_entry(self, agent, contact):
        """The entry by which they fit, or None (SEL-1)."""
        ringing = self.parts_of(contact, "ringing")
        at_once = self.centre["queues"][contact.row["queue"]]["offers"]
        entry = self.entry(agent, contact)
        fits = (contact.state == "waiting" and (at_once == "all" or len(ringing) < at_once)
                and all(p.agent is not agent for p in ringing)
                and self.centre["statuses"][agent.status] == "routable" and agent.next_status is None
                and entry is not None and self.now - contact.enqueued >= entry["delay"]
                and self.lets_in(agent, contact.row["channel"]))
        return entry if fits else None

    def match(self):
        """D-3: the best contact over all agents goes to its best agent, until no pair fits."""
        while True:
            named = []
            for agent in self.agents:
                for c in self.contacts:
                    entry = self.fitting_entry(agent, c)
                    if entry is not None:
                        key = (entry["priority"], c.row["priority"], c.enqueued - c.row["age"], c.number)
                        named.append((key, c.number))
            if not named:
                return
            contact = self.contacts[min(named)[1]]
            agents = [a for a in self.agents if self.fitting_entry(a, contact) is not None]
            self.offer(contact, min(agents, key=lambda a: (
                contact.misser is a, len(a.parts), a.since, a.number)))

    # ---- timers: the engine's, in the order in which they were set -----------------------------------

    def timer(self, due):
        self.timers_set += 1
        return (due, self.timers_set)

    def watch(self, contact):
        """The contact's timer: when any profile will see it next (routing.md 13.4)."""
        due = [contact.enqueued + e["delay"] for p in self.centre["profiles"].values()
               for e in p["entries"] if e["queue"] == contact.row["queue"]
               and contact.row["channel"] in e["channels"] and e["delay"] > 0]
        due = min([t for t in due if t > self.now], default=None)
        if due is None or contact.timer is None or contact.timer[0] != due:
            contact.timer = self.timer(due) if due is not None else None

    def fire(self, thing):
        if isinstance(thing, Contact):
            thing.timer = None
            self.watch(thing)
        elif thing.state == "ringing":
            self.miss(thing)
        else:
            self.clear(thing)

    def fire_and_look(self, thing):
        self.fire(thing)
        while True:
            due = [c for c in self.contacts if c.timer is not None and c.timer[0] <= self.now]
            if not due:
                return
            self.fire(min(due, key=lambda c: c.timer))

    # ---- parts ---------------------------------------------------------------------------------------

    def offer(self, contact, agent):
        part = Part(contact, agent, len(self.offers_made))
        part.answer_at = self.now + contact.row["ring"]
        part.timer = self.timer(self.now + self.centre["ring"][contact.row["channel"]])
        agent.parts.append(part)
        contact.offers += 1
        contact.offered = self.now
        self.offers_made.append((self.now, contact.row["id"], agent.name))

    def free(self, part):
        """The slot is free; a status that waited comes true (D-17)."""
        agent = part.agent
        agent.parts.remove(part)
        if agent.next_status is not None and not agent.parts:
            agent.status, agent.next_status = agent.next_status, None

    def clear(self, part):
        if part.state in ("live", "acw"):
            part.agent.since = self.now
        if part.state == "acw":
            part.contact.acw = self.now - part.acw_since
        self.free(part)

    def miss(self, part):
        part.state = "missed"
        part.contact.misser = part.agent
        length = self.centre["clear_missed_after"]
        part.timer = self.timer(self.now + length) if length is not None else None
        self.watch(part.contact)

    def set_rates(self, agent):
        """D-25: every conversation goes on as fast as the others let it."""
        live = [p for p in agent.parts if p.state == "live"]
        channels = [p.contact.row["channel"] for p in live]
        speeds = self.centre["chat_speed"]
        for part, channel in zip(live, channels):
            part.left = max(Fraction(0), part.left - (self.now - part.seen) * part.rate)
            part.seen = self.now
            stands = any(y != channel and y in self.centre["pausing"] for y in channels)
            speed = speeds[min(channels.count("chat"), len(speeds)) - 1] if channel == "chat" else 1
            part.rate = Fraction(0) if stands else Fraction(speed)

    def end_of(self, part):
        """When the work is done, rounded up; None while it stands still."""
        if part.left == 0:
            return part.seen
        return part.seen + -(-part.left // part.rate) if part.rate > 0 else None

    # ---- what happens ----------------------------------------------------------------------------------

    def answer(self, part):
        contact = part.contact
        part.state, part.timer = "live", None
        part.left, part.rate, part.seen = Fraction(contact.row["handle"]), Fraction(0), self.now
        contact.state, contact.timer, contact.answered = "live", None, self.now
        contact.agent, contact.profile = part.agent.name, part.agent.profile
        for other in self.parts_of(contact, "ringing"):
            self.free(other)
        self.set_rates(part.agent)

    def end(self, part):
        contact, agent = part.contact, part.agent
        contact.state, contact.ended = "answered", self.now
        length = contact.row["acw"]
        if length is None:
            length = agent.acw.get(contact.row["channel"], 0)
        if length == 0:
            contact.acw = 0
            self.clear(part)
        else:
            part.state, part.acw_since = "acw", self.now
            part.timer = self.timer(self.now + length)
        self.set_rates(agent)

    def give_up(self, contact):
        for part in self.parts_of(contact, "ringing"):
            self.free(part)
        contact.state, contact.timer, contact.ended = "abandoned", None, self.now

    def arrive(self, contact):
        self.coming.remove(contact)
        queue = contact.row["queue"]
        inside = [c for c in self.contacts if c.state == "waiting" and c.row["queue"] == queue]
        room = self.centre["queues"][queue]["max_contacts"]
        if room is not None and len(inside) >= room:
            contact.state, contact.ended = "refused", self.now
            return
        contact.state, contact.enqueued = "waiting", self.now
        self.watch(contact)

    def shift(self, row):
        self.shifts.remove(row)
        agent = next(a for a in self.agents if a.name == row["agent"])
        kinds, value = self.centre["statuses"], row["value"]
        if row["do"] == "profile":
            agent.profile = value
        elif kinds[value] == "routable":
            if kinds[agent.status] != "routable":
                agent.since = self.now
            agent.status, agent.next_status = value, None
        elif value == agent.status:
            agent.next_status = None
        elif not agent.parts:
            agent.status = value
        else:
            agent.next_status = value
            for part in [p for p in agent.parts if p.state == "acw"]:
                self.clear(part)

    # ---- the day -----------------------------------------------------------------------------------------

    def what_comes(self):
        """All that is going to happen: (when, kind, place in its kind's order), what does it, to whom."""
        for thing in [p for a in self.agents for p in a.parts] + self.contacts:
            if thing.timer is not None:
                yield (thing.timer[0], TIMER, thing.timer[1]), self.fire_and_look, thing
        if self.shifts:
            yield (self.shifts[0]["at"], SHIFT, 0), self.shift, self.shifts[0]
        for part in [p for a in self.agents for p in a.parts]:
            if part.state == "live" and self.end_of(part) is not None:
                yield (self.end_of(part), END, part.contact.number), self.end, part
            if part.state == "ringing":
                yield (part.answer_at, ANSWER, part.contact.number, part.number), self.answer, part
        for c in self.contacts:
            if c.state == "waiting" and c.row["patience"] is not None:
                yield (c.enqueued + c.row["patience"], PATIENCE, c.number), self.give_up, c
        if self.coming:
            yield (self.coming[0].row["arrival"], ARRIVAL, 0), self.arrive, self.coming[0]

    def pass_time(self, to):
        for agent in self.agents:
            if self.centre["statuses"][agent.status] != "offline":
                self.logged_in[agent.profile] += to - self.now
            if agent.parts:
                self.busy[agent.profile] += to - self.now
        self.now = to

    def play(self, until):
        while True:
            key, act, whom = min(self.what_comes(), key=lambda x: x[0], default=((until + 1,), None, None))
            if key[0] > until:
                break
            self.pass_time(max(self.now, key[0]))
            act(whom)
            self.match()
            for agent in self.agents:
                if self.centre["statuses"][agent.status] != "offline":
                    self.crews[agent.profile].add(agent.name)
        self.pass_time(until)
