/*
 * kinds.c - the kinds of commands, and for each how to fill one that makes sense now.
 *
 * Each kind looks for an object in a state that allows it; if there is none, it says so, and
 * another kind may be tried. Everything is read from the engine, where it costs little.
 */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- filters --------------------------------------------------------------------------------- */

static bool not_ended(const usher_contact_info *c)
{
    return c->state != USHER_CONTACT_ENDED;
}

static bool rankable(const usher_contact_info *c)
{
    return c->state == USHER_CONTACT_NEW || c->state == USHER_CONTACT_QUEUED;
}

static bool connected(const usher_contact_info *c)
{
    return c->state == USHER_CONTACT_CONNECTED;
}

static bool dialling(const usher_contact_info *c)
{
    return c->state == USHER_CONTACT_DIALLING;
}

static bool movable(const usher_contact_info *c)
{
    return c->state == USHER_CONTACT_NEW || connected(c) || c->state == USHER_CONTACT_OUTSIDE ||
           (c->state == USHER_CONTACT_QUEUED && c->offers == 0);
}

static bool any_part(const usher_participant_info *part)
{
    return part->role == USHER_ROLE_AGENT;
}

static bool offered(const usher_participant_info *part)
{
    return part->state == USHER_PART_OFFERED;
}

static bool open_offer(const usher_participant_info *part)
{
    return part->state == USHER_PART_OFFERED || part->state == USHER_PART_RINGING;
}

static bool joinable(const usher_participant_info *part)
{
    return open_offer(part) || part->state == USHER_PART_ANSWERED;
}

static bool live(const usher_participant_info *part)
{
    return part->state >= USHER_PART_ANSWERED && part->state <= USHER_PART_DIALLING;
}

static bool clearable(const usher_participant_info *part)
{
    return part->state >= USHER_PART_ACW && part->state <= USHER_PART_ERROR;
}

static bool any_agent(const usher_agent_info *a)
{
    return a->id.v != 0;
}

static bool is_gone(const usher_agent_info *a)
{
    return a->gone;
}

/* ---- agents ---------------------------------------------------------------------------------- */

static usher_duration throw_length(dice *d)
{
    static const int64_t lengths[] = { 0, 1, USHER_SECONDS(5), USHER_SECONDS(20), USHER_FOREVER };
    return dice_pick(d, lengths, COUNT(lengths));
}

static bool choose_add(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    uint32_t name = 1;
    while (name <= AGENT_NAMES && p->agents[name] != 0 &&
           usher_agent_find(p->engine, world_agent_name(name)).v != 0) {
        name++;
    }
    s->agent = name <= AGENT_NAMES ? name : 1;
    s->profile = some_profile(p, d);
    s->group = dice_below(d, 2) * dice_below(d, usher_centre_groups(p->centre) + 1);
    s->text = (uint8_t)dice_below(d, 4);
    s->flag = (uint8_t)dice_below(d, 32);
    s->tag = dice_below(d, 3);
    s->has_acws = dice_percent(d, 70);
    for (uint32_t i = 0; i < p->channels_count; i++) {
        s->acws[i] = throw_length(d);
    }
    return name <= AGENT_NAMES;
}

static bool choose_remove(chooser *c, const play *p, step *s)
{
    usher_engine_info engine;
    usher_agent_info info;
    usher_engine_get(p->engine, &engine);
    s->agent = take_agent(p, &c->dice, any_agent);
    usher_agent_id id = { play_known(p, p->agents[s->agent])->id };
    usher_participant_id first = usher_agent_next_part(p->engine, id, (usher_participant_id){ 0 });
    return engine.agents > 1 && usher_agent_get(p->engine, id, &info) &&
           info.agent_queue_count == 0 && first.v == 0;
}

static bool choose_status(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    s->agent = take_agent(p, d, any_agent);
    s->status = dice_percent(d, 55) ? 1 : some_status(p, d, 1);
    return s->agent != 0;
}

/* Rather somebody who is offered something: that may be withdrawn (RP-16). */
static bool choose_profile(chooser *c, const play *p, step *s)
{
    uint64_t offer = dice_percent(&c->dice, 50) ? take_part(p, &c->dice, open_offer) : 0;
    s->agent = offer != 0 ? play_known(p, offer)->name : take_agent(p, &c->dice, any_agent);
    s->profile = some_profile(p, &c->dice);
    return s->agent != 0;
}

static bool choose_gone(chooser *c, const play *p, step *s)
{
    usher_agent_info info;
    s->agent = take_agent(p, &c->dice, any_agent);
    usher_agent_id id = { play_known(p, p->agents[s->agent])->id };
    return usher_agent_get(p->engine, id, &info) && !info.gone;
}

