/// Reasons and assumptions of the autoscaling lab.
let labAutoscalingWhyEntries: [Entry] = [
  Entry(
    "lab.autoscaling.hpa.noMetrics",
    en: "No pod has a metric yet, so nothing is changed.",
    zh: "还没有 Pod 有指标，因此不作改变。"),
  Entry(
    "lab.autoscaling.hpa.withinTolerance",
    en: "The ratio is within the tolerance, so nothing is changed.",
    zh: "比值在容差之内，因此不作改变。"),
  Entry(
    "lab.autoscaling.hpa.proportional",
    en: "Replicas in proportion to the ratio, rounded up.",
    zh: "副本数与比值成比例，向上取整。"),
  Entry(
    "lab.autoscaling.hpa.conservative",
    en:
      "Pods without a metric count as idle on the way up and as exactly at the target on the way down.",
    zh: "没有指标的 Pod 在扩容时按空闲计，在缩容时按恰好达标计。"),
  Entry(
    "lab.autoscaling.hpa.directionWouldTurn",
    en:
      "Counting pods without a metric would turn up into down, so nothing is changed: pods are starting already.",
    zh: "计入没有指标的 Pod 会使方向反转，因此不作改变：Pod 已经在启动。"),
  Entry(
    "lab.autoscaling.hpa.disabled",
    en: "With 0 replicas the HPA is switched off.",
    zh: "副本为 0 时 HPA 被关闭。"),
  Entry(
    "lab.autoscaling.hpa.bounds",
    en: "The replicas were outside of the bounds.",
    zh: "副本数曾超出上下限。"),
  Entry(
    "lab.autoscaling.hpa.no-metric",
    en: "Without a metric nothing is changed.",
    zh: "没有指标，不作改变。"),
  Entry(
    "lab.autoscaling.hpa.unchanged",
    en: "What the metric asks for is there already.",
    zh: "指标要求的数量已经具备。"),
  Entry(
    "lab.autoscaling.hpa.followed",
    en: "What the metric asks for is done.",
    zh: "按指标要求执行。"),
  Entry(
    "lab.autoscaling.hpa.stabilized",
    en: "A wish within the stabilization window holds it at {1}.",
    zh: "稳定窗口内的意愿把它保持在 {1}。"),
  Entry(
    "lab.autoscaling.hpa.rate",
    en: "The policies let it be {1} at most change in this period.",
    zh: "策略在此周期内最多允许到 {1}。"),
  Entry(
    "lab.autoscaling.hpa.most",
    en: "It has reached the most replicas.",
    zh: "已达到最大副本数。"),
  Entry(
    "lab.autoscaling.hpa.least",
    en: "It has reached the fewest replicas.",
    zh: "已达到最小副本数。"),
  Entry(
    "lab.autoscaling.keda.activated",
    en: "There is work and no pod: KEDA wakes the service.",
    zh: "有工作而没有 Pod：KEDA 唤醒服务。"),
  Entry(
    "lab.autoscaling.keda.active",
    en: "There is work: the HPA decides how many.",
    zh: "有工作：由 HPA 决定数量。"),
  Entry(
    "lab.autoscaling.keda.deactivated",
    en: "Nothing was active for the whole cooldown: KEDA goes to zero.",
    zh: "整个冷却期内无活动：KEDA 缩到零。"),
  Entry(
    "lab.autoscaling.keda.cooling",
    en: "Nothing is active, and the cooldown lasts {1} s more.",
    zh: "无活动，冷却期还有 {1} 秒。"),
  Entry(
    "lab.autoscaling.keda.raised",
    en: "Nothing is active, but there are fewer pods than the fewest.",
    zh: "无活动，但 Pod 少于最小数。"),
  Entry(
    "lab.autoscaling.keda.inactive",
    en: "Nothing is active and nothing is to be done.",
    zh: "无活动，无事可做。"),
  Entry(
    "lab.autoscaling.apa.noTarget",
    en: "There is no target, so nothing is changed.",
    zh: "没有目标，不作改变。"),
  Entry(
    "lab.autoscaling.apa.withinTolerance",
    en: "Within the tolerances, so nothing is changed.",
    zh: "在容差之内，不作改变。"),
  Entry(
    "lab.autoscaling.apa.up",
    en: "Up in proportion to use over target.",
    zh: "按使用量与目标之比扩容。"),
  Entry(
    "lab.autoscaling.apa.upRateLimited",
    en: "Up, cut by the rate.",
    zh: "扩容，受倍率限制。"),
  Entry(
    "lab.autoscaling.apa.down",
    en: "Down in proportion to use over target.",
    zh: "按使用量与目标之比缩容。"),
  Entry(
    "lab.autoscaling.apa.downRateLimited",
    en: "Down, held by the rate.",
    zh: "缩容，受倍率限制。"),
  Entry(
    "lab.autoscaling.why.no-look",
    en: "{1}: the autoscaler has not looked yet, or has no data",
    zh: "{1}：自动扩缩器还没有查看，或没有数据"),
  Entry(
    "lab.autoscaling.why.scale",
    en: "{1}: {2} {2|pod is|pods are} asked for; {3} {3|is|are} ready and {4} {4|starts|start}",
    zh: "{1}：要求 {2} 个 Pod；{3} 个就绪，{4} 个启动中"),
  Entry(
    "lab.autoscaling.why.answers",
    en: "{1} {1|attempt has|attempts have} ended here so far; {2} of them went wrong.",
    zh: "至今有 {1} 次尝试在此结束，其中 {2} 次失败。"),
  Entry(
    "lab.autoscaling.why.windows",
    en:
      "The stable window has {1}, over {2} a pod that makes {3}; the panic window has {4}, which makes {5}.",
    zh: "稳定窗口为 {1}，每 Pod {2}，得 {3}；恐慌窗口为 {4}，得 {5}。"),
  Entry(
    "lab.autoscaling.why.panic",
    en:
      "The panic window wants {1} pods for each ready one, at least {2}: panic. Pods only grow until it was below for a whole stable window.",
    zh: "恐慌窗口对每个就绪 Pod 想要 {1} 个，不低于 {2}：恐慌。在整个稳定窗口内低于阈值之前只增不减。"),
  Entry(
    "lab.autoscaling.why.held",
    en:
      "Below the threshold, but not for {2} s yet: panic stays and keeps the {1} pods that it wanted at most.",
    zh: "已低于阈值，但未满 {2} 秒：恐慌保持，维持其最多想要的 {1} 个 Pod。"),
  Entry(
    "lab.autoscaling.why.ends",
    en: "Below the threshold for a whole stable window: panic ends.",
    zh: "整个稳定窗口内低于阈值：恐慌结束。"),
  Entry(
    "lab.autoscaling.why.bound.scaleUpRate",
    en: "{1} would be wanted, but the scale-up rate lets {2} come at most.",
    zh: "本想要 {1}，但扩容倍率最多允许 {2}。"),
  Entry(
    "lab.autoscaling.why.bound.scaleDownRate",
    en: "{1} would do, but the scale-down rate keeps {2} at least.",
    zh: "{1} 就够，但缩容倍率至少保留 {2}。"),
  Entry(
    "lab.autoscaling.why.bound.activationScale",
    en: "{1} would do, but above zero the activation scale asks for {2}.",
    zh: "{1} 就够，但零以上激活副本数要求 {2}。"),
  Entry(
    "lab.autoscaling.why.delayed",
    en: "{1} are wanted now, but the scale-down delay keeps the {2} of a moment ago.",
    zh: "现在想要 {1}，但缩容延迟保持先前的 {2}。"),
  Entry(
    "lab.autoscaling.why.bounds",
    en: "The bounds turn {1} into {2}.",
    zh: "上下限把 {1} 变为 {2}。"),
  Entry(
    "lab.autoscaling.why.proxy",
    en: "The excess burst capacity is {1}: below 0, so the activator stays in the path.",
    zh: "剩余突发容量为 {1}：低于 0，因此 activator 留在路径中。"),
  Entry(
    "lab.autoscaling.why.serve",
    en:
      "The excess burst capacity is {1}: pods can take the burst, so requests go straight to them.",
    zh: "剩余突发容量为 {1}：Pod 能承受突发，因此请求直接到 Pod。"),
  Entry(
    "lab.autoscaling.why.cooldown",
    en: "The cooldown window makes it {1}.",
    zh: "冷却窗口使其为 {1}。"),
  Entry(
    "lab.autoscaling.why.fixed",
    en: "Nobody scales this service.",
    zh: "没有人扩缩这个服务。"),
  Entry(
    "lab.autoscaling.zero.disabled",
    en: "Scaling to zero is switched off, so one pod stays.",
    zh: "缩容到零已关闭，因此保留一个 Pod。"),
  Entry(
    "lab.autoscaling.zero.activating",
    en: "It is still activating: its first pods are not ready, so it is not judged yet.",
    zh: "仍在激活：首批 Pod 未就绪，暂不判断。"),
  Entry(
    "lab.autoscaling.zero.timed-out",
    en: "It failed to get its first pods in time, so it goes to zero.",
    zh: "未能按时获得首批 Pod，因此缩到零。"),
  Entry(
    "lab.autoscaling.zero.recent",
    en: "It was active for less than a stable window: one pod stays for {1} s more.",
    zh: "活跃不足一个稳定窗口：一个 Pod 再保留 {1} 秒。"),
  Entry(
    "lab.autoscaling.zero.inactive",
    en: "Nobody came for a stable window: it becomes inactive, the last pod stays for now.",
    zh: "一个稳定窗口内无人到来：变为不活跃，最后的 Pod 暂时保留。"),
  Entry(
    "lab.autoscaling.zero.no-activator",
    en: "The last pod cannot go before the activator is in the path.",
    zh: "activator 进入路径之前最后的 Pod 不能离开。"),
  Entry(
    "lab.autoscaling.zero.retention",
    en: "The last pod is kept for {1} s more.",
    zh: "最后的 Pod 再保留 {1} 秒。"),
  Entry(
    "lab.autoscaling.zero.grace",
    en: "The activator must be in the path for {1} s more before the last pod goes.",
    zh: "activator 还须在路径中 {1} 秒，最后的 Pod 才能离开。"),
  Entry(
    "lab.autoscaling.zero.now",
    en: "The last pod goes: the activator has been in the path long enough.",
    zh: "最后的 Pod 离开：activator 在路径中已足够久。"),
  Entry(
    "lab.autoscaling.why.gone",
    en: "{1} is gone",
    zh: "{1} 已结束"),
  Entry(
    "lab.autoscaling.why.stage.scheduling",
    en: "Since {1} s the scheduler looks for a node.",
    zh: "调度器寻找节点已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.node",
    en: "Since {1} s no node has room.",
    zh: "已 {1} 秒没有节点有空位。"),
  Entry(
    "lab.autoscaling.why.stage.image",
    en: "Since {1} s its node pulls the image.",
    zh: "节点拉取镜像已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.unpack",
    en: "Since {1} s its node unpacks the image.",
    zh: "节点解包镜像已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.create",
    en: "Since {1} s its container is created.",
    zh: "创建容器已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.model",
    en: "Since {1} s the weights are on their way.",
    zh: "权重传输已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.load",
    en: "Since {1} s the weights go into the accelerator.",
    zh: "权重载入加速器已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.warm-up",
    en: "Since {1} s it warms up.",
    zh: "预热已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.stage.probe",
    en: "Since {1} s it waits for a readiness probe.",
    zh: "等待就绪探测已 {1} 秒。"),
  Entry(
    "lab.autoscaling.why.created",
    en: "At {1} s replicas went from {2} to {3}: that made it.",
    zh: "在 {1} 秒副本从 {2} 变为 {3}，因此创建了它。"),
  Entry(
    "lab.autoscaling.why.request",
    en: "{1} is held: place {2} of {3}",
    zh: "{1} 被暂存：第 {2} 位，共 {3} 个"),
  Entry(
    "lab.autoscaling.why.no-pod",
    en: "No pod is ready.",
    zh: "没有就绪的 Pod。"),
  Entry(
    "lab.autoscaling.why.no-room",
    en: "Every ready pod works on as many requests as it may.",
    zh: "每个就绪 Pod 都已达到并发上限。"),
  Entry(
    "lab.autoscaling.why.waits-for",
    en: "{1} is on its way since {2} s.",
    zh: "{1} 已启动 {2} 秒。"),
  Entry(
    "lab.autoscaling.why.in-queue",
    en: "Its pod works on as many requests as it may; it waits in that pod's queue.",
    zh: "它的 Pod 已达并发上限；它在该 Pod 的队列中等待。"),
  Entry(
    "lab.autoscaling.why.over.served",
    en:
      "It was served {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "到达后 {1} 秒成功，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.over.failed",
    en:
      "It failed with a 500, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "到达后 {1} 秒以 500 失败，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.over.rejected",
    en:
      "It was rejected with a 503, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "到达后 {1} 秒被 503 拒绝，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.over.timed-out",
    en: "It timed out {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "到达后 {1} 秒超时，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.ended.served",
    en:
      "Later it is served, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "之后成功，到达后 {1} 秒，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.ended.failed",
    en:
      "Later it fails with a 500, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "之后以 500 失败，到达后 {1} 秒，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.ended.rejected",
    en:
      "Later it is rejected with a 503, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "之后被 503 拒绝，到达后 {1} 秒，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.why.ended.timed-out",
    en:
      "Later it times out, {1} s after it came, {2} s of that held, with {3} {3|attempt|attempts}.",
    zh: "之后超时，到达后 {1} 秒，其中暂存 {2} 秒，尝试 {3} 次。"),
  Entry(
    "lab.autoscaling.assumed.unpack",
    en: "unpacking of image layers",
    zh: "镜像层解包"),
  Entry(
    "lab.autoscaling.assumed.unpack.why",
    en: "a speed of the order of single-threaded gzip, not measured",
    zh: "单线程 gzip 量级的速度，未经测量"),
  Entry(
    "lab.autoscaling.assumed.load",
    en: "loading of weights",
    zh: "权重载入"),
  Entry(
    "lab.autoscaling.assumed.load.why",
    en: "the order of one NVMe disk, not measured",
    zh: "单块 NVMe 磁盘的量级，未经测量"),
  Entry(
    "lab.autoscaling.assumed.warm-up",
    en: "warm-up",
    zh: "预热"),
  Entry(
    "lab.autoscaling.assumed.warm-up.why",
    en: "depends on model, engine and compiler; a guess",
    zh: "取决于模型、引擎和编译器；为猜测"),
  Entry(
    "lab.autoscaling.assumed.pod",
    en: "scheduling and creation of a pod",
    zh: "Pod 的调度与创建"),
  Entry(
    "lab.autoscaling.assumed.pod.why",
    en: "0.1 s and 1.5 s, of an unloaded cluster; not measured",
    zh: "0.1 秒和 1.5 秒，空闲集群；未经测量"),
  Entry(
    "lab.autoscaling.assumed.network",
    en: "network programming",
    zh: "网络下发"),
  Entry(
    "lab.autoscaling.assumed.network.why",
    en: "depends on the number of services and gateways; a guess",
    zh: "取决于服务和网关数量；为猜测"),
]
