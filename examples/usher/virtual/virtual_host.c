/*
 * virtual_host.c - plays a day through an engine.
 *
 * One step is one thing: a timer of the engine, a row of the shifts, an end of work, an answer, a
 * customer who gives up, an arrival. After each, all events of the engine are taken and answered at
 * once, so that what a thing causes at the same microsecond finds its place before the next thing.
 *
 * Three kinds of objects follow the engine's: an agent, a caller (a contact inside the engine) and
 * a part (an offer, from offer.made until its slot is free again). Parts may outlive their caller:
 * a missed one blocks its agent after the contact has gone.
 */
#include "virtual_host.h"

#include <stdlib.h>

#include "agenda.h"
#include "slots.h"
#include "virtual_agent.h"

/* A contact from its arrival to contact.completed. */
typedef struct caller {
    usher_contact_id id;
    uint32_t row;
    usher_participant_id answered_part;
    virtual_talk talk;
    agenda_entry gives_up;
} caller;

/* An agent's part of a contact, while its slot is occupied. */
typedef struct part {
    usher_participant_id id;
    uint32_t row;
    agenda_entry answer;
} part;

struct virtual_host {
    usher_engine *engine;
    const virtual_day *day;
    const virtual_listener *listener;
    usher_time now;
    uint32_t next_contact;
    uint32_t next_shift;
    virtual_agenda agenda;
    virtual_agent *agents; /* by index in the centre */
    virtual_slots agents_by_id;
    virtual_slots callers;
    virtual_slots parts;
};

static virtual_agent *find_agent(const virtual_host *h, usher_agent_id id)
{
    virtual_agent *agent = slots_get(&h->agents_by_id, id.v);
    return agent != NULL && agent->id.v == id.v ? agent : NULL;
}

static caller *find_caller(const virtual_host *h, usher_contact_id id)
{
    caller *who = slots_get(&h->callers, id.v);
    return who != NULL && who->id.v == id.v ? who : NULL;
}

static part *find_part(const virtual_host *h, usher_participant_id id)
{
    part *p = slots_get(&h->parts, id.v);
    return p != NULL && p->id.v == id.v ? p : NULL;
}

/* A moment that far from now, or never. */
static usher_time after(const virtual_host *h, usher_duration wait)
{
    return h->now > 0 && wait > USHER_TIME_NEVER - h->now ? USHER_TIME_NEVER : h->now + wait;
}

/* A fact may come too late for what it is about; that needs no care. */
static usher_status told(usher_status status)
{
    return status == USHER_ERR_NOT_FOUND ? USHER_OK : status;
}

/* ---- what events ask for ----------------------------------------------------------------- */

/* A telephone rings at once, and the agent will answer if nothing ends the offer before. */
static usher_status offer_made(virtual_host *h, const usher_event *event)
{
    const virtual_contact *contact = &h->day->contacts[event->tag];
    part *p = calloc(1, sizeof *p);

    if (p == NULL || !agenda_reserve(&h->agenda) ||
        !slots_set(&h->parts, event->participant.v, p)) {
        free(p);
        return USHER_ERR_NOMEM;
    }
    p->id = event->participant;
    p->row = (uint32_t)event->tag;
    p->answer.kind = AGENDA_ANSWERS;
    p->answer.row = p->row;
    p->answer.serial = USHER_SERIAL(p->id);
    p->answer.owner = p;
    agenda_put(&h->agenda, &p->answer, after(h, contact->ring));
    return told(usher_report_ringing(h->engine, h->now, p->id));
}

static void part_is_over(virtual_host *h, usher_participant_id id)
{
    part *p = find_part(h, id);

    if (p != NULL) {
        agenda_remove(&h->agenda, &p->answer);
        slots_set(&h->parts, id.v, NULL); /* cannot fail: the slot has been there */
        free(p);
    }
}

