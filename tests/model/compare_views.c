/*
 * compare_views.c - cursors and rows are what the single objects tell, counted and sorted anew.
 *
 * compare.c has just shown that each object reads as on the reference; so what is counted here from
 * the objects is what the reference would say, and view.h must say the same.
 */
#include "model.h"

#include <stdlib.h>

/* ---- sets of states -------------------------------------------------------------------------- */

/* Each time another set of states. */
static bool same_sets(play *p, const crowd *all, uint32_t states)
{
    usher_contact_id contact = { 0 };
    usher_participant_id part = { 0 };
    for (uint32_t i = 0; i < all->contacts_count; i++) {
        if (states >> all->contacts[i].state & 1) {
            contact = usher_engine_next_contact_in(p->engine, states, contact);
            if (!compare_value(p, "next contact of a set of states", states, (int64_t)contact.v,
                               (int64_t)all->contacts[i].id.v)) {
                return false;
            }
        }
    }
    for (uint32_t i = 0; i < all->parts_count; i++) {
        if (states >> all->parts[i].state & 1) {
            part = usher_engine_next_part_in(p->engine, states, part);
            if (!compare_value(p, "next part of a set of states", states, (int64_t)part.v,
                               (int64_t)all->parts[i].id.v)) {
                return false;
            }
        }
    }
    contact = usher_engine_next_contact_in(p->engine, states, contact);
    part = usher_engine_next_part_in(p->engine, states, part);
    return compare_value(p, "no more contacts of a set of states", states, (int64_t)contact.v, 0) &&
           compare_value(p, "no more parts of a set of states", states, (int64_t)part.v, 0);
}

/* ---- counts ---------------------------------------------------------------------------------- */

static bool serves(const play *p, usher_profile_ref profile, usher_queue_ref queue,
                   usher_channel channel)
{
    usher_entry_def e;
    for (uint32_t i = 0; usher_centre_entry(p->centre, profile, i, &e); i++) {
        if (e.queue.v == queue.v && e.channel == channel) {
            return true;
        }
    }
    return false;
}

static uint8_t kind_of(const play *p, usher_agent_status_ref status)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    (void)usher_centre_status(p->centre, status, &def);
    return def.kind;
}

static bool is_logged_in(const play *p, const usher_agent_info *a)
{
    return kind_of(p, a->status) != USHER_STATUS_OFFLINE && !a->gone;
}

static bool is_staffed(const play *p, const usher_agent_info *a)
{
    return kind_of(p, a->status) == USHER_STATUS_ROUTABLE && a->next_status.v == 0 && !a->gone &&
           !a->leaving;
}

static bool is_free(const usher_agent_info *a, usher_channel channel)
{
    return a->available[channel] > 0 && a->next_status.v == 0;
}

static void count_waiting(const crowd *all, usher_queue_row *row)
{
    for (uint32_t i = 0; i < all->contacts_count; i++) {
        const usher_contact_info *c = &all->contacts[i];
        if (c->state == USHER_CONTACT_QUEUED && c->queue.v == row->queue.v &&
            c->channel == row->channel) {
            row->waiting++;
            row->offered += c->offers > 0;
            row->oldest = c->enqueued < row->oldest ? c->enqueued : row->oldest;
        }
    }
}

static void count_parts(const crowd *all, usher_queue_row *row)
{
    uint32_t *const counts[] = { &row->offers, &row->offers, &row->live,   &row->live,  &row->live,
                                 &row->acw,    &row->missed, &row->missed, &row->missed };
    for (uint32_t i = 0; i < all->parts_count; i++) {
        const usher_participant_info *part = &all->parts[i];
        if (part->queue.v == row->queue.v && part->channel == row->channel) {
            ++*counts[part->state];
        }
    }
}

static void count_agents(const play *p, const crowd *all, usher_queue_row *row)
{
    for (uint32_t i = 0; i < all->agents_count; i++) {
        const usher_agent_info *a = &all->agents[i];
        if (serves(p, a->profile, row->queue, row->channel) && a->slots[row->channel] > 0) {
            row->logged_in += is_logged_in(p, a);
            row->staffed += is_staffed(p, a);
            row->available += is_free(a, row->channel);
        }
    }
}

/* ---- activity -------------------------------------------------------------------------------- */

