/*
 * line.c - an order of keys per line, its head beside it, and the counts that capacity needs.
 *
 * The value of a key in the order is the time from which entry delays count (any, in a line without
 * delays), or HIDDEN while the contact is no candidate. So "first candidate that has waited for d"
 * is "first key whose value is at most now - d".
 */
#include "line.h"

#include "agent.h"
#include "base/clock.h"
#include "changes.h"
#include "overflow.h"

#define HIDDEN INT64_MAX
#define ANY US_VISIBLE_LAST
#define LESS UINT32_MAX /* minus one, where a count is added to */

uint32_t us_line_owner(const us_state *state, uint32_t line)
{
    return us_line_is_own(line) ? us_own_line_at(state, line)->agent : US_NIL;
}

bool us_line_is_left(const us_state *state, uint32_t line)
{
    if (us_line_is_own(line)) {
        return us_agent_is_leaving(us_agent_at(state, us_line_owner(state, line)));
    }
    return state->centre->queues[us_line_queue_index(line)].presence != US_IS_PRESENT;
}

usher_status us_queue_admits_more(const us_state *state, uint32_t queue)
{
    usher_status status = us_queue_admits(state, queue);
    bool up = state->centre->options.buffer_rounding == USHER_ROUND_UP;
    uint64_t max = state->centre->queues[queue].max_contacts;
    uint64_t buffer = (max + (up ? 4 : 0)) / 5;
    bool fits = status == USHER_ERR_FULL && state->queue_waiting[queue] < max + buffer;
    return fits ? USHER_OK : status;
}

uint32_t us_line_find_own(const us_state *state, const us_agent *agent, usher_channel channel)
{
    uint32_t line = agent->own_lines;
    while (line != US_NIL && us_own_line_at(state, line)->channel != channel) {
        line = us_own_line_at(state, line)->next;
    }
    return line;
}

/*
 * Lines in which contacts may be: those that somebody has waited in or may overflow to, and those
 * of one more queue for this command and for each order to move many; with a change of centre, any.
 * And own ones, with one that is made next.
 */
static uint32_t lines_count(const us_state *state, const usher_centre *centre)
{
    uint32_t lines = centre->queues_count * centre->channels_count;
    uint32_t used = state->lines_used + (state->tasks.live + 1) * US_LINES_PER_QUEUE;
    bool changes = centre != state->centre || state->reseat != NULL;
    return (changes || lines < used ? lines : used) + state->own_lines.live + 1;
}

usher_status us_lines_reserve_in(us_state *state, const usher_centre *centre, uint32_t contacts)
{
    uint32_t leaves;
    uint32_t inners;
    us_orders_worst(contacts, lines_count(state, centre), &leaves, &inners);
    usher_status status = us_orders_reserve_total(&state->waiting_nodes, leaves, inners);
    if (status == USHER_OK && centre->watches) {
        status = us_timers_reserve(&state->sights, contacts);
    }
    return status;
}

usher_status us_lines_reserve(us_state *state, uint32_t contacts)
{
    usher_status status = us_lines_reserve_in(state, state->centre, contacts);
    if (status == USHER_OK && contacts > state->places) {
        state->places = contacts;
    }
    return status;
}

uint32_t us_line_own(us_state *state, us_agent *agent, uint32_t agent_slot, usher_channel channel)
{
    uint32_t line = us_line_find_own(state, agent, channel);
    if (line != US_NIL) {
        us_own_line_at(state, line)->members++;
        return line;
    }
    uint32_t slot = us_pool_take(&state->own_lines);
    us_own_line *own = us_own_line_at(state, slot);
    *own =
        (us_own_line){ .id = 1, .next = agent->own_lines, .agent = agent_slot, .channel = channel };
    own->members = 1;
    own->line.used = true; /* counted apart */
    state->places = 0;
    agent->own_lines = US_OWN_LINE | slot;
    return agent->own_lines;
}

/* An agent's own line goes when the last contact leaves that may come back. */
static void drop_own_line(us_state *state, uint32_t line)
{
    us_own_line *own = us_own_line_at(state, line);
    uint32_t *link = &us_agent_at(state, own->agent)->own_lines;
    while (*link != line) {
        link = &us_own_line_at(state, *link)->next;
    }
    *link = own->next;
    us_agent *agent = us_agent_at(state, own->agent);
    us_pool_give(&state->own_lines, line & ~US_OWN_LINE);
    us_agent_finish_leaving(state, agent);
}

void us_line_end_queue(us_state *state, uint32_t queue, uint64_t actor)
{
    bool waits = state->queue_waiting[queue] > 0;
    for (uint32_t i = 0; i < US_LINES_PER_QUEUE; i++) {
        state->lines[us_line_of(queue, (usher_channel)i)].ends = waits;
    }
    if (!waits) {
        us_change(state, USHER_EVENT_QUEUE_REMOVED, actor)->queue.v = queue + 1;
    }
}

/*
 * Where no entry has a delay, all candidates have the same value: hiding one then hardly ever
 * changes the least value of a branch.
 */
static int64_t value_of(const us_state *state, const us_line *line, const us_contact *contact)
{
    return line->delays ? us_contact_visible_from(state, contact) : 0;
}

/* The head was taken or hidden: who is first now? */
static void renew_head(us_line *line)
{
    if (!us_order_first(&line->order, ANY, &line->head)) {
        line->head.id = 0;
    }
}

