/*
 * player.c - plays a scenario on an engine, looks at everything, and keeps what came out.
 */
#include "support/player.h"

#include "support/typed.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES_MAX = 1000, KEEP_MAX = 4 };

void player_init(player *p, const scenario *s, usher_engine *engine)
{
    *p = (player){ .scenario = s, .engine = engine };
}

void player_clear(player *p)
{
    free(p->history.events);
    p->history = (history){ 0 };
}

void player_fail(const player *p, const char *format, ...)
{
    fprintf(stderr, "%s, step %u: ", p->label, p->step);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}

/* ---- events ---------------------------------------------------------------------------------- */

void player_keep(player *p, const usher_event *event)
{
    history *h = &p->history;
    if (h->count == h->capacity) {
        h->capacity = h->capacity == 0 ? 256 : h->capacity * 2;
        usher_event *grown = realloc(h->events, h->capacity * sizeof *grown);
        if (grown == NULL) {
            player_fail(p, "out of memory");
        }
        h->events = grown;
    }
    h->events[h->count++] = *event;
}

/* How many of the newest events a lazy host has not dealt with yet. */
static uint64_t unhandled(const player *p, uint64_t last)
{
    return p->lazy ? last % KEEP_MAX : 0;
}

static void read_events(player *p)
{
    const usher_event *event;
    while ((event = usher_engine_next(p->engine)) != NULL) {
        player_keep(p, event);
    }
}

void player_take_events(player *p)
{
    if (p->by_next) {
        read_events(p);
        return;
    }
    uint64_t last = p->history.count > 0 ? p->history.events[p->history.count - 1].number : 0;
    const usher_event *event;
    while ((event = usher_engine_peek_after(p->engine, last)) != NULL) {
        if (last != 0 && event->number != last + 1) {
            player_fail(p, "event %llu after %llu", (unsigned long long)event->number,
                        (unsigned long long)last);
        }
        last = event->number;
        player_keep(p, event);
    }
    usher_engine_confirm(p->engine, last - unhandled(p, last));
}

bool event_equal(const usher_event *a, const usher_event *b, bool with_record, bool with_flags)
{
    const uint32_t delivery = USHER_EVENT_REDELIVERED | USHER_EVENT_CANCELLED;
    uint32_t ignored = with_flags ? 0 : delivery;
    return a->number == b->number && (!with_record || a->record == b->record) &&
           a->time == b->time && a->actor == b->actor && a->contact.v == b->contact.v &&
           a->agent.v == b->agent.v && a->participant.v == b->participant.v &&
           a->until == b->until && a->value == b->value && a->tag == b->tag &&
           a->queue.v == b->queue.v && a->profile.v == b->profile.v && a->status.v == b->status.v &&
           a->type == b->type && a->channel == b->channel && a->reason == b->reason &&
           (a->flags | ignored) == (b->flags | ignored) && a->reserved == b->reserved;
}

/* ---- calls ----------------------------------------------------------------------------------- */

static usher_engine_info info_of(const player *p)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    return info;
}

/* What a refused call must leave as it was. */
static void check_refused(const player *p, const usher_engine_info *before, uint64_t state_digest,
                          usher_status status)
{
    usher_engine_info after = info_of(p);
    bool time_passed = after.record != before->record; /* the advance before the command was done */
    if (time_passed && !p->late) {
        player_fail(p, "%s, and yet there is record %llu", usher_status_name(status),
                    (unsigned long long)after.record);
    }
    if (!time_passed && (after.event != before->event || after.digest != before->digest)) {
        player_fail(p, "%s, and yet there is an event", usher_status_name(status));
    }
    if (!time_passed && usher_engine_state_digest(p->engine) != state_digest) {
        player_fail(p, "%s, and yet the state has changed", usher_status_name(status));
    }
}

static void check_engine(const player *p)
{
    const char *broken = usher_engine_check(p->engine);
    if (broken != NULL) {
        player_fail(p, "broken invariant: %s", broken);
    }
}

/* One try. A status below zero is checked to have changed nothing. */
static usher_status try_once(player *p, const usher_command *command, uint64_t *id)
{
    usher_engine_info before = info_of(p);
    bool faults = p->relief.relent != NULL;
    uint64_t digest = faults ? usher_engine_state_digest(p->engine) : 0;
    usher_status status = p->by_value ? usher_engine_submit(p->engine, command, id)
                                      : typed_submit(p->engine, command, id);
    p->stopped = status == USHER_ERR_FENCED;
    if (status < 0 && command->op == USHER_COMMAND_ADVANCE && info_of(p).now != before.now) {
        player_fail(p, "%s, and yet it is later", usher_status_name(status));
    }
    if (status < 0 && faults) {
        check_refused(p, &before, digest, status);
    }
    check_engine(p);
    if (p->called != NULL) {
        p->repeating = p->repeating || status == USHER_ERR_BUSY;
        p->called(p, p->called_user);
    }
    if (!p->deaf) {
        player_take_events(p);
    }
    return status;
}

