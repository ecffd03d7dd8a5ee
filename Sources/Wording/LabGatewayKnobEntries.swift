/// Keys that begin with `lab.knob.`: the gateway lab.
let labGatewayKnobEntries: [Entry] = [
  Entry("lab.knob.pool_replicas", en: "pool replicas", zh: "池副本数"),
  Entry(
    "lab.knob.pool_replicas.help",
    en: "Engines behind each InferencePool; 0 leaves the number that the scenario gives.",
    zh: "每个 InferencePool 后的引擎数；0 表示沿用场景给出的数量。"),
  Entry("lab.knob.budget_percent", en: "size of budgets", zh: "预算大小"),
  Entry(
    "lab.knob.budget_percent.help",
    en:
      "Scales the token budgets of all tenants; 0 takes them away. Not a setting of the real system.",
    zh: "按比例缩放所有租户的词元预算；0 表示取消预算。不是真实系统的设置。"),
  Entry("lab.knob.budget_shape", en: "window of budgets", zh: "预算窗口"),
  Entry(
    "lab.knob.budget_shape.help",
    en:
      "fixed-window: one counter for each calendar second, minute or hour, as Envoy's global rate limit service keeps it. bucket: refilled evenly.",
    zh: "fixed-window：每个日历秒、分或时一个计数器，与 Envoy 全局限流服务相同。bucket：均匀回填的令牌桶。"),
  Entry("lab.knob.budget_shape.fixed-window", en: "fixed window", zh: "固定窗口"),
  Entry("lab.knob.budget_shape.bucket", en: "token bucket", zh: "令牌桶"),
  Entry("lab.knob.budget_charging", en: "when tokens are charged", zh: "词元计费时机"),
  Entry(
    "lab.knob.budget_charging.help",
    en:
      "after-answer: as Envoy AI Gateway does it; answers under way can overshoot the limit. reserved: prompt and max_tokens are taken when the request comes, and what was not used is given back.",
    zh: "after-answer：与 Envoy AI Gateway 相同，进行中的回答可能超出限额。reserved：请求到达时先扣除提示与 max_tokens，未用部分再退还。"),
  Entry("lab.knob.budget_charging.after-answer", en: "after the answer", zh: "回答之后"),
  Entry("lab.knob.budget_charging.reserved", en: "reserved before", zh: "事先预留"),
  Entry("lab.knob.num_retries", en: "retries", zh: "重试次数"),
  Entry(
    "lab.knob.num_retries.help",
    en:
      "retry.numRetries of Envoy Gateway, standard 2. Each retry goes to a priority that the request has not tried: without retries there is no fallback of a request that fails.",
    zh: "Envoy Gateway 的 retry.numRetries，默认 2。每次重试转到该请求尚未尝试的优先级：没有重试，失败的请求就没有后备。"),
  Entry("lab.knob.max_parallel_retries", en: "retries at a time", zh: "并行重试上限"),
  Entry(
    "lab.knob.max_parallel_retries.help",
    en:
      "circuitBreaker.maxParallelRetries of each backend: 1024 in Envoy Gateway, 3 in plain Envoy. What is above fails at once.",
    zh: "每个后端的 circuitBreaker.maxParallelRetries：Envoy Gateway 为 1024，原生 Envoy 为 3。超出的立即失败。"),
  Entry("lab.knob.first_token_timeout_ms", en: "time-out of an attempt", zh: "单次尝试超时"),
  Entry(
    "lab.knob.first_token_timeout_ms.help",
    en:
      "Longest wait for the first token before an attempt is given up; 0 waits for ever. An answer that has begun goes on.",
    zh: "放弃一次尝试前等待首个词元的最长时间；0 表示一直等。已开始的回答会继续。"),
  Entry("lab.knob.consecutive_errors", en: "errors until ejection", zh: "弹出前连续错误"),
  Entry(
    "lab.knob.consecutive_errors.help",
    en:
      "healthCheck.passive.consecutive5XxErrors: after so many errors in a row a backend is taken out and requests go to the next priority; 0 turns it off.",
    zh: "healthCheck.passive.consecutive5XxErrors：连续出错这么多次后，后端被摘除，请求转到下一优先级；0 表示关闭。"),
  Entry("lab.knob.ejection_seconds", en: "ejection time", zh: "弹出时长"),
  Entry(
    "lab.knob.ejection_seconds.help",
    en:
      "baseEjectionTime: how long a backend stays out the first time; each further time it is longer by as much.",
    zh: "baseEjectionTime：后端首次被摘除的时长；之后每次再加同样长。"),
  Entry("lab.knob.semantic_cache", en: "semantic cache", zh: "语义缓存"),
  Entry(
    "lab.knob.semantic_cache.help",
    en: "Answers a question with the stored answer to a similar one, before budgets and backends.",
    zh: "在预算与后端之前，用相似问题的已存回答来应答。"),
  Entry("lab.knob.similarity_permille", en: "similarity threshold", zh: "相似度阈值"),
  Entry(
    "lab.knob.similarity_permille.help",
    en:
      "Least cosine, in thousandths, at which two questions are taken for the same. Lower finds more, and more that is wrong.",
    zh: "把两个问题视为相同的最低余弦（千分数）。越低命中越多，错误也越多。"),
  Entry("lab.knob.cache_per_tenant", en: "cache for each tenant", zh: "按租户隔离缓存"),
  Entry(
    "lab.knob.cache_per_tenant.help",
    en:
      "Whether a tenant sees only its own answers. A shared cache hits more, and can show one tenant what another was told.",
    zh: "租户是否只能看到自己的回答。共享缓存命中更多，但可能让一个租户看到给另一个租户的内容。"),
  Entry("lab.knob.workflow_engine", en: "engine", zh: "引擎"),
  Entry(
    "lab.knob.workflow_engine.help",
    en:
      "Whose rules run the steps: Argo Workflows, Kubeflow Pipelines 2 or Metaflow 2. Why tells for each step what they call them.",
    zh: "按谁的规则执行步骤：Argo Workflows、Kubeflow Pipelines 2 或 Metaflow 2。“为什么”会列出每步在三者中的叫法。"),
  Entry("lab.knob.workflow_engine.argo", en: "Argo Workflows", zh: "Argo Workflows"),
  Entry("lab.knob.workflow_engine.kubeflow", en: "Kubeflow Pipelines", zh: "Kubeflow Pipelines"),
  Entry("lab.knob.workflow_engine.metaflow", en: "Metaflow", zh: "Metaflow"),
  Entry("lab.knob.parallelism", en: "pods at once", zh: "并行 Pod 数"),
  Entry(
    "lab.knob.parallelism.help",
    en:
      "spec.parallelism of Argo, --max-workers of Metaflow (16 when nobody sets it); 0 leaves what the scenario says.",
    zh: "Argo 的 spec.parallelism、Metaflow 的 --max-workers（未设置时为 16）；0 表示沿用场景。"),
  Entry("lab.knob.fail_fast", en: "fail fast", zh: "快速失败"),
  Entry(
    "lab.knob.fail_fast.help",
    en:
      "Argo: failFast of the template; once a pod has failed, nothing new starts, not even its retry. dag.failFast, on by default, stops nothing while a step runs (issue 10312). Kubeflow sets neither; Metaflow always stops, and kills what runs.",
    zh:
      "Argo：模板的 failFast；一旦有 Pod 失败，就不再启动任何 Pod，连它的重试也不启动。默认开启的 dag.failFast 在仍有步骤运行时并不阻止任何启动（issue 10312）。Kubeflow 两者都不设；Metaflow 总是停止，并杀掉正在运行的。"
  ),
  Entry("lab.knob.retry_limit", en: "retries of a step", zh: "步骤重试次数"),
  Entry(
    "lab.knob.retry_limit.help",
    en:
      "retryStrategy.limit, set_retry, @retry(times): attempts after the first, for all steps; -1 leaves what the scenario says.",
    zh: "retryStrategy.limit、set_retry、@retry(times)：首次之后的尝试次数，对所有步骤；-1 表示沿用场景。"),
  Entry("lab.knob.retry_policy", en: "what is retried", zh: "重试什么"),
  Entry(
    "lab.knob.retry_policy.help",
    en:
      "retryPolicy: OnFailure (Argo's default) retries failures of the code and not pods that are taken away; OnError the other way round; Always both. Metaflow retries both.",
    zh: "retryPolicy：OnFailure（Argo 默认）重试代码失败，不重试被夺走的 Pod；OnError 相反；Always 两者都重试。Metaflow 两者都重试。"),
  Entry("lab.knob.retry_policy.as-written", en: "as written", zh: "按场景"),
  Entry("lab.knob.retry_policy.always", en: "Always", zh: "Always"),
  Entry("lab.knob.retry_policy.on-failure", en: "OnFailure", zh: "OnFailure"),
  Entry("lab.knob.retry_policy.on-error", en: "OnError", zh: "OnError"),
  Entry("lab.knob.spot_life_percent", en: "life of spot nodes", zh: "竞价节点寿命"),
  Entry(
    "lab.knob.spot_life_percent.help",
    en:
      "Scales how long a spot node lasts under a step; 0: nobody is interrupted. Not a setting of the real system.",
    zh: "缩放竞价节点在步骤运行时的平均寿命；0 表示无人被中断。不是真实系统的设置。"),
  Entry("lab.knob.step_cache", en: "reuse of steps", zh: "步骤复用"),
  Entry(
    "lab.knob.step_cache.help",
    en:
      "Whether the second run may take steps from the first: memoize of Argo, caching of Kubeflow, resume of Metaflow.",
    zh: "第二次运行能否复用第一次的步骤：Argo 的 memoize、Kubeflow 的缓存、Metaflow 的 resume。"),
  Entry("lab.knob.index", en: "index", zh: "索引"),
  Entry(
    "lab.knob.index.help",
    en:
      "How nearest vectors are found: by looking at all, by a graph (HNSW), or in lists around centres (IVF).",
    zh: "如何找最近的向量：全部比较、用图（HNSW）或在中心周围的列表里（IVF）。"),
  Entry("lab.knob.index.exact", en: "exact", zh: "精确"),
  Entry("lab.knob.index.hnsw", en: "HNSW", zh: "HNSW"),
  Entry("lab.knob.index.ivf", en: "IVF", zh: "IVF"),
  Entry("lab.knob.hnsw_m", en: "M", zh: "M"),
  Entry(
    "lab.knob.hnsw_m.help",
    en:
      "Links that a node is given on each layer, twice as many at most on the lowest: more memory, better recall. hnswlib: 16.",
    zh: "节点在每层获得的连接数，最底层最多两倍：占内存更多，召回更好。hnswlib 默认 16。"),
  Entry("lab.knob.hnsw_ef_construction", en: "efConstruction", zh: "efConstruction"),
  Entry(
    "lab.knob.hnsw_ef_construction.help",
    en:
      "Candidates looked at while a node is put in: a slower build, a better graph. hnswlib: 200.",
    zh: "插入节点时考察的候选数：建图更慢，图更好。hnswlib 默认 200。"),
  Entry("lab.knob.hnsw_ef_search", en: "ef", zh: "ef"),
  Entry(
    "lab.knob.hnsw_ef_search.help",
    en:
      "Candidates kept while searching, never fewer than the results asked for. The only one of the three that can change without a new index.",
    zh: "搜索时保留的候选数，不少于所要结果数。三者中唯一无需重建索引即可更改的。"),
  Entry("lab.knob.ivf_lists", en: "lists", zh: "列表数"),
  Entry(
    "lab.knob.ivf_lists.help", en: "nlist: centres that k-means finds, one list each.",
    zh: "nlist：k-means 得到的中心数，每个一个列表。"),
  Entry("lab.knob.ivf_probes", en: "lists probed", zh: "探查列表数"),
  Entry(
    "lab.knob.ivf_probes.help",
    en: "nprobe: lists that a search reads, the nearest first. Faiss: 1.",
    zh: "nprobe：搜索读取的列表数，从最近的开始。Faiss 默认 1。"),
  Entry("lab.knob.search_method", en: "search", zh: "检索方式"),
  Entry(
    "lab.knob.search_method.help",
    en: "dense: embeddings; keyword: BM25; hybrid: both, fused by reciprocal rank with k = 60.",
    zh: "dense：向量；keyword：BM25；hybrid：两者用倒数排名融合（k = 60）。"),
  Entry("lab.knob.search_method.dense", en: "embeddings", zh: "向量"),
  Entry("lab.knob.search_method.keyword", en: "keywords (BM25)", zh: "关键词（BM25）"),
  Entry("lab.knob.search_method.hybrid", en: "both, fused", zh: "两者融合"),
  Entry("lab.knob.top_k", en: "results", zh: "结果数"),
  Entry(
    "lab.knob.top_k.help", en: "Neighbours asked for, or chunks handed to the model.",
    zh: "要找的近邻数，或交给模型的文本块数。"),
  Entry("lab.knob.candidates", en: "candidates", zh: "候选数"),
  Entry(
    "lab.knob.candidates.help",
    en:
      "Chunks taken from each ranking before they are fused or looked at again; never fewer than the results.",
    zh: "融合或重排前从每个排名取的文本块数；不少于结果数。"),
  Entry("lab.knob.rerank", en: "reranking", zh: "重排"),
  Entry(
    "lab.knob.rerank.help",
    en:
      "Looks at the candidates again, word by word, as late interaction does: dearer, and it knows what an embedding has lost.",
    zh: "逐词再看一遍候选（晚交互）：代价更高，但知道向量丢掉了什么。"),
  Entry("lab.knob.chunk_words", en: "chunk", zh: "文本块"),
  Entry(
    "lab.knob.chunk_words.help",
    en:
      "Words of a chunk. Small ones cut a passage in two, large ones drown it and fill the prompt.",
    zh: "每块的词数。太小会切断段落，太大会淹没它并撑满提示。"),
  Entry("lab.knob.overlap_words", en: "overlap", zh: "重叠"),
  Entry(
    "lab.knob.overlap_words.help", en: "Words that a chunk shares with the one before.",
    zh: "与前一块共有的词数。"),
  Entry("lab.knob.embedding_dimension", en: "embedding dimension", zh: "向量维度"),
  Entry(
    "lab.knob.embedding_dimension.help",
    en: "Components kept of an embedding of 256: fewer need less memory and tell less apart.",
    zh: "从 256 维向量中保留的分量数：越少越省内存，也越难区分。"),
  Entry("lab.knob.decision_rule", en: "when to decide", zh: "何时决定"),
  Entry(
    "lab.knob.decision_rule.help",
    en:
      "fixed-horizon: one test after the last day. peeks-daily: the same test every day, stopping at the first success, which errs far too often. sequential: planned looks with O'Brien and Fleming's bounds. always-valid: a p value that may be looked at every day.",
    zh:
      "fixed-horizon：最后一天后检验一次。peeks-daily：每天做同样检验并在首次成功时停止，出错率过高。sequential：按计划查看，用 O'Brien-Fleming 界。always-valid：可每天查看的 p 值。"
  ),
  Entry("lab.knob.decision_rule.fixed-horizon", en: "once at the end", zh: "最后一次"),
  Entry("lab.knob.decision_rule.peeks-daily", en: "peeking every day", zh: "每天偷看"),
  Entry("lab.knob.decision_rule.sequential", en: "planned looks", zh: "计划查看"),
  Entry("lab.knob.decision_rule.always-valid", en: "always-valid p value", zh: "随时有效 p 值"),
  Entry("lab.knob.decision_metric", en: "what decides", zh: "决定指标"),
  Entry(
    "lab.knob.decision_metric.help",
    en:
      "Whether users accept the answer, how they score it, or the score with what was known of each user before taken out (CUPED).",
    zh: "用户是否接受回答、评分多少，或扣除事先已知差异后的评分（CUPED）。"),
  Entry("lab.knob.decision_metric.accepted", en: "accepted answers", zh: "接受率"),
  Entry("lab.knob.decision_metric.score", en: "score", zh: "评分"),
  Entry(
    "lab.knob.decision_metric.score-adjusted", en: "score, adjusted (CUPED)", zh: "评分（CUPED 校正）"),
  Entry("lab.knob.experiment_days", en: "days", zh: "天数"),
  Entry(
    "lab.knob.experiment_days.help",
    en: "Length of the experiment; 0 leaves what the scenario says.",
    zh: "实验长度；0 表示沿用场景。"),
  Entry("lab.knob.planned_looks", en: "planned looks", zh: "计划查看次数"),
  Entry(
    "lab.knob.planned_looks.help", en: "Looks of the sequential design, evenly over the days.",
    zh: "序贯设计的查看次数，均匀分布在各天。"),
  Entry("lab.knob.minimum_days", en: "earliest decision", zh: "最早决定"),
  Entry(
    "lab.knob.minimum_days.help",
    en: "Days before which nothing is decided: whole weeks even weekdays out.",
    zh: "在此天数之前不做决定：整周可抵消星期差异。"),
  Entry("lab.knob.stops_at_mismatch", en: "check of the ratio", zh: "比例检查"),
  Entry(
    "lab.knob.stops_at_mismatch.help",
    en: "Whether arms whose sizes cannot be chance end the experiment (sample-ratio mismatch).",
    zh: "当各组大小不可能是偶然时，是否结束实验（样本比例失衡）。"),
  Entry("lab.knob.repetitions", en: "repetitions", zh: "重复次数"),
  Entry(
    "lab.knob.repetitions.help",
    en:
      "Runs the experiment so many more times with other users, to count how often its rule errs.",
    zh: "换用户再运行这么多次，以统计该规则出错的频率。"),
]