static void offer_head(us_line *line, const us_key *key)
{
    if (line->head.id == 0 || us_key_before(key, &line->head)) {
        us_key_set(&line->head, key);
    }
}

static inline void count(us_state *state, const us_contact *contact, uint32_t by)
{
    state->waiting += by;
    if (contact->queue.v != 0) {
        state->queue_waiting[contact->queue.v - 1] += by;
    } else {
        us_agent_at(state, us_line_owner(state, contact->line))->own_count += by;
    }
}

/* A negative age makes a contact rank as if it had come later than it has: rare, and counted. */
static void count_late(us_state *state, const us_contact *contact, uint32_t by)
{
    if (contact->age < 0 && us_contact_rank_of(contact) > contact->enqueued) {
        state->tallies[us_tally_of(contact->line)].late += by;
    }
}

void us_line_use(us_state *state, us_line *line)
{
    if (!line->used) {
        line->used = true;
        state->lines_used++;
        state->places = 0;
    }
}

void us_line_enter(us_state *state, us_contact *contact)
{
    us_line *line = us_line_at(state, contact->line);
    us_key key = us_contact_key(contact);
    us_order_insert(&state->waiting_nodes, &line->order, &key, value_of(state, line, contact));
    contact->candidate = true;
    offer_head(line, &key);
    if (line->stranded) { /* not all have been told any more */
        line->stranded = false;
        us_line_doubt(state, contact->line);
    }
    us_line_use(state, line);
    count(state, contact, 1);
    count_late(state, contact, 1);
}

void us_line_leave(us_state *state, us_contact *contact)
{
    us_line *line = us_line_at(state, contact->line);
    if (us_rarely(!us_order_take_first(&line->order, contact->id))) {
        us_key key = us_contact_key(contact);
        us_order_remove(&state->waiting_nodes, &line->order, &key);
    }
    contact->candidate = false;
    if (line->head.id == contact->id) {
        renew_head(line);
    }
    count(state, contact, LESS);
    count_late(state, contact, LESS);
    if (line->order.count == 0 && line->ends) {
        us_line_end_queue(state, us_line_queue_index(contact->line), USHER_ACTOR_ENGINE);
    }
}

void us_line_give_up(us_state *state, us_contact *contact)
{
    uint32_t line = contact->line;
    if (line == US_NIL || !us_line_is_own(line)) {
        return;
    }
    contact->line = US_NIL;
    if (--us_own_line_at(state, line)->members == 0) {
        drop_own_line(state, line);
    }
}

/* It is no candidate any more. If it was the first one, the next one is. */
static void hide(us_line *line, us_contact *contact)
{
    contact->candidate = false;
    if (us_rarely(line->head.id != contact->id)) {
        us_key key = us_contact_key(contact);
        us_order_set_value(&line->order, &key, HIDDEN);
    } else if (!us_order_raise_value(&line->order, &line->head, HIDDEN, ANY, &line->head)) {
        line->head.id = 0;
    }
}

static void show(us_state *state, us_line *line, us_contact *contact)
{
    us_key key = us_contact_key(contact);
    contact->candidate = true;
    us_order_set_value(&line->order, &key, value_of(state, line, contact));
    offer_head(line, &key);
}

void us_line_mark(us_state *state, us_contact *contact, bool candidate)
{
    if (contact->candidate == candidate) {
        return;
    }
    us_line *line = us_line_at(state, contact->line);
    if (candidate) {
        show(state, line, contact);
    } else {
        hide(line, contact);
    }
}

void us_line_revalue(us_state *state, us_contact *contact)
{
    us_line *line = us_line_at(state, contact->line);
    us_key key = us_contact_key(contact);
    us_order_set_value(&line->order, &key,
                       contact->candidate ? value_of(state, line, contact) : HIDDEN);
}

void us_line_rerank(us_state *state, us_contact *contact, int64_t priority, usher_duration age)
{
    us_line *line = us_line_at(state, contact->line);
    us_key key = us_contact_key(contact);
    us_order_remove(&state->waiting_nodes, &line->order, &key);
    count_late(state, contact, LESS);
    contact->priority = priority;
    contact->age = age;
    count_late(state, contact, 1);
    key = us_contact_key(contact);
    us_order_insert(&state->waiting_nodes, &line->order, &key,
                    contact->candidate ? value_of(state, line, contact) : HIDDEN);
    renew_head(line);
}

static int64_t limit_of(const us_state *state, usher_duration delay)
{
    return delay == US_ALL_CANDIDATES ? ANY : us_time_before(state->now, delay);
}

bool us_line_first(const us_state *state, const us_line *line, usher_duration delay, us_key *out)
{
    if (line->head.id == 0) {
        return false;
    }
    if (delay == US_ALL_CANDIDATES) {
        *out = line->head;
        return true;
    }
    return us_order_first(&line->order, limit_of(state, delay), out);
}

bool us_line_next(const us_state *state, const us_line *line, usher_duration delay,
                  const us_key *after, us_key *out)
{
    return us_order_next(&line->order, after, limit_of(state, delay), out);
}

uint32_t us_line_position(const us_state *state, const us_contact *contact)
{
    const us_line *line = us_line_at(state, contact->line);
    us_key key = us_contact_key(contact);
    return us_order_rank(&line->order, &key) + 1;
}
