/// Keys that begin with `lab.metric.`: what the labs measure.
let labMetricsEntries: [Entry] = [
  Entry(
    "lab.metric.completion_p99", en: "completion, p99",
    zh: "完成时间 p99"),
  Entry(
    "lab.metric.completion_p99.help",
    en: "From a pod's arrival to its end, as the median; 99th percentile, nearest rank.",
    zh: "Pod 从到达到结束的时间，同中位数；第 99 百分位（最近秩）。"),
  Entry(
    "lab.metric.jobs_arrived", en: "jobs arrived",
    zh: "到达作业"),
  Entry(
    "lab.metric.jobs_arrived.help",
    en: "Jobs whose time came.",
    zh: "已到达的作业数。"),
  Entry(
    "lab.metric.jobs_finished", en: "jobs finished",
    zh: "完成作业"),
  Entry(
    "lab.metric.jobs_finished.help",
    en: "Jobs all of whose work was done before the end.",
    zh: "在结束前全部完成的作业数。"),
  Entry(
    "lab.metric.jobs_waiting", en: "jobs never started",
    zh: "从未开始的作业"),
  Entry(
    "lab.metric.jobs_waiting.help",
    en: "Jobs that never worked before the end.",
    zh: "结束前从未工作的作业数。"),
  Entry(
    "lab.metric.job_wait_p50", en: "job wait, median",
    zh: "作业等待中位数"),
  Entry(
    "lab.metric.job_wait_p50.help",
    en:
      "From a job's arrival to the first moment when all pods that it needs run. One that never does counts with its wait to the scenario's end; without an end it waits for ever, and a percentile that falls on it has no value. Median, nearest rank.",
    zh: "作业从到达到其所需 Pod 首次全部运行的时间，中位数（最近秩）。未开始者计至场景结束；场景无结束时间则视为永远等待，落在其上的百分位没有值。"),
  Entry(
    "lab.metric.job_wait_p95", en: "job wait, p95",
    zh: "作业等待 p95"),
  Entry(
    "lab.metric.job_wait_p95.help",
    en: "As the median; 95th percentile.",
    zh: "同上，第 95 百分位。"),
  Entry(
    "lab.metric.job_wait_p99", en: "job wait, p99",
    zh: "作业等待 p99"),
  Entry(
    "lab.metric.job_wait_p99.help",
    en: "As the median; 99th percentile.",
    zh: "同上，第 99 百分位。"),
  Entry(
    "lab.metric.job_completion_p50", en: "job completion, median",
    zh: "作业完成时间中位数"),
  Entry(
    "lab.metric.job_completion_p50.help",
    en:
      "From a job's arrival to the end of its last pod, of jobs that finish. In a scenario without an end a job that never finishes is the longest, and a percentile that falls on it has no value. Median, nearest rank.",
    zh: "作业从到达到最后一个 Pod 结束的时间，中位数（最近秩）。场景无结束时间时，永不完成的作业排在最后，落在其上的百分位没有值。"),
  Entry(
    "lab.metric.job_completion_p95", en: "job completion, p95",
    zh: "作业完成时间 p95"),
  Entry(
    "lab.metric.job_completion_p95.help",
    en: "As the median; 95th percentile.",
    zh: "同上，第 95 百分位。"),
  Entry(
    "lab.metric.job_completion_p99", en: "job completion, p99",
    zh: "作业完成时间 p99"),
  Entry(
    "lab.metric.job_completion_p99.help",
    en: "As the median; 99th percentile.",
    zh: "同上，第 99 百分位。"),
  Entry(
    "lab.metric.starved_jobs", en: "starved jobs",
    zh: "饥饿作业"),
  Entry(
    "lab.metric.starved_jobs.help",
    en:
      "Jobs that waited more than ten times the median wait (at least ten seconds) and longer than their own work takes, and jobs that wait for ever.",
    zh: "等待超过中位数十倍（至少十秒）且超过自身工作时长的作业，以及永远等待的作业。"),
  Entry(
    "lab.metric.pods_preempted", en: "preemptions",
    zh: "抢占"),
  Entry(
    "lab.metric.pods_preempted.help",
    en: "Pods told to leave their node for the sake of other pods, jobs or queues.",
    zh: "为其他 Pod、作业或队列让位而被驱逐的 Pod 数。"),
  Entry(
    "lab.metric.pods_evicted", en: "evictions",
    zh: "驱逐"),
  Entry(
    "lab.metric.pods_evicted.help",
    en: "Pods told to leave their node for any cause, drains included.",
    zh: "因任何原因（含排空）被要求离开节点的 Pod 数。"),
  Entry(
    "lab.metric.job_failures", en: "failures",
    zh: "失败"),
  Entry(
    "lab.metric.job_failures.help",
    en: "Failures of jobs or pods of their own.",
    zh: "作业或 Pod 自身的失败次数。"),
  Entry(
    "lab.metric.lost_gpu_hours", en: "GPU-hours lost",
    zh: "损失的 GPU 小时"),
  Entry(
    "lab.metric.lost_gpu_hours.help",
    en:
      "Work since the last checkpoint that evictions and failures threw away, times the GPUs that did it.",
    zh: "驱逐与失败丢弃的（上次检查点之后的）工作乘以所用 GPU 数。"),
  Entry(
    "lab.metric.deadlocks", en: "deadlocks",
    zh: "死锁"),
  Entry(
    "lab.metric.deadlocks.help",
    en:
      "Moments at which gangs hold resources and wait, and nothing that happens by itself can help them.",
    zh: "成组作业占有资源互相等待、且没有什么会自行化解的时刻数。"),
  Entry(
    "lab.metric.lowest_share", en: "lowest share",
    zh: "最低份额"),
  Entry(
    "lab.metric.lowest_share.help",
    en:
      "GPU-time of the queue that got least of what it was entitled to, in per cent of its entitlement over the whole run.",
    zh: "得到应得份额比例最低的队列，其 GPU 时间占全程应得份额的百分比。"),
  Entry(
    "lab.metric.share_evenness", en: "evenness of shares",
    zh: "份额均匀度"),
  Entry(
    "lab.metric.share_evenness.help",
    en: "Jain's index over the queues' GPU-time divided by their entitlement; 1 is even.",
    zh: "各队列 GPU 时间与应得份额之比的 Jain 指数；1 为均匀。"),
  Entry(
    "lab.metric.gpu_allocation", en: "GPUs allocated",
    zh: "GPU 分配率"),
  Entry(
    "lab.metric.gpu_allocation.help",
    en:
      "GPU time that pods held, of all GPU time from the start to the end of the run. Shares of a GPU count as shares; a GPU offered by DRA is one GPU, a partition the part of its compute slices (1g of 7 is 1/7), a time-sliced or MPS share one of its replicas.",
    zh:
      "运行期间被 Pod 占有的 GPU 时间占全部 GPU 时间的比例。GPU 份额按份额计；DRA 提供的 GPU 算一块，分区按计算切片计（7 份中的 1g 为 1/7），时分或 MPS 份额按副本数计。"
  ),
  Entry(
    "lab.metric.gpu_utilisation", en: "GPUs at work",
    zh: "GPU 有效工作率"),
  Entry(
    "lab.metric.gpu_utilisation.help",
    en:
      "As GPUs allocated, but only time in which the pod worked: a member of a group works only while all members run. What a kernel does on the GPU is not simulated.",
    zh: "同 GPU 分配率，但只计 Pod 在工作的时间：组的成员只有在全员运行时才算工作。不模拟 GPU 内核本身。"),
  Entry(
    "lab.metric.gpu_allocation_end", en: "GPUs allocated at the end",
    zh: "结束时的 GPU 分配率"),
  Entry(
    "lab.metric.gpu_allocation_end.help",
    en: "GPUs that pods hold after the last step, of all GPUs.",
    zh: "最后一步之后被占有的 GPU 占全部 GPU 的比例。"),
  Entry(
    "lab.metric.fragmentation", en: "fragmentation",
    zh: "碎片率"),
  Entry(
    "lab.metric.fragmentation.help",
    en:
      "Free GPU time that the workload's pods could not have used, of all free GPU time: the measure of FGD (Weng et al., USENIX ATC 2023), pods without GPUs left out. For pods with device claims (DRA) all free GPUs of a node that cannot serve the claims count.",
    zh:
      "负载中的 Pod 用不上的空闲 GPU 时间占全部空闲 GPU 时间的比例：即 FGD 的度量（Weng 等，USENIX ATC 2023），不计无 GPU 的 Pod。对带设备声明（DRA）的 Pod，无法满足声明的节点上的空闲 GPU 全部计入。"
  ),
  Entry(
    "lab.metric.fragmentation_end", en: "fragmentation at the end",
    zh: "结束时的碎片率"),
  Entry(
    "lab.metric.fragmentation_end.help",
    en:
      "Free GPUs that the workload's pods cannot use, of the free GPUs after the last step (FGD's measure).",
    zh: "最后一步之后，空闲 GPU 中负载用不上的比例（FGD 的度量）。"),
  Entry(
    "lab.metric.free_nodes", en: "untouched GPU nodes",
    zh: "完全空闲的 GPU 节点"),
  Entry(
    "lab.metric.free_nodes.help",
    en: "GPU nodes on whose GPUs nobody runs, averaged over time: room for the largest pods.",
    zh: "GPU 上无人运行的 GPU 节点数的时间平均：留给最大 Pod 的空间。"),
  Entry(
    "lab.metric.queue_wait_p50", en: "queue wait, median",
    zh: "排队时间中位数"),
  Entry(
    "lab.metric.queue_wait_p50.help",
    en:
      "From arrival to a node; half of the pods waited at most so long. A pod that got none counts with its wait to the scenario's end; without an end there is no value for it.",
    zh: "从到达到获得节点；一半的 Pod 等待不超过此值。始终没有节点的 Pod 按等到场景结束计；无结束时间则没有值。"),
  Entry(
    "lab.metric.queue_wait_p95", en: "queue wait, p95",
    zh: "排队时间 p95"),
  Entry(
    "lab.metric.queue_wait_p95.help",
    en:
      "From arrival to a node; 95 % of the pods waited at most so long. A pod that got none counts with its wait to the scenario's end; without an end there is no value for it.",
    zh: "从到达到获得节点；95 % 的 Pod 等待不超过此值。始终没有节点的 Pod 按等到场景结束计；无结束时间则没有值。"),
  Entry(
    "lab.metric.queue_wait_p99", en: "queue wait, p99",
    zh: "排队时间 p99"),
  Entry(
    "lab.metric.queue_wait_p99.help",
    en:
      "From arrival to a node; 99 % of the pods waited at most so long. A pod that got none counts with its wait to the scenario's end; without an end there is no value for it.",
    zh: "从到达到获得节点；99 % 的 Pod 等待不超过此值。始终没有节点的 Pod 按等到场景结束计；无结束时间则没有值。"),
  Entry(
    "lab.metric.queue_wait_mean", en: "queue wait, mean",
    zh: "平均排队时间"),
  Entry(
    "lab.metric.queue_wait_mean.help",
    en:
      "Mean time from arrival to a node. A pod that got none counts with its wait to the scenario's end; without an end there is no value for it.",
    zh: "从到达到获得节点的平均时间。始终没有节点的 Pod 按等到场景结束计；无结束时间则没有值。"),
  Entry(
    "lab.metric.largest_wait", en: "wait of the largest",
    zh: "最大 Pod 的等待"),
  Entry(
    "lab.metric.largest_wait.help",
    en:
      "Longest wait among the pods that ask for the most GPUs. One that got no node counts with its wait to the scenario's end; without an end there is no value.",
    zh: "请求 GPU 最多的 Pod 中最长的等待。没有节点的按等到场景结束计；无结束时间则没有值。"),
  Entry(
    "lab.metric.group_wait", en: "wait of a group",
    zh: "组的等待"),
  Entry(
    "lab.metric.group_wait.help",
    en:
      "Longest time from a group's arrival to the moment when all its members run; to the scenario's end for a group that never was complete, and no value without an end.",
    zh: "从组到达到全员运行的最长时间；从未凑齐的组算到场景结束，无结束时间则没有值。"),
  Entry(
    "lab.metric.completion_p50", en: "completion time, median",
    zh: "完成时间中位数"),
  Entry(
    "lab.metric.completion_p50.help",
    en:
      "From arrival to end, of the pods that end. In a scenario without an end a pod that never ends is the longest, and a percentile that falls on it has no value.",
    zh: "Pod 从到达到结束的时间。场景无结束时间时，永不结束的 Pod 排在最后，落在其上的百分位没有值。"),
  Entry(
    "lab.metric.completion_p95", en: "completion time, p95",
    zh: "完成时间 p95"),
  Entry(
    "lab.metric.completion_p95.help", en: "As the median; 95th percentile.",
    zh: "同中位数；第 95 百分位。"),
  Entry(
    "lab.metric.makespan", en: "makespan",
    zh: "总时长"),
  Entry(
    "lab.metric.makespan.help",
    en:
      "From the start to the last thing that happened; the scheduling lab gives no value when work is left undone.",
    zh: "从开始到最后一件事发生的时间；调度实验中仍有未完成的工作时没有值。"),
  Entry(
    "lab.metric.fairness", en: "fairness",
    zh: "公平性"),
  Entry(
    "lab.metric.fairness.help",
    en:
      "Jain's index over the classes' share of time spent working, working / (waiting + working): 1 means that all classes fared alike. A gang that is not complete does not work; no value when someone waits for ever.",
    zh: "各类 Pod 工作时间占比 工作/(等待+工作) 的 Jain 指数：1 表示各类待遇相同。未凑齐的组不算工作；有人永远等待时没有值。"),
  Entry(
    "lab.metric.pods_arrived", en: "pods arrived",
    zh: "到达的 Pod"),
  Entry(
    "lab.metric.pods_arrived.help", en: "Pods that came.",
    zh: "到达的 Pod 数。"),
  Entry(
    "lab.metric.pods_placed", en: "pods placed",
    zh: "已放置的 Pod"),
  Entry(
    "lab.metric.pods_placed.help", en: "Pods that got a node.",
    zh: "获得节点的 Pod 数。"),
  Entry(
    "lab.metric.pods_waiting", en: "pods without a node",
    zh: "没有节点的 Pod"),
  Entry(
    "lab.metric.pods_waiting.help", en: "Pods that came and got no node.",
    zh: "到达但没有节点的 Pod 数。"),
  Entry(
    "lab.metric.pods_finished", en: "pods finished",
    zh: "已完成的 Pod"),
  Entry(
    "lab.metric.pods_finished.help", en: "Pods that ended.",
    zh: "已结束的 Pod 数。"),
  Entry(
    "lab.metric.attempts", en: "scheduling cycles",
    zh: "调度周期数"),
  Entry(
    "lab.metric.attempts.help", en: "Scheduling cycles, failed ones included.",
    zh: "调度周期数，含失败的。"),
  Entry(
    "lab.metric.ttft_mean", en: "TTFT, mean",
    zh: "TTFT 均值"),
  Entry(
    "lab.metric.ttft_mean.help",
    en:
      "Time to first token: from arrival to the first token of the answer; mean over all requests that got one, as papers and benchmarks often give it. A few slow ones raise it.",
    zh: "首 token 时间：从到达到回答的第一个 token；对所有已得到首 token 的请求取均值，论文和基准常用它。少数慢请求会拉高它。"),
  Entry(
    "lab.metric.ttft_p50", en: "TTFT, median",
    zh: "TTFT 中位数"),
  Entry(
    "lab.metric.ttft_p50.help",
    en: "Time to first token: from arrival to the first token of the answer.",
    zh: "首 token 时间：从到达到回答的第一个 token。"),
  Entry(
    "lab.metric.ttft_p95", en: "TTFT, p95",
    zh: "TTFT p95"),
  Entry(
    "lab.metric.ttft_p95.help",
    en:
      "Time to first token: from arrival to the first token of the answer; 95 % of the requests are at or below.",
    zh: "首 token 时间：从到达到回答的第一个 token；95 % 的请求不超过此值。"),
  Entry(
    "lab.metric.ttft_p99", en: "TTFT, p99",
    zh: "TTFT p99"),
  Entry(
    "lab.metric.ttft_p99.help",
    en:
      "Time to first token: from arrival to the first token of the answer; 99 % of the requests are at or below.",
    zh: "首 token 时间：从到达到回答的第一个 token；99 % 的请求不超过此值。"),
  Entry(
    "lab.metric.tpot_mean", en: "TPOT, mean",
    zh: "TPOT 均值"),
  Entry(
    "lab.metric.tpot_mean.help",
    en:
      "Time per output token after the first: mean of each finished request, then mean over the requests, each counted once however long its answer is.",
    zh: "首 token 之后每个输出 token 的时间：先按每个已完成请求取平均，再对请求取均值，每个请求计一次，与回答长短无关。"),
  Entry(
    "lab.metric.tpot_p50", en: "TPOT, median",
    zh: "TPOT 中位数"),
  Entry(
    "lab.metric.tpot_p50.help",
    en: "Time per output token after the first, mean of each finished request.",
    zh: "首 token 之后每个输出 token 的时间，按每个已完成请求取平均。"),
  Entry(
    "lab.metric.tpot_p95", en: "TPOT, p95",
    zh: "TPOT p95"),
  Entry(
    "lab.metric.tpot_p95.help",
    en:
      "Time per output token after the first, mean of each finished request; 95 % of the requests are at or below.",
    zh: "首 token 之后每个输出 token 的时间，按请求取平均；95 % 的请求不超过此值。"),
  Entry(
    "lab.metric.tpot_p99", en: "TPOT, p99",
    zh: "TPOT p99"),
  Entry(
    "lab.metric.tpot_p99.help",
    en:
      "Time per output token after the first, mean of each finished request; 99 % of the requests are at or below.",
    zh: "首 token 之后每个输出 token 的时间，按请求取平均；99 % 的请求不超过此值。"),
  Entry(
    "lab.metric.itl_p50", en: "ITL, median",
    zh: "ITL 中位数"),
  Entry(
    "lab.metric.itl_p50.help",
    en: "Inter-token latency: time between two tokens of one request, over all tokens.",
    zh: "token 间延迟：同一请求相邻两个 token 的间隔，取全部 token。"),
  Entry(
    "lab.metric.itl_p95", en: "ITL, p95",
    zh: "ITL p95"),
  Entry(
    "lab.metric.itl_p95.help",
    en:
      "Inter-token latency: time between two tokens of one request, over all tokens; 95 % are at or below.",
    zh: "token 间延迟：同一请求相邻两个 token 的间隔；95 % 不超过此值。"),
  Entry(
    "lab.metric.itl_p99", en: "ITL, p99",
    zh: "ITL p99"),
  Entry(
    "lab.metric.itl_p99.help",
    en:
      "Inter-token latency: time between two tokens of one request, over all tokens; 99 % are at or below.",
    zh: "token 间延迟：同一请求相邻两个 token 的间隔；99 % 不超过此值。"),
  Entry(
    "lab.metric.itl_max", en: "ITL, longest",
    zh: "最长 ITL"),
  Entry(
    "lab.metric.itl_max.help", en: "The longest pause between two tokens of one request.",
    zh: "同一请求相邻两个 token 之间最长的停顿。"),
  Entry(
    "lab.metric.e2e_p50", en: "end to end, median",
    zh: "端到端中位数"),
  Entry(
    "lab.metric.e2e_p50.help", en: "From arrival to the last token, of finished requests.",
    zh: "已完成请求从到达到最后一个 token 的时间。"),
  Entry(
    "lab.metric.e2e_p95", en: "end to end, p95",
    zh: "端到端 p95"),
  Entry(
    "lab.metric.e2e_p95.help",
    en: "From arrival to the last token, of finished requests; 95 % are at or below.",
    zh: "已完成请求从到达到最后一个 token 的时间；95 % 不超过此值。"),
  Entry(
    "lab.metric.e2e_p99", en: "end to end, p99",
    zh: "端到端 p99"),
  Entry(
    "lab.metric.e2e_p99.help",
    en: "From arrival to the last token, of finished requests; 99 % are at or below.",
    zh: "已完成请求从到达到最后一个 token 的时间；99 % 不超过此值。"),
  Entry(
    "lab.metric.queue_time_p50", en: "queue time, median",
    zh: "排队时间中位数"),
  Entry(
    "lab.metric.queue_time_p50.help", en: "From arrival to the first admission by the engine.",
    zh: "从到达到首次被引擎接纳。"),
  Entry(
    "lab.metric.queue_time_p95", en: "queue time, p95",
    zh: "排队时间 p95"),
  Entry(
    "lab.metric.queue_time_p95.help",
    en: "From arrival to the first admission by the engine; 95 % of the requests are at or below.",
    zh: "从到达到首次被引擎接纳；95 % 的请求不超过此值。"),
  Entry(
    "lab.metric.throughput", en: "throughput",
    zh: "吞吐量"),
  Entry(
    "lab.metric.throughput.help",
    en: "Answer tokens a second, from the start to the end of the run.",
    zh: "运行全程每秒产出的回答 token。"),
  Entry(
    "lab.metric.request_throughput", en: "requests finished",
    zh: "请求吞吐量"),
  Entry(
    "lab.metric.request_throughput.help",
    en: "Requests finished a second, from the start to the end of the run.",
    zh: "运行全程每秒完成的请求数。"),
  Entry(
    "lab.metric.hit_rate", en: "prefix hit rate",
    zh: "前缀命中率"),
  Entry(
    "lab.metric.hit_rate.help",
    en:
      "Tokens found in the prefix cache, of all tokens known at admissions (again after each preemption).",
    zh: "接纳时在前缀缓存中找到的 token 占已知 token 的比例（抢占后重新计）。"),
  Entry(
    "lab.metric.kv_usage", en: "KV memory held",
    zh: "KV 内存占用"),
  Entry(
    "lab.metric.kv_usage.help",
    en: "Share of the KV blocks that requests held, averaged over the time of the steps.",
    zh: "请求持有的 KV 块占比，按步的时间平均。"),
  Entry(
    "lab.metric.kv_waste", en: "KV memory wasted",
    zh: "KV 内存浪费"),
  Entry(
    "lab.metric.kv_waste.help",
    en:
      "Share of the token places in held blocks that hold no token, averaged over the time of the steps: internal fragmentation.",
    zh: "已持有块中没有 token 的位置占比，按步的时间平均：内部碎片。"),
  Entry(
    "lab.metric.peak_running", en: "peak running",
    zh: "并发峰值"),
  Entry(
    "lab.metric.peak_running.help", en: "Most requests that computed in one step.",
    zh: "同一步中计算的最多请求数。"),
  Entry(
    "lab.metric.mean_running", en: "mean running",
    zh: "平均并发"),
  Entry(
    "lab.metric.mean_running.help",
    en: "Requests that computed in a step, averaged over the time of the steps.",
    zh: "每步计算的请求数，按步的时间平均。"),
  Entry(
    "lab.metric.preemptions", en: "preemptions",
    zh: "抢占次数"),
  Entry(
    "lab.metric.preemptions.help", en: "How often a running request lost its memory to another.",
    zh: "运行中的请求把内存让给别人的次数。"),
  Entry(
    "lab.metric.recomputed_tokens", en: "tokens recomputed",
    zh: "重算 token"),
  Entry(
    "lab.metric.recomputed_tokens.help",
    en: "Tokens computed again because a preemption had thrown them away.",
    zh: "因抢占丢失而重新计算的 token。"),
  Entry(
    "lab.metric.evictions", en: "blocks evicted",
    zh: "被驱逐的块"),
  Entry(
    "lab.metric.evictions.help",
    en:
      "Cached blocks that lost their content to somebody who needed the memory. With engine=sglang pages of page_size tokens: a page of 1 token is a sixteenth of a block of 16.",
    zh: "因他人需要内存而失去内容的缓存块。engine=sglang 时按 page_size 个 token 的页计：1 个 token 的页是 16 个 token 的块的十六分之一。"
  ),
  Entry(
    "lab.metric.gpu_seconds", en: "GPU time",
    zh: "GPU 时间"),
  Entry(
    "lab.metric.gpu_seconds.help", en: "Seconds in which the engine computed.",
    zh: "引擎处于计算中的秒数。"),
]
