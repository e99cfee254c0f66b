/*
 * test_zone_rule.c - the yearly rules of zones as text: which are taken, and which are none.
 */
#include "model/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void rules_that_are_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "E5",
        "ES5",
        "<ab>5",
        "EST",
        "EST5EDT",
        "EST5EDT,M3.2.0",
        "EST25",
        "EST5:60",
        "EST5:00:60",
        "EST5,",
        "EST5EDT,M3.2.0,M11.1.0,",
        "<E>5",
        "<EST5",
        "EST5EDT4x",
        "EST5EDT,M13.1.0,M1.1.0",
        "EST5EDT,M0.1.0,M1.1.0",
        "EST5EDT,M1.0.0,M1.1.0",
        "EST5EDT,M1.6.0,M1.1.0",
        "EST5EDT,M1.1.7,M1.1.0",
        "EST5EDT,J0,J1",
        "EST5EDT,J366,J1",
        "EST5EDT,366,1",
        "EST5EDT,1/168,2",
        "EST5EDT,1/-168,2",
        "EST5EDT,M3.2.0M11.1.0",
        "EST5EDT,1/1:60,2",
        " EST5",
        "EST5EDT;M3.2.0,M11.1.0",
        "EST55555",
        "EST+-5",
        "<ab c>5",
    };
    us_zone_rule rule;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (us_zone_rule_read(texts[i], strlen(texts[i]), &rule)) {
            fail_msg("`%s` is taken for a rule", texts[i]);
        }
    }
    assert_false(us_zone_rule_read("EST5\0", 5, &rule)); /* a NUL is no part of a rule */
}

static void rules_at_their_limits(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t standard, summer;
    } rules[] = {
        { "AZz24:59:59", -89999, 0 },
        { "aza-24:59:59", 89999, 0 },
        { "<Z-9>+0", 0, 0 },
        { "AAA024BBB24:59:59,J1,J365", -86400, -89999 },
        { "AAA-24BBB-24:59:59,0,365/167:59:59", 86400, 89999 },
        { "AAA0<+00>-0:00:01,M1.1.0/-167,M12.5.6/+0", 0, 1 },
    };
    us_zone_rule rule;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        assert_true(us_zone_rule_read(rules[i].text, strlen(rules[i].text), &rule));
        assert_int_equal(rule.standard, rules[i].standard);
        assert_int_equal(rule.summer, rules[i].summer);
        assert_int_equal(rule.has_summer, strchr(rules[i].text, ',') != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_that_are_none),
        cmocka_unit_test(rules_at_their_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