/* The first of A-33 that holds. */
static uint8_t activity_of(const play *p, const crowd *all, const usher_agent_info *a)
{
    static const struct {
        uint32_t states;
        uint8_t word;
    } words[] = {
        { USHER_STATE_BIT(USHER_PART_ERROR), USHER_ACTIVITY_ERROR },
        { USHER_STATE_BIT(USHER_PART_MISSED), USHER_ACTIVITY_MISSED },
        { USHER_STATE_BIT(USHER_PART_REJECTED), USHER_ACTIVITY_REJECTED },
        { USHER_STATE_BIT(USHER_PART_ANSWERED) | USHER_STATE_BIT(USHER_PART_CONNECTED) |
              USHER_STATE_BIT(USHER_PART_DIALLING),
          USHER_ACTIVITY_ON_CONTACT },
        { USHER_STATE_BIT(USHER_PART_ACW), USHER_ACTIVITY_ACW },
        { USHER_STATE_BIT(USHER_PART_OFFERED) | USHER_STATE_BIT(USHER_PART_RINGING),
          USHER_ACTIVITY_INCOMING },
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (uint32_t k = 0; k < all->parts_count; k++) {
            const usher_participant_info *part = &all->parts[k];
            if (part->agent.v == a->id.v && words[i].states >> part->state & 1) {
                return words[i].word;
            }
        }
    }
    uint8_t kind = kind_of(p, a->status);
    return kind == USHER_STATUS_CUSTOM    ? USHER_ACTIVITY_CUSTOM
           : kind == USHER_STATUS_OFFLINE ? USHER_ACTIVITY_OFFLINE
                                          : USHER_ACTIVITY_AVAILABLE;
}

static bool same_activities(play *p, const crowd *all)
{
    bool same = true;
    for (uint32_t i = 0; same && i < all->agents_count; i++) {
        const usher_agent_info *a = &all->agents[i];
        same = compare_value(p, "activity of an agent", a->id.v,
                             usher_agent_activity(p->engine, a->id), activity_of(p, all, a));
    }
    return same;
}

/* ---- rows ------------------------------------------------------------------------------------ */

static bool same_row(play *p, const crowd *all, const usher_queue_row *e, uint64_t n)
{
    usher_queue_row r = { .queue = e->queue, .channel = e->channel, .oldest = USHER_TIME_NEVER };
    usher_queue_info info = { .enabled = false }; /* of one that is gone */
    (void)usher_queue_get(p->engine, r.queue, &info);
    count_waiting(all, &r);
    count_parts(all, &r);
    count_agents(p, all, &r);
    return compare_value(p, "row enabled", n, e->enabled, info.enabled) &&
           compare_value(p, "row waiting", n, e->waiting, r.waiting) &&
           compare_value(p, "row offered", n, e->offered, r.offered) &&
           compare_value(p, "row oldest", n, e->oldest, r.oldest) &&
           compare_value(p, "row offers", n, e->offers, r.offers) &&
           compare_value(p, "row live", n, e->live, r.live) &&
           compare_value(p, "row acw", n, e->acw, r.acw) &&
           compare_value(p, "row missed", n, e->missed, r.missed) &&
           compare_value(p, "row logged_in", n, e->logged_in, r.logged_in) &&
           compare_value(p, "row staffed", n, e->staffed, r.staffed) &&
           compare_value(p, "row available", n, e->available, r.available);
}

static bool same_profile_row(play *p, const crowd *all, const usher_profile_row *e, uint64_t n)
{
    usher_profile_row r = { .profile = e->profile };
    usher_agent_id at = { 0 };
    for (uint32_t i = 0; i < all->agents_count; i++) {
        const usher_agent_info *a = &all->agents[i];
        if (a->profile.v == r.profile.v) {
            r.agents++;
            r.logged_in += is_logged_in(p, a);
            r.staffed += is_staffed(p, a);
            at = usher_profile_next_agent(p->engine, r.profile, at);
            if (!compare_value(p, "next agent of a profile", n, (int64_t)at.v, (int64_t)a->id.v)) {
                return false;
            }
            for (uint32_t channel = 0; channel < p->channels_count; channel++) {
                r.available[channel] += is_free(a, (usher_channel)channel);
            }
        }
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (!compare_value(p, "available in a profile", n, e->available[channel],
                           r.available[channel])) {
            return false;
        }
    }
    return compare_value(p, "agents of a profile", n, e->agents, r.agents) &&
           compare_value(p, "logged in of a profile", n, e->logged_in, r.logged_in) &&
           compare_value(p, "staffed of a profile", n, e->staffed, r.staffed);
}

/* ---- orders ---------------------------------------------------------------------------------- */

