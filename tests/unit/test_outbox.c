/*
 * test_outbox.c - events are numbered without a gap, stay where they are until they are confirmed,
 * and the chunks of those that are confirmed are used again.
 */
#include "state/outbox.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { CHUNK = US_EVENTS_PER_CHUNK };

typedef struct world {
    fault_mem fault;
    us_mem mem;
    us_outbox outbox;
} world;

static void open_world(world *w)
{
    memset(w, 0, sizeof *w);
    usher_mem host = fault_mem_host(&w->fault);
    us_mem_init(&w->mem, &host);
    us_outbox_init(&w->outbox, &w->mem);
}

static void close_world(world *w)
{
    us_outbox_clear(&w->outbox);
    assert_int_equal(w->mem.bytes, 0);
    assert_int_equal(w->fault.blocks, 0);
}

/* Adds events that say their own number. */
static void add(world *w, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(us_outbox_grow(&w->outbox, 1), USHER_OK);
        if (us_outbox_at_limit(&w->outbox)) {
            us_outbox_turn(&w->outbox);
        }
        (void)us_outbox_add(&w->outbox);
    }
}

/* Every event that is not confirmed says its number; the first is `first`, the next one `next`. */
static void holds(const world *w, uint64_t first, uint64_t next)
{
    assert_int_equal(w->outbox.first, first);
    assert_int_equal(w->outbox.next, next);
    for (uint64_t number = first; number < next; number++) {
        assert_int_equal(us_outbox_at(&w->outbox, number)->number, number);
    }
}

static void numbers_begin_with_one_and_have_no_gap(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(w.fault.calls, 0);
    assert_int_equal(us_outbox_room(&w.outbox), 0);
    holds(&w, 1, 1);
    add(&w, 1000);
    holds(&w, 1, 1001);
    close_world(&w);
}

static void events_stay_in_place(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    add(&w, 40);
    const usher_event *places[40];
    for (uint64_t i = 0; i < 40; i++) {
        places[i] = us_outbox_at(&w.outbox, i + 1);
    }
    add(&w, 5000);
    us_outbox_confirm(&w.outbox, 11);
    for (uint64_t i = 10; i < 40; i++) {
        assert_ptr_equal(places[i], us_outbox_at(&w.outbox, i + 1));
        assert_int_equal(places[i]->number, i + 1);
    }
    close_world(&w);
}

static void growth_makes_room_chunk_by_chunk(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    assert_int_equal(us_outbox_grow(&w.outbox, 0), USHER_OK);
    assert_int_equal(w.outbox.chunks_count, 0);
    assert_int_equal(us_outbox_grow(&w.outbox, 1), USHER_OK);
    assert_int_equal(w.outbox.chunks_count, 1);
    assert_int_equal(us_outbox_room(&w.outbox), CHUNK);
    assert_int_equal(us_outbox_grow(&w.outbox, CHUNK), USHER_OK);
    assert_int_equal(w.outbox.chunks_count, 1);
    add(&w, 1);
    assert_int_equal(us_outbox_room(&w.outbox), CHUNK - 1);
    assert_int_equal(us_outbox_grow(&w.outbox, CHUNK), USHER_OK);
    assert_int_equal(w.outbox.chunks_count, 2);
    assert_int_equal(us_outbox_grow(&w.outbox, 10 * CHUNK), USHER_OK);
    assert_int_equal(w.outbox.chunks_count, 11);
    assert_int_equal(us_outbox_room(&w.outbox), 11 * CHUNK - 1);
    close_world(&w);
}

/* From any fill, for any number of events: what is told is what is got. */
static void growth_is_told_to_the_byte(void **state)
{
    (void)state;
    for (uint64_t fill = 0; fill < 2 * CHUNK; fill += 7) {
        for (uint64_t events = 0; events < 4 * CHUNK; events++) {
            world w;
            open_world(&w);
            add(&w, fill);
            uint64_t before = w.mem.bytes;
            uint64_t told = us_outbox_growth(&w.outbox, events);
            assert_int_equal(us_outbox_grow(&w.outbox, events), USHER_OK);
            assert_int_equal(w.mem.bytes, before + told);
            close_world(&w);
        }
    }
}