static bool choose_reachable(chooser *c, const play *p, step *s)
{
    s->agent = take_agent(p, &c->dice, is_gone);
    return s->agent != 0;
}

static bool choose_load(chooser *c, const play *p, step *s)
{
    static const int64_t loads[] = { 0, 0, 0, 1, 1, 2, USHER_CONCURRENCY_MAX };
    s->agent = take_agent(p, &c->dice, any_agent);
    s->channel = some_channel(p, &c->dice);
    s->value = (uint64_t)dice_pick(&c->dice, loads, COUNT(loads));
    return s->agent != 0;
}

static bool choose_force(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    s->agent = take_agent(p, d, any_agent);
    s->status = some_status(p, d, 2);
    s->flag = (uint8_t)dice_below(d, 3);
    return s->agent != 0;
}

/* ---- contacts -------------------------------------------------------------------------------- */

static int64_t throw_priority(dice *d)
{
    static const int64_t priorities[] = { 0, 0, 1, 4, 5, 5, 6, INT64_MAX };
    return dice_pick(d, priorities, COUNT(priorities));
}

static usher_duration throw_age(dice *d)
{
    static const int64_t ages[] = { 0,
                                    USHER_SECONDS(1),
                                    USHER_SECONDS(5),
                                    USHER_SECONDS(-5),
                                    USHER_SECONDS(10),
                                    USHER_SECONDS(-10),
                                    USHER_SECONDS(600),
                                    USHER_SECONDS(9999),
                                    USHER_SECONDS(-600) };
    static const int64_t extremes[] = { INT64_MAX, INT64_MIN, INT64_MIN + 1, INT64_MAX / 2 };
    return dice_percent(d, 2) ? dice_pick(d, extremes, COUNT(extremes))
                              : dice_pick(d, ages, COUNT(ages));
}

/* A standard queue, or an agent's own. */
static void choose_place(chooser *c, const play *p, step *s)
{
    if (dice_percent(&c->dice, 15)) {
        s->agent = take_agent(p, &c->dice, any_agent);
    } else {
        s->queue = some_queue(p, &c->dice);
    }
}

static void choose_new_contact(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    s->contact = ++c->contact_names;
    s->channel = some_channel(p, d);
    s->priority = dice_percent(d, 60) ? 0 : throw_priority(d);
    s->age = dice_percent(d, 70) ? 0 : throw_age(d);
    s->acw = dice_percent(d, 60) ? USHER_ACW_OF_AGENT : throw_length(d);
    s->tag = dice_below(d, 3);
    bool texts = dice_percent(d, 60); /* without any, the engine has a shorter way */
    s->text = texts ? (uint8_t)dice_below(d, 4) : 0;
    s->key = texts && dice_percent(d, 85) ? KEY_GIVEN : KEY_NONE;
}

static bool choose_begin(chooser *c, const play *p, step *s)
{
    choose_new_contact(c, p, s);
    if (dice_percent(&c->dice, 90)) {
        choose_place(c, p, s);
    }
    return true;
}

static bool choose_dial(chooser *c, const play *p, step *s)
{
    choose_new_contact(c, p, s);
    usher_agent_info info;
    s->agent = take_agent(p, &c->dice, any_agent);
    s->queue = dice_below(&c->dice, 2) * some_queue(p, &c->dice);
    usher_agent_id id = { play_known(p, p->agents[s->agent])->id };
    usher_channel_def def = USHER_CHANNEL_DEF_INIT;
    (void)usher_centre_channel(p->centre, s->channel, &def);
    uint32_t times = def.like == USHER_EMAIL ? 3 : 1;
    return usher_agent_get(p->engine, id, &info) &&
           info.occupied[s->channel] < times * info.slots[s->channel];
}

static bool choose_enqueue(chooser *c, const play *p, step *s)
{
    usher_contact_info info;
    uint64_t serial = take_contact(p, &c->dice, movable);
    usher_contact_id id = { play_known(p, serial)->id };
    if (!name_contact(p, serial, s) || !usher_contact_get(p->engine, id, &info)) {
        return false;
    }
    choose_place(c, p, s);
    if (info.state == USHER_CONTACT_NEW) {
        s->reason = dice_percent(&c->dice, 50) ? USHER_VIA_FLOW : USHER_VIA_CALLBACK;
    } else {
        s->reason = info.state == USHER_CONTACT_QUEUED ? USHER_VIA_QUEUE_TRANSFER
                                                       : USHER_VIA_AGENT_TRANSFER;
    }
    return true;
}

static bool choose_priority(chooser *c, const play *p, step *s)
{
    s->priority = throw_priority(&c->dice);
    return name_contact(p, take_contact(p, &c->dice, rankable), s);
}

static bool choose_age(chooser *c, const play *p, step *s)
{
    s->age = throw_age(&c->dice);
    return name_contact(p, take_contact(p, &c->dice, rankable), s);
}

