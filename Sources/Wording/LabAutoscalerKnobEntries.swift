/// Knobs of the autoscaling lab: the autoscalers.
let labAutoscalerKnobEntries: [Entry] = [
  Entry(
    "lab.knob.autoscaler",
    en: "autoscaler",
    zh: "自动扩缩器"),
  Entry(
    "lab.knob.autoscaler.help",
    en:
      "Who decides how many pods there are. kpa: Knative, with the activator before the pods. hpa: a Deployment behind a Service, by a metric of its pods. keda: zero to one by KEDA, the rest by its HPA, an interceptor holds requests. apa: AIBrix. fixed: nobody.",
    zh:
      "由谁决定 Pod 数量。kpa：Knative，Pod 前有 activator。hpa：Service 后的 Deployment，按 Pod 指标。keda：零到一由 KEDA，其余由它的 HPA，拦截器暂存请求。apa：AIBrix。fixed：无人决定。"
  ),
  Entry(
    "lab.knob.autoscaler.kpa",
    en: "Knative KPA",
    zh: "Knative KPA"),
  Entry(
    "lab.knob.autoscaler.hpa",
    en: "Kubernetes HPA",
    zh: "Kubernetes HPA"),
  Entry(
    "lab.knob.autoscaler.keda",
    en: "KEDA",
    zh: "KEDA"),
  Entry(
    "lab.knob.autoscaler.apa",
    en: "AIBrix APA",
    zh: "AIBrix APA"),
  Entry(
    "lab.knob.autoscaler.fixed",
    en: "none, fixed",
    zh: "无，固定数量"),
  Entry(
    "lab.knob.scaling_metric",
    en: "metric",
    zh: "指标"),
  Entry(
    "lab.knob.scaling_metric.help",
    en:
      "What a pod is measured by: requests in flight (concurrency) or requests a second (rps). Knative: autoscaling.knative.dev/metric.",
    zh: "用什么衡量 Pod：处理中的请求（concurrency）或每秒请求数（rps）。Knative：autoscaling.knative.dev/metric。"),
  Entry(
    "lab.knob.scaling_metric.concurrency",
    en: "requests in flight",
    zh: "处理中的请求"),
  Entry(
    "lab.knob.scaling_metric.rps",
    en: "requests a second",
    zh: "每秒请求数"),
  Entry(
    "lab.knob.scaling_target",
    en: "target per pod",
    zh: "每 Pod 目标"),
  Entry(
    "lab.knob.scaling_target.help",
    en:
      "How much of the metric one pod should have: autoscaling.knative.dev/target, averageValue of the HPA, targetValue of AIBrix.",
    zh: "每个 Pod 应承担的指标量：autoscaling.knative.dev/target、HPA 的 averageValue、AIBrix 的 targetValue。"),
  Entry(
    "lab.knob.target_utilization_percent",
    en: "target utilization",
    zh: "目标利用率"),
  Entry(
    "lab.knob.target_utilization_percent.help",
    en:
      "Knative aims at this share of the target, to have room while new pods start (container-concurrency-target-percentage, 70).",
    zh: "Knative 以目标的这一比例为准，为新 Pod 启动留出余量（container-concurrency-target-percentage，70）。"),
  Entry(
    "lab.knob.container_concurrency",
    en: "container concurrency",
    zh: "容器并发上限"),
  Entry(
    "lab.knob.container_concurrency.help",
    en:
      "Requests that a pod takes at once (containerConcurrency of a Knative Revision); 0: any number, and they share the pod's speed.",
    zh: "一个 Pod 同时接受的请求数（Knative Revision 的 containerConcurrency）；0：不限，它们分享 Pod 的速度。"),
  Entry(
    "lab.knob.initial_pods",
    en: "pods at the start",
    zh: "初始 Pod 数"),
  Entry(
    "lab.knob.initial_pods.help",
    en:
      "Pods that are ready when the run begins. hpa and apa need at least one: they cannot wake a service from zero.",
    zh: "运行开始时已就绪的 Pod。hpa 和 apa 至少需要一个：它们无法把服务从零唤醒。"),
  Entry(
    "lab.knob.min_scale",
    en: "min scale",
    zh: "最小副本数"),
  Entry(
    "lab.knob.min_scale.help",
    en: "Fewest pods: autoscaling.knative.dev/min-scale, minReplicas, minReplicaCount.",
    zh: "最少 Pod 数：autoscaling.knative.dev/min-scale、minReplicas、minReplicaCount。"),
  Entry(
    "lab.knob.max_scale",
    en: "max scale",
    zh: "最大副本数"),
  Entry(
    "lab.knob.max_scale.help",
    en:
      "Most pods: max-scale, maxReplicas, maxReplicaCount. 0: no limit for Knative, 100 for the others.",
    zh: "最多 Pod 数：max-scale、maxReplicas、maxReplicaCount。0：Knative 无上限，其他为 100。"),
  Entry(
    "lab.knob.stable_window_s",
    en: "stable window",
    zh: "稳定窗口"),
  Entry(
    "lab.knob.stable_window_s.help",
    en: "Knative averages the metric over this long (stable-window).",
    zh: "Knative 在这段时间内对指标取平均（stable-window）。"),
  Entry(
    "lab.knob.panic_window_percent",
    en: "panic window",
    zh: "恐慌窗口"),
  Entry(
    "lab.knob.panic_window_percent.help",
    en:
      "Share of the stable window over which the second, quicker average is taken (panic-window-percentage).",
    zh: "第二个更快的平均值所取的时间，占稳定窗口的比例（panic-window-percentage）。"),
  Entry(
    "lab.knob.panic_threshold_percent",
    en: "panic threshold",
    zh: "恐慌阈值"),
  Entry(
    "lab.knob.panic_threshold_percent.help",
    en:
      "Panic begins when the panic window wants this share of the ready pods; pods then only grow until a stable window passed (panic-threshold-percentage).",
    zh: "当恐慌窗口想要的 Pod 达到就绪数的这一比例时进入恐慌；此后只增不减，直到过完一个稳定窗口（panic-threshold-percentage）。"),
  Entry(
    "lab.knob.window_averaging",
    en: "averaging",
    zh: "平均方式"),
  Entry(
    "lab.knob.window_averaging.help",
    en:
      "Whether every second of a window weighs the same, or older ones less (metric-aggregation-algorithm).",
    zh: "窗口内每一秒权重相同，还是越旧越轻（metric-aggregation-algorithm）。"),
  Entry(
    "lab.knob.window_averaging.linear",
    en: "linear",
    zh: "线性"),
  Entry(
    "lab.knob.window_averaging.weighted-exponential",
    en: "weighted, newest most",
    zh: "加权，最新最重"),
  Entry(
    "lab.knob.target_burst_capacity",
    en: "target burst capacity",
    zh: "目标突发容量"),
  Entry(
    "lab.knob.target_burst_capacity.help",
    en:
      "Requests that ready pods should be able to take at once; with less room than that the activator stays in the path. 0: only at zero pods; -1: always.",
    zh: "就绪 Pod 应能立即再接受的请求数；余量不足时 activator 留在路径中。0：仅在零 Pod 时；-1：始终。"),
  Entry(
    "lab.knob.max_scale_up_rate",
    en: "max scale-up rate",
    zh: "最大扩容倍率"),
  Entry(
    "lab.knob.max_scale_up_rate.help",
    en: "One decision asks for at most this many times the ready pods (max-scale-up-rate).",
    zh: "一次决定最多要求就绪 Pod 的这么多倍（max-scale-up-rate）。"),
  Entry(
    "lab.knob.max_scale_down_rate_percent",
    en: "max scale-down rate",
    zh: "最大缩容倍率"),
  Entry(
    "lab.knob.max_scale_down_rate_percent.help",
    en:
      "One decision keeps at least the ready pods divided by this, in hundredths: 200 halves (max-scale-down-rate).",
    zh: "一次决定至少保留就绪 Pod 除以该值（百分之一为单位）：200 即减半（max-scale-down-rate）。"),
  Entry(
    "lab.knob.scale_down_delay_s",
    en: "scale-down delay",
    zh: "缩容延迟"),
  Entry(
    "lab.knob.scale_down_delay_s.help",
    en:
      "A decision below the largest of this long waits (autoscaling.knative.dev/scale-down-delay).",
    zh: "低于这段时间内最大决定的决定要等待（autoscaling.knative.dev/scale-down-delay）。"),
  Entry(
    "lab.knob.activation_scale",
    en: "activation scale",
    zh: "激活副本数"),
  Entry(
    "lab.knob.activation_scale.help",
    en: "The fewest pods above zero (autoscaling.knative.dev/activation-scale).",
    zh: "零以上的最少 Pod 数（autoscaling.knative.dev/activation-scale）。"),
  Entry(
    "lab.knob.scale_to_zero",
    en: "scale to zero",
    zh: "缩容到零"),
  Entry(
    "lab.knob.scale_to_zero.help",
    en: "Whether the last pod may go (enable-scale-to-zero).",
    zh: "最后一个 Pod 是否可以离开（enable-scale-to-zero）。"),
  Entry(
    "lab.knob.scale_to_zero_grace_s",
    en: "scale-to-zero grace",
    zh: "缩零宽限期"),
  Entry(
    "lab.knob.scale_to_zero_grace_s.help",
    en:
      "How long the activator must have been in the path before the last pod goes (scale-to-zero-grace-period).",
    zh: "最后一个 Pod 离开之前 activator 必须已在路径中的时间（scale-to-zero-grace-period）。"),
  Entry(
    "lab.knob.pod_retention_s",
    en: "last pod retention",
    zh: "最后 Pod 保留"),
  Entry(
    "lab.knob.pod_retention_s.help",
    en:
      "How long the last pod stays at least once nobody comes (scale-to-zero-pod-retention-period).",
    zh: "没有请求后最后一个 Pod 至少保留的时间（scale-to-zero-pod-retention-period）。"),
  Entry(
    "lab.knob.network_programming_ms",
    en: "network programming",
    zh: "网络下发时间"),
  Entry(
    "lab.knob.network_programming_ms.help",
    en:
      "Until every gateway knows that the activator came into the path or went. Assumed; a mesh of thousands of services needs seconds.",
    zh: "所有网关得知 activator 进入或离开路径所需时间。假设值；数千服务的网格需要数秒。"),
  Entry(
    "lab.knob.hpa_tolerance_percent",
    en: "HPA tolerance",
    zh: "HPA 容差"),
  Entry(
    "lab.knob.hpa_tolerance_percent.help",
    en:
      "The HPA does nothing while the ratio is within this of 1 (--horizontal-pod-autoscaler-tolerance).",
    zh: "比值与 1 相差不超过此值时 HPA 不动作（--horizontal-pod-autoscaler-tolerance）。"),
  Entry(
    "lab.knob.hpa_metrics_interval_s",
    en: "metrics interval",
    zh: "指标间隔"),
  Entry(
    "lab.knob.hpa_metrics_interval_s.help",
    en:
      "How often metrics of pods are read, and over how long they are averaged, before the HPA sees them (metrics-server: 15 s).",
    zh: "读取 Pod 指标的间隔及平均时长，之后 HPA 才看到（metrics-server：15 秒）。"),
  Entry(
    "lab.knob.hpa_up_percent",
    en: "HPA up, percent",
    zh: "HPA 扩容百分比"),
  Entry(
    "lab.knob.hpa_up_percent.help",
    en:
      "At most so many per cent more pods in 15 s, or the number of pods below, whichever is more (behavior.scaleUp).",
    zh: "15 秒内最多增加这一百分比，或下面的 Pod 数，取较大者（behavior.scaleUp）。"),
  Entry(
    "lab.knob.hpa_up_pods",
    en: "HPA up, pods",
    zh: "HPA 扩容 Pod 数"),
  Entry(
    "lab.knob.hpa_up_pods.help",
    en:
      "At most so many more pods in 15 s, or the percentage above, whichever is more (behavior.scaleUp).",
    zh: "15 秒内最多增加这么多 Pod，或上面的百分比，取较大者（behavior.scaleUp）。"),
  Entry(
    "lab.knob.hpa_up_stabilization_s",
    en: "HPA up stabilization",
    zh: "HPA 扩容稳定窗口"),
  Entry(
    "lab.knob.hpa_up_stabilization_s.help",
    en: "The smallest wish of this long counts upwards (stabilizationWindowSeconds).",
    zh: "扩容时取这段时间内的最小意愿（stabilizationWindowSeconds）。"),
  Entry(
    "lab.knob.hpa_down_percent",
    en: "HPA down, percent",
    zh: "HPA 缩容百分比"),
  Entry(
    "lab.knob.hpa_down_percent.help",
    en: "At most so many per cent fewer pods in 15 s (behavior.scaleDown).",
    zh: "15 秒内最多减少这一百分比（behavior.scaleDown）。"),
  Entry(
    "lab.knob.hpa_down_stabilization_s",
    en: "HPA down stabilization",
    zh: "HPA 缩容稳定窗口"),
  Entry(
    "lab.knob.hpa_down_stabilization_s.help",
    en:
      "The largest wish of this long counts downwards; 300 s by default (stabilizationWindowSeconds).",
    zh: "缩容时取这段时间内的最大意愿；默认 300 秒（stabilizationWindowSeconds）。"),
  Entry(
    "lab.knob.keda_polling_s",
    en: "KEDA polling",
    zh: "KEDA 轮询间隔"),
  Entry(
    "lab.knob.keda_polling_s.help",
    en: "How often KEDA asks whether there is work (pollingInterval, 30 s).",
    zh: "KEDA 询问是否有工作的间隔（pollingInterval，30 秒）。"),
  Entry(
    "lab.knob.keda_cooldown_s",
    en: "KEDA cooldown",
    zh: "KEDA 冷却期"),
  Entry(
    "lab.knob.keda_cooldown_s.help",
    en: "How long nothing was active before KEDA goes to zero (cooldownPeriod, 300 s).",
    zh: "无活动多久后 KEDA 缩到零（cooldownPeriod，300 秒）。"),
  Entry(
    "lab.knob.keda_activation",
    en: "KEDA activation",
    zh: "KEDA 激活阈值"),
  Entry(
    "lab.knob.keda_activation.help",
    en: "KEDA wakes the service when the metric is above this (activationThreshold).",
    zh: "指标高于此值时 KEDA 唤醒服务（activationThreshold）。"),
  Entry(
    "lab.knob.apa_window_s",
    en: "APA window",
    zh: "APA 窗口"),
  Entry(
    "lab.knob.apa_window_s.help",
    en: "AIBrix averages the metric over this long (180 s).",
    zh: "AIBrix 对指标取平均的时长（180 秒）。"),
  Entry(
    "lab.knob.apa_up_tolerance_percent",
    en: "APA up tolerance",
    zh: "APA 扩容容差"),
  Entry(
    "lab.knob.apa_up_tolerance_percent.help",
    en: "AIBrix does nothing up to this much above the target.",
    zh: "高于目标不超过此值时 AIBrix 不动作。"),
  Entry(
    "lab.knob.apa_down_tolerance_percent",
    en: "APA down tolerance",
    zh: "APA 缩容容差"),
  Entry(
    "lab.knob.apa_down_tolerance_percent.help",
    en: "AIBrix does nothing down to this much below the target.",
    zh: "低于目标不超过此值时 AIBrix 不动作。"),
  Entry(
    "lab.knob.apa_up_rate_percent",
    en: "APA up rate",
    zh: "APA 扩容倍率"),
  Entry(
    "lab.knob.apa_up_rate_percent.help",
    en: "One decision asks for at most this many hundredths of the present pods.",
    zh: "一次决定最多要求当前 Pod 的这么多百分之一。"),
  Entry(
    "lab.knob.apa_down_rate_percent",
    en: "APA down rate",
    zh: "APA 缩容倍率"),
  Entry(
    "lab.knob.apa_down_rate_percent.help",
    en: "One decision keeps at least the present pods divided by this many hundredths.",
    zh: "一次决定至少保留当前 Pod 除以这么多百分之一。"),
]
