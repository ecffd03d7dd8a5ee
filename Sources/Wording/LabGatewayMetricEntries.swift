/// Keys that begin with `lab.metric.`: the gateway lab.
let labGatewayMetricEntries: [Entry] = [
  Entry("lab.metric.answered", en: "answered", zh: "已回答"),
  Entry(
    "lab.metric.answered.help", en: "Requests that a backend answered.", zh: "由后端回答的请求数。"),
  Entry("lab.metric.from_cache", en: "from the cache", zh: "缓存回答"),
  Entry(
    "lab.metric.from_cache.help",
    en: "Requests that the semantic cache answered, rightly or wrongly.",
    zh: "由语义缓存回答的请求数，无论对错。"),
  Entry("lab.metric.wrong_from_cache", en: "wrong from the cache", zh: "缓存答错"),
  Entry(
    "lab.metric.wrong_from_cache.help",
    en:
      "Of these, answers to a question that meant something else. The simulator knows what each question means.",
    zh: "其中回答的是另一含义的问题。模拟器知道每个问题的真实含义。"),
  Entry("lab.metric.limited", en: "refused by budget", zh: "因预算被拒"),
  Entry(
    "lab.metric.limited.help", en: "Requests answered with 429 because a token budget was used up.",
    zh: "因词元预算用尽而返回 429 的请求数。"),
  Entry("lab.metric.shed", en: "turned away", zh: "被丢弃"),
  Entry(
    "lab.metric.shed.help",
    en:
      "Requests of negative priority that the endpoint picker refused because its pool was saturated.",
    zh: "优先级为负、因池饱和而被端点选择器拒绝的请求数。"),
  Entry("lab.metric.failed", en: "failed", zh: "失败"),
  Entry(
    "lab.metric.failed.help", en: "Requests that no attempt could answer.",
    zh: "所有尝试都未能回答的请求数。"),
  Entry("lab.metric.gateway_retries", en: "retries", zh: "重试"),
  Entry(
    "lab.metric.gateway_retries.help", en: "Attempts beyond the first of each request.",
    zh: "每个请求首次之后的尝试数之和。"),
  Entry("lab.metric.fallbacks", en: "answered by a fallback", zh: "后备回答"),
  Entry(
    "lab.metric.fallbacks.help",
    en: "Answers of a backend whose priority is not the first of its model.",
    zh: "由非首选优先级后端给出的回答数。"),
  Entry("lab.metric.ejections", en: "backends taken out", zh: "后端摘除"),
  Entry(
    "lab.metric.ejections.help", en: "How often a backend was taken out because of its errors.",
    zh: "后端因出错被摘除的次数。"),
  Entry("lab.metric.worst_tenant_served", en: "worst served tenant", zh: "最差租户满足率"),
  Entry(
    "lab.metric.worst_tenant_served.help",
    en: "Share of its requests that were answered, of the tenant for whom it is lowest.",
    zh: "得到回答的请求比例，取最低的租户。"),
  Entry("lab.metric.charged_tokens", en: "tokens charged", zh: "计费词元"),
  Entry(
    "lab.metric.charged_tokens.help",
    en: "What the first budget of each tenant counted, weighted as it weighs input and output.",
    zh: "各租户第一个预算所计的词元，按其输入输出权重。"),
  Entry("lab.metric.budget_overshoot", en: "largest overshoot", zh: "最大超限"),
  Entry(
    "lab.metric.budget_overshoot.help",
    en:
      "Most tokens by which a budget was above its limit: answers that were under way when it was reached are charged all the same.",
    zh: "预算超出限额的最大词元数：达到限额时仍在进行的回答照样计费。"),
  Entry("lab.metric.pool_hit_rate", en: "prefix hits in pools", zh: "池内前缀命中"),
  Entry(
    "lab.metric.pool_hit_rate.help",
    en: "Prompt tokens that the engines' prefix caches had, of all that they answered.",
    zh: "引擎前缀缓存命中的提示词元占其所回答总量的比例。"),
  Entry("lab.metric.provider_cost", en: "cost of providers", zh: "供应商费用"),
  Entry(
    "lab.metric.provider_cost.help", en: "Input and output tokens at the providers' prices.",
    zh: "按供应商价格计算的输入与输出词元费用。"),
  Entry("lab.metric.pool_cost", en: "cost of own GPUs", zh: "自有 GPU 费用"),
  Entry(
    "lab.metric.pool_cost.help",
    en: "GPUs of the pools from the first request to the last answer, idle or not.",
    zh: "从首个请求到最后回答期间池内 GPU 的费用，无论是否空闲。"),
  Entry("lab.metric.cost_per_thousand", en: "cost of 1,000 answers", zh: "千次回答费用"),
  Entry(
    "lab.metric.cost_per_thousand.help",
    en: "Providers and GPUs together, for answers of backends and cache.",
    zh: "供应商与 GPU 合计，分摊到后端与缓存的回答。"),
  Entry("lab.metric.answer_start_p50", en: "answer begins, median", zh: "开始回答中位数"),
  Entry(
    "lab.metric.answer_start_p50.help",
    en: "From the question to the first token of the answer, retrieval and retries included.",
    zh: "从提问到首个词元，含检索与重试。"),
  Entry("lab.metric.answer_start_p95", en: "answer begins, p95", zh: "开始回答 p95"),
  Entry(
    "lab.metric.answer_start_p95.help", en: "95th percentile of the same.", zh: "同上的第 95 百分位。"),
  Entry("lab.metric.answer_p95", en: "answer complete, p95", zh: "完成回答 p95"),
  Entry(
    "lab.metric.answer_p95.help", en: "From the question to the last token, 95th percentile.",
    zh: "从提问到最后一个词元的第 95 百分位。"),
  Entry("lab.metric.workflow_time", en: "all runs", zh: "全部运行"),
  Entry(
    "lab.metric.workflow_time.help", en: "From the start of the first run to the end of the last.",
    zh: "从第一次运行开始到最后一次结束。"),
  Entry("lab.metric.first_run", en: "first run", zh: "首次运行"),
  Entry("lab.metric.first_run.help", en: "Length of the first run.", zh: "第一次运行的时长。"),
  Entry("lab.metric.second_run", en: "second run", zh: "再次运行"),
  Entry(
    "lab.metric.second_run.help",
    en: "Length of the second run, in which some steps have other code; none without a second run.",
    zh: "第二次运行的时长，其中部分步骤代码已变；无第二次运行则无值。"),
  Entry("lab.metric.ideal_path", en: "longest chain", zh: "最长链"),
  Entry(
    "lab.metric.ideal_path.help",
    en:
      "What the first run would take without limits, failures and waits: its longest chain of steps.",
    zh: "若无限制、失败与等待，第一次运行所需的时间：最长的步骤链。"),
  Entry("lab.metric.succeeded_runs", en: "runs that succeeded", zh: "成功的运行"),
  Entry(
    "lab.metric.succeeded_runs.help", en: "Of one run, or of two with a second.",
    zh: "一次运行中，或有第二次时两次中的比例。"),
  Entry("lab.metric.failed_steps", en: "steps failed", zh: "失败步骤"),
  Entry(
    "lab.metric.failed_steps.help", en: "Steps that failed for good, killed ones included.",
    zh: "彻底失败的步骤，含被杀掉的。"),
  Entry("lab.metric.omitted_steps", en: "steps left out", zh: "略过步骤"),
  Entry(
    "lab.metric.omitted_steps.help",
    en: "Steps that were never started, because something before them failed.",
    zh: "因前面失败而从未启动的步骤。"),
  Entry("lab.metric.reused_steps", en: "steps reused", zh: "复用步骤"),
  Entry(
    "lab.metric.reused_steps.help", en: "Steps of the second run taken from the first.",
    zh: "第二次运行中取自第一次的步骤。"),
  Entry("lab.metric.stale_steps", en: "stale steps", zh: "过期步骤"),
  Entry(
    "lab.metric.stale_steps.help",
    en: "Reused steps whose code or input is another one now: the cache's key did not tell.",
    zh: "被复用但代码或输入已变的步骤：缓存键没有体现出来。"),
  Entry("lab.metric.step_retries", en: "retries of steps", zh: "步骤重试"),
  Entry(
    "lab.metric.step_retries.help", en: "Attempts of steps beyond their first.",
    zh: "步骤首次之后的尝试数。"),
  Entry("lab.metric.interruptions", en: "interruptions", zh: "中断"),
  Entry(
    "lab.metric.interruptions.help", en: "Pods that lost their spot node.", zh: "失去竞价节点的 Pod 数。"),
  Entry("lab.metric.step_timeouts", en: "attempts timed out", zh: "超时尝试"),
  Entry(
    "lab.metric.step_timeouts.help", en: "Attempts that were stopped because they took too long.",
    zh: "因耗时过长被停止的尝试数。"),
  Entry("lab.metric.pod_time", en: "pod time", zh: "Pod 时间"),
  Entry("lab.metric.pod_time.help", en: "Time of all pods together.", zh: "所有 Pod 的时间之和。"),
  Entry("lab.metric.lost_time", en: "pod time lost", zh: "浪费的 Pod 时间"),
  Entry(
    "lab.metric.lost_time.help", en: "The part of it that ended without a result.",
    zh: "其中没有产出结果的部分。"),
  Entry("lab.metric.held_time", en: "waited for room", zh: "等待名额"),
  Entry(
    "lab.metric.held_time.help",
    en:
      "From the moment a step could start to its first pod, all steps together: limits of parallelism.",
    zh: "从步骤可启动到首个 Pod 的时间之和：并行限制所致。"),
  Entry("lab.metric.peak_pods", en: "most pods at once", zh: "Pod 峰值"),
  Entry(
    "lab.metric.peak_pods.help", en: "Most pods that ran at the same time.",
    zh: "同时运行的 Pod 最大数。"),
  Entry("lab.metric.recall", en: "recall", zh: "召回率"),
  Entry(
    "lab.metric.recall.help",
    en: "Share of the true nearest vectors that the index found, mean over the queries.",
    zh: "索引找到的真正最近向量的比例，对查询取平均。"),
  Entry("lab.metric.distances", en: "distances a query", zh: "每查询距离数"),
  Entry(
    "lab.metric.distances.help",
    en:
      "Distances between two vectors computed for a query, mean: the work of a search, the same on every machine.",
    zh: "每个查询计算的向量间距离数（平均）：搜索的工作量，在任何机器上相同。"),
  Entry("lab.metric.search_mean", en: "search, mean", zh: "检索平均"),
  Entry(
    "lab.metric.search_mean.help",
    en:
      "From the counted distances and list entries, at times measured with this index; without embedding and reranking.",
    zh: "由所计距离与列表条目按本索引实测耗时折算；不含向量化与重排。"),
  Entry("lab.metric.search_p95", en: "search, p95", zh: "检索 p95"),
  Entry("lab.metric.search_p95.help", en: "95th percentile of the same.", zh: "同上的第 95 百分位。"),
  Entry("lab.metric.index_size", en: "index", zh: "索引大小"),
  Entry(
    "lab.metric.index_size.help",
    en: "Vectors, links, lists and words as the real systems store them.",
    zh: "按真实系统的存储方式计算的向量、连接、列表与词。"),
  Entry("lab.metric.build_distances", en: "distances to build", zh: "建索引距离数"),
  Entry(
    "lab.metric.build_distances.help", en: "Distances computed to build the index.",
    zh: "建索引时计算的距离数。"),
  Entry("lab.metric.entries", en: "entries", zh: "条目数"),
  Entry("lab.metric.entries.help", en: "Vectors or chunks in the index.", zh: "索引中的向量或文本块数。"),
  Entry("lab.metric.grounded", en: "questions grounded", zh: "有据的问题"),
  Entry(
    "lab.metric.grounded.help",
    en: "Questions whose whole passage is in what the model was given.",
    zh: "答案段落完整出现在交给模型内容中的问题比例。"),
  Entry("lab.metric.reciprocal_rank", en: "mean reciprocal rank", zh: "平均倒数排名"),
  Entry(
    "lab.metric.reciprocal_rank.help",
    en:
      "Mean of 1 / place of the first chunk that has at least half of the passage; 0 when none has.",
    zh: "首个含至少一半段落的文本块名次的倒数之平均；没有则为 0。"),
  Entry("lab.metric.context_tokens", en: "prompt", zh: "提示长度"),
  Entry(
    "lab.metric.context_tokens.help", en: "Tokens of a prompt with what was retrieved, mean.",
    zh: "含检索内容的提示词元数，平均。"),
  Entry("lab.metric.decided_after", en: "decided after", zh: "决定用时"),
  Entry("lab.metric.decided_after.help", en: "Days until the experiment ended.", zh: "实验结束所用天数。"),
  Entry("lab.metric.users_seen", en: "users", zh: "用户数"),
  Entry("lab.metric.users_seen.help", en: "Users that were assigned to an arm.", zh: "分配到各组的用户数。"),
  Entry("lab.metric.shipped", en: "shipped", zh: "上线"),
  Entry(
    "lab.metric.shipped.help", en: "100 when a treatment won, else 0.", zh: "某实验组胜出为 100，否则为 0。"),
  Entry("lab.metric.wrong_decision", en: "wrongly shipped", zh: "错误上线"),
  Entry(
    "lab.metric.wrong_decision.help", en: "100 when what won is in truth no better, else 0.",
    zh: "胜出者实际并不更好为 100，否则为 0。"),
  Entry("lab.metric.measured_lift", en: "measured difference", zh: "测得差异"),
  Entry(
    "lab.metric.measured_lift.help",
    en:
      "Best treatment minus control at the last look: points in a hundred, or points of the score.",
    zh: "最后一次查看时最好实验组减对照组：百分点或评分点。"),
  Entry("lab.metric.true_lift", en: "true difference", zh: "真实差异"),
  Entry(
    "lab.metric.true_lift.help",
    en: "What the best treatment is really worth in the long run, which only a simulator knows.",
    zh: "最好实验组长期的真实价值，只有模拟器知道。"),
  Entry("lab.metric.p_value", en: "p value", zh: "p 值"),
  Entry(
    "lab.metric.p_value.help", en: "Of one test of the best treatment at the last look.",
    zh: "最后一次查看时对最好实验组做一次检验的 p 值。"),
  Entry("lab.metric.mismatch_p_value", en: "p value of the ratio", zh: "比例 p 值"),
  Entry(
    "lab.metric.mismatch_p_value.help",
    en: "How likely arms of these sizes are by chance; below 0.001 users are missing somewhere.",
    zh: "各组如此大小纯属偶然的概率；低于 0.001 表示某处丢了用户。"),
  Entry("lab.metric.needed_users", en: "users needed an arm", zh: "每组所需用户"),
  Entry(
    "lab.metric.needed_users.help",
    en: "To find the true difference in 80 of 100 experiments; none when there is nothing to find.",
    zh: "要在 100 次实验中 80 次发现真实差异所需；无差异则无值。"),
  Entry("lab.metric.shipped_of_repetitions", en: "shipped, of all repetitions", zh: "重复中上线"),
  Entry(
    "lab.metric.shipped_of_repetitions.help",
    en: "Share of the repetitions in which a treatment won.",
    zh: "重复实验中实验组胜出的比例。"),
  Entry("lab.metric.wrong_of_repetitions", en: "wrongly, of all repetitions", zh: "重复中错误上线"),
  Entry(
    "lab.metric.wrong_of_repetitions.help",
    en: "Share of the repetitions in which what won is in truth no better.",
    zh: "重复实验中胜出者实际并不更好的比例。"),
]
