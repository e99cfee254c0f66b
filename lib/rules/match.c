/*
 * match.c - the best pair, found through the heads of lines and the orders of free agents.
 *
 * As long as the changed set is empty no pair fits (the matching invariant), so a pair that fits
 * now contains a changed contact or a changed agent, and only those are looked at. One thing can be
 * changed at a time in nearly every command; several are after an offer to many was answered.
 */
#include "match.h"

#include "fit.h"
#include "state/agent.h"
#include "state/contact.h"
#include "state/line.h"

/* A contact as somebody ranks it: the own queue and entry priority first (SEL-2). */
typedef struct ranked {
    int64_t entry; /* 0 = the agent's own queue, else the entry's priority */
    us_key key;    /* id 0 = nobody */
} ranked;

static bool ranked_before(const ranked *a, const ranked *b)
{
    return a->entry != b->entry ? a->entry < b->entry : us_key_before(&a->key, &b->key);
}

static us_contact *contact_of(const us_state *state, const us_key *key)
{
    return us_contact_at(state, us_slot(key->id));
}

/* As us_is_barred: most contacts have no offer, and nobody has missed them. */
static inline bool is_barred(const us_state *state, const us_agent *agent,
                             const us_contact *contact)
{
    return (contact->offers > 0 || contact->last_misser == agent->id) &&
           us_is_barred(state, agent, contact);
}

/* ---- which contact for an agent -------------------------------------------------------------- */

/* The first contact of a line that the agent may be offered: nearly always its head. */
static bool first_for(const us_state *state, const us_agent *agent, uint32_t index,
                      usher_duration delay, us_key *out)
{
    const us_line *line = us_line_at(state, index);
    bool found = us_line_first(state, line, delay, out);
    while (found && is_barred(state, agent, contact_of(state, out))) {
        us_key barred = *out;
        found = us_line_next(state, line, delay, &barred, out);
    }
    return found;
}

static void take_better(ranked *best, const us_key *key)
{
    if (best->key.id == 0 || us_key_before(key, &best->key)) {
        best->key = *key;
    }
}

static ranked best_of_own_queue(const us_state *state, const us_agent *agent)
{
    ranked best = { 0 };
    for (uint32_t index = agent->own_lines; index != US_NIL;) {
        const us_own_line *own = us_own_line_at(state, index);
        us_key key;
        if ((agent->offerable >> own->channel & 1) &&
            first_for(state, agent, index, US_ALL_CANDIDATES, &key)) {
            take_better(&best, &key);
        }
        index = own->next;
    }
    return best;
}

/* The first contact of an entry, if its channel is open to the agent. */
static bool first_of_entry(const us_state *state, const us_agent *agent, const us_entry *entry,
                           us_key *out)
{
    return (agent->offerable >> entry->channel & 1) &&
           first_for(state, agent, entry->line, entry->delay, out);
}

/* Entries come best priority first: the first priority with a contact decides. */
static ranked best_of_entries(const us_state *state, const us_agent *agent)
{
    const us_profile *profile = us_agent_profile(state, agent);
    ranked best = { 0 };
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        const us_entry *entry = &profile->entries[i];
        if (best.key.id != 0 && entry->priority != best.entry) {
            break;
        }
        us_key key;
        if (first_of_entry(state, agent, entry, &key)) {
            best.entry = entry->priority;
            take_better(&best, &key);
        }
    }
    return best;
}

/* As best_of_heads, where an entry has a delay: that one is looked at properly. */
US_APART static us_contact *best_with_delays(const us_state *state, const us_agent *agent)
{
    const us_profile *profile = us_agent_profile(state, agent);
    const us_key *best = NULL;
    us_key seen[2]; /* by entries with a delay: the best one, perhaps, and the next one */
    uint8_t priority = 0;
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        const us_entry *entry = &profile->entries[i];
        if (best != NULL && entry->priority != priority) {
            break;
        }
        const us_key *head = &state->lines[entry->line].head;
        if (head->id == 0 || (agent->offerable >> entry->channel & 1) == 0) {
            continue;
        }
        if (entry->delay != 0) {
            us_key *free = best == &seen[0] ? &seen[1] : &seen[0];
            if (!first_of_entry(state, agent, entry, free)) {
                continue;
            }
            head = free;
        }
        if (best == NULL || us_key_before(head, best)) {
            best = head;
            priority = entry->priority;
        }
    }
    return best != NULL ? contact_of(state, best) : NULL;
}

