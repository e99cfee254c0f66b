/*
 * moves.c - one decision at a time about one object.
 *
 * Facts may come in any order and more than once. Each is judged against the state it meets when
 * its turn comes: what no longer applies does nothing.
 */
#include "moves.h"

#include "fit.h"
#include "state/line.h"
#include "state/overflow.h"
#include "state/part.h"
#include "state/task.h"

static us_effect nothing(uint8_t done)
{
    return (us_effect){ .what = us_what(US_NOTHING, done, USHER_REASON_NONE, US_BY_ENGINE) };
}

/* Something happens to a part on the engine's own account. */
static us_effect by_engine(us_effect_kind kind, us_part *part, uint8_t reason, uint8_t done)
{
    return (us_effect){ .what = us_what(kind, done, reason, US_BY_ENGINE), .part = part };
}

/* Something happens to a part because it was reported. */
static us_effect by_report(us_effect_kind kind, us_part *part, uint8_t reason, uint8_t done)
{
    return (us_effect){ .what = us_what(kind, done, reason, US_BY_REPORT), .part = part };
}

/* The lowest bit of what is pending: facts are dealt with in the order in which they make sense. */
static uint8_t lowest(uint8_t pending)
{
    return (uint8_t)(pending & -pending);
}

/* ---- contacts -------------------------------------------------------------------------------- */

/* Of a contact that is being offered. */
static us_part *oldest_open_offer(const us_state *state, const us_contact *contact)
{
    us_part *part = us_part_at(state, contact->parts);
    while (!us_part_is_open(part)) {
        part = us_part_at(state, part->contact_next);
    }
    return part;
}

/* The oldest part that has not gone to after-contact work. */
static us_part *oldest_live_part(const us_state *state, const us_contact *contact)
{
    for (uint32_t slot = contact->parts; slot != US_NIL;) {
        us_part *part = us_part_at(state, slot);
        if (part->state != USHER_PART_ACW) {
            return part;
        }
        slot = part->contact_next;
    }
    return NULL;
}

/*
 * The conversation is over for this part: after-contact work if there was one, else the slot is
 * free.
 */
static us_effect see_off(us_part *part, uint8_t done)
{
    bool works_on = part->talked && us_part_acw(part) != 0 && !part->agent->gone;
    return works_on ? by_engine(US_WRAP_UP, part, USHER_REASON_NONE, done)
                    : by_engine(US_CLEAR, part, USHER_REASON_NO_ACW, done);
}

/* Somebody else has answered. */
static us_effect withdraw_other(const us_state *state, const us_contact *contact)
{
    return by_engine(US_WITHDRAW, oldest_open_offer(state, contact),
                     USHER_REASON_ANSWERED_ELSEWHERE, 0);
}

static us_effect decide_ending(const us_state *state, us_contact *contact)
{
    if (contact->offers > 0) {
        return by_engine(US_WITHDRAW, oldest_open_offer(state, contact), contact->reason, 0);
    }
    if (contact->state != USHER_CONTACT_ENDED) {
        return (us_effect){ .what = US_CLOSE, .contact = contact };
    }
    us_part *live = oldest_live_part(state, contact);
    if (live != NULL) { /* there is never more than one */
        return see_off(live, US_CONTACT_ENDING);
    }
    if (contact->parts == US_NIL) {
        return (us_effect){ .what = us_what(US_COMPLETE, US_CONTACT_ENDING, 0, US_BY_ENGINE),
                            .contact = contact };
    }
    return nothing(US_CONTACT_ENDING);
}

/* Its longest wait is over. Offers are withdrawn only if there is a way out. */
static us_effect decide_overflow(const us_state *state, us_contact *contact)
{
    const uint8_t done = US_CONTACT_OVERFLOWS;
    if (contact->state != USHER_CONTACT_QUEUED ||
        us_contact_leaves_at(state, contact) > state->now) {
        return nothing(done);
    }
    uint8_t way = us_contact_way_out(state, contact);
    if (way == US_WAY_STAYS) {
        return (us_effect){ .what = us_what(US_STRAND, done, 0, 0), .contact = contact };
    }
    if (contact->offers > 0) {
        return by_engine(US_WITHDRAW, oldest_open_offer(state, contact), USHER_REASON_OVERFLOW, 0);
    }
    us_effect_kind kind = way == US_WAY_GOES ? US_OVERFLOW : US_EXPIRE;
    uint8_t reason = state->centre->queues[contact->queue.v - 1].rules.overflow_end;
    return (us_effect){ .what = us_what(kind, done, reason, 0), .contact = contact };
}

