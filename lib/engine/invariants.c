/*
 * invariants.c - everything that must hold between two commands, checked from scratch.
 *
 * Each rule has a number; a broken one is named. The last one is the promise of the whole engine:
 * with no work left, no contact and agent who fit are apart.
 */
#include "engine.h"

#include "rules/fit.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"
#include "state/overflow.h"

/* Calls check for each live item of a pool until one complains. */
#define FOR_EACH(pool, slot)                                      \
    for (uint32_t slot = us_pool_next((pool), 0); slot != US_NIL; \
         slot = us_pool_next((pool), slot + 1))

/* ---- agents and their parts ------------------------------------------------------------------ */

static bool counts_as_in_hand(const us_state *state, const us_part *part)
{
    return state->centre->options.handled == USHER_HANDLED_OCCUPIED || part->state < USHER_PART_ACW;
}

static const char *check_slots(const us_state *state, const us_agent *agent)
{
    uint32_t occupied[USHER_CHANNELS_MAX] = { 0 };
    uint32_t parts = 0;
    uint32_t in_hand = 0;
    uint32_t outside = 0;
    for (uint32_t slot = agent->parts; slot != US_NIL; slot = us_part_at(state, slot)->agent_next) {
        const us_part *part = us_part_at(state, slot);
        if (part->agent != agent) {
            return "A-1 a part stands in another agent's list";
        }
        occupied[part->channel]++;
        parts++;
        in_hand += counts_as_in_hand(state, part);
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (occupied[channel] + agent->outside[channel] != agent->occupied[channel]) {
            return "A-2 occupied slots are not the parts of the channel";
        }
        outside += agent->outside[channel];
    }
    if (parts != agent->parts_count || in_hand + outside != agent->in_hand) {
        return "A-3 parts or contacts in hand are miscounted";
    }
    return NULL;
}

/* What is kept as bits, from scratch. */
static const char *check_room(const us_state *state, const us_agent *agent)
{
    const us_profile *profile = us_agent_profile(state, agent);
    for (usher_channel channel = 0; channel < state->centre->channels_count; channel++) {
        bool busy = agent->occupied[channel] > 0;
        bool room = agent->occupied[channel] < profile->max[channel];
        if ((agent->busy >> channel & 1) != busy || (agent->room >> channel & 1) != room) {
            return "A-8 the bits of a channel are not what its slots are";
        }
    }
    return NULL;
}

static const char *check_places(const us_state *state, const us_agent *agent)
{
    bool takes = us_agent_is_routable(state, agent) && agent->next_status == 0 && !agent->gone;
    if (agent->takes != takes || agent->offerable != us_agent_offerable(state, agent)) {
        return "A-4 the offerable channels are out of date";
    }
    if (agent->listed != agent->offerable) {
        return "A-5 the agent does not stand in the orders of the offerable channels";
    }
    us_key key = { agent->in_hand, agent->since, agent->id };
    for (usher_channel channel = 0; channel < state->centre->channels_count; channel++) {
        const us_order *order = us_free_agents(state, agent->profile, channel);
        us_key at = { key.major, key.minor, key.id - 1 };
        us_key found;
        bool there = us_order_next(order, &at, 0, &found) && found.id == key.id &&
                     found.major == key.major && found.minor == key.minor;
        if (there != ((agent->listed >> channel & 1) != 0)) {
            return "A-6 the agent's place in an order of free agents is wrong";
        }
    }
    return NULL;
}

static const char *check_agents(const us_state *state)
{
    FOR_EACH(&state->agents, slot)
    {
        const us_agent *agent = us_agent_at(state, slot);
        const char *wrong = check_slots(state, agent);
        wrong = wrong == NULL ? check_room(state, agent) : wrong;
        wrong = wrong == NULL ? check_places(state, agent) : wrong;
        if (wrong != NULL) {
            return wrong;
        }
        bool waits = us_agent_is_leaving(agent) && agent->own_lines != US_NIL;
        if (agent->next_status != 0 && agent->parts_count == 0 && !waits) {
            return "A-7 a next status waits though no slot is occupied";
        }
    }
    return NULL;
}

/* ---- contacts -------------------------------------------------------------------------------- */

static const char *check_parts_of(const us_state *state, const us_contact *contact)
{
    uint32_t open = 0;
    uint32_t live = 0;
    for (uint32_t slot = contact->parts; slot != US_NIL;
         slot = us_part_at(state, slot)->contact_next) {
        const us_part *part = us_part_at(state, slot);
        if (part->contact != contact->id || part->joined != contact) {
            return "C-1 a part stands in another contact's list";
        }
        open += us_part_is_open(part);
        live += part->state == USHER_PART_ANSWERED || part->state == USHER_PART_CONNECTED ||
                part->state == USHER_PART_DIALLING;
    }
    if (open != contact->offers) {
        return "C-2 open offers are miscounted";
    }
    bool with_agent =
        contact->state >= USHER_CONTACT_ANSWERED && contact->state <= USHER_CONTACT_DIALLING;
    if (live != (with_agent ? 1u : 0u)) {
        return "C-3 a contact is with an agent without a live part, or has one without being so";
    }
    if (open > 0 && contact->state != USHER_CONTACT_QUEUED) {
        return "C-4 a contact that does not wait is being offered";
    }
    if (contact->state == USHER_CONTACT_ENDED && contact->parts == US_NIL) {
        return "C-5 an ended contact that nobody has is still there";
    }
    if (contact->pending != 0) {
        return "C-11 a contact has something to go through, and no work is left";
    }
    return NULL;
}