/* Behind all who wait. */
static const us_key nobody = { INT64_MAX, INT64_MAX, UINT64_MAX };

/* As best_of_heads, where no entry comes before another one, or later. */
static us_contact *best_of_even(const us_state *state, const us_agent *agent,
                                const us_profile *profile)
{
    const us_line *lines = state->lines;
    uint32_t offerable = agent->offerable;
    const us_key *best = &nobody;
    const us_entry *end = profile->entries + profile->entries_count;
    for (const us_entry *entry = profile->entries; entry < end; entry++) {
        const us_key *head = &lines[entry->line].head;
        if (head->id != 0 && (offerable >> entry->channel & 1) && us_key_before(head, best)) {
            best = head;
        }
    }
    return best != &nobody ? contact_of(state, best) : NULL;
}

/*
 * The same by the heads of lines alone, which is nearly always right: the contact found need not be
 * one that the agent may be offered. NULL: none.
 */
static us_contact *best_of_heads(const us_state *state, const us_agent *agent)
{
    const us_profile *profile = us_agent_profile(state, agent);
    if (us_mostly(profile->even)) {
        return best_of_even(state, agent, profile);
    }
    const us_key *best = &nobody;
    uint32_t priority = 0;
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        const us_entry *entry = &profile->entries[i];
        if (entry->priority != priority) {
            if (best != &nobody) {
                break;
            }
            priority = entry->priority;
        }
        const us_key *head = &state->lines[entry->line].head;
        if (head->id == 0 || (agent->offerable >> entry->channel & 1) == 0) {
            continue;
        }
        if (entry->delay != 0) {
            return best_with_delays(state, agent);
        }
        best = us_key_before(head, best) ? head : best;
    }
    return best != &nobody ? contact_of(state, best) : NULL;
}

/* The best contact of one queue over the entries of one priority, from the i-th entry on. */
static ranked best_of_queue(const us_state *state, const us_agent *agent, uint32_t i)
{
    const us_profile *profile = us_agent_profile(state, agent);
    uint8_t priority = profile->entries[i].priority;
    uint32_t queue = us_line_queue_index(profile->entries[i].line);
    ranked best = { 0 };
    for (; i < profile->entries_count && profile->entries[i].priority == priority; i++) {
        const us_entry *entry = &profile->entries[i];
        us_key key;
        if (us_line_queue_index(entry->line) == queue &&
            first_of_entry(state, agent, entry, &key)) {
            best.entry = priority;
            take_better(&best, &key);
        }
    }
    best.key.major = 0; /* between queues contact priority does not count */
    return best;
}

/* Does an entry before the i-th have its priority and its queue? */
static bool queue_was_asked(const us_profile *profile, uint32_t i)
{
    uint32_t queue = us_line_queue_index(profile->entries[i].line);
    for (uint32_t k = i; k > 0 && profile->entries[k - 1].priority == profile->entries[i].priority;
         k--) {
        if (us_line_queue_index(profile->entries[k - 1].line) == queue) {
            return true;
        }
    }
    return false;
}

/* priority_scope in_queue (SEL-3): the best of each queue, and of these the oldest. */
static ranked best_of_queues(const us_state *state, const us_agent *agent)
{
    const us_profile *profile = us_agent_profile(state, agent);
    ranked best = { 0 };
    for (uint32_t i = 0; i < profile->entries_count; i++) {
        if (best.key.id != 0 && profile->entries[i].priority != best.entry) {
            break;
        }
        if (queue_was_asked(profile, i)) {
            continue;
        }
        ranked one = best_of_queue(state, agent, i);
        if (one.key.id != 0 && (best.key.id == 0 || ranked_before(&one, &best))) {
            best = one;
        }
    }
    return best;
}

