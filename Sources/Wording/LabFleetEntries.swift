/// Knobs, metrics and sentences of the serving lab about hardware, engine modes and fleets.
let labFleetEntries: [Entry] = [
  Entry("lab.knob.batching", en: "batching", zh: "批处理方式"),
  Entry(
    "lab.knob.batching.help",
    en:
      "continuous is vLLM: requests join and leave after each step. orca also works step by step but takes a prompt whole and reserves the longest sequence (Yu et al., OSDI 2022). static forms a batch and keeps it together until its last member ends.",
    zh:
      "continuous 即 vLLM：每步之后请求可加入和离开。orca 也逐步调度，但整段处理提示并按最长序列预留（Yu 等，OSDI 2022）。static 组成一批，直到最后一个结束才换批。"
  ),
  Entry("lab.knob.batching.continuous", en: "continuous (vLLM)", zh: "连续（vLLM）"),
  Entry("lab.knob.batching.orca", en: "iteration-level (Orca)", zh: "迭代级（Orca）"),
  Entry("lab.knob.batching.static", en: "static", zh: "静态"),
  Entry("lab.knob.eviction", en: "cache eviction", zh: "缓存逐出"),
  Entry(
    "lab.knob.eviction.help",
    en:
      "Which cached block is given up first. vLLM is lru. optimal knows the prompts that will come, which no server does: a bound to compare with, not exact, because it does not know when requests will be admitted.",
    zh: "先放弃哪个缓存块。vLLM 用 lru。optimal 预知将来的提示，没有服务器做得到：它只是供比较的界，并不严格，因为它不知道请求何时被接纳。"
  ),
  Entry("lab.knob.eviction.lru", en: "LRU (vLLM)", zh: "LRU（vLLM）"),
  Entry("lab.knob.eviction.lfu", en: "LFU", zh: "LFU"),
  Entry("lab.knob.eviction.fifo", en: "FIFO", zh: "FIFO"),
  Entry("lab.knob.eviction.s3-fifo", en: "S3-FIFO", zh: "S3-FIFO"),
  Entry("lab.knob.eviction.optimal", en: "optimal (knows the future)", zh: "最优（预知未来）"),
  Entry("lab.knob.async_scheduling", en: "async scheduling", zh: "异步调度"),
  Entry(
    "lab.knob.async_scheduling.help",
    en:
      "--async-scheduling: a step is scheduled while the one before it runs, so a request that comes during a step waits for the next one too. On by default since vLLM 0.14; off here, because the recorded scheduler is the synchronous one.",
    zh:
      "--async-scheduling：上一步运行时就调度下一步，因此在某步中到来的请求还要再等一步。vLLM 0.14 起默认开启；此处默认关闭，因为录制的是同步调度器。"
  ),
  Entry("lab.knob.swap_space_gib", en: "swap space", zh: "交换空间"),
  Entry(
    "lab.knob.swap_space_gib.help",
    en:
      "Host memory of each replica for the keys and values of preempted requests (--swap-space of vLLM's engine V0), copied at 25 GB/s, assumed for PCIe 4.0 x16. 0: they are computed again, as vLLM does now.",
    zh:
      "每个副本用于存放被抢占请求键值的主机内存（vLLM V0 引擎的 --swap-space），按 25 GB/s 复制（PCIe 4.0 x16 的假设值）。0：重新计算，即现在 vLLM 的做法。"
  ),
  Entry("lab.knob.host_offload_gib", en: "KV offload to host memory", zh: "KV 卸载到主机内存"),
  Entry(
    "lab.knob.host_offload_gib.help",
    en:
      "Blocks are also kept in so much host memory of each replica; a prompt found there is loaded rather than computed, and the request waits aside meanwhile. Bandwidth and latency are assumed.",
    zh: "块同时保存在每个副本的这么多主机内存中；在那里找到的提示被载入而不是重新计算，请求在此期间另行等待。带宽和延迟为假设值。"),
  Entry("lab.knob.disk_offload_gib", en: "KV offload to disk", zh: "KV 卸载到磁盘"),
  Entry(
    "lab.knob.disk_offload_gib.help",
    en: "The same on a local NVMe disk, behind host memory; bandwidth and latency are assumed.",
    zh: "同上，位于主机内存之后的本地 NVMe 磁盘；带宽和延迟为假设值。"),
  Entry("lab.knob.remote_offload_gib", en: "KV offload to a remote store", zh: "KV 卸载到远程存储"),
  Entry(
    "lab.knob.remote_offload_gib.help",
    en:
      "The same in a store across the network, behind the disk; each replica has its own, bandwidth and latency are assumed.",
    zh: "同上，位于磁盘之后的网络存储；每个副本各有一份，带宽和延迟为假设值。"),
  Entry("lab.metric.loaded_tokens", en: "tokens loaded from tiers", zh: "从各层载入的词元"),
  Entry(
    "lab.metric.loaded_tokens.help",
    en: "Prompt tokens whose keys and values came from host memory, disk or a remote store.",
    zh: "键值来自主机内存、磁盘或远程存储的提示词元数。"),
  Entry("lab.knob.num_speculative_tokens", en: "drafted tokens", zh: "草稿词元数"),
  Entry(
    "lab.knob.num_speculative_tokens.help",
    en:
      "Speculative decoding: a draft proposes so many tokens a step and the model checks them at once. 0: off.",
    zh: "推测解码：草稿每步提出这么多词元，模型一次校验。0：关闭。"),
  Entry("lab.knob.acceptance_percent", en: "draft acceptance", zh: "草稿接受率"),
  Entry(
    "lab.knob.acceptance_percent.help",
    en:
      "Chance that a drafted token is accepted when the one before it was. In reality it depends on the text and the draft.",
    zh: "前一个草稿词元被接受时，下一个也被接受的概率。实际取决于文本与草稿模型。"),
  Entry("lab.knob.draft_cost_percent", en: "draft cost", zh: "草稿开销"),
  Entry(
    "lab.knob.draft_cost_percent.help",
    en:
      "Time of one drafted token as a share of a step of the model. 0: a lookup that costs nothing.",
    zh: "每个草稿词元的时间占模型一步的比例。0：不花时间的查找。"),
  Entry("lab.knob.max_loras", en: "LoRA adapters on the GPU", zh: "GPU 上的 LoRA 适配器"),
  Entry(
    "lab.knob.max_loras.help",
    en:
      "--max-loras: adapters that one step may use; requests of others are passed over, a missing one is loaded in 5 ms (assumed: 100 MB over PCIe). 0: adapters cost nothing.",
    zh:
      "--max-loras：一步可用的适配器数；其他适配器的请求被跳过，缺少的适配器用 5 ms 载入（假设：经 PCIe 传 100 MB）。0：适配器没有开销。"
  ),
  Entry(
    "lab.note.adapters",
    en:
      "{1} {1|request names|requests name} a LoRA adapter, and max_loras is 0: their prefixes are kept apart, but no adapter is loaded and none is counted. A real engine without LoRA refuses such requests.",
    zh:
      "{1} 个请求指定了 LoRA 适配器，而 max_loras 为 0：各适配器的前缀仍分开，但不加载、也不限制适配器数。未启用 LoRA 的真实引擎会拒绝这些请求。"
  ),
  Entry("lab.note.heading", en: "Note", zh: "请注意"),
  Entry("lab.knob.model", en: "model", zh: "模型"),
  Entry(
    "lab.knob.model.help",
    en: "The model served; its shape is that of the public configuration.",
    zh: "所服务的模型；形状取自公开配置。"),
  Entry("lab.knob.model.llama-3.1-8b", en: "Llama 3.1 8B", zh: "Llama 3.1 8B"),
  Entry("lab.knob.model.llama-3.1-70b", en: "Llama 3.1 70B", zh: "Llama 3.1 70B"),
  Entry("lab.knob.model.llama-2-7b", en: "Llama 2 7B", zh: "Llama 2 7B"),
  Entry("lab.knob.model.llama-2-70b", en: "Llama 2 70B", zh: "Llama 2 70B"),
  Entry("lab.knob.model.qwen3-8b", en: "Qwen3 8B", zh: "Qwen3 8B"),
  Entry("lab.knob.model.qwen3-32b", en: "Qwen3 32B", zh: "Qwen3 32B"),
  Entry("lab.knob.model.qwen2.5-72b", en: "Qwen2.5 72B", zh: "Qwen2.5 72B"),
  Entry("lab.knob.model.deepseek-v3", en: "DeepSeek V3 (MoE, MLA)", zh: "DeepSeek V3（MoE，MLA）"),
  Entry("lab.knob.tensor_parallel_size", en: "tensor parallel", zh: "张量并行"),
  Entry(
    "lab.knob.tensor_parallel_size.help",
    en: "--tensor-parallel-size: GPUs that share each layer; two all-reduces a layer.",
    zh: "--tensor-parallel-size：共同计算每一层的 GPU 数；每层两次 all-reduce。"),
  Entry("lab.knob.pipeline_parallel_size", en: "pipeline parallel", zh: "流水线并行"),
  Entry(
    "lab.knob.pipeline_parallel_size.help",
    en: "--pipeline-parallel-size: stages of layers one after the other.",
    zh: "--pipeline-parallel-size：前后相接的层组数。"),
  Entry("lab.knob.expert_parallel", en: "expert parallel", zh: "专家并行"),
  Entry(
    "lab.knob.expert_parallel.help",
    en:
      "--enable-expert-parallel: the experts are spread over the GPUs of all replicas, to which tokens are sent; with one replica it changes nothing here. For MoE models only.",
    zh: "--enable-expert-parallel：专家分布在所有副本的 GPU 上，词元被发送过去；只有一个副本时没有变化。仅用于 MoE 模型。"),
  Entry("lab.knob.weight_bits", en: "bits of a weight", zh: "权重位数"),
  Entry(
    "lab.knob.weight_bits.help",
    en:
      "Quantisation of the weights: fewer bytes to read and to hold. Times below 16 bits are assumed.",
    zh: "权重量化：读取和存放的字节更少。低于 16 位的时间为假设值。"),
  Entry("lab.knob.weight_bits.16", en: "16", zh: "16"),
  Entry("lab.knob.weight_bits.8", en: "8", zh: "8"),
  Entry("lab.knob.weight_bits.4", en: "4", zh: "4"),
  Entry("lab.knob.kv_bits", en: "bits of a key or value", zh: "键值位数"),
  Entry(
    "lab.knob.kv_bits.help", en: "--kv-cache-dtype: 16 bits, or fp8.",
    zh: "--kv-cache-dtype：16 位或 fp8。"),
  Entry("lab.knob.kv_bits.16", en: "16", zh: "16"),
  Entry("lab.knob.kv_bits.8", en: "8 (fp8)", zh: "8（fp8）"),
  Entry("lab.knob.kernel_launch", en: "kernel launches", zh: "内核启动"),
  Entry(
    "lab.knob.kernel_launch.help",
    en:
      "measured: as in the runs that the step times were fitted to. graphs: CUDA graphs, batches padded to a captured size. eager: --enforce-eager, kernel by kernel. The last two are assumed.",
    zh:
      "measured：与拟合步时所用的运行一致。graphs：CUDA 图，批次补齐到已捕获的大小。eager：--enforce-eager，逐个启动内核。后两者为假设值。"
  ),
  Entry("lab.knob.kernel_launch.measured", en: "as measured", zh: "按测量"),
  Entry("lab.knob.kernel_launch.graphs", en: "CUDA graphs (assumed)", zh: "CUDA 图（假设）"),
  Entry("lab.knob.kernel_launch.eager", en: "eager (assumed)", zh: "eager（假设）"),
  Entry("lab.knob.replicas", en: "replicas", zh: "副本数"),
  Entry(
    "lab.knob.replicas.help",
    en: "Engines behind the router; prefill workers when there are decode workers.",
    zh: "路由器后面的引擎数；有解码节点时为预填充节点数。"),
  Entry("lab.knob.routing", en: "routing", zh: "路由策略"),
  Entry(
    "lab.knob.routing.help",
    en:
      "Which replica gets a request. endpoint-picker is that of Gateway API Inference Extension with the three weights below; prefix-aware follows SGLang's router; dynamo its KV cost; aibrix-* the policies of AIBrix.",
    zh:
      "请求发往哪个副本。endpoint-picker 即 Gateway API Inference Extension 的选择器，权重见下；prefix-aware 依 SGLang 路由器；dynamo 依其 KV 代价；aibrix-* 为 AIBrix 的策略。"
  ),
  Entry("lab.knob.routing.round-robin", en: "round robin", zh: "轮询"),
  Entry("lab.knob.routing.random", en: "random", zh: "随机"),
  Entry("lab.knob.routing.least-request", en: "least request", zh: "最少请求"),
  Entry("lab.knob.routing.power-of-two", en: "power of two choices", zh: "二选一"),
  Entry("lab.knob.routing.prefix-aware", en: "prefix-aware (SGLang)", zh: "前缀感知（SGLang）"),
  Entry("lab.knob.routing.endpoint-picker", en: "endpoint picker", zh: "端点选择器"),
  Entry("lab.knob.routing.dynamo", en: "KV cost (Dynamo)", zh: "KV 代价（Dynamo）"),
  Entry("lab.knob.routing.aibrix-prefix-cache", en: "prefix cache (AIBrix)", zh: "前缀缓存（AIBrix）"),
  Entry(
    "lab.knob.routing.aibrix-least-kv-cache", en: "least KV cache (AIBrix)",
    zh: "最少 KV 缓存（AIBrix）"),
  Entry(
    "lab.knob.routing.aibrix-least-latency", en: "least latency (AIBrix)", zh: "最低延迟（AIBrix）"),
  Entry(
    "lab.knob.routing.aibrix-least-busy-time", en: "least busy time (AIBrix)",
    zh: "最少忙时（AIBrix）"),
  Entry("lab.knob.routing.aibrix-throughput", en: "throughput (AIBrix)", zh: "吞吐（AIBrix）"),
  Entry("lab.knob.replica_failures", en: "replica failures", zh: "副本故障"),
  Entry(
    "lab.knob.replica_failures.help",
    en:
      "Whether the scenario's replicas fail. A replica that dies loses its requests, its KV cache and its offload tiers; its requests are sent again from the start once that is known.",
    zh: "场景中的副本是否发生故障。副本死亡会丢失其请求、KV 缓存和卸载层；得知之后，这些请求会从头重新发送。"),
  Entry("lab.knob.failure_detection_ms", en: "failure detection", zh: "故障检测时间"),
  Entry(
    "lab.knob.failure_detection_ms.help",
    en:
      "Time from the death of a replica until router and clients know (readiness probes: period times failureThreshold, 30 s by Kubernetes' standards). Until then the router goes on sending requests there.",
    zh: "从副本死亡到路由器和客户端得知的时间（就绪探针：周期乘以 failureThreshold，Kubernetes 默认为 30 秒）。在此之前路由器仍会把请求发过去。"),
  Entry("lab.metric.replica_failures", en: "replica failures", zh: "副本故障次数"),
  Entry(
    "lab.metric.replica_failures.help", en: "How often a replica died while requests were open.",
    zh: "仍有请求未完成时副本死亡的次数。"),
  Entry("lab.metric.retried_requests", en: "lost and sent again", zh: "丢失后重发"),
  Entry(
    "lab.metric.retried_requests.help",
    en: "Attempts that were lost with a replica, those sent to it before it was missed included.",
    zh: "随副本丢失的尝试次数，包括在发现故障之前发给它的请求。"),
  Entry(
    "lab.serving.replica-failed", en: "replica {1} dies; {2} {2|request was|requests were} on it",
    zh: "副本 {1} 死亡；其上有 {2} 个请求"),
  Entry(
    "lab.serving.replica-back", en: "replica {1} serves again, with an empty cache",
    zh: "副本 {1} 恢复服务，缓存为空"),
  Entry(
    "lab.serving.lost",
    en: "{1} is lost with replica {2}; {3} computed {3|token is gone|tokens are gone}",
    zh: "{1} 随副本 {2} 丢失；已计算的 {3} 个 token 作废"),
  Entry(
    "lab.serving.retried",
    en: "the failure of replica {2} is known: {1} is sent again from its start (retry {3})",
    zh: "得知副本 {2} 故障：{1} 从头重新发送（第 {3} 次重试）"),
  Entry(
    "lab.serving.nobody-serves", en: "{1} waits at the router: all replicas are known to be down",
    zh: "{1} 在路由器处等待：已知所有副本都不可用"),
  Entry(
    "lab.serving.why.lost",
    en:
      "{1} was lost with its replica: its client still waits for an answer and nobody knows yet, or no replica serves. It will be sent again from its start.",
    zh: "{1} 已随其副本丢失：客户端仍在等待而尚无人得知，或没有副本可用。之后会从头重新发送。"),
  Entry("tutor.panel.fleet.down", en: "down", zh: "不可用"),
  Entry("lab.knob.decode_replicas", en: "decode workers", zh: "解码节点"),
  Entry(
    "lab.knob.decode_replicas.help",
    en:
      "Prefill and decode apart (DistServe, Splitwise, Mooncake): so many engines only decode, and keys and values are copied to them. 0: every replica does both.",
    zh: "预填充与解码分离（DistServe、Splitwise、Mooncake）：这么多引擎只解码，键值复制给它们。0：每个副本两者都做。"
  ),
  Entry("lab.knob.kv_link_gbps", en: "KV link", zh: "KV 链路"),
  Entry(
    "lab.knob.kv_link_gbps.help",
    en:
      "Bandwidth out of each prefill worker, GB/s: about 3 for 25 Gbit/s Ethernet, 50 for 400 Gbit/s InfiniBand, 450 for NVLink in one direction on H100. 1 ms setup a copy is assumed.",
    zh:
      "每个预填充节点的出口带宽，GB/s：25 Gbit/s 以太网约 3，400 Gbit/s InfiniBand 为 50，H100 的 NVLink 单向 450。每次复制假设有 1 ms 准备时间。"
  ),
  Entry("lab.knob.prefix_scorer_weight", en: "weight of the prefix scorer", zh: "前缀打分权重"),
  Entry(
    "lab.knob.prefix_scorer_weight.help",
    en: "Of prefix-cache-scorer in the endpoint picker's profile; the stock profile has 3.",
    zh: "端点选择器配置中 prefix-cache-scorer 的权重；默认配置为 3。"),
  Entry("lab.knob.kv_scorer_weight", en: "weight of the KV scorer", zh: "KV 打分权重"),
  Entry(
    "lab.knob.kv_scorer_weight.help",
    en: "Of kv-cache-utilization-scorer in the endpoint picker's profile; the stock profile has 2.",
    zh: "端点选择器配置中 kv-cache-utilization-scorer 的权重；默认配置为 2。"),
  Entry("lab.knob.queue_scorer_weight", en: "weight of the queue scorer", zh: "队列打分权重"),
  Entry(
    "lab.knob.queue_scorer_weight.help",
    en: "Of queue-scorer in the endpoint picker's profile; the stock profile has 2.",
    zh: "端点选择器配置中 queue-scorer 的权重；默认配置为 2。"),
  Entry("lab.knob.ttft_objective_ms", en: "TTFT objective", zh: "TTFT 目标"),
  Entry(
    "lab.knob.ttft_objective_ms.help",
    en: "A request counts for goodput when its first token came within this time ...",
    zh: "首个词元在此时间内到达的请求才计入有效吞吐……"),
  Entry("lab.knob.tpot_objective_ms", en: "TPOT objective", zh: "TPOT 目标"),
  Entry(
    "lab.knob.tpot_objective_ms.help",
    en: "... and its mean time per output token stayed below this.",
    zh: "……且其平均每词元时间低于此值。"),
  Entry("lab.knob.gpu_hour_cents", en: "price of a GPU-hour", zh: "GPU 小时价格"),
  Entry(
    "lab.knob.gpu_hour_cents.help",
    en:
      "Hundredths of your currency for one GPU and one hour; put in your own, 200 is no quotation.",
    zh: "一块 GPU 一小时的价格，以货币的百分之一计；请填自己的价格，200 并非报价。"),
  Entry("lab.knob.gpu.h100", en: "H100 80 GB", zh: "H100 80 GB"),
  Entry("lab.knob.gpu.a40", en: "A40 48 GB", zh: "A40 48 GB"),
  Entry("lab.knob.gpu.l4", en: "L4 24 GB (assumed)", zh: "L4 24 GB（假设）"),
  Entry("lab.knob.gpu.mi300x", en: "MI300X 192 GB (assumed)", zh: "MI300X 192 GB（假设）"),

  Entry("lab.metric.goodput", en: "goodput", zh: "有效吞吐"),
  Entry(
    "lab.metric.goodput.help", en: "Requests that met both objectives, per second of the run.",
    zh: "运行中每秒满足两个目标的请求数。"),
  Entry("lab.metric.goodput_per_gpu", en: "goodput per GPU", zh: "每 GPU 有效吞吐"),
  Entry(
    "lab.metric.goodput_per_gpu.help", en: "The same divided by all GPUs of the fleet.",
    zh: "再除以全部 GPU 数。"),
  Entry("lab.metric.objectives_met", en: "objectives met", zh: "目标达成率"),
  Entry(
    "lab.metric.objectives_met.help",
    en: "Share of the requests, refused ones left out, that met both objectives.",
    zh: "未被拒绝的请求中满足两个目标的比例。"),
  Entry("lab.metric.replica_imbalance", en: "imbalance of replicas", zh: "副本不均衡"),
  Entry(
    "lab.metric.replica_imbalance.help",
    en: "How many per cent more tokens than the mean the busiest replica was given.",
    zh: "最忙的副本比平均多分到多少百分比的词元。"),
  Entry("lab.metric.kv_transfer_p95", en: "KV transfer p95", zh: "KV 传输 p95"),
  Entry(
    "lab.metric.kv_transfer_p95.help",
    en:
      "From the end of a prefill until its keys and values are at the decode worker; 95th percentile.",
    zh: "从预填充结束到键值到达解码节点的时间；第 95 百分位。"),
  Entry("lab.metric.swapped_blocks", en: "blocks swapped", zh: "交换的块"),
  Entry(
    "lab.metric.swapped_blocks.help", en: "KV blocks copied to host memory and back.",
    zh: "复制到主机内存及复制回来的 KV 块数。"),
  Entry("lab.metric.adapters_loaded", en: "adapters loaded", zh: "载入的适配器"),
  Entry(
    "lab.metric.adapters_loaded.help", en: "How often a LoRA adapter had to be loaded onto a GPU.",
    zh: "LoRA 适配器需要载入 GPU 的次数。"),
  Entry("lab.metric.cost_per_million_tokens", en: "cost per million tokens", zh: "每百万词元成本"),
  Entry(
    "lab.metric.cost_per_million_tokens.help",
    en: "All GPUs for the whole run at the price given, per million output tokens; in cents.",
    zh: "按给定价格、全部 GPU 用满整个运行，折合每百万输出词元；单位为分。"),

  Entry("lab.assumed.heading", en: "Assumed, not measured", zh: "假设而非测量"),
  Entry("lab.assumed", en: "{1}: {2}; expected error {3} %", zh: "{1}：{2}；预计误差 {3} %"),
  Entry("lab.number.replica", en: "replica", zh: "副本"),
  Entry("lab.serving.role.prefill", en: "prefill", zh: "预填充"),
  Entry("lab.serving.role.decode", en: "decode", zh: "解码"),
  Entry("lab.decision.routed", en: "routing", zh: "路由"),
  Entry("lab.decision.handed-over", en: "hand-over", zh: "移交"),
  Entry("lab.decision.transferring", en: "KV transfer", zh: "KV 传输"),
  Entry("lab.decision.transferred", en: "KV arrived", zh: "KV 到达"),
  Entry(
    "lab.serving.routing.chosen", en: "The router sent {1} to {2}, out of {3}.",
    zh: "路由器将 {1} 发往 {2}（共 {3} 个）。"),
  Entry("lab.serving.routing.only", en: "Nobody else was there to take it.", zh: "没有其他可选。"),
  Entry("lab.serving.routing.turn", en: "It was its turn.", zh: "轮到它了。"),
  Entry(
    "lab.serving.routing.drawn", en: "A draw among {1} fell on it.", zh: "在 {1} 个中抽中了它。"),
  Entry(
    "lab.serving.routing.least-load", en: "Its load of {1} was the lowest; {2} had that.",
    zh: "它的负载 {1} 最低；共 {2} 个如此。"),
  Entry(
    "lab.serving.routing.two",
    en: "Two were drawn: it has a load of {1}, the other, {2}, has {3}.",
    zh: "抽出两个：它的负载为 {1}，另一个 {2} 为 {3}。"),
  Entry(
    "lab.serving.routing.prefix",
    en: "Its cache held most of the prompt: {1} of {2} {2|token|tokens}; {3} held as many.",
    zh: "它的缓存包含最多的提示：{2} 个词元中的 {1} 个；共 {3} 个如此。"),
  Entry(
    "lab.serving.routing.guard",
    en:
      "Loads were too far apart (from {1} to {2} {2|request|requests}), so the cache did not count.",
    zh: "负载相差过大（{1} 到 {2} 个请求），因此不看缓存。"),
  Entry(
    "lab.serving.routing.short",
    en:
      "No cache held enough of the prompt (at best {1} of {2} {2|token|tokens}), so the load decided.",
    zh: "没有缓存包含足够的提示（最多 {2} 中的 {1} 个词元），因此由负载决定。"),
  Entry(
    "lab.serving.routing.score", en: "Its weighted total of {1} was the highest; {2} had that.",
    zh: "它的加权总分 {1} 最高；共 {2} 个如此。"),
  Entry(
    "lab.serving.routing.cost",
    en: "Its cost of {1} {1|block|blocks} was the lowest; {2} had that.",
    zh: "它的代价 {1} 块最低；共 {2} 个如此。"),
  Entry(
    "lab.serving.routing.sampled", en: "It was drawn: a value of {1} gave it a chance of {2} %.",
    zh: "抽中了它：数值 {1} 使它有 {2} % 的机会。"),
  Entry(
    "lab.serving.routing.fair",
    en: "Its user had {1} {1|token|tokens}; fairness and load together, {2}, were the lowest.",
    zh: "其用户已有 {1} 个词元；公平与负载合计 {2}，为最低。"),
  Entry("lab.serving.table.routing", en: "What the router saw", zh: "路由器所见"),
  Entry("lab.column.replica", en: "replica", zh: "副本"),
  Entry("lab.column.assigned", en: "requests", zh: "请求"),
  Entry("lab.column.waiting", en: "waiting", zh: "等待"),
  Entry("lab.column.kv-percent", en: "KV %", zh: "KV %"),
  Entry("lab.column.scorer", en: "{1} x{2}", zh: "{1} x{2}"),
  Entry(
    "lab.problem.no-experts", en: "{1} has no experts, so expert_parallel must be off",
    zh: "{1} 没有专家，expert_parallel 必须关闭"),
  Entry(
    "lab.problem.weights",
    en:
      "the weights of {1} take {2} GiB a GPU and {3} has {4}: take more GPUs (tensor_parallel_size, pipeline_parallel_size), a larger GPU or fewer weight_bits",
    zh:
      "{1} 的权重每 GPU 需 {2} GiB，而 {3} 只有 {4}：请增加 GPU（tensor_parallel_size、pipeline_parallel_size）、换更大的 GPU 或减少 weight_bits"
  ),
  Entry(
    "lab.problem.layout-range", en: "{1} is {2}; it must lie between 1 and {3}",
    zh: "{1} 为 {2}；须在 1 到 {3} 之间"),
  Entry(
    "lab.problem.layout-divide",
    en: "{1} cannot be split so: {2} does not divide evenly by {3} GPUs",
    zh: "{1} 无法这样切分：{2} 不能被 {3} 个 GPU 整除"),
  Entry(
    "lab.problem.layout-stages", en: "{1} has {2} {2|layer|layers}, too few for {3} stages",
    zh: "{1} 有 {2} 层，不足以分成 {3} 段"),
  Entry(
    "lab.metric.finished", en: "requests finished",
    zh: "完成的请求"),
  Entry(
    "lab.metric.finished.help", en: "Requests that got their whole answer.",
    zh: "得到完整回答的请求数。"),
  Entry(
    "lab.metric.unfinished", en: "requests unfinished",
    zh: "未完成的请求"),
  Entry(
    "lab.metric.unfinished.help", en: "Requests that were still open at the end.",
    zh: "结束时仍未完成的请求数。"),
  Entry(
    "lab.metric.rejected", en: "requests refused",
    zh: "被拒绝的请求"),
  Entry(
    "lab.metric.rejected.help", en: "Requests whose prompt is longer than the model allows.",
    zh: "提示超过模型长度上限的请求数。"),
]