static void stop_ringing(virtual_host *h, usher_participant_id id)
{
    part *p = find_part(h, id);

    if (p != NULL) {
        agenda_remove(&h->agenda, &p->answer);
    }
}

/* Customer and agent talk: the customer no longer gives up, and the agent works. */
static usher_status offer_answered(virtual_host *h, const usher_event *event)
{
    caller *who = find_caller(h, event->contact);
    virtual_agent *agent = find_agent(h, event->agent);

    if (who == NULL || agent == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    if (!agenda_reserve(&h->agenda)) {
        return USHER_ERR_NOMEM;
    }
    stop_ringing(h, event->participant);
    agenda_remove(&h->agenda, &who->gives_up);
    who->answered_part = event->participant;
    virtual_agent_take(agent, &who->talk, h->day->contacts[who->row].handle, h->day->settings,
                       &h->agenda, h->now);
    return told(usher_report_joined(h->engine, h->now, event->participant));
}

static void contact_ended(virtual_host *h, const usher_event *event)
{
    caller *who = find_caller(h, event->contact);

    if (who != NULL) {
        agenda_remove(&h->agenda, &who->gives_up);
        virtual_agent_drop(&who->talk, h->day->settings, &h->agenda, h->now);
    }
}

static void contact_completed(virtual_host *h, const usher_event *event)
{
    caller *who = find_caller(h, event->contact);

    if (who != NULL) {
        contact_ended(h, event);
        slots_set(&h->callers, who->id.v, NULL);
        free(who);
    }
}

/* What virtual people do about an event; most of what happens asks them for nothing. */
static usher_status react(virtual_host *h, const usher_event *event)
{
    switch (event->type) {
    case USHER_EVENT_OFFER_MADE:
        return offer_made(h, event);
    case USHER_EVENT_OFFER_ANSWERED:
        return offer_answered(h, event);
    case USHER_EVENT_OFFER_MISSED:
    case USHER_EVENT_OFFER_REJECTED:
    case USHER_EVENT_OFFER_FAILED:
        stop_ringing(h, event->participant);
        return USHER_OK;
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_SLOT_CLEARED:
        part_is_over(h, event->participant);
        return USHER_OK;
    case USHER_EVENT_CONTACT_ENDED:
        contact_ended(h, event);
        return USHER_OK;
    case USHER_EVENT_CONTACT_COMPLETED:
        contact_completed(h, event);
        return USHER_OK;
    default:
        return USHER_OK;
    }
}

/* ---- taking events ----------------------------------------------------------------------- */

/*
 * The row of the contact that an event is about: a part's own, because a part may be all that is
 * left.
 */
static uint32_t row_of(const virtual_host *h, const usher_event *event)
{
    const part *p = find_part(h, event->participant);
    const caller *who = find_caller(h, event->contact);

    if (p != NULL) {
        return p->row;
    }
    if (who != NULL) {
        return who->row;
    }
    return event->type == USHER_EVENT_OFFER_MADE ? (uint32_t)event->tag : VIRTUAL_NOBODY;
}

static void tell(const virtual_host *h, const usher_event *event)
{
    const virtual_agent *agent = find_agent(h, event->agent);

    if (h->listener != NULL && h->listener->event != NULL) {
        h->listener->event(h->listener->user, event, row_of(h, event),
                           agent != NULL ? (uint32_t)(agent - h->agents) : VIRTUAL_NOBODY);
    }
}

/*
 * Takes every event, first come first served. What the reaction to one causes comes after those
 * that were there before.
 */
static usher_status take_events(virtual_host *h)
{
    const usher_event *event;

    while ((event = usher_engine_next(h->engine)) != NULL) {
        usher_status status;
        tell(h, event);
        status = react(h, event);
        if (status != USHER_OK) {
            return status;
        }
    }
    return USHER_OK;
}

/* ---- things that happen ------------------------------------------------------------------ */

static usher_status change_agent(virtual_host *h)
{
    const virtual_shift *shift = &h->day->shifts[h->next_shift++];
    usher_agent_id agent = h->agents[shift->agent].id;

    if (shift->kind == VIRTUAL_SHIFT_STATUS) {
        return usher_agent_set_status(h->engine, h->now, agent,
                                      (usher_agent_status_ref){ shift->value });
    }
    return usher_agent_set_profile(h->engine, h->now, agent, (usher_profile_ref){ shift->value });
}

/* An agent is done: the agent's side hangs up. */
static usher_status end_work(virtual_host *h, caller *who)
{
    agenda_remove(&h->agenda, &who->talk.end);
    return told(usher_report_left(h->engine, h->now, who->answered_part));
}

static usher_status answer(virtual_host *h, part *p)
{
    agenda_remove(&h->agenda, &p->answer);
    return told(usher_report_answered(h->engine, h->now, p->id));
}

static usher_status give_up(virtual_host *h, caller *who)
{
    agenda_remove(&h->agenda, &who->gives_up);
    return told(usher_report_left(h->engine, h->now, usher_contact_customer(who->id)));
}

static usher_status begin_contact(virtual_host *h, const virtual_contact *contact, uint32_t row,
                                  usher_contact_id *id)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;

    options.channel = contact->channel;
    options.queue = contact->queue;
    options.priority = contact->priority;
    options.age = contact->age;
    options.acw = contact->acw;
    options.tag = row;
    return usher_contact_begin(h->engine, h->now, &options, id);
}

