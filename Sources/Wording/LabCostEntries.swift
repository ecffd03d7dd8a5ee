/// Keys that begin with `lab.cost.`: parts of a step's time, and why a number is assumed.
let labCostEntries: [Entry] = [
  Entry(
    "lab.cost.part.linear",
    en: "linear layers",
    zh: "线性层"),
  Entry(
    "lab.cost.part.decodeAttention",
    en: "attention, decode",
    zh: "注意力（decode）"),
  Entry(
    "lab.cost.part.prefillAttention",
    en: "attention, prefill",
    zh: "注意力（prefill）"),
  Entry(
    "lab.cost.part.mixedAttention",
    en: "attention, mixed",
    zh: "注意力（混合）"),
  Entry(
    "lab.cost.part.allReduce",
    en: "all-reduce",
    zh: "all-reduce"),
  Entry(
    "lab.cost.part.allToAll",
    en: "all-to-all",
    zh: "all-to-all"),
  Entry(
    "lab.cost.part.head",
    en: "head and sampler",
    zh: "输出头与采样"),
  Entry(
    "lab.cost.part.launch",
    en: "launches",
    zh: "内核启动"),
  Entry(
    "lab.cost.part.pipeline",
    en: "pipeline",
    zh: "流水线"),
  Entry(
    "lab.cost.part.host",
    en: "host",
    zh: "主机"),
  Entry(
    "lab.cost.quantity.ttft_mean_ms",
    en: "TTFT, mean (ms)",
    zh: "TTFT 平均（ms）"),
  Entry(
    "lab.cost.quantity.ttft_without_queueing_mean_ms",
    en: "TTFT without queueing (ms)",
    zh: "TTFT 不含排队（ms）"),
  Entry(
    "lab.cost.quantity.tpot_mean_ms",
    en: "TPOT, mean (ms)",
    zh: "TPOT 平均（ms）"),
  Entry(
    "lab.cost.quantity.e2e_mean_ms",
    en: "end to end, mean (ms)",
    zh: "端到端平均（ms）"),
  Entry(
    "lab.cost.quantity.output_tokens_per_s",
    en: "output tokens/s",
    zh: "输出 token/s"),
  Entry(
    "lab.cost.assumption.data-sheet",
    en: "data sheet, times the share of the peak that measured GPUs reach",
    zh: "数据手册峰值乘以已测 GPU 能达到的比例"),
  Entry(
    "lab.cost.assumption.scaled-from-a100",
    en: "the A100's fit, scaled by the data sheets' bandwidth and compute",
    zh: "A100 的拟合值，按数据手册的带宽和算力缩放"),
  Entry(
    "lab.cost.assumption.chunks-then-decodes",
    en: "prompt chunks first, then decodes, as two kernels",
    zh: "先算 prompt 分块再算 decode，视为两个内核"),
  Entry(
    "lab.cost.assumption.head-like-linear",
    en: "weights at the linear layers' bandwidth, sampler as on the RTX PRO 6000",
    zh: "权重按线性层带宽读取，采样同 RTX PRO 6000"),
  Entry(
    "lab.cost.assumption.quarter-of-the-link",
    en: "a quarter of the link's bandwidth and 20 us a call",
    zh: "链路带宽的四分之一，每次调用 20 us"),
  Entry(
    "lab.cost.assumption.experts-like-dense",
    en: "the dense layers' fit on the experts that are touched",
    zh: "把稠密层的拟合用于被命中的专家"),
  Entry(
    "lab.cost.assumption.latent-like-grouped",
    en: "the fit of grouped-query attention on latent keys and values",
    zh: "把 GQA 的拟合用于潜变量 KV（MLA）"),
  Entry(
    "lab.cost.assumption.bytes-by-precision",
    en: "fewer bytes at the same bandwidth; 8-bit compute twice as fast where the GPU has it",
    zh: "字节更少、带宽不变；GPU 支持时 8 位算力加倍"),
  Entry(
    "lab.cost.assumption.beyond-one-node",
    en: "several nodes, at the bandwidth inside one",
    zh: "跨多个节点，但按节点内带宽计算"),
  Entry(
    "lab.cost.assumption.even-experts",
    en: "tokens spread evenly over experts and GPUs, at all-reduce bandwidth",
    zh: "token 均匀分布到专家与 GPU，带宽同 all-reduce"),
  Entry(
    "lab.cost.assumption.even-micro-batches",
    en: "equal micro-batches; a hand-over as an all-reduce of two GPUs",
    zh: "micro-batch 相等；阶段间传递等同两卡 all-reduce"),
  Entry(
    "lab.cost.assumption.kernel-launches",
    en: "20 us a captured graph, or 12 calls a layer of 20 us each",
    zh: "每个 CUDA graph 20 us，或每层 12 次调用各 20 us"),
  Entry(
    "lab.cost.assumption.host-overhead",
    en: "500 us a step for scheduler and input, chosen once for vLLM 0.19",
    zh: "每步 500 us（调度与输入准备），按 vLLM 0.19 选定一次"),
]