static const char *check_waiting(const us_state *state, const us_contact *contact)
{
    bool waits = contact->state == USHER_CONTACT_QUEUED;
    if (!waits) {
        return contact->candidate || contact->changed
                   ? "C-6 a contact that does not wait is a candidate"
                   : NULL;
    }
    if (contact->candidate != (contact->offers < us_line_fan_out(state, contact))) {
        return "C-7 a candidate has as many offers as its queue allows, or the other way round";
    }
    const us_line *line = us_line_at(state, contact->line);
    us_key key = us_contact_key(contact);
    us_key before = { key.major, key.minor, key.id - 1 };
    us_key found;
    if (!us_order_next(&line->order, &before, INT64_MAX, &found) || found.id != key.id) {
        return "C-8 a waiting contact is not in its line";
    }
    if (us_contact_leaves_at(state, contact) <= state->now) {
        return "C-10 a contact has waited for too long";
    }
    return NULL;
}

static const char *check_contacts(const us_state *state)
{
    uint32_t there = 0;
    FOR_EACH(&state->contacts, slot)
    {
        const us_contact *contact = us_contact_at(state, slot);
        const char *wrong = check_parts_of(state, contact);
        wrong = wrong == NULL ? check_waiting(state, contact) : wrong;
        if (wrong != NULL) {
            return wrong;
        }
        there++;
    }
    return there == state->there ? NULL : "C-9 contacts are miscounted";
}

/* ---- lines and counts ------------------------------------------------------------------------ */

static const char *check_line(const us_line *line)
{
    us_key first = { 0 };
    const char *wrong = us_order_check(&line->order);
    if (wrong != NULL) {
        return wrong;
    }
    bool any = us_order_first(&line->order, INT64_MAX - 1, &first);
    if ((any ? first.id : 0) != line->head.id) {
        return "L-1 the head of a line is not its first candidate";
    }
    return NULL;
}

/* Whoever waits where nobody serves him could not go anywhere else. */
static const char *check_attended(const us_state *state, uint32_t line)
{
    uint8_t needs = state->centre->queues[us_line_queue_index(line)].rules.stay_needs;
    us_key key = { INT64_MIN, INT64_MIN, 0 };
    if (us_line_is_attended(state, line, needs)) {
        return NULL;
    }
    while (us_order_next(&state->lines[line].order, &key, INT64_MAX, &key)) {
        if (!us_contact_at(state, us_slot(key.id))->overdue) {
            return "L-4 a contact waits where nobody serves it";
        }
    }
    return NULL;
}

/* Wherever they are: in lines that have been used, or in own queues. */
static const char *check_line_nodes(const us_state *state)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < state->centre->lines_count; i++) {
        used += state->lines[i].used;
        if (state->lines[i].order.count > 0 && !state->lines[i].used) {
            return "L-6 contacts wait in a line that counts as unused";
        }
    }
    uint32_t leaves;
    uint32_t inners;
    us_orders_worst(state->contacts.live, used + state->own_lines.live, &leaves, &inners);
    if (state->waiting_nodes.leaves.capacity < leaves ||
        state->waiting_nodes.inners.capacity < inners) {
        return "L-5 not all contacts have a place to come back to";
    }
    return used == state->lines_used ? NULL : "L-7 the lines that have been used are miscounted";
}

static const char *check_lines(const us_state *state)
{
    uint32_t waiting = 0;
    for (uint32_t i = 0; i < state->centre->lines_count; i++) {
        const char *wrong = check_line(&state->lines[i]);
        wrong = wrong == NULL ? check_attended(state, i) : wrong;
        if (wrong != NULL) {
            return wrong;
        }
        waiting += state->lines[i].order.count;
    }
    FOR_EACH(&state->own_lines, slot)
    {
        const us_own_line *own = us_pool_at(&state->own_lines, slot);
        const char *wrong = check_line(&own->line);
        if (wrong != NULL) {
            return wrong;
        }
        if (own->members == 0 || own->members < own->line.order.count) {
            return "L-4 a line of an own queue has no members, or too few";
        }
        waiting += own->line.order.count;
    }
    if (waiting != state->waiting) {
        return "L-2 the waiting contacts are miscounted";
    }
    for (uint32_t queue = 0; queue < state->centre->queues_count; queue++) {
        uint32_t sum = 0;
        for (uint32_t channel = 0; channel < state->centre->channels_count; channel++) {
            sum += state->lines[us_line_of(queue, (usher_channel)channel)].order.count;
        }
        if (sum != state->queue_waiting[queue]) {
            return "L-3 a queue is miscounted";
        }
    }
    return check_line_nodes(state);
}