static ranked best_for_agent(const us_state *state, const us_agent *agent)
{
    bool in_queue = state->centre->options.priority_scope == USHER_PRIORITY_IN_QUEUE;
    ranked best = { 0 };
    if (agent->offerable == 0) {
        return best;
    }
    if (agent->own_lines != US_NIL) {
        best = best_of_own_queue(state, agent);
    }
    if (best.key.id != 0) {
        best.key.major = in_queue ? 0 : best.key.major;
        return best;
    }
    if (in_queue) {
        return best_of_queues(state, agent);
    }
    return best_of_entries(state, agent);
}

/* ---- which agent for a contact --------------------------------------------------------------- */

typedef struct candidate {
    bool missed_last; /* ranks behind all who did not (SEL-33) */
    us_key key;       /* in hand, available since, id; id 0 = nobody */
} candidate;

static bool candidate_before(const candidate *a, const candidate *b)
{
    return a->missed_last != b->missed_last ? b->missed_last : us_key_before(&a->key, &b->key);
}

/* The best agent of one profile for a contact on whose line the profile looks. */
static candidate best_of_profile(const us_state *state, uint32_t profile, const us_contact *contact)
{
    const us_order *order = us_free_agents(state, profile, contact->channel);
    if (order->count == 0) {
        return (candidate){ 0 };
    }
    bool avoid = state->centre->options.same_agent_twice == USHER_SAME_AGENT_AVOID;
    candidate misser = { 0 };
    us_key key;
    bool found = us_order_first(order, 0, &key);
    while (found) {
        bool barred = is_barred(state, us_agent_at(state, us_slot(key.id)), contact);
        if (!barred && avoid && key.id == contact->last_misser) {
            misser = (candidate){ true, key };
        } else if (!barred) {
            return (candidate){ false, key };
        }
        us_key last = key;
        found = us_order_next(order, &last, 0, &key);
    }
    return misser;
}

static candidate owner_of(const us_state *state, const us_contact *contact)
{
    const us_agent *agent = us_agent_at(state, us_line_owner(state, contact->line));
    bool fits = (agent->offerable >> contact->channel & 1) && !is_barred(state, agent, contact);
    return (candidate){ false, { 0, 0, fits ? agent->id : 0 } };
}

/*
 * The best agent for a contact, over the profiles that serve its line; *entry receives the best
 * entry priority under which any agent who fits could take it.
 */
static candidate best_for_contact(const us_state *state, const us_contact *contact, int64_t *entry)
{
    const usher_centre *centre = state->centre;
    candidate best = { 0 };
    *entry = 0;
    if (!contact->candidate) {
        return best;
    }
    if (us_line_is_own(contact->line)) {
        return owner_of(state, contact);
    }
    for (uint32_t i = centre->servers_from[contact->line];
         i < centre->servers_from[contact->line + 1]; i++) {
        const us_server *server = &centre->servers[i];
        if (server->delay > 0 && us_contact_waited(state, contact) < server->delay) {
            continue;
        }
        candidate one = best_of_profile(state, server->profile, contact);
        if (one.key.id == 0) {
            continue;
        }
        *entry = *entry == 0 || server->priority < *entry ? server->priority : *entry;
        if (best.key.id == 0 || candidate_before(&one, &best)) {
            best = one;
        }
    }
    return best;
}

/* ---- the pair -------------------------------------------------------------------------------- */

static us_effect offer(us_contact *contact, uint32_t agent)
{
    return (us_effect){ .what = us_what_with(US_OFFER, agent), .contact = contact };
}

/* By all the rules. */
US_APART static us_contact *search_contact(const us_state *state, const us_agent *agent)
{
    ranked best = best_for_agent(state, agent);
    return best.key.id != 0 ? contact_of(state, &best.key) : NULL;
}

us_contact *us_best_contact(const us_state *state, const us_agent *agent)
{
    bool heads_do = agent->own_lines == US_NIL &&
                    state->centre->options.priority_scope != USHER_PRIORITY_IN_QUEUE;
    if (us_rarely(!heads_do)) {
        return search_contact(state, agent);
    }
    us_contact *contact = best_of_heads(state, agent);
    bool barred = contact != NULL && (contact->offers > 0 || contact->last_misser == agent->id);
    return us_rarely(barred) ? search_contact(state, agent) : contact;
}

static us_effect settle(us_contact *contact)
{
    return (us_effect){ .what = US_SETTLE_CONTACT, .contact = contact };
}

