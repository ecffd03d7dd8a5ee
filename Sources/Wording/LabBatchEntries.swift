/// Keys that begin with `lab.batch.`, `lab.volcano.` and `lab.kai.`: why Volcano and KAI give, take
/// and let wait; and their knobs.
let labBatchEntries: [Entry] = batchEntries + volcanoEntries + kaiEntries + batchKnobEntries

private let batchEntries: [Entry] = [
  Entry("lab.plain", en: "{1}", zh: "{1}"),
  Entry(
    "lab.batch.bind-failed",
    en:
      "{1} was decided for {2}, but the node cannot take it yet (its number of pods, or a GPU that is still being released): tried again later.",
    zh: "{1} 已决定放到 {2}，但该节点暂时不能接收（Pod 数已满，或 GPU 仍在释放）：稍后重试。"),
  Entry("lab.batch.weight", en: "weight {1}", zh: "权重 {1}"),
  Entry(
    "lab.batch.unknown-queue", en: "{1} waits: there is no queue {2}.", zh: "{1} 在等待：队列 {2} 不存在。"),
  Entry(
    "lab.batch.group-missing",
    en: "{1} waits: it says that it is a gang, but no pod group describes it.",
    zh: "{1} 在等待：它自称成组，但没有描述它的 PodGroup。"),
  Entry(
    "lab.batch.unknown-level", en: "{1} waits: no node has the label {2}, so it has no domain.",
    zh: "{1} 在等待：没有节点带标签 {2}，因此没有可用的拓扑域。"),
  Entry(
    "lab.batch.not-simulated",
    en: "{1} is left alone: its pods ask for something that this scheduler is not simulated with.",
    zh: "{1} 不予调度：它的 Pod 要求了该调度器模拟未包含的功能。"),
  Entry("lab.batch.feature.claims", en: "Device claims (DRA).", zh: "设备声明（DRA）。"),
  Entry(
    "lab.batch.feature.pod-affinity", en: "Required pod affinity or anti-affinity.",
    zh: "必需的 Pod 亲和或反亲和。"),
  Entry(
    "lab.batch.feature.spread", en: "Topology spread with DoNotSchedule.",
    zh: "DoNotSchedule 的拓扑分布约束。"),
  Entry(
    "lab.batch.feature.topology", en: "All pods in one topology domain.", zh: "所有 Pod 位于同一拓扑域。"),
  Entry(
    "lab.batch.feature.share", en: "Whole GPUs and a share of one in the same pod.",
    zh: "同一 Pod 同时请求整卡和 GPU 份额。"),
  Entry("lab.batch.feature.resource", en: "The resource {1}.", zh: "资源 {1}。"),
]

