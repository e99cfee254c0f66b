/*
 * test_next.c - reading with usher_engine_next: every event once, in order, and confirmed by asking
 * for the one behind it.
 *
 * A random host begins and ends contacts, reads, peeks and confirms in any order, with a store that
 * acknowledges at once, late, or that there is not; also from inside the store and from callbacks
 * of a dispatch. What it may see is reckoned by a model of two numbers: the oldest event that is
 * not confirmed, and whether that one was given.
 */
#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 60000, LIVE_MAX = 40, EVENTS_MAX = 4 * STEPS };

typedef struct reader {
    usher_engine *engine;
    usher_contact_id live[LIVE_MAX];
    uint32_t count;
    uint64_t random;
    uint32_t habit;
    uint64_t first;             /* the oldest event that is not confirmed */
    bool given;                 /* it is the one that was given last */
    uint64_t last;              /* the newest event */
    uint64_t visible;           /* the newest one that is durable */
    uint16_t types[EVENTS_MAX]; /* by number, as they were when they came */
} reader;

static uint32_t below(reader *r, uint32_t bound)
{
    r->random = r->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(r->random >> 33) % bound;
}

/*
 * Memory without gaps, as of a host that has a region of its own: the end of a large block is the
 * beginning of the next one. Large blocks are not used again.
 */
enum { REGION_BYTES = 1 << 23, LARGE_BYTES = 1 << 12 };

typedef struct region {
    size_t used;
    _Alignas(64) char bytes[REGION_BYTES];
} region;

static void *resize_in_region(void *context, void *ptr, size_t old_size, size_t new_size)
{
    region *r = context;
    if (new_size == 0) {
        if (old_size < LARGE_BYTES) {
            free(ptr);
        }
        return NULL;
    }
    bool large = new_size >= LARGE_BYTES;
    if (large && new_size > REGION_BYTES - r->used) {
        return NULL;
    }
    char *block = large ? r->bytes + r->used : malloc(new_size);
    if (block == NULL) {
        return NULL;
    }
    r->used += large ? new_size : 0;
    if (old_size > 0) {
        memcpy(block, ptr, old_size < new_size ? old_size : new_size);
        (void)resize_in_region(r, ptr, old_size, 0);
    }
    return block;
}

static usher_engine *make_engine_in(const usher_mem *mem, const usher_store *store)
{
    usher_centre_builder *builder;
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_engine *engine;
    queue.name = "sales";
    assert_int_equal(usher_centre_builder_new(NULL, &builder), USHER_OK);
    assert_int_equal(usher_centre_add_queue(builder, &queue, NULL), USHER_OK);
    assert_int_equal(usher_centre_build(builder, &options.centre), USHER_OK);
    usher_centre_builder_free(builder);
    options.store = store;
    options.mem = mem;
    assert_int_equal(usher_engine_new(&options, &engine), USHER_OK);
    usher_centre_unref(options.centre);
    return engine;
}

static usher_engine *make_engine(const usher_store *store)
{
    return make_engine_in(NULL, store);
}

/* Writes down what has happened since, as it can be read at once where there is no store. */
static void note(reader *r, bool durable)
{
    usher_engine_info info;
    usher_engine_get(r->engine, &info);
    uint64_t number = r->last + 1;
    r->last = info.event;
    r->visible = durable ? r->last : r->visible;
    for (; durable && number <= r->last; number++) {
        const usher_event *event = usher_engine_peek_after(r->engine, number - 1);
        assert_non_null(event);
        r->types[number] = event->type;
    }
}

/* Somebody begins, or ends: two events. */
static void act(reader *r, bool durable)
{
    usher_time now = usher_engine_now(r->engine) + 1;
    if (r->count < LIVE_MAX && (r->count == 0 || below(r, 2) == 0)) {
        usher_contact_begin_options o = USHER_CONTACT_BEGIN_OPTIONS_INIT;
        o.queue.v = 1;
        assert_int_equal(usher_contact_begin(r->engine, now, &o, &r->live[r->count]), USHER_OK);
        r->count++;
    } else {
        uint32_t at = below(r, r->count);
        assert_int_equal(
            usher_contact_end(r->engine, now, r->live[at], USHER_REASON_CUSTOMER_DISCONNECT),
            USHER_OK);
        r->live[at] = r->live[--r->count];
    }
    note(r, durable);
}

