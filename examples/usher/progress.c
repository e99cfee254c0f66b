/*
 * progress.c - a bar on the terminal.
 *
 * The only room of the command that looks at a real clock. Nothing of it ever reaches a file or a
 * pipe.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdio.h>
#include <time.h>

#include "screen.h"

/* What is done, the bar and the per cent take less than 40 columns. */
enum { SILENT_MS = 1000, EVERY_MS = 100, WIDTH = 20, LINE = WIDTH + 18 };

static int64_t now_ms(void)
{
    struct timespec now = { 0, 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(progress *p)
{
    p->on = screen_is_terminal(stderr);
    p->drawn = false;
    p->began = p->on ? now_ms() : 0;
    p->last = p->began;
}

/* One write for each picture: standard error has no buffer, and a bar in pieces flickers. */
static void draw(const char *what, uint64_t part, uint64_t whole)
{
    char bar[WIDTH + 1];
    char line[LINE + 2];
    uint64_t done = part < whole ? part : whole;

    for (uint64_t i = 0; i < WIDTH; i++) {
        bar[i] = i < done * WIDTH / whole ? '#' : '.';
    }
    bar[WIDTH] = '\0';
    snprintf(line, sizeof line, "\r%-7.7s [%s] %3d %%", what, bar, (int)(done * 100 / whole));
    fputs(line, stderr);
}

void progress_show(progress *p, const char *what, uint64_t part, uint64_t whole)
{
    int64_t now;

    if (!p->on || whole == 0) {
        return;
    }
    now = now_ms();
    if (now - p->began < SILENT_MS || (p->drawn && now - p->last < EVERY_MS)) {
        return;
    }
    draw(what, part, whole);
    p->drawn = true;
    p->last = now;
}

void progress_end(progress *p)
{
    if (p->drawn) {
        fprintf(stderr, "\r%*s\r", LINE, "");
        p->drawn = false;
    }
}
