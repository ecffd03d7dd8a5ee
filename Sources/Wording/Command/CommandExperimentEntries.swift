/// What `sim LAB --experiment NAME` says.
let commandExperimentEntries: [Entry] = [
  Entry(
    "command.experiment.name",
    en:
      "An experiment: list names those of the lab. fgd (scheduling: GPU sharing, \"Beware of Fragmentation\"); accuracy (serving: step times and whole runs beside measured ones), attention (FlashAttention's memory traffic), kv-memory (tokens and requests that fit), replacement (eviction policies against the optimum). The last three take --set, replacement --scenario too.",
    zh:
      "实验：list 列出该实验室的实验。fgd（scheduling：GPU 共享，《Beware of Fragmentation》）；accuracy（serving：步时与整次运行对照实测）、attention（FlashAttention 的显存流量）、kv-memory（能放下的 token 与请求）、replacement（逐出策略与最优的差距）。后三个可用 --set，replacement 还可用 --scenario。"
  ),
  Entry(
    "command.experiment.title.fgd",
    en: "GPU sharing policies on the Alibaba trace beside published means",
    zh: "Alibaba trace 上的 GPU 共享策略，对照已发表的均值"),
  Entry(
    "command.experiment.title.accuracy",
    en: "measured runs of vLLM and GPU operators beside ours",
    zh: "vLLM 与 GPU 算子的实测，对照模拟结果"),
  Entry(
    "command.experiment.title.attention",
    en: "FlashAttention: memory traffic, tiled against naive",
    zh: "FlashAttention：分块与朴素注意力的显存流量"),
  Entry(
    "command.experiment.title.kv-memory",
    en: "KV memory: bytes per token, tokens and requests that fit, by model and GPU",
    zh: "KV 显存：每 token 字节数、能放下的 token 与请求，按模型与 GPU"),
  Entry(
    "command.experiment.title.replacement",
    en: "LRU, LFU, FIFO, S3-FIFO against Belady's optimum, by cache size",
    zh: "LRU、LFU、FIFO、S3-FIFO 与 Belady 最优，按缓存大小"),
  Entry(
    "command.experiment.measuredRun",
    en:
      "The description (YAML or JSON) of a measured run of your own; may be given several times. challenges/measured/README.md has the format.",
    zh: "自己的实测运行的描述文件（YAML 或 JSON），可多次给出；格式见 challenges/measured/README.md。"),
  Entry(
    "command.experiment.seeds",
    en: "Seeds 1 to this number (standard: 30).",
    zh: "种子 1 到该数（默认：30）。"),
  Entry(
    "command.experiment.policies",
    en:
      "Policies of the experiment: random, dot-product, gpu-clustering, gpu-packing, best-fit, fgd.",
    zh:
      "实验中的策略：random、dot-product、gpu-clustering、gpu-packing、best-fit、fgd。"),
  Entry(
    "command.experiment.nodes",
    en: "A node list of your own, in the columns of the Alibaba GPU trace.",
    zh: "自己的节点列表，列与 Alibaba GPU trace 相同。"),
  Entry(
    "command.experiment.pods",
    en: "A pod list of your own, in the columns of the Alibaba GPU trace.",
    zh: "自己的 Pod 列表，列与 Alibaba GPU trace 相同。"),
  Entry(
    "command.experiment.allNodes",
    en: "Also the nodes without GPUs, which the published runs leave out.",
    zh: "也包括没有 GPU 的节点；已发表的实验不含这些节点。"),
  Entry(
    "command.experiment.title",
    en:
      "GPU sharing policies as in \"Beware of Fragmentation\" (Weng et al., USENIX ATC 2023): {1} nodes with {2} GPUs, {3} pods of the trace, then more drawn from it until {4} % of the GPUs were asked for. Seeds 1 to {5}.",
    zh:
      "GPU 共享策略对比，依照《Beware of Fragmentation》（Weng 等，USENIX ATC 2023）：{1} 个节点、{2} 块 GPU，trace 中的 {3} 个 Pod，再从中抽样直到请求量达到 GPU 总量的 {4} %。种子 1 到 {5}。"
  ),
  Entry(
    "command.experiment.at",
    en:
      "In % of the cluster's GPUs, when as many GPUs had been asked for as it has ({1} % arrived):",
    zh: "以集群 GPU 总量的 % 计，此时累计请求量等于 GPU 总量（到达 {1} %）："),
  Entry("command.experiment.policy", en: "policy", zh: "策略"),
  Entry("command.experiment.allocated", en: "allocated", zh: "已分配"),
  Entry("command.experiment.deviation", en: "sd", zh: "标准差"),
  Entry("command.experiment.published", en: "published", zh: "已发表"),
  Entry("command.experiment.difference", en: "diff", zh: "差"),
  Entry("command.experiment.fragments", en: "fragments", zh: "碎片"),
  Entry("command.experiment.verdict", en: "verdict", zh: "结论"),
  Entry("command.experiment.within", en: "within {1}", zh: "在 {1} 以内"),
  Entry("command.experiment.outside", en: "outside {1}", zh: "超出 {1}"),
  Entry(
    "command.experiment.order.holds",
    en: "Of the policies that ran, the published order holds: {1}.",
    zh: "在已运行的策略中，已发表的顺序成立：{1}。"),
  Entry(
    "command.experiment.order.broken",
    en:
      "Of the policies that ran, the published order does not hold: {1}.",
    zh: "在已运行的策略中，已发表的顺序不成立：{1}。"),
  Entry(
    "command.experiment.apart",
    en: "Farthest from the published curves: {1} {2} points at {3} % arrived ({4}).",
    zh: "与已发表曲线相差最大处：{1} {2} 个百分点，到达 {3} % 时（{4}）。"),
  Entry(
    "command.experiment.plot.allocated",
    en: "Allocated, by arrived load (both in % of the cluster's GPUs):",
    zh: "已分配，按到达负载（均以集群 GPU 总量的 % 计）："),
  Entry(
    "command.experiment.plot.fragmented",
    en: "Fragments, by arrived load (both in % of the cluster's GPUs):",
    zh: "碎片，按到达负载（均以集群 GPU 总量的 % 计）："),
  Entry(
    "command.experiment.plot.legend",
    en: "{1}; * for several in one place",
    zh: "{1}；* 表示多个策略重合"),
  Entry(
    "command.accuracy.title",
    en:
      "Whole runs of a real engine beside ours: same requests, same arrivals, same engine settings. No number of the model was fitted to them; at most {1} % off is what we ask of each judged mean.",
    zh: "真实引擎的整次运行与我们的对照：请求、到达时间、引擎设置相同。模型没有任何数值是用这些运行拟合的；每个被评判的均值要求误差不超过 {1} %。"),
  Entry(
    "command.accuracy.run",
    en:
      "{1}: {2}, {3} on {5} x {4}, {6} {6|request|requests}, {7} KV {7|block|blocks} of {8} {8|token|tokens}",
    zh: "{1}：{2}，{3}，{5} x {4}，{6} 个请求，{7} 个 KV 块（每块 {8} token）"),
  Entry(
    "command.accuracy.measured",
    en: "measured",
    zh: "实测"),
  Entry(
    "command.accuracy.ours",
    en: "ours",
    zh: "我们"),
  Entry(
    "command.accuracy.error",
    en: "error %",
    zh: "误差 %"),
  Entry(
    "command.accuracy.verdict",
    en: "verdict",
    zh: "结论"),
  Entry(
    "command.accuracy.within",
    en: "within {1} %",
    zh: "在 {1} % 以内"),
  Entry(
    "command.accuracy.outside",
    en: "outside {1} %",
    zh: "超出 {1} %"),
  Entry(
    "command.accuracy.unjudged",
    en: "not judged",
    zh: "不评判"),
  Entry(
    "command.accuracy.after",
    en:
      "ours: {1} {1|step|steps}, {2} {2|preemption|preemptions}, {3} of {4} {4|request|requests} finished",
    zh: "我们：{1} 步，{2} 次抢占，{4} 个请求中完成 {3} 个"),
  Entry(
    "command.accuracy.assumedIn",
    en: "Assumed in it, not measured: {1}",
    zh: "其中属于假设而非实测：{1}"),
  Entry(
    "command.accuracy.operators",
    en:
      "Operator times beside measured ones (MAPE: mean of the absolute error in %, bias: mean of the error):",
    zh: "算子时间与实测对照（MAPE：绝对误差均值 %，bias：误差均值）："),
  Entry(
    "command.accuracy.gpu",
    en: "GPU",
    zh: "GPU"),
  Entry(
    "command.accuracy.operator",
    en: "operator",
    zh: "算子"),
  Entry(
    "command.accuracy.rows",
    en: "rows",
    zh: "行数"),
  Entry(
    "command.accuracy.mape",
    en: "MAPE",
    zh: "MAPE"),
  Entry(
    "command.accuracy.bias",
    en: "bias",
    zh: "偏差"),
  Entry(
    "command.accuracy.worst",
    en: "worst",
    zh: "最大"),
  Entry(
    "command.accuracy.said",
    en: "fit said",
    zh: "拟合所述"),
  Entry(
    "command.accuracy.assumed",
    en: "Nobody measured these; they are labelled as assumed wherever they show:",
    zh: "以下没有实测；凡出现之处都标注为假设："),
  Entry(
    "command.accuracy.reason",
    en: "reason",
    zh: "理由"),
  Entry(
    "command.accuracy.expected",
    en: "expected error %",
    zh: "预期误差 %"),
  Entry(
    "command.accuracy.skipped",
    en: "{1} measured rows cannot be compared.",
    zh: "{1} 行实测数据无法对照。"),
  Entry(
    "command.problem.experiment",
    en: "there is no experiment '{1}'; the {2} lab has: {3}",
    zh: "没有实验“{1}”；{2} 实验室的实验：{3}"),
  Entry(
    "command.problem.experiment.lab",
    en: "the experiment {1} is of the {2} lab: sim {2} --experiment {1}",
    zh: "实验 {1} 属于 {2} 实验室：sim {2} --experiment {1}"),
  Entry(
    "command.problem.experiment.options",
    en: "--experiment {1} takes {2} and --format, not {3}",
    zh: "--experiment {1} 可用 {2} 和 --format，不能用 {3}"),
  Entry(
    "command.problem.experiment.only",
    en: "{1} goes with --experiment {2} only",
    zh: "{1} 只能与 --experiment {2} 一起使用"),
  Entry(
    "command.problem.experiment.seeds",
    en: "--seeds {1} is not a number of seeds; it can be 1 to {2}",
    zh: "--seeds {1} 不是种子数；可为 1 到 {2}"),
  Entry(
    "command.problem.experiment.policy",
    en: "there is no policy '{1}'; policies: {2}",
    zh: "没有策略“{1}”；可用策略：{2}"),
  Entry(
    "command.problem.experiment.read",
    en: "{1} cannot be read: {2}",
    zh: "无法读取 {1}：{2}"),
  Entry(
    "command.problem.experiment.trace",
    en:
      "no comparison on this trace: it needs nodes with GPUs, pods that ask for some, and at most {1} nodes times kinds of pods",
    zh: "该 trace 无法用于对比：需要带 GPU 的节点和请求 GPU 的 Pod，且节点数乘以 Pod 种类数不超过 {1}"),
]
