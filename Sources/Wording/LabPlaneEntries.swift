/// Control planes of the scheduling lab that are no kube-scheduler: backfilling and Gödel.
let labPlaneEntries: [Entry] = [
  Entry("lab.knob.control_plane.backfill", en: "backfill (Slurm-like)", zh: "回填（类 Slurm）"),
  Entry("lab.knob.control_plane.godel", en: "Gödel", zh: "Gödel"),
  Entry("lab.knob.backfill", en: "backfill", zh: "回填"),
  Entry(
    "lab.knob.backfill.help",
    en:
      "With control plane backfill: who may pass a job that waits. fifo: nobody. easy: whoever does not delay the first in the queue. conservative: whoever delays no one. The durations that users declare are believed; whole jobs start, packed tightly.",
    zh: "控制面为回填时：谁可越过等待的作业。fifo：无人；easy：不推迟队首者；conservative：不推迟任何作业者。以用户声明的时长为准；作业整体启动，紧凑放置。"),
  Entry("lab.knob.backfill.fifo", en: "FIFO", zh: "先到先服务"),
  Entry("lab.knob.backfill.easy", en: "EASY", zh: "EASY"),
  Entry("lab.knob.backfill.conservative", en: "conservative", zh: "保守"),
  Entry("lab.knob.godel_schedulers", en: "Gödel schedulers", zh: "Gödel 调度器数"),
  Entry(
    "lab.knob.godel_schedulers.help",
    en:
      "With control plane godel: how many schedulers place pods at the same time without seeing each other. The binder refuses what no longer fits: a conflict. A gang that has not started is given up after the gang time-out.",
    zh: "控制面为 Gödel 时：有多少调度器同时放置 Pod，互不可见。绑定器拒绝已放不下者，即冲突。成组超时后仍未启动的组被放弃。"),
  Entry("lab.knob.godel_partitions", en: "node partitions", zh: "节点分区"),
  Entry(
    "lab.knob.godel_partitions.help",
    en:
      "With control plane godel: each scheduler tries a part of the nodes first, and the others only when none of these will do. Fewer conflicts, but a narrower choice.",
    zh: "控制面为 Gödel 时：每个调度器先试自己的一部分节点，都不行才试其余。冲突更少，选择更窄。"),
  Entry("lab.metric.conflicts", en: "conflicts", zh: "冲突"),
  Entry(
    "lab.metric.conflicts.help",
    en:
      "Pods that Gödel's binder refused because another scheduler's pod had come first, with those that had to wait for them. Only under Gödel.",
    zh: "因其他调度器的 Pod 先到而被 Gödel 绑定器拒绝的 Pod 数，含须一同等待者。仅限 Gödel。"),
  Entry("lab.column.job", en: "job", zh: "作业"),
  Entry("lab.column.start", en: "start", zh: "开始"),
  Entry("lab.column.end", en: "end", zh: "结束"),
  Entry("lab.column.nodes", en: "nodes", zh: "节点"),
  Entry("lab.column.scheduler", en: "scheduler", zh: "调度器"),
  Entry("lab.scheduling.table.reservations", en: "Promised starts", zh: "承诺的启动"),
  Entry(
    "lab.scheduling.table.rivals", en: "Who came first on {1}", zh: "先到 {1} 者"),
  Entry(
    "lab.scheduling.backfill.promised",
    en: "{1} is promised a start at {2} s, if nobody runs longer than declared.",
    zh: "若无人超出声明时长，{1} 承诺于 {2} 秒启动。"),
  Entry(
    "lab.scheduling.backfill.in-order", en: "{1} starts: all before it in the queue run",
    zh: "{1} 启动：排在前面的都已运行"),
  Entry(
    "lab.scheduling.backfill.ends-before",
    en: "{1} passes {2}: it ends {3} s before {2} can start",
    zh: "{1} 越过 {2}：它在 {2} 能启动前 {3} 秒结束"),
  Entry(
    "lab.scheduling.backfill.beside",
    en: "{1} passes {2} on what {2} does not need, and does not delay it",
    zh: "{1} 用 {2} 不需要的资源越过它，不推迟它"),
  Entry(
    "lab.scheduling.backfill.hole", en: "{1} starts in a hole: no promised start is in its way",
    zh: "{1} 在空档中启动：不妨碍任何承诺"),
  Entry(
    "lab.scheduling.backfill.kept", en: "a place was kept for the pods of {1} when it started",
    zh: "{1} 启动时已为其 Pod 留好位置"),
  Entry(
    "lab.scheduling.backfill.no-room", en: "{1} waits: {2} of its {3} pods find a node now",
    zh: "{1} 等待：现在其 {3} 个 Pod 中有 {2} 个找到节点"),
  Entry(
    "lab.scheduling.backfill.behind", en: "{1} waits behind {2}: FIFO lets nobody pass",
    zh: "{1} 排在 {2} 之后：FIFO 不许越过"),
  Entry(
    "lab.scheduling.backfill.delay", en: "{1} waits: started now it would delay {2} by {3} s",
    zh: "{1} 等待：现在启动会使 {2} 推迟 {3} 秒"),
  Entry(
    "lab.scheduling.backfill.places",
    en: "{1} waits: it could start only on nodes that are promised to {2}",
    zh: "{1} 等待：只能在已承诺给 {2} 的节点上启动"),
  Entry(
    "lab.scheduling.backfill.never",
    en:
      "{1} waits: even when all jobs with an end have ended, {2} of its {3} pods find a node",
    zh: "{1} 等待：即使所有会结束的作业都结束，其 {3} 个 Pod 也只有 {2} 个找到节点"),
  Entry(
    "lab.scheduling.backfill.pods", en: "{1} waits: {2} of its {3} pods exist",
    zh: "{1} 等待：其 {3} 个 Pod 只存在 {2} 个"),
  Entry(
    "lab.scheduling.backfill.depth",
    en: "{1} waits: only {2} waiting jobs are looked at",
    zh: "{1} 等待：只查看 {2} 个等待的作业"),
  Entry(
    "lab.scheduling.godel.scheduler", en: "It belongs to scheduler {1}.", zh: "归调度器 {1}。"),
  Entry("lab.scheduling.godel.bound", en: "the binder let {1} in", zh: "绑定器放行 {1}"),
  Entry(
    "lab.scheduling.godel.conflict",
    en: "conflict: the binder refused {1} on {2}, where {3} {3|pod|pods} of other units came first",
    zh: "冲突：绑定器拒绝 {1} 到 {2}，那里有 {3} 个其他 Pod 先到"),
  Entry(
    "lab.scheduling.godel.rejected",
    en:
      "the binder refused the group of {1}: after conflicts {2} of its pods were left, and it needs {3}",
    zh: "绑定器拒绝 {1} 所在的组：冲突后只剩 {2} 个 Pod，需要 {3} 个"),
  Entry(
    "lab.scheduling.godel.not-placed",
    en:
      "{1} is not placed: its scheduler found nodes for {2} {2|pod|pods} of its unit, and needs {3}",
    zh: "{1} 未放置：其调度器为该单元的 {2} 个 Pod 找到节点，需要 {3} 个"),
  Entry(
    "lab.scheduling.godel.pods",
    en:
      "the dispatcher keeps {1}: {2} {2|pod of its group exists|pods of its group exist}, and it needs {3}",
    zh: "分发器留住 {1}：其组已有 {2} 个 Pod，需要 {3} 个"),
  Entry(
    "lab.scheduling.godel.timed-out",
    en: "the group of {1} did not start within {2} s and is given up",
    zh: "{1} 所在的组 {2} 秒内未启动，已放弃"),
]