private let volcanoEntries: [Entry] = [
  Entry(
    "lab.volcano.invalid", en: "{1} waits: no session can be held, {2} things do not fit together.",
    zh: "{1} 在等待：无法进行会话，有 {2} 处不一致。"),
  Entry(
    "lab.volcano.bound", en: "A pod of {1} got a node; its gang needs {2}.",
    zh: "{1} 的一个 Pod 得到节点；该组需要 {2} 个。"),
  Entry(
    "lab.volcano.bound-to",
    en: "{1} goes to {2}, one of {3} {3|node that fits|nodes that fit} ({4} looked at).",
    zh: "{1} 去往 {2}：查看了 {4} 个节点，{3} 个合适。"),
  Entry(
    "lab.volcano.gang",
    en: "{1} is a gang: its pods are sent only because at least {2} have a place in this session.",
    zh: "{1} 是成组任务：本次会话中至少 {2} 个 Pod 有位置，才一起发出。"),
  Entry(
    "lab.volcano.nominated", en: "{1} gets {2} as soon as the victims have left it.",
    zh: "被驱逐者离开后，{1} 将得到 {2}。"),
  Entry(
    "lab.volcano.reclaimed",
    en: "{1} must leave {2}: {3} of another queue is owed the room (reclaim).",
    zh: "{1} 必须离开 {2}：另一队列的 {3} 有权收回这些资源（reclaim）。"),
  Entry(
    "lab.volcano.preempted", en: "{1} must leave {2} for {3} of the same queue (preempt).",
    zh: "{1} 必须离开 {2}，让给同一队列的 {3}（preempt）。"),
  Entry(
    "lab.volcano.votes",
    en: "Victims are those that all voting plugins of the first tier with an answer let go.",
    zh: "被驱逐者是首个给出答案的层中所有投票插件都同意的 Pod。"),
  Entry("lab.volcano.table.votes", en: "Votes", zh: "投票"),
  Entry("lab.volcano.column.tier", en: "tier", zh: "层"),
  Entry("lab.volcano.column.plugin", en: "plugin", zh: "插件"),
  Entry("lab.volcano.column.victims", en: "lets go", zh: "同意驱逐"),
  Entry(
    "lab.volcano.waiting",
    en: "{1} waits in queue {3} with {2} {2|pod|pods}; {4} of {5} that it needs are ready.",
    zh: "{1} 在队列 {3} 中有 {2} 个 Pod 等待；所需 {5} 个中已就绪 {4} 个。"),
  Entry(
    "lab.volcano.not-enqueued",
    en: "It is not let in (enqueue): plugin {1} finds no room for its minResources.",
    zh: "未获准入队（enqueue）：插件 {1} 认为没有空间容纳其 minResources。"),
  Entry("lab.volcano.not-open", en: "Queue {1} is {2}.", zh: "队列 {1} 的状态为 {2}。"),
  Entry(
    "lab.volcano.not-leaf", en: "Queue {1} has queues below it and takes no jobs.",
    zh: "队列 {1} 有下级队列，不接收任务。"),
  Entry(
    "lab.volcano.hierarchy",
    en: "Plugin capacity schedules nothing: queue {1} has jobs and queues below it.",
    zh: "插件 capacity 不调度任何任务：队列 {1} 既有任务又有下级队列。"),
  Entry(
    "lab.volcano.too-few",
    en: "The gang is not complete: {1} {1|pod exists|pods exist}, {2} are needed.",
    zh: "组不完整：存在 {1} 个 Pod，需要 {2} 个。"),
  Entry(
    "lab.volcano.too-few-role",
    en: "Of role {1} only {2} {2|pod exists|pods exist}, {3} are needed.",
    zh: "角色 {1} 只有 {2} 个 Pod，需要 {3} 个。"),
  Entry(
    "lab.volcano.overused", en: "Queue {1} has what it deserves: allocated {2}, deserved {3}.",
    zh: "队列 {1} 已得到应得的份额：已分配 {2}，应得 {3}。"),
  Entry(
    "lab.volcano.limit", en: "With {1} queue {2} would be above its limit (plugin {3}).",
    zh: "加上 {1}，队列 {2} 将超过上限（插件 {3}）。"),
  Entry(
    "lab.volcano.shortage", en: "{1}: {2} with the request, at most {3}.",
    zh: "{1}：加上请求为 {2}，最多 {3}。"),
  Entry(
    "lab.volcano.no-node", en: "No node takes {1}: {2} were looked at.",
    zh: "没有节点接受 {1}：共查看 {2} 个。"),
  Entry(
    "lab.volcano.same-role", en: "{1} more pods of role {2} were not tried after that.",
    zh: "此后角色 {2} 的另外 {1} 个 Pod 不再尝试。"),
  Entry(
    "lab.volcano.gang-not-ready",
    en: "Only {1} of {2} pods of the gang found a node at the same time, so all were taken back.",
    zh: "组内 {2} 个 Pod 只有 {1} 个同时找到节点，因此全部撤回。"),
  Entry(
    "lab.volcano.release", en: "{1} {1|pod waits|pods wait} on nodes that others must leave first.",
    zh: "{1} 个 Pod 在等其他 Pod 先离开节点。"),
  Entry(
    "lab.volcano.no-hypernode", en: "No hypernode up to tier {1} holds the whole job.",
    zh: "第 {1} 层及以下没有能容纳整个任务的 hypernode。"),
  Entry(
    "lab.volcano.gated", en: "{1} {1|pod is|pods are} held back by scheduling gates.",
    zh: "{1} 个 Pod 被调度门控拦住。"),
  Entry(
    "lab.volcano.node.insufficient",
    en: "{1} {1|node|nodes}: too little {2}, what is being released included.",
    zh: "{1} 个节点：{2} 不足（已计入正在释放的）。"),
  Entry("lab.volcano.node.pods", en: "{1} {1|node|nodes}: too many pods.", zh: "{1} 个节点：Pod 数已满。"),
  Entry("lab.volcano.node.cordoned", en: "{1} {1|node|nodes}: cordoned.", zh: "{1} 个节点：已禁止调度。"),
  Entry(
    "lab.volcano.node.affinity", en: "{1} {1|node|nodes}: selector or affinity does not match.",
    zh: "{1} 个节点：选择器或亲和性不匹配。"),
  Entry(
    "lab.volcano.node.taint", en: "{1} {1|node|nodes}: taint {2} is not tolerated.",
    zh: "{1} 个节点：不容忍污点 {2}。"),
  Entry("lab.volcano.table.queue", en: "Queue {1}", zh: "队列 {1}"),
  Entry("lab.volcano.column.resource", en: "resource", zh: "资源"),
  Entry("lab.volcano.column.deserved", en: "deserved", zh: "应得"),
  Entry("lab.volcano.column.allocated", en: "allocated", zh: "已分配"),
  Entry("lab.volcano.column.request", en: "asked for", zh: "请求"),
  Entry("lab.volcano.column.limit", en: "limit", zh: "上限"),
]