static void read_one(reader *r)
{
    r->first += r->given;
    r->given = r->first <= r->visible;
    const usher_event *event = usher_engine_next(r->engine);
    if (!r->given) {
        assert_null(event);
        return;
    }
    assert_non_null(event);
    assert_int_equal(event->number, r->first);
    assert_true(r->types[r->first] == 0 || event->type == r->types[r->first]);
}

static void peek_one(const reader *r)
{
    const usher_event *event = usher_engine_peek(r->engine);
    assert_true((event != NULL) == (r->first <= r->visible));
    assert_true(event == NULL || event->number == r->first);
}

static void confirm_to(reader *r, uint64_t number)
{
    usher_engine_confirm(r->engine, number);
    if (number >= r->first && number <= r->visible) {
        r->first = number + 1;
        r->given = false;
    }
}

/*
 * For a while the host hardly reads, for a while it peeks and confirms, one by one or several at
 * once, for a while it does all.
 */
static void step(reader *r, uint32_t i, bool durable)
{
    enum { LAZY, ONE_BY_ONE, SEVERAL, ALL, HABITS };
    r->habit = i % 60 == 0 ? below(r, HABITS) : r->habit;
    uint32_t what = below(r, r->habit == LAZY ? 3 : 8);
    if (what < 2) {
        act(r, durable);
    } else if (what == 2) {
        peek_one(r);
    } else if (r->habit == ONE_BY_ONE) {
        confirm_to(r, r->first);
    } else if (r->habit == SEVERAL) {
        confirm_to(r, r->first + 1 + below(r, 2));
    } else if (what == 3) {
        confirm_to(r, r->first + below(r, 4) - 1); /* one that is confirmed already may be */
    } else {
        read_one(r);
    }
}

static reader *new_reader(const usher_store *store)
{
    static reader r;
    r = (reader){ .random = 20261121, .first = 1 };
    r.engine = make_engine(store);
    return &r;
}

static void every_event_once_and_in_order(void **state)
{
    (void)state;
    reader *r = new_reader(NULL);
    for (uint32_t i = 0; i < STEPS; i++) {
        step(r, i, true);
    }
    assert_true(r->last > STEPS / 4);
    assert_true(r->first > r->last / 2);
    usher_engine_free(r->engine);
}

static void what_is_not_durable_is_not_given(void **state)
{
    (void)state;
    usher_memory_store *log;
    assert_int_equal(usher_memory_store_new(NULL, false, &log), USHER_OK);
    usher_store store = usher_memory_store_table(log);
    reader *r = new_reader(&store);
    for (uint32_t i = 0; i < STEPS / 4; i++) {
        step(r, i, false);
        if (below(r, 5) == 0) {
            usher_engine_acknowledge(r->engine, usher_memory_store_last(log));
            r->visible = r->last;
        }
    }
    assert_true(r->first > r->last / 2);
    usher_engine_free(r->engine);
    usher_memory_store_free(log);
}

/*
 * What is read next may lie right behind what was written last, though much is between them: the
 * host confirms and writes whole chunks, of which there are more and more.
 */
static void memory_without_gaps(void **state)
{
    (void)state;
    enum { ROUNDS = 1000, CHUNK = 64 };
    static region memory;
    const usher_mem mem = { resize_in_region, &memory };
    reader *r = new_reader(NULL);
    usher_engine_free(r->engine);
    r->engine = make_engine_in(&mem, NULL);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint64_t more = CHUNK * (1 + (uint64_t)below(r, 2 + i / 100));
        while (r->last + 1 < r->first + more || r->last % CHUNK != 0) {
            act(r, true);
        }
        read_one(r);
        confirm_to(r, r->last - CHUNK * (1 + (uint64_t)below(r, 2 + i / 100)));
    }
    assert_true(r->first > r->last / 2);
    usher_engine_free(r->engine);
}

/* A store that keeps nothing, and whose host reads while it appends. */
static int read_and_append(void *user, uint64_t number, const void *record, size_t size)
{
    (void)number;
    (void)record;
    (void)size;
    reader *r = user;
    for (uint32_t n = r->engine != NULL ? below(r, 4) : 0; n > 0; n--) {
        read_one(r);
    }
    return USHER_APPEND_DURABLE;
}

