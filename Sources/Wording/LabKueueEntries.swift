/// Keys that begin with `lab.kueue.`: why Kueue admits, preempts or lets wait.
let labKueueEntries: [Entry] = [
  Entry(
    "lab.kueue.next", en: "{1} is next in queue {2} and fits.",
    zh: "{1} 是队列 {2} 的下一个，放得下。"),
  Entry(
    "lab.kueue.behind",
    en: "{1} would fit, but waits in queue {2} behind {3} others, first of all {4}.",
    zh: "{1} 本来放得下，但在队列 {2} 中前面还有 {3} 个，排在最前的是 {4}。"),
  Entry(
    "lab.kueue.before", en: "{1} wait before it, first of all {2}.",
    zh: "前面还有 {1} 个在等待，排在最前的是 {2}。"),
  Entry(
    "lab.kueue.unmanaged",
    en: "{1} names no queue, so Kueue leaves it alone: its pods exist at once.",
    zh: "{1} 没有指定队列，Kueue 不管它：Pod 立即创建。"),
  Entry(
    "lab.kueue.no-queue",
    en: "{1} waits: there is no queue {2}.",
    zh: "{1} 在等待：队列 {2} 不存在。"),
  Entry(
    "lab.kueue.refused",
    en: "{1} was refused: no API server takes such a workload.",
    zh: "{1} 被拒绝：API 服务器不接受这样的工作负载。"),
  Entry(
    "lab.kueue.deactivated",
    en: "{1} was given up: its pods were not ready in time too often.",
    zh: "{1} 已放弃：它的 Pod 多次未能按时就绪。"),
  Entry(
    "lab.kueue.backoff",
    en: "{1} backs off until {2} s, because its pods were not ready in time.",
    zh: "{1} 退避到 {2} s，因为它的 Pod 没有按时就绪。"),
  Entry(
    "lab.kueue.node",
    en: "{1} is queued again: its pods are pinned to places, and {2} cannot be used any more.",
    zh: "{1} 重新排队：它的 Pod 固定在选定的位置，而 {2} 已不可用。"),
  Entry(
    "lab.kueue.not-ready",
    en: "{1} gives its quota back: {2} of {3} pods were ready after {4} s.",
    zh: "{1} 归还配额：{4} s 后 {3} 个 Pod 中只有 {2} 个就绪。"),
  Entry(
    "lab.kueue.leaving",
    en: "It holds quota since {1} s, until its pods are gone.",
    zh: "它从 {1} s 起持有配额，直到 Pod 全部退出。"),
  Entry(
    "lab.kueue.since",
    en: "It holds quota since {1} s.",
    zh: "它从 {1} s 起持有配额。"),
  Entry(
    "lab.kueue.victim",
    en: "{1} has to go, so that {2} of queue {3} finds room.",
    zh: "{1} 必须让出，好让队列 {3} 的 {2} 有位置。"),
  Entry(
    "lab.kueue.admitted",
    en: "{1} has quota of queue {2}.",
    zh: "{1} 得到了队列 {2} 的配额。"),
  Entry(
    "lab.kueue.borrows",
    en: "It borrows: the quota comes from {1} levels up.",
    zh: "它在借用：配额来自往上 {1} 层。"),
  Entry(
    "lab.kueue.preempting",
    en: "{1} will fit once these are gone: {2}.",
    zh: "等这些退出后 {1} 就放得下：{2}。"),
  Entry(
    "lab.kueue.waits-for-victims",
    en: "{1} will fit once the victims of others are gone.",
    zh: "等别人的受害者退出后，{1} 就放得下。"),
  Entry(
    "lab.kueue.victims-taken",
    en: "{1} must wait: an earlier head of this cycle takes its victims already ({2}).",
    zh: "{1} 必须等待：本轮更早的队首已占用它的受害者（{2}）。"),
  Entry(
    "lab.kueue.overtaken",
    en: "{1} must wait: an earlier head of this cycle took what it needs.",
    zh: "{1} 必须等待：本轮更早的队首拿走了它需要的资源。"),
  Entry(
    "lab.kueue.pending",
    en: "{1} waits in queue {2}: no flavor has enough quota for it.",
    zh: "{1} 在队列 {2} 中等待：没有哪种 flavor 的配额够用。"),
  Entry(
    "lab.kueue.no-candidates",
    en: "{1} waits in queue {2}: others would have to go, and the policies spare them all.",
    zh: "{1} 在队列 {2} 中等待：需要别人让出，而策略不允许抢占任何人。"),
  Entry(
    "lab.kueue.not-covered",
    en: "{1} waits in queue {2}, which has no quota for {3}.",
    zh: "{1} 在队列 {2} 中等待，该队列没有 {3} 的配额。"),
  Entry(
    "lab.kueue.namespace",
    en: "{1} waits: queue {2} does not take workloads of its namespace.",
    zh: "{1} 在等待：队列 {2} 不接受它所在命名空间的工作负载。"),
  Entry(
    "lab.kueue.above-limit",
    en: "{1} waits: a pod asks for {3} of {2}, above its own limit of {4}.",
    zh: "{1} 在等待：Pod 请求 {3} 的 {2}，超过自身上限 {4}。"),
  Entry(
    "lab.kueue.pod-set",
    en: "Pod set {1}: {2} {2|pod|pods} with {3}.",
    zh: "Pod 组 {1}：{2} 个 Pod，使用 {3}。"),
  Entry(
    "lab.kueue.places",
    en: "Places of {1}: {2}.",
    zh: "{1} 的位置：{2}。"),
  Entry(
    "lab.kueue.sum",
    en: "{1}: {2} requested, {3} available.",
    zh: "{1}：请求 {2}，可用 {3}。"),
  Entry(
    "lab.kueue.limit-borrowing",
    en: "{1} may borrow {3} of {2} and borrows {4} already.",
    zh: "{1} 最多可借用 {3} 的 {2}，已借用 {4}。"),
  Entry(
    "lab.kueue.limit-quota",
    en: "All quota of {1} for {2} is {3}, of which {4} is used.",
    zh: "{1} 的 {2} 配额总共 {3}，已使用 {4}。"),
  Entry(
    "lab.kueue.held-back",
    en: "{1} keeps {2} of {3} to itself: it lends at most {4}.",
    zh: "{1} 保留了 {2} 的 {3}：它最多出借 {4}。"),
  Entry(
    "lab.kueue.never",
    en: "It can never fit: {1} lets the queue have at most {2} of {3}.",
    zh: "永远放不下：{1} 最多允许该队列使用 {2} 的 {3}。"),
  Entry(
    "lab.kueue.enough",
    en: "{1} more of {2} would be enough, free or as quota.",
    zh: "再有 {1} 的 {2} 就够了，无论是空出来的还是新增的配额。"),
  Entry(
    "lab.kueue.topology-no-level",
    en: "Pod set {1}: the topology of flavor {2} cannot serve its request.",
    zh: "Pod 组 {1}：flavor {2} 的拓扑无法满足它的请求。"),
  Entry(
    "lab.kueue.topology-never",
    en: "Pod set {1}: even empty, the best domain of {2} takes {3} of {4}.",
    zh: "Pod 组 {1}：即使全空，{2} 中最好的拓扑域也只能放 {4} 个中的 {3} 个。"),
  Entry(
    "lab.kueue.topology-full",
    en: "Pod set {1}: the best domain of {2} takes {3} of {4} now.",
    zh: "Pod 组 {1}：{2} 中最好的拓扑域现在能放 {4} 个中的 {3} 个。"),
  Entry(
    "lab.kueue.share",
    en: "share {1}, weight {2}",
    zh: "份额 {1}，权重 {2}"),
  Entry(
    "lab.kueue.share-infinite",
    en: "share infinite (weight 0)",
    zh: "份额无穷大（权重 0）"),
  Entry(
    "lab.kueue.table.quota",
    en: "The quota tree before the cycle",
    zh: "本轮之前的配额树"),
  Entry(
    "lab.kueue.table.candidates",
    en: "Candidates for preemption",
    zh: "抢占候选"),
  Entry(
    "lab.kueue.column.workload",
    en: "workload",
    zh: "工作负载"),
  Entry(
    "lab.kueue.column.queue",
    en: "queue",
    zh: "队列"),
  Entry(
    "lab.kueue.column.verdict",
    en: "what became of it",
    zh: "结果"),
  Entry(
    "lab.kueue.column.resource",
    en: "resource",
    zh: "资源"),
  Entry(
    "lab.kueue.column.quota",
    en: "quota",
    zh: "配额"),
  Entry(
    "lab.kueue.column.used",
    en: "used",
    zh: "已用"),
  Entry(
    "lab.kueue.column.borrowed",
    en: "borrowed",
    zh: "借入"),
  Entry(
    "lab.kueue.column.lent",
    en: "lent",
    zh: "借出"),
  Entry(
    "lab.kueue.column.available",
    en: "available",
    zh: "可用"),
  Entry(
    "lab.kueue.candidate.put-back",
    en: "spared: the request fits without it",
    zh: "幸免：没有它也放得下"),
  Entry(
    "lab.kueue.candidate.within-quota",
    en: "spared: its queue is within its quota",
    zh: "幸免：它的队列没有超出配额"),
  Entry(
    "lab.kueue.candidate.only-without-borrowing",
    en: "spared: it may only go for a preemptor that does not borrow",
    zh: "幸免：只有不借用的抢占者才能让它退出"),
  Entry(
    "lab.kueue.candidate.fair-share",
    en: "spared by shares: preemptor {1}, its own {2}, without it {3}",
    zh: "因份额幸免：抢占者 {1}，自身 {2}，去掉它之后 {3}"),
  Entry(
    "lab.kueue.candidate.not-needed",
    en: "not needed",
    zh: "不需要"),
  Entry(
    "lab.kueue.candidate.in-vain",
    en: "would go in vain",
    zh: "退出也没用"),
  Entry(
    "lab.kueue.reason.own-queue",
    en: "goes: same queue, by priority",
    zh: "退出：同一队列，按优先级"),
  Entry(
    "lab.kueue.reason.reclaim",
    en: "goes: its queue uses more than its quota, which the owner wants back",
    zh: "退出：它的队列超出配额，所有者要收回"),
  Entry(
    "lab.kueue.reason.reclaim-borrowing",
    en: "goes: its queue borrows, and the preemptor has the higher priority",
    zh: "退出：它的队列在借用，而抢占者优先级更高"),
  Entry(
    "lab.kueue.reason.fair-sharing",
    en: "goes: its side has more than its fair share",
    zh: "退出：它这一边超过了公平份额"),
]