private let kaiEntries: [Entry] = [
  Entry(
    "lab.kai.share", en: "fair share {1} GPUs, weight {2}", zh: "公平份额 {1} GPU，权重 {2}"),
  Entry("lab.kai.bound", en: "{1} goes to {2} (action {3}).", zh: "{1} 去往 {2}（动作 {3}）。"),
  Entry(
    "lab.kai.gang",
    en: "{1} is a gang: its pods start only because at least {2} have a place together.",
    zh: "{1} 是成组任务：至少 {2} 个 Pod 同时有位置才启动。"),
  Entry("lab.kai.shared", en: "It shares a GPU.", zh: "它共享一块 GPU。"),
  Entry(
    "lab.kai.pipelined", en: "{1} gets a place on {2} as soon as it is released.",
    zh: "{2} 上的资源释放后，{1} 将得到位置。"),
  Entry(
    "lab.kai.stale", en: "{1} must go: its gang ran with too few pods for too long.",
    zh: "{1} 必须离开：它的组以不足的 Pod 数运行过久。"),
  Entry(
    "lab.kai.moved", en: "{1} moves to {2}, so that {3} finds room.", zh: "{1} 移到 {2}，为 {3} 腾出空间。"),
  Entry(
    "lab.kai.reclaimed", en: "{1} of queue {2} must go: {3} of another queue is owed the room.",
    zh: "队列 {2} 的 {1} 必须离开：另一队列的 {3} 有权收回这些资源。"),
  Entry(
    "lab.kai.reclaim-rule",
    en:
      "A reclaim is allowed while the taker stays within its fair share and the other side has more than its own, or the taker lacks what it deserves.",
    zh: "允许收回的条件：收回方不超过其公平份额，并且对方超过自己的份额，或收回方尚未得到应得的份额。"),
  Entry(
    "lab.kai.preempted", en: "{1} must go for {2}, which has a higher priority in the same queue.",
    zh: "{1} 必须让给同一队列中优先级更高的 {2}。"),
  Entry("lab.kai.evicted", en: "{1} must go for {2}.", zh: "{1} 必须让给 {2}。"),
  Entry(
    "lab.kai.waiting", en: "{1} waits in queue {3} with {2} {2|pod|pods}.",
    zh: "{1} 在队列 {3} 中有 {2} 个 Pod 等待。"),
  Entry(
    "lab.kai.not-ready",
    en: "The gang is not complete: {1} {1|pod exists|pods exist}, {2} are needed.",
    zh: "组不完整：存在 {1} 个 Pod，需要 {2} 个。"),
  Entry(
    "lab.kai.not-ready-subgroup",
    en: "Of subgroup {1} only {2} {2|pod exists|pods exist}, {3} are needed.",
    zh: "子组 {1} 只有 {2} 个 Pod，需要 {3} 个。"),
  Entry("lab.kai.unknown-queue", en: "There is no queue {1}.", zh: "队列 {1} 不存在。"),
  Entry(
    "lab.kai.not-leaf", en: "Queue {1} has queues below it and holds no work.",
    zh: "队列 {1} 有下级队列，不承载任务。"),
  Entry(
    "lab.kai.over-limit",
    en: "Queue {1} would be above its limit of {2}: {4} allocated + {5} asked for > {3}.",
    zh: "队列 {1} 的 {2} 将超过上限：已分配 {4} + 请求 {5} > {3}。"),
  Entry(
    "lab.kai.non-preemptible",
    en:
      "Work that cannot be preempted must stay within what queue {1} deserves of {2}: {4} + {5} > {3}.",
    zh: "不可抢占的任务不得超过队列 {1} 应得的 {2}：{4} + {5} > {3}。"),
  Entry(
    "lab.kai.too-large", en: "{1} asks for {3} of {2}; the largest node has {4}.",
    zh: "{1} 请求 {2} {3}；最大的节点只有 {4}。"),
  Entry(
    "lab.kai.no-node", en: "No node takes {1}; {2} of {3} pods of the gang had a place by then.",
    zh: "没有节点接受 {1}；此时组内 {3} 个 Pod 中 {2} 个已有位置。"),
  Entry("lab.kai.node.cpu", en: "{1} {1|node|nodes}: too little cpu.", zh: "{1} 个节点：cpu 不足。"),
  Entry("lab.kai.node.memory", en: "{1} {1|node|nodes}: too little memory.", zh: "{1} 个节点：内存不足。"),
  Entry("lab.kai.node.pods", en: "{1} {1|node|nodes}: too many pods.", zh: "{1} 个节点：Pod 数已满。"),
  Entry(
    "lab.kai.node.gpus", en: "{1} {1|node|nodes}: too few free GPUs.", zh: "{1} 个节点：空闲 GPU 不足。"),
  Entry(
    "lab.kai.node.gpu-share", en: "{1} {1|node|nodes}: no GPU has room for the share.",
    zh: "{1} 个节点：没有 GPU 能容纳该份额。"),
  Entry(
    "lab.kai.node.gpu-memory", en: "{1} {1|node|nodes}: the GPUs' memory is not known.",
    zh: "{1} 个节点：GPU 显存未知。"),
  Entry(
    "lab.kai.node.pods-for-sharing",
    en: "{1} {1|node|nodes}: no place for the reservation pod of a share.",
    zh: "{1} 个节点：没有位置放共享 GPU 的预留 Pod。"),
  Entry(
    "lab.kai.node.not-ready", en: "{1} {1|node|nodes}: not ready or cordoned.",
    zh: "{1} 个节点：未就绪或已禁止调度。"),
  Entry(
    "lab.kai.node.not-allowed", en: "{1} {1|node|nodes}: selector, affinity or taints forbid it.",
    zh: "{1} 个节点：选择器、亲和性或污点不允许。"),
  Entry(
    "lab.kai.node.over-limit", en: "{1} {1|node|nodes}: the queue would be above its limit.",
    zh: "{1} 个节点：队列将超过上限。"),
  Entry(
    "lab.kai.node.non-preemptible",
    en: "{1} {1|node|nodes}: work that cannot be preempted would be above what the queue deserves.",
    zh: "{1} 个节点：不可抢占的任务将超过队列应得的份额。"),
  Entry(
    "lab.kai.search.not-preemptible", en: "{1}: only preemptible jobs are helped by moving others.",
    zh: "{1}：只有可抢占的任务才能靠移动其他任务获得空间。"),
  Entry(
    "lab.kai.search.gpus", en: "{1}: {2} GPUs are free or being released, {3} are needed.",
    zh: "{1}：空闲或正在释放的 GPU 为 {2}，需要 {3}。"),
  Entry(
    "lab.kai.search.gpu-memory", en: "{1}: {2} MiB of GPU memory are free, {3} are needed.",
    zh: "{1}：空闲显存 {2} MiB，需要 {3} MiB。"),
  Entry(
    "lab.kai.search.similar", en: "{1}: {2}, which is no harder to place, just failed.",
    zh: "{1}：同样不难放置的 {2} 刚刚失败。"),
  Entry("lab.kai.search.no-victims", en: "{1}: nobody may be evicted.", zh: "{1}：没有可驱逐的 Pod。"),
  Entry(
    "lab.kai.search.nothing", en: "{1}: none of {2} sets of victims makes room.",
    zh: "{1}：{2} 组被驱逐者都腾不出空间。"),
  Entry(
    "lab.kai.search.would-lose", en: "{1}: in {2} trials some pod would have lost its place.",
    zh: "{1}：{2} 次试算中都会有 Pod 失去位置。"),
  Entry(
    "lab.kai.above-fair-share",
    en: "Queue {1} would be above its fair share of {2}: {4} + {5} > {3}, so it may not reclaim.",
    zh: "队列 {1} 的 {2} 将超过公平份额：{4} + {5} > {3}，因此不得收回。"),
  Entry(
    "lab.kai.victim-within",
    en: "{1} may not take from {2}: that would leave it {3} GPUs, and it keeps up to {4}.",
    zh: "{1} 不得从 {2} 收回：那样它只剩 {3} GPU，而它可保留 {4}。"),
  Entry(
    "lab.kai.saturated",
    en: "{1} would be more saturated with {3} than {2}: {4} of its fair share against {5}.",
    zh: "{1} 的 {3} 饱和度将高于 {2}：公平份额的 {4} 对 {5}。"),
  Entry("lab.kai.short", en: "{1}: {2} needed, {3} free", zh: "{1}：需要 {2}，空闲 {3}"),
  Entry(
    "lab.kai.share-short",
    en: "a share of {1} GPU: {2} whole GPUs free, {3} shared ones with room",
    zh: "GPU 份额 {1}：整卡空闲 {2}，有余量的共享卡 {3}"),
  Entry("lab.kai.table.shares", en: "Queues before the session (GPUs)", zh: "会话前的队列（GPU）"),
  Entry(
    "lab.kai.table.division", en: "How {1} GPUs are divided at the top", zh: "顶层如何划分 {1} 块 GPU"),
  Entry("lab.kai.column.queue", en: "queue", zh: "队列"),
  Entry("lab.kai.column.deserved", en: "deserved", zh: "应得"),
  Entry("lab.kai.column.fair-share", en: "fair share", zh: "公平份额"),
  Entry("lab.kai.column.allocated", en: "allocated", zh: "已分配"),
  Entry("lab.kai.column.request", en: "asked for", zh: "请求"),
  Entry("lab.kai.column.limit", en: "limit", zh: "上限"),
  Entry("lab.kai.column.weight", en: "weight", zh: "权重"),
]