us_effect us_decide_contact(const us_state *state, us_contact *contact)
{
    switch (lowest(contact->pending)) {
    case US_CONTACT_REACHED:
        if (contact->state == USHER_CONTACT_DIALLING) {
            return (us_effect){ .what = us_what(US_CONNECT, US_CONTACT_REACHED, 0, US_BY_CUSTOMER),
                                .part = us_part_at(state, contact->parts) };
        }
        return nothing(US_CONTACT_REACHED);
    case US_CONTACT_TAKEN:
        return contact->offers > 0 ? withdraw_other(state, contact) : nothing(US_CONTACT_TAKEN);
    case US_CONTACT_ENDING:
        return decide_ending(state, contact);
    case US_CONTACT_OVERFLOWS:
        return decide_overflow(state, contact);
    default:
        return nothing(contact->pending);
    }
}

/* ---- parts ----------------------------------------------------------------------------------- */

static bool is_missed(const us_part *part)
{
    return part->state >= USHER_PART_MISSED && part->state <= USHER_PART_ERROR;
}

static bool is_live(const us_part *part)
{
    return part->state == USHER_PART_ANSWERED || part->state == USHER_PART_CONNECTED ||
           part->state == USHER_PART_DIALLING;
}

/* An open offer was answered, but not by the agent who was offered it. */
US_APART static us_effect decide_answerer(const us_state *state, us_part *part)
{
    const us_agent *agent =
        part->answerer != US_NOBODY ? us_pool_find(&state->agents, part->answerer) : NULL;
    if (agent == NULL) {
        return by_report(US_GO_OUTSIDE, part, 0, US_PART_IS_ANSWERED);
    }
    return (us_effect){ .what = us_what_with(US_MOVE, us_slot(agent->id)), .part = part };
}

static us_effect decide_answered(const us_state *state, us_part *part)
{
    if (us_part_is_open(part)) {
        return part->answerer == 0 ? by_report(US_ANSWER, part, 0, US_PART_IS_ANSWERED)
                                   : decide_answerer(state, part);
    }
    return is_missed(part) ? by_report(US_LOSE, part, 0, US_PART_IS_ANSWERED)
                           : nothing(US_PART_IS_ANSWERED);
}

/* Joined without an answer before is both, one after the other. */
static us_effect decide_joined(const us_state *state, us_part *part)
{
    if (us_part_is_open(part)) {
        return by_report(US_ANSWER, part, 0, 0);
    }
    if (part->state == USHER_PART_ANSWERED) {
        return part->joined->offers > 0 ? withdraw_other(state, part->joined)
                                        : by_report(US_CONNECT, part, 0, US_PART_IS_JOINED);
    }
    return is_missed(part) ? by_report(US_LOSE, part, 0, US_PART_IS_JOINED)
                           : nothing(US_PART_IS_JOINED);
}

/* This agent is gone from the conversation: with him it ends. */
static us_effect agent_left(us_part *part, uint8_t done)
{
    if (!is_live(part)) {
        return nothing(done);
    }
    return by_report(US_END, part, USHER_REASON_AGENT_DISCONNECT, done);
}

static us_effect decide_failed(us_part *part)
{
    if (!us_part_is_open(part) && part->unjoined) {
        return part->state == USHER_PART_ANSWERED
                   ? by_report(US_UNJOIN, part, part->cause, US_PART_IS_FAILED)
                   : nothing(US_PART_IS_FAILED);
    }
    if (!us_part_is_open(part)) {
        bool joined = part->state == USHER_PART_ANSWERED || part->state == USHER_PART_CONNECTED;
        return joined ? agent_left(part, US_PART_IS_FAILED) : nothing(US_PART_IS_FAILED);
    }
    bool cancelled = part->cause == USHER_REASON_CANCELLED;
    return by_report(cancelled ? US_CANCEL : US_FAIL, part, part->cause, US_PART_IS_FAILED);
}