/* What the host keeps about a contact, before the contact is there. */
static caller *new_caller(uint32_t row, const virtual_contact *contact)
{
    caller *who = calloc(1, sizeof *who);

    if (who != NULL) {
        who->row = row;
        who->talk.channel = contact->channel;
        who->talk.end.kind = AGENDA_WORK_ENDS;
        who->talk.end.row = row;
        who->talk.end.owner = who;
        who->gives_up.kind = AGENDA_GIVES_UP;
        who->gives_up.row = row;
        who->gives_up.owner = who;
    }
    return who;
}

static bool is_refusal(usher_status status)
{
    return status == USHER_ERR_FULL || status == USHER_ERR_DISABLED ||
           status == USHER_ERR_UNATTENDED || status == USHER_ERR_LIMIT;
}

/* The next customer arrives, and is let in or not. */
static usher_status arrive(virtual_host *h)
{
    uint32_t row = h->next_contact++;
    const virtual_contact *contact = &h->day->contacts[row];
    caller *who = new_caller(row, contact);
    usher_status status;

    if (who == NULL || !agenda_reserve(&h->agenda)) {
        free(who);
        return USHER_ERR_NOMEM;
    }
    status = begin_contact(h, contact, row, &who->id);
    if (status != USHER_OK) {
        free(who);
        if (!is_refusal(status)) {
            return status;
        }
        if (h->listener != NULL && h->listener->refused != NULL) {
            h->listener->refused(h->listener->user, h->now, row, status);
        }
        return USHER_OK;
    }
    if (!slots_set(&h->callers, who->id.v, who)) {
        free(who);
        return USHER_ERR_NOMEM;
    }
    if (contact->patience != USHER_FOREVER) {
        agenda_put(&h->agenda, &who->gives_up, after(h, contact->patience));
    }
    return USHER_OK;
}

/* ---- time -------------------------------------------------------------------------------- */

static usher_time next_shift_time(const virtual_host *h)
{
    return h->next_shift < h->day->shifts_count ? h->day->shifts[h->next_shift].at
                                                : USHER_TIME_NEVER;
}

static usher_time next_arrival_time(const virtual_host *h)
{
    return h->next_contact < h->day->contacts_count ? h->day->contacts[h->next_contact].arrival
                                                    : USHER_TIME_NEVER;
}

static usher_time next_agenda_time(const virtual_host *h)
{
    const agenda_entry *first = agenda_first(&h->agenda);
    return first != NULL ? first->time : USHER_TIME_NEVER;
}