usher_status player_submit(player *p, const usher_command *command, uint64_t *id)
{
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        usher_status status = try_once(p, command, id);
        if ((status == USHER_ERR_NOMEM || status == USHER_ERR_STORE) && p->relief.relent != NULL) {
            p->refusals++;
            p->relief.relent(p->relief.user);
        } else if (status == USHER_ERR_BUSY) {
            bool in_command = p->in_command;
            p->in_command = false;
            p->repeating = true;
            player_settle(p, command->now);
            p->repeating = false;
            p->in_command = in_command;
        } else {
            return status;
        }
    }
    player_fail(p, "%s is refused again and again", usher_command_name(command->op));
    return USHER_ERR_BUSY;
}

void player_settle(player *p, usher_time until)
{
    uint64_t event = info_of(p).event;
    for (int idle = 0; !p->stopped && usher_engine_next_due(p->engine) <= until; idle++) {
        usher_command advance = USHER_COMMAND_INIT;
        advance.op = USHER_COMMAND_ADVANCE;
        advance.now = usher_engine_next_due(p->engine);
        usher_status status = player_submit(p, &advance, NULL);
        if (status != USHER_OK && !p->stopped) {
            player_fail(p, "advance answers %s", usher_status_name(status));
        }
        uint64_t last = info_of(p).event;
        idle = last == event ? idle : 0;
        event = last;
        if (idle > TRIES_MAX) {
            player_fail(p, "next_due stays, and nothing happens");
        }
    }
}

/* ---- changes of centre ----------------------------------------------------------------------- */

/* A refusal of either half has changed nothing that can be seen. */
static usher_status try_change(player *p, const scenario_step *step, usher_time at)
{
    uint64_t picture = player_picture(p->engine);
    usher_centre *next = scenario_variant(p->scenario, (uint32_t)step->command.value, NULL, NULL);
    usher_change_rule rules[SCENARIO_RULES];
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    options.rules = rules;
    options.rules_count = scenario_rules(p->engine, next, rules);
    options.otherwise = USHER_DRAIN;
    options.actor = step->command.actor;
    usher_change *change = NULL;
    usher_status status = usher_engine_prepare_change(p->engine, next, &options, &change);
    usher_centre_unref(next);
    if (player_picture(p->engine) != picture) {
        player_fail(p, "a change was prepared, and the queries tell something else");
    }
    if (status == USHER_OK) {
        status = usher_engine_commit_change(p->engine, at, change);
    }
    bool time_passed = p->late || status == USHER_ERR_BUSY;
    if (status < 0 && !time_passed && player_picture(p->engine) != picture) {
        player_fail(p, "%s, and yet the queries tell something else", usher_status_name(status));
    }
    usher_change_free(change);
    p->stopped = status == USHER_ERR_FENCED;
    check_engine(p);
    return status;
}

/* As player_submit. */
static usher_status change_centre(player *p, const scenario_step *step, usher_time at)
{
    for (int tries = 0; tries < TRIES_MAX; tries++) {
        usher_status status = try_change(p, step, at);
        if (p->called != NULL) {
            p->repeating = p->repeating || status == USHER_ERR_BUSY;
            p->called(p, p->called_user);
        }
        if (!p->deaf) {
            player_take_events(p);
        }
        if ((status == USHER_ERR_NOMEM || status == USHER_ERR_STORE) && p->relief.relent != NULL) {
            p->refusals++;
            p->relief.relent(p->relief.user);
        } else if (status == USHER_ERR_BUSY) {
            p->in_command = false;
            p->repeating = true;
            player_settle(p, at);
            p->repeating = false;
            p->in_command = true;
        } else {
            return status;
        }
    }
    player_fail(p, "a change is refused again and again");
    return USHER_ERR_BUSY;
}

void player_step(player *p)
{
    const scenario_step *step = &p->scenario->steps[p->step];
    usher_time at = p->now + step->after;
    if (!p->late) {
        player_settle(p, at);
    }
    usher_command command;
    outcome *o = &p->outcomes[p->step];
    o->status = PLAYER_SKIPPED;
    if (!p->stopped && step->command.op == SCENARIO_CHANGE) {
        p->in_command = true;
        o->status = change_centre(p, step, at);
        p->in_command = false;
    } else if (!p->stopped && scenario_resolve(p->engine, step, at, &command)) {
        p->in_command = true;
        o->status = player_submit(p, &command, &o->id);
        p->in_command = false;
    }
    if (!p->stopped) {
        p->now = at;
        p->step++;
    }
}

