/*
 * take.c - one of what there is, for a step: a contact, a part, an agent, a reference.
 *
 * Each of those that will do has the same chance. Everything is read from the engine, where it
 * costs little.
 */
#include "model.h"

/* ---- what there is to choose from ------------------------------------------------------------ */

/* Takes one of those that pass by, each with the same chance. */
typedef struct taker {
    dice *dice;
    uint32_t seen;
    uint64_t taken; /* serial; 0 = none */
} taker;

static void pass_by(taker *t, uint64_t serial)
{
    t->seen++;
    if (dice_below(t->dice, t->seen) == 0) {
        t->taken = serial;
    }
}

uint64_t take_contact(const play *p, dice *d, contact_filter *wanted)
{
    taker t = { d, 0, 0 };
    usher_contact_id id = { 0 };
    usher_contact_info info;
    while ((id = usher_engine_next_contact(p->engine, id)).v != 0) {
        const known *k = play_known(p, USHER_SERIAL(id));
        bool named = play_contact(p, k->name) == USHER_SERIAL(id);
        if (named && usher_contact_get(p->engine, id, &info) && wanted(&info)) {
            pass_by(&t, USHER_SERIAL(id));
        }
    }
    return t.taken;
}

static bool nameable(const play *p, uint64_t serial)
{
    const known *k = play_known(p, serial);
    return play_contact(p, play_known(p, k->contact)->name) == k->contact;
}

uint64_t take_part(const play *p, dice *d, part_filter *wanted)
{
    taker t = { d, 0, 0 };
    usher_agent_id agent = { 0 };
    usher_participant_info info;
    while ((agent = usher_engine_next_agent(p->engine, agent)).v != 0) {
        usher_participant_id part = { 0 };
        while ((part = usher_agent_next_part(p->engine, agent, part)).v != 0) {
            uint64_t serial = USHER_SERIAL(part);
            if (nameable(p, serial) && usher_participant_get(p->engine, part, &info) &&
                wanted(&info)) {
                pass_by(&t, serial);
            }
        }
    }
    return t.taken;
}

uint32_t take_agent(const play *p, dice *d, agent_filter *wanted)
{
    taker t = { d, 0, 0 };
    usher_agent_id id = { 0 };
    usher_agent_info info;
    while ((id = usher_engine_next_agent(p->engine, id)).v != 0) {
        if (usher_agent_get(p->engine, id, &info) && wanted(&info)) {
            pass_by(&t, USHER_SERIAL(id));
        }
    }
    return play_known(p, t.taken)->name;
}

bool name_contact(const play *p, uint64_t serial, step *s)
{
    s->contact = play_known(p, serial)->name;
    return serial != 0;
}

bool name_part(const play *p, uint64_t serial, step *s)
{
    const known *k = play_known(p, serial);
    if (serial == 0 || !nameable(p, serial)) {
        return false;
    }
    s->agent = k->name;
    s->contact = play_known(p, k->contact)->name;
    s->ordinal = 0;
    while (play_part(p, s) != serial) {
        s->ordinal++;
    }
    return true;
}

/* ---- references ------------------------------------------------------------------------------ */

uint32_t some_queue(const play *p, dice *d)
{
    usher_queue_def def;
    usher_queue_ref ref;
    do {
        ref.v = 1 + dice_below(d, p->queues_count);
    } while (!usher_centre_queue(p->centre, ref, &def) && dice_percent(d, 90));
    return ref.v;
}

uint32_t some_profile(const play *p, dice *d)
{
    usher_profile_def def;
    usher_profile_ref ref;
    do {
        ref.v = 1 + dice_below(d, p->profiles_count);
    } while (!usher_centre_profile(p->centre, ref, &def) && dice_percent(d, 90));
    return ref.v;
}

uint32_t some_status(const play *p, dice *d, uint32_t least)
{
    usher_agent_status_def def;
    usher_agent_status_ref ref;
    do {
        ref.v = least + dice_below(d, p->statuses_count + 1 - least);
    } while (!usher_centre_status(p->centre, ref, &def) && dice_percent(d, 90));
    return ref.v;
}

uint8_t some_channel(const play *p, dice *d)
{
    usher_channel_def def;
    usher_channel channel;
    do {
        channel = (usher_channel)dice_below(d, p->channels_count);
    } while (!usher_centre_channel(p->centre, channel, &def) && dice_percent(d, 90));
    return channel;
}
