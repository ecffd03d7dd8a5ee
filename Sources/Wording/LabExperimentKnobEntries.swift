/// Knobs of the experiments.
let labExperimentKnobEntries: [Entry] = [
  Entry(
    "lab.knob.context_tokens",
    en:
      "context length",
    zh:
      "上下文长度"),
  Entry(
    "lab.knob.context_tokens.help",
    en:
      "Tokens of a sequence.",
    zh:
      "一个序列的 token 数。"),
  Entry(
    "lab.knob.head_dimension",
    en:
      "head size",
    zh:
      "头维度"),
  Entry(
    "lab.knob.head_dimension.help",
    en:
      "Numbers in a query, key or value of one head.",
    zh:
      "一个头的查询、键或值有多少个数。"),
  Entry(
    "lab.knob.on_chip_kib",
    en:
      "on-chip memory",
    zh:
      "片上内存"),
  Entry(
    "lab.knob.on_chip_kib.help",
    en:
      "Shared memory of one multiprocessor, into which the tiles must fit; 0 is the GPU's own.",
    zh:
      "一个多处理器的共享内存，分块须放得下；0 表示该 GPU 自己的大小。"),
  Entry(
    "lab.knob.causal",
    en:
      "causal mask",
    zh:
      "因果掩码"),
  Entry(
    "lab.knob.causal.help",
    en:
      "Tokens look only at those before them, as in every decoder: tiles above the diagonal are left out.",
    zh:
      "token 只看前面的 token，如所有解码器：对角线以上的块被略过。"),
  Entry(
    "lab.knob.kv_format",
    en:
      "format of keys and values",
    zh:
      "键值格式"),
  Entry(
    "lab.knob.kv_format.help",
    en:
      "Number format of the KV cache (--kv-cache-dtype).",
    zh:
      "KV cache 的数值格式（--kv-cache-dtype）。"),
  Entry(
    "lab.knob.kv_format.fp32",
    en:
      "fp32",
    zh:
      "fp32"),
  Entry(
    "lab.knob.kv_format.fp16",
    en:
      "fp16",
    zh:
      "fp16"),
  Entry(
    "lab.knob.kv_format.bf16",
    en:
      "bf16",
    zh:
      "bf16"),
  Entry(
    "lab.knob.kv_format.fp8",
    en:
      "fp8",
    zh:
      "fp8"),
  Entry(
    "lab.knob.kv_format.int8",
    en:
      "int8",
    zh:
      "int8"),
  Entry(
    "lab.knob.kv_format.fp4",
    en:
      "fp4",
    zh:
      "fp4"),
  Entry(
    "lab.knob.kv_format.int4",
    en:
      "int4",
    zh:
      "int4"),
  Entry(
    "lab.knob.gpu_memory_percent",
    en:
      "GPU memory used",
    zh:
      "可用显存比例"),
  Entry(
    "lab.knob.gpu_memory_percent.help",
    en:
      "--gpu-memory-utilization: weights and keys and values share so much of the memory.",
    zh:
      "--gpu-memory-utilization：权重与键值共用显存的这一比例。"),
  Entry(
    "lab.knob.references",
    en:
      "reference string",
    zh:
      "引用串"),
  Entry(
    "lab.knob.references.help",
    en:
      "Which blocks are used in which order, when no scenario is chosen: popular ones, a loop, popular ones among passers-by, or all in rounds.",
    zh:
      "未选场景时，块以何种次序被使用：热门块、循环、热门块夹杂过客，或轮流混合。"),
  Entry(
    "lab.knob.references.zipf",
    en:
      "popular (zipf)",
    zh:
      "热门（zipf）"),
  Entry(
    "lab.knob.references.loop",
    en:
      "loop",
    zh:
      "循环"),
  Entry(
    "lab.knob.references.scan",
    en:
      "popular + scan",
    zh:
      "热门 + 扫描"),
  Entry(
    "lab.knob.references.mix",
    en:
      "mix",
    zh:
      "混合"),
  Entry(
    "lab.knob.cache_percent",
    en:
      "cache size",
    zh:
      "缓存大小"),
  Entry(
    "lab.knob.cache_percent.help",
    en:
      "Blocks that the cache holds, in percent of the different blocks of the string.",
    zh:
      "缓存能放的块数，占引用串中不同块的百分比。"),
]