void player_finish(player *p)
{
    while (p->step < p->scenario->count && !p->stopped) {
        player_step(p);
    }
    player_settle(p, p->now + USHER_SECONDS(90));
    p->lazy = false;
    player_take_events(p);
}

/* ---- the whole picture ----------------------------------------------------------------------- */

static void add(uint64_t *sum, uint64_t word)
{
    *sum = (*sum ^ word) * UINT64_C(0x100000001b3);
    *sum ^= *sum >> 32;
}

static void add_text(uint64_t *sum, size_t size, const char *text)
{
    add(sum, size);
    for (; *text != '\0'; text++) {
        add(sum, (uint8_t)*text);
    }
}

static void add_part(uint64_t *sum, const usher_engine *engine, usher_participant_id id)
{
    usher_participant_info i = { 0 };
    add(sum, usher_participant_get(engine, id, &i));
    const uint64_t words[] = { i.id.v,   i.contact.v, i.agent.v,         i.role,           i.state,
                               i.reason, i.channel,   (uint64_t)i.since, (uint64_t)i.until };
    for (size_t at = 0; at < sizeof words / sizeof *words; at++) {
        add(sum, words[at]);
    }
}

static void add_contact(uint64_t *sum, const usher_engine *engine, usher_contact_id id)
{
    usher_contact_info i = { 0 };
    char text[1100] = "";
    add(sum, usher_contact_get(engine, id, &i));
    const uint64_t words[] = { i.id.v,
                               i.state,
                               i.channel,
                               i.held,
                               i.offers,
                               i.queue.v,
                               i.agent_queue.v,
                               i.agent.v,
                               i.profile.v,
                               (uint64_t)i.priority,
                               (uint64_t)i.age,
                               (uint64_t)i.begun,
                               (uint64_t)i.enqueued,
                               (uint64_t)i.first_enqueued,
                               (uint64_t)i.answered,
                               (uint64_t)i.connected,
                               (uint64_t)i.ended,
                               i.offers_made,
                               i.transfers,
                               i.tag,
                               usher_contact_position(engine, id) };
    for (size_t at = 0; at < sizeof words / sizeof *words; at++) {
        add(sum, words[at]);
    }
    add_text(sum, usher_contact_key(engine, id, text, sizeof text), text);
    text[0] = '\0';
    add_text(sum, usher_contact_endpoint(engine, id, text, sizeof text), text);
    add_part(sum, engine, usher_contact_customer(id));
    usher_participant_id part = usher_contact_next_part(engine, id, (usher_participant_id){ 0 });
    for (; part.v != 0; part = usher_contact_next_part(engine, id, part)) {
        add(sum, part.v);
    }
}

static void add_agent(uint64_t *sum, const usher_engine *engine, usher_agent_id id)
{
    usher_agent_info i = { 0 };
    char text[1100] = "";
    add(sum, usher_agent_get(engine, id, &i));
    const uint64_t words[] = { i.id.v,
                               i.profile.v,
                               i.group.v,
                               i.status.v,
                               i.next_status.v,
                               (uint64_t)i.available_since,
                               (uint64_t)i.status_since,
                               i.in_hand,
                               i.auto_accept,
                               i.agent_queue_count,
                               i.tag };
    for (size_t at = 0; at < sizeof words / sizeof *words; at++) {
        add(sum, words[at]);
    }
    for (size_t at = 0; at < USHER_CHANNELS_MAX; at++) {
        add(sum, (uint64_t)i.occupied[at] << 32 | (uint64_t)i.slots[at] << 16 | i.available[at]);
    }
    add_text(sum, usher_agent_name(engine, id, text, sizeof text), text);
    text[0] = '\0';
    add_text(sum, usher_agent_device(engine, id, text, sizeof text), text);
    usher_participant_id part = usher_agent_next_part(engine, id, (usher_participant_id){ 0 });
    for (; part.v != 0; part = usher_agent_next_part(engine, id, part)) {
        add_part(sum, engine, part);
    }
}

static void add_queue(uint64_t *sum, const usher_engine *engine, usher_queue_ref queue)
{
    usher_queue_info i = { 0 };
    add(sum, usher_queue_get(engine, queue, &i));
    add(sum, (uint64_t)i.waiting << 32 | i.enabled);
    for (usher_channel channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        add(sum, i.waiting_by_channel[channel]);
        usher_contact_id id =
            usher_queue_next_waiting(engine, queue, channel, (usher_contact_id){ 0 });
        for (; id.v != 0; id = usher_queue_next_waiting(engine, queue, channel, id)) {
            add(sum, id.v);
        }
    }
}

