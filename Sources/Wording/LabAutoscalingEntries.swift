/// Sentences of the autoscaling lab.
let labAutoscalingEntries: [Entry] = [
  Entry(
    "lab.autoscaling.scaled.up",
    en: "{1}: from {2} to {3} pods",
    zh: "{1}：从 {2} 个 Pod 增到 {3} 个"),
  Entry(
    "lab.autoscaling.scaled.down",
    en: "{1}: from {2} down to {3} pods",
    zh: "{1}：从 {2} 个 Pod 减到 {3} 个"),
  Entry(
    "lab.autoscaling.stage.scheduling",
    en: "{1} is created",
    zh: "{1} 已创建"),
  Entry(
    "lab.autoscaling.stage.node",
    en: "{1} finds no node with room",
    zh: "{1} 找不到有空位的节点"),
  Entry(
    "lab.autoscaling.stage.image",
    en: "{1} has a node and needs its image",
    zh: "{1} 已有节点，需要镜像"),
  Entry(
    "lab.autoscaling.stage.unpack",
    en: "{1}: the image is there and is unpacked",
    zh: "{1}：镜像已到，正在解包"),
  Entry(
    "lab.autoscaling.stage.create",
    en: "{1}: the container is created",
    zh: "{1}：正在创建容器"),
  Entry(
    "lab.autoscaling.stage.model",
    en: "{1}: the weights are on their way",
    zh: "{1}：权重正在传输"),
  Entry(
    "lab.autoscaling.stage.load",
    en: "{1}: the weights go into the accelerator",
    zh: "{1}：权重正在载入加速器"),
  Entry(
    "lab.autoscaling.stage.warm-up",
    en: "{1} warms up",
    zh: "{1} 正在预热"),
  Entry(
    "lab.autoscaling.stage.probe",
    en: "{1} waits for the next readiness probe",
    zh: "{1} 等待下一次就绪探测"),
  Entry(
    "lab.autoscaling.stage.ready",
    en: "{1} is ready",
    zh: "{1} 已就绪"),
  Entry(
    "lab.autoscaling.stage.draining",
    en: "{1} takes nothing new and ends what it has",
    zh: "{1} 不再接受新请求，处理完手头的"),
  Entry(
    "lab.autoscaling.stage.gone",
    en: "{1} is gone",
    zh: "{1} 已结束"),
  Entry(
    "lab.autoscaling.stage-name.scheduling",
    en: "scheduling",
    zh: "调度"),
  Entry(
    "lab.autoscaling.stage-name.node",
    en: "no node",
    zh: "无节点"),
  Entry(
    "lab.autoscaling.stage-name.image",
    en: "image pull",
    zh: "拉取镜像"),
  Entry(
    "lab.autoscaling.stage-name.unpack",
    en: "unpack",
    zh: "解包"),
  Entry(
    "lab.autoscaling.stage-name.create",
    en: "create",
    zh: "创建"),
  Entry(
    "lab.autoscaling.stage-name.model",
    en: "model fetch",
    zh: "获取模型"),
  Entry(
    "lab.autoscaling.stage-name.load",
    en: "model load",
    zh: "载入模型"),
  Entry(
    "lab.autoscaling.stage-name.warm-up",
    en: "warm-up",
    zh: "预热"),
  Entry(
    "lab.autoscaling.stage-name.probe",
    en: "probe",
    zh: "探测"),
  Entry(
    "lab.autoscaling.stage-name.ready",
    en: "ready",
    zh: "就绪"),
  Entry(
    "lab.autoscaling.stage-name.draining",
    en: "drains",
    zh: "排空"),
  Entry(
    "lab.autoscaling.stage-name.gone",
    en: "gone",
    zh: "已结束"),
  Entry(
    "lab.autoscaling.node-joined",
    en: "node {1} joins, because pods had no room",
    zh: "节点 {1} 加入，因为 Pod 没有位置"),
  Entry(
    "lab.autoscaling.holding",
    en: "{1}: a request comes and there is no pod: it is held",
    zh: "{1}：请求到来而没有 Pod：被暂存"),
  Entry(
    "lab.autoscaling.released",
    en:
      "{1}: nobody is held any more; {2} {2|request was|requests were} held, the longest for {3} s",
    zh: "{1}：不再有被暂存的请求；共暂存 {2} 个，最长 {3} 秒"),
  Entry(
    "lab.autoscaling.path.proxy",
    en: "{1}: the activator is in the path now",
    zh: "{1}：activator 现在位于路径中"),
  Entry(
    "lab.autoscaling.path.serve",
    en: "{1}: requests go straight to the pods now",
    zh: "{1}：请求现在直接到 Pod"),
  Entry(
    "lab.autoscaling.ejected",
    en: "{1} is ejected: too many errors",
    zh: "{1} 被摘除：错误过多"),
  Entry(
    "lab.autoscaling.returned",
    en: "{1} may be asked again",
    zh: "{1} 重新接受请求"),
  Entry(
    "lab.autoscaling.killed",
    en: "{1} is killed with {2} {2|request|requests} in hand",
    zh: "{1} 被终止，手头还有 {2} 个请求"),
  Entry(
    "lab.autoscaling.rollout.step",
    en: "the new version gets {1} % of the requests",
    zh: "新版本获得 {1} % 的请求"),
  Entry(
    "lab.autoscaling.rollout.promoted",
    en: "all steps are done: the new version gets everything",
    zh: "所有步骤完成：新版本获得全部请求"),
  Entry(
    "lab.autoscaling.rollout.aborted",
    en: "taken back: {1} of {2} answers of the new version failed",
    zh: "撤回：新版本 {2} 个应答中 {1} 个失败"),
  Entry(
    "lab.autoscaling.rollout.tested",
    en: "taken back: {1} of {2} answers of the new version failed, p = {3}",
    zh: "撤回：新版本 {2} 个应答中 {1} 个失败，p = {3}"),
  Entry(
    "lab.autoscaling.look.panic",
    en: "{1} {1|pod|pods} wanted, with {4} ready: panic changes (stable {2}, panic {3})",
    zh: "想要 {1} 个 Pod，就绪 {4} 个：恐慌状态改变（稳定 {2}，恐慌 {3}）"),
  Entry(
    "lab.autoscaling.look.panicking",
    en: "{1} {1|pod|pods} wanted in panic, with {4} ready (stable {2}, panic {3})",
    zh: "恐慌中想要 {1} 个 Pod，就绪 {4} 个（稳定 {2}，恐慌 {3}）"),
  Entry(
    "lab.autoscaling.look.stable",
    en: "{1} {1|pod|pods} wanted, with {4} ready (stable {2}, panic {3})",
    zh: "想要 {1} 个 Pod，就绪 {4} 个（稳定 {2}，恐慌 {3}）"),
  Entry(
    "lab.autoscaling.look.hpa",
    en: "{1} {1|pod|pods} decided, {2} asked for so far: ratio {3}, the metric asks for {4}",
    zh: "决定 {1} 个 Pod，此前要求 {2} 个：比值 {3}，指标要求 {4}"),
  Entry(
    "lab.autoscaling.look.active",
    en: "KEDA: active with a metric of {1}; {2} {2|pod|pods}, {3} after",
    zh: "KEDA：活跃，指标 {1}；{2} 个 Pod，之后 {3} 个"),
  Entry(
    "lab.autoscaling.look.inactive",
    en: "KEDA: not active with a metric of {1}; {2} {2|pod|pods}, {3} after",
    zh: "KEDA：不活跃，指标 {1}；{2} 个 Pod，之后 {3} 个"),
  Entry(
    "lab.autoscaling.look.apa",
    en: "{1} {1|pod|pods} decided, {2} asked for so far: {3} a pod, {4} of the target",
    zh: "决定 {1} 个 Pod，此前要求 {2} 个：每 Pod {3}，为目标的 {4}"),
  Entry(
    "lab.autoscaling.look.none",
    en: "{1} {1|pod|pods} ready, {2} {2|request|requests} in {1|it|them}",
    zh: "{1} 个 Pod 就绪，其中 {2} 个请求"),
  Entry(
    "lab.autoscaling.fact.share",
    en: "{1}: {2} %, {3} {3|pod|pods}",
    zh: "{1}：{2} %，{3} 个 Pod"),
  Entry(
    "lab.autoscaling.fact.version",
    en: "version",
    zh: "版本"),
  Entry(
    "lab.autoscaling.fact.target",
    en: "target a pod",
    zh: "每 Pod 目标"),
  Entry(
    "lab.autoscaling.fact.ready",
    en: "ready pods",
    zh: "就绪 Pod"),
  Entry(
    "lab.autoscaling.fact.stable",
    en: "stable window",
    zh: "稳定窗口"),
  Entry(
    "lab.autoscaling.fact.stable-wish",
    en: "pods for it",
    zh: "对应 Pod 数"),
  Entry(
    "lab.autoscaling.fact.panic",
    en: "panic window",
    zh: "恐慌窗口"),
  Entry(
    "lab.autoscaling.fact.panic-wish",
    en: "pods for panic",
    zh: "恐慌对应 Pod 数"),
  Entry(
    "lab.autoscaling.fact.limits",
    en: "rates allow",
    zh: "倍率允许"),
  Entry(
    "lab.autoscaling.fact.panic-ratio",
    en: "wanted by panic for each ready pod",
    zh: "恐慌意愿与就绪之比"),
  Entry(
    "lab.autoscaling.fact.mode",
    en: "mode",
    zh: "状态"),
  Entry(
    "lab.autoscaling.fact.wish",
    en: "wish",
    zh: "意愿"),
  Entry(
    "lab.autoscaling.fact.decision",
    en: "decision",
    zh: "决定"),
  Entry(
    "lab.autoscaling.fact.burst",
    en: "excess burst capacity",
    zh: "剩余突发容量"),
  Entry(
    "lab.autoscaling.fact.path",
    en: "path",
    zh: "路径"),
  Entry(
    "lab.autoscaling.fact.condition",
    en: "condition",
    zh: "状况"),
  Entry(
    "lab.autoscaling.fact.want",
    en: "after the bounds",
    zh: "应用上下限后"),
  Entry(
    "lab.autoscaling.fact.current",
    en: "replicas before",
    zh: "此前副本"),
  Entry(
    "lab.autoscaling.fact.mean",
    en: "mean of a pod",
    zh: "每 Pod 平均"),
  Entry(
    "lab.autoscaling.fact.ratio",
    en: "ratio to the target",
    zh: "与目标之比"),
  Entry(
    "lab.autoscaling.fact.adjusted",
    en: "with pods without metric",
    zh: "计入无指标 Pod 后"),
  Entry(
    "lab.autoscaling.fact.measured",
    en: "pods with a metric",
    zh: "有指标的 Pod"),
  Entry(
    "lab.autoscaling.fact.missing",
    en: "without one",
    zh: "没有指标"),
  Entry(
    "lab.autoscaling.fact.unready",
    en: "pending",
    zh: "等待启动"),
  Entry(
    "lab.autoscaling.fact.rule",
    en: "rule",
    zh: "规则"),
  Entry(
    "lab.autoscaling.fact.stabilized",
    en: "after stabilization",
    zh: "稳定之后"),
  Entry(
    "lab.autoscaling.fact.reason",
    en: "reason",
    zh: "理由"),
  Entry(
    "lab.autoscaling.fact.metric",
    en: "metric",
    zh: "指标"),
  Entry(
    "lab.autoscaling.panic.calm",
    en: "stable",
    zh: "稳定"),
  Entry(
    "lab.autoscaling.panic.begins",
    en: "panic begins",
    zh: "恐慌开始"),
  Entry(
    "lab.autoscaling.panic.extended",
    en: "panic goes on",
    zh: "恐慌继续"),
  Entry(
    "lab.autoscaling.panic.held",
    en: "panic is held",
    zh: "恐慌保持"),
  Entry(
    "lab.autoscaling.panic.ends",
    en: "panic ends",
    zh: "恐慌结束"),
  Entry(
    "lab.autoscaling.bound.scaleUpRate",
    en: "{1}, cut to {2}",
    zh: "{1}，削减到 {2}"),
  Entry(
    "lab.autoscaling.bound.scaleDownRate",
    en: "{1}, raised to {2}",
    zh: "{1}，提高到 {2}"),
  Entry(
    "lab.autoscaling.bound.activationScale",
    en: "{1}, raised to {2}",
    zh: "{1}，提高到 {2}"),
  Entry(
    "lab.autoscaling.state.scaler",
    en: "{1} asked for, {2} ready, {3} starting",
    zh: "要求 {1}，就绪 {2}，启动中 {3}"),
  Entry(
    "lab.autoscaling.state.ready",
    en: "ready: {1} at work, {2} waiting",
    zh: "就绪：处理中 {1}，等待 {2}"),
  Entry(
    "lab.autoscaling.state.failing",
    en: "ready: {1} at work, {2} waiting; {3} of {4} failed here",
    zh: "就绪：处理中 {1}，等待 {2}；此处 {4} 次中 {3} 次失败"),
  Entry(
    "lab.autoscaling.state.ejected",
    en: "ready, but ejected",
    zh: "就绪，但被摘除"),
  Entry(
    "lab.autoscaling.state.gone",
    en: "gone",
    zh: "已结束"),
  Entry(
    "lab.autoscaling.state.held",
    en: "held before the pods",
    zh: "在 Pod 之前被暂存"),
  Entry(
    "lab.autoscaling.state.waiting",
    en: "waits in a pod",
    zh: "在 Pod 中等待"),
  Entry("lab.autoscaling.state.not-made", en: "not made yet", zh: "尚未创建"),
  Entry("lab.autoscaling.state.not-come", en: "has not come yet", zh: "尚未到来"),
  Entry("lab.autoscaling.state.in-hand", en: "on its way", zh: "处理途中"),
  Entry("lab.autoscaling.state.ended.served", en: "served", zh: "已成功"),
  Entry("lab.autoscaling.state.ended.failed", en: "failed with a 500", zh: "以 500 失败"),
  Entry("lab.autoscaling.state.ended.rejected", en: "rejected with a 503", zh: "被 503 拒绝"),
  Entry("lab.autoscaling.state.ended.timed-out", en: "timed out", zh: "已超时"),
  Entry(
    "lab.autoscaling.table.decision",
    en: "The decision at {1} s",
    zh: "{1} 秒时的决定"),
  Entry(
    "lab.autoscaling.table.looks",
    en: "The last looks",
    zh: "最近的查看"),
  Entry(
    "lab.autoscaling.table.stages",
    en: "Its stages so far",
    zh: "迄今的阶段"),
]
