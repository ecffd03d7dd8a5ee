/// The serving lab's words for SGLang's engine.
let labRadixEntries: [Entry] = [
  Entry("lab.knob.engine", en: "engine", zh: "引擎"),
  Entry(
    "lab.knob.engine.help",
    en:
      "Whose memory and scheduler serve: vLLM's blocks with a hash each, or SGLang 0.5.23's radix tree of tokens with prefills before decodes. Each has settings of its own; knobs of the other one do nothing.",
    zh:
      "用谁的内存与调度：vLLM 的带哈希的块，或 SGLang 0.5.23 的 token 基数树，先预填充后解码。各有自己的设置；另一方的旋钮不起作用。"
  ),
  Entry("lab.knob.engine.vllm", en: "vLLM", zh: "vLLM"),
  Entry("lab.knob.engine.sglang", en: "SGLang", zh: "SGLang"),
  Entry("lab.knob.page_size", en: "page size (SGLang)", zh: "页大小（SGLang）"),
  Entry(
    "lab.knob.page_size.help",
    en:
      "Tokens a page (--page-size); only whole pages are shared. SGLang's standard is 1: prefixes are shared to the last token. Only with engine=sglang.",
    zh:
      "每页的 token 数（--page-size）；只有整页能共享。SGLang 默认 1：前缀可共享到最后一个 token。仅用于 engine=sglang。"),
  Entry("lab.knob.schedule_policy", en: "queue order (SGLang)", zh: "队列次序（SGLang）"),
  Entry(
    "lab.knob.schedule_policy.help",
    en:
      "In which order the waiting queue is looked at (--schedule-policy). lpm serves the longest cached prefix first, and puts back requests that would share 32 tokens or more with one before them that is not cached yet; above 128 waiting requests it looks at nobody's cache. dfs-weight walks the tree, the part with most waiting requests first. Only with engine=sglang; without prefix caching lpm and dfs-weight are fcfs.",
    zh:
      "按什么次序看等待队列（--schedule-policy）。lpm 先服务缓存前缀最长者，并推后与前面尚未缓存的请求共享 32 个以上 token 的请求；等待超过 128 个时不再查缓存。dfs-weight 遍历树，等待请求最多的子树优先。仅用于 engine=sglang；关闭前缀缓存时 lpm 与 dfs-weight 即 fcfs。"
  ),
  Entry("lab.knob.schedule_policy.fcfs", en: "first come, first served", zh: "先到先服务"),
  Entry("lab.knob.schedule_policy.lpm", en: "longest cached prefix", zh: "最长缓存前缀"),
  Entry(
    "lab.knob.schedule_policy.dfs-weight", en: "depth first by weight", zh: "按权重深度优先"),
  Entry("lab.knob.schedule_policy.lof", en: "longest output first", zh: "最长输出优先"),
  Entry("lab.knob.schedule_policy.random", en: "random", zh: "随机"),
  Entry(
    "lab.knob.chunked_prefill_size", en: "chunked prefill size (SGLang)",
    zh: "分块预填充大小（SGLang）"),
  Entry(
    "lab.knob.chunked_prefill_size.help",
    en:
      "Tokens that one batch of prefills computes (--chunked-prefill-size); a longer prompt is computed in parts, and only one prompt at a time. The standard is SGLang's for GPUs of 60 to 160 GB. Only with engine=sglang and chunked prefill.",
    zh:
      "一个预填充批次计算的 token 数（--chunked-prefill-size）；更长的提示分几次计算，同一时间只有一个。默认值是 SGLang 对 60 至 160 GB 显存的取值。仅用于 engine=sglang 且开启分块预填充。"
  ),
  Entry(
    "lab.knob.max_prefill_tokens", en: "max prefill tokens (SGLang)",
    zh: "预填充 token 上限（SGLang）"),
  Entry(
    "lab.knob.max_prefill_tokens.help",
    en:
      "Tokens of all prompts in one batch of prefills (--max-prefill-tokens). Without chunked prefill the first prompt may be longer. Only with engine=sglang.",
    zh:
      "一个预填充批次中所有提示的 token 数（--max-prefill-tokens）。不分块时第一个提示可以更长。仅用于 engine=sglang。"),
  Entry("lab.knob.mixed_chunk", en: "mixed chunk (SGLang)", zh: "混合分块（SGLang）"),
  Entry(
    "lab.knob.mixed_chunk.help",
    en:
      "Whether decodes ride along in batches of prefills (--enable-mixed-chunk). Off, running answers stand still while prompts are computed. Only with engine=sglang.",
    zh:
      "解码是否随预填充批次一起进行（--enable-mixed-chunk）。关闭时，计算提示期间正在生成的回答会停顿。仅用于 engine=sglang。"),
  Entry("lab.knob.radix_eviction", en: "radix eviction (SGLang)", zh: "基数树逐出（SGLang）"),
  Entry(
    "lab.knob.radix_eviction.help",
    en:
      "Which unlocked leaf of the radix tree is given up first (--radix-eviction-policy). Only with engine=sglang and prefix caching.",
    zh:
      "先放弃基数树中哪个未锁定的叶子（--radix-eviction-policy）。仅用于 engine=sglang 且开启前缀缓存。"),
  Entry("lab.knob.radix_eviction.lru", en: "least recently reached", zh: "最久未访问"),
  Entry("lab.knob.radix_eviction.mru", en: "most recently reached", zh: "最近访问"),
  Entry("lab.knob.radix_eviction.fifo", en: "first made", zh: "最先生成"),
  Entry("lab.knob.radix_eviction.filo", en: "last made", zh: "最后生成"),
  Entry("lab.knob.radix_eviction.lfu", en: "fewest hits", zh: "命中最少"),
  Entry("lab.knob.radix_eviction.slru", en: "segmented LRU", zh: "分段 LRU"),
  Entry("lab.knob.radix_eviction.priority", en: "lowest priority", zh: "优先级最低"),
  Entry(
    "lab.knob.schedule_conservativeness_percent", en: "conservativeness (SGLang)",
    zh: "保守程度（SGLang）"),
  Entry(
    "lab.knob.schedule_conservativeness_percent.help",
    en:
      "Factor of the share of their allowed answers that running requests are expected to use (--schedule-conservativeness; the share begins at 0.7 and falls to 0.098 over 600 decode steps). Low admits more and retracts more. Only with engine=sglang and clients that allow more than they need.",
    zh:
      "预计运行中请求会用掉其允许回答长度的比例的系数（--schedule-conservativeness；比例从 0.7 起，600 个解码步内降到 0.098）。低则接纳更多，也撤回更多。仅用于 engine=sglang，且客户端允许的长度多于所需。"
  ),
  Entry("lab.knob.client_max_tokens", en: "clients' max tokens", zh: "客户端 max_tokens"),
  Entry(
    "lab.knob.client_max_tokens.help",
    en:
      "What clients allow as the length of an answer (max_new_tokens), if it is not shorter than the answer itself. SGLang admits by it; vLLM does not look at it. 0: they name the exact length, as benchmark clients do with ignore_eos. Only with engine=sglang.",
    zh:
      "客户端允许的回答长度（max_new_tokens），不短于回答本身。SGLang 据此接纳；vLLM 不看。0：客户端给出确切长度，如基准测试客户端用 ignore_eos。仅用于 engine=sglang。"
  ),
  Entry(
    "lab.problem.radix-without",
    en: "engine=sglang is simulated without {1}={2}; write {1}={3}, or engine=vllm",
    zh: "engine=sglang 的模拟不含 {1}={2}；请写 {1}={3}，或用 engine=vllm"),
  Entry(
    "lab.problem.radix-policies",
    en: "policies written for vLLM (order, eviction) do not go with engine=sglang",
    zh: "为 vLLM 编写的策略（次序、逐出）不适用于 engine=sglang"),
  Entry(
    "lab.problem.radix-priority",
    en:
      "SGLang schedules by priority only with schedule_policy=fcfs or lof, not {1}; change it, or write scheduling_policy=fcfs",
    zh:
      "SGLang 的优先级调度只支持 schedule_policy=fcfs 或 lof，不支持 {1}；请修改，或写 scheduling_policy=fcfs"),
  Entry(
    "lab.problem.radix-chunk",
    en: "chunked_prefill_size={1} must be a multiple of page_size={2}, as SGLang demands",
    zh: "chunked_prefill_size={1} 必须是 page_size={2} 的倍数，这是 SGLang 的要求"),
  Entry(
    "lab.problem.engine-radix", en: "SGLang's engine is simulated without {1}",
    zh: "SGLang 引擎的模拟不含 {1}"),
  Entry(
    "lab.problem.engine-conservativeness",
    en: "schedule_conservativeness must be a number from 0 up",
    zh: "schedule_conservativeness 必须不小于 0"),
  Entry(
    "lab.picture.slots",
    en: "KV memory by owner: the tree, requests, free; {1} {1|token|tokens} a cell",
    zh: "按所有者排列的 KV 内存：树、请求、空闲；每格 {1} 个 token"),
  Entry("lab.number.free-pages", en: "free or evictable pages", zh: "空闲或可逐出的页"),
  Entry("lab.number.tree-pages", en: "pages in the tree", zh: "树中的页"),
  Entry("lab.number.new-token-ratio", en: "new_token_ratio", zh: "new_token_ratio"),
  Entry("lab.number.chunked", en: "prompt in parts", zh: "分块中的提示"),
  Entry(
    "lab.radix.evicted", en: "the memory is needed: pages of the radix tree that are evicted: {1}",
    zh: "内存不够：基数树逐出 {1} 页"),
  Entry(
    "lab.radix.retracted",
    en:
      "{1} is retracted: the next tokens of the batch have no room; it goes to the end of the queue, and {2} {2|token leaves|tokens leave} the cache or may be evicted",
    zh: "{1} 被撤回：批次的下一批 token 放不下；它回到队尾，{2} 个 token 离开缓存或可被逐出"),
  Entry(
    "lab.serving.waits.estimate",
    en: "{1} must wait: with what running answers are expected to need, too little memory is left",
    zh: "{1} 须等待：算上运行中回答的预计用量，剩余内存不足"),
  Entry(
    "lab.serving.waits.batch-full",
    en: "{1} must wait: nobody has left the batch since it was found full",
    zh: "{1} 须等待：自批次被判为满以来尚无人离开"),
  Entry(
    "lab.radix.why.full",
    en:
      "{1} is not looked at: memory or places were wanting before, and nobody has left the batch since (batch_is_full). Everybody who runs gets a token.",
    zh: "没有看 {1}：之前内存或位置不足，此后无人离开批次（batch_is_full）。运行中的请求各得一个 token。"),
  Entry(
    "lab.radix.why.estimate",
    en:
      "{1} stays: it needs {2} {2|token|tokens} (prompt {3}, answer {4}, one page), and {5} {5|is|are} left: {6} free and {7} evictable, less {8} set aside. Of running answers a share of {9} of what is still allowed is expected.",
    zh:
      "{1} 留在队列：需要 {2} 个 token（提示 {3}、回答 {4}、一页），只剩 {5}：空闲 {6}、可逐出 {7}，减去预留的 {8}。预计运行中的回答会用掉剩余允许长度的 {9}。"
  ),
  Entry(
    "lab.radix.why.budget",
    en:
      "{1} stays: the batch of prefills has all the tokens that chunked_prefill_size and max_prefill_tokens allow.",
    zh: "{1} 留在队列：预填充批次的 token 已达 chunked_prefill_size 与 max_prefill_tokens 的上限。"),
  Entry(
    "lab.radix.why.sequences",
    en: "{1} stays: {2} {2|request is|requests are} in the batch (max_running_requests).",
    zh: "{1} 留在队列：批次中已有 {2} 个请求（max_running_requests）。"),
  Entry(
    "lab.radix.why.prompt",
    en:
      "{1} stays: its {2} {2|token does not fit|tokens do not fit} into the {3} left of max_prefill_tokens, and chunked prefill is off.",
    zh: "{1} 留在队列：它的 {2} 个 token 放不进 max_prefill_tokens 剩余的 {3}，且未开启分块预填充。"),
  Entry(
    "lab.radix.why.retracted",
    en:
      "{1} was retracted: the batch needed {2} {2|page|pages} and {3} {3|was|were} free with nothing left to evict. Retracted are the requests with the fewest answer tokens first, of these the longest prompt. Its {4} own {4|page was|pages were} given back; of its {5} {5|token|tokens} those in the tree may be found again.",
    zh:
      "{1} 被撤回：批次需要 {2} 页，只有 {3} 页空闲，且已无可逐出。先撤回回答最少的请求，其中提示最长的优先。归还其自有的 {4} 页；它的 {5} 个 token 中在树里的部分可能再次命中。"
  ),
  Entry(
    "lab.radix.why.ratio",
    en:
      "After the retraction admission expects a share of {2} of allowed answers; before it was {1}.",
    zh: "撤回之后，接纳时预计允许长度的 {2} 会被用掉；之前是 {1}。"),
  Entry(
    "lab.radix.why.order",
    en: "{1} put it at place {2} of {3}: {4} of its tokens are in the tree.",
    zh: "{1} 把它排在第 {2} 位（共 {3}）：其 {4} 个 token 在树中。"),
  Entry(
    "lab.radix.why.weight",
    en:
      "{1} put it at place {2} of {3}: {4} of its tokens are in the tree, and {5} waiting {5|request ends|requests end} in the same part of it.",
    zh: "{1} 把它排在第 {2} 位（共 {3}）：其 {4} 个 token 在树中，{5} 个等待请求落在同一子树。"),
  Entry(
    "lab.radix.why.postponed",
    en:
      "lpm put it back: it shares {1} {1|token|tokens} with a request before it that nobody has computed yet. Once that one has run, they are cached.",
    zh: "lpm 把它推后：它与前面某个尚未计算的请求共享 {1} 个 token，等那个算完就在缓存里了。"),
  Entry(
    "lab.radix.why.too-many",
    en:
      "{1} {1|request waits|requests wait}, more than 128: lpm looks at nobody's cache and leaves the order as it is.",
    zh: "有 {1} 个请求等待，超过 128：lpm 不查缓存，保持原有次序。"),
  Entry(
    "lab.radix.why.running",
    en: "{1} runs: {2} {2|page holds|pages hold} {3} {3|token|tokens}, {4} answered.",
    zh: "{1} 在运行：{2} 页存有 {3} 个 token，已答 {4} 个。"),
  Entry(
    "lab.radix.why.admitted",
    en:
      "{1} was admitted in this step: {2} {2|token|tokens} known, {3} found in the radix tree and locked, {4} computed now, {5} new {5|page|pages}.",
    zh: "{1} 在本步被接纳：已知 {2} 个 token，{3} 个在基数树中找到并锁定，现在计算 {4} 个，新取 {5} 页。"),
  Entry(
    "lab.radix.why.scheduled",
    en: "{1} computes {2} of the {3} {3|token|tokens} it lacks, with {4} new {4|page|pages}.",
    zh: "{1} 计算所缺 {3} 个 token 中的 {2} 个，新取 {4} 页。"),
  Entry(
    "lab.radix.why.stands",
    en: "{1} gets no token in this step: prefills go first, and decodes do not ride along.",
    zh: "{1} 在本步没有得到 token：预填充优先，解码不随行。"),
  Entry(
    "lab.radix.why.cap",
    en:
      "Only {1} {1|token of the batch's budget was|tokens of the batch's budget were} left for it.",
    zh: "批次预算只剩 {1} 个 token 给它。"),
  Entry("lab.radix.table.evicted", en: "Leaves evicted in this step ({1})", zh: "本步逐出的叶子（{1}）"),
  Entry("lab.radix.table.order", en: "The queue as it was looked at", zh: "队列被查看的次序"),
  Entry("lab.radix.column.rank", en: "compared", zh: "比较值"),
  Entry("lab.radix.column.in-batch", en: "shared ahead", zh: "与前者共享"),
  Entry("lab.radix.column.pages", en: "pages", zh: "页"),
]