uint64_t player_picture(const usher_engine *engine)
{
    usher_engine_info info;
    usher_engine_get(engine, &info);
    uint64_t sum = 1;
    add(&sum, (uint64_t)usher_engine_next_due(engine));
    add(&sum, info.event);
    add(&sum, (uint64_t)info.contacts << 32 | info.agents);
    add(&sum, (uint64_t)info.participants << 32 | info.waiting);
    uint32_t queues = usher_centre_queues(usher_engine_centre(engine));
    for (uint32_t queue = 1; queue <= queues; queue++) {
        add_queue(&sum, engine, (usher_queue_ref){ queue });
    }
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; agent.v != 0; agent = usher_engine_next_agent(engine, agent)) {
        add_agent(&sum, engine, agent);
    }
    usher_contact_id contact = usher_engine_next_contact(engine, (usher_contact_id){ 0 });
    for (; contact.v != 0; contact = usher_engine_next_contact(engine, contact)) {
        add_contact(&sum, engine, contact);
    }
    return sum;
}

static void same_events(const player *p, const player *other, int also)
{
    if (p->history.count != other->history.count) {
        player_fail(p, "%zu events instead of %zu", p->history.count, other->history.count);
    }
    for (size_t i = 0; i < p->history.count; i++) {
        const usher_event *mine = &p->history.events[i];
        const usher_event *theirs = &other->history.events[i];
        if (!event_equal(mine, theirs, (also & PLAYER_RECORDS) != 0,
                         (also & PLAYER_DELIVERY) != 0)) {
            player_fail(
                p, "event %zu is %s at %lld of record %llu instead of %s at %lld of record %llu",
                i + 1, usher_event_name(mine->type), (long long)mine->time,
                (unsigned long long)mine->record, usher_event_name(theirs->type),
                (long long)theirs->time, (unsigned long long)theirs->record);
        }
    }
}

static void same_outcomes(const player *p, const player *other)
{
    for (uint32_t i = 0; i < p->scenario->count; i++) {
        const outcome *mine = &p->outcomes[i];
        const outcome *theirs = &other->outcomes[i];
        if (mine->status != theirs->status || mine->id != theirs->id) {
            player_fail(p, "step %u answers %s instead of %s", i, usher_status_name(mine->status),
                        usher_status_name(theirs->status));
        }
    }
}

void player_same(const player *p, const player *other, int also)
{
    same_events(p, other, also);
    same_outcomes(p, other);
    if (player_picture(p->engine) != player_picture(other->engine)) {
        player_fail(p, "the queries tell something else");
    }
    usher_engine_info mine = info_of(p);
    usher_engine_info theirs = info_of(other);
    if ((also & PLAYER_RECORDS) != 0 &&
        (mine.record != theirs.record || mine.digest != theirs.digest ||
         usher_engine_state_digest(p->engine) != usher_engine_state_digest(other->engine))) {
        player_fail(p, "the digests differ");
    }
}

/* ---- the way out ----------------------------------------------------------------------------- */

static void must(player *p, const usher_command *command)
{
    usher_status status = player_submit(p, command, NULL);
    if (status != USHER_OK) {
        player_fail(p, "%s answers %s", usher_command_name(command->op), usher_status_name(status));
    }
}

static usher_participant_id first_part(const usher_engine *engine)
{
    usher_agent_id agent = usher_engine_next_agent(engine, (usher_agent_id){ 0 });
    for (; agent.v != 0; agent = usher_engine_next_agent(engine, agent)) {
        usher_participant_id part =
            usher_agent_next_part(engine, agent, (usher_participant_id){ 0 });
        if (part.v != 0) {
            return part;
        }
    }
    return (usher_participant_id){ 0 };
}

void player_clean_up(player *p)
{
    usher_contact_id contact = usher_engine_next_contact(p->engine, (usher_contact_id){ 0 });
    while (contact.v != 0) {
        usher_command end = USHER_COMMAND_INIT;
        end.op = USHER_COMMAND_CONTACT_END;
        end.now = p->now;
        end.contact = contact;
        end.reason = USHER_REASON_API;
        usher_contact_id next = usher_engine_next_contact(p->engine, contact);
        must(p, &end);
        contact = next;
    }
    usher_participant_id part;
    while ((part = first_part(p->engine)).v != 0) {
        usher_command clear = USHER_COMMAND_INIT;
        clear.op = USHER_COMMAND_PARTICIPANT_CLEAR;
        clear.now = p->now;
        clear.participant = part;
        must(p, &clear);
    }
    usher_engine_info info = info_of(p);
    if (info.contacts != 0 || info.participants != 0 || info.waiting != 0) {
        player_fail(p, "%u contacts, %u parts and %u waiting are left", info.contacts,
                    info.participants, info.waiting);
    }
}
