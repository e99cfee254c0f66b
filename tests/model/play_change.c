/*
 * play_change.c - changes of centre, on the engine and on the reference.
 *
 * Two may be prepared at a time, so that one can be stale. What is found, what the commit answers,
 * and the centre that comes of it are compared here; events and state as after any other step.
 */
#include "model.h"

#include <string.h>

void play_know_centre(play *p, usher_centre *centre)
{
    usher_centre_unref(p->centre);
    p->centre = usher_centre_ref(centre);
    p->channels_count = usher_centre_channels(centre);
    p->statuses_count = usher_centre_statuses(centre);
    p->queues_count = usher_centre_queues(centre);
    p->profiles_count = usher_centre_profiles(centre);
}

static void forget(prepared *c)
{
    usher_change_free(c->engine);
    reference_change_free(c->reference);
    usher_centre_unref(c->before);
    usher_centre_unref(c->file);
    memset(c, 0, sizeof *c);
}

void play_change_end(play *p)
{
    for (uint32_t i = 0; i < PREPARED; i++) {
        forget(&p->prepared[i]);
    }
    places_forget(p);
    usher_centre_unref(p->file);
    usher_centre_unref(p->centre);
}

/* ---- preparing ------------------------------------------------------------------------------- */

static bool same_name(play *p, const char *what, uint64_t n, const char *engine, const char *model)
{
    bool both = engine != NULL && model != NULL;
    return compare_value(p, what, n, engine != NULL, model != NULL) &&
           (!both || compare_value(p, what, n, strcmp(engine, model), 0));
}

/* All but those about contacts that nobody will serve: see same_unserved. */
static bool same_findings(play *p, const prepared *c)
{
    usher_change_finding e;
    usher_change_finding r;
    size_t i = 0;
    for (size_t at = 0; usher_change_finding_get(c->engine, at, &e); at++) {
        if (e.what == USHER_FOUND_UNSERVED) {
            continue;
        }
        if (!compare_value(p, "finding", i, true, reference_finding(c->reference, i, &r)) ||
            !compare_value(p, "finding, what", i, e.what, r.what) ||
            !compare_value(p, "finding, kind", i, e.kind, r.kind) ||
            !compare_value(p, "finding, action", i, e.action, r.action) ||
            !compare_value(p, "finding, count", i, (int64_t)e.count, (int64_t)r.count) ||
            !same_name(p, "finding, name", i, e.name, r.name) ||
            !same_name(p, "finding, to", i, e.to, r.to) ||
            !same_name(p, "finding, field", i, e.field, r.field)) {
            return false;
        }
        i++;
    }
    return compare_value(p, "no more findings", i, false, reference_finding(c->reference, i, &r));
}

static void note_waiting(const play *p, prepared *c)
{
    for (uint32_t i = 1; i <= p->queues_count && i <= PLACES_MAX; i++) {
        usher_queue_info info = { .waiting = 0 };
        (void)usher_queue_get(p->engine, (usher_queue_ref){ i }, &info);
        memcpy(c->waiting[i], info.waiting_by_channel, sizeof c->waiting[i]);
    }
}

static bool prepare(play *p, const step *s)
{
    prepared *c = &p->prepared[s->flag];
    forget(c);
    world_change_throw(&c->wanted, &p->file_world, p->centre, s->value, s->tag == 1);
    c->wanted.options.actor = s->actor;
    c->before = usher_centre_ref(p->centre);
    note_waiting(p, c);
    c->file = world_build(&c->wanted.world);
    usher_status status =
        usher_engine_prepare_change(p->engine, c->file, &c->wanted.options, &c->engine);
    p->status = reference_prepare(p->reference, c->file, &c->wanted.options, &c->reference);
    return compare_value(p, "status of preparing", s->value, status, p->status) &&
           (status != USHER_OK || same_findings(p, c));
}

/* ---- committing ------------------------------------------------------------------------------ */

