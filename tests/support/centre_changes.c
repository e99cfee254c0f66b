/*
 * centre_changes.c - one field after the other of a centre with one of everything.
 *
 * Each function has the fields of its part by number, and says whether there is one of this number.
 */
#include "support/centre_changes.h"

enum { FAILURE_FIELDS = 4 * USHER_FAILURES - 1 }; /* `cancelled` has no clear_after */

static void change_failure(usher_routing_options *o, int n)
{
    int at = n < 4 * USHER_FAILURE_CANCELLED ? n : n + 1;
    usher_failure_rule *rule = &o->failures[at / 4];
    usher_duration *const durations[] = { &rule->clear_after, &rule->reoffer_after };
    if (at % 4 < 2) {
        *durations[at % 4] = 0;
    } else if (at % 4 == 2) {
        rule->after_miss = USHER_MISS_TO_BOTTOM;
    } else {
        rule->counts = USHER_COUNTS_NO;
    }
}

static bool change_options(usher_routing_options *o, int n)
{
    uint8_t *const words[] = { &o->buffer_rounding,  &o->priority_scope,
                               &o->delay_clock,      &o->handled,
                               &o->after_miss,       &o->age_adjustment,
                               &o->same_agent_twice, &o->slots_with_next_status };
    usher_duration *const durations[] = { &o->reoffer_after, &o->clear_missed_after,
                                          &o->presentation_limit };
    uint32_t *const numbers[] = { &o->agent_queue_max, &o->transfers_max };
    if (n < 8) {
        *words[n] = 1;
    } else if (n < 11) {
        *durations[n - 8] += 1;
    } else if (n < 13) {
        *numbers[n - 11] += 1;
    } else if (n == 13) {
        o->while_busy_default = USHER_WHILE_BUSY_ANY;
    } else if (n == 14) {
        o->gone_status.v = 0;
    } else if (n == 15) {
        o->when_gone = USHER_GONE_END;
    } else if (n < 16 + FAILURE_FIELDS) {
        change_failure(o, n - 16);
    } else if (n == 16 + FAILURE_FIELDS) {
        o->join_limit = USHER_SECONDS(1);
    } else {
        o->profile_change = USHER_PROFILE_OFFERS_WITHDRAWN;
    }
    return n < 18 + FAILURE_FIELDS;
}

static bool change_hours(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->hours.name = "opening";
        return true;
    case 1:
        p->hours.zone = "Europe/Rome";
        return true;
    case 2:
        p->hours.zone = NULL;
        return true;
    case 3:
        p->spans[1].day++;
        return true;
    case 4:
        p->spans[0].from++;
        return true;
    case 5:
        p->spans[1].until--;
        return true;
    case 6:
        p->hours.spans_count = 1;
        return true;
    case 7:
        p->closed[0].name = "January 1";
        return true;
    case 8:
        p->closed[1].year++;
        return true;
    case 9:
        p->closed[0].month++;
        return true;
    case 10:
        p->closed[0].day++;
        return true;
    case 11:
        p->hours.closed_count = 1;
        return true;
    default:
        return false;
    }
}

static bool change_channels_and_statuses(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->channel.name = "fax";
        return true;
    case 1:
        p->channel.like = USHER_TASK;
        return true;
    case 2:
        p->channel.ring++;
        return true;
    case 3:
        p->channel.live_max++;
        return true;
    case 4:
        p->voice.ring++;
        return true;
    case 5:
        p->voice.live_max++;
        return true;
    case 6:
        p->status.name = "Break";
        return true;
    case 7:
        p->status.kind = USHER_STATUS_ROUTABLE;
        return true;
    case 8:
        p->status.kind = USHER_STATUS_OFFLINE;
        return true;
    default:
        return false;
    }
}

/* The same value for all of them: they are told apart by what they are. */
static bool change_rules(centre_parts *p, int n)
{
    usher_queue_def *sales = &p->queues[0];
    switch (n) {
    case 0:
        sales->longest_wait = 2;
        return true;
    case 1:
        sales->overflow_queue.v = 2;
        return true;
    case 2:
        sales->overflow_end = 2;
        return true;
    case 3:
        sales->join_needs = 2;
        return true;
    case 4:
        sales->stay_needs = 2;
        return true;
    case 5:
        p->queues[1].stay_needs = 2;
        p->queues[1].disabled = true;
        return true;
    default:
        return false;
    }
}

