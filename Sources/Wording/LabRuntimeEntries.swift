/// Keys that begin with `lab.runtime.`, `lab.kwok.`, `lab.machine.`: the runtime lab.
let labRuntimeEntries: [Entry] = [
  Entry("lab.yes", en: "yes", zh: "是"),
  Entry("lab.no", en: "no", zh: "否"),
  Entry("lab.problem.objects", en: "{1} fake objects, at most {2}", zh: "{1} 个假对象，最多 {2} 个"),
  Entry("lab.picture.pods", en: "Containers by pod, devices", zh: "各 Pod 的容器、设备"),
  Entry("lab.picture.pods.used", en: "runs, or is taken", zh: "运行或占用"),
  Entry("lab.picture.pods.ended", en: "ended", zh: "已结束"),
  Entry("lab.picture.pods.free", en: "not yet, or free", zh: "尚未或空闲"),
  Entry("lab.picture.pods.waits", en: "waits", zh: "等待"),
  Entry("lab.picture.states.ready", en: "ready", zh: "就绪"),
  Entry("lab.picture.states.other", en: "not ready", zh: "未就绪"),
  Entry("lab.component.kubelet", en: "kubelet", zh: "kubelet"),
  Entry("lab.component.storage", en: "storage", zh: "存储"),
  Entry("lab.component.devices", en: "devices", zh: "设备"),
  Entry("lab.component.runtime", en: "runtime", zh: "运行时"),
  Entry("lab.component.images", en: "images", zh: "镜像"),
  Entry("lab.component.network", en: "network", zh: "网络"),
  Entry("lab.component.shim", en: "shim", zh: "shim"),
  Entry("lab.component.application", en: "application", zh: "应用"),
  Entry("lab.picture.states", en: "Objects by state", zh: "各状态的对象"),
  Entry("lab.queue.pulling", en: "waiting for images", zh: "等待镜像"),
  Entry("lab.queue.unready", en: "not ready", zh: "未就绪"),
  Entry("lab.number.pods", en: "pods", zh: "Pod"),
  Entry("lab.number.ready", en: "ready", zh: "就绪"),
  Entry("lab.number.restarts", en: "restarts", zh: "重启"),
  Entry("lab.number.warnings", en: "warnings", zh: "告警"),
  Entry("lab.number.pressure", en: "DiskPressure", zh: "DiskPressure"),
  Entry("lab.number.objects", en: "objects", zh: "对象"),
  Entry("lab.decision.event-normal", en: "event", zh: "事件"),
  Entry("lab.decision.event-warning", en: "warning", zh: "告警"),
  Entry("lab.decision.container", en: "container", zh: "容器"),
  Entry("lab.decision.condition", en: "condition", zh: "条件"),
  Entry("lab.decision.volume", en: "volume", zh: "卷"),
  Entry("lab.decision.sandbox", en: "sandbox", zh: "沙箱"),
  Entry("lab.decision.pod", en: "pod", zh: "Pod"),
  Entry("lab.decision.unready", en: "not ready any more", zh: "不再就绪"),
  Entry("lab.decision.stage", en: "stage", zh: "Stage"),
  Entry("lab.column.component", en: "component", zh: "组件"),
  Entry("lab.column.call", en: "call", zh: "调用"),
  Entry("lab.column.since", en: "for", zh: "已持续"),
  Entry("lab.column.count", en: "count", zh: "次数"),
  Entry("lab.column.expected", en: "of this cause", zh: "属于该原因"),
  Entry("lab.column.stage", en: "stage", zh: "Stage"),
  Entry("lab.column.matches", en: "matches, or what does not hold", zh: "匹配，或不成立的条件"),
  Entry("lab.column.delay", en: "delay", zh: "延迟"),
  Entry("lab.column.weight", en: "weight", zh: "权重"),
  Entry("lab.runtime.state", en: "{1}", zh: "{1}"),
  Entry("lab.runtime.state.ready", en: "{1}, ready", zh: "{1}，已就绪"),
  Entry("lab.runtime.state.gone", en: "gone", zh: "已消失"),
  Entry("lab.runtime.bound", en: "{1} is bound to the node", zh: "{1} 绑定到该节点"),
  Entry("lab.runtime.deleted", en: "{1} is deleted: its grace period begins", zh: "{1} 被删除：宽限期开始"),
  Entry("lab.runtime.gone", en: "{1} is gone from the API", zh: "{1} 从 API 中消失"),
  Entry("lab.runtime.runs", en: "{1}: container {2} runs", zh: "{1}：容器 {2} 运行"),
  Entry("lab.runtime.waits", en: "{1}: container {2} waits, {3}", zh: "{1}：容器 {2} 等待，{3}"),
  Entry(
    "lab.runtime.ends", en: "{1}: container {2} ended with exit code {3}",
    zh: "{1}：容器 {2} 退出，退出码 {3}"
  ),
  Entry("lab.runtime.ready", en: "{1} is Ready", zh: "{1} 变为 Ready"),
  Entry("lab.runtime.unready", en: "{1} is no longer Ready", zh: "{1} 不再 Ready"),
  Entry("lab.runtime.phase", en: "{1} is in phase {2}", zh: "{1} 进入阶段 {2}"),
  Entry(
    "lab.runtime.sandbox-ready", en: "{1}: its sandbox is ready, with a network",
    zh: "{1}：沙箱就绪，网络已接"),
  Entry("lab.runtime.sandbox-removed", en: "{1}: its sandbox is removed", zh: "{1}：沙箱已移除"),
  Entry("lab.runtime.volume.0", en: "{1}: volume {2} is detached", zh: "{1}：卷 {2} 已卸离"),
  Entry(
    "lab.runtime.volume.2", en: "{1}: volume {2} is attached to the node", zh: "{1}：卷 {2} 已挂接到节点"),
  Entry(
    "lab.runtime.volume.6", en: "{1}: volume {2} is mounted for the pod", zh: "{1}：卷 {2} 已为 Pod 挂载"),
  Entry(
    "lab.runtime.call-failed", en: "{1}: the call {2} ended with {3} after {4} s",
    zh: "{1}：调用 {2} 在 {4} 秒后以 {3} 结束"),
  Entry(
    "lab.runtime.image-removed", en: "image {1} is removed: {2} MiB are free again",
    zh: "镜像 {1} 被删除：释放 {2} MiB"),
  Entry("lab.runtime.pod", en: "{1}", zh: "{1}"),
  Entry("lab.runtime.why.unknown", en: "Nobody of the name {1} is here yet.", zh: "这里还没有 {1}。"),
  Entry(
    "lab.runtime.why.gone", en: "{1} is gone: everything that it held was given back.",
    zh: "{1} 已消失：它占用的都已归还。"),
  Entry("lab.runtime.why.failed", en: "{1} failed for good: {2}.", zh: "{1} 彻底失败：{2}。"),
  Entry(
    "lab.runtime.why.ready", en: "{1} is Ready; it took {2} s from its binding.",
    zh: "{1} 已 Ready，距绑定 {2} 秒。"),
  Entry("lab.runtime.why.ending", en: "{1} is deleted and on its way out.", zh: "{1} 已被删除，正在退出。"),
  Entry("lab.runtime.why.done", en: "{1} is done: {2}.", zh: "{1} 已结束：{2}。"),
  Entry(
    "lab.runtime.why.unready", en: "{1} is not Ready; its status: {2}.", zh: "{1} 未 Ready；状态：{2}。"),
  Entry(
    "lab.runtime.why.event", en: "The last warning is {1}, {2} in all, {3} s ago:",
    zh: "最近的告警是 {1}，共 {2} 次，{3} 秒前："),
  Entry(
    "lab.runtime.why.volume", en: "Its volume {1} is not mounted: containers wait for all volumes.",
    zh: "卷 {1} 尚未挂载：容器要等所有卷。"),
  Entry(
    "lab.runtime.why.sandbox", en: "It has no sandbox yet: no container starts before it.",
    zh: "还没有沙箱：在此之前不会启动容器。"),
  Entry("lab.runtime.why.waits", en: "Container {1} waits: {2}.", zh: "容器 {1} 等待：{2}。"),
  Entry(
    "lab.runtime.why.initial",
    en: "The init container {1} still runs; the others wait for its end.",
    zh: "初始化容器 {1} 仍在运行；其他容器等它结束。"),
  Entry(
    "lab.runtime.why.probe",
    en: "Container {1} has run for {2} s, and its probe has not said yes often enough.",
    zh: "容器 {1} 已运行 {2} 秒，探针成功的次数还不够。"),
  Entry(
    "lab.runtime.why.ended", en: "Container {1} ended with exit code {2}.",
    zh: "容器 {1} 已退出，退出码 {2}。"),
  Entry(
    "lab.runtime.why.pressure",
    en: "The node has DiskPressure: new pods are refused, and pods may be evicted.",
    zh: "节点处于 DiskPressure：新 Pod 被拒绝，Pod 可能被驱逐。"),
  Entry(
    "lab.runtime.table.topology", en: "Hints of NUMA nodes, topology manager policy {1}",
    zh: "NUMA 节点提示，拓扑管理器策略 {1}"),
  Entry("lab.runtime.topology.merged", en: "merged", zh: "合并结果"),
  Entry("lab.runtime.topology.admitted", en: "admitted", zh: "准入"),
  Entry("lab.runtime.topology.refused", en: "TopologyAffinityError", zh: "TopologyAffinityError"),
  Entry("lab.column.container", en: "container", zh: "容器"),
  Entry("lab.column.provider", en: "hint provider", zh: "提示来源"),
  Entry("lab.column.free-by-numa", en: "free by NUMA node", zh: "各 NUMA 节点空闲"),
  Entry("lab.column.preferred-hints", en: "preferred", zh: "首选"),
  Entry("lab.column.other-hints", en: "possible", zh: "可行"),
  Entry("lab.runtime.table.calls", en: "Calls under way", zh: "进行中的调用"),
  Entry("lab.runtime.assumed.calls", en: "Times of calls", zh: "调用耗时"),
  Entry(
    "lab.runtime.assumed.calls.why",
    en:
      "CRI, CNI, CSI and device calls take what is common on plain nodes unless the scenario says otherwise; nobody measured this node",
    zh: "CRI、CNI、CSI 与设备调用取普通节点的常见值，除非场景另有说明；并未实测本节点"),
  Entry("lab.runtime.assumed.disk", en: "Unpacking", zh: "解包"),
  Entry(
    "lab.runtime.assumed.disk.why",
    en: "layers become snapshots at one constant speed; compression and small files make it vary",
    zh: "层以恒定速度变为快照；压缩与小文件会使其变化"),
  Entry("lab.machine.phase", en: "phase", zh: "阶段"),
  Entry("lab.machine.sandbox", en: "sandbox", zh: "沙箱"),
  Entry("lab.machine.container", en: "container {1}", zh: "容器 {1}"),
  Entry("lab.machine.volume", en: "volume {1}", zh: "卷 {1}"),
  Entry("lab.machine.objects", en: "objects: {1}", zh: "对象：{1}"),
  Entry("lab.machine.rests", en: "no stage", zh: "无 Stage"),
  Entry("lab.machine.stage", en: "{1} -> {2}", zh: "{1} -> {2}"),
  Entry("lab.sandbox.0", en: "none", zh: "无"),
  Entry("lab.sandbox.1", en: "creating", zh: "创建中"),
  Entry("lab.sandbox.2", en: "ready", zh: "就绪"),
  Entry("lab.sandbox.3", en: "not ready", zh: "未就绪"),
  Entry("lab.sandbox.4", en: "removed", zh: "已移除"),
  Entry("lab.volume.0", en: "detached", zh: "已卸离"),
  Entry("lab.volume.1", en: "attaching", zh: "挂接中"),
  Entry("lab.volume.2", en: "attached", zh: "已挂接"),
  Entry("lab.volume.3", en: "staging", zh: "暂存中"),
  Entry("lab.volume.4", en: "staged", zh: "已暂存"),
  Entry("lab.volume.5", en: "publishing", zh: "发布中"),
  Entry("lab.volume.6", en: "published", zh: "已发布"),
  Entry("lab.volume.7", en: "unpublishing", zh: "取消发布中"),
  Entry("lab.volume.8", en: "unstaging", zh: "取消暂存中"),
  Entry("lab.volume.9", en: "detaching", zh: "卸离中"),
  Entry("lab.kwok.created", en: "{1} is created: {4}", zh: "{1} 被创建：{4}"),
  Entry("lab.kwok.asked", en: "{1} is to be deleted: {3} -> {4}", zh: "请求删除 {1}：{3} -> {4}"),
  Entry("lab.kwok.played", en: "{1}: stage {2}, {3} -> {4}", zh: "{1}：Stage {2}，{3} -> {4}"),
  Entry("lab.kwok.removed", en: "{1}: stage {2} deletes it", zh: "{1}：Stage {2} 将其删除"),
  Entry("lab.kwok.why", en: "{1} is {2}.", zh: "{1} 处于 {2}。"),
  Entry("lab.kwok.why.gone", en: "{1} is gone.", zh: "{1} 已消失。"),
  Entry(
    "lab.kwok.why.rests",
    en:
      "Stage {1} still matches, but what it would write is there already, to the second: KWOK sends no patch, and without a change nothing wakes the object.",
    zh: "Stage {1} 仍然匹配，但它要写的内容已经在那里（精确到秒）：KWOK 不发送 patch，没有变化就没有什么再唤醒该对象。"),
  Entry(
    "lab.kwok.why.endless",
    en:
      "Stage {1} matches its own result without a delay. After {2} changes one upon the other the run leaves the object alone; KWOK would go on as fast as the API server answers.",
    zh: "Stage {1} 无延迟地匹配自己的结果。连续 {2} 次变化后，模拟不再移动该对象；真正的 KWOK 会以 API server 应答的速度一直继续。"),
  Entry("lab.number.left-alone", en: "left alone", zh: "不再移动"),
  Entry("lab.kwok.table.stages", en: "Stages of its kind", zh: "该类对象的 Stage"),
]

