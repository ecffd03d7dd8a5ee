// The only file that knows ncurses. Signals, the wake-up and the undo after a crash live here too,
// because they need C: handlers may use nothing but plain globals and write().
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "CNcurses.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

// From <term.h>, whose macros would clash with ordinary names.
extern char *tigetstr(const char *);
extern int setupterm(const char *, int, int *);

enum { INPUT = STDIN_FILENO, OUTPUT = STDOUT_FILENO, STYLES = 64 };

// --- State shared with signal handlers ------------------------------------

static _Atomic int terminated;         // the first signal that asked to end
static _Atomic bool resized, stop_asked, continued;
static _Atomic bool screen_is_up;      // there is something to undo
static int wake_fd = -1;
static int saved_stderr = -1;          // the real standard error while `captured` stands in
static int captured = -1;
static struct termios original;        // as the terminal was handed to us
static char undo[256];                 // bytes that leave the screen, built at open
static size_t undo_length;

// --- State of the drawing thread ------------------------------------------

static SCREEN *screen;
static FILE *out_stream, *in_stream;
static bool has_modern_modes;          // bracketed paste, SGR mouse, OSC 8
static bool mouse_on;
static bool is_utf8;
static int64_t asked_ms;               // when the background was asked for; 0: no answer is due
static int colour_count;
static struct { attr_t attributes; short pair; } styles[STYLES];

static void send_bytes(const char *text, size_t length) {
  while (length > 0) {
    ssize_t n = write(OUTPUT, text, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text += n;
    length -= (size_t)n;
  }
}

static void send_text(const char *text) { send_bytes(text, strlen(text)); }

// --- Standard error while the screen is up --------------------------------

static void capture_stderr(void) {
  if (!isatty(STDERR_FILENO)) return;  // somebody collects it already
  if (captured < 0) captured = memfd_create("stderr", MFD_CLOEXEC);
  if (captured < 0) return;
  saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
  if (saved_stderr >= 0) dup2(captured, STDERR_FILENO);
}

// Async-signal-safe.
static void replay_stderr(void) {
  if (saved_stderr < 0) return;
  dup2(saved_stderr, STDERR_FILENO);
  close(saved_stderr);
  saved_stderr = -1;
  char part[4096];
  off_t at = 0;
  ssize_t n;
  while ((n = pread(captured, part, sizeof part, at)) > 0) {
    at += n;
    if (write(STDERR_FILENO, part, (size_t)n) < 0) break;
  }
  if (ftruncate(captured, 0) == 0) lseek(captured, 0, SEEK_SET);
}

// --- Signals --------------------------------------------------------------

// Async-signal-safe: the terminal as it was, without ncurses.
static void emergency_undo(void) {
  if (!atomic_exchange(&screen_is_up, false)) return;
  // A terminal that does not read must not keep us from setting its modes back.
  int flags = fcntl(OUTPUT, F_GETFL);
  if (flags >= 0) fcntl(OUTPUT, F_SETFL, flags | O_NONBLOCK);
  if (write(OUTPUT, undo, undo_length) < 0) { /* the terminal is gone */ }
  if (flags >= 0) fcntl(OUTPUT, F_SETFL, flags);
  tcsetattr(INPUT, TCSANOW, &original);
  replay_stderr();
}

static void wake(void) {
  uint64_t one = 1;
  if (write(wake_fd, &one, sizeof one) < 0) { /* already awake */ }
}

static void on_terminate(int number) {
  int saved = errno, none = 0;
  atomic_compare_exchange_strong(&terminated, &none, number);
  // If the program cannot leave (a terminal that does not read blocks every write), force it.
  alarm(1);
  wake();
  errno = saved;
}

static void on_alarm(int number) {
  (void)number;
  int signal_number = atomic_load(&terminated);
  if (signal_number == 0) return;
  emergency_undo();
  _exit(128 + signal_number);
}

static void on_change(int number) {
  int saved = errno;
  if (number == SIGWINCH) atomic_store(&resized, true);
  if (number == SIGTSTP) atomic_store(&stop_asked, true);
  if (number == SIGCONT) atomic_store(&continued, true);
  wake();
  errno = saved;
}

static void on_crash(int number) {
  emergency_undo();
  signal(number, SIG_DFL);
  raise(number);  // pending until this handler returns: then the process ends as it would have
}

static const int crash_signals[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE};
static const int end_signals[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
static const int change_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};
enum { HANDLED = 6 + 4 + 3 + 2 };
static struct { int number; struct sigaction before; } handled[HANDLED];
static int handled_count;
static char alternate_stack[32768];

static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
  sigemptyset(&action.sa_mask);
  handled[handled_count].number = number;
  sigaction(number, &action, &handled[handled_count++].before);
}

