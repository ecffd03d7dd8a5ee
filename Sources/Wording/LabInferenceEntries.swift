/// Sentences of InferenceServices and of many models on few servers.
let labInferenceEntries: [Entry] = [
  Entry(
    "lab.inference.updated",
    en: "Revision {1} of the predictor is created; canaryTrafficPercent is not set.",
    zh: "创建预测器修订 {1}；未设 canaryTrafficPercent。"),
  Entry(
    "lab.inference.updated.canary",
    en: "Revision {1} of the predictor is created with canaryTrafficPercent {2}.",
    zh: "创建预测器修订 {1}，canaryTrafficPercent 为 {2}。"),
  Entry(
    "lab.inference.revision-ready",
    en: "Revision {1} is ready.",
    zh: "修订 {1} 就绪。"),
  Entry(
    "lab.inference.routed.not-ready",
    en: "Traffic by revision stays {1}: the newest is not ready.",
    zh: "各修订流量仍为 {1}：最新修订未就绪。"),
  Entry(
    "lab.inference.routed.everything",
    en: "Traffic by revision: {1}. The newest gets everything.",
    zh: "各修订流量：{1}。最新修订得到全部。"),
  Entry(
    "lab.inference.routed.canary",
    en: "Traffic by revision: {1}. The newest is a canary.",
    zh: "各修订流量：{1}。最新修订是金丝雀。"),
  Entry(
    "lab.inference.routed.nothing-to-keep",
    en: "Traffic by revision: {1}. There is no other revision to keep the rest.",
    zh: "各修订流量：{1}。没有别的修订保留其余部分。"),
  Entry(
    "lab.inference.routed.rolled-back",
    en: "Traffic by revision: {1}. The newest gets nothing any more.",
    zh: "各修订流量：{1}。最新修订不再得到流量。"),
  Entry(
    "lab.inference.routed.back-to-previous",
    en: "Traffic by revision: {1}. The newest had everything; the one before it is back.",
    zh: "各修订流量：{1}。最新修订曾得到全部；之前的修订恢复。"),
  Entry(
    "lab.inference.judged.promotes",
    en: "Revision {1} is promoted: {2} of {3} calls failed.",
    zh: "提升修订 {1}：{3} 次调用中 {2} 次失败。"),
  Entry(
    "lab.inference.judged.rolls-back",
    en: "Revision {1} is rolled back: {2} of {3} calls failed.",
    zh: "回滚修订 {1}：{3} 次调用中 {2} 次失败。"),
  Entry(
    "lab.inference.scaled.up",
    en: "{1}: from {2} to {3} pods at {4} calls in it",
    zh: "{1}：从 {2} 个 Pod 增到 {3} 个，并发 {4}"),
  Entry(
    "lab.inference.scaled.down",
    en: "{1}: from {2} down to {3} pods at {4} calls in it",
    zh: "{1}：从 {2} 个 Pod 减到 {3} 个，并发 {4}"),
  Entry(
    "lab.inference.pod-ready",
    en: "A pod of {1} is ready.",
    zh: "{1} 的一个 Pod 就绪。"),
  Entry(
    "lab.inference.queues",
    en: "{2} {2|call waits|calls wait} for a slot of {1}.",
    zh: "{2} 个调用等待 {1} 的位置。"),
  Entry(
    "lab.inference.queue-gone",
    en: "Nobody waits for {1} any more.",
    zh: "不再有调用等待 {1}。"),
  Entry(
    "lab.inference.looked",
    en: "{1} requests so far, {2} answered",
    zh: "至今 {1} 个请求，{2} 个已应答"),
  Entry(
    "lab.inference.state",
    en: "{1} ready, {2} starting, {3} calls in it, {4} waiting",
    zh: "{1} 就绪，{2} 启动中，{3} 个调用在处理，{4} 个等待"),
  Entry(
    "lab.inference.why",
    en: "{1}: {2} of {3} pods are ready, {4} calls wait for a slot.",
    zh: "{1}：{3} 个 Pod 中 {2} 个就绪，{4} 个调用等待位置。"),
  Entry(
    "lab.inference.why.used",
    en: "{1} % of its slots were in use so far; a pod has {2}.",
    zh: "至今其位置有 {1} % 被占用；每个 Pod 有 {2} 个。"),
  Entry(
    "lab.inference.why.held",
    en: "{1} % of that time it only waited for the predictor: the slot is taken all the same.",
    zh: "其中 {1} % 的时间只是在等预测器：位置照样被占用。"),
  Entry(
    "lab.inference.why.scaled",
    en: "Last scaled at {1} s from {2} to {3} pods: {4} calls at once, {5} are meant for a pod.",
    zh: "上次在 {1} 秒从 {2} 个扩缩到 {3} 个 Pod：并发 {4}，每个 Pod 目标 {5}。"),
  Entry(
    "lab.inference.why.not-ready",
    en: "Traffic by revision: {1}. The newest revision is not ready, so nothing moves.",
    zh: "各修订流量：{1}。最新修订未就绪，所以不变。"),
  Entry(
    "lab.inference.why.everything",
    en:
      "Traffic by revision: {1}. Without canaryTrafficPercent, or at 100, the newest ready revision gets everything.",
    zh: "各修订流量：{1}。没有 canaryTrafficPercent 或为 100 时，最新就绪修订得到全部。"),
  Entry(
    "lab.inference.why.canary",
    en:
      "Traffic by revision: {1}. The newest gets canaryTrafficPercent, the last one that had everything keeps the rest.",
    zh: "各修订流量：{1}。最新修订得到 canaryTrafficPercent，上一个得到全部的修订保留其余。"),
  Entry(
    "lab.inference.why.nothing-to-keep",
    en:
      "Traffic by revision: {1}. No other revision ever had everything, so there is none to go back to.",
    zh: "各修订流量：{1}。没有别的修订曾得到全部，所以无处可退。"),
  Entry(
    "lab.inference.why.rolled-back",
    en:
      "Traffic by revision: {1}. canaryTrafficPercent is 0: the last revision that had everything has it again.",
    zh: "各修订流量：{1}。canaryTrafficPercent 为 0：上一个得到全部的修订重新得到全部。"),
  Entry(
    "lab.inference.why.back-to-previous",
    en:
      "Traffic by revision: {1}. The newest was rolled out already; a percentage below 100 sends it back to previousRolledoutRevision.",
    zh: "各修订流量：{1}。最新修订已发布；低于 100 的百分比会退回到 previousRolledoutRevision。"),
  Entry(
    "lab.inference.table.components",
    en: "Components",
    zh: "组件"),
  Entry(
    "lab.inference.column.slots",
    en: "slots",
    zh: "位置"),
  Entry(
    "lab.inference.column.in-use",
    en: "in use",
    zh: "占用"),
  Entry(
    "lab.inference.column.utilization",
    en: "used so far",
    zh: "至今占用"),
  Entry(
    "lab.inference.column.held",
    en: "only waits",
    zh: "空等"),
  Entry(
    "lab.inference.column.calls",
    en: "calls",
    zh: "调用"),
  Entry(
    "lab.inference.column.failed",
    en: "failed",
    zh: "失败"),
  Entry(
    "lab.models.loads",
    en: "{1} is loaded into server {2}; its requests wait {3} s.",
    zh: "{1} 装入服务器 {2}；其请求等待 {3} 秒。"),
  Entry(
    "lab.models.evicts",
    en:
      "{1} is loaded into server {2}, its requests wait {3} s; {4} {4|model goes|models go} for it, first {5}, which nobody had asked for in {6} s.",
    zh: "{1} 装入服务器 {2}，其请求等待 {3} 秒；为它逐出 {4} 个模型，先是 {5}，它已 {6} 秒无人请求。"),
  Entry(
    "lab.models.loaded",
    en: "{1} is there, in server {2}.",
    zh: "{1} 已装入服务器 {2}。"),
  Entry(
    "lab.models.churn",
    en:
      "{1} is refused: even the oldest model of a full server was asked for {2} s ago, and only after {3} s may one go.",
    zh: "{1} 被拒绝：满的服务器上最旧的模型也在 {2} 秒前被请求过，须满 {3} 秒才可逐出。"),
  Entry(
    "lab.models.too-large",
    en: "{1} is refused: it needs {2} MiB, the largest server has {3}.",
    zh: "{1} 被拒绝：需要 {2} MiB，最大的服务器有 {3}。"),
  Entry(
    "lab.models.no-room",
    en: "{1} is refused: every model that could go is loading or answering.",
    zh: "{1} 被拒绝：可逐出的模型都在装载或应答。"),
  Entry(
    "lab.models.state.there",
    en: "in server {1}",
    zh: "在服务器 {1}"),
  Entry(
    "lab.models.state.loading",
    en: "being loaded into server {1}",
    zh: "正在装入服务器 {1}"),
  Entry(
    "lab.models.state.nowhere",
    en: "not loaded",
    zh: "未装载"),
  Entry(
    "lab.models.why.not-asked",
    en: "Nobody has asked for {1}, or nothing changed for it.",
    zh: "没有人请求过 {1}，或它没有变化。"),
  Entry(
    "lab.models.why.shape",
    en: "It needs {1} MiB and {2} s to load, and gets {3} % of the requests.",
    zh: "它需要 {1} MiB、装载 {2} 秒，得到 {3} % 的请求。"),
  Entry(
    "lab.models.why.too-many",
    en: "All models together need {1} MiB, the servers have {2}: not all can be there.",
    zh: "全部模型需要 {1} MiB，服务器有 {2}：无法全部装下。"),
  Entry(
    "lab.models.why.room",
    en: "All models together need {1} MiB, the servers have {2}: there is room for all.",
    zh: "全部模型需要 {1} MiB，服务器有 {2}：都装得下。"),
  Entry(
    "lab.models.why.churn",
    en: "A full server evicts nothing that was used in the last {1} s: it refuses instead.",
    zh: "满的服务器不逐出最近 {1} 秒用过的模型，而是拒绝。"),
  Entry(
    "lab.models.table",
    en: "Models by popularity",
    zh: "按热门程度排列的模型"),
  Entry(
    "lab.models.column.model",
    en: "model",
    zh: "模型"),
  Entry(
    "lab.models.column.mebibytes",
    en: "MiB",
    zh: "MiB"),
  Entry(
    "lab.models.column.share",
    en: "of the requests",
    zh: "占请求"),
  Entry(
    "lab.models.column.loads",
    en: "loads",
    zh: "装载"),
]
