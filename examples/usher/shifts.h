/*
 * shifts.h - shifts.csv: when agents change their status or their profile.
 */
#ifndef COMMAND_SHIFTS_H
#define COMMAND_SHIFTS_H

#include <stddef.h>

#include "csv.h"
#include "names.h"
#include "rows.h"
#include "virtual_host.h"

/** All rows of the file, in its order. Begin with all zero. */
typedef struct shift_list {
    virtual_shift *rows;
    size_t count;
    size_t room;
    size_t left_out; /* rows whose names only the other centre knows */
} shift_list;

/** Reads the header and all rows; what is wrong goes to reader->findings. */
void shifts_read(shift_list *list, csv_reader *reader, const input_names *names, row_clock *clock);
void shifts_clear(shift_list *list);

#endif
