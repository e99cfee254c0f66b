/*
 * fold.c - a table of everything, from events alone.
 */
#include "fold.h"

#include <stdlib.h>
#include <string.h>

static folded *at(fold *f, uint64_t serial)
{
    size_t need = (size_t)serial + 1;
    if (need > f->capacity) {
        size_t more = 2 * need;
        folded *grown = realloc(f->items, more * sizeof *grown);
        if (grown == NULL) {
            abort();
        }
        memset(grown + f->capacity, 0, (more - f->capacity) * sizeof *grown);
        f->items = grown;
        f->capacity = more;
    }
    f->count = need > f->count ? need : f->count;
    return &f->items[serial];
}

/* Queues that were not there before. */
static void know_queues(fold *f)
{
    usher_queue_def def;
    while (f->queues < FOLD_QUEUES && f->queues < usher_centre_queues(f->centre)) {
        usher_queue_ref ref = { ++f->queues };
        f->enabled[ref.v] = usher_centre_queue(f->centre, ref, &def) && !def.disabled;
    }
}

void fold_centre(fold *f, const usher_centre *centre)
{
    f->centre = centre;
}

void fold_begin(fold *f, const usher_centre *centre)
{
    usher_agent_def def;
    memset(f, 0, sizeof *f);
    fold_centre(f, centre);
    know_queues(f);
    for (uint32_t i = 0; usher_centre_agent(centre, i, &def); i++) {
        folded *agent = at(f, i + 1);
        agent->kind = FOLD_AGENT;
        agent->profile = def.profile;
        agent->status = usher_centre_find_status(centre, "Offline");
    }
}

void fold_end(fold *f)
{
    free(f->items);
}

/* ---- contacts -------------------------------------------------------------------------------- */

/* One that comes from another queue ranks from now, all others from their first entry (routing.md
 * Q-35); one that was moved keeps its rank. */
static void enter_queue(folded *c, const usher_event *e)
{
    bool keeps = e->reason != USHER_REASON_NONE;          /* the engine or an operator moved it */
    bool stays = e->reason == USHER_REASON_QUEUE_REMOVED; /* ... and it waits on */
    bool transferred = c->state == USHER_CONTACT_QUEUED;
    c->first_enqueued = c->first_enqueued == USHER_TIME_NEVER ? e->time : c->first_enqueued;
    if (!keeps) {
        c->rank_time = transferred ? e->time : c->first_enqueued;
    }
    c->enqueued = stays ? c->enqueued : e->time;
    c->state = USHER_CONTACT_QUEUED;
    c->held = c->overdue = false;
    c->queue = e->queue;
    c->agent = USHER_SERIAL(e->agent);
    c->priority = e->value;
    c->age = e->until;
}

static void fold_contact(fold *f, const usher_event *e)
{
    folded *c = at(f, USHER_SERIAL(e->contact));
    switch (e->type) {
    case USHER_EVENT_CONTACT_BEGUN:
        *c = (folded){ .kind = FOLD_CONTACT,
                       .state = USHER_CONTACT_NEW,
                       .channel = e->channel,
                       .first_enqueued = USHER_TIME_NEVER };
        break;
    case USHER_EVENT_CONTACT_QUEUED:
        enter_queue(c, e);
        f->overflowed += e->reason == USHER_REASON_OVERFLOW;
        break;
    case USHER_EVENT_CONTACT_OVERDUE:
        c->overdue = true;
        f->overdue++;
        break;
    case USHER_EVENT_CONTACT_RANKED:
        c->priority = e->value;
        c->age = e->until;
        break;
    case USHER_EVENT_CONTACT_HELD:
    case USHER_EVENT_CONTACT_RESUMED:
        c->held = e->type == USHER_EVENT_CONTACT_HELD;
        break;
    case USHER_EVENT_CONTACT_RETURNED: /* its place is as it was, if it is still there */
        c->state = e->queue.v != 0 || e->agent.v != 0 ? USHER_CONTACT_QUEUED : USHER_CONTACT_NEW;
        c->held = false;
        break;
    case USHER_EVENT_CONTACT_OUTSIDE:
        c->state = USHER_CONTACT_OUTSIDE;
        break;
    case USHER_EVENT_CONTACT_ENDED:
        c->state = USHER_CONTACT_ENDED;
        c->held = false;
        break;
    case USHER_EVENT_CONTACT_COMPLETED:
        c->kind = FOLD_NOBODY;
        break;
    default:
        break;
    }
}

/* ---- parts ----------------------------------------------------------------------------------- */

static void make_part(fold *f, const usher_event *e, uint8_t state)
{
    folded *part = at(f, USHER_SERIAL(e->participant));
    *part = (folded){ .kind = FOLD_PART,
                      .state = state,
                      .channel = e->channel,
                      .contact = USHER_SERIAL(e->contact),
                      .agent = USHER_SERIAL(e->agent),
                      .queue = e->queue };
}

/* The part's state and its contact's, which go together while they talk. */
static void set_both(fold *f, const usher_event *e, uint8_t part_state, uint8_t contact_state)
{
    at(f, USHER_SERIAL(e->participant))->state = part_state;
    at(f, USHER_SERIAL(e->contact))->state = contact_state;
}