/* The orders of free agents have a node for each member of a profile, on all its channels. */
static const char *check_agent_nodes(const us_state *state)
{
    uint32_t leaves = 0;
    uint32_t inners = 0;
    for (uint32_t i = 0; i < state->centre->profiles_count; i++) {
        uint32_t leaves_of_one;
        uint32_t inners_of_one;
        us_order_worst(state->staff[i].members, &leaves_of_one, &inners_of_one);
        for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
            bool on = state->centre->profiles[i].max[channel] > 0;
            leaves += on ? leaves_of_one : 0;
            inners += on ? inners_of_one : 0;
        }
    }
    bool right = leaves == state->free_leaves && inners == state->free_inners &&
                 state->free_nodes.leaves.capacity >= leaves &&
                 state->free_nodes.inners.capacity >= inners;
    return right ? NULL : "A-9 not all agents have a place in the orders, or they are miscounted";
}

static const char *check_orders(const us_state *state)
{
    uint32_t count = state->centre->profiles_count << US_LINES_SHIFT;
    for (uint32_t i = 0; i < count; i++) {
        const char *wrong = us_order_check(&state->free_agents[i]);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return check_agent_nodes(state);
}

/* ---- what a wallboard shows ------------------------------------------------------------------ */

/* Minus one where the part stands. */
static void uncount(us_tally *sum, const us_part *part)
{
    if (us_part_is_open(part)) {
        sum->open--;
    } else if (part->state == USHER_PART_ACW) {
        sum->acw--;
    } else if (us_part_is_over(part)) {
        sum->missed--;
    } else {
        sum->live--;
    }
}

static us_tally sum_of_tallies(const us_state *state)
{
    us_tally sum = { 0 };
    for (uint32_t i = 0; i < state->centre->lines_count + US_LINES_PER_QUEUE; i++) {
        const us_tally *tally = &state->tallies[i];
        sum.open += tally->open;
        sum.live += tally->live;
        sum.acw += tally->acw;
        sum.missed += tally->missed;
        sum.offered += tally->offered;
        sum.late += tally->late;
    }
    return sum;
}

/* All tallies as one: every part is counted. */
static const char *check_tallies(const us_state *state)
{
    us_tally sum = sum_of_tallies(state);
    FOR_EACH(&state->parts, slot)
    {
        uncount(&sum, us_part_at(state, slot));
    }
    FOR_EACH(&state->contacts, slot)
    {
        const us_contact *contact = us_contact_at(state, slot);
        bool waits = contact->state == USHER_CONTACT_QUEUED;
        sum.offered -= waits && contact->offers > 0;
        sum.late -= waits && us_contact_rank_of(contact) > contact->enqueued;
    }
    bool right = (sum.open | sum.live | sum.acw | sum.missed | sum.offered | sum.late) == 0;
    return right ? NULL : "V-2 parts or waiting contacts are miscounted";
}

static const char *check_staff(const us_state *state)
{
    us_staff sum = { 0, 0, 0 };
    for (uint32_t i = 0; i < state->centre->profiles_count; i++) {
        sum.members += state->staff[i].members;
        sum.logged_in += state->staff[i].logged_in;
        sum.staffed += state->staff[i].staffed;
    }
    FOR_EACH(&state->agents, slot)
    {
        const us_agent *agent = us_agent_at(state, slot);
        sum.members--;
        sum.logged_in -= agent->logged_in;
        sum.staffed -= agent->takes;
    }
    bool right = sum.members == 0 && sum.logged_in == 0 && sum.staffed == 0;
    return right ? NULL : "V-3 the agents of the profiles are miscounted";
}

/* ---- the promise ----------------------------------------------------------------------------- */

static const char *check_matching(const us_state *state)
{
    FOR_EACH(&state->agents, a)
    {
        FOR_EACH(&state->contacts, c)
        {
            if (us_fit(state, us_agent_at(state, a), us_contact_at(state, c)) == 0) {
                return "M-1 a contact and an agent who fit are apart";
            }
        }
    }
    return NULL;
}

const char *usher_engine_check(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    static const char *(*const checks[])(const us_state *) = { check_agents,  check_contacts,
                                                               check_lines,   check_orders,
                                                               check_tallies, check_staff };
    if (us_engine_is_behind(engine)) {
        return NULL; /* in the middle of things; the rules below hold when they are done */
    }
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const char *wrong = checks[i](state);
        if (wrong != NULL) {
            return wrong;
        }
    }
    const char *wrong = us_timers_check(&state->deadlines);
    wrong = wrong == NULL ? us_timers_check(&state->sights) : wrong;
    bool full = state->parts.live >= engine->limits.participants;
    return wrong == NULL && !full ? check_matching(state) : wrong;
}
