/*
 * choose.c - the next command: mostly one that makes sense now, sometimes a spoilt one.
 *
 * Each seed has its own weights of kinds; some are missing altogether, so that worlds grow old in
 * different ways (swarm testing). Time stands still, goes to the next timer, or jumps.
 */
#include "model.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

void chooser_begin(chooser *c, const dice *d)
{
    static const int64_t factors[] = { 0, 1, 1, 2, 4 };
    memset(c, 0, sizeof *c);
    c->dice = *d;
    c->wild = 2 + dice_below(&c->dice, 25);
    for (uint32_t i = 0; i < COMMAND_KINDS; i++) {
        uint32_t factor = (uint32_t)dice_pick(&c->dice, factors, COUNT(factors));
        bool vital = command_of_kind(i) == USHER_COMMAND_CONTACT_BEGIN ||
                     command_of_kind(i) == USHER_COMMAND_AGENT_SET_STATUS;
        c->weights[i] = kind_weight(i) * (vital && factor == 0 ? 1 : factor);
        c->weights_sum += c->weights[i];
    }
}

static uint32_t throw_kind(chooser *c)
{
    uint32_t at = dice_below(&c->dice, c->weights_sum);
    uint32_t kind = 0;
    while (at >= c->weights[kind]) {
        at -= c->weights[kind++];
    }
    return kind;
}

