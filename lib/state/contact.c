/*
 * contact.c - transitions of contacts.
 */
#include "contact.h"

#include "base/clock.h"
#include "base/hash.h"
#include "changes.h"
#include "line.h"
#include "overflow.h"
#include "task.h"
#include "work.h"

/*
 * A contact that waits in `line` from now on, or is in none yet. Every field is given: to clear a
 * contact first would cost more than to fill it.
 */
static US_INLINE us_contact *make(us_state *state, const usher_contact_begin_options *begin,
                                  const us_contact_texts *texts, bool waits, uint32_t line,
                                  uint64_t actor)
{
    uint32_t slot;
    us_contact *contact = US_POOL_TAKE(&state->contacts, &slot, us_contact);
    usher_time enqueued = waits ? state->now : USHER_TIME_NEVER;
    *contact =
        (us_contact){ .id = us_new_id(state, slot),
                      .work_next = US_NIL,
                      .pending = 0,
                      .in_work = false,
                      .state = waits ? USHER_CONTACT_QUEUED : USHER_CONTACT_NEW,
                      .channel = begin->channel,
                      .priority = begin->priority == 0 ? USHER_PRIORITY_DEFAULT : begin->priority,
                      .rank_time = waits ? state->now : 0,
                      .line = line,
                      .queue = { waits ? us_line_queue_index(line) + 1 : 0 },
                      .parts = US_NIL,
                      .last_misser = 0,
                      .reoffer_at = INT64_MIN,
                      .changed_next = NULL,
                      .sight = US_NIL,
                      .offers = 0,
                      .changed = false,
                      .held = false,
                      .candidate = false,
                      .reason = 0,
                      .begun = state->now,
                      .enqueued = enqueued,
                      .first_enqueued = enqueued,
                      .customer_since = state->now,
                      .age = begin->age,
                      .acw = begin->acw,
                      .tag = begin->tag,
                      .actor = 0,
                      .key = texts->key,
                      .endpoint = texts->endpoint,
                      .offers_made = 0,
                      .transfers = 0,
                      .overdue = false,
                      .customer = USHER_PART_CONNECTED,
                      .leg = 0 };
    if (contact->key != US_NIL) {
        us_table_insert(&state->contact_keys, texts->key_hash, slot);
        us_texts_note(&state->texts, contact->key, texts->content);
    }
    state->live[contact->channel]++;
    state->there++;
    us_change_contact(state, USHER_EVENT_CONTACT_BEGUN, actor, contact)->queue.v = 0;
    return contact;
}

us_contact *us_contact_create(us_state *state, const usher_contact_begin_options *begin,
                              const us_contact_texts *texts, uint64_t actor)
{
    return make(state, begin, texts, false, US_NIL, actor);
}

/* ---- waiting --------------------------------------------------------------------------------- */

/* It waits in its line from now on, or goes on waiting in another one. */
static usher_event *tell_waiting(us_state *state, const us_contact *contact, uint16_t type,
                                 uint64_t actor)
{
    usher_event *event = us_change_contact(state, type, actor, contact);
    if (contact->queue.v == 0) {
        event->agent.v = us_agent_at(state, us_line_owner(state, contact->line))->id;
    }
    event->value = contact->priority;
    event->until = contact->age;
    return event;
}

/* Its open offers are counted where it waits. */
static inline void count_offered(us_state *state, const us_contact *contact, uint32_t by)
{
    if (contact->offers > 0) {
        state->tallies[us_tally_of(contact->line)].offered += by;
    }
}

/* Who comes back may have offers that are still to be withdrawn. */
static inline usher_event *wait_in_line(us_state *state, us_contact *contact, uint16_t type,
                                        uint64_t actor)
{
    contact->state = USHER_CONTACT_QUEUED;
    contact->held = false;
    us_line_enter(state, contact);
    count_offered(state, contact, 1);
    us_contact_watch(state, contact);
    us_changed_contact(state, contact);
    return tell_waiting(state, contact, type, actor);
}

/* There is nowhere to go back to: as if it had just begun. */
static void stand_alone(us_state *state, us_contact *contact, uint64_t actor)
{
    us_line_give_up(state, contact);
    contact->line = US_NIL;
    contact->queue.v = 0;
    contact->state = USHER_CONTACT_NEW;
    contact->held = false;
    us_change_contact(state, USHER_EVENT_CONTACT_RETURNED, actor, contact);
}