static us_effect decide_left(us_part *part)
{
    if (us_part_is_open(part)) {
        return by_report(US_CANCEL, part, USHER_REASON_NONE, US_PART_IS_LEFT);
    }
    return agent_left(part, US_PART_IS_LEFT);
}

us_effect us_decide_part(const us_state *state, us_part *part)
{
    if (us_part_is_open(part) && part->joined->state != USHER_CONTACT_QUEUED) {
        /* somebody has answered, and the contact's turn to withdraw this is still to come */
        return by_engine(US_WITHDRAW, part, USHER_REASON_ANSWERED_ELSEWHERE, 0);
    }
    if (part->state <= USHER_PART_ANSWERED && part->until != USHER_TIME_NEVER &&
        part->until <= state->now) {
        return us_decide_deadline(part); /* whatever was reported came after the deadline */
    }
    switch (lowest(part->pending)) {
    case US_PART_IS_RINGING:
        return part->state == USHER_PART_OFFERED ? by_report(US_RING, part, 0, US_PART_IS_RINGING)
                                                 : nothing(US_PART_IS_RINGING);
    case US_PART_IS_ANSWERED:
        return decide_answered(state, part);
    case US_PART_IS_JOINED:
        return decide_joined(state, part);
    case US_PART_IS_FAILED:
        return decide_failed(part);
    case US_PART_IS_LEFT:
        return decide_left(part);
    case US_PART_TO_WRAP_UP:
        return see_off(part, US_PART_TO_WRAP_UP);
    case US_PART_TO_CLEAR:
        return by_report(US_CLEAR, part, USHER_REASON_BY_HAND, US_PART_TO_CLEAR);
    default:
        return nothing(part->pending);
    }
}

us_effect us_decide_deadline(us_part *part)
{
    switch (part->state) {
    case USHER_PART_OFFERED:
        return by_engine(US_WITHDRAW, part, USHER_REASON_NOT_PRESENTED, 0);
    case USHER_PART_RINGING:
        return by_engine(US_FAIL, part, USHER_REASON_NO_ANSWER, 0);
    case USHER_PART_ANSWERED:
        return by_engine(US_UNJOIN, part, USHER_REASON_NOT_JOINED, 0);
    default:
        return by_engine(US_CLEAR, part, USHER_REASON_TIME_LIMIT, 0);
    }
}

/* ---- agents ---------------------------------------------------------------------------------- */

typedef bool part_filter(const us_part *part);

static bool is_in_acw(const us_part *part)
{
    return part->state == USHER_PART_ACW;
}

static bool is_talking(const us_part *part)
{
    return is_live(part) && (part->joined->pending & US_CONTACT_ENDING) == 0;
}

/* Also where somebody has hung up since: after-contact work must not keep him in. */
static bool is_to_be_cut(const us_part *part)
{
    return is_talking(part) || (is_live(part) && part->talked);
}

/* A conversation that was waiting before this agent took it. */
static bool has_waited(const us_part *part)
{
    return is_talking(part) && !part->dialled;
}

/* The agent's oldest part of a kind, or NULL. */
static us_part *oldest(const us_state *state, const us_agent *agent, part_filter *wanted)
{
    uint32_t slot = agent->parts;
    while (slot != US_NIL && !wanted(us_part_at(state, slot))) {
        slot = us_part_at(state, slot)->agent_next;
    }
    return slot != US_NIL ? us_part_at(state, slot) : NULL;
}

static us_effect of_agent(us_effect_kind kind, us_agent *agent, uint8_t done)
{
    return (us_effect){ .what = us_what(kind, done, 0, US_BY_ENGINE), .agent = agent };
}

/* An open offer that his profile does not have; those from his own queue it need not have. */
static bool is_misplaced(const us_state *state, const us_part *part)
{
    const us_profile *profile = us_agent_profile(state, part->agent);
    uint32_t line = part->joined->line;
    return !us_line_is_own(line) &&
           (profile->max[part->channel] == 0 || us_entry_of(profile, line) == NULL);
}