/* Has some profile slots and an entry for it? */
static bool is_served(const usher_centre *centre, usher_queue_ref queue, usher_channel channel)
{
    usher_profile_def profile;
    usher_entry_def entry;
    for (uint32_t i = 1; i <= usher_centre_profiles(centre); i++) {
        usher_profile_ref ref = { i };
        bool slots = usher_centre_profile(centre, ref, &profile) && profile.max[channel] > 0;
        for (uint32_t k = 0; slots && usher_centre_entry(centre, ref, k, &entry); k++) {
            if (entry.queue.v == queue.v && entry.channel == channel) {
                return true;
            }
        }
    }
    return false;
}

/* The next finding of this kind from `*at` on. */
static bool next_unserved(const prepared *c, size_t *at, usher_change_finding *out)
{
    while (usher_change_finding_get(c->engine, (*at)++, out)) {
        if (out->what == USHER_FOUND_UNSERVED) {
            return true;
        }
    }
    return false;
}

/* Does it stay, with those who waited in it when the change was prepared? */
static bool stays(const prepared *c, usher_queue_ref queue)
{
    const char *name = usher_centre_queue_name(c->before, queue);
    return usher_centre_find_queue(c->file, name).v != 0 ||
           reference_action(c->reference, USHER_CHANGE_QUEUE, queue.v) == USHER_DRAIN;
}

/* Is the next finding from `*at` on about those who wait there? */
static bool finds_unserved(play *p, const prepared *c, size_t *at, usher_queue_ref queue,
                           usher_channel channel)
{
    usher_change_finding found;
    return compare_value(p, "unserved", queue.v, next_unserved(c, at, &found), true) &&
           same_name(p, "unserved, name", queue.v, found.name,
                     usher_centre_queue_name(c->before, queue)) &&
           compare_value(p, "unserved, channel", queue.v, found.channel, channel) &&
           compare_value(p, "unserved, count", queue.v, (int64_t)found.count,
                         c->waiting[queue.v][channel]);
}

/* Nobody of the new centre serves them, and nobody else is found. */
static bool same_unserved(play *p, const prepared *c)
{
    usher_change_finding found;
    size_t at = 0;
    for (uint32_t i = 1; i <= usher_centre_queues(c->before) && i <= PLACES_MAX; i++) {
        usher_queue_ref queue = { i };
        for (usher_channel k = 0; k < USHER_CHANNELS_MAX; k++) {
            bool unserved =
                c->waiting[i][k] > 0 && stays(c, queue) && !is_served(p->centre, queue, k);
            if (unserved && !finds_unserved(p, c, &at, queue, k)) {
                return false;
            }
        }
    }
    return compare_value(p, "no more unserved", 0, next_unserved(c, &at, &found), false);
}

/* The new centre is in force. */
static bool install(play *p, prepared *c)
{
    c->committed = true;
    p->changes++;
    p->file_world = c->wanted.world;
    play_know_centre(p, (usher_centre *)usher_engine_centre(p->engine)); /* shared, not changed */
    fold_centre(&p->fold, p->centre);
    reference_commit(p->reference, c->reference, p->centre);
    usher_centre_unref(p->file);
    p->file = usher_centre_ref(c->file);
    return compare_centre(p, c) && same_unserved(p, c);
}

static bool commit(play *p, const step *s, usher_time now)
{
    prepared *c = &p->prepared[s->flag];
    places_note(p, c);
    uint64_t before = usher_engine_state_digest(p->engine);
    usher_status status = usher_engine_commit_change(p->engine, now, c->engine);
    if (c->engine == NULL) {
        p->status = USHER_ERR_INVALID;
    } else if (c->committed) {
        p->status = USHER_ERR_STATE;
    } else {
        p->status = reference_check_change(p->reference, now, c->reference);
    }
    if (!compare_value(p, "status of committing", s->flag, status, p->status)) {
        return false;
    }
    if (status == USHER_OK) {
        return install(p, c);
    }
    places_forget(p);
    return compare_value(p, "state after a change that was refused", s->flag, (int64_t)before,
                         (int64_t)usher_engine_state_digest(p->engine));
}

bool play_change_step(play *p, const step *s, usher_time now)
{
    if (s->op == STEP_PREPARE) {
        p->status = USHER_OK;
        return prepare(p, s);
    }
    return play_advance(p, now) && commit(p, s, now);
}
