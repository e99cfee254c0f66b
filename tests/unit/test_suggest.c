/*
 * test_suggest.c - the nearest word: near ones are found, far ones are left alone.
 */
#include "suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const columns[] = { "id", "arrival", "channel", "queue", "number", "priority",
                                       "patience", "handle", "acw", "ring", "customer" };

static const char *nearest(suggestion *s, const char *word)
{
    suggest_start(s, word, strlen(word));
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        suggest_offer(s, columns[i]);
    }
    return suggest_best(s);
}

static void slips_of_the_pen_are_found(void **state)
{
    (void)state;
    suggestion s;
    assert_string_equal(nearest(&s, "priorty"), "priority");
    assert_string_equal(nearest(&s, "pirority"), "priority");
    assert_string_equal(nearest(&s, "Arrival"), "arrival");
    assert_string_equal(nearest(&s, "queues"), "queue");
    assert_string_equal(nearest(&s, "ID"), "id");
    assert_string_equal(nearest(&s, "acv"), "acw");
    assert_string_equal(nearest(&s, "chanel"), "channel");
}

static void far_words_are_not(void **state)
{
    (void)state;
    suggestion s;
    assert_null(nearest(&s, "language"));
    assert_null(nearest(&s, "x"));
    assert_null(nearest(&s, ""));
    assert_null(nearest(&s, "cat"));
}

static void the_first_of_equals_is_taken(void **state)
{
    (void)state;
    suggestion s;
    suggest_start(&s, "agent3", 6);
    suggest_offer(&s, "agent1");
    suggest_offer(&s, "agent2");
    assert_string_equal(suggest_best(&s), "agent1");
}

static void a_swap_is_one_slip(void **state)
{
    (void)state;
    suggestion s;
    suggest_start(&s, "ab", 2);
    suggest_offer(&s, "ba");
    assert_string_equal(suggest_best(&s), "ba");
}

static void words_beyond_the_limit_are_left_alone(void **state)
{
    (void)state;
    suggestion s;
    char word[SUGGEST_WORD_MAX + 1];
    memset(word, 'a', sizeof word);
    word[SUGGEST_WORD_MAX] = '\0';
    suggest_start(&s, word, SUGGEST_WORD_MAX);
    suggest_offer(&s, word);
    assert_null(suggest_best(&s));
    word[SUGGEST_WORD_MAX - 1] = '\0';
    suggest_start(&s, word, SUGGEST_WORD_MAX - 1);
    word[0] = 'b';
    suggest_offer(&s, word);
    assert_string_equal(suggest_best(&s), word);
}

static void the_text_is_ready_for_a_message(void **state)
{
    (void)state;
    suggestion s;
    char text[SUGGEST_WORD_MAX + 32];
    nearest(&s, "priorty");
    assert_string_equal(suggest_text(&s, text, sizeof text), ", did you mean `priority`?");
    nearest(&s, "language");
    assert_string_equal(suggest_text(&s, text, sizeof text), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slips_of_the_pen_are_found),
        cmocka_unit_test(far_words_are_not),
        cmocka_unit_test(the_first_of_equals_is_taken),
        cmocka_unit_test(a_swap_is_one_slip),
        cmocka_unit_test(words_beyond_the_limit_are_left_alone),
        cmocka_unit_test(the_text_is_ready_for_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
