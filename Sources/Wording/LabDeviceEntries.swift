/// Keys that begin with `lab.scheduling.device.`: why device claims keep a pod off a node.
let labDeviceEntries: [Entry] = [
  Entry(
    "lab.scheduling.device.no-claim", en: "the device claim {1} does not exist",
    zh: "设备声明 {1} 不存在"),
  Entry(
    "lab.scheduling.device.no-template", en: "the device claim template {1} does not exist",
    zh: "设备声明模板 {1} 不存在"),
  Entry(
    "lab.scheduling.device.in-use", en: "256 other pods share the device claim {1} already",
    zh: "已有 256 个其他 Pod 共用设备声明 {1}"),
  Entry(
    "lab.scheduling.device.no-class", en: "request {1}: the device class {2} does not exist",
    zh: "请求 {1}：设备类 {2} 不存在"),
  Entry(
    "lab.scheduling.device.elsewhere", en: "the devices of its claim {1} are on another node",
    zh: "声明 {1} 的设备在别的节点上"),
  Entry(
    "lab.scheduling.device.no-fit", en: "no choice of the node's devices serves all its claims",
    zh: "节点上的设备怎么选都满足不了它的全部声明"),
  Entry(
    "lab.scheduling.device.invalid-pool",
    en: "no choice of devices serves its claims, and a pool of the node is invalid",
    zh: "设备怎么选都满足不了它的声明，且节点上有无效的设备池"),
  Entry(
    "lab.scheduling.device.timed-out",
    en: "the search for devices was given up after {1} {1|step|steps}",
    zh: "设备搜索在 {1} 步之后放弃"),
  Entry(
    "lab.scheduling.device.empty", en: "request {2} of claim {1} lists no alternative",
    zh: "声明 {1} 的请求 {2} 没有任何备选"),
  Entry(
    "lab.scheduling.device.count", en: "request {2} of claim {1} asks for {3} devices",
    zh: "声明 {1} 的请求 {2} 要 {3} 个设备"),
  Entry(
    "lab.scheduling.device.selector",
    en: "request {1}: '{2}' cannot be decided for {3}, so the whole attempt is given up",
    zh: "请求 {1}：对 {3} 无法判断“{2}”，整次调度放弃"),
  Entry(
    "lab.scheduling.device.unready",
    en: "request {1} asks for all devices, but the pool {2} is incomplete or invalid",
    zh: "请求 {1} 要全部设备，但设备池 {2} 不完整或无效"),
  Entry(
    "lab.scheduling.device.too-many",
    en: "claim {1} needs at least {2} devices; {3} is the most",
    zh: "声明 {1} 至少需要 {2} 个设备，上限是 {3}"),
  Entry(
    "lab.scheduling.device.limit", en: "every choice goes beyond {1} devices in a claim",
    zh: "每种选择都超过一个声明 {1} 个设备的上限"),
  Entry(
    "lab.scheduling.device.constraint",
    en: "request {1} asks for all devices, but {2} breaks the constraint on {3}",
    zh: "请求 {1} 要全部设备，但 {2} 不满足对 {3} 的约束"),
  Entry(
    "lab.scheduling.device.crash",
    en: "the real scheduler crashes on request {1}: all devices, and {2} consumes counters",
    zh: "真实的调度器会在请求 {1} 上崩溃：要全部设备，而 {2} 消耗计数器"),
  Entry(
    "lab.scheduling.device.gets", en: "The allocator gives it {1} (after {2} steps).",
    zh: "分配器给它 {1}（用了 {2} 步）。"),
  Entry(
    "lab.scheduling.device.end-of",
    en: "{1} would serve its claims if one of these ended: {2} (found by searching again).",
    zh: "以下任何一个结束，{1} 就能满足它的声明：{2}（经重新搜索得出）。"),
  Entry(
    "lab.scheduling.device.end-of-all",
    en:
      "{1} would serve its claims if all {2} pods that hold devices there ended; no single one is enough.",
    zh: "{1} 上持有设备的 {2} 个 Pod 全部结束才能满足它的声明；只结束一个不够。"),
  Entry(
    "lab.scheduling.device.never", en: "{1} cannot serve its claims even with all devices free.",
    zh: "即使全部设备空闲，{1} 也满足不了它的声明。"),
  Entry(
    "lab.scheduling.device.more-nodes", en: "{1} more nodes were searched; see the table.",
    zh: "另外搜索了 {1} 个节点，见表。"),
  Entry(
    "lab.scheduling.device.served", en: "served by the first devices tried", zh: "首先试到的设备即可"),
  Entry(
    "lab.scheduling.device.untried",
    en: "not tried: the search ended, or gave up, before it", zh: "未尝试：搜索在此之前已结束或放弃"),
  Entry(
    "lab.scheduling.device.all-of-none",
    en: "all devices are asked for, and class {1} with its selectors chooses none here",
    zh: "要全部设备，而类 {1} 及其选择器在此一个也选不出"),
  Entry("lab.scheduling.device.refused.in-use", en: "{1}: held by claims", zh: "{1}：已被声明占有"),
  Entry(
    "lab.scheduling.device.refused.taken", en: "{1}: taken earlier in this search",
    zh: "{1}：在本次搜索中已被取走"),
  Entry(
    "lab.scheduling.device.refused.class", en: "{1}: not of class {3} ({2} is false)",
    zh: "{1}：不属于类 {3}（{2} 不成立）"),
  Entry(
    "lab.scheduling.device.refused.selector", en: "{1}: {2} is false", zh: "{1}：{2} 不成立"),
  Entry(
    "lab.scheduling.device.refused.elsewhere", en: "{1}: usable on other nodes only",
    zh: "{1}：只能在其他节点上使用"),
  Entry(
    "lab.scheduling.device.refused.gate",
    en: "{1}: consumes counters, and the gate DRAPartitionableDevices is off",
    zh: "{1}：消耗计数器，而特性门 DRAPartitionableDevices 未开启"),
  Entry(
    "lab.scheduling.device.refused.counters", en: "{1}: counters of the pool would be exceeded",
    zh: "{1}：会超出设备池的计数器"),
  Entry(
    "lab.scheduling.device.refused.counter",
    en: "{1}: needs {2} of {3}, {4} of {5} are left ({6} used by claims, {7} in this search)",
    zh: "{1}：需要 {3} {2} 个，{5} 个中剩 {4} 个（声明用了 {6}，本次搜索用了 {7}）"),
  Entry(
    "lab.scheduling.device.refused.lacks", en: "{1}: lacks {2}, which all must share",
    zh: "{1}：没有必须一致的属性 {2}"),
  Entry(
    "lab.scheduling.device.refused.constraint",
    en: "{1}: {2} is {3}, but the devices taken before have {4}",
    zh: "{1}：{2} 为 {3}，而先取的设备为 {4}"),
  Entry("lab.scheduling.table.devices", en: "Devices, request by request", zh: "设备，逐个请求"),
  Entry("lab.column.devices", en: "had / needs", zh: "得到 / 需要"),
  Entry(
    "lab.scheduling.deallocated",
    en: "a claim that nobody uses gives up its devices, so that {1} can be tried elsewhere",
    zh: "一个无人使用的声明交出设备，使 {1} 能在别处再试"),
  Entry(
    "lab.scheduling.why.deallocated", en: "Claim {1} lost its devices for the sake of {2}.",
    zh: "声明 {1} 为 {2} 交出了设备。"),
  Entry(
    "lab.scheduling.why.deallocated.devices", en: "It held {1} on {2}, and no pod used them.",
    zh: "它持有 {2} 上的 {1}，没有 Pod 在用。"),
  Entry(
    "lab.scheduling.why.deallocated.rule",
    en:
      "After a pod found no node, DynamicResources takes the devices from one of its claims that nobody else uses and that some node lacks (PostFilter, before preemption); then the pod is tried again.",
    zh:
      "Pod 找不到节点之后，DynamicResources 会从它的声明中选一个无人另用、且某些节点上没有的，收回其设备（PostFilter，先于抢占）；然后再试该 Pod。"),
  Entry(
    "lab.scheduling.quirk.without",
    en:
      "Without it the answer for {1} would have been another: switch upstream_quirks off to see it.",
    zh: "没有它，{1} 的结论会不同：关闭 upstream_quirks 即可看到。"),
  Entry(
    "lab.scheduling.quirk.counter-leak",
    en:
      "A quirk of Kubernetes v1.35 decided here (counter leak): a device that passed the check of its counters and was then refused by a constraint kept them consumed for the rest of the search.",
    zh: "这里由 Kubernetes v1.35 的一处怪癖决定（计数器泄漏）：设备先通过计数器检查、再被约束拒绝时，其计数器在余下的搜索中仍算已用。"),
  Entry(
    "lab.scheduling.quirk.subrequest-all",
    en:
      "A quirk of Kubernetes v1.35 decided here (all in a subrequest): after the first device of an alternative that asks for all, the search goes on with the count and rules of the first alternative.",
    zh: "这里由 Kubernetes v1.35 的一处怪癖决定（子请求中的“全部”）：要全部设备的备选在取到第一个设备之后，按第一个备选的数量和规则继续搜索。"),
  Entry(
    "lab.scheduling.quirk.counters-by-pool-name",
    en:
      "A quirk of Kubernetes v1.35 decided here (counters by pool name): two drivers with pools of one name share the counters of the one asked first.",
    zh: "这里由 Kubernetes v1.35 的一处怪癖决定（按池名记计数器）：两个驱动的同名设备池共用先被问到的那个的计数器。"),
  Entry(
    "lab.scheduling.quirk.all-over-counters",
    en:
      "A quirk of Kubernetes v1.35 decided here (all over counters): asking for all devices that consume counters ends the real scheduler with a nil pointer.",
    zh: "这里由 Kubernetes v1.35 的一处怪癖决定（对计数器设备要“全部”）：真实调度器会因空指针而退出。"),
  Entry(
    "lab.scheduling.quirk.negative-namespace-selector",
    en:
      "A quirk of Kubernetes v1.35 decided here (negative namespace selector): a namespace selector of only NotIn and DoesNotExist means every namespace, because it is evaluated a second time without labels.",
    zh:
      "这里由 Kubernetes v1.35 的一处怪癖决定（否定的命名空间选择器）：只含 NotIn 和 DoesNotExist 的命名空间选择器会匹配所有命名空间，因为它又在没有标签的情况下被判断了一次。"
  ),
]
