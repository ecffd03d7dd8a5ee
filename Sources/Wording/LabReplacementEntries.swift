/// Keys that begin with `lab.experiment.replacement.`.
let labReplacementEntries: [Entry] = [
  Entry(
    "lab.experiment.replacement.policy.lru",
    en:
      "LRU",
    zh:
      "LRU"),
  Entry(
    "lab.experiment.replacement.policy.lfu",
    en:
      "LFU",
    zh:
      "LFU"),
  Entry(
    "lab.experiment.replacement.policy.fifo",
    en:
      "FIFO",
    zh:
      "FIFO"),
  Entry(
    "lab.experiment.replacement.policy.s3-fifo",
    en:
      "S3-FIFO",
    zh:
      "S3-FIFO"),
  Entry(
    "lab.experiment.replacement.policy.optimal",
    en:
      "Belady",
    zh:
      "Belady"),
  Entry(
    "lab.experiment.replacement.x",
    en:
      "blocks in the cache",
    zh:
      "缓存块数"),
  Entry(
    "lab.experiment.replacement.sizes",
    en:
      "Hit rate in % by cache size",
    zh:
      "各缓存大小的命中率（%）"),
  Entry(
    "lab.experiment.replacement.policies",
    en:
      "Policies at the chosen size",
    zh:
      "所选大小下的各策略"),
  Entry(
    "lab.experiment.replacement.column.percent",
    en:
      "cache %",
    zh:
      "缓存 %"),
  Entry(
    "lab.experiment.replacement.column.blocks",
    en:
      "blocks",
    zh:
      "块数"),
  Entry(
    "lab.experiment.replacement.column.policy",
    en:
      "policy",
    zh:
      "策略"),
  Entry(
    "lab.experiment.replacement.column.hits",
    en:
      "hits",
    zh:
      "命中"),
  Entry(
    "lab.experiment.replacement.column.usable",
    en:
      "usable %",
    zh:
      "可用 %"),
  Entry(
    "lab.experiment.replacement.column.evictions",
    en:
      "evictions",
    zh:
      "逐出"),
  Entry(
    "lab.experiment.replacement.column.unused",
    en:
      "unused",
    zh:
      "未再用"),
  Entry(
    "lab.experiment.replacement.column.idle",
    en:
      "idle room %",
    zh:
      "闲置空间 %"),
  Entry(
    "lab.experiment.replacement.column.bound",
    en:
      "of Belady %",
    zh:
      "占 Belady %"),
  Entry(
    "lab.experiment.replacement.made.zipf",
    en:
      "Made up: 2,000 blocks, block k used in proportion to 1 / k.",
    zh:
      "人造：2,000 块，第 k 块的使用与 1 / k 成比例。"),
  Entry(
    "lab.experiment.replacement.made.loop",
    en:
      "Made up: 1,000 blocks in turn, over and over.",
    zh:
      "人造：1,000 块依次循环。"),
  Entry(
    "lab.experiment.replacement.made.scan",
    en:
      "Made up: every second use is of one of 500 blocks by 1 / k, the others are of blocks that come once.",
    zh:
      "人造：每两次使用有一次取自 500 块（按 1 / k），其余的块只出现一次。"),
  Entry(
    "lab.experiment.replacement.made.mix",
    en:
      "Made up, in rounds: 500 uses of 1,000 blocks by 1 / k, 250 blocks that come once, 250 steps in a loop of 500 blocks.",
    zh:
      "人造，按轮：500 次取自 1,000 块（按 1 / k），250 个只出现一次的块，250 步走 500 块的循环。"),
  Entry(
    "lab.experiment.replacement.scenario",
    en:
      "Prompts of '{1}' in blocks of {4} {4|token|tokens}, in order of arrival: {2} of {3} {3|request|requests}. Answers, admission and sharing while running are left out: only the policies are compared.",
    zh:
      "“{1}”的提示按 {4} 个 token 一块、按到达次序：{3} 个请求中的 {2} 个。不计回答、接纳与运行时共享：只比较策略。"),
  Entry(
    "lab.experiment.replacement.sum",
    en:
      "{1} uses of {2} different blocks; {5} of them are used once. {3} uses repeat an earlier one: no cache can have a higher hit rate than {4} %.",
    zh:
      "{1} 次使用，{2} 个不同的块，其中 {5} 个只用一次。{3} 次是重复使用：任何缓存的命中率都不会超过 {4} %。"),
  Entry(
    "lab.experiment.replacement.verdict.fits",
    en:
      "All {1} {1|block|blocks} fit: every policy misses each of them once, and nobody is evicted.",
    zh:
      "{1} 块全放得下：每种策略对每块只缺失一次，没有逐出。"),
  Entry(
    "lab.experiment.replacement.verdict.once",
    en:
      "No block is used twice: nobody can hit.",
    zh:
      "没有块被用两次：谁都不会命中。"),
  Entry(
    "lab.experiment.replacement.verdict.alike",
    en:
      "All policies have {1} {1|hit|hits}.",
    zh:
      "所有策略都命中 {1} 次。"),
  Entry(
    "lab.experiment.replacement.verdict.wins",
    en:
      "{1} wins with {2} %, {3} has {4} %: {5} more hits.",
    zh:
      "{1} 以 {2} % 胜出，{3} 为 {4} %：多命中 {5} 次。"),
  Entry(
    "lab.experiment.replacement.cause.reach",
    en:
      "{1} reaches {2} of {3} repeated uses: between two uses of a block more others come than the cache holds, so it has always just gone.",
    zh:
      "{1} 在 {3} 次重复使用中只命中 {2} 次：一块两次使用之间来的其他块比缓存还多，它总是刚好被换走。"),
  Entry(
    "lab.experiment.replacement.cause.popular",
    en:
      "{1} of the {2} more hits are on the {3} blocks that are used most: passers-by do not push them out.",
    zh:
      "多出的 {2} 次命中里有 {1} 次落在最常用的 {3} 个块上：过客挤不走它们。"),
  Entry(
    "lab.experiment.replacement.cause.recent",
    en:
      "{1} of the {2} more hits are on blocks that are not among the most used: {3} keeps blocks whose time is over.",
    zh:
      "多出的 {2} 次命中里有 {1} 次不在最常用的块上：{3} 留着已过时的块。"),
  Entry(
    "lab.experiment.replacement.idle",
    en:
      "Room for nothing: {2} % of the cache's room (blocks x time) is held by blocks that {1} evicts before they are used again, {4} % under {3}.",
    zh:
      "白占的空间：{1} 在再次使用前就逐出的块占了缓存空间（块 x 时间）的 {2} %，{3} 为 {4} %。"),
  Entry(
    "lab.experiment.replacement.bound",
    en:
      "Belady, who knows the future, hits {1} %: the best policy reaches {2} % of its hits.",
    zh:
      "知道未来的 Belady 命中 {1} %：最好的策略达到其命中的 {2} %。"),
]