static void fold_part(fold *f, const usher_event *e)
{
    folded *part = at(f, USHER_SERIAL(e->participant));
    switch (e->type) {
    case USHER_EVENT_OFFER_MADE:
        make_part(f, e, USHER_PART_OFFERED);
        break;
    case USHER_EVENT_CONTACT_DIALLING:
        make_part(f, e, USHER_PART_DIALLING);
        at(f, USHER_SERIAL(e->contact))->state = USHER_CONTACT_DIALLING;
        break;
    case USHER_EVENT_OFFER_RINGING:
        part->state = USHER_PART_RINGING;
        break;
    case USHER_EVENT_OFFER_ANSWERED: /* perhaps by another agent than the one it was made to */
        part->agent = USHER_SERIAL(e->agent);
        set_both(f, e, USHER_PART_ANSWERED, USHER_CONTACT_ANSWERED);
        break;
    case USHER_EVENT_CONTACT_CONNECTED:
        set_both(f, e, USHER_PART_CONNECTED, USHER_CONTACT_CONNECTED);
        break;
    case USHER_EVENT_OFFER_MISSED:
        part->state = USHER_PART_MISSED;
        break;
    case USHER_EVENT_OFFER_REJECTED:
        part->state = USHER_PART_REJECTED;
        break;
    case USHER_EVENT_OFFER_FAILED:
        part->state = USHER_PART_ERROR;
        break;
    case USHER_EVENT_ACW_STARTED:
        part->state = USHER_PART_ACW;
        break;
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_SLOT_CLEARED:
        f->misplaced += e->reason == USHER_REASON_PROFILE_CHANGED;
        part->kind = FOLD_NOBODY;
        break;
    default:
        break;
    }
}

/* ---- agents ---------------------------------------------------------------------------------- */

static void fold_agent(fold *f, const usher_event *e)
{
    folded *agent = at(f, USHER_SERIAL(e->agent));
    switch (e->type) {
    case USHER_EVENT_AGENT_ADDED:
        *agent = (folded){ .kind = FOLD_AGENT, .profile = e->profile, .status = e->status };
        break;
    case USHER_EVENT_AGENT_REMOVED:
        agent->kind = FOLD_NOBODY;
        break;
    case USHER_EVENT_AGENT_STATUS:
        agent->status = e->status;
        agent->next_status.v = 0;
        break;
    case USHER_EVENT_AGENT_NEXT_STATUS:
        agent->next_status = e->status;
        break;
    case USHER_EVENT_AGENT_LEAVING:
        agent->leaving = true;
        agent->next_status.v = 0;
        break;
    case USHER_EVENT_AGENT_CHANGED:
        agent->leaving = false;
        break;
    case USHER_EVENT_AGENT_PROFILE:
        agent->profile = e->profile;
        break;
    case USHER_EVENT_AGENT_GONE:
    case USHER_EVENT_AGENT_REACHABLE:
        agent->gone = e->type == USHER_EVENT_AGENT_GONE;
        break;
    case USHER_EVENT_AGENT_OUTSIDE_LOAD:
        agent->outside[e->channel] = (uint16_t)e->value;
        break;
    default:
        break;
    }
}

static void fold_queue(fold *f, const usher_event *e)
{
    switch (e->type) {
    case USHER_EVENT_CENTRE_CHANGED:
        know_queues(f);
        break;
    case USHER_EVENT_QUEUE_ENABLED:
    case USHER_EVENT_QUEUE_DISABLED:
        f->enabled[e->queue.v] = e->type == USHER_EVENT_QUEUE_ENABLED;
        f->leaving[e->queue.v] = f->removed[e->queue.v] = false;
        break;
    case USHER_EVENT_QUEUE_LEAVING:
    case USHER_EVENT_QUEUE_REMOVED:
        f->enabled[e->queue.v] = false;
        f->leaving[e->queue.v] = true;
        f->removed[e->queue.v] = e->type == USHER_EVENT_QUEUE_REMOVED;
        break;
    default:
        break;
    }
}

void fold_event(fold *f, const usher_event *e)
{
    uint32_t fields = usher_event_fields(e->type);
    if (e->type == USHER_EVENT_OFFER_LOST) {
        return; /* too late for whatever it was */
    }
    if ((fields & USHER_HAS_PARTICIPANT) != 0) {
        fold_part(f, e);
    } else if ((fields & USHER_HAS_CONTACT) != 0) {
        fold_contact(f, e);
    } else if ((fields & USHER_HAS_AGENT) != 0) {
        fold_agent(f, e);
    } else {
        fold_queue(f, e);
    }
}

void fold_count(fold *f)
{
    for (size_t i = 1; i < f->count; i++) {
        memset(f->items[i].occupied, 0, sizeof f->items[i].occupied);
        memset(f->items[i].own, 0, sizeof f->items[i].own);
    }
    for (size_t i = 1; i < f->count; i++) {
        const folded *item = &f->items[i];
        if (item->kind == FOLD_PART) {
            f->items[item->agent].occupied[item->channel]++;
        } else if (item->kind == FOLD_CONTACT && item->state == USHER_CONTACT_QUEUED) {
            f->items[item->agent].own[item->channel]++; /* of nobody, in a standard queue */
        }
    }
}
