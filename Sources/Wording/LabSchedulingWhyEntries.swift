/// Keys that begin with `lab.scheduling.why.`, `.gang.` or `.preemption.`, and what queues say of themselves.
let labSchedulingWhyEntries: [Entry] = [
  Entry(
    "lab.queue.state", en: "queue; jobs that wait in it: {1}", zh: "队列；其中等待的作业：{1}"),
  Entry("lab.queue.first", en: "is first in line", zh: "排在最前"),
  Entry(
    "lab.queue.why", en: "What blocks the queue {1}; {2} {2|job waits|jobs wait} in it",
    zh: "队列 {1} 受阻的原因；其中有 {2} 个作业等待"),
  Entry("lab.queue.why.nobody", en: "Nobody waits in the queue {1}", zh: "队列 {1} 中无人等待"),
  Entry(
    "lab.queue.sum",
    en: "{1}: quota {2}, used {3} (borrowed {4}), lent {5}, asked for by those that wait {6}.",
    zh: "{1}：配额 {2}，已用 {3}（借入 {4}），借出 {5}，等待者请求 {6}。"),
  Entry(
    "lab.queue.sum.limit",
    en:
      "{1}: quota {2}, used {3} (borrowed {4}), lent {5}, asked for by those that wait {6}; at most {7}.",
    zh: "{1}：配额 {2}，已用 {3}（借入 {4}），借出 {5}，等待者请求 {6}；上限 {7}。"),
  Entry(
    "lab.queue.borrows", en: "{1} borrows {2} {3}.",
    zh: "{1} 借用 {2} {3}。"),
  Entry("lab.queue.head", en: "First in line is {1}:", zh: "排在最前的是 {1}："),
  Entry(
    "lab.scheduling.why.preempts",
    en: "{1} finds no node and may take one from pods of lower priority",
    zh: "{1} 找不到节点，可从低优先级 Pod 处取得"),
  Entry(
    "lab.scheduling.preemption.nominates",
    en:
      "on {1} it would fit without {2} {2|pod|pods}; {3} {3|node was a candidate|nodes were candidates}",
    zh: "在 {1} 上移走 {2} 个 Pod 即可容纳；共有 {3} 个候选节点"),
  Entry(
    "lab.scheduling.preemption.none",
    en: "evicting pods of lower priority helps on none of the {1} {1|node|nodes} asked",
    zh: "询问的 {1} 个节点上，驱逐低优先级 Pod 都无济于事"),
  Entry(
    "lab.scheduling.preemption.nobody",
    en: "there is no node on which evicting pods of lower priority could help",
    zh: "没有节点能靠驱逐低优先级 Pod 解决"),
  Entry(
    "lab.scheduling.preemption.never", en: "its preemptionPolicy is Never",
    zh: "其 preemptionPolicy 为 Never"),
  Entry(
    "lab.scheduling.preemption.leaving",
    en: "it waits for {1} to leave {2}, which an earlier preemption asked for",
    zh: "它在等待 {1} 离开 {2}（先前抢占已要求）"),
  Entry(
    "lab.scheduling.preemption.other", en: "another scheduler is responsible for it",
    zh: "由其他调度器负责"),
  Entry(
    "lab.scheduling.preemption.disabled", en: "preemption is switched off",
    zh: "抢占已关闭"),
  Entry(
    "lab.scheduling.preemption.criterion.fewestBudgetViolations",
    en: "decided by: fewest disruption budgets broken",
    zh: "决定依据：破坏的中断预算最少"),
  Entry(
    "lab.scheduling.preemption.criterion.lowestTopPriority",
    en: "decided by: lowest priority of the most important victim",
    zh: "决定依据：最重要受害者的优先级最低"),
  Entry(
    "lab.scheduling.preemption.criterion.lowestPrioritySum",
    en: "decided by: lowest sum of the victims' priorities",
    zh: "决定依据：受害者优先级之和最低"),
  Entry(
    "lab.scheduling.preemption.criterion.fewestVictims", en: "decided by: fewest victims",
    zh: "决定依据：受害者最少"),
  Entry(
    "lab.scheduling.preemption.criterion.latestStart", en: "decided by: the victims began latest",
    zh: "决定依据：受害者启动最晚"),
  Entry(
    "lab.scheduling.preemption.verdict.unresolvable", en: "no eviction helps",
    zh: "驱逐无用"),
  Entry(
    "lab.scheduling.preemption.verdict.no-lower", en: "no pod of lower priority",
    zh: "没有更低优先级的 Pod"),
  Entry(
    "lab.scheduling.preemption.verdict.no-fit", en: "not even without them",
    zh: "移走也容不下"),
  Entry(
    "lab.scheduling.preemption.verdict.no-victims", en: "fits without evictions",
    zh: "无需驱逐即可容纳"),
  Entry(
    "lab.scheduling.preemption.verdict.candidate", en: "candidate",
    zh: "候选"),
  Entry(
    "lab.scheduling.preemption.costs", en: "{1} victims, {2} break a budget: {3}",
    zh: "{1} 个受害者，{2} 个破坏预算：{3}"),
  Entry(
    "lab.scheduling.preemption.goes", en: "must go",
    zh: "须离开"),
  Entry(
    "lab.scheduling.preemption.stays", en: "spared",
    zh: "免于驱逐"),
  Entry(
    "lab.scheduling.why.at", en: "Decided at {1} s.",
    zh: "于第 {1} 秒决定。"),
  Entry(
    "lab.scheduling.why.gang", en: "Why {1} of the gang {2} does not run yet",
    zh: "为何 {2} 组的 {1} 尚未运行"),
  Entry(
    "lab.scheduling.gang.few",
    en:
      "{1} {1|pod of the gang exists|pods of the gang exist}; it needs {2} before any of them is tried",
    zh: "该组已有 {1} 个 Pod；需有 {2} 个才开始尝试"),
  Entry(
    "lab.scheduling.gang.missing", en: "the scheduler finds no such group",
    zh: "调度器找不到该组"),
  Entry(
    "lab.scheduling.gang.waits",
    en: "{1} of {2} pods have a node and hold it; at {3} s all of them give it back",
    zh: "{2} 个中已有 {1} 个占住节点；到 {3} 秒仍不齐则全部归还"),
  Entry(
    "lab.scheduling.gang.quorum",
    en: "with this pod {1} of {2} have a node: the gang is let through",
    zh: "加上它已有 {1}/{2} 个节点：整组放行"),
  Entry(
    "lab.scheduling.gang.timeout",
    en: "only {1} of {2} pods had a node after {3} s: all of them gave it back",
    zh: "{3} 秒后仅 {1}/{2} 个有节点：全部归还"),
  Entry(
    "lab.scheduling.gang.group",
    en:
      "tried together, {1} {1|pod of the gang finds a node|pods of the gang find nodes}; it needs {2}",
    zh: "整组一起尝试，仅 {1} 个找到节点；需要 {2} 个"),
  Entry(
    "lab.scheduling.why.placed", en: "{1} is on {2}. It asks for {3}.",
    zh: "{1} 在 {2} 上。它请求 {3}。"),
  Entry(
    "lab.scheduling.why.not", en: "{1} waits: no node can take {2}.",
    zh: "{1} 在等待：没有节点容得下 {2}。"),
  Entry(
    "lab.scheduling.why.event", en: "The event that kubectl describe would show: {1}",
    zh: "kubectl describe 会显示的事件：{1}"),
  Entry(
    "lab.scheduling.why.only", en: "Only {1} was feasible, so nothing was scored.",
    zh: "只有 {1} 可行，因此没有打分。"),
  Entry(
    "lab.scheduling.why.best",
    en: "{1} has the highest total, {2}, of {3} feasible {3|node|nodes}.",
    zh: "在 {3} 个可行节点中，{1} 的总分最高：{2}。"),
  Entry(
    "lab.scheduling.why.tie",
    en:
      "{1} {1|node|nodes} share the highest total, {2}; kube-scheduler takes the root of its heap.",
    zh: "{1} 个节点并列最高分 {2}；kube-scheduler 取堆顶的那个。"),
  Entry(
    "lab.scheduling.why.sampled",
    en:
      "Only {1} of {2} nodes were looked at: {3} feasible ones end the search (percentageOfNodesToScore).",
    zh: "只查看了 {2} 个节点中的 {1} 个：找到 {3} 个可行节点即停止（percentageOfNodesToScore）。"),
  Entry(
    "lab.scheduling.why.silent", en: "These plugins had nothing to say about this pod: {1}.",
    zh: "这些插件对该 Pod 没有意见：{1}。"),
  Entry(
    "lab.scheduling.why.when", en: "Decided at {1} s, in attempt {2}.",
    zh: "于第 {1} 秒、第 {2} 次尝试时决定。"),
  Entry(
    "lab.scheduling.why.group-runs",
    en: "Its group works: {1} of {2} members have a node.",
    zh: "它的组在工作：{2} 个成员中 {1} 个有节点。"),
  Entry(
    "lab.scheduling.why.group-waits",
    en:
      "Its group is not complete: {1} of {2} members have a node. It works only when {3} run, so those that have one hold it and do nothing.",
    zh: "它的组未齐：{2} 个成员中 {1} 个有节点。要有 {3} 个运行才能工作，已有节点的成员占着空等。"),
  Entry(
    "lab.scheduling.why.group-none",
    en: "None of the {1} members of its group has a node.",
    zh: "它的组有 {1} 个成员，都没有节点。"),
  Entry(
    "lab.scheduling.why.group-each",
    en: "{1} of the {2} pods of its job have a node; each of them works by itself.",
    zh: "该作业 {2} 个 Pod 中 {1} 个有节点；各自独立工作。"),
  Entry(
    "lab.scheduling.why.group-permit",
    en:
      "Its gang is not complete: {1} of {2} hold a node at Permit and none of them runs; at {3} s all of them give it back.",
    zh: "它的组未齐：{2} 个中 {1} 个在 Permit 占住节点，都未运行；到第 {3} 秒全部归还。"),
  Entry(
    "lab.scheduling.why.group-holds",
    en: "Its gang is not complete: {1} of {2} hold a node and wait for the others; none runs.",
    zh: "它的组未齐：{2} 个中 {1} 个占住节点等待其余成员；都未运行。"),
  Entry(
    "lab.scheduling.why.holders",
    en: "GPUs that nobody holds: {1}. The others are held by: {2}.",
    zh: "无人占用的 GPU：{1}。其余由以下作业占用：{2}。"),
  Entry(
    "lab.scheduling.why.free",
    en: "GPUs that nobody holds: {1}.",
    zh: "无人占用的 GPU：{1}。"),
]