/// What events say, in our words; each once more with its pod in front, for sentences that stand
/// alone.
let labEventEntries: [Entry] =
  eventTexts.map { Entry("lab.event." + $0.key, en: $0.english, zh: $0.chinese) }
  + eventTexts.map {
    Entry("lab.told." + $0.key, en: "{9}: " + $0.english, zh: "{9}：" + $0.chinese)
  }

private let eventTexts: [Entry] = [
  Entry("scheduled", en: "assigned to the node", zh: "已分配到节点"),
  Entry("pulling", en: "pulls image {1}", zh: "开始拉取镜像 {1}"),
  Entry(
    "pulled", en: "image {1} is here after {2} s ({3} s with waiting), {4} MiB",
    zh: "镜像 {1} 用 {2} 秒拉完（含等待 {3} 秒），{4} MiB"),
  Entry("present", en: "image {1} was on the node already", zh: "镜像 {1} 已在节点上"),
  Entry(
    "never", en: "image {1} is not on the node, and the policy is Never",
    zh: "镜像 {1} 不在节点上，而策略是 Never"),
  Entry(
    "pull-unknown", en: "image {1} cannot be pulled: the registry does not know it",
    zh: "无法拉取镜像 {1}：仓库中没有"),
  Entry("pull-failed", en: "image {1} cannot be pulled: {2}", zh: "无法拉取镜像 {1}：{2}"),
  Entry("pull-back-off", en: "waits before it pulls image {1} again", zh: "等待后再拉取镜像 {1}"),
  Entry("created", en: "container {1} created", zh: "容器 {1} 已创建"),
  Entry("started", en: "container {1} started", zh: "容器 {1} 已启动"),
  Entry("create-failed", en: "container {1} could not be created: {2}", zh: "容器 {1} 无法创建：{2}"),
  Entry("start-failed", en: "container {1} could not be started: {2}", zh: "容器 {1} 无法启动：{2}"),
  Entry("post-start-failed", en: "the postStart hook of {1} failed", zh: "{1} 的 postStart 钩子失败"),
  Entry("pre-stop-failed", en: "the preStop hook of {1} failed", zh: "{1} 的 preStop 钩子失败"),
  Entry(
    "crash-back-off", en: "waits {2} s after the end of {1} before it starts it again",
    zh: "{1} 结束后等待 {2} 秒再启动"),
  Entry(
    "refused", en: "the {2} probe of {1} failed: connection refused", zh: "{1} 的 {2} 探针失败：连接被拒绝"),
  Entry(
    "probe-late", en: "the {2} probe of {1} failed: no answer in time", zh: "{1} 的 {2} 探针失败：超时无应答"),
  Entry(
    "kill-liveness", en: "{1} failed its liveness probe and is started anew", zh: "{1} 存活探针失败，将被重启"),
  Entry(
    "kill-startup", en: "{1} failed its startup probe and is started anew", zh: "{1} 启动探针失败，将被重启"),
  Entry(
    "kill-hook", en: "{1} is stopped because its postStart hook failed",
    zh: "{1} 因 postStart 钩子失败而被停止"),
  Entry("kill", en: "stops container {1}", zh: "停止容器 {1}"),
  Entry(
    "sandbox-network", en: "no sandbox: the network plugin answered {1}", zh: "沙箱创建失败：网络插件返回 {1}"),
  Entry("sandbox-failed", en: "no sandbox: the runtime answered {1}", zh: "沙箱创建失败：运行时返回 {1}"),
  Entry("attached", en: "volume {1} is attached", zh: "卷 {1} 挂接成功"),
  Entry("attach-failed", en: "volume {1} cannot be attached: {2}", zh: "卷 {1} 挂接失败：{2}"),
  Entry(
    "stage-failed", en: "volume {1} cannot be staged on the node: {2}", zh: "卷 {1} 在节点上暂存失败：{2}"),
  Entry(
    "publish-failed", en: "volume {1} cannot be mounted for the pod: {2}",
    zh: "卷 {1} 为 Pod 挂载失败：{2}"),
  Entry("prepare-failed", en: "the DRA driver answered {1}", zh: "DRA 驱动返回 {1}"),
  Entry("stop-failed", en: "the pod cannot be stopped: {1}", zh: "无法停止 Pod：{1}"),
  Entry(
    "out-of", en: "the node has too little of {1}: {2} asked for, {3} of {4} in use",
    zh: "节点 {1} 不足：请求 {2}，{4} 中已用 {3}"),
  Entry(
    "allocate-few", en: "{2} of {1} asked for, {3} are free and healthy",
    zh: "请求 {2} 个 {1}，空闲且健康的有 {3} 个"),
  Entry("allocate-failed", en: "the device plugin of {1} answered {2}", zh: "{1} 的设备插件返回 {2}"),
  Entry(
    "topology", en: "its devices and cores cannot lie on NUMA nodes as the policy wants",
    zh: "设备与核无法按策略要求落在 NUMA 节点上"),
  Entry("refused-pressure", en: "refused: the node is under disk pressure", zh: "被拒绝：节点处于磁盘压力"),
  Entry("evicted", en: "evicted for disk space; it used {1} MiB", zh: "因磁盘空间被驱逐；已用 {1} MiB"),
  Entry("pressure", en: "too little of the disk is free", zh: "磁盘可用空间过少"),
  Entry("pressure-over", en: "enough of the disk is free again", zh: "磁盘可用空间已恢复"),
  Entry("free-failed", en: "{1} MiB should be freed, {2} could be", zh: "需释放 {1} MiB，只释放了 {2} MiB"),
]