void us_contact_return(us_state *state, us_contact *contact, uint64_t actor)
{
    if (us_line_is_left(state, contact->line)) {
        stand_alone(state, contact, actor);
    } else {
        wait_in_line(state, contact, USHER_EVENT_CONTACT_RETURNED, actor);
        us_line_doubt(state, contact->line);
    }
}

usher_event *us_contact_queue(us_state *state, us_contact *contact, uint32_t line,
                              usher_time rank_time, uint64_t actor)
{
    contact->overdue = false;
    contact->line = line;
    contact->queue = us_line_queue(line);
    contact->enqueued = state->now;
    if (contact->first_enqueued == USHER_TIME_NEVER) {
        contact->first_enqueued = state->now;
    }
    contact->rank_time = rank_time;
    return wait_in_line(state, contact, USHER_EVENT_CONTACT_QUEUED, actor);
}

us_contact *us_contact_create_waiting(us_state *state, const usher_contact_begin_options *begin,
                                      uint32_t line, uint64_t actor)
{
    static const us_contact_texts none = { US_NIL, US_NIL, 0, 0 };
    us_contact *contact = make(state, begin, &none, true, line, actor);
    us_line_enter(state, contact);
    if (state->lines[line].watched) {
        us_contact_set_sight(state, contact);
    }
    tell_waiting(state, contact, USHER_EVENT_CONTACT_QUEUED, actor);
    return contact;
}

void us_contact_move(us_state *state, us_contact *contact, uint32_t line, uint64_t actor)
{
    count_offered(state, contact, UINT32_MAX); /* one less */
    us_contact_dequeue(state, contact);
    us_line_give_up(state, contact);
    contact->overdue = false;
    contact->line = line;
    contact->queue = us_line_queue(line);
    us_line_enter(state, contact);
    count_offered(state, contact, 1);
    us_contact_set_sight(state, contact); /* the line may not know yet what it is now */
    us_contact_reopen(state, contact);
    tell_waiting(state, contact, USHER_EVENT_CONTACT_QUEUED, actor)->reason =
        USHER_REASON_QUEUE_REMOVED;
}

void us_contact_reseat(us_state *state, us_contact *contact, bool anew)
{
    bool candidate = contact->candidate;
    us_line_revalue(state, contact);
    us_contact_set_sight(state, contact);
    if (anew || candidate != (contact->offers < us_line_fan_out(state, contact))) {
        us_contact_reopen(state, contact);
    }
}

void us_contact_rank(us_state *state, us_contact *contact, int64_t priority, usher_duration age,
                     uint64_t actor)
{
    if (contact->state == USHER_CONTACT_QUEUED) {
        us_line_rerank(state, contact, priority, age);
        us_contact_watch(state, contact);
        us_changed_contact(state, contact);
    }
    contact->priority = priority;
    contact->age = age;
    usher_event *event = us_change_contact(state, USHER_EVENT_CONTACT_RANKED, actor, contact);
    event->queue.v = 0;
    event->value = priority;
    event->until = age;
}

/* The least entry delay of its line that is longer than it has waited; FOREVER if there is none. */
static usher_duration next_delay(const us_state *state, const us_contact *contact)
{
    const usher_centre *centre = state->centre;
    usher_duration waited = us_contact_waited(state, contact);
    usher_duration next = USHER_FOREVER;
    if (us_line_is_own(contact->line) || !centre->line_delays[contact->line]) {
        return next;
    }
    for (uint32_t i = centre->servers_from[contact->line];
         i < centre->servers_from[contact->line + 1]; i++) {
        usher_duration delay = centre->servers[i].delay;
        if (delay > 0 && delay > waited && delay < next) {
            next = delay;
        }
    }
    return next;
}

