/// Keys of the gateway lab: what happened, and why.
let labGatewayEntries: [Entry] = [
  // Traffic.
  Entry(
    "lab.gateway.cache-hit",
    en: "{1} gets the stored answer of {2}: the questions are alike by {3}",
    zh: "{1} 得到 {2} 的已存回答：问题相似度 {3}"),
  Entry(
    "lab.gateway.wrong-hit",
    en: "{1} gets the stored answer of {2}, alike by {3}, but the question meant something else",
    zh: "{1} 得到 {2} 的已存回答，相似度 {3}，但问题含义不同"),
  Entry(
    "lab.gateway.cache-empty", en: "{1} finds nothing in the cache", zh: "{1} 在缓存中一无所获"),
  Entry(
    "lab.gateway.cache-miss",
    en: "{1} is not answered by the cache: the nearest is {2}, alike by {3}",
    zh: "缓存未能回答 {1}：最近的是 {2}，相似度 {3}"),
  Entry(
    "lab.gateway.limited", en: "{1} is refused with 429: budget {2} has counted {3} of {4} tokens",
    zh: "{1} 被 429 拒绝：预算 {2} 已计 {3} / {4} 词元"),
  Entry("lab.gateway.sent", en: "{1} is sent to {2}", zh: "{1} 发往 {2}"),
  Entry(
    "lab.gateway.sent.again", en: "{1} is sent to {2}, attempt {3}", zh: "{1} 第 {3} 次尝试，发往 {2}"),
  Entry(
    "lab.gateway.shed",
    en: "{1} is turned away: {2} is saturated ({3}) and its priority is negative",
    zh: "{1} 被丢弃：{2} 已饱和（{3}），且其优先级为负"),
  Entry(
    "lab.gateway.attempt-failed", en: "attempt {3} of {1} fails at {2} with {4}",
    zh: "{1} 的第 {3} 次尝试在 {2} 失败，状态 {4}"),
  Entry(
    "lab.gateway.attempt-late", en: "attempt {3} of {1} at {2} had no first token in time",
    zh: "{1} 在 {2} 的第 {3} 次尝试未能及时得到首个词元"),
  Entry(
    "lab.gateway.retried", en: "{1} is tried again after {2} ms; retries left: {3}",
    zh: "{1} 将在 {2} ms 后重试；剩余 {3} 次"),
  Entry(
    "lab.gateway.answered", en: "{2} has answered {1} with {3} tokens", zh: "{2} 以 {3} 个词元回答了 {1}"),
  Entry(
    "lab.gateway.failed.limit", en: "{1} fails with {2}: no retries are left",
    zh: "{1} 失败，状态 {2}：重试已用尽"),
  Entry(
    "lab.gateway.failed.breaker",
    en: "{1} fails with {2}: as many retries as allowed are under way",
    zh: "{1} 失败，状态 {2}：并行重试已达上限"),
  Entry(
    "lab.gateway.failed.overflow",
    en: "{1} fails with {2}: the backend has as many requests as allowed",
    zh: "{1} 失败，状态 {2}：后端请求数已达上限"),
  Entry(
    "lab.gateway.failed.final", en: "{1} fails with {2}, which is not retried",
    zh: "{1} 失败，状态 {2}，此类不重试"),
  Entry(
    "lab.gateway.charged", en: "{1} costs {2} tokens of budget {3}, which now counts {4}",
    zh: "{1} 计入预算 {3} 的 {2} 词元，现为 {4}"),
  Entry(
    "lab.gateway.ejected",
    en: "{1} is taken out after {2} errors in a row, until a look after {3} s",
    zh: "{1} 连续 {2} 次出错被摘除，直到 {3} s 之后的检查"),
  Entry("lab.gateway.returned", en: "{1} is back", zh: "{1} 恢复"),
  Entry("lab.gateway.state.not-arrived", en: "has not come", zh: "尚未到达"),
  Entry("lab.gateway.state.cached", en: "answered by the cache", zh: "缓存已回答"),
  Entry("lab.gateway.state.limited", en: "refused by a budget", zh: "被预算拒绝"),
  Entry("lab.gateway.state.shed", en: "turned away", zh: "被丢弃"),
  Entry("lab.gateway.state.failed", en: "failed", zh: "已失败"),
  Entry("lab.gateway.state.answered", en: "answered", zh: "已回答"),
  Entry("lab.gateway.state.sent", en: "at {1}, attempt {2}", zh: "在 {1}，第 {2} 次尝试"),
  Entry("lab.gateway.state.waiting", en: "between two attempts", zh: "两次尝试之间"),
  Entry(
    "lab.gateway.why.request",
    en: "A request of {1} for model {2}: {3} prompt tokens, max_tokens {4}.",
    zh: "{1} 对模型 {2} 的请求：提示 {3} 词元，max_tokens {4}。"),
  Entry(
    "lab.gateway.why.right", en: "Both questions mean the same (intent {1}).",
    zh: "两个问题含义相同（意图 {1}）。"),
  Entry(
    "lab.gateway.why.wrong",
    en: "The question means intent {1}, the stored one means intent {2}: alike in words only.",
    zh: "该问题意图为 {1}，已存问题意图为 {2}：只是措辞相近。"),
  Entry(
    "lab.gateway.why.limited.after",
    en:
      "The budget gives {1} tokens in {2} s and counts answers when they are complete; a request is refused once the count is above the limit.",
    zh: "该预算每 {2} s 给 {1} 词元，回答完成时计数；计数超过限额后请求被拒。"),
  Entry(
    "lab.gateway.why.limited.reserved",
    en:
      "The budget gives {1} tokens in {2} s and takes prompt and max_tokens at once; this request would not have fitted.",
    zh: "该预算每 {2} s 给 {1} 词元，并立即扣除提示与 max_tokens；此请求放不下。"),
  Entry(
    "lab.gateway.why.picked", en: "The pool's router picked replica {1} of {2}.",
    zh: "池的路由器在 {2} 个副本中选了 {1}。"),
  Entry("lab.gateway.table.route", en: "Backends of model {1}", zh: "模型 {1} 的后端"),
  Entry("lab.gateway.table.budgets", en: "Budgets", zh: "预算"),
  Entry("lab.column.backend", en: "backend", zh: "后端"),
  Entry("lab.column.tenant", en: "tenant", zh: "租户"),
  Entry("lab.column.used", en: "used", zh: "已用"),
  Entry("lab.column.limit", en: "limit", zh: "限额"),
  Entry("lab.picture.backends.request", en: "a request, by tenant", zh: "请求，按租户"),
  Entry("lab.picture.backends.idle", en: "nobody", zh: "无"),
  Entry("lab.picture.backends.out", en: "taken out", zh: "已摘除"),
  Entry("lab.workflow.critical", en: "critical", zh: "关键"),
  Entry("lab.picture.steps.attempt", en: "an attempt", zh: "尝试"),
  Entry("lab.picture.steps.reused", en: "reused", zh: "复用"),
  Entry("lab.picture.steps.ahead", en: "not begun", zh: "未开始"),
  Entry("lab.picture.steps.failed", en: "an attempt that failed", zh: "失败的尝试"),
  Entry("lab.picture.neighbours.found", en: "found", zh: "找到"),
  Entry("lab.picture.neighbours.missed", en: "missed", zh: "遗漏"),
  Entry("lab.picture.chunks.relevant", en: "of the passage", zh: "属于答案段落"),
  Entry("lab.picture.chunks.other", en: "another text", zh: "其他文本"),
  Entry("lab.picture.users.users", en: "users", zh: "用户"),
  Entry("lab.picture.users.nobody", en: "nobody yet", zh: "尚无"),
  Entry("lab.picture.backends", en: "requests under way", zh: "进行中的请求"),
  Entry("lab.queue.retrying", en: "wait for a retry", zh: "等待重试"),
  Entry("lab.series.under_way", en: "requests under way", zh: "进行中的请求"),
  Entry("lab.series.charged_tokens", en: "tokens charged", zh: "计费词元"),
  Entry("lab.decision.cache-hit", en: "cache hit", zh: "缓存命中"),
  Entry("lab.decision.wrong-hit", en: "wrong cache hit", zh: "缓存误命中"),
  Entry("lab.decision.limited", en: "refused by budget", zh: "预算拒绝"),
  Entry("lab.decision.sent", en: "sent", zh: "发送"),
  Entry("lab.decision.shed", en: "turned away", zh: "丢弃"),
  Entry("lab.decision.attempt-failed", en: "attempt failed", zh: "尝试失败"),
  Entry("lab.decision.retried", en: "retry", zh: "重试"),
  Entry("lab.decision.answered", en: "answer", zh: "回答"),
  Entry("lab.decision.gateway-failed", en: "request failed", zh: "请求失败"),
  Entry("lab.decision.ejected", en: "backend taken out", zh: "后端摘除"),
  Entry("lab.decision.returned", en: "backend back", zh: "后端恢复"),
  Entry(
    "lab.problem.gateway",
    en: "the gateway cannot run this: a tenant's model {1} has no backend with a weight",
    zh: "网关无法运行：租户的模型 {1} 没有带权重的后端"),
  // Workflows.
  Entry("lab.workflow.run-started", en: "run {1} of {2} begins", zh: "{2} 的第 {1} 次运行开始"),
  Entry(
    "lab.workflow.held", en: "{1} could start, but {2} {2|pod|pods} run already and no more may",
    zh: "{1} 可以开始，但已有 {2} 个 Pod 运行，达到上限"),
  Entry(
    "lab.workflow.held.group", en: "{1} could start, but {3} of {2} run already and no more may",
    zh: "{1} 可以开始，但 {2} 已有 {3} 个运行，达到上限"),
  Entry("lab.workflow.started", en: "{1} starts", zh: "{1} 开始"),
  Entry("lab.workflow.started.again", en: "{1} starts again, attempt {2}", zh: "{1} 再次开始，第 {2} 次"),
  Entry("lab.workflow.succeeded", en: "{1} has succeeded", zh: "{1} 成功"),
  Entry(
    "lab.workflow.failed", en: "attempt {2} of {1} has failed by its own code",
    zh: "{1} 第 {2} 次因自身代码失败"),
  Entry(
    "lab.workflow.timed-out", en: "attempt {2} of {1} is stopped: it took too long",
    zh: "{1} 第 {2} 次超时被停止"),
  Entry(
    "lab.workflow.interrupted", en: "attempt {2} of {1} loses its spot node",
    zh: "{1} 第 {2} 次失去竞价节点"),
  Entry(
    "lab.workflow.waits", en: "{1} waits for retry {2} until {3} s", zh: "{1} 等待第 {2} 次重试，直到 {3} s"),
  Entry(
    "lab.workflow.given-up.none", en: "{1} has failed for good: it has no retries",
    zh: "{1} 彻底失败：没有重试"),
  Entry(
    "lab.workflow.given-up.limit",
    en: "{1} has failed for good: its {2} {2|retry is|retries are} used up",
    zh: "{1} 彻底失败：{2} 次重试已用完"),
  Entry(
    "lab.workflow.given-up.policy",
    en: "{1} has failed for good: retryPolicy {2} does not retry such an end",
    zh: "{1} 彻底失败：retryPolicy {2} 不重试此类结束"),
  Entry(
    "lab.workflow.given-up.duration",
    en: "{1} has failed for good: a retry would end after maxDuration, {2} s",
    zh: "{1} 彻底失败：再试将超过 maxDuration（{2} s）"),
  Entry(
    "lab.workflow.given-up.failed", en: "{1} is not tried again: the workflow has failed",
    zh: "{1} 不再重试：工作流已失败"),
  Entry(
    "lab.workflow.reused.memo", en: "{1} is taken from the cache: its key {2} is known",
    zh: "{1} 取自缓存：键 {2} 已存在"),
  Entry(
    "lab.workflow.reused.stale",
    en: "{1} is taken from the cache by its key {2}, though its code or input is another one now",
    zh: "{1} 按键 {2} 取自缓存，尽管其代码或输入已变"),
  Entry(
    "lab.workflow.reused.inputs", en: "{1} is taken from the cache: same component, same inputs",
    zh: "{1} 取自缓存：组件与输入均相同"),
  Entry(
    "lab.workflow.reused.resume",
    en: "{1} is cloned from the first run: nothing up to it runs again",
    zh: "{1} 从首次运行克隆：到它为止都不再运行"),
  Entry(
    "lab.workflow.skipped", en: "{1} is skipped: its condition does not hold", zh: "{1} 被跳过：条件不成立"),
  Entry("lab.workflow.omitted", en: "{1} is left out because of {2}", zh: "{1} 因 {2} 而略过"),
  Entry("lab.workflow.omitted.deadline", en: "{1} is left out: time is up", zh: "{1} 略过：时间已到"),
  Entry("lab.workflow.passed-over", en: "the workflow goes on without {1}", zh: "工作流不管 {1}，继续进行"),
  Entry("lab.workflow.killed", en: "{1} is killed while it runs", zh: "{1} 运行中被杀掉"),
  Entry(
    "lab.workflow.run-failed", en: "run {1} has failed because of {2}", zh: "第 {1} 次运行因 {2} 失败"),
  Entry("lab.workflow.run-stopped", en: "run {1} has failed: time is up", zh: "第 {1} 次运行失败：时间已到"),
  Entry("lab.workflow.run-succeeded", en: "run {1} has succeeded", zh: "第 {1} 次运行成功"),
  Entry("lab.workflow.deadline", en: "{1} s are over: everything is stopped", zh: "{1} s 已到：全部停止"),
  Entry("lab.workflow.state.pending", en: "waits for other steps", zh: "等待其他步骤"),
  Entry("lab.workflow.state.held", en: "waits for room", zh: "等待名额"),
  Entry("lab.workflow.state.running", en: "runs, attempt {1}", zh: "运行中，第 {1} 次"),
  Entry(
    "lab.workflow.state.backing-off", en: "waits for its next attempt; made so far: {1}",
    zh: "等待下次尝试；已试 {1} 次"),
  Entry("lab.workflow.state.succeeded", en: "succeeded; attempts: {1}", zh: "成功；尝试 {1} 次"),
  Entry("lab.workflow.state.failed", en: "failed; attempts: {1}", zh: "失败；尝试 {1} 次"),
  Entry(
    "lab.workflow.state.errored", en: "interrupted for good; attempts: {1}", zh: "被中断而终止；尝试 {1} 次"),
  Entry("lab.workflow.state.skipped", en: "skipped", zh: "已跳过"),
  Entry("lab.workflow.state.omitted", en: "left out", zh: "已略过"),
  Entry("lab.workflow.state.reused", en: "taken from the first run", zh: "取自首次运行"),
  Entry("lab.workflow.why.no-needs", en: "{1} needs no other step.", zh: "{1} 不依赖其他步骤。"),
  Entry("lab.workflow.why.held", en: "Running now: {1} ({2}).", zh: "正在运行：{1}（{2}）。"),
  Entry("lab.workflow.why.no-retry", en: "{1} has no retries.", zh: "{1} 没有重试。"),
  Entry(
    "lab.workflow.why.retry", en: "Retries allowed: {1}; the next wait is {2} s; rule: {3}.",
    zh: "允许重试：{1}；下次等待 {2} s；规则：{3}。"),
  Entry("lab.workflow.table.needs", en: "What it needs", zh: "依赖"),
  Entry("lab.workflow.table.path", en: "What decided when the run ended", zh: "决定结束时间的链"),
  Entry("lab.workflow.table.idioms", en: "What the engines call it", zh: "各引擎的叫法"),
  Entry("lab.workflow.engine.argo", en: "Argo", zh: "Argo"),
  Entry("lab.workflow.engine.kubeflow", en: "Kubeflow", zh: "Kubeflow"),
  Entry("lab.workflow.engine.metaflow", en: "Metaflow", zh: "Metaflow"),
  Entry("lab.workflow.cause.start", en: "the run began", zh: "运行开始"),
  Entry("lab.workflow.cause.need", en: "it needed the one above", zh: "依赖上一步"),
  Entry("lab.workflow.cause.limit", en: "the one above left its place", zh: "上一步让出名额"),
  Entry("lab.workflow.idiom.after", en: "order", zh: "顺序"),
  Entry("lab.workflow.idiom.fan-out", en: "fan-out", zh: "扇出"),
  Entry("lab.workflow.idiom.retry", en: "retries", zh: "重试"),
  Entry("lab.workflow.idiom.interrupted", en: "retried when interrupted", zh: "中断后重试"),
  Entry("lab.workflow.idiom.cache", en: "reuse", zh: "复用"),
  Entry("lab.workflow.idiom.limit", en: "limit", zh: "上限"),
  Entry("lab.workflow.idiom.timeout", en: "time-out", zh: "超时"),
  Entry("lab.workflow.idiom.goes-on", en: "go on after failure", zh: "失败后继续"),
  Entry("lab.workflow.idiom.after-failure", en: "after a failure", zh: "失败之后"),
  Entry("lab.column.step", en: "step", zh: "步骤"),
  Entry("lab.column.state", en: "state", zh: "状态"),
  Entry("lab.column.rule", en: "rule", zh: "规则"),
  Entry("lab.column.began-because", en: "began because", zh: "开始原因"),
  Entry("lab.picture.steps", en: "steps and their attempts", zh: "步骤与尝试"),
  Entry("lab.queue.held", en: "wait for room", zh: "等待名额"),
  Entry("lab.queue.backing-off", en: "wait for a retry", zh: "等待重试"),
  Entry("lab.number.workflow-run", en: "run", zh: "运行"),
  Entry("lab.number.steps-over", en: "steps over", zh: "已结束步骤"),
  Entry("lab.series.workflow_pods", en: "pods running", zh: "运行中的 Pod"),
  Entry("lab.series.workflow_steps", en: "steps done", zh: "完成的步骤"),
  Entry("lab.decision.run", en: "run", zh: "运行"),
  Entry("lab.decision.held", en: "held by a limit", zh: "受限等待"),
  Entry("lab.decision.started", en: "start", zh: "开始"),
  Entry("lab.decision.succeeded", en: "success", zh: "成功"),
  Entry("lab.decision.interrupted", en: "interruption", zh: "中断"),
  Entry("lab.decision.backs-off", en: "back-off", zh: "退避"),
  Entry("lab.decision.given-up", en: "given up", zh: "放弃"),
  Entry("lab.decision.reused", en: "reuse", zh: "复用"),
  Entry("lab.decision.skipped", en: "skipped", zh: "跳过"),
  Entry("lab.decision.omitted", en: "left out", zh: "略过"),
  Entry("lab.decision.passed-over", en: "gone on without", zh: "继续"),
  Entry("lab.decision.killed", en: "killed", zh: "杀掉"),
  Entry("lab.problem.workflow-empty", en: "the workflow has no steps", zh: "工作流没有步骤"),
  Entry(
    "lab.problem.workflow-circle", en: "steps need each other in a circle: {1}", zh: "步骤循环依赖：{1}"),
  Entry(
    "lab.problem.workflow-step", en: "{1} needs step {2}, which does not exist",
    zh: "{1} 依赖不存在的步骤 {2}"),
  Entry("lab.problem.workflow-name", en: "two steps are called {1}", zh: "有两个步骤都叫 {1}"),
  // Retrieval.
  Entry(
    "lab.retrieval.built", en: "the index is built: {1} entries, {2} distances, {3} MB",
    zh: "索引已建成：{1} 个条目，{2} 次距离计算，{3} MB"),
  Entry(
    "lab.retrieval.found-all", en: "{1}: all {2} nearest found with {3} distances",
    zh: "{1}：用 {3} 次距离找到全部 {2} 个最近邻"),
  Entry(
    "lab.retrieval.missed", en: "{1}: {4} of the {2} nearest missed with {3} distances",
    zh: "{1}：用 {3} 次距离，{2} 个最近邻漏了 {4} 个"),
  Entry(
    "lab.retrieval.grounded", en: "{1}: the whole passage is handed on, first in place {2} of {3}",
    zh: "{1}：段落完整交给模型，首见于第 {2} / {3} 位"),
  Entry(
    "lab.retrieval.not-grounded", en: "{1}: {2} of the passage's {3} words are handed on",
    zh: "{1}：段落 {3} 词中只交出 {2} 词"),
  Entry("lab.retrieval.why.exact", en: "All {1} vectors were looked at.", zh: "比较了全部 {1} 个向量。"),
  Entry(
    "lab.retrieval.why.hnsw",
    en:
      "HNSW with a list of {1} and M = {2} looked around from {3} nodes: {4} distances, {5} % of all.",
    zh: "HNSW（列表 {1}，M = {2}）从 {3} 个节点向外看：{4} 次距离，占全部的 {5} %。"),
  Entry(
    "lab.retrieval.why.ivf", en: "IVF read {1} of {2} lists: {3} distances, {4} % of all.",
    zh: "IVF 读了 {2} 个列表中的 {1} 个：{3} 次距离，占全部的 {4} %。"),
  Entry(
    "lab.retrieval.why.recall", en: "Of the true nearest it found {1} %.", zh: "找到了真正最近邻的 {1} %。"),
  Entry(
    "lab.retrieval.why.question",
    en: "The question: {1}. Its answer stands in document {2}, words {3} to {4}.",
    zh: "问题：{1}。答案在文档 {2} 的第 {3} 到 {4} 词。"),
  Entry(
    "lab.retrieval.why.name",
    en: "It asks by a name, which an embedding does not know and a word index finds.",
    zh: "它按名称提问：向量不认识名称，词索引能找到。"),
  Entry(
    "lab.retrieval.why.paraphrased",
    en: "Words that say a concept otherwise than the passage does: {1}. BM25 cannot match them.",
    zh: "与段落措辞不同的词：{1}。BM25 无法匹配。"),
  Entry("lab.retrieval.table.neighbours", en: "The true nearest", zh: "真正的最近邻"),
  Entry("lab.retrieval.table.ranking", en: "What was handed on", zh: "交给模型的内容"),
  Entry("lab.retrieval.table.times", en: "Where the time went", zh: "时间去向"),
  Entry("lab.retrieval.part.embedding", en: "embedding the question", zh: "问题向量化"),
  Entry("lab.retrieval.part.search", en: "search", zh: "检索"),
  Entry("lab.retrieval.part.rerank", en: "reranking", zh: "重排"),
  Entry("lab.retrieval.part.prefill", en: "to the first token", zh: "到首个词元"),
  Entry("lab.retrieval.part.decode", en: "rest of the answer", zh: "其余回答"),
  Entry("lab.retrieval.curve.x", en: "distances a query", zh: "每查询距离数"),
  Entry("lab.retrieval.curve.y", en: "recall %", zh: "召回率 %"),
  Entry("lab.retrieval.curve.line", en: "this index", zh: "本索引"),
  Entry(
    "lab.retrieval.assumed.parts", en: "times of embedding, word lists and reranking",
    zh: "向量化、词表与重排的时间"),
  Entry(
    "lab.retrieval.assumed.parts.why",
    en:
      "8 ms a call, 5 ns an entry and 1 ms a candidate are guesses; distances were measured with this index",
    zh: "每次调用 8 ms、每条目 5 ns、每候选 1 ms 均为估计；距离耗时由本索引实测"),
  Entry("lab.column.place", en: "place", zh: "名次"),
  Entry("lab.column.vector", en: "vector", zh: "向量"),
  Entry("lab.column.squared-distance", en: "squared distance", zh: "距离平方"),
  Entry("lab.column.found-at", en: "found at", zh: "找到名次"),
  Entry("lab.column.chunk", en: "doc:words", zh: "文档:词"),
  Entry("lab.column.passage-words", en: "of the passage", zh: "段落词数"),
  Entry("lab.column.dense", en: "by embedding", zh: "按向量"),
  Entry("lab.column.keyword", en: "by words", zh: "按词"),
  Entry("lab.column.before-rerank", en: "before reranking", zh: "重排前"),
  Entry("lab.column.part", en: "part", zh: "部分"),
  Entry("lab.column.milliseconds", en: "ms", zh: "毫秒"),
  Entry("lab.picture.neighbours", en: "true nearest found", zh: "找到的最近邻"),
  Entry("lab.picture.chunks", en: "chunks handed on", zh: "交给模型的文本块"),
  Entry("lab.number.queries", en: "queries", zh: "查询"),
  Entry("lab.series.answer_start", en: "answer begins after", zh: "开始回答"),
  Entry("lab.decision.built", en: "index built", zh: "索引建成"),
  Entry("lab.decision.found-all", en: "all found", zh: "全部找到"),
  Entry("lab.decision.missed", en: "some missed", zh: "有遗漏"),
  Entry("lab.decision.grounded", en: "grounded", zh: "有据"),
  Entry("lab.decision.not-grounded", en: "not grounded", zh: "无据"),
  // Experiments.
  Entry(
    "lab.experiment.no-look", en: "day {1}: no look is planned before day {2}",
    zh: "第 {1} 天：第 {2} 天之前没有计划查看"),
  Entry(
    "lab.experiment.too-early", en: "day {1}: nothing is decided before day {2}",
    zh: "第 {1} 天：第 {2} 天之前不做决定"),
  Entry(
    "lab.experiment.goes-on", en: "day {1}: no difference beyond doubt; days left: {2}",
    zh: "第 {1} 天：没有确凿差异；剩余 {2} 天"),
  Entry(
    "lab.experiment.ships.rightly", en: "day {1}: {2} is shipped, and is in truth better by {3}",
    zh: "第 {1} 天：上线 {2}，实际好 {3}"),
  Entry(
    "lab.experiment.ships.wrongly",
    en: "day {1}: {2} is shipped, though its true difference is {3}",
    zh: "第 {1} 天：上线 {2}，但真实差异为 {3}"),
  Entry("lab.experiment.keeps", en: "day {1}: time is over, {2} stays", zh: "第 {1} 天：时间到，保留 {2}"),
  Entry("lab.experiment.harm", en: "day {1}: stopped, {2} is worse", zh: "第 {1} 天：停止，{2} 更差"),
  Entry("lab.experiment.guard", en: "day {1}: {2} is better but too slow", zh: "第 {1} 天：{2} 更好但太慢"),
  Entry(
    "lab.experiment.mismatch", en: "day {1}: stopped, the arms' sizes cannot be chance",
    zh: "第 {1} 天：停止，各组大小不可能是偶然"),
  Entry("lab.experiment.state", en: "users logged: {1}", zh: "已记录用户：{1}"),
  Entry(
    "lab.experiment.why.control", en: "{1} is the control: the others are compared with it.",
    zh: "{1} 是对照组：其他组与它比较。"),
  Entry(
    "lab.experiment.why.truth", en: "The true difference of {1} to the control: {2}.",
    zh: "{1} 与对照的真实差异：{2}。"),
  Entry(
    "lab.experiment.why.needed", en: "To find it in 80 of 100 experiments takes {1} users an arm.",
    zh: "要在 100 次实验中 80 次发现它，每组需 {1} 个用户。"),
  Entry(
    "lab.experiment.why.mismatch", en: "The arms' sizes are no chance: chi-square {1}, p {2}.",
    zh: "各组大小不是偶然：卡方 {1}，p {2}。"),
  Entry(
    "lab.experiment.why.ratio", en: "The arms' sizes are as expected: chi-square {1}, p {2}.",
    zh: "各组大小符合预期：卡方 {1}，p {2}。"),
  Entry(
    "lab.experiment.why.bound", en: "z without its sign is {1}, the bound of this look {2}.",
    zh: "z 的绝对值为 {1}，本次查看的界为 {2}。"),
  Entry("lab.experiment.why.always", en: "The always-valid p value is {1}.", zh: "随时有效 p 值为 {1}。"),
  Entry(
    "lab.experiment.why.novelty", en: "The effect fades: {1} in the first half, {2} in the second.",
    zh: "效应在消退：前半 {1}，后半 {2}。"),
  Entry("lab.experiment.table.looks", en: "What was seen", zh: "各次所见"),
  Entry("lab.experiment.yes", en: "yes", zh: "是"),
  Entry("lab.experiment.no", en: "no", zh: "否"),
  Entry("lab.column.day", en: "day", zh: "天"),
  Entry("lab.column.arm", en: "arm", zh: "组"),
  Entry("lab.column.users", en: "users", zh: "用户"),
  Entry("lab.column.difference", en: "difference", zh: "差异"),
  Entry("lab.column.interval", en: "interval", zh: "区间"),
  Entry("lab.column.p-value", en: "p", zh: "p 值"),
  Entry("lab.column.enough", en: "enough", zh: "足够"),
  Entry("lab.picture.users", en: "users by arm", zh: "各组用户"),
  Entry("lab.number.day", en: "day", zh: "天"),
  Entry("lab.series.p_value", en: "p value", zh: "p 值"),
  Entry("lab.series.measured_lift", en: "measured difference", zh: "测得差异"),
  Entry("lab.decision.looked", en: "look", zh: "查看"),
  Entry("lab.decision.decided", en: "decision", zh: "决定"),
  Entry(
    "lab.problem.experiment", en: "this rule cannot be followed on so few days", zh: "天数太少，无法按此规则进行"
  ),
]