static bool is_before(const usher_agent_info *a, const usher_agent_info *b)
{
    if (a->in_hand != b->in_hand) {
        return a->in_hand < b->in_hand;
    }
    if (a->available_since != b->available_since) {
        return a->available_since < b->available_since;
    }
    return USHER_SERIAL(a->id) < USHER_SERIAL(b->id);
}

/* The next agent, behind `last` (NULL = from the beginning), whom a contact could be offered to. */
static const usher_agent_info *next_free(const play *p, const crowd *all,
                                         const usher_queue_row *row, const usher_agent_info *last)
{
    const usher_agent_info *next = NULL;
    for (uint32_t i = 0; i < all->agents_count; i++) {
        const usher_agent_info *a = &all->agents[i];
        if (is_free(a, row->channel) && serves(p, a->profile, row->queue, row->channel) &&
            (last == NULL || is_before(last, a)) && (next == NULL || is_before(a, next))) {
            next = a;
        }
    }
    return next;
}

static bool same_free(play *p, const crowd *all, const usher_queue_row *row, uint64_t n)
{
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_agent_id id;
    const usher_agent_info *last = NULL;
    while ((last = next_free(p, all, row, last)) != NULL) {
        bool found = usher_queue_free(p->engine, row->queue, row->channel, &cursor, &id);
        if (!compare_value(p, "a next free agent", n, found, true) ||
            !compare_value(p, "next free agent", n, (int64_t)id.v, (int64_t)last->id.v)) {
            return false;
        }
    }
    bool more = usher_queue_free(p->engine, row->queue, row->channel, &cursor, &id);
    return compare_value(p, "no more free agents", n, more, false);
}

static bool same_waiting(play *p, const usher_queue_row *row, uint64_t n)
{
    usher_cursor cursor = USHER_CURSOR_INIT;
    usher_contact_id id;
    uint32_t count = 0;
    while (usher_queue_waiting(p->engine, row->queue, row->channel, &cursor, &id)) {
        count++;
        if (!compare_value(p, "waiting at its position", n, usher_contact_position(p->engine, id),
                           count)) {
            return false;
        }
    }
    return compare_value(p, "waiting, by the cursor", n, count, row->waiting);
}

static bool same_own_queues(play *p, const crowd *all)
{
    for (uint32_t i = 0; i < all->agents_count; i++) {
        uint32_t count = 0;
        for (uint32_t channel = 0; channel < p->channels_count; channel++) {
            usher_cursor cursor = USHER_CURSOR_INIT;
            usher_contact_id id;
            while (usher_agent_waiting(p->engine, all->agents[i].id, (usher_channel)channel,
                                       &cursor, &id)) {
                count++;
            }
        }
        if (!compare_value(p, "waiting in an own queue", USHER_SERIAL(all->agents[i].id), count,
                           all->agents[i].agent_queue_count)) {
            return false;
        }
    }
    return true;
}

/* ---- all ------------------------------------------------------------------------------------- */

static bool same_rows(play *p, const crowd *all)
{
    usher_queue_row rows[PLACES_MAX * USHER_CHANNELS_MAX];
    usher_profile_row profiles[PLACES_MAX];
    usher_engine_info info;
    uint64_t as_of = 0;
    uint32_t count = usher_queue_rows(p->engine, rows, PLACES_MAX * USHER_CHANNELS_MAX, &as_of);
    usher_engine_get(p->engine, &info);
    bool same = compare_value(p, "number of rows", 0, count, p->queues_count * p->channels_count) &&
                compare_value(p, "rows as of", 0, (int64_t)as_of, (int64_t)info.record);
    for (uint32_t i = 0; same && i < count; i++) {
        same = same_row(p, all, &rows[i], i) && same_waiting(p, &rows[i], i) &&
               same_free(p, all, &rows[i], i);
    }
    count = usher_profile_rows(p->engine, profiles, PLACES_MAX, NULL);
    same = same && compare_value(p, "number of profiles", 0, count, p->profiles_count);
    for (uint32_t i = 0; same && i < count; i++) {
        same = same_profile_row(p, all, &profiles[i], i);
    }
    return same;
}

/* Without an event nothing has changed that they show. */
bool compare_views(play *p)
{
    crowd all;
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    if (info.event == p->viewed) {
        return true;
    }
    p->viewed = info.event;
    crowd_gather(p, &all);
    bool same = compare_value(p, "parts, by the cursor", 0, all.parts_count, info.participants) &&
                same_sets(p, &all, (uint32_t)(info.event % 512)) && same_rows(p, &all) &&
                same_own_queues(p, &all) && same_activities(p, &all);
    crowd_free(&all);
    return same;
}
