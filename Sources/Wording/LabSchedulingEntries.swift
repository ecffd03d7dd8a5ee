/// Keys that begin with `lab.scheduling.`: the scheduling lab.
let labSchedulingEntries: [Entry] = [
  Entry(
    "lab.scheduling.evicted.not-ready",
    en: "{1} must leave {2}: not all pods of its job became ready in time",
    zh: "{1} 须离开 {2}：作业的 Pod 未能及时就绪"),
  Entry(
    "lab.scheduling.evicted.node",
    en: "{1} must leave {3}: {2}, to which its job is bound, cannot be used any more",
    zh: "{1} 须离开 {3}：作业绑定的 {2} 已不可用"),
  Entry(
    "lab.scheduling.suspended.not-ready",
    en: "{1} loses its admission: not all of its pods became ready in time",
    zh: "{1} 失去准入：Pod 未能及时就绪"),
  Entry(
    "lab.scheduling.suspended.node",
    en: "{1} loses its admission: {2}, to which it is bound, cannot be used any more",
    zh: "{1} 失去准入：其绑定的 {2} 已不可用"),
  Entry(
    "lab.queue.unserved", en: "for a scheduler that is not there",
    zh: "等待不存在的调度器"),
  Entry(
    "lab.scheduling.table.preemption", en: "Room by preemption, node by node",
    zh: "逐节点的抢占结果"),
  Entry(
    "lab.scheduling.table.victims", en: "Pods of lower priority on {1}",
    zh: "{1} 上的低优先级 Pod"),
  Entry(
    "lab.column.verdict", en: "verdict",
    zh: "结论"),
  Entry(
    "lab.column.pod", en: "pod",
    zh: "Pod"),
  Entry(
    "lab.column.priority", en: "priority",
    zh: "优先级"),
  Entry(
    "lab.queue.ready", en: "to be tried",
    zh: "待尝试"),
  Entry(
    "lab.queue.backoff", en: "in back-off",
    zh: "退避中"),
  Entry(
    "lab.queue.gated", en: "gated before the queue",
    zh: "队列前受阻"),
  Entry(
    "lab.queue.permit", en: "holding at Permit",
    zh: "在 Permit 处占有等待"),
  Entry(
    "lab.queue.named", en: "queue {1}",
    zh: "队列 {1}"),
  Entry(
    "lab.number.queued-jobs", en: "jobs in queues",
    zh: "排队作业"),
  Entry(
    "lab.decision.queued", en: "job queued",
    zh: "作业入队"),
  Entry(
    "lab.decision.pended", en: "not admitted",
    zh: "未准入"),
  Entry(
    "lab.decision.reserved", en: "node held",
    zh: "占住节点"),
  Entry(
    "lab.decision.released", en: "node given back",
    zh: "归还节点"),
  Entry(
    "lab.decision.nominated", en: "node nominated",
    zh: "提名节点"),
  Entry(
    "lab.decision.gated", en: "gated",
    zh: "受阻"),
  Entry(
    "lab.decision.gone", en: "gone",
    zh: "离开"),
  Entry(
    "lab.decision.failed", en: "failed",
    zh: "失败"),
  Entry(
    "lab.decision.cluster", en: "the cluster changes",
    zh: "集群变化"),
  Entry(
    "lab.decision.deadlock", en: "deadlock",
    zh: "死锁"),
  Entry(
    "lab.scheduling.queued", en: "{1} comes and waits for leave: {2}",
    zh: "{1} 到达并等待准入：{2}"),
  Entry(
    "lab.scheduling.admitted", en: "{1} is admitted: its pods come into being",
    zh: "{1} 获准：其 Pod 被创建"),
  Entry(
    "lab.scheduling.pended", en: "{1} is not admitted and waits",
    zh: "{1} 未获准，继续等待"),
  Entry(
    "lab.scheduling.pended.preempting",
    en: "{1} must wait until those have gone who make room for it",
    zh: "{1} 须等待为其腾出资源的作业离开"),
  Entry(
    "lab.scheduling.pended.waitsForVictims",
    en: "{1} must wait until those have gone who make room for others",
    zh: "{1} 须等待为他人腾出资源的作业离开"),
  Entry(
    "lab.scheduling.pended.victimsTaken",
    en: "{1} waits: those who would make room for it go for another job",
    zh: "{1} 等待：可为其腾位者已为另一作业离开"),
  Entry(
    "lab.scheduling.pended.overtaken",
    en: "{1} waits: another job of the same cycle took what it needs",
    zh: "{1} 等待：同一轮中另一作业取走了它所需的资源"),
  Entry(
    "lab.scheduling.pended.noRoom",
    en: "{1} waits: there is not enough quota or room for it",
    zh: "{1} 等待：配额或空间不足"),
  Entry(
    "lab.scheduling.pended.noCandidates",
    en: "{1} waits: not enough quota is free, and there is nobody whom it may preempt",
    zh: "{1} 等待：空闲配额不足，且没有可抢占的对象"),
  Entry(
    "lab.scheduling.pended.refused",
    en: "{1} waits: its queue does not take it as it is",
    zh: "{1} 等待：其队列不接受它现在的样子"),
  Entry(
    "lab.scheduling.reserved", en: "{1} holds {2} and waits for the rest of its gang",
    zh: "{1} 占住 {2}，等待同组其余 Pod"),
  Entry(
    "lab.scheduling.confirmed", en: "{1} is bound to {2}",
    zh: "{1} 绑定到 {2}"),
  Entry(
    "lab.scheduling.released", en: "{1} gives {2} back without having run",
    zh: "{1} 未运行即归还 {2}"),
  Entry(
    "lab.scheduling.nominated", en: "{1} is to get {2} as soon as its victims are gone",
    zh: "受害者离开后 {1} 将得到 {2}"),
  Entry(
    "lab.scheduling.unnominated", en: "{1} loses the node that was meant for it",
    zh: "{1} 失去为它预留的节点"),
  Entry(
    "lab.scheduling.gated", en: "{1} is not let into the scheduling queue yet",
    zh: "{1} 尚未进入调度队列"),
  Entry(
    "lab.scheduling.gone", en: "{1} is off {2}",
    zh: "{1} 已离开 {2}"),
  Entry(
    "lab.scheduling.failed", en: "{1} breaks on {2}",
    zh: "{1} 在 {2} 上失败"),
  Entry(
    "lab.scheduling.lost", en: "{1} is lost with {2}",
    zh: "{1} 随 {2} 一同丢失"),
  Entry(
    "lab.scheduling.restarted", en: "{1} is ended because {2} starts anew as a whole",
    zh: "{2} 整体重启，{1} 被终止"),
  Entry(
    "lab.scheduling.gaveUp", en: "{1} has failed too often and is given up",
    zh: "{1} 失败次数过多，已放弃"),
  Entry(
    "lab.scheduling.node.failed", en: "{1} dies",
    zh: "{1} 宕机"),
  Entry(
    "lab.scheduling.node.repaired", en: "{1} is back, empty",
    zh: "{1} 恢复，空载"),
  Entry(
    "lab.scheduling.node.cordoned", en: "{1} is cordoned: its pods stay, no new ones come",
    zh: "{1} 被封锁：已有 Pod 保留，不再接收新 Pod"),
  Entry(
    "lab.scheduling.node.uncordoned", en: "{1} takes pods again",
    zh: "{1} 重新接收 Pod"),
  Entry(
    "lab.scheduling.node.draining", en: "{1} is drained: its pods must leave",
    zh: "{1} 正在排空：其 Pod 必须离开"),
  Entry(
    "lab.scheduling.quota", en: "the quota of a queue changes",
    zh: "某队列的配额改变"),
  Entry(
    "lab.scheduling.deadlock",
    en:
      "gangs hold resources and wait for each other; nothing that happens by itself will help them",
    zh: "各组占有资源并互相等待；没有什么会自行化解"),
  Entry(
    "lab.scheduling.evicted.pod", en: "{1} must leave {3} to make room for {2}",
    zh: "{1} 须离开 {3}，为 {2} 腾出空间"),
  Entry(
    "lab.scheduling.evicted.job", en: "{1} must leave {3} to make room for the job {2}",
    zh: "{1} 须离开 {3}，为作业 {2} 腾出空间"),
  Entry(
    "lab.scheduling.evicted.queue",
    en: "{1} must leave {4}: the queue {3} reclaims what it is entitled to, for {2}",
    zh: "{1} 须离开 {4}：队列 {3} 为 {2} 收回应得资源"),
  Entry(
    "lab.scheduling.evicted.moved",
    en: "{1} must leave {3} and run elsewhere so that {2} finds room",
    zh: "{1} 须离开 {3} 到别处运行，使 {2} 有位置"),
  Entry(
    "lab.scheduling.evicted.drained", en: "{1} must leave {2}, which is drained",
    zh: "{2} 正在排空，{1} 须离开"),
  Entry(
    "lab.scheduling.evicted.gang", en: "{1} must leave {2}: its gang is below its minimum",
    zh: "{1} 须离开 {2}：同组数量低于下限"),
  Entry(
    "lab.scheduling.evicted.quota", en: "{1} must leave {2}: its quota went away",
    zh: "{1} 须离开 {2}：其配额已失去"),
  Entry(
    "lab.scheduling.evicted.plain", en: "{1} must leave {2}",
    zh: "{1} 须离开 {2}"),
  Entry(
    "lab.scheduling.suspended.pod", en: "{1} loses its admission to make room for {2}",
    zh: "{1} 失去准入，为 {2} 腾出空间"),
  Entry(
    "lab.scheduling.suspended.job", en: "{1} loses its admission to make room for the job {2}",
    zh: "{1} 失去准入，为作业 {2} 腾出空间"),
  Entry(
    "lab.scheduling.suspended.queue",
    en: "{1} loses its admission: the queue {3} reclaims what it is entitled to, for {2}",
    zh: "{1} 失去准入：队列 {3} 为 {2} 收回应得资源"),
  Entry(
    "lab.scheduling.suspended.moved", en: "{1} loses its admission so that {2} finds room",
    zh: "{1} 失去准入，使 {2} 有位置"),
  Entry(
    "lab.scheduling.suspended.drained", en: "{1} loses its admission: its node is drained",
    zh: "{1} 失去准入：其节点正在排空"),
  Entry(
    "lab.scheduling.suspended.gang", en: "{1} loses its admission: its gang is below its minimum",
    zh: "{1} 失去准入：同组数量低于下限"),
  Entry(
    "lab.scheduling.suspended.quota", en: "{1} loses its admission: its quota went away",
    zh: "{1} 失去准入：其配额已失去"),
  Entry(
    "lab.scheduling.suspended.plain", en: "{1} loses its admission",
    zh: "{1} 失去准入"),
  Entry(
    "lab.scheduling.state.gone", en: "is gone and will be made anew",
    zh: "已离开，将被重建"),
  Entry(
    "lab.scheduling.state.gated", en: "is kept out of the scheduling queue",
    zh: "被挡在调度队列之外"),
  Entry(
    "lab.scheduling.state.reserved", en: "holds {1} and waits for its gang",
    zh: "占住 {1} 等待同组"),
  Entry(
    "lab.scheduling.state.ending", en: "is being ended on {1}",
    zh: "正在 {1} 上终止"),
  Entry(
    "lab.scheduling.state.queued", en: "waits in the queue {1}",
    zh: "在队列 {1} 中等待"),
  Entry(
    "lab.scheduling.state.gave-up", en: "was given up",
    zh: "已放弃"),
  Entry(
    "lab.scheduling.state.pods", en: "{1} of {2} pods run",
    zh: "{2} 个 Pod 中 {1} 个在运行"),
  Entry(
    "lab.scheduling.lws.not-ready",
    en: "Workers of the group are made once its leader {1} is ready (startupPolicy LeaderReady).",
    zh: "组长 {1} 就绪后才创建该组的 worker（startupPolicy LeaderReady）。"),
  Entry(
    "lab.scheduling.lws.not-scheduled",
    en:
      "Workers of the group are made once its leader {1} has a node: the value of {2} there becomes their node selector.",
    zh: "组长 {1} 有节点后才创建该组的 worker：该节点的 {2} 取值会成为它们的节点选择器。"),
  Entry(
    "lab.scheduling.lws.no-label",
    en: "The node of the leader {1} has no label {2}: LeaderWorkerSet makes no workers.",
    zh: "组长 {1} 所在节点没有标签 {2}：LeaderWorkerSet 不创建 worker。"),
  Entry(
    "lab.scheduling.lws.old-workers",
    en: "New workers wait until those of the leader before are gone.",
    zh: "要等前一个组长的 worker 全部消失，才创建新的 worker。"),
  Entry(
    "lab.scheduling.lws.domain",
    en:
      "Exclusive topology: the leader {1} holds {2} for its group. Workers have that as a node selector, and no pod of another group may come.",
    zh: "独占拓扑：组长 {1} 为本组占下 {2}。worker 以此为节点选择器，其他组的 Pod 不得进入。"),
  Entry(
    "lab.scheduling.lws.exclusive",
    en:
      "Exclusive topology: the leader takes only a domain of {1} that no pod of another group is in.",
    zh: "独占拓扑：组长只接受没有其他组 Pod 的 {1} 域。"),
  Entry(
    "lab.scheduling.table.domains", en: "Domains of {1} and the groups in them",
    zh: "{1} 的各个域及其中的组"),
  Entry("lab.column.domain", en: "domain", zh: "域"),
  Entry("lab.column.group", en: "group", zh: "组"),
  Entry("lab.column.pods", en: "pods", zh: "Pod 数"),
  Entry(
    "lab.scheduling.arrived", en: "{1} comes and asks for {2}",
    zh: "{1} 到达，请求 {2}"),
  Entry(
    "lab.scheduling.placed",
    en: "{1} goes to {2}; {3} of {4} {4|node|nodes} looked at {3|was|were} feasible",
    zh: "{1} 放到 {2}；查看的 {4} 个节点中有 {3} 个可行"),
  Entry(
    "lab.scheduling.unschedulable.one", en: "{1} finds no node: the only one refuses it",
    zh: "{1} 找不到节点：唯一的节点拒绝了它"),
  Entry(
    "lab.scheduling.unschedulable.none", en: "{1} finds no node: there is none to ask",
    zh: "{1} 找不到节点：没有可查看的节点"),
  Entry(
    "lab.scheduling.unschedulable", en: "{1} finds no node: all {2} refuse it",
    zh: "{1} 找不到节点：{2} 个节点全部拒绝"),
  Entry(
    "lab.scheduling.finished", en: "{1} ends and gives back what it held on {2}",
    zh: "{1} 结束，归还 {2} 上的资源"),
  Entry(
    "lab.scheduling.state.not-arrived", en: "has not come yet",
    zh: "尚未到达"),
  Entry(
    "lab.scheduling.state.finished", en: "is done",
    zh: "已完成"),
  Entry(
    "lab.scheduling.state.running", en: "on {1}",
    zh: "在 {1} 上"),
  Entry(
    "lab.scheduling.state.waiting", en: "waits; attempts so far: {1}",
    zh: "等待中；已尝试 {1} 次"),
  Entry(
    "lab.scheduling.feasible", en: "feasible",
    zh: "可行"),
  Entry(
    "lab.scheduling.table.scores", en: "Scores: weight x score of each plugin",
    zh: "打分：各插件的 权重 x 分数"),
  Entry(
    "lab.scheduling.table.filters", en: "What each node said",
    zh: "各节点的答复"),
  Entry(
    "lab.scheduling.reason.unschedulable", en: "the node is cordoned",
    zh: "节点已被 cordon"),
  Entry(
    "lab.scheduling.reason.name", en: "the pod wants the node {1}",
    zh: "该 Pod 指定节点 {1}"),
  Entry(
    "lab.scheduling.reason.taint", en: "the pod does not tolerate the taint {1}",
    zh: "该 Pod 不容忍污点 {1}"),
  Entry(
    "lab.scheduling.reason.selector", en: "the node lacks the label {1}",
    zh: "节点缺少标签 {1}"),
  Entry(
    "lab.scheduling.reason.affinity", en: "the required node affinity does not hold",
    zh: "不满足必需的节点亲和性"),
  Entry(
    "lab.scheduling.reason.pods", en: "{1} {1|pod runs|pods run} here and {2} are allowed",
    zh: "已有 {1} 个 Pod，上限 {2}"),
  Entry(
    "lab.scheduling.reason.insufficient", en: "{1}: needs {2}, free {3} of {4}",
    zh: "{1}：需要 {2}，空闲 {3}，共 {4}"),
  Entry(
    "lab.scheduling.reason.skew",
    en: "{1}={2} would have {3} such pods while the emptiest has {4}; allowed difference {5}",
    zh: "{1}={2} 将有 {3} 个此类 Pod，而最空的有 {4} 个；允许相差 {5}"),
  Entry(
    "lab.scheduling.reason.no-label", en: "the node has no label {1} to spread over",
    zh: "节点没有用于打散的标签 {1}"),
  Entry(
    "lab.scheduling.reason.pod-affinity",
    en: "no pod that it requires is in {1}={2}; {3} are elsewhere",
    zh: "{1}={2} 中没有它要求相伴的 Pod；其他地方有 {3} 个"),
  Entry(
    "lab.scheduling.reason.pod-affinity-label",
    en: "the node has no label {1}, by which pods are to be together",
    zh: "节点没有用于相伴的标签 {1}"),
  Entry(
    "lab.scheduling.reason.pod-anti-affinity",
    en: "{1}={2} holds {3} {3|pod|pods} that it must not meet: {4}",
    zh: "{1}={2} 中有 {3} 个它必须避开的 Pod：{4}"),
  Entry(
    "lab.scheduling.reason.existing-anti-affinity",
    en: "{1}={2} holds {3} {3|pod that refuses|pods that refuse} it: {4}",
    zh: "{1}={2} 中有 {3} 个排斥它的 Pod：{4}"),
  Entry(
    "lab.scheduling.reason.share",
    en: "needs {1} thousandths of one GPU, the emptiest has {2} free",
    zh: "需要一块 GPU 的千分之 {1}，最空的一块剩千分之 {2}"),
  Entry(
    "lab.scheduling.reason.other", en: "{1}",
    zh: "{1}"),
]
