/// Keys that begin with `lab.scheduling.`: the scheduling lab.
let labSchedulingEntries: [Entry] = [
  Entry(
    "lab.scheduling.arrived", en: "{1} comes and asks for {2}",
    zh: "{1} 到达，请求 {2}"),
  Entry(
    "lab.scheduling.placed", en: "{1} goes to {2}; {3} of {4} nodes looked at were feasible",
    zh: "{1} 放到 {2}；查看的 {4} 个节点中有 {3} 个可行"),
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
    "lab.scheduling.why.best", en: "{1} has the highest total, {2}, of {3} feasible nodes.",
    zh: "在 {3} 个可行节点中，{1} 的总分最高：{2}。"),
  Entry(
    "lab.scheduling.why.tie",
    en: "{1} nodes share the highest total, {2}; kube-scheduler takes the root of its heap.",
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
    en: "Its group is complete: {1} of {2} members have a node, so all of them work.",
    zh: "它的组已齐：{2} 个成员中 {1} 个有节点，全部在工作。"),
  Entry(
    "lab.scheduling.why.group-waits",
    en:
      "Its group is not complete: {1} of {2} members have had a node. kube-scheduler places pod by pod, so those that run hold their GPUs and do nothing.",
    zh: "它的组未齐：{2} 个成员中 {1} 个拿到过节点。kube-scheduler 逐个放置 Pod，先放上的成员占着 GPU 空等。"),
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
    "lab.scheduling.reason.pods", en: "{1} pods run here and {2} are allowed",
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
    en: "{1}={2} holds {3} pods that it must not meet: {4}",
    zh: "{1}={2} 中有 {3} 个它必须避开的 Pod：{4}"),
  Entry(
    "lab.scheduling.reason.existing-anti-affinity",
    en: "{1}={2} holds {3} pods that refuse it: {4}",
    zh: "{1}={2} 中有 {3} 个排斥它的 Pod：{4}"),
  Entry(
    "lab.scheduling.reason.share",
    en: "needs {1} thousandths of one GPU, the emptiest has {2} free",
    zh: "需要一块 GPU 的千分之 {1}，最空的一块剩千分之 {2}"),
  Entry(
    "lab.scheduling.reason.other", en: "{1}",
    zh: "{1}"),
]