void us_contact_set_sight(us_state *state, us_contact *contact)
{
    if (contact->state != USHER_CONTACT_QUEUED) {
        return;
    }
    usher_duration delay = next_delay(state, contact);
    usher_time due = delay != USHER_FOREVER
                         ? us_time_add(us_contact_visible_from(state, contact), delay)
                         : USHER_TIME_NEVER;
    if (contact->reoffer_at > state->now && contact->reoffer_at < due) {
        due = contact->reoffer_at;
    }
    usher_time leaves = us_contact_leaves_at(state, contact);
    due = leaves < due ? leaves : due;
    if (due != USHER_TIME_NEVER || contact->sight != US_NIL) {
        us_timers_rearm(&state->sights, &contact->sight, due);
    }
}

void us_contact_reopen(us_state *state, us_contact *contact)
{
    if (contact->state != USHER_CONTACT_QUEUED) {
        return;
    }
    us_line_mark(state, contact, contact->offers < us_line_fan_out(state, contact));
    if (contact->candidate && (contact->pending & US_CONTACT_ENDING) == 0) {
        us_changed_contact(state, contact);
    }
}

/* ---- the rest -------------------------------------------------------------------------------- */

void us_contact_hold(us_state *state, us_contact *contact, bool held, uint64_t actor)
{
    contact->held = held;
    uint16_t type = held ? USHER_EVENT_CONTACT_HELD : USHER_EVENT_CONTACT_RESUMED;
    usher_event *event = us_change_contact(state, type, actor, contact);
    event->queue.v = 0;
    event->value = (int64_t)contact->leg;
}

void us_contact_go_outside(us_state *state, us_contact *contact, uint64_t actor)
{
    us_assert(contact->offers > 0); /* it was one of them that was answered */
    state->tallies[us_tally_of(contact->line)].offered--;
    contact->state = USHER_CONTACT_OUTSIDE;
    us_contact_dequeue(state, contact);
    us_change_contact(state, USHER_EVENT_CONTACT_OUTSIDE, actor, contact)->value =
        (int64_t)contact->leg;
    us_work_contact(state, contact, US_CONTACT_TAKEN);
}

void us_contact_note_end(us_contact *contact, uint8_t reason, uint64_t actor)
{
    if (contact->state == USHER_CONTACT_ENDED || (contact->pending & US_CONTACT_ENDING) != 0) {
        return;
    }
    contact->reason = reason;
    contact->actor = actor;
    contact->pending |= US_CONTACT_ENDING;
}

void us_contact_close(us_state *state, us_contact *contact)
{
    if (contact->state == USHER_CONTACT_QUEUED) {
        us_contact_dequeue(state, contact);
    }
    if (us_line_is_own(contact->line)) {
        us_line_give_up(state, contact);
    }
    contact->state = USHER_CONTACT_ENDED;
    contact->held = false;
    contact->customer = USHER_PART_GONE;
    contact->customer_since = state->now;
    state->live[contact->channel]--;
    usher_event *event =
        us_change_contact(state, USHER_EVENT_CONTACT_ENDED, contact->actor, contact);
    event->reason = contact->reason;
    event->value = (int64_t)contact->leg;
}

/* A hash is not kept: few contacts have a key, and each waiting one would need eight bytes more. */
static void forget_key(us_state *state, us_text key, uint32_t slot)
{
    char bytes[US_KEY_MAX + 1];
    size_t size = us_texts_copy(&state->texts, key, bytes, sizeof bytes);
    us_assert(size <= US_KEY_MAX);
    us_table_remove(&state->contact_keys, us_hash_bytes(state->seed, bytes, size), slot);
}

US_APART static void forget_texts(us_state *state, const us_contact *contact, uint32_t slot)
{
    if (contact->key != US_NIL) {
        forget_key(state, contact->key, slot);
    }
    us_texts_free(&state->texts, contact->key);
    us_texts_free(&state->texts, contact->endpoint);
}

void us_contact_complete(us_state *state, us_contact *contact)
{
    uint32_t slot = us_slot(contact->id);
    us_change_contact(state, USHER_EVENT_CONTACT_COMPLETED, USHER_ACTOR_ENGINE, contact)->queue.v =
        0;
    if (us_rarely((contact->key & contact->endpoint) != US_NIL)) { /* it has one of them */
        forget_texts(state, contact, slot);
    }
    us_object_give(state, US_KIND_CONTACT, (us_object *)contact);
    state->there--;
    if (state->closing != NULL && state->there == 0) {
        us_entries_note_empty(state);
    }
}
