/// Keys that begin with `lab.serving.`: the serving lab.
let labServingEntries: [Entry] = [
  Entry(
    "lab.serving.arrived", en: "{1} arrives: {2} prompt {2|token|tokens}, an answer of {3}",
    zh: "{1} 到达：提示 {2} 个 token，回答 {3} 个"),
  Entry(
    "lab.serving.admitted",
    en: "{1} is admitted: {2} {2|token|tokens} known, {3} of them found in the prefix cache",
    zh: "{1} 被接纳：已知 {2} 个 token，其中 {3} 个在前缀缓存中找到"),
  Entry(
    "lab.serving.preempted",
    en: "{1} is preempted so that {2} gets memory; {3} {3|token leaves|tokens leave} the cache",
    zh: "{1} 被抢占，好让 {2} 得到内存；{3} 个 token 离开缓存"),
  Entry(
    "lab.serving.preempted.itself",
    en:
      "{1} preempts itself: nobody else could give way; {2} {2|token leaves|tokens leave} the cache",
    zh: "{1} 抢占了自己：没有别人可让位；{2} 个 token 离开缓存"),
  Entry(
    "lab.serving.first-token", en: "{1} gets its first token, {2} ms after its arrival",
    zh: "{1} 得到首个 token，距到达 {2} ms"),
  Entry(
    "lab.serving.finished", en: "{1} is finished: {2} {2|token|tokens}, {3} s after its arrival",
    zh: "{1} 完成：{2} 个 token，距到达 {3} s"),
  Entry(
    "lab.serving.aborted", en: "{1} hangs up",
    zh: "{1} 挂断"),
  Entry(
    "lab.serving.evicted",
    en: "the memory is needed: cached blocks that lose their content: {1}",
    zh: "{1} 个缓存块因内存需要而失去内容"),
  Entry(
    "lab.serving.rejected.empty", en: "{1} is refused: its prompt is empty",
    zh: "{1} 被拒绝：提示为空"),
  Entry(
    "lab.serving.rejected.long",
    en: "{1} is refused: {2} prompt tokens, the longest sequence has {3}",
    zh: "{1} 被拒绝：提示 {2} 个 token，最长序列为 {3}"),
  Entry(
    "lab.serving.waits.nothing", en: "{1} does not wait",
    zh: "{1} 没有等待"),
  Entry(
    "lab.serving.waits.preempted-this-step",
    en: "{1} must wait: somebody was preempted in this step, so nobody is admitted",
    zh: "{1} 须等待：本步有请求被抢占，因此不接纳任何人"),
  Entry(
    "lab.serving.waits.budget-spent", en: "{1} must wait: the step's token budget is spent",
    zh: "{1} 须等待：本步的 token 预算已用完"),
  Entry(
    "lab.serving.waits.sequences-at-limit", en: "{1} must wait: max_num_seqs requests run already",
    zh: "{1} 须等待：已有 max_num_seqs 个请求在运行"),
  Entry(
    "lab.serving.waits.prompt-over-budget",
    en:
      "{1} must wait: its prompt does not fit into what is left of the budget, and chunked prefill is off",
    zh: "{1} 须等待：提示放不进剩余预算，且未开启分块预填充"),
  Entry(
    "lab.serving.waits.memory", en: "{1} must wait: too few KV blocks are free",
    zh: "{1} 须等待：空闲 KV 块不足"),
  Entry(
    "lab.serving.waits.batch-running",
    en: "{1} must wait: static batching admits nobody until the running batch has ended",
    zh: "{1} 须等待：静态批处理在当前批次结束前不接纳任何人"),
  Entry(
    "lab.serving.waits.adapters-at-limit",
    en: "{1} must wait: its LoRA adapter would be one more than max_loras in this step",
    zh: "{1} 须等待：其 LoRA 适配器会使本步超出 max_loras"),
  Entry(
    "lab.serving.routed", en: "{1} is sent to replica {2} of {3}",
    zh: "{1} 被送往副本 {2}（共 {3} 个）"),
  Entry(
    "lab.serving.handed-over", en: "{1} is prefilled; decode worker {2} will go on with it",
    zh: "{1} 预填充完成；由解码副本 {2} 继续"),
  Entry(
    "lab.serving.transferring",
    en:
      "{1} has blocks on its decode worker: {2} {2|token|tokens} of keys and values {2|is|are} copied in {3} ms",
    zh: "{1} 在解码副本上有了块：{2} 个 token 的键值需 {3} ms 复制"),
  Entry(
    "lab.serving.transferred", en: "the keys and values of {1} are at its decode worker",
    zh: "{1} 的键值已到达解码副本"),
  Entry(
    "lab.serving.state.not-arrived", en: "has not arrived",
    zh: "尚未到达"),
  Entry(
    "lab.serving.state.rejected", en: "refused",
    zh: "被拒绝"),
  Entry(
    "lab.serving.state.waiting", en: "waits; preemptions so far: {1}",
    zh: "等待中；被抢占 {1} 次"),
  Entry(
    "lab.serving.state.running", en: "runs: {1} {1|token|tokens} in the cache, {2} answered",
    zh: "运行中：缓存 {1} 个 token，已答 {2} 个"),
  Entry(
    "lab.serving.state.finished", en: "finished",
    zh: "已完成"),
  Entry(
    "lab.serving.state.aborted", en: "hung up",
    zh: "已挂断"),
  Entry(
    "lab.serving.why.waiting", en: "{1} waits at place {2} of {3}.",
    zh: "{1} 在队列第 {2} 位（共 {3}）。"),
  Entry(
    "lab.serving.why.behind", en: "{1} cannot overtake: {2} at the head of the queue is stuck.",
    zh: "{1} 不能超车：队首的 {2} 被卡住。"),
  Entry(
    "lab.serving.why.next-step",
    en: "{1} came after the step had begun; the next step looks at it.",
    zh: "{1} 在本步开始后到达；下一步会考虑它。"),
  Entry(
    "lab.serving.why.budget",
    en: "{1} stays: the step's budget of {2} {2|token|tokens} (max_num_batched_tokens) is spent.",
    zh: "{1} 留在队列：本步 {2} 个 token 的预算（max_num_batched_tokens）已用完。"),
  Entry(
    "lab.serving.why.sequences",
    en: "{1} stays: {2} {2|request runs|requests run}, as many as max_num_seqs allows.",
    zh: "{1} 留在队列：已有 {2} 个请求在运行，达到 max_num_seqs。"),
  Entry(
    "lab.serving.why.prompt",
    en:
      "{1} stays: its {2} {2|token does not fit|tokens do not fit} into the {3} left of the budget, and chunked prefill is off.",
    zh: "{1} 留在队列：它的 {2} 个 token 放不进剩余预算 {3}，且未开启分块预填充。"),
  Entry(
    "lab.serving.why.memory",
    en: "{1} stays: it needs {2} {2|block|blocks} and {3} {3|is|are} free.",
    zh: "{1} 留在队列：需要 {2} 个块，只有 {3} 个空闲。"),
  Entry(
    "lab.serving.why.memory-whole",
    en:
      "{1} stays: its whole known sequence needs {2} {2|block|blocks} and {3} {3|is|are} free (scheduler_reserve_full_isl).",
    zh: "{1} 留在队列：其已知的整个序列需要 {2} 个块，只有 {3} 个空闲（scheduler_reserve_full_isl）。"),
  Entry(
    "lab.serving.why.preempted",
    en:
      "{1} gave way to {2}: {3} {3|block was|blocks were} needed and {4} free. Its {5} {5|block|blocks} with {6} {6|token|tokens} {5|was|were} given back.",
    zh: "{1} 让位给 {2}：需要 {3} 个块，仅 {4} 个空闲。它归还了 {5} 个块、{6} 个 token。"),
  Entry(
    "lab.serving.why.running",
    en: "{1} runs: {2} {2|block holds|blocks hold} {3} {3|token|tokens}, {4} answered.",
    zh: "{1} 在运行：{2} 个块存有 {3} 个 token，已答 {4} 个。"),
  Entry(
    "lab.serving.why.admitted",
    en:
      "{1} was admitted in this step: {2} {2|token|tokens} known, {3} found in {4} cached {4|block|blocks}, {5} computed now, {6} new {6|block|blocks}.",
    zh: "{1} 在本步被接纳：已知 {2} 个 token，{3} 个在 {4} 个缓存块中找到，现在计算 {5} 个，新取 {6} 个块。"),
  Entry(
    "lab.serving.why.scheduled",
    en: "{1} computes {2} of the {3} {3|token|tokens} it lacks, with {4} new {4|block|blocks}.",
    zh: "{1} 计算所缺 {3} 个 token 中的 {2} 个，新取 {4} 个块。"),
  Entry(
    "lab.serving.why.cap-threshold",
    en: "long_prefill_token_threshold cuts it to {1} {1|token|tokens} a step.",
    zh: "long_prefill_token_threshold 把它限制为每步 {1} 个 token。"),
  Entry(
    "lab.serving.why.cap-budget",
    en: "Only {1} {1|token of the step's budget was|tokens of the step's budget were} left for it.",
    zh: "本步预算只剩 {1} 个 token 给它。"),
  Entry(
    "lab.serving.why.evicted",
    en: "Block {1}, filled by {2} and free since step {3} (hits: {4}), was evicted for {5}.",
    zh: "块 {1} 由 {2} 写入，自第 {3} 步起空闲（命中 {4} 次），为 {5} 而被驱逐。"),
  Entry(
    "lab.serving.table.memory", en: "The sum of blocks",
    zh: "块的算式"),
  Entry(
    "lab.serving.table.running", en: "Who holds the memory",
    zh: "谁占着内存"),
  Entry(
    "lab.serving.table.step", en: "This engine step",
    zh: "这一引擎步"),
  Entry(
    "lab.serving.row.new", en: "new blocks",
    zh: "新块"),
  Entry(
    "lab.serving.row.idle-hits", en: "hit blocks that nobody holds",
    zh: "命中但无人持有的块"),
  Entry(
    "lab.serving.row.watermark", en: "kept free by the watermark",
    zh: "水位线保留"),
  Entry(
    "lab.serving.row.needed", en: "needed in all",
    zh: "合计需要"),
  Entry(
    "lab.serving.row.free", en: "free",
    zh: "空闲"),
]
