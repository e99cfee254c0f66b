/*
 * reference_checks.c - the reference: is a command well formed, and what do the limits allow
 * (docs/routing.md 13.3). It only reads.
 */
#include "reference_room.h"

#include <string.h>

/* ---- well formed? (13.3, ERR_INVALID) -------------------------------------------------------- */

static bool text_in(const char *text, size_t min, size_t max)
{
    return text == NULL || (strlen(text) >= min && strlen(text) <= max);
}

bool room_queue_known(const reference *r, usher_queue_ref queue)
{
    return queue.v <= usher_centre_queues(r->centre);
}

static bool profile_known(const reference *r, usher_profile_ref profile)
{
    return profile.v >= 1 && profile.v <= usher_centre_profiles(r->centre);
}

static bool contact_shape(const reference *r, const usher_command *k)
{
    bool both = k->op == USHER_COMMAND_CONTACT_BEGIN && k->queue.v != 0 && k->agent.v != 0;
    return k->channel < usher_centre_channels(r->centre) && room_queue_known(r, k->queue) &&
           !both && k->priority >= 0 && k->acw >= USHER_ACW_OF_AGENT && text_in(k->key, 1, 255) &&
           text_in(k->endpoint, 0, 1023);
}

static bool agent_shape(const reference *r, const usher_command *k)
{
    for (unsigned i = 0; k->acw_by_channel != NULL && i < USHER_CHANNELS_MAX; i++) {
        if (k->acw_by_channel[i] < 0) {
            return false;
        }
    }
    return k->key != NULL && text_in(k->key, 1, USHER_NAME_MAX) && text_in(k->endpoint, 0, 1023) &&
           profile_known(r, k->profile) && k->group.v <= usher_centre_groups(r->centre);
}

static bool known_cause(uint8_t cause)
{
    return (cause >= USHER_REASON_BUSY && cause <= USHER_REASON_CANCELLED) ||
           cause == USHER_REASON_NETWORK;
}

static bool known_op(uint16_t op)
{
    switch (op) {
#define USHER_X(ENUM, number, name) case USHER_COMMAND_##ENUM:
        USHER_COMMAND_MAP(USHER_X)
#undef USHER_X
        return true;
    default:
        return false;
    }
}

bool room_well_formed(const reference *r, const usher_command *k)
{
    switch (k->op) {
    case USHER_COMMAND_AGENT_ADD:
        return agent_shape(r, k);
    case USHER_COMMAND_AGENT_SET_STATUS:
        return k->status.v >= 1 && k->status.v <= usher_centre_statuses(r->centre);
    case USHER_COMMAND_AGENT_SET_PROFILE:
        return profile_known(r, k->profile);
    case USHER_COMMAND_CONTACT_BEGIN:
    case USHER_COMMAND_CONTACT_DIAL:
        return contact_shape(r, k);
    case USHER_COMMAND_CONTACT_ENQUEUE:
        return (k->queue.v != 0) != (k->agent.v != 0) && room_queue_known(r, k->queue) &&
               k->reason <= USHER_VIA_CALLBACK;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        return k->priority >= 0;
    case USHER_COMMAND_CONTACT_END:
        return k->reason >= USHER_REASON_CUSTOMER_DISCONNECT && k->reason <= USHER_REASON_OTHER;
    case USHER_COMMAND_QUEUE_SET_ENABLED:
        return k->queue.v != 0 && room_queue_known(r, k->queue);
    case USHER_COMMAND_REPORT_FAILED:
        return known_cause(k->reason);
    default:
        return known_op(k->op);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

/* */
bool room_at_live_max(const reference *r, usher_channel channel)
{
    usher_channel_def def;
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += c->info.channel == channel && c->info.state != USHER_CONTACT_ENDED;
    }
    return usher_centre_channel(r->centre, channel, &def) && def.live_max != 0 &&
           count >= def.live_max;
}

/* may a contact enter the queue, or the agent's own? */
usher_status room_may_enter(const reference *r, usher_queue_ref queue, const agent *own,
                            uint8_t via)
{
    uint64_t count = room_count_waiting(r, queue, own, -1);
    if (own != NULL) {
        return count >= r->options->agent_queue_max ? USHER_ERR_FULL : USHER_OK;
    }
    usher_queue_def def;
    (void)usher_centre_queue(r->centre, queue, &def);
    uint64_t max = def.max_contacts;
    if (!r->queue_enabled[queue.v]) {
        return USHER_ERR_DISABLED;
    }
    if (via != USHER_VIA_FLOW) {
        max += (max + (r->options->buffer_rounding == USHER_ROUND_UP ? 4 : 0)) / 5;
    }
    bool full = def.max_contacts != USHER_UNLIMITED && count >= max;
    return full ? USHER_ERR_FULL : USHER_OK;
}

static bool dialled(const part *p)
{
    return p->dialled;
}

/* RP-6. */
bool room_slot_to_dial(const reference *r, const agent *a, usher_channel channel)
{
    uint32_t max = room_profile(r, a).max[channel];
    if (room_channel_like(r, channel) == USHER_EMAIL) {
        return room_count_parts(r, a, NULL, channel, dialled) < 2 * max;
    }
    return room_count_parts(r, a, NULL, channel, NULL) < max;
}
