/// What the autoscaling lab measures.
let labAutoscalingMetricEntries: [Entry] = [
  Entry(
    "lab.metric.success_percent",
    en: "requests served",
    zh: "成功率"),
  Entry(
    "lab.metric.success_percent.help",
    en: "Served requests among those that ended.",
    zh: "已结束请求中成功的比例。"),
  Entry(
    "lab.metric.objective_percent",
    en: "objective met",
    zh: "达标率"),
  Entry(
    "lab.metric.objective_percent.help",
    en: "Requests served within the latency objective, among those that ended.",
    zh: "已结束请求中在延迟目标内完成的比例。"),
  Entry(
    "lab.metric.request_latency_p50",
    en: "latency, median",
    zh: "延迟中位数"),
  Entry(
    "lab.metric.request_latency_p50.help",
    en: "From arrival to answer, retries included, of served requests; median, nearest rank.",
    zh: "成功请求从到达到应答的时间，含重试；中位数（最近秩）。"),
  Entry(
    "lab.metric.request_latency_p95",
    en: "latency, p95",
    zh: "延迟 p95"),
  Entry(
    "lab.metric.request_latency_p95.help",
    en: "As the median; 95th percentile.",
    zh: "同上，第 95 百分位。"),
  Entry(
    "lab.metric.request_latency_p99",
    en: "latency, p99",
    zh: "延迟 p99"),
  Entry(
    "lab.metric.request_latency_p99.help",
    en: "As the median; 99th percentile.",
    zh: "同上，第 99 百分位。"),
  Entry(
    "lab.metric.request_latency_max",
    en: "latency, longest",
    zh: "最长延迟"),
  Entry(
    "lab.metric.request_latency_max.help",
    en: "As the median; the longest.",
    zh: "同上，最大值。"),
  Entry(
    "lab.metric.held_max",
    en: "longest hold",
    zh: "最长暂存"),
  Entry(
    "lab.metric.held_max.help",
    en: "The longest that a request's last attempt was held before it reached a pod.",
    zh: "请求的最后一次尝试到达 Pod 之前被暂存的最长时间。"),
  Entry(
    "lab.metric.cold_requests",
    en: "requests without a pod",
    zh: "无 Pod 的请求"),
  Entry(
    "lab.metric.cold_requests.help",
    en: "Requests that came when no pod was ready.",
    zh: "到达时没有就绪 Pod 的请求。"),
  Entry(
    "lab.metric.pod_start_p50",
    en: "pod start, median",
    zh: "Pod 启动中位数"),
  Entry(
    "lab.metric.pod_start_p50.help",
    en: "From the creation of a pod to its readiness, of pods started in the run; median.",
    zh: "运行中启动的 Pod 从创建到就绪的时间，中位数。"),
  Entry(
    "lab.metric.pod_start_max",
    en: "pod start, longest",
    zh: "最长 Pod 启动"),
  Entry(
    "lab.metric.pod_start_max.help",
    en: "As the median; the longest.",
    zh: "同上，最大值。"),
  Entry(
    "lab.metric.replicas_mean",
    en: "pods, mean",
    zh: "平均 Pod 数"),
  Entry(
    "lab.metric.replicas_mean.help",
    en: "Pod time over the length of the run.",
    zh: "Pod 时间除以运行时长。"),
  Entry(
    "lab.metric.replicas_max",
    en: "pods, most",
    zh: "最多 Pod 数"),
  Entry(
    "lab.metric.replicas_max.help",
    en: "The most pods that were ready or starting at once.",
    zh: "同时就绪或启动中的最多 Pod。"),
  Entry(
    "lab.metric.replica_seconds",
    en: "pod seconds",
    zh: "Pod 秒"),
  Entry(
    "lab.metric.replica_seconds.help",
    en: "Time of pods with a node, from creation to their end: what is paid for.",
    zh: "有节点的 Pod 从创建到结束的时间：付费部分。"),
  Entry(
    "lab.metric.idle_percent",
    en: "idle",
    zh: "空闲"),
  Entry(
    "lab.metric.idle_percent.help",
    en: "Share of pod time in which a ready pod had nothing to do.",
    zh: "就绪 Pod 无事可做的时间占比。"),
  Entry(
    "lab.metric.service_cost",
    en: "cost",
    zh: "费用"),
  Entry(
    "lab.metric.service_cost.help",
    en: "Pod time at the price of a pod.",
    zh: "Pod 时间乘以价格。"),
  Entry(
    "lab.metric.scale_ups",
    en: "scale-ups",
    zh: "扩容次数"),
  Entry(
    "lab.metric.scale_ups.help",
    en: "Changes of replicas upwards.",
    zh: "副本数上调次数。"),
  Entry(
    "lab.metric.scale_downs",
    en: "scale-downs",
    zh: "缩容次数"),
  Entry(
    "lab.metric.scale_downs.help",
    en: "Changes of replicas downwards.",
    zh: "副本数下调次数。"),
  Entry(
    "lab.metric.panic_seconds",
    en: "time in panic",
    zh: "恐慌时间"),
  Entry(
    "lab.metric.panic_seconds.help",
    en: "Ticks of Knative's autoscaler that began in panic, times 2 s.",
    zh: "以恐慌状态开始的 Knative 自动扩缩周期数乘以 2 秒。"),
  Entry(
    "lab.metric.held_peak",
    en: "most held",
    zh: "最多暂存"),
  Entry(
    "lab.metric.held_peak.help",
    en: "The most requests held before pods at once.",
    zh: "同时在 Pod 之前暂存的最多请求。"),
  Entry(
    "lab.metric.attempts_per_request",
    en: "attempts per request",
    zh: "每请求尝试数"),
  Entry(
    "lab.metric.attempts_per_request.help",
    en: "Attempts made for each request that came: above 1 by retries.",
    zh: "每个到达请求的尝试数：大于 1 即为重试。"),
  Entry(
    "lab.metric.retries_refused",
    en: "retries refused",
    zh: "被拒的重试"),
  Entry(
    "lab.metric.retries_refused.help",
    en: "Retries that a limit or budget did not let happen.",
    zh: "因上限或预算而未进行的重试。"),
  Entry(
    "lab.metric.wasted_seconds",
    en: "wasted work",
    zh: "白费的工作"),
  Entry(
    "lab.metric.wasted_seconds.help",
    en: "Work that servers finished for clients that had given up.",
    zh: "服务器为已放弃的客户端完成的工作。"),
  Entry(
    "lab.metric.canary_requests",
    en: "requests to the new version",
    zh: "新版本请求"),
  Entry(
    "lab.metric.canary_requests.help",
    en: "Requests that were first sent to the new version.",
    zh: "首先发往新版本的请求。"),
  Entry(
    "lab.metric.canary_failures",
    en: "failed there",
    zh: "其中失败"),
  Entry(
    "lab.metric.canary_failures.help",
    en: "Requests that ended at the new version without success.",
    zh: "在新版本上未成功结束的请求。"),
  Entry(
    "lab.metric.rollout_percent",
    en: "weight at the end",
    zh: "最终权重"),
  Entry(
    "lab.metric.rollout_percent.help",
    en: "Share of requests for the new version at the end.",
    zh: "结束时新版本的请求占比。"),
  Entry(
    "lab.metric.requests_arrived",
    en: "requests",
    zh: "请求数"),
  Entry(
    "lab.metric.requests_arrived.help",
    en: "Requests that came.",
    zh: "到达的请求。"),
  Entry(
    "lab.metric.requests_served",
    en: "served",
    zh: "成功"),
  Entry(
    "lab.metric.requests_served.help",
    en: "Requests with an answer below 500.",
    zh: "得到低于 500 应答的请求。"),
  Entry(
    "lab.metric.requests_failed",
    en: "failed",
    zh: "失败"),
  Entry(
    "lab.metric.requests_failed.help",
    en: "Requests that ended with a 500 of the service itself.",
    zh: "以服务自身的 500 结束的请求。"),
  Entry(
    "lab.metric.requests_rejected",
    en: "rejected",
    zh: "被拒"),
  Entry(
    "lab.metric.requests_rejected.help",
    en: "Requests that ended with 503: no pod, full queues, limits.",
    zh: "以 503 结束的请求：没有 Pod、队列满、上限。"),
  Entry(
    "lab.metric.requests_timed_out",
    en: "timed out",
    zh: "超时"),
  Entry(
    "lab.metric.requests_timed_out.help",
    en: "Requests that ended with a time-out.",
    zh: "以超时结束的请求。"),
  Entry(
    "lab.metric.requests_in_flight",
    en: "in flight",
    zh: "进行中"),
  Entry(
    "lab.metric.requests_in_flight.help",
    en: "Requests that were open at the end.",
    zh: "结束时仍未完成的请求。"),
]