private let batchKnobEntries: [Entry] = [
  Entry("lab.knob.control_plane.volcano", en: "Volcano", zh: "Volcano"),
  Entry("lab.knob.control_plane.kai", en: "KAI Scheduler", zh: "KAI 调度器"),
  Entry("lab.knob.volcano_actions", en: "Volcano's actions", zh: "Volcano 动作"),
  Entry(
    "lab.knob.volcano_actions.help",
    en:
      "What a session of Volcano does beside enqueue, allocate and backfill. Its chart installs none of preempt (within a queue) and reclaim (between queues).",
    zh:
      "Volcano 会话在 enqueue、allocate、backfill 之外还做什么。其安装包默认不含 preempt（队列内抢占）与 reclaim（队列间收回）。"),
  Entry("lab.knob.volcano_actions.standard", en: "standard", zh: "标准"),
  Entry("lab.knob.volcano_actions.preempt", en: "with preempt", zh: "加抢占"),
  Entry("lab.knob.volcano_actions.reclaim", en: "with reclaim", zh: "加收回"),
  Entry("lab.knob.volcano_actions.all", en: "with both", zh: "两者都加"),
  Entry("lab.knob.volcano_shares", en: "Volcano's shares", zh: "Volcano 份额"),
  Entry(
    "lab.knob.volcano_shares.help",
    en:
      "By what Volcano compares queues: proportion divides the cluster by weight (its default), capacity gives what is written as deserved, drf compares dominant shares of jobs only.",
    zh:
      "Volcano 如何比较队列：proportion 按权重划分集群（默认），capacity 按写明的应得量，drf 只比较任务的主导份额。"),
  Entry("lab.knob.volcano_shares.proportion", en: "proportion", zh: "proportion（按权重）"),
  Entry("lab.knob.volcano_shares.capacity", en: "capacity", zh: "capacity（按应得量）"),
  Entry("lab.knob.volcano_shares.drf", en: "drf", zh: "drf（主导份额）"),
  Entry("lab.knob.kai_placement", en: "KAI's placement", zh: "KAI 放置方式"),
  Entry(
    "lab.knob.kai_placement.help",
    en:
      "Whether KAI packs pods onto full nodes and GPUs (its default) or spreads them. Spreading switches consolidation off.",
    zh: "KAI 把 Pod 装紧到较满的节点和 GPU（默认），还是打散。打散会关闭整合（consolidation）。"),
  Entry("lab.knob.kai_placement.pack", en: "pack", zh: "装紧"),
  Entry("lab.knob.kai_placement.spread", en: "spread", zh: "打散"),
  Entry(
    "lab.knob.kai_reclaim_multiplier_percent", en: "KAI's reclaim multiplier", zh: "KAI 收回系数"),
  Entry(
    "lab.knob.kai_reclaim_multiplier_percent.help",
    en:
      "How much less saturated than its sibling a queue must be to reclaim from it, in hundredths (saturation multiplier). KAI's default is 100; larger makes reclaim rarer.",
    zh: "队列要比同级队列低多少饱和度才能收回，以百分数计（saturation multiplier）。KAI 默认 100；越大收回越少。"),
]