/*
 * Nothing changed but one agent: what is best for him has nobody better (nobody else fits at all).
 */
static us_effect match_agent(const us_state *state, us_agent *agent)
{
    us_contact *contact = us_best_contact(state, agent);
    return contact != NULL ? offer(contact, us_slot(agent->id))
                           : (us_effect){ .what = US_SETTLE_AGENT, .agent = agent };
}

bool us_finds_nobody(const us_state *state, const us_contact *contact)
{
    const usher_centre *centre = state->centre;
    if (us_line_is_own(contact->line)) {
        return false;
    }
    uint32_t at = centre->servers_from[contact->line];
    uint32_t end = centre->servers_from[contact->line + 1];
    while (at < end &&
           us_free_agents(state, centre->servers[at].profile, contact->channel)->count == 0) {
        at++;
    }
    return at == end;
}

/* Nothing changed but one contact. */
US_APART static us_effect match_contact(const us_state *state, us_contact *contact)
{
    int64_t entry;
    candidate best = best_for_contact(state, contact, &entry);
    return best.key.id != 0 ? offer(contact, us_slot(best.key.id)) : settle(contact);
}

/*
 * With priority_scope in_queue a contact has no rank of its own: what counts is what the agents
 * whom it fits would name. Looks at each of them, so this option costs O(free agents) when several
 * things have changed at once.
 */
static ranked best_named(const us_state *state, const us_contact *contact)
{
    const usher_centre *centre = state->centre;
    ranked best = { 0 };
    if (us_line_is_own(contact->line)) {
        return best_for_agent(state, us_agent_at(state, us_line_owner(state, contact->line)));
    }
    for (uint32_t i = centre->servers_from[contact->line];
         i < centre->servers_from[contact->line + 1]; i++) {
        const us_order *order = us_free_agents(state, centre->servers[i].profile, contact->channel);
        us_key key;
        bool found = us_order_first(order, 0, &key);
        while (found) {
            ranked one = best_for_agent(state, us_agent_at(state, us_slot(key.id)));
            if (one.key.id != 0 && (best.key.id == 0 || ranked_before(&one, &best))) {
                best = one;
            }
            us_key last = key;
            found = us_order_next(order, &last, 0, &key);
        }
    }
    return best;
}

/* A changed contact's rank over all agents who fit; `entry` is the best they have. */
static ranked rank_of(const us_state *state, const us_contact *contact, int64_t entry)
{
    if (state->centre->options.priority_scope == USHER_PRIORITY_IN_QUEUE) {
        return best_named(state, contact);
    }
    return (ranked){ entry, us_contact_key(contact) };
}

US_APART static us_effect match_changed(const us_state *state)
{
    ranked best = { 0 };
    for (us_agent *agent = state->changed_agents; agent != NULL; agent = agent->changed_next) {
        ranked one = best_for_agent(state, agent);
        if (one.key.id == 0) {
            return (us_effect){ .what = US_SETTLE_AGENT, .agent = agent };
        }
        best = best.key.id == 0 || ranked_before(&one, &best) ? one : best;
    }
    us_contact *contact = state->changed_contacts;
    for (; contact != NULL; contact = contact->changed_next) {
        int64_t entry;
        if (best_for_contact(state, contact, &entry).key.id == 0) {
            return settle(contact);
        }
        ranked one = rank_of(state, contact, entry);
        best = best.key.id == 0 || ranked_before(&one, &best) ? one : best;
    }
    contact = contact_of(state, &best.key);
    int64_t entry;
    candidate taker = best_for_contact(state, contact, &entry);
    return offer(contact, us_slot(taker.key.id));
}

us_effect us_decide_match(const us_state *state)
{
    us_agent *agent = state->changed_agents;
    us_contact *contact = state->changed_contacts;
    if (contact == NULL) {
        if (agent == NULL) {
            return (us_effect){ .what = US_NOTHING };
        }
        if (agent->changed_next == NULL) {
            return match_agent(state, agent);
        }
    } else if (agent == NULL && contact->changed_next == NULL) {
        return us_finds_nobody(state, contact) ? settle(contact) : match_contact(state, contact);
    }
    return match_changed(state);
}
