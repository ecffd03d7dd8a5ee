// The narrow door to the terminal: cells out through ncurses, bytes in, signals as events.
// Everything here is called from one thread. <curses.h> stays inside cnc.c.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

// Why a terminal could not be opened.
enum {
  CNC_OK = 0,
  CNC_INPUT_NOT_TERMINAL = 1,
  CNC_OUTPUT_NOT_TERMINAL = 2,
  CNC_TERM_UNSET = 3,
  CNC_TERM_UNKNOWN = 4,
  CNC_TERM_UNABLE = 5,
  CNC_NO_MEMORY = 6,
  CNC_ALREADY_OPEN = 7,
};

// What cnc_wait woke up for, as bits.
enum {
  CNC_INPUT = 1,
  CNC_RESIZED = 2,
  CNC_STOP = 4,
  CNC_CONTINUED = 8,
  CNC_TERMINATE = 16,
};

// Attribute bits; those of a cell and those of a style are or-ed.
enum {
  CNC_BOLD = 1,
  CNC_UNDERLINE = 2,
  CNC_REVERSE = 4,
  CNC_ITALIC = 8,
  CNC_DIM = 16,
};

typedef struct {
  // Base scalar; cells of one glyph of width 2 are followed by a cell with scalar 0.
  uint32_t scalar;
  // Two combining marks of the basic plane, the first in the low half.
  uint32_t marks;
  uint8_t style;
  uint8_t attributes;
} cnc_cell;

// Takes the terminal over. `colours` may forbid colour. CNC_OK or a reason.
int cnc_open(bool colours);
// Gives the terminal back; harmless when it is not open.
void cnc_close(void);

int cnc_columns(void);
int cnc_rows(void);
// 0 for none, else the number of colours of the terminal.
int cnc_colours(void);
// Whether the locale's encoding is UTF-8.
bool cnc_is_utf8(void);
// Value of TERM, "" when unset.
const char *cnc_term_name(void);
// A terminfo string such as "kcuu1"; NULL when the terminal has none.
const char *cnc_capability(const char *name);

// Sets how a style looks: colours (-1 for the terminal's own) and attribute bits. `style` < 64.
void cnc_set_style(int style, int foreground, int background, int attributes);
// Puts cells of one row into the next frame; whatever lies outside is left out.
void cnc_put(int row, int column, const cnc_cell *cells, int count);
// The same, sent at once and marked as a link (OSC 8) to `address`.
void cnc_put_link(int row, int column, const cnc_cell *cells, int count, const char *address);
// Sends what changed, then puts the cursor there; a negative row hides it.
void cnc_flush(int cursor_row, int cursor_column);
// The next flush sends every cell again.
void cnc_invalidate(void);
// The next flush sends the row again.
void cnc_invalidate_row(int row);

// Waits for input or a signal; a negative timeout waits without end. Returns CNC_... bits, 0 on
// timeout.
int cnc_wait(int timeout_ms);
// Waits for a signal only; leaves the input alone.
int cnc_wait_signal(int timeout_ms);
// Waits for input only; signals stay pending.
bool cnc_wait_input(int timeout_ms);
// Reads what is there: the number of bytes, 0 for nothing now, -1 when the terminal is gone.
int cnc_read(uint8_t *bytes, int capacity);
// The signal that asked to end, 0 for none.
int cnc_termination_signal(void);
// Whether a resize waits to be handled: drawing in the old size would go astray.
bool cnc_is_resize_pending(void);
// Adopts the terminal's present size.
void cnc_adopt_size(void);
// Gives the terminal back and stops, the whole process group when `group`; returns when continued.
void cnc_suspend(bool group);
// Takes the terminal again after a stop that nobody announced.
void cnc_resume(void);

// Mouse reports (SGR) and bracketed paste; ignored where the terminal has no such thing.
void cnc_set_mouse(bool on);
// Asks the terminal for its background colour; the answer arrives with the input. False: it cannot
// be asked.
bool cnc_ask_background(void);
// The answer has been read: nothing is left on its way that would end up in the shell.
void cnc_background_answered(void);
// Milliseconds of a clock that only goes forward.
int64_t cnc_now_ms(void);
// Columns that the machine's C library gives a scalar, -1 for an unknown one.
int cnc_width(uint32_t scalar);

#endif
