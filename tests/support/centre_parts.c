/*
 * centre_parts.c - a centre with one of everything, as definitions that a test may change.
 *
 * Its values are not the usual ones where that is possible, so that one which gets lost is missed.
 */
#include "support/centre_parts.h"

#include <string.h>

static const usher_hours_span office[] = { { 0, 540, 1080 }, { 4, 540, 1440 } };
static const usher_hours_closed holidays[] = { { "New Year", 0, 1, 1 }, { NULL, 2027, 12, 31 } };

static void fill_agents(centre_parts *p)
{
    p->agents[0] = (usher_agent_def)USHER_AGENT_DEF_INIT;
    p->agents[0].name = "ann";
    p->agents[0].profile.v = 1;
    p->agents[0].group[0] = "north";
    p->agents[0].group[1] = "team a";
    p->agents[0].device = "sip:ann";
    p->agents[0].acw[USHER_VOICE] = USHER_SECONDS(30);
    p->agents[0].auto_accept = 1u << USHER_CHAT;
    p->agents[0].tag = 71;
    p->agents[1] = (usher_agent_def)USHER_AGENT_DEF_INIT;
    p->agents[1].name = "bob";
    p->agents[1].profile.v = 1;
}

void centre_parts_fill(centre_parts *p)
{
    memset(p, 0, sizeof *p);
    p->name = "acme";
    p->zone = "Europe/Berlin";
    p->options = (usher_routing_options)USHER_ROUTING_OPTIONS_INIT;
    p->options.reoffer_after = USHER_SECONDS(3);
    p->options.clear_missed_after = USHER_SECONDS(40);
    p->options.presentation_limit = USHER_SECONDS(50);
    p->options.agent_queue_max = 6;
    p->options.transfers_max = 7;
    p->channel =
        (usher_channel_def){ sizeof p->channel, "video", USHER_CHAT, USHER_SECONDS(15), 9 };
    p->voice = (usher_channel_def){ sizeof p->voice, "voice", USHER_VOICE, USHER_SECONDS(25), 100 };
    p->status = (usher_agent_status_def){ sizeof p->status, "Lunch", USHER_STATUS_CUSTOM };
    memcpy(p->spans, office, sizeof office);
    memcpy(p->closed, holidays, sizeof holidays);
    p->hours =
        (usher_hours_def){ sizeof p->hours, "office", "Europe/Paris", p->spans, 2, p->closed, 2 };
    p->queues[0] = (usher_queue_def)USHER_QUEUE_DEF_INIT;
    p->queues[0].name = "sales";
    p->queues[0].display = "Sales";
    p->queues[0].max_contacts = 40;
    p->queues[0].offers = 2;
    p->queues[0].hours.v = 1;
    p->queues[1] = (usher_queue_def)USHER_QUEUE_DEF_INIT;
    p->queues[1].name = "support";
    p->profile = (usher_profile_def)USHER_PROFILE_DEF_INIT;
    p->profile.name = "desk";
    p->profile.outbound_queue.v = 1;
    p->profile.max[USHER_VOICE] = 1;
    p->profile.max[USHER_CHAT] = 3;
    p->profile.while_busy[USHER_CHAT] = USHER_WHILE_BUSY_ANY;
    p->night = (usher_profile_def)USHER_PROFILE_DEF_INIT;
    p->night.name = "night";
    for (uint32_t i = 0; i < 2; i++) {
        p->entries[i] = (usher_entry_def)USHER_ENTRY_DEF_INIT;
        p->entries[i].queue.v = i + 1;
        p->entries[i].priority = (uint8_t)(3 - i);
    }
    fill_agents(p);
}

void centre_parts_fill_rules(centre_parts *p)
{
    p->queues[1].longest_wait = USHER_SECONDS(300);
    p->queues[1].overflow_queue.v = 1;
    p->queues[1].overflow_end = USHER_REASON_EXPIRED;
    p->queues[1].join_needs = USHER_NEEDS_AVAILABLE;
    p->queues[1].stay_needs = USHER_NEEDS_LOGGED_IN;
}

bool centre_parts_define(const centre_parts *p, uint32_t at, usher_centre_builder *b,
                         usher_status *status)
{
    switch (at) {
    case 0:
        *status = usher_centre_set_name(b, p->name, p->zone);
        return true;
    case 1:
        *status = usher_centre_set_options(b, &p->options);
        return true;
    case 2:
        *status = usher_centre_add_channel(b, &p->channel, NULL);
        return true;
    case 3:
        *status = usher_centre_add_channel(b, &p->voice, NULL);
        return true;
    case 4:
        *status = usher_centre_add_status(b, &p->status, NULL);
        return true;
    case 5:
        *status = usher_centre_add_hours(b, &p->hours, NULL);
        return true;
    case 6:
    case 7:
        *status = usher_centre_add_queue(b, &p->queues[at - 6], NULL);
        return true;
    case 8:
        *status = usher_centre_add_profile(b, &p->profile, NULL);
        return true;
    case 9:
        *status = usher_centre_add_profile(b, &p->night, NULL);
        return true;
    case 10:
    case 11:
        *status = usher_centre_add_entry(b, (usher_profile_ref){ 1 }, &p->entries[at - 10]);
        return true;
    case 12:
    case 13:
        *status = usher_centre_add_agent(b, &p->agents[at - 12]);
        return true;
    default:
        return false;
    }
}
