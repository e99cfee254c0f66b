/*
 * test_options.c - options of routing and rules of queues that a builder refuses, and when.
 */
#include "support/centre_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static usher_centre_builder *new_builder(void)
{
    centre_parts p;
    usher_centre_builder *b;
    usher_status status = USHER_OK;
    centre_parts_fill(&p);
    assert_int_equal(usher_centre_builder_new(NULL, &b), USHER_OK);
    for (uint32_t at = 0; centre_parts_define(&p, at, b, &status); at++) {
        assert_int_equal(status, USHER_OK);
    }
    return b;
}

static void build(usher_centre_builder *b)
{
    usher_centre *centre;
    assert_int_equal(usher_centre_build(b, &centre), USHER_OK);
    usher_centre_unref(centre);
    usher_centre_builder_free(b);
}

/* Statuses may come later than the options, so this is known when the centre is built. */
static void the_status_of_who_is_gone_is_not_routable(void **state)
{
    (void)state;
    enum { AVAILABLE = 1, LUNCH = 3, NO_SUCH = 4 };
    usher_centre_builder *b = new_builder();
    usher_centre *centre;
    usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
    for (uint32_t ref = AVAILABLE; ref <= NO_SUCH; ref += LUNCH) {
        o.gone_status.v = ref;
        assert_int_equal(usher_centre_set_options(b, &o), USHER_OK);
        assert_int_equal(usher_centre_build(b, &centre), USHER_ERR_INVALID);
        assert_string_equal(usher_centre_builder_error(b),
                            "the option `gone_status` is no status, or a routable one");
    }
    o.gone_status.v = LUNCH;
    assert_int_equal(usher_centre_set_options(b, &o), USHER_OK);
    build(b);
}

static void words_and_numbers_have_a_range(void **state)
{
    (void)state;
    usher_centre_builder *b = new_builder();
    static const char *const texts[] = { "an option has a value that is none of its words",
                                         "an option has a duration out of range" };
    for (int i = 0; i < 8; i++) {
        usher_routing_options o = USHER_ROUTING_OPTIONS_INIT;
        usher_failure_rule *last = &o.failures[USHER_FAILURES - 1];
        o.when_gone = i == 0 ? USHER_GONE_BACK + 1 : USHER_GONE_BACK;
        o.profile_change = i == 3 ? 2 : USHER_PROFILE_OFFERS_WITHDRAWN;
        o.failures[0].after_miss = i == 1 ? USHER_MISS_AS_FOR_ALL + 1 : USHER_MISS_AS_FOR_ALL;
        last->counts = i == 2 ? USHER_COUNTS_NO + 1 : USHER_COUNTS_NO;
        o.failures[0].clear_after = i == 4 ? -2 : 0;
        last->reoffer_after = i == 5 ? -2 : 0;
        o.failures[USHER_FAILURE_CANCELLED].clear_after = i == 6 ? 0 : USHER_AS_FOR_ALL;
        o.join_limit = i == 7 ? 0 : 1;
        assert_int_equal(usher_centre_set_options(b, &o), USHER_ERR_INVALID);
        assert_string_equal(usher_centre_builder_error(b), texts[i > 3]);
    }
    build(b);
}

static void rules_of_queues_have_a_range(void **state)
{
    (void)state;
    usher_centre_builder *b = new_builder();
    for (int i = 0; i <= 4; i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        def.name = "q";
        def.longest_wait = i == 0 ? -1 : 1;
        def.overflow_end = USHER_REASON_END_MAX + (i == 1);
        def.join_needs = USHER_NEEDS_AVAILABLE + (i == 2);
        def.stay_needs = USHER_NEEDS_STAFFED + (i == 3);
        usher_status status = usher_centre_add_queue(b, &def, NULL);
        assert_int_equal(status, i < 4 ? USHER_ERR_INVALID : USHER_OK);
        if (i < 4) {
            assert_string_equal(usher_centre_builder_error(b),
                                "queue `q` has a value out of range");
        }
    }
    build(b);
}

/* Queues may overflow to later ones, so which there are is known when the centre is built. */
static void queues_overflow_to_others(void **state)
{
    (void)state;
    for (uint32_t to = 1; to <= 4; to++) {
        usher_centre_builder *b = new_builder();
        usher_centre *centre;
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        def.name = "third";
        def.overflow_queue.v = to;
        assert_int_equal(usher_centre_add_queue(b, &def, NULL), USHER_OK);
        if (to > 2) {
            assert_int_equal(usher_centre_build(b, &centre), USHER_ERR_INVALID);
            assert_string_equal(usher_centre_builder_error(b),
                                "queue `third` overflows to itself, or to no queue");
            def.name = "fourth"; /* now there is one more, but one still overflows to itself */
            def.overflow_queue.v = 1;
            assert_int_equal(usher_centre_add_queue(b, &def, NULL), USHER_OK);
        }
        if (to == 3) {
            assert_int_equal(usher_centre_build(b, &centre), USHER_ERR_INVALID);
            usher_centre_builder_free(b);
        } else {
            build(b);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_status_of_who_is_gone_is_not_routable),
        cmocka_unit_test(words_and_numbers_have_a_range),
        cmocka_unit_test(rules_of_queues_have_a_range),
        cmocka_unit_test(queues_overflow_to_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