// Before newterm: ncurses takes over only signals that nobody handles.
static void install_handlers(void) {
  // A crash may be a stack overflow, so its handler needs a stack of its own.
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  sigaltstack(&stack, NULL);
  handled_count = 0;
  for (size_t i = 0; i < sizeof crash_signals / sizeof *crash_signals; i++)
    handle(crash_signals[i], on_crash, SA_ONSTACK);
  for (size_t i = 0; i < sizeof end_signals / sizeof *end_signals; i++)
    handle(end_signals[i], on_terminate, SA_RESTART);
  for (size_t i = 0; i < sizeof change_signals / sizeof *change_signals; i++)
    handle(change_signals[i], on_change, SA_RESTART);
  handle(SIGPIPE, SIG_IGN, 0);
  handle(SIGALRM, on_alarm, SA_RESTART);
}

static void remove_handlers(void) {
  while (handled_count > 0) {
    handled_count--;
    sigaction(handled[handled_count].number, &handled[handled_count].before, NULL);
  }
  alarm(0);
}

// --- Open and close -------------------------------------------------------

const char *cnc_term_name(void) {
  const char *name = getenv("TERM");
  return name ? name : "";
}

const char *cnc_capability(const char *name) {
  char *text = tigetstr((char *)name);
  return text == (char *)-1 ? NULL : text;
}

// A capability without its padding marks ($<5>), which are not for the terminal.
static void append_undo(const char *text) {
  while (text && *text && undo_length < sizeof undo - 1) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end) {
      text = end + 1;
    } else {
      undo[undo_length++] = *text++;
    }
  }
}

static void build_undo(void) {
  undo_length = 0;
  append_undo(cnc_capability("sgr0"));
  append_undo(cnc_capability("rmacs"));
  if (has_modern_modes) append_undo("\033]8;;\033\\\033[?2004l\033[?1000l\033[?1006l");
  append_undo(cnc_capability("op"));
  append_undo(cnc_capability("cnorm"));
  append_undo(cnc_capability("rmcup"));
  if (!cnc_capability("rmcup")) append_undo("\r\n");
}

static bool begins(const char *text, const char *start) {
  return strncmp(text, start, strlen(start)) == 0;
}

// Terminals that understand xterm's private modes, or at least ignore them without a trace.
static bool is_modern(const char *name) {
  static const char *const families[] = {
      "xterm", "tmux", "screen", "rxvt", "alacritty", "foot", "kitty", "wezterm",
      "konsole", "vte", "gnome", "st-", "contour", "ghostty", "iterm", "mintty", "putty"};
  for (size_t i = 0; i < sizeof families / sizeof *families; i++)
    if (begins(name, families[i])) return true;
  return false;
}

static void modes_on(void) {
  if (has_modern_modes) send_text("\033[?2004h");
  if (mouse_on) send_text("\033[?1000h\033[?1006h");
}

static void modes_off(void) {
  if (has_modern_modes) send_text("\033[?2004l");
  if (mouse_on) send_text("\033[?1000l\033[?1006l");
}

static int check_terminal(void) {
  if (!isatty(INPUT)) return CNC_INPUT_NOT_TERMINAL;
  if (!isatty(OUTPUT)) return CNC_OUTPUT_NOT_TERMINAL;
  if (*cnc_term_name() == 0) return CNC_TERM_UNSET;
  int error = 0;
  if (setupterm(NULL, OUTPUT, &error) != OK) return error == 1 ? CNC_TERM_UNABLE : CNC_TERM_UNKNOWN;
  return cnc_capability("cup") ? CNC_OK : CNC_TERM_UNABLE;
}