static bool choose_end(chooser *c, const play *p, step *s)
{
    s->reason = (uint8_t)(1 + dice_below(&c->dice, USHER_REASON_END_MAX));
    return name_contact(p, take_contact(p, &c->dice, not_ended), s);
}

static bool choose_hold(chooser *c, const play *p, step *s)
{
    s->flag = (uint8_t)dice_below(&c->dice, 2);
    return name_contact(p, take_contact(p, &c->dice, connected), s);
}

/* ---- parts, queues, time --------------------------------------------------------------------- */

static bool choose_clear(chooser *c, const play *p, step *s)
{
    return name_part(p, take_part(p, &c->dice, clearable), s);
}

static bool choose_ringing(chooser *c, const play *p, step *s)
{
    return name_part(p, take_part(p, &c->dice, offered), s);
}

static bool choose_answer(chooser *c, const play *p, step *s)
{
    uint64_t contact = take_contact(p, &c->dice, dialling);
    s->customer = contact != 0 && dice_percent(&c->dice, 50);
    if (s->customer) {
        return name_contact(p, contact, s);
    }
    part_filter *wanted = s->op == USHER_COMMAND_REPORT_JOINED ? joinable : open_offer;
    wanted = dice_percent(&c->dice, 6) ? any_part : wanted;
    return name_part(p, take_part(p, &c->dice, wanted), s);
}

static bool choose_answered_by(chooser *c, const play *p, step *s)
{
    s->by = dice_percent(&c->dice, 75) ? take_agent(p, &c->dice, any_agent) : 0;
    return choose_answer(c, p, s);
}

static bool choose_leg(chooser *c, const play *p, step *s)
{
    static const int64_t legs[] = { 0, 1, 2, INT64_MAX, -1 };
    s->value = (uint64_t)dice_pick(&c->dice, legs, COUNT(legs));
    s->customer = dice_percent(&c->dice, 30);
    return s->customer ? name_contact(p, take_contact(p, &c->dice, not_ended), s)
                       : name_part(p, take_part(p, &c->dice, any_part), s);
}

static bool choose_failed(chooser *c, const play *p, step *s)
{
    static const int64_t causes[] = { USHER_REASON_BUSY,      USHER_REASON_REJECTED,
                                      USHER_REASON_NO_ANSWER, USHER_REASON_UNREACHABLE,
                                      USHER_REASON_CANCELLED, USHER_REASON_NETWORK };
    dice *d = &c->dice;
    s->reason = (uint8_t)dice_pick(d, causes, COUNT(causes));
    s->customer = dice_percent(d, 15);
    if (s->customer) {
        return name_contact(p, take_contact(p, d, dice_percent(d, 50) ? dialling : not_ended), s);
    }
    return name_part(p, take_part(p, d, dice_percent(d, 85) ? open_offer : any_part), s);
}

static bool answered(const usher_participant_info *part)
{
    return part->state == USHER_PART_ANSWERED;
}

static bool choose_join_failed(chooser *c, const play *p, step *s)
{
    static const int64_t causes[] = { USHER_REASON_NOT_JOINED, USHER_REASON_NOT_JOINED,
                                      USHER_REASON_NETWORK,    USHER_REASON_BUSY,
                                      USHER_REASON_NO_ANSWER,  USHER_REASON_CANCELLED };
    s->reason = (uint8_t)dice_pick(&c->dice, causes, COUNT(causes));
    s->customer = dice_percent(&c->dice, 5);
    if (s->customer) {
        return name_contact(p, take_contact(p, &c->dice, not_ended), s);
    }
    return name_part(p, take_part(p, &c->dice, dice_percent(&c->dice, 80) ? answered : any_part),
                     s);
}

static bool choose_left(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    s->customer = dice_percent(d, 50);
    if (s->customer) {
        return name_contact(p, take_contact(p, d, not_ended), s);
    }
    return name_part(p, take_part(p, d, dice_percent(d, 85) ? live : any_part), s);
}

static bool choose_enabled(chooser *c, const play *p, step *s)
{
    s->queue = some_queue(p, &c->dice);
    s->flag = dice_percent(&c->dice, 75);
    return true;
}

static bool choose_sweep(chooser *c, const play *p, step *s)
{
    dice *d = &c->dice;
    uint32_t queues = p->queues_count;
    s->queue = some_queue(p, d);
    s->channel = (usher_channel)(dice_percent(d, 50) ? USHER_CHANNEL_NONE : some_channel(p, d));
    s->reason = (uint8_t)(1 + dice_below(d, USHER_REASON_END_MAX));
    s->value = 1 + (s->queue + dice_below(d, queues)) % (queues + (queues == 1));
    return s->op == USHER_COMMAND_QUEUE_END_WAITING || queues > 1;
}

