/*
 * small.c - a small centre at constant backlog: what one whole cycle costs.
 *
 * 100 agents, 4 queues, 200 contacts waiting, no store. A cycle is: a contact begins, an offer is
 * answered, agent and customer are joined, the contact ends, its slot is cleared (and the next
 * contact is offered). Five commands and the events they cause, read in place and confirmed.
 */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    AGENTS = 100,
    SEATS = 128,
    QUEUES = 4,
    BACKLOG = 200,
    WARM_UP = 100000,
    CYCLES = 10000000,
    ROUNDS = 25
};

/*
 * Agents in a conversation, the longest first; and the offer that rings. The seats are a ring of a
 * power of two, so that finding the next one costs nothing.
 */
typedef struct floor {
    usher_participant_id part[SEATS];
    usher_contact_id contact[SEATS];
    unsigned first, count;
    usher_participant_id ringing;
    usher_contact_id rings_for;
    usher_contact_begin_options call; /* what all calls begin with */
} floor;

/* Reads what happened, in place, and confirms it. */
static inline void drain(usher_engine *engine, floor *agents)
{
    const usher_event *event;
    while ((event = usher_engine_next(engine)) != NULL) {
        if (event->type == USHER_EVENT_OFFER_MADE) {
            agents->ringing = event->participant;
            agents->rings_for = event->contact;
        }
    }
}

static inline void begin(usher_engine *engine, usher_time now, floor *agents, unsigned queue)
{
    agents->call.queue.v = queue + 1;
    bench_must(usher_contact_begin(engine, now, &agents->call, NULL));
}

static inline void answer(usher_engine *engine, usher_time now, floor *agents)
{
    unsigned at = (agents->first + agents->count++) % SEATS;
    agents->part[at] = agents->ringing;
    agents->contact[at] = agents->rings_for;
    bench_must(usher_report_answered(engine, now, agents->part[at]));
    drain(engine, agents);
    bench_must(usher_report_joined(engine, now, agents->part[at]));
    drain(engine, agents);
}

static void cycle(usher_engine *engine, usher_time now, floor *agents)
{
    begin(engine, now, agents, (unsigned)now % QUEUES);
    drain(engine, agents);
    answer(engine, now, agents);
    unsigned at = agents->first;
    agents->first = (at + 1) % SEATS;
    agents->count--;
    bench_must(
        usher_contact_end(engine, now, agents->contact[at], USHER_REASON_CUSTOMER_DISCONNECT));
    drain(engine, agents);
    bench_must(usher_participant_clear(engine, now, agents->part[at]));
    drain(engine, agents);
}

/* All agents talk but one, whose telephone rings; the others wait. */
static usher_engine *make(floor *agents)
{
    bench_centre shape = {
        .agents = AGENTS, .profiles = 1, .queues = QUEUES, .entries = QUEUES, .acw = USHER_FOREVER
    };
    usher_engine *engine = bench_engine(&shape);
    bench_available(engine, 0);
    usher_contact_begin_options_init(&agents->call);
    for (unsigned i = 0; i < AGENTS + BACKLOG; i++) {
        begin(engine, 0, agents, i % QUEUES);
        drain(engine, agents);
        if (i < AGENTS - 1) {
            answer(engine, 0, agents);
        }
    }
    return engine;
}

void bench_cycles(unsigned cycles)
{
    floor agents = { 0 };
    usher_engine *engine = make(&agents);
    for (unsigned i = 0; i < cycles; i++) {
        cycle(engine, (usher_time)i + 1, &agents);
    }
    usher_engine_free(engine);
}

/*
 * One line: nanoseconds a cycle in the quickest of the rounds, of 400,000 cycles each, because what
 * others do on a shared machine only adds; and in the median one, which says how much that was.
 */
void bench_small(void)
{
    floor agents = { 0 };
    usher_engine *engine = make(&agents);
    usher_time now = 1;
    double rounds[ROUNDS];
    for (unsigned i = 0; i < WARM_UP; i++) {
        cycle(engine, now++, &agents);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t from = bench_ns();
        for (unsigned i = 0; i < CYCLES / ROUNDS; i++) {
            cycle(engine, now++, &agents);
        }
        rounds[round] = (double)(bench_ns() - from) / (CYCLES / ROUNDS);
    }
    qsort(rounds, ROUNDS, sizeof *rounds, bench_compare_doubles);
    printf("cycle_ns=%.1f cycle_ns_median=%.1f commands=5 agents=%d waiting=%d\n", rounds[0],
           rounds[ROUNDS / 2], AGENTS, BACKLOG);
    usher_engine_free(engine);
}