// A locale that is not installed here, as is usual after SSH, still tells the terminal's encoding.
static void adopt_locale(void) {
  if (setlocale(LC_CTYPE, "")) return;
  const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const char *name = getenv(names[i]);
    if (!name || !*name) continue;
    const char *encoding = strchr(name, '.');
    if (encoding && (strncasecmp(encoding, ".utf-8", 6) == 0 || strncasecmp(encoding, ".utf8", 5) == 0))
      setlocale(LC_CTYPE, "C.UTF-8");
    return;
  }
}

int cnc_open(bool colours) {
  if (screen) return CNC_ALREADY_OPEN;
  adopt_locale();
  is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  int reason = check_terminal();
  if (reason != CNC_OK) return reason;
  if (tcgetattr(INPUT, &original) != 0) return CNC_INPUT_NOT_TERMINAL;
  if (wake_fd < 0) wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  // Streams of their own: the program's stdout and stdin stay usable after the end.
  if (!out_stream) out_stream = fdopen(fcntl(OUTPUT, F_DUPFD_CLOEXEC, 10), "w");
  if (!in_stream) in_stream = fdopen(fcntl(INPUT, F_DUPFD_CLOEXEC, 10), "r");
  if (wake_fd < 0 || !out_stream || !in_stream) return CNC_NO_MEMORY;
  has_modern_modes = is_modern(cnc_term_name());
  build_undo();
  atomic_store(&terminated, 0);
  install_handlers();
  screen = newterm(NULL, out_stream, in_stream);
  if (!screen) {
    remove_handlers();
    return CNC_TERM_UNABLE;
  }
  static bool is_registered;
  if (!is_registered) atexit(cnc_close);
  is_registered = true;
  atomic_store(&screen_is_up, true);
  raw();
  noecho();
  nonl();
  // Lines are sent as they are: the terminal's contents never move under the user's eyes.
  idlok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  colour_count = 0;
  if (colours && has_colors()) {
    start_color();
    use_default_colors();
    colour_count = COLORS;
  }
  capture_stderr();
  cnc_adopt_size();
  modes_on();
  return CNC_OK;
}

// An answer that arrives after the end would be typed into the shell: give it a moment.
static void await_answer(void) {
  if (asked_ms == 0 || cnc_now_ms() - asked_ms > 1000) return;
  struct pollfd fd = {INPUT, POLLIN, 0};
  if (atomic_load(&terminated) != SIGHUP) poll(&fd, 1, 40);
  asked_ms = 0;
}

void cnc_close(void) {
  if (!screen) return;
  if (atomic_load(&screen_is_up)) {
    cnc_set_mouse(false);
    modes_off();
    endwin();
    await_answer();
    // What was typed ahead for the tutor is not meant for the shell.
    tcflush(INPUT, TCIFLUSH);
    tcsetattr(INPUT, TCSANOW, &original);
    atomic_store(&screen_is_up, false);
    replay_stderr();
  }
  delscreen(screen);
  screen = NULL;
  remove_handlers();
}

int cnc_columns(void) { return screen ? COLS : 0; }
int cnc_rows(void) { return screen ? LINES : 0; }
int cnc_colours(void) { return colour_count; }
bool cnc_is_utf8(void) { return is_utf8; }
int cnc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int64_t cnc_now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// --- Drawing --------------------------------------------------------------

static attr_t curses_attributes(int bits) {
  attr_t attributes = A_NORMAL;
  if (bits & CNC_BOLD) attributes |= A_BOLD;
  if (bits & CNC_UNDERLINE) attributes |= A_UNDERLINE;
  if (bits & CNC_REVERSE) attributes |= A_REVERSE;
  if (bits & CNC_ITALIC) attributes |= A_ITALIC;
  if (bits & CNC_DIM) attributes |= A_DIM;
  return attributes;
}

