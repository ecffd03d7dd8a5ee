/// Names of numbers, curves, decisions and views of the autoscaling lab.
let labAutoscalingNameEntries: [Entry] = [
  Entry("lab.picture.service-pods.busy", en: "busy", zh: "忙"),
  Entry("lab.picture.service-pods.idle", en: "idle", zh: "空闲"),
  Entry("lab.picture.service-pods.starting", en: "starting", zh: "启动中"),
  Entry("lab.picture.service-pods.draining", en: "draining", zh: "排空中"),
  Entry(
    "lab.picture.service-pods",
    en: "Pods",
    zh: "Pod"),
  Entry(
    "lab.queue.in-pods",
    en: "waiting in pods",
    zh: "在 Pod 中等待"),
  Entry(
    "lab.queue.held-before-pods",
    en: "held before pods",
    zh: "在 Pod 之前暂存"),
  Entry(
    "lab.number.arrived",
    en: "arrived",
    zh: "到达"),
  Entry(
    "lab.number.desired",
    en: "desired",
    zh: "期望"),
  Entry(
    "lab.number.starting",
    en: "starting",
    zh: "启动中"),
  Entry(
    "lab.number.draining",
    en: "draining",
    zh: "排空中"),
  Entry(
    "lab.number.in-pods",
    en: "in pods",
    zh: "在 Pod 中"),
  Entry(
    "lab.number.waiting-in-pods",
    en: "waiting in pods",
    zh: "在 Pod 中等待"),
  Entry(
    "lab.number.held",
    en: "held",
    zh: "暂存"),
  Entry(
    "lab.number.path",
    en: "path",
    zh: "路径"),
  Entry(
    "lab.number.mode",
    en: "mode",
    zh: "状态"),
  Entry(
    "lab.number.split",
    en: "versions %",
    zh: "版本 %"),
  Entry(
    "lab.number.served",
    en: "served",
    zh: "成功"),
  Entry(
    "lab.number.lost",
    en: "lost",
    zh: "失败"),
  Entry(
    "lab.number.cold",
    en: "came when no pod was ready",
    zh: "到达时无就绪 Pod"),
  Entry(
    "lab.number.rejected",
    en: "rejected",
    zh: "被拒"),
  Entry(
    "lab.number.timed-out",
    en: "timed out",
    zh: "超时"),
  Entry(
    "lab.number.retries",
    en: "retries",
    zh: "重试"),
  Entry(
    "lab.number.version",
    en: "version",
    zh: "版本"),
  Entry(
    "lab.number.canary-requests",
    en: "requests to the new version",
    zh: "新版本请求"),
  Entry(
    "lab.number.canary-failures",
    en: "failed there",
    zh: "其中失败"),
  Entry(
    "lab.number.verdict",
    en: "taken back after",
    zh: "撤回依据"),
  Entry(
    "lab.column.value",
    en: "value",
    zh: "值"),
  Entry(
    "lab.column.pod-stage",
    en: "stage",
    zh: "阶段"),
  Entry(
    "lab.column.begins",
    en: "from",
    zh: "开始"),
  Entry(
    "lab.column.seconds",
    en: "seconds",
    zh: "秒"),
  Entry(
    "lab.series.desired",
    en: "desired pods",
    zh: "期望 Pod"),
  Entry(
    "lab.series.ready",
    en: "ready pods",
    zh: "就绪 Pod"),
  Entry(
    "lab.series.starting",
    en: "starting pods",
    zh: "启动中 Pod"),
  Entry(
    "lab.series.in_pods",
    en: "requests in pods",
    zh: "Pod 中的请求"),
  Entry(
    "lab.series.held",
    en: "requests held",
    zh: "暂存的请求"),
  Entry(
    "lab.series.arrivals",
    en: "arrivals between looks",
    zh: "两次查看间到达"),
  Entry(
    "lab.series.lost",
    en: "requests lost between looks",
    zh: "两次查看间失败"),
  Entry(
    "lab.series.canary_weight",
    en: "new version's share",
    zh: "新版本占比"),
  Entry(
    "lab.decision.look",
    en: "the autoscaler looks",
    zh: "自动扩缩器查看"),
  Entry(
    "lab.decision.panic",
    en: "panic",
    zh: "恐慌"),
  Entry(
    "lab.decision.scaled",
    en: "replicas change",
    zh: "副本改变"),
  Entry(
    "lab.decision.pod-stage",
    en: "a pod's start",
    zh: "Pod 启动"),
  Entry(
    "lab.decision.ready",
    en: "pod ready",
    zh: "Pod 就绪"),
  Entry(
    "lab.decision.node",
    en: "node",
    zh: "节点"),
  Entry(
    "lab.decision.let-go",
    en: "holding ends",
    zh: "暂存结束"),
  Entry(
    "lab.decision.holding",
    en: "no pod",
    zh: "没有 Pod"),
  Entry(
    "lab.decision.path",
    en: "path",
    zh: "路径"),
  Entry(
    "lab.decision.rollout",
    en: "rollout",
    zh: "发布"),
  Entry(
    "lab.decision.rolled-back",
    en: "taken back",
    zh: "撤回"),
  Entry(
    "lab.decision.pod-ejected",
    en: "ejection",
    zh: "摘除"),
  Entry(
    "lab.decision.pod-returned",
    en: "return",
    zh: "恢复"),
  Entry(
    "lab.decision.pod-killed",
    en: "pod killed",
    zh: "Pod 被终止"),
  Entry(
    "tutor.panel.scaling",
    en: "scaling",
    zh: "扩缩"),
  Entry(
    "tutor.panel.holding",
    en: "queues before pods",
    zh: "Pod 前的队列"),
  Entry(
    "tutor.panel.cold-start",
    en: "cold starts",
    zh: "冷启动"),
  Entry(
    "tutor.panel.cold-start.none",
    en: "no pod was started in this run",
    zh: "本次运行没有启动 Pod"),
  Entry(
    "tutor.panel.rollout",
    en: "rollout",
    zh: "发布"),
]
