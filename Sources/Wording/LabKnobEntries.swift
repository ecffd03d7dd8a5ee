/// Keys that begin with `lab.knob.`: the knobs of the labs.
let labKnobsEntries: [Entry] = [
  Entry(
    "lab.knob.control_plane.kueue", en: "Kueue",
    zh: "Kueue"),
  Entry(
    "lab.knob.fair_sharing", en: "Kueue's fair sharing",
    zh: "Kueue 公平共享"),
  Entry(
    "lab.knob.fair_sharing.help",
    en:
      "Kueue: whether workloads are ordered and preempted by the queues' dominant resource share and weight, in place of the classical rules.",
    zh: "Kueue：是否按队列的主导资源份额与权重排序和抢占，取代经典规则。"),
  Entry(
    "lab.knob.borrowing", en: "borrowing of quota",
    zh: "借用配额"),
  Entry(
    "lab.knob.borrowing.help",
    en:
      "Kueue: whether queues may use what others of their cohort leave. Off sets every borrowing limit to 0.",
    zh: "Kueue：队列是否可使用同 cohort 其他队列的闲置配额。关闭等于所有借用上限为 0。"),
  Entry(
    "lab.knob.quota_percent", en: "size of quotas",
    zh: "配额大小"),
  Entry(
    "lab.knob.quota_percent.help",
    en: "Kueue: every nominal quota in hundredths of what the scenario says.",
    zh: "Kueue：所有名义配额按场景值的百分比缩放。"),
  Entry(
    "lab.knob.control_plane", en: "control plane",
    zh: "控制面"),
  Entry(
    "lab.knob.control_plane.help",
    en:
      "Who decides: kube-scheduler by itself, or a queueing system in front of it or in its place. The same jobs, nodes and quotas run under each, so that they can be compared.",
    zh: "谁来做决定：只有 kube-scheduler，或在其前、或取代它的排队系统。相同的作业、节点和配额可在各系统下运行并比较。"),
  Entry(
    "lab.knob.control_plane.kube-scheduler", en: "kube-scheduler",
    zh: "kube-scheduler"),
  Entry(
    "lab.knob.gang", en: "gang scheduling",
    zh: "成组调度"),
  Entry(
    "lab.knob.gang.help",
    en:
      "kube-scheduler and jobs with a gang: off (pods go one by one), the plugin GangScheduling of v1.35 (KEP-4671, alpha; pods hold their nodes at Permit), or the pod-group cycle of v1.36 (the gang is tried as a whole).",
    zh:
      "kube-scheduler 如何处理成组作业：关闭（逐个 Pod）、v1.35 的 GangScheduling 插件（KEP-4671，alpha；在 Permit 处占住节点），或 v1.36 的 Pod 组周期（整组一起尝试）。"
  ),
  Entry(
    "lab.knob.gang.off", en: "off",
    zh: "关"),
  Entry(
    "lab.knob.gang.permit", en: "Permit (v1.35)",
    zh: "Permit (v1.35)"),
  Entry(
    "lab.knob.gang.pod-group-cycle", en: "pod-group cycle (v1.36)",
    zh: "Pod 组周期 (v1.36)"),
  Entry(
    "lab.knob.gang_timeout_seconds", en: "gang time-out",
    zh: "成组超时"),
  Entry(
    "lab.knob.gang_timeout_seconds.help",
    en:
      "How long a gang may hold nodes at Permit without being complete; 300 s in v1.35. It is what ends a deadlock of two gangs.",
    zh: "成组作业未齐时可在 Permit 处占有节点多久；v1.35 为 300 秒。两组死锁由它终结。"),
  Entry(
    "lab.knob.preemption", en: "preemption",
    zh: "抢占"),
  Entry(
    "lab.knob.preemption.help",
    en:
      "Whether a pod that finds no node may evict pods of lower priority (plugin DefaultPreemption).",
    zh: "找不到节点的 Pod 是否可驱逐低优先级 Pod（DefaultPreemption 插件）。"),
  Entry(
    "lab.knob.upstream_quirks", en: "upstream quirks",
    zh: "上游怪癖"),
  Entry(
    "lab.knob.upstream_quirks.help",
    en:
      "Whether kube-scheduler behaves as v1.35.4 really does where that looks unintended: counters leak in the search for devices, all in a subrequest, counters by pool name, a crash on all over counters, negative namespace selectors. Off: as documented.",
    zh:
      "kube-scheduler 是否连 v1.35.4 中看来并非本意的行为也照做：设备搜索中的计数器泄漏、子请求中的“全部”、按池名记计数器、对计数器设备要全部时崩溃、否定的命名空间选择器。关闭：按文档所述。"
  ),
  Entry(
    "lab.knob.termination_grace_seconds", en: "termination grace",
    zh: "终止宽限期"),
  Entry(
    "lab.knob.termination_grace_seconds.help",
    en:
      "From an eviction to the moment when the pod is off its node (terminationGracePeriodSeconds; 30 s is the default of Kubernetes).",
    zh: "从驱逐到 Pod 离开节点的时间（terminationGracePeriodSeconds；Kubernetes 默认 30 秒）。"),
  Entry(
    "lab.knob.pod_affinity_weight", en: "InterPodAffinity weight",
    zh: "InterPodAffinity 权重"),
  Entry(
    "lab.knob.pod_affinity_weight.help",
    en: "How much preferred pod affinity and anti-affinity count; 2 in the default profile.",
    zh: "首选 Pod 亲和与反亲和的权重；默认配置为 2。"),
  Entry(
    "lab.knob.image_weight", en: "ImageLocality weight",
    zh: "ImageLocality 权重"),
  Entry(
    "lab.knob.image_weight.help",
    en: "How much it counts that a node has the pod's images already; 1 in the default profile.",
    zh: "节点已有所需镜像的权重；默认配置为 1。"),
  Entry(
    "lab.knob.scoring_strategy.random", en: "random node",
    zh: "随机节点"),
  Entry(
    "lab.knob.scoring_strategy.dot-product", en: "dot product",
    zh: "点积"),
  Entry(
    "lab.knob.scoring_strategy.gpu-clustering", en: "GPU clustering",
    zh: "GPU 聚类"),
  Entry(
    "lab.knob.scoring_strategy.gpu-packing", en: "GPU packing",
    zh: "GPU 装箱"),
  Entry(
    "lab.knob.scoring_strategy.best-fit", en: "best fit",
    zh: "最佳适配"),
  Entry(
    "lab.knob.scoring_strategy.fgd", en: "fragmentation gradient descent",
    zh: "碎片梯度下降"),
  Entry(
    "lab.knob.scoring_strategy", en: "scoring strategy",
    zh: "打分策略"),
  Entry(
    "lab.knob.scoring_strategy.help",
    en:
      "How NodeResourcesFit scores a node (scoringStrategy.type). kube-scheduler's default is LeastAllocated, which spreads; MostAllocated packs.",
    zh:
      "NodeResourcesFit 如何给节点打分（scoringStrategy.type）。kube-scheduler 默认 LeastAllocated（打散）；MostAllocated 装紧。"
  ),
  Entry(
    "lab.knob.cpu_weight", en: "weight of cpu",
    zh: "cpu 权重"),
  Entry(
    "lab.knob.cpu_weight.help",
    en:
      "Weight of cpu in NodeResourcesFit (scoringStrategy.resources). Default 1; 0 leaves it out.",
    zh: "cpu 在 NodeResourcesFit 中的权重（scoringStrategy.resources）。默认 1；0 表示不计。"),
  Entry(
    "lab.knob.memory_weight", en: "weight of memory",
    zh: "内存权重"),
  Entry(
    "lab.knob.memory_weight.help",
    en:
      "Weight of memory in NodeResourcesFit (scoringStrategy.resources). Default 1; 0 leaves it out.",
    zh: "内存在 NodeResourcesFit 中的权重（scoringStrategy.resources）。默认 1；0 表示不计。"),
  Entry(
    "lab.knob.gpu_weight", en: "weight of GPUs",
    zh: "GPU 权重"),
  Entry(
    "lab.knob.gpu_weight.help",
    en:
      "Weight of nvidia.com/gpu in NodeResourcesFit (scoringStrategy.resources). Default 0: kube-scheduler does not score GPUs unless told. Pods with a share of a GPU ask for no whole one, so it does not touch them.",
    zh:
      "nvidia.com/gpu 在 NodeResourcesFit 中的权重（scoringStrategy.resources）。默认 0：除非配置，kube-scheduler 不给 GPU 打分。只要 GPU 份额的 Pod 不请求整卡，因此不受影响。"
  ),
  Entry(
    "lab.knob.ratio_shape", en: "shape of the ratio",
    zh: "比率曲线"),
  Entry(
    "lab.knob.ratio_shape.help",
    en:
      "The curve of RequestedToCapacityRatio (requestedToCapacityRatio.shape): score by utilisation. Only that strategy reads it.",
    zh: "RequestedToCapacityRatio 的曲线（requestedToCapacityRatio.shape）：按利用率打分。只有该策略使用。"),
  Entry(
    "lab.knob.fit_weight", en: "weight of NodeResourcesFit",
    zh: "NodeResourcesFit 权重"),
  Entry(
    "lab.knob.fit_weight.help",
    en: "Weight of the plugin NodeResourcesFit in the total. Default 1; 0 disables its score.",
    zh: "插件 NodeResourcesFit 在总分中的权重。默认 1；0 关闭打分。"),
  Entry(
    "lab.knob.balanced_weight", en: "weight of BalancedAllocation",
    zh: "BalancedAllocation 权重"),
  Entry(
    "lab.knob.balanced_weight.help",
    en:
      "Weight of NodeResourcesBalancedAllocation, which likes nodes whose cpu and memory are equally full. Default 1; 0 disables it.",
    zh: "NodeResourcesBalancedAllocation 的权重，它偏好 cpu 与内存同样满的节点。默认 1；0 关闭。"),
  Entry(
    "lab.knob.taint_weight", en: "weight of TaintToleration",
    zh: "TaintToleration 权重"),
  Entry(
    "lab.knob.taint_weight.help",
    en: "Weight of TaintToleration, which avoids nodes with PreferNoSchedule taints. Default 3.",
    zh: "TaintToleration 的权重，它回避带 PreferNoSchedule 污点的节点。默认 3。"),
  Entry(
    "lab.knob.affinity_weight", en: "weight of NodeAffinity",
    zh: "NodeAffinity 权重"),
  Entry(
    "lab.knob.affinity_weight.help",
    en: "Weight of NodeAffinity, which counts preferred node affinity. Default 2.",
    zh: "NodeAffinity 的权重，它计入首选节点亲和性。默认 2。"),
  Entry(
    "lab.knob.spread_weight", en: "weight of PodTopologySpread",
    zh: "PodTopologySpread 权重"),
  Entry(
    "lab.knob.spread_weight.help",
    en:
      "Weight of PodTopologySpread, which spreads pods of a service over hosts and zones. Default 2.",
    zh: "PodTopologySpread 的权重，它把同一服务的 Pod 打散到主机与可用区。默认 2。"),
  Entry(
    "lab.knob.percentage_of_nodes_to_score", en: "nodes to score",
    zh: "打分节点比例"),
  Entry(
    "lab.knob.percentage_of_nodes_to_score.help",
    en:
      "percentageOfNodesToScore: how many per cent of the nodes must be found feasible before the search ends. 0 is kube-scheduler's own choice. Clusters below 100 nodes always look at all.",
    zh: "percentageOfNodesToScore：找到多少百分比的可行节点后停止搜索。0 由 kube-scheduler 自定。不足 100 个节点时总是全部查看。"),
  Entry(
    "lab.knob.queue_order", en: "queue order",
    zh: "队列顺序"),
  Entry(
    "lab.knob.queue_order.help",
    en:
      "Which waiting pod is tried first. priority is kube-scheduler's PrioritySort: by priority, then by arrival. The others stand for a QueueSort plugin.",
    zh: "先尝试哪个等待的 Pod。priority 即 kube-scheduler 的 PrioritySort：先比优先级，再比到达。其余代表自写的 QueueSort 插件。"),
  Entry(
    "lab.knob.load_percent", en: "arrival rate",
    zh: "到达速率"),
  Entry(
    "lab.knob.load_percent.help",
    en:
      "How fast pods or requests come: 200 means twice as many in the same time. Not a setting of the real system.",
    zh: "Pod 或请求到达的快慢：200 表示同样时间里来两倍。不是真实系统的设置。"),
  Entry(
    "lab.knob.nodes_percent", en: "cluster size",
    zh: "集群规模"),
  Entry(
    "lab.knob.nodes_percent.help",
    en: "Nodes of each group, in per cent of the scenario. Not a setting of the real system.",
    zh: "各组节点数，以场景的百分比表示。不是真实系统的设置。"),
  Entry(
    "lab.knob.block_size", en: "block size",
    zh: "块大小"),
  Entry(
    "lab.knob.block_size.help",
    en:
      "Tokens in a KV block (--block-size). vLLM's default is 16. Sizes that no real kernel offers can be tried too.",
    zh: "每个 KV 块的 token 数（--block-size）。vLLM 默认 16。也可试真实内核不提供的大小。"),
  Entry(
    "lab.knob.kv_tokens", en: "KV cache size",
    zh: "KV 缓存大小"),
  Entry(
    "lab.knob.kv_tokens.help",
    en:
      "How many tokens the KV cache holds, whatever the block size; vLLM prints it at start (compare --num-gpu-blocks-override). 0: what the GPU has beside the weights at --gpu-memory-utilization 0.9.",
    zh:
      "KV 缓存能存的 token 数，与块大小无关；vLLM 启动时会打印（参见 --num-gpu-blocks-override）。0：GPU 除权重外的全部（--gpu-memory-utilization 0.9）。"
  ),
  Entry(
    "lab.knob.prefix_caching", en: "prefix caching",
    zh: "前缀缓存"),
  Entry(
    "lab.knob.prefix_caching.help",
    en: "Keep full blocks and find them again by content (--enable-prefix-caching). Default on.",
    zh: "保留写满的块并按内容找回（--enable-prefix-caching）。默认开。"),
  Entry(
    "lab.knob.max_num_batched_tokens", en: "tokens per step",
    zh: "每步 token 上限"),
  Entry(
    "lab.knob.max_num_batched_tokens.help",
    en:
      "Most tokens that one engine step computes (--max-num-batched-tokens). vLLM's scheduler default is 2048.",
    zh: "引擎一步最多计算的 token（--max-num-batched-tokens）。vLLM 调度器默认 2048。"),
  Entry(
    "lab.knob.max_num_seqs", en: "requests at once",
    zh: "同时运行请求数"),
  Entry(
    "lab.knob.max_num_seqs.help",
    en: "Most requests that run at once (--max-num-seqs). vLLM's scheduler default is 128.",
    zh: "同时运行的最多请求数（--max-num-seqs）。vLLM 调度器默认 128。"),
  Entry(
    "lab.knob.chunked_prefill", en: "chunked prefill",
    zh: "分块预填充"),
  Entry(
    "lab.knob.chunked_prefill.help",
    en:
      "Compute a long prompt in pieces beside the answers of others (--enable-chunked-prefill). Default on.",
    zh: "把长提示分块计算，与他人的回答并行（--enable-chunked-prefill）。默认开。"),
  Entry(
    "lab.knob.long_prefill_token_threshold", en: "longest prompt piece",
    zh: "提示分块上限"),
  Entry(
    "lab.knob.long_prefill_token_threshold.help",
    en:
      "Most prompt tokens of one request in one step when it is not alone (--long-prefill-token-threshold). 0: no limit.",
    zh: "请求不独占时每步最多计算的提示 token（--long-prefill-token-threshold）。0：不限。"),
  Entry(
    "lab.knob.scheduling_policy", en: "scheduling policy",
    zh: "调度策略"),
  Entry(
    "lab.knob.scheduling_policy.help",
    en:
      "Who is served first and who is preempted (--scheduling-policy): first come first served, or by the priority of the request.",
    zh: "先服务谁、抢占谁（--scheduling-policy）：先到先服务，或按请求优先级。"),
  Entry(
    "lab.knob.watermark_permille", en: "watermark",
    zh: "水位线"),
  Entry(
    "lab.knob.watermark_permille.help",
    en:
      "Thousandths of the blocks that must stay free when a request is admitted beside others (the scheduler's watermark). Default 0.",
    zh: "在已有请求运行时接纳新请求须保留的空闲块，千分比（调度器的 watermark）。默认 0。"),
  Entry(
    "lab.knob.reserve_full_isl", en: "whole prompt must fit",
    zh: "须容纳完整提示"),
  Entry(
    "lab.knob.reserve_full_isl.help",
    en:
      "Admit a request only when its whole known sequence fits, not only the first piece (scheduler_reserve_full_isl). Default on.",
    zh: "只有已知的完整序列放得下时才接纳，而不只看第一块（scheduler_reserve_full_isl）。默认开。"),
  Entry(
    "lab.knob.allocation", en: "memory allocation",
    zh: "内存分配方式"),
  Entry(
    "lab.knob.allocation.help",
    en:
      "paged is vLLM. contiguous is the older way: each request reserves room for the longest sequence from start to end (Kwon et al., SOSP 2023).",
    zh: "paged 即 vLLM。contiguous 是旧方式：每个请求自始至终预留最长序列的空间（Kwon 等，SOSP 2023）。"),
  Entry(
    "lab.knob.gpu", en: "GPU",
    zh: "GPU"),
  Entry(
    "lab.knob.gpu.help",
    en:
      "The GPU under the engine; step times follow a model fitted to public measurements.",
    zh: "引擎所在的 GPU；每步耗时来自对公开测量的拟合。"),
  Entry(
    "lab.knob.scoring_strategy.least-allocated", en: "LeastAllocated",
    zh: "LeastAllocated"),
  Entry(
    "lab.knob.scoring_strategy.most-allocated", en: "MostAllocated",
    zh: "MostAllocated"),
  Entry(
    "lab.knob.scoring_strategy.requested-to-capacity-ratio", en: "RequestedToCapacityRatio",
    zh: "RequestedToCapacityRatio"),
  Entry(
    "lab.knob.ratio_shape.packing", en: "fuller is better",
    zh: "越满越好"),
  Entry(
    "lab.knob.ratio_shape.half-full", en: "half full is best",
    zh: "半满最好"),
  Entry(
    "lab.knob.ratio_shape.spreading", en: "emptier is better",
    zh: "越空越好"),
  Entry(
    "lab.knob.queue_order.priority", en: "priority, then arrival",
    zh: "优先级，再到达"),
  Entry(
    "lab.knob.queue_order.smallest-first", en: "fewest GPUs first",
    zh: "GPU 少者先"),
  Entry(
    "lab.knob.queue_order.largest-first", en: "most GPUs first",
    zh: "GPU 多者先"),
  Entry(
    "lab.knob.queue_order.shortest-first", en: "shortest first",
    zh: "短者先"),
  Entry(
    "lab.knob.scheduling_policy.fcfs", en: "first come, first served",
    zh: "先到先服务"),
  Entry(
    "lab.knob.scheduling_policy.priority", en: "by priority",
    zh: "按优先级"),
  Entry(
    "lab.knob.allocation.paged", en: "paged",
    zh: "分页"),
  Entry(
    "lab.knob.allocation.contiguous", en: "contiguous",
    zh: "连续预留"),
  Entry(
    "lab.knob.gpu.a100", en: "A100 80 GB",
    zh: "A100 80 GB"),
  Entry(
    "lab.knob.gpu.rtx-pro-6000", en: "RTX PRO 6000 96 GB",
    zh: "RTX PRO 6000 96 GB"),
  Entry(
    "lab.knob.gpu.rtx-4090", en: "RTX 4090 24 GB",
    zh: "RTX 4090 24 GB"),
]