void cnc_set_style(int style, int foreground, int background, int attributes) {
  if (style < 0 || style >= STYLES) return;
  styles[style].attributes = curses_attributes(attributes);
  styles[style].pair = 0;
  if (colour_count == 0 || (foreground < 0 && background < 0)) return;
  // Pair 0 is the terminal's own colours and cannot be changed.
  if (init_extended_pair(style + 1, foreground, background) == OK)
    styles[style].pair = (short)(style + 1);
}

// Fills one curses cell; a glyph that this machine's C library measures differently becomes `?`.
static void convert(cchar_t *to, const cnc_cell *from, int width) {
  wchar_t text[4] = {(wchar_t)from->scalar, 0, 0, 0};
  if (from->scalar >= 0x7F) {
    if (wcwidth(text[0]) != width) text[0] = L'?';
    wchar_t marks[2] = {(wchar_t)(from->marks & 0xFFFF), (wchar_t)(from->marks >> 16)};
    int at = 1;
    for (int i = 0; i < 2; i++)
      if (marks[i] && wcwidth(marks[i]) == 0) text[at++] = marks[i];
  } else if (from->marks) {
    wchar_t mark = (wchar_t)(from->marks & 0xFFFF);
    if (wcwidth(mark) == 0) text[1] = mark;
  }
  int style = from->style < STYLES ? from->style : 0;
  attr_t attributes = styles[style].attributes | curses_attributes(from->attributes);
  setcchar(to, text, attributes, styles[style].pair, NULL);
}

void cnc_put(int row, int column, const cnc_cell *cells, int count) {
  if (!screen || row < 0 || row >= LINES || column < 0) return;
  if (column + count > COLS) count = COLS - column;
  cchar_t line[64];
  int used = 0, start = column;
  for (int i = 0; i < count; i++) {
    if (cells[i].scalar == 0) continue;  // the right half of the glyph before
    int width = i + 1 < count && cells[i + 1].scalar == 0 ? 2 : 1;
    bool is_replaced = width == 2 && wcwidth((wchar_t)cells[i].scalar) != 2;
    convert(&line[used++], &cells[i], width);
    if (is_replaced) line[used] = line[used - 1], used++;
    if (used >= 62 || i + width >= count) {
      mvadd_wchnstr(row, start, line, used);
      used = 0;
      start = column + i + width;
    }
  }
  if (used > 0) mvadd_wchnstr(row, start, line, used);
}

void cnc_put_link(int row, int column, const cnc_cell *cells, int count, const char *address) {
  if (!screen) return;
  if (!has_modern_modes || !address) {
    cnc_put(row, column, cells, count);
    return;
  }
  // Everything else is sent first and the cursor waits at the place, so that ncurses sends nothing
  // but these cells between the two marks.
  wmove(stdscr, row, column);
  wnoutrefresh(stdscr);
  doupdate();
  send_text("\033]8;;");
  for (const char *c = address; *c; c++)
    if (*c > 0x20 && *c < 0x7F) send_bytes(c, 1);
  send_text("\033\\");
  cnc_put(row, column, cells, count);
  wmove(stdscr, row, column);
  wnoutrefresh(stdscr);
  doupdate();
  send_text("\033]8;;\033\\");
}

void cnc_flush(int cursor_row, int cursor_column) {
  if (!screen) return;
  curs_set(cursor_row < 0 ? 0 : 1);
  if (cursor_row >= 0 && cursor_row < LINES && cursor_column >= 0 && cursor_column < COLS)
    wmove(stdscr, cursor_row, cursor_column);
  wnoutrefresh(stdscr);
  doupdate();
}

void cnc_invalidate(void) {
  if (screen) clearok(curscr, TRUE);
}

void cnc_invalidate_row(int row) {
  if (screen && row >= 0 && row < LINES) wredrawln(stdscr, row, 1);
}

// --- Events ---------------------------------------------------------------

static int take_signals(void) {
  int events = 0;
  if (atomic_load(&terminated)) events |= CNC_TERMINATE;
  if (atomic_load(&resized)) events |= CNC_RESIZED;
  if (atomic_exchange(&stop_asked, false)) events |= CNC_STOP;
  if (atomic_exchange(&continued, false)) events |= CNC_CONTINUED;
  return events;
}