static bool change_queues(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->queues[0].name = "sale";
        return true;
    case 1:
        p->queues[0].max_contacts++;
        return true;
    case 2:
        p->queues[0].offers++;
        return true;
    case 3:
        p->queues[1].offers = USHER_OFFER_TO_ALL;
        return true;
    case 4:
        p->queues[0].hours.v = 0;
        return true;
    case 5:
        p->queues[0].service_level++;
        return true;
    case 6:
        p->queues[0].disabled = true;
        return true;
    case 7:
        p->queues[1].disabled = true;
        return true;
    case 8:
        p->queues[0].name = "support"; /* the two change places: references are positions */
        p->queues[1].name = "sales";
        return true;
    default:
        return change_rules(p, n - 9);
    }
}

static bool change_profile(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->profile.name = "table";
        return true;
    case 1:
        p->profile.availability_timer = USHER_SINCE_LAST_INBOUND;
        return true;
    case 2:
        p->profile.outbound_queue.v = 2;
        return true;
    case 3:
        p->profile.while_busy[USHER_VOICE] = USHER_WHILE_BUSY_ANY;
        return true;
    case 4:
        p->profile.while_busy[USHER_CHAT] = USHER_WHILE_BUSY_OWN;
        return true;
    default:
        p->profile.max[n < 10 ? n - 5 : 0]++;
        return n < 10;
    }
}

static bool change_entries(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->entries[0].channel = USHER_CHAT;
        return true;
    case 1:
        p->entries[0].priority = 4;
        return true;
    case 2:
        p->entries[1].delay += USHER_SECONDS(1);
        return true;
    case 3:
        p->entries[0].priority = 2; /* equal, so the order in which they were added counts */
        return true;
    case 4:
        p->entries[0].priority = 2; /* and the other way round */
        p->entries[0].queue.v = 2;
        p->entries[1].queue.v = 1;
        return true;
    case 5:
        p->entries[0].queue.v = 2;
        p->entries[1].queue.v = 1;
        return true;
    default:
        return false;
    }
}

static bool change_agents(centre_parts *p, int n)
{
    usher_agent_def *ann = &p->agents[0];
    switch (n) {
    case 0:
        ann->name = "anna";
        return true;
    case 1:
        ann->group[0] = "south";
        return true;
    case 2:
        ann->group[1] = "team b";
        return true;
    case 3:
        ann->group[1] = NULL;
        return true;
    case 4:
        ann->group[2] = "desk 4";
        return true;
    case 5:
        p->agents[1].group[0] = "north";
        return true;
    case 6:
        ann->device = "sip:anna";
        return true;
    case 7:
        ann->device = NULL;
        return true;
    case 8:
        ann->auto_accept ^= 1u << USHER_VOICE;
        return true;
    case 9:
        ann->tag++;
        return true;
    case 10:
        ann->name = "bob";
        p->agents[1].name = "ann";
        return true;
    case 11:
        ann->profile.v = 2;
        return true;
    default:
        ann->acw[n < 20 ? n - 12 : 0]++;
        return n < 20;
    }
}

static bool change_names(centre_parts *p, int n)
{
    switch (n) {
    case 0:
        p->name = "acme2";
        return true;
    case 1:
        p->zone = "Europe/Vienna";
        return true;
    case 2:
        p->zone = NULL;
        return true;
    case 3:
        p->name = "Europe/Berlin"; /* the two change places */
        p->zone = "acme";
        return true;
    default:
        return false;
    }
}

bool centre_parts_change(centre_parts *p, int area, int n)
{
    switch (area) {
    case 0:
        return change_names(p, n);
    case 1:
        return change_options(&p->options, n);
    case 2:
        return change_channels_and_statuses(p, n);
    case 3:
        return change_hours(p, n);
    case 4:
        return change_queues(p, n);
    case 5:
        return change_profile(p, n);
    case 6:
        return change_entries(p, n);
    default:
        return change_agents(p, n);
    }
}
