/*
 * adapter.c - facts by name to parts, events to actions.
 *
 * When an event is handled, its contact may be gone already; so nothing is asked about it then. A
 * contact's tag is the place of its caller's name in a table of the adapter's own, from its
 * beginning until contact.completed. Parts need no table.
 */
#include "adapter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct call {
    char name[ADAPTER_NAME];
    size_t next_free; /* when it is free: the next free place, 0 = none */
} call;

struct adapter {
    usher_engine *engine;
    adapter_switch to;
    usher_mem mem;
    call *calls; /* places are numbered from 1 */
    size_t count;
    size_t first_free;
};

static void *resize(void *ctx, void *ptr, size_t old_size, size_t new_size)
{
    (void)ctx;
    (void)old_size;
    if (new_size > 0) {
        return realloc(ptr, new_size);
    }
    free(ptr);
    return NULL;
}

adapter *adapter_new(usher_engine *engine, const adapter_switch *to, const usher_mem *mem)
{
    usher_mem own = mem != NULL ? *mem : (usher_mem){ resize, NULL };
    adapter *a = own.resize(own.ctx, NULL, 0, sizeof *a);
    if (a != NULL) {
        *a = (adapter){ .engine = engine, .to = *to, .mem = own };
    }
    return a;
}

void adapter_free(adapter *a)
{
    if (a != NULL) {
        usher_mem mem = a->mem;
        if (a->calls != NULL) {
            (void)mem.resize(mem.ctx, a->calls, a->count * sizeof *a->calls, 0);
        }
        (void)mem.resize(mem.ctx, a, sizeof *a, 0);
    }
}

/* ---- names of callers ------------------------------------------------------------------------ */

static bool grow(adapter *a)
{
    size_t more = a->count > 0 ? 2 * a->count : 64;
    call *calls =
        a->mem.resize(a->mem.ctx, a->calls, a->count * sizeof *calls, more * sizeof *calls);
    if (calls == NULL) {
        return false;
    }
    for (size_t place = more; place > a->count; place--) {
        calls[place - 1] = (call){ .next_free = a->first_free };
        a->first_free = place;
    }
    a->calls = calls;
    a->count = more;
    return true;
}

static size_t take_place(adapter *a, const char *name)
{
    if (a->first_free == 0 && !grow(a)) {
        return 0;
    }
    size_t place = a->first_free;
    call *c = &a->calls[place - 1];
    a->first_free = c->next_free;
    snprintf(c->name, sizeof c->name, "%s", name);
    return place;
}

/* An event that comes again after a restart may name a place that is free already, or never was. */
static bool is_taken(const adapter *a, uint64_t place)
{
    return place > 0 && place <= a->count && a->calls[place - 1].name[0] != '\0';
}

static void free_place(adapter *a, size_t place)
{
    a->calls[place - 1] = (call){ .next_free = a->first_free };
    a->first_free = place;
}

/* "" when nobody is there. Behind contact.completed the place may be another caller's. */
static const char *caller_of(const adapter *a, const usher_event *event)
{
    return is_taken(a, event->tag) ? a->calls[event->tag - 1].name : "";
}

/* ---- names of legs --------------------------------------------------------------------------- */

void adapter_name_of(usher_participant_id part, char *name)
{
    snprintf(name, ADAPTER_NAME, "part-%016" PRIx64, part.v);
}

bool adapter_is_agents(const char *leg)
{
    return strncmp(leg, "part-", 5) == 0;
}

/* Whom a leg belongs to: its name says so, or it is the customer's of the contact of this key. */
static usher_participant_id part_of(const adapter *a, const char *leg)
{
    if (adapter_is_agents(leg)) {
        return (usher_participant_id){ strtoull(leg + 5, NULL, 16) };
    }
    return usher_contact_customer(usher_contact_find(a->engine, leg));
}

bool adapter_knows(const adapter *a, const char *leg)
{
    usher_participant_info part;
    return usher_participant_get(a->engine, part_of(a, leg), &part) &&
           part.state <= USHER_PART_DIALLING;
}

/* An event that comes again may be about a caller whose name is forgotten: gone, or the host's. */
static void hang_up(const adapter *a, const char *leg)
{
    if (leg[0] != '\0') {
        a->to.hang_up(a->to.user, leg);
    }
}

/* ---- facts ----------------------------------------------------------------------------------- */

