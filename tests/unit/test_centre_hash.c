/*
 * test_centre_hash.c - the hash of a centre is of all in it that decides, and of nothing else.
 *
 * One field after the other is changed, in a centre with one of everything; no two centres may have
 * the same hash. What is only shown to people changes nothing.
 */
#include "support/centre_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { CHANGES_MAX = 200 };

static usher_centre *build(const centre_parts *p)
{
    usher_centre_builder *b;
    usher_centre *centre = NULL;
    usher_status status = USHER_OK;
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (uint32_t at = 0; centre_parts_define(p, at, b, &status); at++) {
        assert_int_equal(status, USHER_OK);
    }
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_builder_free(b);
    return centre;
}

/* The hash; and a centre that was bytes in between has the same one. */
static uint64_t hash_of(const centre_parts *p)
{
    usher_centre *centre = build(p);
    uint64_t hash = usher_centre_hash(centre);
    uint8_t bytes[1000];
    size_t size = usher_centre_encode(centre, bytes, sizeof bytes);
    usher_centre_unref(centre);
    assert_int_equal(usher_centre_decode(bytes, size, NULL, &centre), USHER_OK);
    assert_true(usher_centre_hash(centre) == hash);
    usher_centre_unref(centre);
    return hash;
}

/* ---- changes, by number; each function says whether it has one of this number ---------------- */

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
    } else {
        o->join_limit = USHER_SECONDS(1);
    }
    return n < 17 + FAILURE_FIELDS;
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
        return false;
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

static bool change(centre_parts *p, int area, int n)
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
enum { AREAS = 8 };

/* ---- tests ----------------------------------------------------------------------------------- */

static void every_field_that_decides_changes_it(void **state)
{
    (void)state;
    uint64_t hashes[CHANGES_MAX];
    int count = 1;
    centre_parts p;
    centre_parts_fill(&p);
    hashes[0] = hash_of(&p);
    for (int area = 0; area < AREAS; area++) {
        for (int n = 0; change(&p, area, n); n++) {
            hashes[count] = hash_of(&p);
            for (int i = 0; i < count; i++) {
                if (hashes[i] == hashes[count]) {
                    fail_msg("change %d of area %d does not change the hash", n, area);
                }
            }
            count++;
            centre_parts_fill(&p);
        }
        centre_parts_fill(&p);
    }
    assert_int_equal(count, 1 + 4 + 17 + FAILURE_FIELDS + 9 + 12 + 9 + 10 + 6 + 20);
}

static void what_is_only_shown_does_not(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    p.queues[0].display = "Verkauf";
    assert_true(hash_of(&p) == hash);
    p.queues[0].display = NULL;
    assert_true(hash_of(&p) == hash);
}

/* A word that is the default, or an order that decides nothing, means the same. */
static void what_means_the_same_does_not(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    p.profile.while_busy[USHER_VOICE] = USHER_WHILE_BUSY_OWN; /* as the option says */
    assert_true(hash_of(&p) == hash);
    p.profile.while_busy[USHER_TASK] = USHER_WHILE_BUSY_ANY; /* a channel that is off */
    assert_true(hash_of(&p) == hash);
    usher_entry_def entry = p.entries[0]; /* of different priority: whoever was added first */
    p.entries[0] = p.entries[1];
    p.entries[1] = entry;
    assert_true(hash_of(&p) == hash);
}

/* A store remembers the hash: it must be the same with every compiler and in every version. */
static void it_is_the_same_everywhere(void **state)
{
    (void)state;
    centre_parts p;
    centre_parts_fill(&p);
    uint64_t hash = hash_of(&p);
    assert_int_equal(hash, UINT64_C(0x5c0f42c5a528879c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_that_decides_changes_it),
        cmocka_unit_test(what_is_only_shown_does_not),
        cmocka_unit_test(what_means_the_same_does_not),
        cmocka_unit_test(it_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