/* Mostly allowed: while they are stopped, little happens. */
static bool choose_stop(chooser *c, const play *p, step *s)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    s->flag = dice_percent(&c->dice, info.entries_stopped ? 5 : 30);
    return true;
}

static bool choose_prepare(chooser *c, const play *p, step *s)
{
    s->value = dice_next(&c->dice);
    s->flag = (uint8_t)dice_below(&c->dice, PREPARED);
    return p->queues_count < PLACES_MAX / 2 && p->profiles_count < PLACES_MAX / 2 &&
           p->statuses_count < PLACES_MAX / 2;
}

static bool choose_commit(chooser *c, const play *p, step *s)
{
    s->flag = (uint8_t)dice_below(&c->dice, PREPARED);
    const prepared *change = &p->prepared[s->flag];
    return change->engine != NULL && !change->committed;
}

static bool choose_time(chooser *c, const play *p, step *s)
{
    (void)c;
    (void)p;
    (void)s;
    return true;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static const struct kind {
    uint16_t op;
    uint32_t weight;
    bool (*choose)(chooser *c, const play *p, step *s);
} kinds[COMMAND_KINDS] = {
    { USHER_COMMAND_ADVANCE, 6, choose_time },
    { USHER_COMMAND_RESUME, 2, choose_time },
    { USHER_COMMAND_STOP_ENTRIES, 2, choose_stop },
    { USHER_COMMAND_AGENT_ADD, 4, choose_add },
    { USHER_COMMAND_AGENT_REMOVE, 5, choose_remove },
    { USHER_COMMAND_AGENT_SET_STATUS, 14, choose_status },
    { USHER_COMMAND_AGENT_SET_PROFILE, 4, choose_profile },
    { USHER_COMMAND_AGENT_FORCE_OUT, 4, choose_force },
    { USHER_COMMAND_CONTACT_BEGIN, 26, choose_begin },
    { USHER_COMMAND_CONTACT_ENQUEUE, 8, choose_enqueue },
    { USHER_COMMAND_CONTACT_SET_PRIORITY, 4, choose_priority },
    { USHER_COMMAND_CONTACT_SET_AGE, 4, choose_age },
    { USHER_COMMAND_CONTACT_END, 5, choose_end },
    { USHER_COMMAND_CONTACT_HOLD, 6, choose_hold },
    { USHER_COMMAND_CONTACT_DIAL, 6, choose_dial },
    { USHER_COMMAND_PARTICIPANT_CLEAR, 12, choose_clear },
    { USHER_COMMAND_QUEUE_SET_ENABLED, 4, choose_enabled },
    { USHER_COMMAND_QUEUE_END_WAITING, 2, choose_sweep },
    { USHER_COMMAND_QUEUE_MOVE_WAITING, 4, choose_sweep },
    { USHER_COMMAND_REPORT_RINGING, 11, choose_ringing },
    { USHER_COMMAND_REPORT_ANSWERED, 10, choose_answer },
    { USHER_COMMAND_REPORT_FAILED, 9, choose_failed },
    { USHER_COMMAND_REPORT_JOINED, 14, choose_answer },
    { USHER_COMMAND_REPORT_LEFT, 8, choose_left },
    { USHER_COMMAND_REPORT_ANSWERED_BY, 7, choose_answered_by },
    { USHER_COMMAND_REPORT_JOIN_FAILED, 8, choose_join_failed },
    { USHER_COMMAND_REPORT_LEG, 4, choose_leg },
    { USHER_COMMAND_REPORT_AGENT_GONE, 4, choose_gone },
    { USHER_COMMAND_REPORT_AGENT_REACHABLE, 5, choose_reachable },
    { USHER_COMMAND_REPORT_OUTSIDE_LOAD, 4, choose_load },
    { STEP_PREPARE, 6, choose_prepare },
    { STEP_COMMIT, 10, choose_commit },
};

uint32_t command_kind(uint16_t op)
{
    uint32_t kind = 0;
    while (kind < COMMAND_KINDS && kinds[kind].op != op) {
        kind++;
    }
    return kind;
}

const char *kind_name(uint32_t kind)
{
    uint16_t op = kinds[kind].op;
    if (op == STEP_PREPARE || op == STEP_COMMIT) {
        return op == STEP_PREPARE ? "prepare_change" : "commit_change";
    }
    return usher_command_name(op);
}

uint16_t command_of_kind(uint32_t kind)
{
    return kinds[kind].op;
}

uint32_t kind_weight(uint32_t kind)
{
    return kinds[kind].weight;
}

bool kind_choose(uint32_t kind, chooser *c, const play *p, step *s)
{
    s->op = kinds[kind].op;
    return kinds[kind].choose(c, p, s);
}
