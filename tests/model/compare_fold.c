/*
 * compare_fold.c - a table rebuilt from events alone equals what can be read.
 *
 * Objects one by one, then waiting lists in their order, then rows: all from fold.h, nothing from
 * the reference.
 */
#include "model.h"

/* ---- objects --------------------------------------------------------------------------------- */

static bool same_contact(play *p, uint64_t n, const folded *f)
{
    usher_contact_info e = { .state = 0 };
    usher_contact_id id = { play_known(p, n)->id };
    return compare_value(p, "contact, from events", n, usher_contact_get(p->engine, id, &e),
                         true) &&
           compare_value(p, "contact state, from events", n, e.state, f->state) &&
           compare_value(p, "contact held, from events", n, e.held, f->held) &&
           compare_value(p, "contact overdue, from events", n, e.overdue,
                         f->overdue && f->state == USHER_CONTACT_QUEUED) &&
           compare_value(p, "contact channel, from events", n, e.channel, f->channel);
}

static bool same_part(play *p, uint64_t n, const folded *f)
{
    usher_participant_info e = { .state = 0 };
    usher_participant_id id = { play_known(p, n)->id };
    return compare_value(p, "part, from events", n, usher_participant_get(p->engine, id, &e),
                         true) &&
           compare_value(p, "part state, from events", n, e.state, f->state) &&
           compare_value(p, "part agent, from events", n, (int64_t)USHER_SERIAL(e.agent),
                         (int64_t)f->agent) &&
           compare_value(p, "part contact, from events", n, (int64_t)USHER_SERIAL(e.contact),
                         (int64_t)f->contact) &&
           compare_value(p, "part queue, from events", n, e.queue.v, f->queue.v);
}

/* Occupied slots are the agent's parts; beside them is what the host reported. */
static bool same_slots(play *p, uint64_t n, const folded *f, const usher_agent_info *e)
{
    uint32_t own = 0;
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        own += f->own[i];
        if (!compare_value(p, "slots, from events", n, e->occupied[i], f->occupied[i]) ||
            !compare_value(p, "outside load, from events", n, e->outside[i], f->outside[i])) {
            return false;
        }
    }
    return compare_value(p, "own queue, from events", n, e->agent_queue_count, own);
}

static bool same_agent(play *p, uint64_t n, const folded *f)
{
    usher_agent_info e = { .gone = false };
    usher_agent_id id = { play_known(p, n)->id };
    return compare_value(p, "agent, from events", n, usher_agent_get(p->engine, id, &e), true) &&
           compare_value(p, "agent profile, from events", n, e.profile.v, f->profile.v) &&
           compare_value(p, "agent status, from events", n, e.status.v, f->status.v) &&
           compare_value(p, "agent next_status, from events", n, e.next_status.v,
                         f->next_status.v) &&
           compare_value(p, "agent gone, from events", n, e.gone, f->gone) &&
           compare_value(p, "agent leaving, from events", n, e.leaving, f->leaving) &&
           same_slots(p, n, f, &e);
}

static bool same_objects(play *p)
{
    uint32_t counts[FOLD_AGENT + 1] = { 0 };
    usher_engine_info info;
    bool same = true;
    for (size_t n = 1; same && n < p->fold.count; n++) {
        const folded *f = &p->fold.items[n];
        counts[f->kind]++;
        same = (f->kind != FOLD_CONTACT || same_contact(p, n, f)) &&
               (f->kind != FOLD_PART || same_part(p, n, f)) &&
               (f->kind != FOLD_AGENT || same_agent(p, n, f));
    }
    usher_engine_get(p->engine, &info);
    p->folded += counts[FOLD_CONTACT] + counts[FOLD_PART] + counts[FOLD_AGENT];
    return same &&
           compare_value(p, "contacts, from events", 0, info.contacts, counts[FOLD_CONTACT]) &&
           compare_value(p, "parts, from events", 0, info.participants, counts[FOLD_PART]) &&
           compare_value(p, "agents, from events", 0, info.agents, counts[FOLD_AGENT]);
}

/* ---- waiting lists --------------------------------------------------------------------------- */

/* Rank time - age; sums saturate (docs/routing.md, chapter 0). */
static usher_time rank_of(const folded *c)
{
    if (c->age >= 0) {
        return c->rank_time < INT64_MIN + c->age ? INT64_MIN : c->rank_time - c->age;
    }
    return c->rank_time > INT64_MAX + c->age ? INT64_MAX : c->rank_time - c->age;
}

/* An older serial is the one with the smaller index. */
static bool is_before(const folded *a, const folded *b)
{
    if (a->priority != b->priority) {
        return a->priority < b->priority;
    }
    return rank_of(a) != rank_of(b) ? rank_of(a) < rank_of(b) : a < b;
}

static bool waits(const folded *f, const usher_queue_row *line, uint64_t owner)
{
    return f->kind == FOLD_CONTACT && f->state == USHER_CONTACT_QUEUED && f->agent == owner &&
           f->queue.v == line->queue.v && f->channel == line->channel;
}

