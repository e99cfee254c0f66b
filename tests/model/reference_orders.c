/*
 * reference_orders.c - the reference: what operators order (docs/routing.md 8.1, 13.12).
 */
#include "reference_room.h"

/* ---- no new contacts ------------------------------------------------------------------------- */

static void stop_entries(reference *r, bool stop)
{
    if (r->stopped != stop) {
        r->stopped = stop;
        uint16_t type = stop ? USHER_EVENT_ENTRIES_STOPPED : USHER_EVENT_ENTRIES_ALLOWED;
        room_emit(r, type, r->actor);
        r->emptied = r->contacts == NULL;
    }
}

/* ---- an agent is forced out ------------------------------------------------------------------ */

/* It enters the queue in which it waited; or is in none, if that is no more. */
static void go_back(reference *r, part *p)
{
    contact *c = room_find(r->contacts, p->contact);
    if (room_place_is_left(r, c)) {
        room_return(r, c);
    } else {
        const agent *own = room_find(r->agents, USHER_SERIAL(c->info.agent_queue));
        room_wait(r, c, c->info.queue, own)->reason = USHER_REASON_AGENT_GONE;
    }
    room_clear(r, p, USHER_REASON_AGENT_GONE);
}

/* One who was leaving may be gone after any of these. */
static void force_out(reference *r, const usher_command *k, agent *a)
{
    part *p;
    uint64_t serial = a->is.serial;
    room_want_status(r, a, k->status);
    while ((p = room_part_of(r, serial, ROOM_ACW)) != NULL) {
        room_clear(r, p, USHER_REASON_NEXT_STATUS);
    }
    while ((p = room_part_of(r, serial, ROOM_OPEN)) != NULL) {
        room_withdraw(r, p, USHER_REASON_AGENT_GONE);
    }
    while ((p = room_part_of(r, serial, ROOM_MISSED)) != NULL) {
        room_clear(r, p, USHER_REASON_NEXT_STATUS);
    }
    while (k->flag == USHER_FORCE_REQUEUE && (p = room_part_that_waited(r, serial)) != NULL) {
        go_back(r, p);
    }
    while (k->flag != USHER_FORCE_FINISH && (p = room_part_of(r, serial, ROOM_LIVE)) != NULL) {
        p->cut = true;
        room_end_contact(r, room_find(r->contacts, p->contact), USHER_REASON_AGENT_DISCONNECT);
    }
}

/* ---- all who wait in a queue ----------------------------------------------------------------- */

static contact *first_waiting(const reference *r, usher_queue_ref queue, unsigned channel)
{
    contact *first = NULL;
    for (contact *c = r->contacts; c != NULL; c = c->is.next) {
        if (room_waits_in(c, queue, NULL) && c->info.channel == channel &&
            (first == NULL || room_before(c, first))) {
            first = c;
        }
    }
    return first;
}

static bool moves(reference *r, contact *c, usher_queue_ref to)
{
    part *p;
    do {
        if (room_check_queue(r, to, NULL, c->info.channel, USHER_VIA_QUEUE_TRANSFER) != USHER_OK) {
            return false;
        }
        p = room_next_part(r->parts, NULL, c, -1, ROOM_OPEN);
        if (p != NULL) {
            room_withdraw(r, p, USHER_REASON_MOVED);
        }
    } while (p != NULL);
    room_wait(r, c, to, NULL)->reason = USHER_REASON_MOVED;
    return true;
}

/* One after the other, until nobody is left, or the other queue takes no more. */
static void sweep(reference *r, const usher_command *k)
{
    bool to_move = k->op == USHER_COMMAND_QUEUE_MOVE_WAITING;
    usher_queue_ref to = { (uint32_t)k->value };
    int64_t count = 0;
    contact *c;
    for (unsigned i = 0; i < USHER_CHANNELS_MAX; i++) {
        bool meant = k->channel == USHER_CHANNEL_NONE || k->channel == i;
        while (meant && (c = first_waiting(r, k->queue, i)) != NULL &&
               (!to_move || moves(r, c, to))) {
            if (!to_move) {
                room_end_contact(r, c, k->reason);
            }
            count++;
        }
    }
    usher_event *e = room_emit(r, USHER_EVENT_QUEUE_SWEPT, r->actor);
    e->queue = k->queue;
    e->reason = to_move ? USHER_REASON_MOVED : k->reason;
    e->value = count;
}

static usher_status check_sweep(const reference *r, const usher_command *k)
{
    bool ends = k->op == USHER_COMMAND_QUEUE_END_WAITING;
    bool reason = k->reason != USHER_REASON_NONE && k->reason <= USHER_REASON_END_MAX;
    bool to = k->value >= 1 && k->value <= usher_centre_queues(r->centre) && k->value != k->queue.v;
    if (k->queue.v < 1 || k->queue.v > usher_centre_queues(r->centre) ||
        (k->channel >= usher_centre_channels(r->centre) && k->channel != USHER_CHANNEL_NONE) ||
        (ends && !reason) || (!ends && !to)) {
        return USHER_ERR_INVALID;
    }
    return ends || r->queue_enabled[k->value] ? USHER_OK : USHER_ERR_DISABLED;
}

/* ---- all ------------------------------------------------------------------------------------- */

bool room_is_order(uint16_t op)
{
    return op == USHER_COMMAND_STOP_ENTRIES || op == USHER_COMMAND_AGENT_FORCE_OUT ||
           op == USHER_COMMAND_QUEUE_END_WAITING || op == USHER_COMMAND_QUEUE_MOVE_WAITING;
}

usher_status room_check_order(const reference *r, const usher_command *k, const agent *a)
{
    if (k->op == USHER_COMMAND_AGENT_FORCE_OUT) {
        bool valid = room_status_stays(r, k->status) && !room_routable(r, k->status) &&
                     k->flag <= USHER_FORCE_REQUEUE;
        usher_status found = a != NULL ? USHER_OK : USHER_ERR_NOT_FOUND;
        return valid ? found : USHER_ERR_INVALID;
    }
    return k->op == USHER_COMMAND_STOP_ENTRIES ? USHER_OK : check_sweep(r, k);
}

void room_order(reference *r, const usher_command *k, agent *a)
{
    if (k->op == USHER_COMMAND_AGENT_FORCE_OUT) {
        force_out(r, k, a);
    } else if (k->op == USHER_COMMAND_STOP_ENTRIES) {
        stop_entries(r, k->flag != 0);
    } else {
        sweep(r, k);
    }
}