/* When all is confirmed, and enough is behind, the next event is where the first one was. */
static void writing_starts_over_when_all_is_confirmed(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    add(&w, CHUNK / 2);
    const usher_event *first = us_outbox_at(&w.outbox, 1);
    for (uint64_t number = 1; number <= CHUNK / 2; number++) {
        assert_ptr_equal(w.outbox.read, us_outbox_at(&w.outbox, number));
        us_outbox_confirm(&w.outbox, number + 1);
    }
    holds(&w, CHUNK / 2 + 1, CHUNK / 2 + 1);
    assert_int_equal(us_outbox_room(&w.outbox), CHUNK);
    add(&w, 3);
    holds(&w, CHUNK / 2 + 1, CHUNK / 2 + 4);
    assert_ptr_equal(us_outbox_at(&w.outbox, CHUNK / 2 + 1), first);
    assert_ptr_equal(w.outbox.read, first);
    assert_int_equal(w.outbox.chunks_count, 1);
    close_world(&w);
}

static void confirming_in_the_middle_gives_chunks_back_once_all_of_one_is_read(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    add(&w, 3 * CHUNK);
    const usher_event *chunks[3];
    for (uint64_t i = 0; i < 3; i++) {
        chunks[i] = us_outbox_at(&w.outbox, 1 + i * CHUNK);
    }
    us_outbox_confirm(&w.outbox, CHUNK); /* all but the last one of the first chunk */
    assert_int_equal(us_outbox_room(&w.outbox), 0);
    us_outbox_confirm(&w.outbox, CHUNK + 1); /* and that one */
    assert_int_equal(us_outbox_room(&w.outbox), CHUNK);
    holds(&w, CHUNK + 1, 3 * CHUNK + 1);
    uint64_t calls = w.fault.calls;
    add(&w, CHUNK);
    assert_int_equal(w.fault.calls, calls);
    assert_ptr_equal(us_outbox_at(&w.outbox, 3 * CHUNK + 1), chunks[0]);
    us_outbox_confirm(&w.outbox, 3 * CHUNK + 6); /* two chunks at once, and some */
    holds(&w, 3 * CHUNK + 6, 4 * CHUNK + 1);
    assert_int_equal(us_outbox_room(&w.outbox), 2 * CHUNK);
    add(&w, 2 * CHUNK);
    assert_int_equal(w.fault.calls, calls);
    assert_ptr_equal(us_outbox_at(&w.outbox, 4 * CHUNK + 1), chunks[1]);
    assert_ptr_equal(us_outbox_at(&w.outbox, 5 * CHUNK + 1), chunks[2]);
    holds(&w, 3 * CHUNK + 6, 6 * CHUNK + 1);
    close_world(&w);
}

/* One to 200 events at a time, and a reader who lags: numbers, room and memory stay in bounds. */
static void a_long_day_needs_little_memory(void **state)
{
    (void)state;
    world w;
    open_world(&w);
    uint64_t first = 1;
    uint64_t next = 1;
    for (uint64_t step = 1; step < 3000; step++) {
        uint64_t count = step * 7919 % 200 + 1;
        add(&w, count);
        next += count;
        uint64_t lag = step * 104729 % 150;
        if (next - first > lag) {
            first = next - lag;
            us_outbox_confirm(&w.outbox, first);
        }
        assert_true(us_outbox_room(&w.outbox) <= (uint64_t)w.outbox.chunks_count * CHUNK);
        holds(&w, first, next);
    }
    assert_true(w.outbox.chunks_count <= 350 / CHUNK + 2);
    close_world(&w);
}

static void a_refused_growth_leaves_all_as_it_was(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 60; n++) {
        world w;
        open_world(&w);
        add(&w, 3 * CHUNK / 2);
        w.fault.refuse_at = w.fault.calls + n;
        uint64_t room = us_outbox_room(&w.outbox);
        usher_status status = us_outbox_grow(&w.outbox, 20 * CHUNK);
        assert_int_equal(status, w.fault.refused ? USHER_ERR_NOMEM : USHER_OK);
        assert_true(us_outbox_room(&w.outbox) >= room);
        assert_int_equal(w.mem.bytes, w.fault.bytes);
        holds(&w, 1, 3 * CHUNK / 2 + 1);
        assert_int_equal(us_outbox_grow(&w.outbox, 20 * CHUNK), USHER_OK);
        assert_true(us_outbox_room(&w.outbox) >= 20 * CHUNK);
        close_world(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_begin_with_one_and_have_no_gap),
        cmocka_unit_test(events_stay_in_place),
        cmocka_unit_test(growth_makes_room_chunk_by_chunk),
        cmocka_unit_test(growth_is_told_to_the_byte),
        cmocka_unit_test(writing_starts_over_when_all_is_confirmed),
        cmocka_unit_test(confirming_in_the_middle_gives_chunks_back_once_all_of_one_is_read),
        cmocka_unit_test(a_long_day_needs_little_memory),
        cmocka_unit_test(a_refused_growth_leaves_all_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
