/// Keys that begin with `lab.`; the larger parts stand in files of their own.
let labEntries: [[Entry]] = [
  labKnobsEntries, labMetricsEntries, labSchedulingEntries,
  labSchedulingWhyEntries, labDeviceEntries,
  labKueueEntries, labBatchEntries, labPlaneEntries, labServingEntries, labCostEntries,
  labExperimentEntries, labReplacementEntries, labExperimentKnobEntries, labExperimentMetricEntries,
  labFleetEntries, labGatewayEntries, labGatewayKnobEntries, labGatewayMetricEntries,
  labRadixEntries,
  labRuntimeKnobEntries, labRuntimeEntries, labEventEntries, labDiagnosisEntries,
  labAutoscalerKnobEntries, labServiceKnobEntries, labAutoscalingMetricEntries,
  labAutoscalingEntries, labAutoscalingNameEntries, labAutoscalingWhyEntries,
  labRolloutEntries, labInferenceEntries, labRolloutKnobEntries, labRolloutMetricEntries,
  labCommonEntries,
]

private let labCommonEntries: [Entry] = [
  Entry(
    "lab.whatif.searching", en: "What would help {1}? Changes run so far: {2}",
    zh: "怎样才能帮到 {1}？已试运行的改动：{2}"),
  Entry(
    "lab.whatif.found",
    en: "{1} would have what it waits for by {2} s with any one of these changes.",
    zh: "以下任意一项改动都能让 {1} 在 {2} 秒前得到所等待的资源。"),
  Entry(
    "lab.whatif.none",
    en: "No single knob helps {1} by {2} s, turned by up to {3} stops in either direction.",
    zh: "任何单个旋钮向任一方向最多转动 {3} 档，都不能让 {1} 在 {2} 秒前如愿。"),
  Entry(
    "lab.whatif.method",
    en:
      "Each change was really run from the start with the same seed, nearest values first, of the knobs that matter here. Runs: {1}.",
    zh: "对此处起作用的旋钮，每项改动都以相同的种子从头真实运行过，先试最接近的值。共 {1} 次。"),
  Entry("lab.whatif.table.helps", en: "Changes that help", zh: "有效的改动"),
  Entry("lab.whatif.table.sooner", en: "Changes that bring it nearer", zh: "能提前的改动"),
  Entry(
    "lab.whatif.sooner",
    en: "No single knob serves {1} by {2} s, but these changes serve it sooner than now.",
    zh: "没有单个旋钮能让 {1} 在 {2} 秒前如愿，但以下改动能比现在更早。"),
  Entry(
    "lab.whatif.unchanged", en: "Without a change {1} is served at {2} s.",
    zh: "不作改动时 {1} 在第 {2} 秒如愿。"),
  Entry(
    "lab.whatif.never", en: "Without a change {1} is never served.",
    zh: "不作改动时 {1} 永远不能如愿。"),
  Entry(
    "lab.whatif.nearest", en: "The nearest is {1}={2}: served at {3} s.",
    zh: "最接近的是 {1}={2}：第 {3} 秒如愿。"),
  Entry("lab.whatif.served.never", en: "never", zh: "永不"),
  Entry("lab.whatif.served.at", en: "{1} s instead of never", zh: "{1} 秒（原为永不）"),
  Entry("lab.whatif.served.instead", en: "{1} s instead of {2} s", zh: "{1} 秒（原为 {2} 秒）"),
  Entry("lab.column.knob", en: "knob", zh: "旋钮"),
  Entry("lab.column.from", en: "now", zh: "当前"),
  Entry("lab.column.to", en: "changed to", zh: "改为"),
  Entry("lab.column.served", en: "served at", zh: "满足时刻"),
  Entry(
    "lab.on", en: "on",
    zh: "开"),
  Entry(
    "lab.off", en: "off",
    zh: "关"),
  Entry("lab.unit.pods", en: "pods", zh: "Pod"),
  Entry("lab.count.pods", en: "{1} {1|pod|pods}", zh: "{1} 个 Pod"),
  Entry("lab.unit.requests", en: "requests", zh: "请求"),
  Entry("lab.count.requests", en: "{1} {1|request|requests}", zh: "{1} 个请求"),
  Entry("lab.unit.nodes", en: "nodes", zh: "节点"),
  Entry("lab.count.nodes", en: "{1} {1|node|nodes}", zh: "{1} 个节点"),
  Entry("lab.unit.layers", en: "layers", zh: "层"),
  Entry("lab.count.layers", en: "{1} {1|layer|layers}", zh: "{1} 层"),
  Entry("lab.unit.volumes", en: "volumes", zh: "卷"),
  Entry("lab.count.volumes", en: "{1} {1|volume|volumes}", zh: "{1} 个卷"),
  Entry("lab.unit.links", en: "links", zh: "链接"),
  Entry("lab.count.links", en: "{1} {1|link|links}", zh: "{1} 条链接"),
  Entry("lab.unit.words", en: "words", zh: "词"),
  Entry("lab.count.words", en: "{1} {1|word|words}", zh: "{1} 个词"),
  Entry("lab.unit.keys", en: "keys", zh: "键"),
  Entry("lab.count.keys", en: "{1} {1|key|keys}", zh: "{1} 个键"),
  Entry("lab.unit.calls", en: "calls", zh: "次调用"),
  Entry("lab.count.calls", en: "{1} {1|call|calls}", zh: "{1} 次调用"),
  Entry("lab.unit.images", en: "images", zh: "镜像"),
  Entry("lab.count.images", en: "{1} {1|image|images}", zh: "{1} 个镜像"),
  Entry("lab.unit.steps", en: "steps", zh: "步"),
  Entry("lab.count.steps", en: "{1} {1|step|steps}", zh: "{1} 步"),
  Entry("lab.unit.looks", en: "looks", zh: "次查看"),
  Entry("lab.count.looks", en: "{1} {1|look|looks}", zh: "{1} 次查看"),
  Entry("lab.unit.models", en: "models", zh: "模型"),
  Entry("lab.count.models", en: "{1} {1|model|models}", zh: "{1} 个模型"),
  Entry("lab.unit.servers", en: "servers", zh: "服务器"),
  Entry("lab.count.servers", en: "{1} {1|server|servers}", zh: "{1} 台服务器"),
  Entry("lab.value.person", en: "{1}: a person says so", zh: "{1}：由人决定"),
  Entry("lab.value.no-limit", en: "{1}: no limit", zh: "{1}：无限制"),
  Entry("lab.value.as-given", en: "{1}: as given", zh: "{1}：按场景"),
  Entry("lab.value.unset", en: "{1}: unset", zh: "{1}：未设"),
  Entry("lab.value.none", en: "{1}: none", zh: "{1}：无"),
  Entry("lab.value.off", en: "{1}: off", zh: "{1}：关闭"),
  Entry("lab.value.never", en: "{1}: never", zh: "{1}：从不"),
  Entry("lab.value.always", en: "{1}: always", zh: "{1}：始终"),
  Entry(
    "lab.number", en: "{1}",
    zh: "{1}"),
  Entry(
    "lab.problem.toggle", en: "{1} is on or off, not '{2}'",
    zh: "{1} 只能为 on 或 off，不能是“{2}”"),
  Entry(
    "lab.problem.word", en: "{1} cannot be '{2}'; it is one of: {3}",
    zh: "{1} 不能是“{2}”，可选：{3}"),
  Entry(
    "lab.problem.whole", en: "{1} cannot be '{2}'; it is a whole number from {3} to {4} {5}",
    zh: "{1} 不能是“{2}”，应为 {3} 到 {4} {5} 的整数"),
  Entry(
    "lab.problem.lab", en: "the scenario belongs to the lab '{1}', not to '{2}'",
    zh: "该场景属于实验室“{1}”，而不是“{2}”"),
  Entry(
    "lab.problem.knob", en: "the {1} lab has no knob '{2}'; it has: {3}",
    zh: "实验室 {1} 没有旋钮“{2}”；可用旋钮：{3}"),
  Entry(
    "lab.problem.assignment", en: "'{1}' is not knob=value",
    zh: "“{1}”不是 旋钮=值 的形式"),
  Entry(
    "lab.problem.twice", en: "'{1}' is set twice; once is enough",
    zh: "“{1}”设置了两次；一次即可"),
  Entry(
    "lab.problem.sweep-axes", en: "a sweep needs one knob or two different ones, each with values",
    zh: "扫描需要一个或两个不同的旋钮，且各有取值"),
  Entry(
    "lab.problem.sweep-size", en: "{1} combinations are more than a sweep may have ({2})",
    zh: "组合数 {1} 超过扫描上限（{2}）"),
  Entry(
    "lab.problem.pod-affinity",
    en:
      "'{1}' has an exclusive topology, which is inter-pod affinity: the control plane {2} is simulated without it; choose one of: {3}",
    zh: "“{1}”使用独占拓扑，它靠 Pod 间亲和实现：模拟的控制平面 {2} 不含此功能，可选：{3}"),
  Entry(
    "lab.problem.no-resources",
    en: "cpu_weight, memory_weight and gpu_weight cannot all be 0: the score needs a resource",
    zh: "cpu_weight、memory_weight、gpu_weight 不能全为 0：打分至少需要一种资源"),
  Entry(
    "lab.problem.engine-small", en: "the engine's {1} cannot be {2}; the least is {3}",
    zh: "引擎的 {1} 不能是 {2}，最小为 {3}"),
  Entry(
    "lab.problem.engine-watermark", en: "watermark_permille lies outside 0 to 1000",
    zh: "watermark_permille 超出 0 到 1000"),
  Entry(
    "lab.problem.engine-acceptance",
    en: "the chance that a drafted token is accepted lies outside 0 to 1",
    zh: "草稿 token 的接受概率超出 0 到 1"),
  Entry(
    "lab.problem.engine-memory",
    en:
      "the longest sequence needs {1} KV {1|block|blocks} and there {2|is|are} {2}: raise kv_tokens or lower max_model_tokens (vLLM refuses to start like this)",
    zh: "最长序列需要 {1} 个 KV 块，而总共只有 {2} 个：请增大 kv_tokens 或减小 max_model_tokens（vLLM 也会拒绝启动）"),
  Entry(
    "lab.problem.engine-budget",
    en:
      "without chunked prefill max_num_batched_tokens ({1}) must hold the longest sequence ({2} {2|token|tokens}), as vLLM demands",
    zh: "关闭分块预填充时，max_num_batched_tokens（{1}）必须容得下最长序列（{2} 个 token），这是 vLLM 的要求"),
  Entry(
    "lab.picture.gpus", en: "GPUs by node",
    zh: "各节点的 GPU"),
  Entry(
    "lab.picture.blocks", en: "KV blocks",
    zh: "KV 块"),
  Entry(
    "lab.queue.running", en: "running",
    zh: "运行中"),
  Entry(
    "lab.queue.waiting", en: "waiting",
    zh: "等待中"),
  Entry(
    "lab.number.running", en: "running",
    zh: "运行中"),
  Entry(
    "lab.number.waiting", en: "waiting",
    zh: "等待中"),
  Entry(
    "lab.number.free-blocks", en: "free blocks",
    zh: "空闲块"),
  Entry(
    "lab.number.cached-blocks", en: "cached contents",
    zh: "已缓存内容"),
  Entry(
    "lab.number.engine-step", en: "engine step",
    zh: "引擎步"),
  Entry(
    "lab.number.step-tokens", en: "tokens of the step",
    zh: "本步 token"),
  Entry(
    "lab.number.step-time", en: "time of the step",
    zh: "本步耗时"),
  Entry(
    "lab.number.free-gpus", en: "free GPUs",
    zh: "空闲 GPU"),
  Entry(
    "lab.number.free-nodes", en: "untouched GPU nodes",
    zh: "完全空闲的 GPU 节点"),
  Entry(
    "lab.number.fragmented-gpus", en: "fragmented GPUs",
    zh: "碎片 GPU"),
  Entry(
    "lab.column.item", en: "item",
    zh: "项目"),
  Entry(
    "lab.column.blocks", en: "blocks",
    zh: "块"),
  Entry(
    "lab.column.request", en: "request",
    zh: "请求"),
  Entry(
    "lab.column.computed", en: "tokens in cache",
    zh: "缓存中的 token"),
  Entry(
    "lab.column.output", en: "answer tokens",
    zh: "回答 token"),
  Entry(
    "lab.column.tokens", en: "tokens computed",
    zh: "计算的 token"),
  Entry(
    "lab.column.hit", en: "prefix hit",
    zh: "前缀命中"),
  Entry(
    "lab.column.new-blocks", en: "new blocks",
    zh: "新块"),
  Entry(
    "lab.column.free-blocks", en: "free before",
    zh: "此前空闲"),
  Entry(
    "lab.column.time", en: "time",
    zh: "时间"),
  Entry(
    "lab.column.event", en: "event",
    zh: "事件"),
  Entry(
    "lab.column.node", en: "node",
    zh: "节点"),
  Entry(
    "lab.column.plugin", en: "{1} (weight {2})",
    zh: "{1}（权重 {2}）"),
  Entry(
    "lab.column.total", en: "total",
    zh: "总分"),
  Entry(
    "lab.column.filter", en: "filter",
    zh: "过滤器"),
  Entry(
    "lab.column.reason", en: "reason",
    zh: "原因"),
  Entry(
    "lab.table.history", en: "What happened so far",
    zh: "到目前为止发生的事"),
  Entry(
    "lab.why.nobody", en: "there is no {1} in this run",
    zh: "这次运行中没有 {1}"),
  Entry(
    "lab.why.state", en: "{1}: nothing has been decided about it at this moment",
    zh: "{1}：此刻还没有关于它的决定"),
  Entry(
    "lab.decision.arrived", en: "arrival",
    zh: "到达"),
  Entry(
    "lab.decision.placed", en: "placement",
    zh: "放置"),
  Entry(
    "lab.decision.unschedulable", en: "no node found",
    zh: "找不到节点"),
  Entry(
    "lab.decision.finished", en: "end",
    zh: "结束"),
  Entry(
    "lab.decision.admitted", en: "admission",
    zh: "接纳"),
  Entry(
    "lab.decision.waits", en: "obstacle",
    zh: "受阻"),
  Entry(
    "lab.decision.preempted", en: "preemption",
    zh: "抢占"),
  Entry(
    "lab.decision.evicted", en: "eviction",
    zh: "驱逐"),
  Entry(
    "lab.decision.first-token", en: "first token",
    zh: "首个 token"),
  Entry(
    "lab.decision.rejected", en: "refusal",
    zh: "拒绝"),
  Entry(
    "lab.decision.aborted", en: "hang-up",
    zh: "挂断"),
  Entry(
    "lab.series.running", en: "requests running",
    zh: "运行中的请求"),
  Entry(
    "lab.series.waiting", en: "requests waiting",
    zh: "等待中的请求"),
  Entry(
    "lab.series.kv_usage", en: "KV blocks held",
    zh: "占用的 KV 块"),
  Entry(
    "lab.series.cached_blocks", en: "cached contents",
    zh: "已缓存内容"),
  Entry(
    "lab.series.step_tokens", en: "tokens of a step",
    zh: "每步 token"),
  Entry(
    "lab.series.step_time", en: "time of a step",
    zh: "每步耗时"),
  Entry(
    "lab.series.gpu_utilisation", en: "GPUs at work",
    zh: "工作中的 GPU"),
  Entry(
    "lab.series.gpu_allocation", en: "GPUs allocated",
    zh: "已分配 GPU"),
  Entry(
    "lab.series.fragmented_gpus", en: "fragmented GPUs",
    zh: "碎片 GPU"),
  Entry(
    "lab.series.free_nodes", en: "untouched GPU nodes",
    zh: "完全空闲的 GPU 节点"),
  Entry(
    "lab.series.pods_waiting", en: "pods waiting",
    zh: "等待中的 Pod"),
  Entry(
    "lab.series.pods_running", en: "pods running",
    zh: "运行中的 Pod"),
]
