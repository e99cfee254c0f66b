/*
 * trace.c - what an engine was after each record, and where in its scenario the player stood then.
 */
#include "support/trace.h"

mark trace_mark(const player *p)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    return (mark){ .kept = true,
                   .next_step = p->step + p->in_command,
                   .state_digest = usher_engine_state_digest(p->engine),
                   .digest = info.digest,
                   .picture = player_picture(p->engine),
                   .event = info.event,
                   .unconfirmed = info.event_confirmed + 1 };
}

/* The mark for the engine's last record. */
static mark *mark_of(trace *t, const player *p)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    if (info.record >= TRACE_MAX) {
        player_fail(p, "too many records to trace");
    }
    return &t->marks[info.record];
}

void trace_keep(player *p, void *user)
{
    mark *m = mark_of(user, p);
    if (!m->kept) {
        *m = trace_mark(p);
    }
}

void trace_check(const player *p, const mark *expected)
{
    mark now = trace_mark(p);
    if (now.state_digest != expected->state_digest || now.picture != expected->picture) {
        player_fail(p, "the state is not what it was after this record");
    }
    if (now.digest != expected->digest || now.event != expected->event) {
        player_fail(p, "the events are not those that were there after this record");
    }
}

void trace_compare(player *p, void *user)
{
    const mark *m = mark_of(user, p);
    if (m->kept) {
        trace_check(p, m);
    }
}

void trace_resume(player *p, const player *whole, const trace *t)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    const mark *m = &t->marks[info.record];
    while (p->step < m->next_step) {
        p->now += p->scenario->steps[p->step].after;
        p->outcomes[p->step] = whole->outcomes[p->step];
        p->step++;
    }
    for (size_t i = 0; i < whole->history.count && i < info.event_confirmed; i++) {
        player_keep(p, &whole->history.events[i]);
    }
}
