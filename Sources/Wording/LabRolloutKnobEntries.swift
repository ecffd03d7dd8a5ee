/// Knobs of rollouts, InferenceServices and many models.
let labRolloutKnobEntries: [Entry] = [
  Entry(
    "lab.knob.rollout_strategy",
    en: "strategy",
    zh: "策略"),
  Entry(
    "lab.knob.rollout_strategy.help",
    en:
      "How the new version takes over (spec.strategy of an Argo Rollout). canary: step by step. blue-green: two whole versions side by side and one switch. shadow: copies of requests first (setMirrorRoute), then everything at once; it needs a router.",
    zh:
      "新版本如何接替（Argo Rollout 的 spec.strategy）。canary：分步。blue-green：两个完整版本并存，一次切换。shadow：先复制请求（setMirrorRoute），然后一次全部切换；需要路由器。"
  ),
  Entry(
    "lab.knob.rollout_strategy.canary",
    en: "canary",
    zh: "金丝雀"),
  Entry(
    "lab.knob.rollout_strategy.blue-green",
    en: "blue/green",
    zh: "蓝绿"),
  Entry(
    "lab.knob.rollout_strategy.shadow",
    en: "shadow",
    zh: "影子"),
  Entry(
    "lab.knob.traffic_division",
    en: "who divides the traffic",
    zh: "由谁分流"),
  Entry(
    "lab.knob.traffic_division.help",
    en:
      "replicas: nobody, each pod gets the same, so that the share is the share of pods. router: a traffic router (Istio, Gateway API) divides by weight (trafficRouting).",
    zh:
      "replicas：无人，每个 Pod 得到相同份额，占比就是 Pod 数之比。router：流量路由器（Istio、Gateway API）按权重分流（trafficRouting）。"
  ),
  Entry(
    "lab.knob.traffic_division.replicas",
    en: "numbers of pods",
    zh: "Pod 数量"),
  Entry(
    "lab.knob.traffic_division.router",
    en: "a router",
    zh: "路由器"),
  Entry(
    "lab.knob.rollout_pods",
    en: "pods wanted",
    zh: "期望 Pod 数"),
  Entry(
    "lab.knob.rollout_pods.help",
    en: "spec.replicas of the Rollout; 0: as the scenario says.",
    zh: "Rollout 的 spec.replicas；0：按场景。"),
  Entry(
    "lab.knob.first_weight_percent",
    en: "first weight",
    zh: "首个权重"),
  Entry(
    "lab.knob.first_weight_percent.help",
    en: "setWeight of the first step; 0: as the scenario says.",
    zh: "第一步的 setWeight；0：按场景。"),
  Entry(
    "lab.knob.step_pause_s",
    en: "pause of a step",
    zh: "每步暂停"),
  Entry(
    "lab.knob.step_pause_s.help",
    en:
      "How long a step's weight stays before the next one (pause.duration); -1: as the scenario says, which may wait for a person.",
    zh: "每一步的权重在下一步之前保持多久（pause.duration）；-1：按场景，可能要等人。"),
  Entry(
    "lab.knob.max_surge_percent",
    en: "max surge",
    zh: "最多超出"),
  Entry(
    "lab.knob.max_surge_percent.help",
    en:
      "maxSurge: pods above the wanted number, of it, rounded up; only where numbers of pods divide the traffic.",
    zh: "maxSurge：可超出期望数的 Pod 占比，向上取整；仅在按 Pod 数分流时。"),
  Entry(
    "lab.knob.max_unavailable_percent",
    en: "max unavailable",
    zh: "最多缺少"),
  Entry(
    "lab.knob.max_unavailable_percent.help",
    en: "maxUnavailable: pods that may be missing, of the wanted number, rounded down.",
    zh: "maxUnavailable：可缺少的 Pod 占期望数的比例，向下取整。"),
  Entry(
    "lab.knob.dynamic_stable_scale",
    en: "old pods follow their traffic",
    zh: "旧 Pod 随流量缩减"),
  Entry(
    "lab.knob.dynamic_stable_scale.help",
    en:
      "dynamicStableScale: the old version gives up pods as its weight falls; without it all of them stay until the end, and going back needs no start.",
    zh: "dynamicStableScale：旧版本随权重下降而释放 Pod；否则全部保留到最后，回退时无需启动。"),
  Entry(
    "lab.knob.rollout_scale_down_delay_s",
    en: "old pods stay",
    zh: "旧 Pod 保留"),
  Entry(
    "lab.knob.rollout_scale_down_delay_s.help",
    en:
      "scaleDownDelaySeconds: how long pods that have lost their traffic stay, ready to take it back.",
    zh: "scaleDownDelaySeconds：失去流量的 Pod 还保留多久，以便接回流量。"),
  Entry(
    "lab.knob.mirror_percent",
    en: "requests copied",
    zh: "复制的请求"),
  Entry(
    "lab.knob.mirror_percent.help",
    en:
      "setMirrorRoute: so many requests in a hundred are sent to the new version too, and its answers are dropped.",
    zh: "setMirrorRoute：每百个请求中复制多少个给新版本，其应答被丢弃。"),
  Entry(
    "lab.knob.preview_pods_percent",
    en: "preview pods",
    zh: "预览 Pod"),
  Entry(
    "lab.knob.preview_pods_percent.help",
    en:
      "previewReplicaCount as a share of the wanted pods: what the new version has before the switch.",
    zh: "previewReplicaCount 占期望 Pod 的比例：切换前新版本拥有的 Pod。"),
  Entry(
    "lab.knob.preview_requests",
    en: "testers' requests",
    zh: "测试请求"),
  Entry(
    "lab.knob.preview_requests.help",
    en:
      "Requests a second that testers send to the preview service before the switch. Without them an analysis before the switch has nothing to measure, which is an error.",
    zh: "切换前测试者每秒发往预览服务的请求。没有它们，切换前的分析无可测量，即为错误。"),
  Entry(
    "lab.knob.auto_promotion_s",
    en: "switch after",
    zh: "多久后切换"),
  Entry(
    "lab.knob.auto_promotion_s.help",
    en:
      "autoPromotionSeconds: the wait before the switch once all is ready; -1: a person has to say so (autoPromotionEnabled: false).",
    zh: "autoPromotionSeconds：一切就绪后到切换的等待；-1：需由人决定（autoPromotionEnabled: false）。"),
  Entry(
    "lab.knob.analysis_rule",
    en: "analysis",
    zh: "分析"),
  Entry(
    "lab.knob.analysis_rule.help",
    en:
      "What judges the new version. threshold: a success rate at each look. fixed-horizon: one test at the end. peeking: that test at each look. group-sequential: looks planned in advance (O'Brien and Fleming). always-valid: a p value that may be looked at at any time. The tests err in 5 of 100 good versions, except peeking.",
    zh:
      "由什么判断新版本。threshold：每次查看成功率。fixed-horizon：最后一次检验。peeking：每次查看都做该检验。group-sequential：事先计划的查看（O'Brien-Fleming）。always-valid：随时可看的 p 值。除 peeking 外，检验对好版本每 100 个错 5 个。"
  ),
  Entry(
    "lab.knob.analysis_rule.none",
    en: "none",
    zh: "无"),
  Entry(
    "lab.knob.analysis_rule.threshold",
    en: "a threshold",
    zh: "阈值"),
  Entry(
    "lab.knob.analysis_rule.fixed-horizon",
    en: "one test at the end",
    zh: "最后一次检验"),
  Entry(
    "lab.knob.analysis_rule.peeking",
    en: "a test at each look",
    zh: "每次查看都检验"),
  Entry(
    "lab.knob.analysis_rule.group-sequential",
    en: "planned looks",
    zh: "计划的查看"),
  Entry(
    "lab.knob.analysis_rule.always-valid",
    en: "always valid",
    zh: "随时有效"),
  Entry(
    "lab.knob.analysis_place",
    en: "where it looks",
    zh: "何时分析"),
  Entry(
    "lab.knob.analysis_place.help",
    en:
      "step: the rollout waits for it after the first weight (blue-green: before the switch, prePromotionAnalysis; shadow: while requests are copied). background: it runs beside the steps (blue-green: after the switch, postPromotionAnalysis).",
    zh:
      "step：首个权重后等待分析结束（蓝绿：切换前，prePromotionAnalysis；影子：复制请求期间）。background：与各步同时进行（蓝绿：切换后，postPromotionAnalysis）。"
  ),
  Entry(
    "lab.knob.analysis_place.step",
    en: "as a step",
    zh: "作为一步"),
  Entry(
    "lab.knob.analysis_place.background",
    en: "beside the steps",
    zh: "与各步同时"),
  Entry(
    "lab.knob.analysis_interval_s",
    en: "time between looks",
    zh: "查看间隔"),
  Entry(
    "lab.knob.analysis_interval_s.help",
    en: "interval of the metric; the first look comes after it too.",
    zh: "指标的 interval；第一次查看也在它之后。"),
  Entry(
    "lab.knob.analysis_looks",
    en: "looks",
    zh: "查看次数"),
  Entry(
    "lab.knob.analysis_looks.help",
    en: "count of the metric: measurements after which it has succeeded.",
    zh: "指标的 count：达到这么多次测量即成功。"),
  Entry(
    "lab.knob.failure_limit",
    en: "bad looks forgiven",
    zh: "可容忍的坏查看"),
  Entry(
    "lab.knob.failure_limit.help",
    en: "failureLimit: more bad measurements than this end the analysis, and the new version goes.",
    zh: "failureLimit：坏测量多于此数即结束分析，撤回新版本。"),
  Entry(
    "lab.knob.consecutive_success_limit",
    en: "good looks are enough",
    zh: "连续好查看即可"),
  Entry(
    "lab.knob.consecutive_success_limit.help",
    en:
      "consecutiveSuccessLimit: so many good measurements in a row end the analysis well; 0: it goes through all looks. Stopping at the first good look is peeking too.",
    zh: "consecutiveSuccessLimit：连续这么多次好测量即成功结束；0：做完所有查看。第一次好就停也是偷看。"),
  Entry(
    "lab.knob.person_answer",
    en: "who is asked",
    zh: "被问者"),
  Entry(
    "lab.knob.person_answer.help",
    en:
      "What a person does whom the rollout waits for: at a pause without a length, or when an analysis could not tell.",
    zh: "当发布等待人（没有时长的暂停，或分析无法判断）时，那个人怎么做。"),
  Entry(
    "lab.knob.person_answer.nobody",
    en: "nobody is there",
    zh: "无人"),
  Entry(
    "lab.knob.person_answer.promotes",
    en: "goes on",
    zh: "继续"),
  Entry(
    "lab.knob.person_answer.aborts",
    en: "sends it back",
    zh: "撤回"),
  Entry(
    "lab.knob.person_delay_s",
    en: "answers after",
    zh: "多久后回答"),
  Entry(
    "lab.knob.person_delay_s.help",
    en: "From the question to the answer.",
    zh: "从提问到回答。"),
  Entry(
    "lab.knob.canary_traffic_percent",
    en: "canaryTrafficPercent",
    zh: "canaryTrafficPercent"),
  Entry(
    "lab.knob.canary_traffic_percent.help",
    en:
      "Set with each new revision of the predictor: its share of the traffic once it is ready, the last revision that had everything keeps the rest. -1: the field is not set, everything goes to the newest.",
    zh: "随预测器的每个新修订设置：就绪后得到的流量占比，其余留给上一个得到全部流量的修订。-1：未设置，全部给最新修订。"),
  Entry(
    "lab.knob.canary_verdict",
    en: "then",
    zh: "然后"),
  Entry(
    "lab.knob.canary_verdict.help",
    en:
      "What whoever rolls out does some time after the new revision is ready; KServe leaves that to people and tools. promotes: removes the field. rolls-back: sets it to 0. by-errors: the one or the other.",
    zh: "新修订就绪一段时间后，发布者做什么；KServe 把它留给人和工具。promotes：删除该字段。rolls-back：设为 0。by-errors：视错误而定。"),
  Entry(
    "lab.knob.canary_verdict.keeps",
    en: "leave it so",
    zh: "保持"),
  Entry(
    "lab.knob.canary_verdict.promotes",
    en: "promote",
    zh: "提升"),
  Entry(
    "lab.knob.canary_verdict.rolls-back",
    en: "roll back",
    zh: "回滚"),
  Entry(
    "lab.knob.canary_verdict.by-errors",
    en: "by its errors",
    zh: "视错误而定"),
  Entry(
    "lab.knob.canary_hold_s",
    en: "after",
    zh: "之后"),
  Entry(
    "lab.knob.canary_hold_s.help",
    en: "From the new revision's readiness to that decision.",
    zh: "从新修订就绪到该决定。"),
  Entry(
    "lab.knob.component_scaler",
    en: "who scales",
    zh: "由谁扩缩"),
  Entry(
    "lab.knob.component_scaler.help",
    en:
      "kpa: Knative's autoscaler for each component and revision by its concurrency. fixed: pods stay as many as the scenario and these knobs say.",
    zh: "kpa：Knative 自动扩缩器按并发数扩缩每个组件和修订。fixed：Pod 数不变。"),
  Entry(
    "lab.knob.component_scaler.kpa",
    en: "Knative (KPA)",
    zh: "Knative（KPA）"),
  Entry(
    "lab.knob.component_scaler.fixed",
    en: "nobody",
    zh: "无人"),
  Entry(
    "lab.knob.predictor_pods",
    en: "predictor pods, least",
    zh: "预测器最少 Pod"),
  Entry(
    "lab.knob.predictor_pods.help",
    en: "minReplicas of the predictor; without an autoscaler that many pods.",
    zh: "预测器的 minReplicas；没有自动扩缩时即为 Pod 数。"),
  Entry(
    "lab.knob.transformer_pods",
    en: "transformer pods, least",
    zh: "转换器最少 Pod"),
  Entry(
    "lab.knob.transformer_pods.help",
    en: "minReplicas of the transformer; without an autoscaler that many pods.",
    zh: "转换器的 minReplicas；没有自动扩缩时即为 Pod 数。"),
  Entry(
    "lab.knob.explainer_pods",
    en: "explainer pods, least",
    zh: "解释器最少 Pod"),
  Entry(
    "lab.knob.explainer_pods.help",
    en: "minReplicas of the explainer; without an autoscaler that many pods.",
    zh: "解释器的 minReplicas；没有自动扩缩时即为 Pod 数。"),
  Entry(
    "lab.knob.component_most_pods",
    en: "pods of each, most",
    zh: "每个组件最多 Pod"),
  Entry(
    "lab.knob.component_most_pods.help",
    en: "maxReplicas of each component; 0: no limit.",
    zh: "每个组件的 maxReplicas；0：不限。"),
  Entry(
    "lab.knob.predictor_concurrency",
    en: "predictor slots",
    zh: "预测器并发"),
  Entry(
    "lab.knob.predictor_concurrency.help",
    en:
      "containerConcurrency: calls that a pod of the predictor works on at a time; 0: as the scenario says.",
    zh: "containerConcurrency：预测器 Pod 同时处理的调用数；0：按场景。"),
  Entry(
    "lab.knob.transformer_concurrency",
    en: "transformer slots",
    zh: "转换器并发"),
  Entry(
    "lab.knob.transformer_concurrency.help",
    en:
      "containerConcurrency of the transformer. Its slot is taken while it waits for the predictor; 0: as the scenario says.",
    zh: "转换器的 containerConcurrency。等待预测器时其位置也被占用；0：按场景。"),
  Entry(
    "lab.knob.explain_permille",
    en: "explanations asked for",
    zh: "要求解释"),
  Entry(
    "lab.knob.explain_permille.help",
    en: "Requests in a thousand that ask for an explanation; -1: as the scenario says.",
    zh: "每千个请求中要求解释的个数；-1：按场景。"),
  Entry(
    "lab.knob.mesh_servers",
    en: "servers",
    zh: "服务器数"),
  Entry(
    "lab.knob.mesh_servers.help",
    en: "Servers that models are loaded into; 0: as the scenario says.",
    zh: "装载模型的服务器数；0：按场景。"),
  Entry(
    "lab.knob.server_memory_percent",
    en: "memory of a server",
    zh: "服务器内存"),
  Entry(
    "lab.knob.server_memory_percent.help",
    en: "Of what the scenario says.",
    zh: "占场景所给内存的比例。"),
  Entry(
    "lab.knob.models_percent",
    en: "models",
    zh: "模型数"),
  Entry(
    "lab.knob.models_percent.help",
    en: "Of what the scenario says, for each group.",
    zh: "占场景所给每组模型数的比例。"),
  Entry(
    "lab.knob.popularity_skew_percent",
    en: "skew of popularity",
    zh: "热门程度"),
  Entry(
    "lab.knob.popularity_skew_percent.help",
    en:
      "Exponent of Zipf's law in hundredths: at 100 the second model of a group is asked for half as often as the first; at 0 all are alike.",
    zh: "Zipf 定律的指数（百分之一）：100 时组内第二个模型被请求的次数是第一个的一半；0 时全部相同。"),
  Entry(
    "lab.knob.max_loading_concurrency",
    en: "loads at a time",
    zh: "同时装载"),
  Entry(
    "lab.knob.max_loading_concurrency.help",
    en: "Models that a server loads at the same time (ModelMesh's loading concurrency).",
    zh: "服务器同时装载的模型数（ModelMesh 的装载并发）。"),
  Entry(
    "lab.knob.min_churn_age_s",
    en: "least age to evict",
    zh: "最小逐出年龄"),
  Entry(
    "lab.knob.min_churn_age_s.help",
    en:
      "A full server whose least recently used model was used less than so long ago loads nothing new and refuses (ModelMesh's tas.min_churn_age_ms, 10 minutes); 0 always evicts.",
    zh: "满的服务器上最久未用的模型若在此时间内用过，就不装新模型而拒绝（ModelMesh 的 tas.min_churn_age_ms，10 分钟）；0 总是逐出。"),
]
