/// What is measured of rollouts, InferenceServices and many models.
let labRolloutMetricEntries: [Entry] = [
  Entry(
    "lab.metric.rollout_promoted",
    en: "new version stays",
    zh: "新版本留下"),
  Entry(
    "lab.metric.rollout_promoted.help",
    en: "100 when the rollout was promoted, 0 when it went back, nothing while it is undecided.",
    zh: "发布被提升为 100，撤回为 0，未决则无值。"),
  Entry(
    "lab.metric.rollout_time",
    en: "decided after",
    zh: "用时"),
  Entry(
    "lab.metric.rollout_time.help",
    en: "Time until the rollout was promoted or had gone back.",
    zh: "直到提升或撤回完成的时间。"),
  Entry(
    "lab.metric.wrong_rollout",
    en: "wrong",
    zh: "判断错误"),
  Entry(
    "lab.metric.wrong_rollout.help",
    en: "100 when a version that fails more often stays, or one that does not goes back.",
    zh: "失败更多的版本留下，或并非如此的版本被撤回时为 100。"),
  Entry(
    "lab.metric.extra_failures",
    en: "failures it cost",
    zh: "多出的失败"),
  Entry(
    "lab.metric.extra_failures.help",
    en: "Users' failed requests at the new version beyond what the old one would have failed.",
    zh: "新版本上用户失败的请求中，超出旧版本本会失败的部分。"),
  Entry(
    "lab.metric.shadow_requests",
    en: "copies and tests",
    zh: "复制与测试"),
  Entry(
    "lab.metric.shadow_requests.help",
    en: "Copies and testers' requests that the new version answered; no user sees them.",
    zh: "新版本应答的复制请求和测试请求；用户看不到。"),
  Entry(
    "lab.metric.shadow_failures",
    en: "failed of those",
    zh: "其中失败"),
  Entry(
    "lab.metric.shadow_failures.help",
    en: "Of the copies and testers' requests, those that failed: nobody was harmed.",
    zh: "复制和测试请求中失败的：无人受害。"),
  Entry(
    "lab.metric.unserved_requests",
    en: "no pod was ready",
    zh: "无就绪 Pod"),
  Entry(
    "lab.metric.unserved_requests.help",
    en: "Users' requests for which the version that they were sent to had no ready pod.",
    zh: "发往的版本没有就绪 Pod 的用户请求。"),
  Entry(
    "lab.metric.extra_pod_seconds",
    en: "pod seconds above need",
    zh: "额外 Pod 秒"),
  Entry(
    "lab.metric.extra_pod_seconds.help",
    en: "Pod seconds beyond those of the wanted pods.",
    zh: "超出期望 Pod 的 Pod 秒。"),
  Entry(
    "lab.metric.weight_most",
    en: "largest share",
    zh: "最大占比"),
  Entry(
    "lab.metric.weight_most.help",
    en: "The largest share of users that the new version had in any second.",
    zh: "新版本在任一秒得到的最大用户占比。"),
  Entry(
    "lab.metric.analysis_measurements",
    en: "measurements",
    zh: "测量次数"),
  Entry(
    "lab.metric.analysis_measurements.help",
    en: "Looks that the analysis took.",
    zh: "分析做过的查看。"),
  Entry(
    "lab.metric.promoted_of_repetitions",
    en: "stayed, of the repetitions",
    zh: "重复中留下"),
  Entry(
    "lab.metric.promoted_of_repetitions.help",
    en: "Share of the repetitions in which the new version stayed.",
    zh: "重复运行中新版本留下的比例。"),
  Entry(
    "lab.metric.aborted_of_repetitions",
    en: "went back, of the repetitions",
    zh: "重复中撤回"),
  Entry(
    "lab.metric.aborted_of_repetitions.help",
    en:
      "Share of the repetitions in which the new version went back: false alarms where it is as good as the old one.",
    zh: "重复运行中新版本被撤回的比例：若它和旧版本一样好，就是误报。"),
  Entry(
    "lab.metric.wrong_rollouts",
    en: "wrong, of the repetitions",
    zh: "重复中判错"),
  Entry(
    "lab.metric.wrong_rollouts.help",
    en: "Share of the repetitions that ended wrongly.",
    zh: "重复运行中判断错误的比例。"),
  Entry(
    "lab.metric.explanation_latency_p50",
    en: "explanation, p50",
    zh: "解释延迟 p50"),
  Entry(
    "lab.metric.explanation_latency_p50.help",
    en: "Latency of served explanations; the request latencies are those of predictions.",
    zh: "成功解释的延迟；请求延迟指预测。"),
  Entry(
    "lab.metric.explanation_latency_p95",
    en: "explanation, p95",
    zh: "解释延迟 p95"),
  Entry(
    "lab.metric.explanation_latency_p95.help",
    en: "95 of 100 served explanations took no longer.",
    zh: "100 个成功解释中有 95 个不超过此值。"),
  Entry(
    "lab.metric.transformer_utilization",
    en: "transformer slots used",
    zh: "转换器占用"),
  Entry(
    "lab.metric.transformer_utilization.help",
    en: "Slots of ready pods that were in use, over the whole run.",
    zh: "整个运行中就绪 Pod 的位置被占用的比例。"),
  Entry(
    "lab.metric.predictor_utilization",
    en: "predictor slots used",
    zh: "预测器占用"),
  Entry(
    "lab.metric.predictor_utilization.help",
    en: "Slots of ready pods that were in use, all revisions together.",
    zh: "就绪 Pod 的位置被占用的比例，所有修订合计。"),
  Entry(
    "lab.metric.explainer_utilization",
    en: "explainer slots used",
    zh: "解释器占用"),
  Entry(
    "lab.metric.explainer_utilization.help",
    en: "Slots of ready pods that were in use, over the whole run.",
    zh: "整个运行中就绪 Pod 的位置被占用的比例。"),
  Entry(
    "lab.metric.transformer_held",
    en: "transformer slots that only wait",
    zh: "转换器空等"),
  Entry(
    "lab.metric.transformer_held.help",
    en: "Of the used slot time of the transformer: waiting for the predictor.",
    zh: "转换器被占用时间中等待预测器的部分。"),
  Entry(
    "lab.metric.transformer_pods_mean",
    en: "transformer pods, mean",
    zh: "转换器平均 Pod"),
  Entry(
    "lab.metric.transformer_pods_mean.help",
    en: "Pods over time, starting ones included.",
    zh: "随时间平均的 Pod，含启动中的。"),
  Entry(
    "lab.metric.predictor_pods_mean",
    en: "predictor pods, mean",
    zh: "预测器平均 Pod"),
  Entry(
    "lab.metric.predictor_pods_mean.help",
    en: "Pods over time of all revisions, starting ones included.",
    zh: "所有修订随时间平均的 Pod，含启动中的。"),
  Entry(
    "lab.metric.explainer_pods_mean",
    en: "explainer pods, mean",
    zh: "解释器平均 Pod"),
  Entry(
    "lab.metric.explainer_pods_mean.help",
    en: "Pods over time, starting ones included.",
    zh: "随时间平均的 Pod，含启动中的。"),
  Entry(
    "lab.metric.waiting_calls_peak",
    en: "calls waiting, most",
    zh: "最多等待调用"),
  Entry(
    "lab.metric.waiting_calls_peak.help",
    en: "The longest line before one component.",
    zh: "单个组件前的最长队列。"),
  Entry(
    "lab.metric.rolled_out_revision",
    en: "rolled-out revision",
    zh: "已发布修订"),
  Entry(
    "lab.metric.rolled_out_revision.help",
    en: "latestRolledoutRevision at the end: the last one that had all traffic.",
    zh: "结束时的 latestRolledoutRevision：最后得到全部流量的修订。"),
  Entry(
    "lab.metric.model_hits",
    en: "models found",
    zh: "命中"),
  Entry(
    "lab.metric.model_hits.help",
    en: "Requests that found their model loaded.",
    zh: "模型已装载的请求比例。"),
  Entry(
    "lab.metric.model_waits",
    en: "waited for a load",
    zh: "等待装载"),
  Entry(
    "lab.metric.model_waits.help",
    en: "Requests that waited for their model to be loaded.",
    zh: "等待模型装载的请求比例。"),
  Entry(
    "lab.metric.model_loads",
    en: "loads",
    zh: "装载次数"),
  Entry(
    "lab.metric.model_loads.help",
    en: "Models loaded, again and again counted again.",
    zh: "模型装载次数，重复装载重复计。"),
  Entry(
    "lab.metric.model_evictions",
    en: "evictions",
    zh: "逐出次数"),
  Entry(
    "lab.metric.model_evictions.help",
    en: "Models that went to make room.",
    zh: "为腾出空间而离开的模型。"),
  Entry(
    "lab.metric.churn_refusals",
    en: "refused",
    zh: "拒绝"),
  Entry(
    "lab.metric.churn_refusals.help",
    en: "Requests refused because no server would or could load their model.",
    zh: "因没有服务器愿意或能够装载其模型而被拒绝的请求。"),
  Entry(
    "lab.metric.models_asked",
    en: "models asked for",
    zh: "被请求的模型"),
  Entry(
    "lab.metric.models_asked.help",
    en: "Models that somebody asked for.",
    zh: "有人请求过的模型数。"),
  Entry(
    "lab.metric.models_never_served",
    en: "models that never answered",
    zh: "从未应答的模型"),
  Entry(
    "lab.metric.models_never_served.help",
    en: "Models that somebody asked for and that never answered.",
    zh: "被请求过但从未应答的模型。"),
  Entry(
    "lab.metric.mesh_memory_used",
    en: "memory used",
    zh: "内存使用"),
  Entry(
    "lab.metric.mesh_memory_used.help",
    en: "Memory of all servers in use, over time.",
    zh: "所有服务器随时间的内存使用率。"),
]
