/*
 * test_agenda.c - the order of what happens to virtual people, against a sorted list.
 */
#include "agenda.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ENTRIES = 200, STEPS = 20000 };

static void put(virtual_agenda *agenda, agenda_entry *entry, usher_time time)
{
    assert_true(agenda_reserve(agenda));
    agenda_put(agenda, entry, time);
}

static void equal_times_go_by_kind_then_row_then_serial(void **state)
{
    (void)state;
    virtual_agenda agenda = { 0 };
    agenda_entry entries[] = {
        { .kind = AGENDA_GIVES_UP, .row = 0 },
        { .kind = AGENDA_ANSWERS, .row = 2, .serial = 9 },
        { .kind = AGENDA_ANSWERS, .row = 2, .serial = 8 },
        { .kind = AGENDA_ANSWERS, .row = 1, .serial = 10 },
        { .kind = AGENDA_WORK_ENDS, .row = 5 },
        { .kind = AGENDA_GIVES_UP, .row = 9 },
    };
    const size_t order[] = { 5, 4, 3, 2, 1, 0 };
    for (size_t i = 0; i < 6; i++) {
        put(&agenda, &entries[i], i == 5 ? 6 : 7); /* an earlier time beats any kind */
    }
    for (size_t i = 0; i < 6; i++) {
        assert_ptr_equal(agenda_first(&agenda), &entries[order[i]]);
        agenda_remove(&agenda, agenda_first(&agenda));
    }
    assert_null(agenda_first(&agenda));
    agenda_clear(&agenda);
}

static void what_is_not_in_can_be_removed(void **state)
{
    (void)state;
    virtual_agenda agenda = { 0 };
    agenda_entry entry = { .kind = AGENDA_ANSWERS };
    agenda_remove(&agenda, &entry);
    put(&agenda, &entry, 5);
    agenda_remove(&agenda, &entry);
    agenda_remove(&agenda, &entry);
    assert_null(agenda_first(&agenda));
    agenda_clear(&agenda);
}

static void an_entry_moves_when_it_is_put_again(void **state)
{
    (void)state;
    virtual_agenda agenda = { 0 };
    agenda_entry a = { .row = 1 };
    agenda_entry b = { .row = 2 };
    put(&agenda, &a, 10);
    put(&agenda, &b, 20);
    put(&agenda, &a, 30);
    assert_ptr_equal(agenda_first(&agenda), &b);
    put(&agenda, &a, 5);
    assert_ptr_equal(agenda_first(&agenda), &a);
    assert_int_equal(agenda.count, 2);
    agenda_clear(&agenda);
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1;
    return (uint32_t)(*seed >> 33);
}

static bool is_less(const agenda_entry *a, const agenda_entry *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind;
    }
    return a->row != b->row ? a->row < b->row : a->serial < b->serial;
}

/* The least of all that are in, found by looking at each. */
static agenda_entry *least(agenda_entry *entries)
{
    agenda_entry *first = NULL;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (entries[i].place != 0 && (first == NULL || is_less(&entries[i], first))) {
            first = &entries[i];
        }
    }
    return first;
}

static void random_changes_keep_the_first_first(void **state)
{
    (void)state;
    uint64_t seed = 20260302;
    virtual_agenda agenda = { 0 };
    static agenda_entry entries[ENTRIES];
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        entries[i] = (agenda_entry){ .kind = (enum agenda_kind)(next_random(&seed) % 3),
                                     .row = next_random(&seed) % 20, .serial = i };
    }
    for (int step = 0; step < STEPS; step++) {
        agenda_entry *entry = &entries[next_random(&seed) % ENTRIES];
        if (next_random(&seed) % 3 == 0) {
            agenda_remove(&agenda, entry);
        } else {
            put(&agenda, entry, next_random(&seed) % 50);
        }
        assert_ptr_equal(agenda_first(&agenda), least(entries));
    }
    agenda_clear(&agenda);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_times_go_by_kind_then_row_then_serial),
        cmocka_unit_test(what_is_not_in_can_be_removed),
        cmocka_unit_test(an_entry_moves_when_it_is_put_again),
        cmocka_unit_test(random_changes_keep_the_first_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