/* Nobody waits for this leg any more: its offer was withdrawn, its contact has ended. */
static usher_status settle(adapter *a, usher_status status, const char *leg)
{
    if (status == USHER_ERR_NOT_FOUND) {
        hang_up(a, leg);
        return USHER_OK;
    }
    return status;
}

usher_status adapter_arrived(adapter *a, usher_time now, const char *caller, usher_queue_ref queue)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    if (caller[0] == '\0' || strlen(caller) >= ADAPTER_NAME || adapter_is_agents(caller)) {
        return USHER_ERR_INVALID;
    }
    if (usher_contact_find(a->engine, caller).v != 0) {
        return USHER_EXISTS; /* told twice */
    }
    size_t place = take_place(a, caller);
    if (place == 0) {
        return USHER_ERR_NOMEM;
    }
    options.queue = queue;
    options.key = caller;
    options.tag = place;
    usher_status status = usher_contact_begin(a->engine, now, &options, &contact);
    if (status < 0) {
        free_place(a, place);
    }
    return status;
}

usher_status adapter_rings(adapter *a, usher_time now, const char *leg)
{
    return settle(a, usher_report_ringing(a->engine, now, part_of(a, leg)), leg);
}

usher_status adapter_answered(adapter *a, usher_time now, const char *leg)
{
    return settle(a, usher_report_answered(a->engine, now, part_of(a, leg)), leg);
}

usher_status adapter_joined(adapter *a, usher_time now, const char *leg)
{
    return settle(a, usher_report_joined(a->engine, now, part_of(a, leg)), leg);
}

/* An offer fails, by its cause; of a leg that was up the same report means that it has left. */
usher_status adapter_gone(adapter *a, usher_time now, const char *leg, int cause)
{
    usher_status status =
        usher_report_failed(a->engine, now, part_of(a, leg), adapter_reason(cause));
    return status == USHER_ERR_NOT_FOUND ? USHER_OK : status;
}

int adapter_reason(int cause)
{
    switch (cause) {
    case 17:  /* user busy */
    case 815: /* FreeSWITCH: busy everywhere */
        return USHER_REASON_BUSY;
    case 16:  /* normal clearing; before an answer: declined */
    case 21:  /* rejected */
    case 816: /* FreeSWITCH: decline */
        return USHER_REASON_REJECTED;
    case 18:  /* no user responding */
    case 19:  /* no answer */
    case 102: /* recovery on timer expiry */
        return USHER_REASON_NO_ANSWER;
    case 26:  /* answered elsewhere */
    case 487: /* FreeSWITCH: originator cancel */
    case 702: /* FreeSWITCH: lose race */
        return USHER_REASON_CANCELLED;
    case 34: /* no circuit */
    case 38: /* network out of order */
    case 41: /* temporary failure */
    case 42: /* congestion */
        return USHER_REASON_NETWORK;
    default: /* unallocated, no route, absent, out of order, not registered ... */
        return USHER_REASON_UNREACHABLE;
    }
}

/* ---- actions --------------------------------------------------------------------------------- */

static void ring(adapter *a, const usher_event *event, const char *leg)
{
    char device[1024];
    if ((event->flags & USHER_EVENT_CANCELLED) != 0) {
        return; /* its offer.withdrawn follows */
    }
    if ((event->flags & USHER_EVENT_REDELIVERED) != 0 && a->to.look(a->to.user, leg) != LEG_GONE) {
        return; /* it was done, and could not be confirmed */
    }
    usher_agent_device(a->engine, event->agent, device, sizeof device);
    a->to.ring(a->to.user, leg, device, caller_of(a, event));
}

static void act(adapter *a, const usher_event *event)
{
    char leg[ADAPTER_NAME];
    const char *caller = caller_of(a, event);
    adapter_name_of(event->participant, leg);
    switch (event->type) {
    case USHER_EVENT_CONTACT_QUEUED:
        if (is_taken(a, event->tag)) {
            a->to.entertain(a->to.user, caller);
        }
        break;
    case USHER_EVENT_OFFER_MADE:
        ring(a, event, leg);
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        a->to.join(a->to.user, caller, leg);
        break;
    case USHER_EVENT_OFFER_MISSED: /* from here on: wherever a leg may still be */
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_OFFER_LOST:
    case USHER_EVENT_ACW_STARTED:
    case USHER_EVENT_SLOT_CLEARED:
        hang_up(a, leg);
        break;
    case USHER_EVENT_CONTACT_ENDED:
        hang_up(a, caller);
        break;
    case USHER_EVENT_CONTACT_COMPLETED:
        if (is_taken(a, event->tag)) {
            free_place(a, (size_t)event->tag);
        }
        break;
    default:
        break;
    }
}

