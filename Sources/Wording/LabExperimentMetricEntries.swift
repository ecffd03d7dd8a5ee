/// Metrics of the experiments.
let labExperimentMetricEntries: [Entry] = [
  Entry(
    "lab.metric.naive_traffic",
    en:
      "naive traffic",
    zh:
      "朴素流量"),
  Entry(
    "lab.metric.naive_traffic.help",
    en:
      "HBM bytes of naive attention: one head, one layer, 2 bytes a number.",
    zh:
      "朴素注意力的 HBM 字节：一层一个头，每数 2 字节。"),
  Entry(
    "lab.metric.flash_traffic",
    en:
      "flash traffic",
    zh:
      "flash 流量"),
  Entry(
    "lab.metric.flash_traffic.help",
    en:
      "HBM bytes of FlashAttention (2022), algorithm 1.",
    zh:
      "FlashAttention（2022）算法 1 的 HBM 字节。"),
  Entry(
    "lab.metric.flash2_traffic",
    en:
      "flash-2 traffic",
    zh:
      "flash-2 流量"),
  Entry(
    "lab.metric.flash2_traffic.help",
    en:
      "HBM bytes of FlashAttention-2 (2023), algorithm 1.",
    zh:
      "FlashAttention-2（2023）算法 1 的 HBM 字节。"),
  Entry(
    "lab.metric.traffic_ratio",
    en:
      "naive / flash-2",
    zh:
      "朴素 / flash-2"),
  Entry(
    "lab.metric.traffic_ratio.help",
    en:
      "How many times as much naive attention moves.",
    zh:
      "朴素注意力搬运量是 flash-2 的多少倍。"),
  Entry(
    "lab.metric.score_matrix",
    en:
      "score matrix",
    zh:
      "分数矩阵"),
  Entry(
    "lab.metric.score_matrix.help",
    en:
      "N x N scores of one head, 2 bytes each.",
    zh:
      "一个头的 N x N 个分数，每个 2 字节。"),
  Entry(
    "lab.metric.naive_intensity",
    en:
      "naive intensity",
    zh:
      "朴素算术强度"),
  Entry(
    "lab.metric.naive_intensity.help",
    en:
      "Operations of the answer for each byte that naive attention moves.",
    zh:
      "朴素注意力每搬一字节对应的运算数。"),
  Entry(
    "lab.metric.flash2_intensity",
    en:
      "flash-2 intensity",
    zh:
      "flash-2 算术强度"),
  Entry(
    "lab.metric.flash2_intensity.help",
    en:
      "Operations of the answer for each byte that flash-2 moves.",
    zh:
      "flash-2 每搬一字节对应的运算数。"),
  Entry(
    "lab.metric.gpu_balance",
    en:
      "balance of the GPU",
    zh:
      "GPU 平衡点"),
  Entry(
    "lab.metric.gpu_balance.help",
    en:
      "Peak 16-bit operations for each byte of peak memory bandwidth, by the data sheet.",
    zh:
      "数据手册上 16 位峰值运算与峰值带宽之比。"),
  Entry(
    "lab.metric.kv_per_token",
    en:
      "KV per token",
    zh:
      "每 token KV"),
  Entry(
    "lab.metric.kv_per_token.help",
    en:
      "KV cache of one token in all layers, on each GPU.",
    zh:
      "一个 token 在所有层的 KV cache，每 GPU。"),
  Entry(
    "lab.metric.kv_per_request",
    en:
      "KV per request",
    zh:
      "每请求 KV"),
  Entry(
    "lab.metric.kv_per_request.help",
    en:
      "KV blocks of a request of the chosen length, on each GPU.",
    zh:
      "所选长度的请求所占 KV 块，每 GPU。"),
  Entry(
    "lab.metric.weights_per_gpu",
    en:
      "weights",
    zh:
      "权重"),
  Entry(
    "lab.metric.weights_per_gpu.help",
    en:
      "Weights on each GPU.",
    zh:
      "每 GPU 的权重。"),
  Entry(
    "lab.metric.kv_room",
    en:
      "room for KV",
    zh:
      "KV 空间"),
  Entry(
    "lab.metric.kv_room.help",
    en:
      "What the allowed memory leaves beside the weights, on each GPU.",
    zh:
      "可用显存除去权重后，每 GPU 剩下的空间。"),
  Entry(
    "lab.metric.kv_capacity",
    en:
      "tokens that fit",
    zh:
      "能放下的 token"),
  Entry(
    "lab.metric.kv_capacity.help",
    en:
      "Tokens in whole blocks.",
    zh:
      "以整块计的 token 数。"),
  Entry(
    "lab.metric.requests_fit",
    en:
      "requests that fit",
    zh:
      "能放下的请求"),
  Entry(
    "lab.metric.requests_fit.help",
    en:
      "Requests of the chosen length at once, none sharing a block.",
    zh:
      "同时能放下的所选长度的请求，彼此不共享块。"),
  Entry(
    "lab.metric.kv_copies",
    en:
      "copies of each token",
    zh:
      "每 token 份数"),
  Entry(
    "lab.metric.kv_copies.help",
    en:
      "How often the GPUs of a group keep the same keys and values.",
    zh:
      "一组 GPU 对同样的键值保存几份。"),
  Entry(
    "lab.metric.hit_rate_lru",
    en:
      "LRU hit rate",
    zh:
      "LRU 命中率"),
  Entry(
    "lab.metric.hit_rate_lru.help",
    en:
      "Uses of blocks that were in the cache.",
    zh:
      "使用时块已在缓存中的比例。"),
  Entry(
    "lab.metric.hit_rate_lfu",
    en:
      "LFU hit rate",
    zh:
      "LFU 命中率"),
  Entry(
    "lab.metric.hit_rate_lfu.help",
    en:
      "Uses of blocks that were in the cache.",
    zh:
      "使用时块已在缓存中的比例。"),
  Entry(
    "lab.metric.hit_rate_fifo",
    en:
      "FIFO hit rate",
    zh:
      "FIFO 命中率"),
  Entry(
    "lab.metric.hit_rate_fifo.help",
    en:
      "Uses of blocks that were in the cache.",
    zh:
      "使用时块已在缓存中的比例。"),
  Entry(
    "lab.metric.hit_rate_s3_fifo",
    en:
      "S3-FIFO hit rate",
    zh:
      "S3-FIFO 命中率"),
  Entry(
    "lab.metric.hit_rate_s3_fifo.help",
    en:
      "Uses of blocks that were in the cache.",
    zh:
      "使用时块已在缓存中的比例。"),
  Entry(
    "lab.metric.hit_rate_optimal",
    en:
      "Belady hit rate",
    zh:
      "Belady 命中率"),
  Entry(
    "lab.metric.hit_rate_optimal.help",
    en:
      "Uses of blocks that were in the cache.",
    zh:
      "使用时块已在缓存中的比例。"),
  Entry(
    "lab.metric.cache_blocks",
    en:
      "cache",
    zh:
      "缓存"),
  Entry(
    "lab.metric.cache_blocks.help",
    en:
      "Blocks that the cache holds.",
    zh:
      "缓存能放的块数。"),
  Entry(
    "lab.metric.distinct_blocks",
    en:
      "different blocks",
    zh:
      "不同的块"),
  Entry(
    "lab.metric.distinct_blocks.help",
    en:
      "Different blocks of the string: the fewest misses possible.",
    zh:
      "引用串中不同的块：最少的缺失数。"),
  Entry(
    "lab.metric.best_possible",
    en:
      "repeated uses",
    zh:
      "重复使用"),
  Entry(
    "lab.metric.best_possible.help",
    en:
      "Uses that repeat an earlier one: the bound of every cache.",
    zh:
      "重复使用的比例：任何缓存的上限。"),
]
