/// Keys that begin with `lab.experiment.`, and problems of experiments.
let labExperimentEntries: [Entry] = [
  Entry("lab.experiment.sums", en: "How it is worked out", zh: "计算过程"),
  Entry("lab.experiment.reasons", en: "What follows, and why", zh: "结论与原因"),
  Entry(
    "lab.problem.experiment-knob",
    en:
      "the experiment {1} has no knob '{2}'; it has: {3}",
    zh:
      "实验 {1} 没有旋钮“{2}”；可用旋钮：{3}"),
  Entry(
    "lab.problem.on-chip",
    en:
      "a head of {1} numbers does not fit into {2} bytes on the chip",
    zh:
      "{1} 个数的注意力头放不进片上的 {2} 字节"),
  Entry(
    "lab.problem.kv-layout",
    en:
      "the keys and values of {1} cannot be laid out so: the sizes go beyond 64 bits",
    zh:
      "{1} 的键值无法这样布局：大小超出 64 位"),
  Entry(
    "lab.problem.no-references",
    en:
      "no prompt of '{1}' fills a block of {2} {2|token|tokens}: there is nothing to cache; try a smaller block_size",
    zh:
      "“{1}”没有一个提示能填满 {2} 个 token 的块，没有可缓存的内容；试试更小的 block_size"),
  Entry(
    "lab.experiment.attention",
    en:
      "FlashAttention: memory traffic, tiled against naive",
    zh:
      "FlashAttention：分块与朴素注意力的显存流量"),
  Entry(
    "lab.experiment.attention.about",
    en:
      "Bytes that attention of one head in one layer moves between HBM and the chip, counted loop by loop from the algorithms: naive (scores and probabilities written out), FlashAttention (keys and values in the outer loop), FlashAttention-2 (queries in the outer loop).",
    zh:
      "一层中一个注意力头在 HBM 与芯片之间搬运的字节数，按算法逐层循环计数：朴素（写出分数与概率）、FlashAttention（外层循环键值）、FlashAttention-2（外层循环查询）。"
  ),
  Entry(
    "lab.experiment.kv-memory",
    en:
      "KV memory: bytes per token, tokens and requests that fit",
    zh:
      "KV 显存：每 token 字节数、能放下的 token 与请求"),
  Entry(
    "lab.experiment.kv-memory.about",
    en:
      "What one token costs with MHA, GQA and MLA, in which number format and over how many GPUs, and how many tokens and requests fit beside the weights: model by model, GPU by GPU.",
    zh:
      "MHA、GQA、MLA 下每个 token 占多少，取何种数值格式、分到几张 GPU，权重之外还能放多少 token 和请求：逐模型、逐 GPU。"),
  Entry(
    "lab.experiment.replacement",
    en:
      "Replacement policies against the optimum",
    zh:
      "替换策略与最优的差距"),
  Entry(
    "lab.experiment.replacement.about",
    en:
      "LRU, LFU, FIFO and S3-FIFO on the blocks that a scenario's prompts need, or on a made-up string, with Belady's optimum as the bound: hit rate by cache size, who wins, and where the hits come from.",
    zh:
      "LRU、LFU、FIFO、S3-FIFO 作用于某场景提示所需的块，或人造的引用串；以 Belady 最优为上界：不同缓存大小的命中率、谁胜出、命中来自哪里。"),
  Entry(
    "lab.experiment.attention.line.naive",
    en:
      "naive",
    zh:
      "朴素"),
  Entry(
    "lab.experiment.attention.line.flash",
    en:
      "flash",
    zh:
      "flash"),
  Entry(
    "lab.experiment.attention.line.flash2",
    en:
      "flash-2",
    zh:
      "flash-2"),
  Entry(
    "lab.experiment.attention.x",
    en:
      "tokens of context",
    zh:
      "上下文 token 数"),
  Entry(
    "lab.experiment.attention.table",
    en:
      "MiB for one head in one layer, by context length",
    zh:
      "一层一个头的 MiB，按上下文长度"),
  Entry(
    "lab.experiment.attention.column.tokens",
    en:
      "tokens",
    zh:
      "token 数"),
  Entry(
    "lab.experiment.attention.column.naive",
    en:
      "naive",
    zh:
      "朴素"),
  Entry(
    "lab.experiment.attention.column.flash",
    en:
      "flash",
    zh:
      "flash"),
  Entry(
    "lab.experiment.attention.column.flash2",
    en:
      "flash-2",
    zh:
      "flash-2"),
  Entry(
    "lab.experiment.attention.column.ratio",
    en:
      "naive / flash-2",
    zh:
      "朴素 / flash-2"),
  Entry(
    "lab.experiment.attention.column.scores",
    en:
      "scores",
    zh:
      "分数矩阵"),
  Entry(
    "lab.experiment.attention.sum.tiles",
    en:
      "Tiles: {1} bytes on the chip are {2} numbers of 2 bytes. A tile has ceil({2} / (4 x {3})) = {4} keys and min({4}, {3}) = {5} queries.",
    zh:
      "分块：片上 {1} 字节即 {2} 个 2 字节的数。一块有 ceil({2} / (4 x {3})) = {4} 个键，min({4}, {3}) = {5} 个查询。"),
  Entry(
    "lab.experiment.attention.sum.naive",
    en:
      "Naive: 4 N d + 4 N^2 numbers with N = {1} and d = {2}: {3} numbers, {4} bytes. A mask saves nothing of it: every score is written.",
    zh:
      "朴素：4 N d + 4 N^2 个数，N = {1}，d = {2}：{3} 个数，{4} 字节。掩码省不下：每个分数都要写出。"),
  Entry(
    "lab.experiment.attention.sum.flash2",
    en:
      "Flash-2: queries, output and one number a row are 2 N d + N; {3} passes over the keys read {4} keys and as many values of {2} numbers: {5} numbers, {6} bytes.",
    zh:
      "Flash-2：查询、输出和每行一个数共 2 N d + N；{3} 趟遍历读 {4} 个键和同样多的值，每个 {2} 个数：共 {5} 个数，{6} 字节。"),
  Entry(
    "lab.experiment.attention.sum.flash2-causal",
    en:
      "Flash-2: queries, output and one number a row are 2 N d + N; {3} passes, each only up to its own queries, read {4} keys and as many values of {2} numbers: {5} numbers, {6} bytes.",
    zh:
      "Flash-2：查询、输出和每行一个数共 2 N d + N；{3} 趟，每趟只到自己的查询为止，共读 {4} 个键和同样多的值，每个 {2} 个数：共 {5} 个数，{6} 字节。"),
  Entry(
    "lab.experiment.attention.saves",
    en:
      "Flash-2 moves {1} times less. {2} % of the naive traffic is the score matrix, written and read twice; tiles never let it leave the chip.",
    zh:
      "Flash-2 搬运量少 {1} 倍。朴素流量的 {2} % 是分数矩阵，写两次读两次；分块使它从不离开芯片。"),
  Entry(
    "lab.experiment.attention.again",
    en:
      "{1} % of what flash-2 moves are keys and values read again, once for each tile of queries; a real GPU finds much of that in its L2 cache, which is not counted here.",
    zh:
      "flash-2 搬运量的 {1} % 是重复读取的键和值，每个查询块一次；真实 GPU 多半能在 L2 缓存中找到它们，这里没有计入。"),
  Entry(
    "lab.experiment.attention.costs",
    en:
      "Flash-2 moves {1} times as much: keys and values are read again for every few queries, more than a score matrix of this size would cost.",
    zh:
      "Flash-2 搬运量是朴素的 {1} 倍：每几个查询就要重读键值，超过这么小的分数矩阵的开销。"),
  Entry(
    "lab.experiment.attention.bound.memory.memory",
    en:
      "{1} needs {2} operations for each byte of HBM to be busy. Naive attention has {3}, flash-2 {4}: both wait for memory.",
    zh:
      "{1} 每字节 HBM 需要 {2} 次运算才能忙起来。朴素注意力为 {3}，flash-2 为 {4}：都在等显存。"),
  Entry(
    "lab.experiment.attention.bound.memory.compute",
    en:
      "{1} needs {2} operations for each byte of HBM to be busy. Naive attention has {3} and waits for memory; flash-2 has {4} and is limited by arithmetic.",
    zh:
      "{1} 每字节 HBM 需要 {2} 次运算才能忙起来。朴素注意力为 {3}，在等显存；flash-2 为 {4}，受限于运算。"),
  Entry(
    "lab.experiment.attention.bound.compute.memory",
    en:
      "{1} needs {2} operations for each byte of HBM to be busy. Naive attention has {3} and is limited by arithmetic; flash-2 has {4} and waits for memory.",
    zh:
      "{1} 每字节 HBM 需要 {2} 次运算才能忙起来。朴素注意力为 {3}，受限于运算；flash-2 为 {4}，在等显存。"),
  Entry(
    "lab.experiment.attention.bound.compute.compute",
    en:
      "{1} needs {2} operations for each byte of HBM to be busy. Naive attention has {3}, flash-2 {4}: both are limited by arithmetic.",
    zh:
      "{1} 每字节 HBM 需要 {2} 次运算才能忙起来。朴素注意力为 {3}，flash-2 为 {4}：都受限于运算。"),
  Entry(
    "lab.experiment.attention.note",
    en:
      "Left out: dropout, the backward pass, caches between HBM and the multiprocessors, and that real kernels choose tiles for registers too. Peaks are those of the data sheet.",
    zh:
      "未计入：dropout、反向传播、HBM 与多处理器之间的缓存，以及真实核函数选块时还要顾及寄存器。峰值取自数据手册。"),
  Entry(
    "lab.experiment.kv-memory.x",
    en:
      "model",
    zh:
      "模型"),
  Entry(
    "lab.experiment.kv-memory.y",
    en:
      "KiB per token on each GPU",
    zh:
      "每 GPU 每 token KiB"),
  Entry(
    "lab.experiment.kv-memory.models",
    en:
      "Models on {1}",
    zh:
      "{1} 上的各模型"),
  Entry(
    "lab.experiment.kv-memory.gpus",
    en:
      "GPUs under {1}",
    zh:
      "{1} 在各 GPU 上"),
  Entry(
    "lab.experiment.kv-memory.column.name",
    en:
      "name",
    zh:
      "名称"),
  Entry(
    "lab.experiment.kv-memory.column.attention",
    en:
      "attention",
    zh:
      "注意力"),
  Entry(
    "lab.experiment.kv-memory.column.token",
    en:
      "bytes/token",
    zh:
      "字节/token"),
  Entry(
    "lab.experiment.kv-memory.column.weights",
    en:
      "weights GiB",
    zh:
      "权重 GiB"),
  Entry(
    "lab.experiment.kv-memory.column.tokens",
    en:
      "tokens",
    zh:
      "token 数"),
  Entry(
    "lab.experiment.kv-memory.column.requests",
    en:
      "requests",
    zh:
      "请求数"),
  Entry(
    "lab.experiment.kv-memory.column.note",
    en:
      "note",
    zh:
      "说明"),
  Entry(
    "lab.experiment.kv-memory.undivided",
    en:
      "cannot be divided so",
    zh:
      "不能这样切分"),
  Entry(
    "lab.experiment.kv-memory.tooLarge",
    en:
      "weights do not fit",
    zh:
      "权重放不下"),
  Entry(
    "lab.experiment.kv-memory.sum.heads",
    en:
      "A token on each GPU: 2 (key and value) x {1} {1|layer|layers} x {2} KV {2|head|heads} x {3} numbers x {4} bits / 8 = {5} bytes. The model has {6} KV {6|head|heads}, over {7} {7|GPU|GPUs}.",
    zh:
      "每 GPU 一个 token：2（键和值）x {1} 层 x {2} 个 KV 头 x {3} 个数 x {4} 位 / 8 = {5} 字节。模型有 {6} 个 KV 头，分到 {7} 张 GPU。"
  ),
  Entry(
    "lab.experiment.kv-memory.sum.latent",
    en:
      "A token on each GPU: {1} {1|layer|layers} x ({2} compressed + {3} positional numbers) x {4} bits / 8 = {5} bytes, for all heads together.",
    zh:
      "每 GPU 一个 token：{1} 层 x（{2} 个压缩数 + {3} 个位置数）x {4} 位 / 8 = {5} 字节，所有头共用。"),
  Entry(
    "lab.experiment.kv-memory.sum.room",
    en:
      "Room: {1} GiB x {2} % - {3} GiB of weights = {4} GiB.",
    zh:
      "空间：{1} GiB x {2} % - 权重 {3} GiB = {4} GiB。"),
  Entry(
    "lab.experiment.kv-memory.sum.blocks",
    en:
      "Blocks: {1} bytes / ({2} {2|token|tokens} x {3} bytes) = {4}, room for {5} {5|token|tokens}.",
    zh:
      "块：{1} 字节 / （{2} 个 token x {3} 字节）= {4} 块，可放 {5} 个 token。"),
  Entry(
    "lab.experiment.kv-memory.sum.requests",
    en:
      "Requests of {1} {1|token|tokens}: ceil({1} / {2}) = {3} {3|block|blocks} each, {4} / {3} = {5} at once.",
    zh:
      "{1} 个 token 的请求：每个 ceil({1} / {2}) = {3} 块，{4} / {3} = 同时 {5} 个。"),
  Entry(
    "lab.experiment.kv-memory.weights",
    en:
      "The weights of {1} alone need {2} GiB on each GPU; a {3} may use {4} GiB. More GPUs (tensor_parallel_size) or fewer bits (weight_bits) make room.",
    zh:
      "仅 {1} 的权重每 GPU 就需 {2} GiB；一张 {3} 可用 {4} GiB。增加 GPU（tensor_parallel_size）或减少位数（weight_bits）可腾出空间。"
  ),
  Entry(
    "lab.experiment.kv-memory.copies.latent",
    en:
      "All {1} GPUs keep the whole compressed vector, {2} {2|copy|copies} of it: latent attention does not shrink with tensor parallelism.",
    zh:
      "{1} 张 GPU 都保存完整的压缩向量，共 {2} 份：潜在注意力不随张量并行变小。"),
  Entry(
    "lab.experiment.kv-memory.copies.heads",
    en:
      "{1} GPUs share {3} KV heads, so each head is kept {2} times: beyond one head a GPU, tensor parallelism saves no KV memory.",
    zh:
      "{1} 张 GPU 分 {3} 个 KV 头，每个头保存 {2} 份：每 GPU 一个头之后，张量并行不再节省 KV 显存。"),
  Entry(
    "lab.experiment.kv-memory.grouped",
    en:
      "{1} query heads share {2} KV heads of {4} numbers: {3} times less than multi-head attention.",
    zh:
      "{1} 个查询头共用 {2} 个各 {4} 个数的 KV 头：是多头注意力的 1/{3}。"),
  Entry(
    "lab.experiment.kv-memory.latent",
    en:
      "Plain attention of {1} heads would keep {2} numbers a token and layer; the compressed vector has {3}: {4} times less.",
    zh:
      "{1} 个头的普通注意力每层每 token 要存 {2} 个数；压缩向量只有 {3} 个：是其 1/{4}。"),
  Entry(
    "lab.experiment.kv-memory.note",
    en:
      "All layers are counted as full attention. Left out: activations and CUDA graphs (the engine measures and subtracts them: the real number is some per cent smaller), and scale factors of small formats.",
    zh:
      "所有层都按全注意力计。未计入：激活与 CUDA graph（引擎会测量并扣除，真实值小几个百分点），以及低位格式的缩放因子。"),
]