/* The next one behind `last` (NULL = the first) of those who wait there. */
static const folded *next_waiting(const play *p, const usher_queue_row *line, uint64_t owner,
                                  const folded *last)
{
    const folded *next = NULL;
    for (size_t i = 1; i < p->fold.count; i++) {
        const folded *f = &p->fold.items[i];
        if (waits(f, line, owner) && (last == NULL || is_before(last, f)) &&
            (next == NULL || is_before(f, next))) {
            next = f;
        }
    }
    return next;
}

static bool step_of(const play *p, const usher_queue_row *line, uint64_t owner,
                    usher_cursor *cursor, usher_contact_id *id)
{
    usher_agent_id agent = { play_known(p, owner)->id };
    id->v = 0;
    return owner != 0 ? usher_agent_waiting(p->engine, agent, line->channel, cursor, id)
                      : usher_queue_waiting(p->engine, line->queue, line->channel, cursor, id);
}

/* One list from its beginning to its end. */
static bool same_list(play *p, const usher_queue_row *line, uint64_t owner)
{
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_contact_id id;
    const folded *f = NULL;
    do {
        f = next_waiting(p, line, owner, f);
        bool found = step_of(p, line, owner, &cursor, &id);
        if (!compare_value(p, "one more waits, from events", line->queue.v, found, f != NULL) ||
            (f != NULL && !compare_value(p, "who waits next, from events", line->queue.v,
                                         (int64_t)USHER_SERIAL(id), f - p->fold.items))) {
            return false;
        }
    } while (f != NULL);
    return true;
}

static bool same_own_lists(play *p)
{
    for (size_t n = 1; n < p->fold.count; n++) {
        for (uint32_t i = 0; i < p->channels_count; i++) {
            usher_queue_row line = { .channel = (usher_channel)i };
            if (p->fold.items[n].own[i] > 0 && !same_list(p, &line, n)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- rows ------------------------------------------------------------------------------------ */

typedef struct board {
    usher_queue_row rows[PLACES_MAX][USHER_CHANNELS_MAX];
} board;

static void count_part(const folded *f, usher_queue_row *row)
{
    row->offers += f->state <= USHER_PART_RINGING;
    row->live += f->state >= USHER_PART_ANSWERED && f->state <= USHER_PART_DIALLING;
    row->acw += f->state == USHER_PART_ACW;
    row->missed += f->state > USHER_PART_ACW;
}

static void fill(const play *p, board *b)
{
    for (uint32_t i = 0; i < p->queues_count * USHER_CHANNELS_MAX; i++) {
        b->rows[i / USHER_CHANNELS_MAX][i % USHER_CHANNELS_MAX] =
            (usher_queue_row){ .queue = { i / USHER_CHANNELS_MAX + 1 },
                               .channel = (usher_channel)(i % USHER_CHANNELS_MAX),
                               .oldest = USHER_TIME_NEVER };
    }
    for (size_t i = 1; i < p->fold.count; i++) {
        const folded *f = &p->fold.items[i];
        if (f->queue.v == 0) {
            continue;
        }
        usher_queue_row *row = &b->rows[f->queue.v - 1][f->channel];
        if (f->kind == FOLD_PART) {
            count_part(f, row);
        } else if (f->kind == FOLD_CONTACT && f->state == USHER_CONTACT_QUEUED) {
            row->waiting++;
            row->oldest = f->enqueued < row->oldest ? f->enqueued : row->oldest;
        }
    }
}

static bool same_row(play *p, const usher_queue_row *f)
{
    usher_queue_row e;
    uint32_t n = f->queue.v;
    bool there = usher_queue_row_get(p->engine, f->queue, f->channel, &e);
    return compare_value(p, "row, from events", n, there, true) &&
           compare_value(p, "row waiting, from events", n, e.waiting, f->waiting) &&
           compare_value(p, "row oldest, from events", n, e.oldest, f->oldest) &&
           compare_value(p, "row offers, from events", n, e.offers, f->offers) &&
           compare_value(p, "row live, from events", n, e.live, f->live) &&
           compare_value(p, "row acw, from events", n, e.acw, f->acw) &&
           compare_value(p, "row missed, from events", n, e.missed, f->missed) &&
           (f->waiting == 0 || same_list(p, f, 0));
}

static bool same_queues(play *p)
{
    const fold *f = &p->fold;
    bool same = true;
    for (uint32_t n = 1; same && n <= p->queues_count; n++) {
        usher_queue_info e = { .enabled = false };
        bool there = usher_queue_get(p->engine, (usher_queue_ref){ n }, &e);
        same =
            compare_value(p, "queue, from events", n, there, !f->removed[n]) &&
            compare_value(p, "queue enabled, from events", n, e.enabled, f->enabled[n]) &&
            (!there || compare_value(p, "queue leaving, from events", n, e.leaving, f->leaving[n]));
    }
    return same;
}

bool compare_fold(play *p)
{
    board b;
    fold_count(&p->fold);
    fill(p, &b);
    bool same = same_objects(p) && same_own_lists(p) && same_queues(p);
    for (uint32_t i = 0; same && i < p->queues_count; i++) {
        for (uint32_t channel = 0; same && channel < p->channels_count; channel++) {
            same = same_row(p, &b.rows[i][channel]);
        }
    }
    p->folds++;
    return same;
}