static int wait_for(int timeout_ms, bool input) {
  int64_t end = timeout_ms < 0 ? 0 : cnc_now_ms() + timeout_ms;
  while (true) {
    int events = take_signals();
    if (events) return events;
    int64_t left = timeout_ms < 0 ? -1 : end - cnc_now_ms();
    if (timeout_ms >= 0 && left < 0) left = 0;
    struct pollfd fds[2] = {{input ? INPUT : -1, POLLIN, 0}, {wake_fd, POLLIN, 0}};
    int n = poll(fds, 2, (int)left);
    if (n < 0 && errno != EINTR) return CNC_TERMINATE;
    if (n <= 0 && (timeout_ms < 0 || cnc_now_ms() < end)) continue;
    if (n > 0 && fds[1].revents) {
      uint64_t count;
      if (read(wake_fd, &count, sizeof count) < 0) { /* emptied by an earlier read */ }
      events = take_signals();
    }
    if (n > 0 && fds[0].revents) events |= CNC_INPUT;
    if (events || n <= 0) return events;
  }
}

int cnc_wait(int timeout_ms) { return wait_for(timeout_ms, true); }
int cnc_wait_signal(int timeout_ms) { return wait_for(timeout_ms, false); }

bool cnc_wait_input(int timeout_ms) {
  struct pollfd fd = {INPUT, POLLIN, 0};
  return poll(&fd, 1, timeout_ms) > 0;
}

int cnc_read(uint8_t *bytes, int capacity) {
  // Without this a lost race for the input (another reader) would block the loop.
  struct pollfd fd = {INPUT, POLLIN, 0};
  if (poll(&fd, 1, 0) <= 0) return 0;
  ssize_t n = read(INPUT, bytes, (size_t)capacity);
  if (n > 0) return (int)n;
  return n < 0 && (errno == EINTR || errno == EAGAIN) ? 0 : -1;
}

int cnc_termination_signal(void) { return atomic_load(&terminated); }
bool cnc_is_resize_pending(void) { return atomic_load(&resized); }

void cnc_adopt_size(void) {
  if (!screen) return;
  atomic_store(&resized, false);
  struct winsize size;
  if (ioctl(OUTPUT, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  if (size.ws_row != LINES || size.ws_col != COLS) {
    resize_term(size.ws_row, size.ws_col);
    clearok(curscr, TRUE);
  }
}

void cnc_suspend(bool group) {
  if (!screen) return;
  modes_off();
  endwin();
  atomic_store(&screen_is_up, false);
  replay_stderr();
  struct sigaction usual = {.sa_handler = SIG_DFL}, ours;
  sigemptyset(&usual.sa_mask);
  sigaction(SIGTSTP, &usual, &ours);
  if (group) {
    kill(0, SIGTSTP);
  } else {
    raise(SIGTSTP);
  }
  // Continued.
  sigaction(SIGTSTP, &ours, NULL);
  atomic_store(&stop_asked, false);
  tcgetattr(INPUT, &original);  // the shell may have new settings
  def_shell_mode();
  cnc_resume();
}

void cnc_resume(void) {
  if (!screen) return;
  atomic_store(&continued, false);
  if (atomic_load(&screen_is_up)) endwin();
  reset_prog_mode();
  atomic_store(&screen_is_up, true);
  if (saved_stderr < 0) capture_stderr();
  modes_on();
  cnc_adopt_size();
  clearok(curscr, TRUE);
}

bool cnc_ask_background(void) {
  if (!screen || !has_modern_modes) return false;
  asked_ms = cnc_now_ms();
  send_text("\033]11;?\033\\");
  return true;
}

void cnc_background_answered(void) { asked_ms = 0; }

void cnc_set_mouse(bool on) {
  if (!screen || !has_modern_modes || on == mouse_on) return;
  mouse_on = on;
  send_text(on ? "\033[?1000h\033[?1006h" : "\033[?1000l\033[?1006l");
}