/* An event is forgotten when the next one is asked for: after it was carried out. */
usher_status adapter_serve(adapter *a, usher_time now)
{
    const usher_event *event;
    usher_status status = usher_engine_advance(a->engine, now);
    while ((event = usher_engine_next(a->engine)) != NULL) {
        act(a, event);
    }
    return status;
}

/* ---- after a restart ------------------------------------------------------------------------- */

/* The callers' names go back to the places that the contacts' tags say; all others are free. */
static bool recall(adapter *a)
{
    usher_contact_id contact = { 0 };
    usher_contact_info info;
    while ((contact = usher_engine_next_contact(a->engine, contact)).v != 0) {
        if (!usher_contact_get(a->engine, contact, &info)) {
            continue;
        }
        while (info.tag > a->count) {
            if (!grow(a)) {
                return false;
            }
        }
        usher_contact_key(a->engine, contact, a->calls[info.tag - 1].name, ADAPTER_NAME);
    }
    a->first_free = 0;
    for (size_t place = a->count; place > 0; place--) {
        if (!is_taken(a, place)) {
            free_place(a, place);
        }
    }
    return true;
}

/*
 * An agent's part, judged by what the switch has. An offer whose leg is not there is given back:
 * whether its event comes again or not, nothing rings, and the contact is offered anew.
 */
static usher_status reconcile_part(adapter *a, usher_time then, const usher_participant_info *part)
{
    char leg[ADAPTER_NAME];
    char caller[ADAPTER_NAME];
    adapter_name_of(part->id, leg);
    switch (a->to.look(a->to.user, leg)) {
    case LEG_GONE:
        return usher_report_left(a->engine, then, part->id);
    case LEG_RINGING:
        return adapter_rings(a, then, leg);
    case LEG_UP:
    default:
        if (part->state == USHER_PART_ANSWERED) { /* join, again perhaps: joined was not told */
            usher_contact_key(a->engine, part->contact, caller, sizeof caller);
            a->to.join(a->to.user, caller, leg);
        }
        return adapter_answered(a, then, leg);
    }
}

static const uint32_t with_legs =
    USHER_STATE_BIT(USHER_PART_OFFERED) | USHER_STATE_BIT(USHER_PART_RINGING) |
    USHER_STATE_BIT(USHER_PART_ANSWERED) | USHER_STATE_BIT(USHER_PART_CONNECTED);

/* Parts that are made while others are told about are not among them: serials ascend with time. */
static usher_status reconcile_parts(adapter *a, usher_time then)
{
    uint64_t newest = 0;
    usher_participant_info part;
    usher_participant_id id = { 0 };
    usher_status status = USHER_OK;
    while ((id = usher_engine_next_part_in(a->engine, with_legs, id)).v != 0) {
        newest = USHER_SERIAL(id) > newest ? USHER_SERIAL(id) : newest;
    }
    while (status >= 0 && (id = usher_engine_next_part_in(a->engine, with_legs, id)).v != 0) {
        if (USHER_SERIAL(id) <= newest && usher_participant_get(a->engine, id, &part)) {
            status = reconcile_part(a, then, &part);
        }
    }
    return status;
}

/* As of the time at which the records end, so that no timer fires for want of these facts. */
usher_status adapter_reconcile(adapter *a)
{
    char caller[ADAPTER_NAME];
    usher_time then = usher_engine_now(a->engine);
    usher_contact_id contact = { 0 };
    usher_status status = recall(a) ? USHER_OK : USHER_ERR_NOMEM;
    while (status >= 0 && (contact = usher_engine_next_contact(a->engine, contact)).v != 0) {
        usher_contact_key(a->engine, contact, caller, sizeof caller);
        if (a->to.look(a->to.user, caller) == LEG_GONE) {
            status = usher_report_left(a->engine, then, usher_contact_customer(contact));
        }
    }
    return status >= 0 ? reconcile_parts(a, then) : status;
}