/* A command has moved him to another profile. */
static us_effect decide_moved(const us_state *state, const us_agent *agent)
{
    for (uint32_t slot = agent->parts; slot != US_NIL;) {
        us_part *part = us_part_at(state, slot);
        if (us_part_is_open(part) && is_misplaced(state, part)) {
            return by_engine(US_WITHDRAW, part, USHER_REASON_PROFILE_CHANGED, 0);
        }
        slot = part->agent_next;
    }
    return nothing(US_AGENT_MOVED);
}

static us_effect decide_going(const us_state *state, us_agent *agent)
{
    us_part *open = oldest(state, agent, us_part_is_open);
    if (open != NULL) {
        return by_engine(US_WITHDRAW, open, USHER_REASON_AGENT_GONE, 0);
    }
    bool turns = state->centre->options.gone_status.v != 0;
    return of_agent(turns ? US_TURN : US_NOTHING, agent, US_AGENT_GOING);
}

/* Forced out: what is no conversation. */
static us_effect decide_clearing(const us_state *state, us_agent *agent)
{
    us_part *open = oldest(state, agent, us_part_is_open);
    if (open != NULL) {
        return by_engine(US_WITHDRAW, open, USHER_REASON_AGENT_GONE, 0);
    }
    us_part *over = oldest(state, agent, us_part_is_over);
    return over != NULL ? by_engine(US_CLEAR, over, USHER_REASON_NEXT_STATUS, 0)
                        : nothing(US_AGENT_CLEARING);
}

/* The agent is gone, and does not keep this conversation. */
static us_effect decide_parting(const us_state *state, us_part *part)
{
    bool back = state->centre->options.when_gone == USHER_GONE_BACK && !part->dialled;
    return by_engine(back ? US_SEND_BACK : US_END, part, USHER_REASON_NETWORK, 0);
}

static us_effect decide_told(us_agent *agent)
{
    if (agent->told_gone != agent->gone) {
        return of_agent(US_REACH, agent, 0);
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        if (agent->told_outside[channel] != agent->outside[channel]) {
            return (us_effect){ .what = us_what_with(US_LOAD, channel), .agent = agent };
        }
    }
    return nothing(US_AGENT_TOLD);
}

us_effect us_decide_agent(const us_state *state, us_agent *agent)
{
    us_part *part;
    if (agent->id == 0) {
        return nothing(agent->pending);
    }
    switch (lowest(agent->pending)) {
    case US_AGENT_MOVED:
        return decide_moved(state, agent);
    case US_AGENT_GOING:
        return decide_going(state, agent);
    case US_AGENT_LEAVING:
        part = oldest(state, agent, is_in_acw);
        return part != NULL ? by_engine(US_CLEAR, part, USHER_REASON_NEXT_STATUS, 0)
                            : nothing(US_AGENT_LEAVING);
    case US_AGENT_PARTING:
        part = oldest(state, agent, is_talking);
        return part != NULL ? decide_parting(state, part) : nothing(US_AGENT_PARTING);
    case US_AGENT_TOLD:
        return decide_told(agent);
    case US_AGENT_CLEARING:
        return decide_clearing(state, agent);
    case US_AGENT_REQUEUING:
        part = oldest(state, agent, has_waited);
        return part != NULL ? by_engine(US_REQUEUE, part, 0, 0) : nothing(US_AGENT_REQUEUING);
    case US_AGENT_CUTTING:
        part = oldest(state, agent, is_to_be_cut);
        return part != NULL ? by_engine(US_CUT, part, USHER_REASON_AGENT_DISCONNECT, 0)
                            : nothing(US_AGENT_CUTTING);
    default:
        return nothing(agent->pending);
    }
}

/* ---- tasks ----------------------------------------------------------------------------------- */

static us_effect of_task(us_effect_kind kind, us_task *task, uint8_t done)
{
    return (us_effect){ .what = us_what(kind, done, USHER_REASON_NONE, US_BY_ENGINE),
                        .task = task };
}

