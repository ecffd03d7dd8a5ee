# aiinfra-tutor. `make run` builds and opens the tutor, `make test` runs every test.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift

NAME = aiinfra-tutor
LIBRARIES = libncurses-dev libcmark-gfm-dev libcmark-gfm-extensions-dev
# What the journeys through a pseudo-terminal need.
TEST_TOOLS = python3
BENCH_TOOLS = $(TEST_TOOLS) nano

RELEASE = .build/release/$(NAME)
# The Swift runtime and (see Package.swift) all libraries go into the program: it starts in milliseconds and needs nothing
# but its content.
RELEASE_FLAGS = -c release --static-swift-stdlib --product $(NAME)

SHARE = $(DESTDIR)$(PREFIX)/share
CONTENT = $(SHARE)/$(NAME)

.PHONY: run test build check bench bench-scheduler bench-retrieval bench-serving bench-autoscaling bench-runtime install uninstall clean man need need-test

run: build
	@$(RELEASE)

build: need
	$(SWIFT) build $(RELEASE_FLAGS)
	@$(RELEASE) index --content . >/dev/null

# Every test, journeys in a real terminal included. The test runner's summary comes last.
test: need-test
	$(SWIFT) test

# What has to hold before a change is handed in.
check: need-test
	$(SWIFT) format lint --strict -r Sources Tests Package.swift
	$(SWIFT) build --build-tests --explicit-target-dependency-import-check error
	$(SWIFT) test
	@$(MAKE) build
	$(RELEASE) check .
	$(RELEASE) verify Tests/Goldens

bench: build
	@Scripts/need.sh $(LIBRARIES) $(BENCH_TOOLS)
	@Scripts/bench.sh $(RELEASE)

# Pods per second of the scheduling cycle on 1,000 to 100,000 nodes, and the longest step of whole runs; minutes.
bench-scheduler:
	$(SWIFT) run -c release SchedulerBench

# The HNSW index beside hnswlib, which pip fetches into an environment that is thrown away; a minute or two.
bench-retrieval:
	$(SWIFT) build -c release --product RetrievalBench
	@Scripts/bench_retrieval.sh .build/release/RetrievalBench

# Requests per second of serving runs, and how time and memory grow to a million requests; a minute.
bench-serving:
	$(SWIFT) run -c release ServingBench

# A million requests over 500 replicas with the autoscaler at every tick; seconds.
bench-autoscaling:
	$(SWIFT) run -c release AutoscalingBench

# Ten thousand fake nodes through a day, alone and with a hundred thousand pods; seconds.
bench-runtime:
	$(SWIFT) run -c release RuntimeBench

# Builds only when there is no release yet, so that `make build && sudo make install` needs no Swift for root.
$(RELEASE):
	@$(MAKE) build

man: $(RELEASE)
	@mkdir -p .build/man
	@LC_ALL=C $(RELEASE) manual --lang en > .build/man/$(NAME).1
	@for shell in bash zsh fish; do LC_ALL=C $(RELEASE) --generate-completion-script $$shell > .build/man/completion.$$shell; done

install: man
	install -d $(DESTDIR)$(PREFIX)/bin $(CONTENT) $(SHARE)/man/man1
	install -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/$(NAME)
	strip $(DESTDIR)$(PREFIX)/bin/$(NAME)
	rm -rf $(CONTENT)/lessons $(CONTENT)/challenges
	cp -R lessons challenges $(CONTENT)/
	chmod -R u+rwX,go+rX,go-w $(CONTENT)
	# Whole seconds, because package formats keep no more and the index is held against the files' times.
	find $(CONTENT) -type f -exec touch -d "@$${SOURCE_DATE_EPOCH:-$$(date +%s)}" {} +
	$(RELEASE) index --content $(CONTENT)
	install -m 644 .build/man/$(NAME).1 $(SHARE)/man/man1/$(NAME).1
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 644 .build/man/completion.bash $(SHARE)/bash-completion/completions/$(NAME)
	install -m 644 .build/man/completion.zsh $(SHARE)/zsh/site-functions/_$(NAME)
	install -m 644 .build/man/completion.fish $(SHARE)/fish/vendor_completions.d/$(NAME).fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/$(NAME) $(SHARE)/man/man1/$(NAME).1
	rm -f $(SHARE)/bash-completion/completions/$(NAME) $(SHARE)/zsh/site-functions/_$(NAME)
	rm -f $(SHARE)/fish/vendor_completions.d/$(NAME).fish
	rm -rf $(CONTENT)

clean:
	rm -rf .build content.index

need:
	@Scripts/need.sh $(LIBRARIES)

need-test:
	@Scripts/need.sh $(LIBRARIES) $(TEST_TOOLS)
