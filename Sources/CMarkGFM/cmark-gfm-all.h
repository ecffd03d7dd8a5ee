// GitHub-flavoured Markdown with its extensions (tables), from Debian's libcmark-gfm-dev.
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