static usher_time earlier(usher_time a, usher_time b)
{
    return a < b ? a : b;
}

static usher_time next_time(const virtual_host *h)
{
    usher_time people = earlier(next_shift_time(h), next_arrival_time(h));
    people = earlier(people, next_agenda_time(h));
    return earlier(people, usher_engine_next_due(h->engine));
}

static usher_status do_entry(virtual_host *h, const agenda_entry *entry)
{
    switch (entry->kind) {
    case AGENDA_WORK_ENDS:
        return end_work(h, entry->owner);
    case AGENDA_ANSWERS:
        return answer(h, entry->owner);
    case AGENDA_GIVES_UP:
        return give_up(h, entry->owner);
    }
    return USHER_OK;
}

/* What comes first at h->now: the engine, shifts, people inside, arrivals. */
static usher_status do_next(virtual_host *h)
{
    if (usher_engine_next_due(h->engine) <= h->now) {
        return usher_engine_advance(h->engine, h->now);
    }
    if (next_shift_time(h) <= h->now) {
        return change_agent(h);
    }
    if (next_agenda_time(h) <= h->now) {
        return do_entry(h, agenda_first(&h->agenda));
    }
    return arrive(h);
}

usher_status virtual_host_step(virtual_host *host, bool *more)
{
    usher_time time = next_time(host);
    usher_status status;

    *more = time != USHER_TIME_NEVER && time <= host->day->until;
    if (!*more) {
        return USHER_OK;
    }
    host->now = time > host->now ? time : host->now;
    status = do_next(host);
    return status == USHER_OK ? take_events(host) : status;
}

/* ---- life -------------------------------------------------------------------------------- */

static usher_status find_agents(virtual_host *h)
{
    const usher_centre *centre = usher_engine_centre(h->engine);
    uint32_t count = usher_centre_agents(centre);

    h->agents = calloc(count > 0 ? count : 1, sizeof *h->agents);
    if (h->agents == NULL) {
        return USHER_ERR_NOMEM;
    }
    for (uint32_t i = 0; i < count; i++) {
        usher_agent_def def = USHER_AGENT_DEF_INIT;
        if (!usher_centre_agent(centre, i, &def)) {
            return USHER_ERR_NOT_FOUND;
        }
        h->agents[i].id = usher_agent_find(h->engine, def.name);
        if (!slots_set(&h->agents_by_id, h->agents[i].id.v, &h->agents[i])) {
            return USHER_ERR_NOMEM;
        }
    }
    return USHER_OK;
}

usher_status virtual_host_new(usher_engine *engine, const virtual_day *day,
                              const virtual_listener *listener, virtual_host **out)
{
    virtual_host *h = calloc(1, sizeof *h);
    usher_status status;

    *out = NULL;
    if (h == NULL) {
        return USHER_ERR_NOMEM;
    }
    h->engine = engine;
    h->day = day;
    h->listener = listener;
    h->now = usher_engine_now(engine);
    status = find_agents(h);
    if (status == USHER_OK) {
        status = take_events(h);
    }
    if (status != USHER_OK) {
        virtual_host_free(h);
        return status;
    }
    *out = h;
    return USHER_OK;
}

static void free_items(virtual_slots *s)
{
    for (size_t i = 0; i < s->room; i++) {
        free(s->items[i]);
    }
    slots_clear(s);
}

void virtual_host_free(virtual_host *host)
{
    if (host == NULL) {
        return;
    }
    free_items(&host->callers);
    free_items(&host->parts);
    slots_clear(&host->agents_by_id);
    agenda_clear(&host->agenda);
    free(host->agents);
    free(host);
}

usher_time virtual_host_now(const virtual_host *host)
{
    return host->now;
}

uint32_t virtual_host_arrived(const virtual_host *host)
{
    return host->next_contact;
}

bool virtual_host_is_cut(const virtual_host *host)
{
    return next_time(host) != USHER_TIME_NEVER;
}
