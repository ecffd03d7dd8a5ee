/// Sentences of rollouts, and names that InferenceServices and many models share with them.
let labRolloutEntries: [Entry] = [
  Entry("lab.picture.versions.ready", en: "ready", zh: "就绪"),
  Entry("lab.picture.models.there", en: "there", zh: "已装载"),
  Entry("lab.picture.models.loading", en: "being loaded", zh: "装载中"),
  Entry(
    "lab.problem.shadow",
    en: "Requests can be copied only by a traffic router: set traffic_division=router.",
    zh: "只有流量路由器能复制请求：请设 traffic_division=router。"),
  Entry(
    "lab.problem.rollout-size",
    en:
      "{1} requests would be drawn, at most {2} are: fewer repetitions or requests, or a shorter run.",
    zh: "将产生 {1} 个请求，最多 {2} 个：减少重复或请求，或缩短运行。"),
  Entry(
    "lab.problem.inference-size",
    en:
      "{1} calls of components would be made, at most {2} are simulated: fewer requests or explanations.",
    zh: "将产生 {1} 次组件调用，最多模拟 {2} 次：减少请求或解释。"),
  Entry(
    "lab.problem.models",
    en: "{1} models, at most {2} are simulated: fewer models.",
    zh: "{1} 个模型，最多模拟 {2} 个：减少模型。"),
  Entry(
    "lab.problem.model-requests",
    en: "{1} requests would come, at most {2} are simulated: a lower rate.",
    zh: "将有 {1} 个请求，最多模拟 {2} 个：降低到达率。"),
  Entry(
    "lab.decision.paused",
    en: "pause",
    zh: "暂停"),
  Entry(
    "lab.decision.model-loads",
    en: "load",
    zh: "装载"),
  Entry(
    "lab.decision.model-evicts",
    en: "load after evictions",
    zh: "逐出后装载"),
  Entry(
    "lab.picture.versions",
    en: "pods by version: ready, starting",
    zh: "各版本的 Pod：就绪、启动中"),
  Entry(
    "lab.picture.components",
    en: "pods by component and how full they are",
    zh: "各组件的 Pod 及占用"),
  Entry(
    "lab.picture.models",
    en: "models by server: there, being loaded",
    zh: "各服务器上的模型：已装载、装载中"),
  Entry(
    "lab.queue.waiting-calls",
    en: "calls waiting",
    zh: "等待的调用"),
  Entry(
    "lab.number.weight",
    en: "share of the new version",
    zh: "新版本占比"),
  Entry(
    "lab.number.step",
    en: "step",
    zh: "步骤"),
  Entry(
    "lab.number.users-failed",
    en: "users' requests failed",
    zh: "用户失败请求"),
  Entry(
    "lab.number.mirror",
    en: "copied",
    zh: "复制"),
  Entry(
    "lab.number.shadow",
    en: "copies and tests",
    zh: "复制与测试"),
  Entry(
    "lab.number.looks",
    en: "looks, the last value",
    zh: "查看次数与最近值"),
  Entry(
    "lab.series.old_pods",
    en: "pods of the old version",
    zh: "旧版本 Pod"),
  Entry(
    "lab.series.new_pods",
    en: "pods of the new version",
    zh: "新版本 Pod"),
  Entry(
    "lab.series.user_failures",
    en: "users' requests failed",
    zh: "用户失败请求"),
  Entry(
    "lab.series.transformer_pods",
    en: "ready pods of the transformer",
    zh: "转换器就绪 Pod"),
  Entry(
    "lab.series.predictor_pods",
    en: "ready pods of the predictor",
    zh: "预测器就绪 Pod"),
  Entry(
    "lab.series.explainer_pods",
    en: "ready pods of the explainer",
    zh: "解释器就绪 Pod"),
  Entry(
    "lab.series.waiting_calls",
    en: "calls waiting",
    zh: "等待的调用"),
  Entry(
    "lab.series.models_placed",
    en: "models loaded or loading",
    zh: "已装载或装载中的模型"),
  Entry(
    "lab.series.model_loads",
    en: "loads so far",
    zh: "累计装载"),
  Entry(
    "lab.series.churn_refusals",
    en: "refused so far",
    zh: "累计拒绝"),
  Entry(
    "lab.rollout.scaled.up",
    en: "{1}: from {2} to {3} pods",
    zh: "{1}：从 {2} 个 Pod 增到 {3} 个"),
  Entry(
    "lab.rollout.scaled.down",
    en: "{1}: from {2} down to {3} pods",
    zh: "{1}：从 {2} 个 Pod 减到 {3} 个"),
  Entry(
    "lab.rollout.ready",
    en: "{1}: {2} {2|pod is|pods are} ready",
    zh: "{1}：{2} 个 Pod 就绪"),
  Entry(
    "lab.rollout.weight",
    en: "The new version's weight goes from {1} to {2} %.",
    zh: "新版本的权重从 {1} 变为 {2} %。"),
  Entry(
    "lab.rollout.mirror",
    en: "Copies of {1} % of the requests go to the new version; its answers are dropped.",
    zh: "{1} % 的请求被复制给新版本；其应答被丢弃。"),
  Entry(
    "lab.rollout.mirror.ends",
    en: "No more requests are copied.",
    zh: "不再复制请求。"),
  Entry(
    "lab.rollout.step-done",
    en: "Step {1} is done.",
    zh: "第 {1} 步完成。"),
  Entry(
    "lab.rollout.paused",
    en: "The rollout pauses for {1} s.",
    zh: "发布暂停 {1} 秒。"),
  Entry(
    "lab.rollout.waits",
    en: "The rollout waits for a person.",
    zh: "发布等待人的决定。"),
  Entry(
    "lab.rollout.inconclusive",
    en: "The analysis could not tell: a person has to decide.",
    zh: "分析无法判断：须由人决定。"),
  Entry(
    "lab.rollout.person.promotes",
    en: "The person lets it go on.",
    zh: "那个人让它继续。"),
  Entry(
    "lab.rollout.person.aborts",
    en: "The person sends it back.",
    zh: "那个人撤回它。"),
  Entry(
    "lab.rollout.analysis-began",
    en: "The analysis begins.",
    zh: "分析开始。"),
  Entry(
    "lab.rollout.analysis-ended.successful",
    en: "The analysis found nothing wrong.",
    zh: "分析未发现问题。"),
  Entry(
    "lab.rollout.analysis-ended.inconclusive",
    en: "The analysis ended without a verdict.",
    zh: "分析结束，没有结论。"),
  Entry(
    "lab.rollout.analysis-ended.error",
    en: "The analysis could not measure.",
    zh: "分析无法测量。"),
  Entry(
    "lab.rollout.analysis-ended.failed",
    en: "The analysis says that the new version is worse.",
    zh: "分析认为新版本更差。"),
  Entry(
    "lab.rollout.measured.successful",
    en: "Look {1}: {2}, which is fine.",
    zh: "第 {1} 次查看：{2}，正常。"),
  Entry(
    "lab.rollout.measured.failed",
    en: "Look {1}: {2}, which is bad.",
    zh: "第 {1} 次查看：{2}，不好。"),
  Entry(
    "lab.rollout.measured.inconclusive",
    en: "Look {1}: {2}, neither good nor bad.",
    zh: "第 {1} 次查看：{2}，不好不坏。"),
  Entry(
    "lab.rollout.measured.error",
    en: "Look {1}: there was nothing to measure ({2}).",
    zh: "第 {1} 次查看：无可测量（{2}）。"),
  Entry(
    "lab.rollout.switched",
    en: "The service points at the new version: everybody gets it at once.",
    zh: "服务指向新版本：所有人立即得到它。"),
  Entry(
    "lab.rollout.switched-back",
    en: "The service points at the old version again.",
    zh: "服务重新指向旧版本。"),
  Entry(
    "lab.rollout.promoted",
    en: "The new version stays: the rollout is complete.",
    zh: "新版本留下：发布完成。"),
  Entry(
    "lab.rollout.aborted.person",
    en: "A person aborts: the new version goes back.",
    zh: "由人中止：撤回新版本。"),
  Entry(
    "lab.rollout.aborted.failed",
    en: "Aborted: {1} bad {1|look|looks}, {2} would have been forgiven.",
    zh: "中止：{1} 次坏查看，可容忍 {2} 次。"),
  Entry(
    "lab.rollout.aborted.errors",
    en: "Aborted: {1} measurements in a row had nothing to measure, {2} would have been forgiven.",
    zh: "中止：连续 {1} 次无可测量，可容忍 {2} 次。"),
  Entry(
    "lab.rollout.aborted.too-few",
    en: "Aborted: never {1} good looks in a row.",
    zh: "中止：从未连续 {1} 次好查看。"),
  Entry(
    "lab.rollout.aborted.stopped",
    en: "Aborted by its analysis.",
    zh: "被分析中止。"),
  Entry(
    "lab.rollout.state.version",
    en: "{1} of {2} pods ready, {3} % of the users",
    zh: "{2} 个 Pod 中 {1} 个就绪，{3} % 的用户"),
  Entry(
    "lab.rollout.state.promoted",
    en: "complete",
    zh: "完成"),
  Entry(
    "lab.rollout.state.aborted",
    en: "aborted",
    zh: "已中止"),
  Entry(
    "lab.rollout.state.paused",
    en: "paused",
    zh: "暂停"),
  Entry(
    "lab.rollout.state.going",
    en: "under way",
    zh: "进行中"),
  Entry(
    "lab.rollout.state.looks",
    en: "{1} {1|look|looks} so far",
    zh: "已查看 {1} 次"),
  Entry(
    "lab.rollout.why.version",
    en: "{1}: {2} of {3} pods are ready, and it gets {4} % of the users.",
    zh: "{1}：{3} 个 Pod 中 {2} 个就绪，得到 {4} % 的用户。"),
  Entry(
    "lab.rollout.why.truth",
    en: "In truth {1} fails {2} % of its requests, which the analysis has to find out.",
    zh: "实际上 {1} 有 {2} % 的请求失败，这是分析要找出的。"),
  Entry(
    "lab.rollout.why.routed",
    en:
      "A router divides: weight {1} of 100. The old version keeps all of its {2} pods; the new one has the pods that the weight needs, rounded up.",
    zh: "由路由器分流：权重 {1}/100。旧版本保留全部 {2} 个 Pod；新版本有权重所需的 Pod，向上取整。"),
  Entry(
    "lab.rollout.why.routed-scaled",
    en:
      "A router divides: weight {1} of 100. Each version has the pods that its share of {2} needs, rounded up (dynamicStableScale).",
    zh: "由路由器分流：权重 {1}/100。每个版本有其份额（共 {2}）所需的 Pod，向上取整（dynamicStableScale）。"),
  Entry(
    "lab.rollout.why.split",
    en:
      "Nobody divides the traffic, so {2} pods have to come as close to a weight of {1} as they can, with at most {3} more and {4} fewer ready.",
    zh: "没有分流者，所以 {2} 个 Pod 要尽量接近权重 {1}，就绪数最多多 {3} 个、少 {4} 个。"),
  Entry(
    "lab.rollout.why.blue-green",
    en:
      "Blue/green: all {1} pods of the old version stay until after the switch, so that it can be undone at once.",
    zh: "蓝绿：旧版本的全部 {1} 个 Pod 保留到切换之后，以便立即撤销。"),
  Entry(
    "lab.rollout.why.mirror",
    en: "It answers copies of {1} % of the requests; no user gets these answers.",
    zh: "它应答 {1} % 请求的副本；用户得不到这些应答。"),
  Entry(
    "lab.rollout.why.begins",
    en: "The old version runs with {1} pods; the new one appears.",
    zh: "旧版本以 {1} 个 Pod 运行；新版本出现。"),
  Entry(
    "lab.rollout.why.nobody",
    en: "Nobody is there to be asked (person_answer), so it waits for ever.",
    zh: "没有人可问（person_answer），所以一直等待。"),
  Entry(
    "lab.rollout.why.worse",
    en:
      "In truth the new version is worse: it fails {2} % of its requests, the old one {1} %. It should go back.",
    zh: "实际上新版本更差：失败 {2} %，旧版本 {1} %。应当撤回。"),
  Entry(
    "lab.rollout.why.as-good",
    en:
      "In truth the new version is no worse: it fails {2} % of its requests, the old one {1} %. Sending it back would be a false alarm.",
    zh: "实际上新版本不更差：失败 {2} %，旧版本 {1} %。撤回就是误报。"),
  Entry(
    "lab.rollout.why.analysis",
    en: "The analysis has looked {1} {1|time|times}.",
    zh: "分析已查看 {1} 次。"),
  Entry(
    "lab.rollout.why.threshold",
    en:
      "Each look takes the success rate since the look before. A small share of few requests jumps about by chance alone.",
    zh: "每次查看取自上次以来的成功率。少量请求的小份额仅凭偶然就会跳动。"),
  Entry(
    "lab.rollout.why.peeking",
    en:
      "A test at 5 % is repeated at each of {1} looks. That sends back about {2} % of the versions that are as good as the old one, not 5 %.",
    zh: "5 % 的检验在 {1} 次查看中每次重复。这会撤回约 {2} % 与旧版本一样好的版本，而不是 5 %。"),
  Entry(
    "lab.rollout.why.once",
    en:
      "One test of all requests at the end: it sends back 5 in 100 versions that are as good as the old one, and a bad one stays until then.",
    zh: "最后对全部请求做一次检验：每 100 个一样好的版本撤回 5 个，坏版本则留到那时。"),
  Entry(
    "lab.rollout.why.group-sequential",
    en:
      "{1} planned looks with O'Brien and Fleming's bounds: strict at first, together they err as often as one test. The value is how far z lies above the bound.",
    zh: "{1} 次计划的查看，用 O'Brien-Fleming 界限：起初严格，合起来与一次检验同样少错。数值是 z 超出界限多少。"),
  Entry(
    "lab.rollout.why.always-valid",
    en:
      "An always-valid p value: it may be looked at at any time and errs no more often; it needs more requests to be sure.",
    zh: "随时有效的 p 值：可随时查看而不多错；要确定需要更多请求。"),
  Entry(
    "lab.rollout.why.limit",
    en:
      "{1} bad {1|look is|looks are} forgiven (failureLimit); {2} good ones in a row would be enough (consecutiveSuccessLimit, 0: all looks are taken).",
    zh: "容忍 {1} 次坏查看（failureLimit）；连续 {2} 次好查看即可（consecutiveSuccessLimit，0：做完所有查看）。"),
  Entry(
    "lab.rollout.table.split",
    en: "Ways to round",
    zh: "取整方式"),
  Entry(
    "lab.rollout.table.requests",
    en: "Users' requests so far",
    zh: "至今的用户请求"),
  Entry(
    "lab.rollout.table.steps",
    en: "Steps",
    zh: "步骤"),
  Entry(
    "lab.rollout.table.looks",
    en: "Measurements",
    zh: "测量"),
  Entry(
    "lab.rollout.column.new-pods",
    en: "new pods",
    zh: "新 Pod"),
  Entry(
    "lab.rollout.column.all-pods",
    en: "all pods",
    zh: "全部 Pod"),
  Entry(
    "lab.rollout.column.distance",
    en: "distance from the weight",
    zh: "与权重的距离"),
  Entry(
    "lab.rollout.column.requests",
    en: "requests",
    zh: "请求"),
  Entry(
    "lab.rollout.column.failed",
    en: "failed",
    zh: "失败"),
  Entry(
    "lab.rollout.column.share",
    en: "share failed",
    zh: "失败率"),
  Entry(
    "lab.rollout.column.look",
    en: "look",
    zh: "查看"),
  Entry(
    "lab.rollout.split.chosen",
    en: "taken",
    zh: "采用"),
  Entry(
    "lab.rollout.split.farther",
    en: "not closer",
    zh: "不更近"),
  Entry(
    "lab.rollout.step.weight",
    en: "weight {1} %",
    zh: "权重 {1} %"),
  Entry(
    "lab.rollout.step.pause",
    en: "pause {1} s",
    zh: "暂停 {1} 秒"),
  Entry(
    "lab.rollout.step.pause-person",
    en: "pause until somebody goes on",
    zh: "暂停直到有人继续"),
  Entry(
    "lab.rollout.step.pods",
    en: "{1} {1|pod|pods} of the new version",
    zh: "新版本 {1} 个 Pod"),
  Entry(
    "lab.rollout.step.scale",
    en: "pods for a weight of {1} %",
    zh: "对应权重 {1} % 的 Pod"),
  Entry(
    "lab.rollout.step.match",
    en: "pods as the weight says",
    zh: "Pod 随权重"),
  Entry(
    "lab.rollout.step.analysis",
    en: "analysis",
    zh: "分析"),
  Entry(
    "lab.rollout.step.mirror",
    en: "copy {1} % of the requests",
    zh: "复制 {1} % 的请求"),
  Entry(
    "lab.rollout.step.done",
    en: "done",
    zh: "完成"),
  Entry(
    "lab.rollout.step.present",
    en: "under way",
    zh: "进行中"),
  Entry(
    "lab.rollout.step.to-come",
    en: "to come",
    zh: "将来"),
  Entry(
    "lab.rollout.phase.successful",
    en: "good",
    zh: "好"),
  Entry(
    "lab.rollout.phase.failed",
    en: "bad",
    zh: "坏"),
  Entry(
    "lab.rollout.phase.inconclusive",
    en: "unclear",
    zh: "不明"),
  Entry(
    "lab.rollout.phase.error",
    en: "nothing to measure",
    zh: "无可测量"),
]