/* One after the other: a contact has ended before the next one begins to. */
static us_effect decide_end_waiting(const us_state *state, us_task *task)
{
    us_contact *contact = task->ending;
    if (contact == NULL) {
        return us_task_next(state, task) != NULL ? of_task(US_NEXT_ENDS, task, 0)
                                                 : of_task(US_SWEPT, task, US_TASK_TO_END);
    }
    if (contact->offers > 0) {
        return by_engine(US_WITHDRAW, oldest_open_offer(state, contact), contact->reason, 0);
    }
    if (contact->state != USHER_CONTACT_ENDED) {
        return (us_effect){ .what = US_CLOSE, .contact = contact };
    }
    return of_task(US_NEXT_ENDED, task, 0);
}

static us_effect decide_move_waiting(const us_state *state, us_task *task)
{
    us_contact *contact = us_task_next(state, task);
    if (contact == NULL) {
        return of_task(US_SWEPT, task, US_TASK_TO_MOVE);
    }
    uint32_t line = us_line_of(task->to.v - 1, contact->channel);
    usher_status status = us_line_admits(state, line, true);
    if (status == USHER_ERR_UNATTENDED) {
        return of_task(US_NEXT_STAYS, task, 0);
    }
    if (status != USHER_OK) { /* for all channels */
        return of_task(US_SWEPT, task, US_TASK_TO_MOVE);
    }
    if (contact->offers > 0) {
        return by_engine(US_WITHDRAW, oldest_open_offer(state, contact), USHER_REASON_MOVED, 0);
    }
    return of_task(US_NEXT_MOVES, task, 0);
}

static us_effect leaver_acts(us_task *task, uint8_t act)
{
    return (us_effect){ .what = us_what(US_LEAVE, 0, act, US_BY_ENGINE), .task = task };
}

/* The leaver has taken up a contact, and stays with it until it has gone its way. */
static us_effect decide_way_out(const us_state *state, us_task *leaver)
{
    us_contact *contact = us_pool_find(&state->contacts, leaver->contact);
    bool ends = leaver->reason != USHER_REASON_NONE;
    if (contact == NULL || contact->state != USHER_CONTACT_QUEUED || contact->overdue ||
        (!ends && (contact->pending & US_CONTACT_ENDING) != 0)) {
        return leaver_acts(leaver, US_LEAVER_PASSES);
    }
    uint8_t way = ends ? US_WAY_ENDS : us_contact_way_out(state, contact);
    if (way == US_WAY_STAYS) {
        return leaver_acts(leaver, US_LEAVER_LEAVES);
    }
    if (contact->offers > 0) {
        return by_engine(US_WITHDRAW, oldest_open_offer(state, contact), USHER_REASON_OVERFLOW, 0);
    }
    if (ends) {
        return (us_effect){ .what = US_CLOSE, .contact = contact };
    }
    return leaver_acts(leaver, way == US_WAY_GOES ? US_LEAVER_SENDS : US_LEAVER_ENDS);
}

static us_effect decide_leaver(const us_state *state, us_task *leaver)
{
    if (leaver->contact != 0) {
        return decide_way_out(state, leaver);
    }
    uint32_t line = us_leaver_line(state, leaver);
    if (line == US_NIL) {
        us_effect effect = leaver_acts(leaver, US_LEAVER_RESTS);
        effect.what |= us_what(US_NOTHING, US_TASK_TO_LEAVE, 0, 0);
        return effect;
    }
    bool leaves = us_leaver_next(state, leaver, line) != NULL;
    return leaver_acts(leaver, leaves ? US_LEAVER_TAKES : US_LEAVER_BELIEVES);
}

us_effect us_decide_task(const us_state *state, us_task *task)
{
    switch (lowest(task->pending)) {
    case US_TASK_TO_TELL_EMPTY:
        return of_task(US_TELL_EMPTY, task, US_TASK_TO_TELL_EMPTY);
    case US_TASK_TO_END:
        return decide_end_waiting(state, task);
    case US_TASK_TO_MOVE:
        return decide_move_waiting(state, task);
    case US_TASK_TO_LEAVE:
        return decide_leaver(state, task);
    case US_TASK_TO_RESEAT:
        return of_task(US_RESEAT, task, 0);
    default:
        return nothing(task->pending);
    }
}