/* With as many contacts as the world should have, one ends instead of another that begins. */
static uint32_t bounded_kind(chooser *c, const play *p, uint32_t kind)
{
    usher_engine_info info;
    usher_engine_get(p->engine, &info);
    bool begins = command_of_kind(kind) == USHER_COMMAND_CONTACT_BEGIN ||
                  command_of_kind(kind) == USHER_COMMAND_CONTACT_DIAL;
    bool many = info.contacts >= p->world->contacts_max;
    return begins && many && dice_percent(&c->dice, 90) ? command_kind(USHER_COMMAND_CONTACT_END)
                                                        : kind;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* Up to the last instant at which a timer can be due: at INT64_MAX, "never", none is. */
static usher_time later(usher_time time, usher_duration more)
{
    return time > INT64_MAX - 1 - more ? INT64_MAX - 1 : time + more;
}

static usher_time choose_now(dice *d, const play *p)
{
    usher_time now = usher_engine_now(p->engine);
    usher_time due = usher_engine_next_due(p->engine);
    uint32_t at = dice_below(d, 1000);
    if (due == USHER_TIME_NEVER && at >= 400 && at < 680) {
        at = 700;
    }
    if (at < 400) {
        return now;
    }
    if (at < 600) {
        return due;
    }
    if (at < 650) {
        return due - 1;
    }
    if (at < 680) {
        return later(due, 1);
    }
    if (at < 900) {
        return later(now, USHER_SECONDS(1 + dice_below(d, 10)));
    }
    if (at < 930) {
        return later(now, 1 + dice_below(d, 3));
    }
    if (at < 960) {
        return later(now, USHER_SECONDS(20 + dice_below(d, 3600)));
    }
    if (at < 999) {
        return now < INT64_MIN + USHER_SECONDS(100) ? now : now - 1 - dice_below(d, 100000000);
    }
    return later(now, USHER_SECONDS(86400 * 30));
}

/* ---- spoiling -------------------------------------------------------------------------------- */

static bool makes(uint16_t op)
{
    return op == USHER_COMMAND_CONTACT_BEGIN || op == USHER_COMMAND_CONTACT_DIAL ||
           op == USHER_COMMAND_AGENT_ADD;
}

/* A reference just beyond the last, or far beyond. */
static uint32_t beyond(chooser *c, uint32_t last)
{
    return dice_percent(&c->dice, 50) ? last + 1 : NOBODY;
}

/* Something that exists nowhere, or does not go together. */
static void spoil_name(chooser *c, const play *p, step *s)
{
    switch (dice_below(&c->dice, 6)) {
    case 0:
        s->contact = makes(s->op) ? s->contact : NOBODY;
        break;
    case 1:
        s->agent = NOBODY;
        s->by = NOBODY;
        break;
    case 2:
        s->queue = beyond(c, p->queues_count);
        break;
    case 3:
        s->queue = 0;
        s->agent = 0;
        break;
    case 4:
        s->profile = dice_below(&c->dice, 2) * beyond(c, p->profiles_count);
        s->status = dice_below(&c->dice, 2) * beyond(c, p->statuses_count);
        break;
    default:
        s->group = beyond(c, usher_centre_groups(p->centre));
        s->channel =
            (usher_channel)(dice_percent(&c->dice, 50) ? p->channels_count : USHER_CHANNEL_NONE);
        break;
    }
}

static void spoil_value(chooser *c, step *s)
{
    switch (dice_below(&c->dice, 7)) {
    case 6:
        s->value = USHER_CONCURRENCY_MAX + 1;
        break;
    case 0:
        s->reason = (uint8_t)dice_below(&c->dice, 256);
        break;
    case 1:
        s->priority = -1;
        break;
    case 2:
        s->acw = -1 - (int64_t)dice_below(&c->dice, 2);
        s->acws[dice_below(&c->dice, USHER_CHANNELS_MAX)] = -1;
        break;
    case 3:
        s->key = (uint8_t)(KEY_NONE + dice_below(&c->dice, 4));
        break;
    case 4:
        s->op = (uint16_t)dice_below(&c->dice, 128);
        break;
    default:
        s->queue = 1;
        s->agent = 1;
        break;
    }
}

/* The right command for the wrong object: any contact, agent or part that is or was. */
static void spoil_target(chooser *c, const play *p, step *s)
{
    uint64_t serial = dice_below(&c->dice, (uint32_t)p->known_count);
    const known *k = play_known(p, serial);
    s->customer = dice_percent(&c->dice, 20);
    if (k->kind == KNOWN_PART) {
        (void)name_part(p, serial, s);
    } else if (k->kind == KNOWN_CONTACT) {
        s->contact = k->name;
    } else if (k->kind == KNOWN_AGENT) {
        s->agent = k->name;
    }
}

/* What is made has a name in any case, so that later steps can speak of it. */
static void name_made(chooser *c, step *s)
{
    if (s->op == USHER_COMMAND_AGENT_ADD && (s->agent == 0 || s->agent > AGENT_NAMES)) {
        s->agent = 1;
    } else if (makes(s->op) && s->contact == 0) {
        s->contact = ++c->contact_names;
    }
}

static void spoil(chooser *c, const play *p, step *s)
{
    uint32_t how = dice_below(&c->dice, 100);
    if (how < 25) {
        spoil_name(c, p, s);
    } else if (how < 45) {
        spoil_value(c, s);
    } else {
        spoil_target(c, p, s);
    }
    name_made(c, s);
}

/* ---- the step -------------------------------------------------------------------------------- */

/* What was made before is made again, with equal content or not. */
static void choose_again(chooser *c, step *s)
{
    usher_duration at = s->at;
    *s = c->made[dice_below(&c->dice, c->made_count < REPEATS ? c->made_count : REPEATS)];
    s->at = at;
    if (dice_percent(&c->dice, 40)) {
        s->tag++;
    }
}

static void choose_sensible(chooser *c, const play *p, step *s)
{
    const step empty = *s;
    bool sensible = false;
    for (int tries = 0; tries < 6 && !sensible; tries++) {
        uint32_t kind = bounded_kind(c, p, throw_kind(c));
        *s = empty;
        sensible = kind_choose(kind, c, p, s) || dice_percent(&c->dice, 5);
    }
}

void chooser_next(chooser *c, const play *p, step *out)
{
    dice *d = &c->dice;
    memset(out, 0, sizeof *out);
    out->at = (usher_duration)((uint64_t)choose_now(d, p) - (uint64_t)p->world->start);
    out->actor = dice_below(d, 3);
    if (c->made_count > 0 && dice_percent(d, 2)) {
        choose_again(c, out);
        return;
    }
    choose_sensible(c, p, out);
    if (makes(out->op)) {
        c->made[c->made_count++ % REPEATS] = *out;
    }
    if (dice_percent(d, c->wild) && out->op < STEP_PREPARE) {
        spoil(c, p, out);
    }
}