static usher_status read_nothing(void *user, uint64_t number, void *record, size_t *size)
{
    (void)user;
    (void)number;
    (void)record;
    (void)size;
    return USHER_ERR_NOT_FOUND;
}

static void reading_from_the_stores_append(void **state)
{
    (void)state;
    static reader r;
    r = (reader){ .random = 20261121, .first = 1 };
    usher_store store = USHER_STORE_INIT;
    store.user = &r;
    store.append = read_and_append;
    store.read = read_nothing;
    r.engine = make_engine(&store);
    for (uint32_t i = 0; i < STEPS / 4; i++) {
        step(&r, i, true);
    }
    assert_true(r.last > STEPS / 16);
    assert_true(r.first > r.last / 2);
    usher_engine_free(r.engine);
}

/* The oldest event, which a dispatch shows; what the host does with it is what it likes. */
static void look_around(void *user, usher_engine *engine, const usher_event *event)
{
    reader *r = user;
    uint64_t number = event->number;
    assert_ptr_equal(engine, r->engine);
    assert_int_equal(number, r->first);
    for (uint32_t n = below(r, 3); n > 0; n--) {
        switch (below(r, 4)) {
        case 0:
            if (r->last < number + 100) { /* or a dispatch would never end */
                act(r, true);
            }
            break;
        case 1:
            confirm_to(r, r->first + below(r, 3));
            break;
        case 2:
            peek_one(r);
            break;
        default:
            read_one(r);
            break;
        }
    }
    if (r->first == number) { /* is confirmed behind this callback */
        r->first++;
        r->given = false;
    }
}

static void reading_from_callbacks(void **state)
{
    (void)state;
    enum { TURNS = 4000 };
    reader *r = new_reader(NULL);
    usher_host host;
    usher_host_init(&host);
    host.user = r;
    host.other = look_around;
    for (uint32_t i = 0; i < TURNS; i++) {
        for (uint32_t n = below(r, 5); n > 0; n--) {
            act(r, true);
        }
        for (uint32_t n = below(r, 4); n > 0; n--) {
            read_one(r);
        }
        if (below(r, 3) == 0 && r->last < EVENTS_MAX - 1000) {
            assert_int_equal(usher_engine_dispatch(r->engine, &host), USHER_OK);
            peek_one(r);
        }
    }
    assert_true(r->last > TURNS);
    usher_engine_free(r->engine);
}

/* Places are used again: an event is not taken for the one that was given in its place. */
static void a_place_is_not_an_event(void **state)
{
    (void)state;
    reader *r = new_reader(NULL);
    act(r, true);
    const usher_event *place = usher_engine_next(r->engine);
    const usher_event *event = place;
    for (uint32_t i = 0; i < 1000 && (i == 0 || event != place); i++) {
        if (event == NULL) {
            act(r, true);
        } else {
            usher_engine_confirm(r->engine, event->number);
        }
        event = usher_engine_peek(r->engine);
    }
    assert_ptr_equal(event, place);
    uint64_t number = event->number;
    assert_true(number > 1);
    assert_int_equal(usher_engine_next(r->engine)->number, number);
    usher_engine_free(r->engine);
}

/* A host that stopped between an event and asking for the next one sees it again. */
static void what_was_given_is_delivered_again_after_a_restart(void **state)
{
    (void)state;
    usher_memory_store *log;
    assert_int_equal(usher_memory_store_new(NULL, true, &log), USHER_OK);
    usher_store store = usher_memory_store_table(log);
    reader *r = new_reader(&store);
    act(r, true);
    assert_int_equal(usher_engine_next(r->engine)->number, 1);
    assert_int_equal(usher_engine_next(r->engine)->number, 2);
    act(r, true); /* its record says that event 1 is confirmed */
    usher_engine_free(r->engine);
    r->engine = make_engine(&store);
    const usher_event *event = usher_engine_next(r->engine);
    assert_int_equal(event->number, 2);
    assert_true(event->flags & USHER_EVENT_REDELIVERED);
    usher_engine_free(r->engine);
    usher_memory_store_free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_once_and_in_order),
        cmocka_unit_test(what_is_not_durable_is_not_given),
        cmocka_unit_test(memory_without_gaps),
        cmocka_unit_test(reading_from_the_stores_append),
        cmocka_unit_test(reading_from_callbacks),
        cmocka_unit_test(a_place_is_not_an_event),
        cmocka_unit_test(what_was_given_is_delivered_again_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
