/*
 * test_initial.c - the functions that set structs for other languages say what the macros say.
 */
#include <usher/load.h>
#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * Bytes between members are zero in a static struct, and stay so in one that was cleared. What is
 * set over other bytes must at least tell its size.
 */
#define EXPECT(name, macro)                           \
    do {                                              \
        static const usher_##name wanted = macro;     \
        usher_##name is;                              \
        memset(&is, 0xff, sizeof is);                 \
        usher_##name##_init(&is);                     \
        assert_int_equal(is.size, sizeof is);         \
        memset(&is, 0, sizeof is);                    \
        usher_##name##_init(&is);                     \
        assert_memory_equal(&is, &wanted, sizeof is); \
    } while (0)

static void what_a_centre_is_made_of(void **state)
{
    (void)state;
    EXPECT(channel_def, USHER_CHANNEL_DEF_INIT);
    EXPECT(agent_status_def, USHER_AGENT_STATUS_DEF_INIT);
    EXPECT(zone_def, USHER_ZONE_DEF_INIT);
    EXPECT(override_def, USHER_OVERRIDE_DEF_INIT);
    EXPECT(hours_def, USHER_HOURS_DEF_INIT);
    EXPECT(queue_def, USHER_QUEUE_DEF_INIT);
    EXPECT(profile_def, USHER_PROFILE_DEF_INIT);
    EXPECT(entry_def, USHER_ENTRY_DEF_INIT);
    EXPECT(agent_def, USHER_AGENT_DEF_INIT);
    EXPECT(routing_options, USHER_ROUTING_OPTIONS_INIT);
}

static void what_an_engine_takes(void **state)
{
    (void)state;
    EXPECT(limits, USHER_LIMITS_INIT);
    EXPECT(engine_options, USHER_ENGINE_OPTIONS_INIT);
    EXPECT(agent_add_options, USHER_AGENT_ADD_OPTIONS_INIT);
    EXPECT(contact_begin_options, USHER_CONTACT_BEGIN_OPTIONS_INIT);
    EXPECT(command, USHER_COMMAND_INIT);
    EXPECT(store, USHER_STORE_INIT);
    usher_cursor cursor = { 0, 0, 1 };
    usher_cursor_init(&cursor);
    assert_true(cursor.major == INT64_MIN && cursor.minor == INT64_MIN && cursor.id == 0);
    usher_host host;
    memset(&host, 0xff, sizeof host);
    usher_host_init(&host);
    assert_int_equal(host.size, sizeof host);
    assert_null(host.user);
    assert_true(host.contact_begun == NULL && host.queue_disabled == NULL && host.other == NULL);
}

static void what_the_reader_takes(void **state)
{
    (void)state;
    EXPECT(load_options, USHER_LOAD_OPTIONS_INIT);
}

/* An engine can be made of them, whatever was there before. */
static void an_engine_starts_from_them(void **state)
{
    (void)state;
    usher_centre_builder *builder;
    usher_engine_options options;
    usher_engine *engine;
    memset(&options, 0xff, sizeof options);
    usher_engine_options_init(&options);
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    assert_int_equal(usher_centre_build(builder, &options.centre), USHER_OK);
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_engine_free(engine);
    usher_centre_unref(options.centre);
    usher_centre_builder_free(builder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_centre_is_made_of),
        cmocka_unit_test(what_an_engine_takes),
        cmocka_unit_test(what_the_reader_takes),
        cmocka_unit_test(an_engine_starts_from_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
