/// Knobs of the autoscaling lab: cold start, mesh, rollout, price.
let labServiceKnobEntries: [Entry] = [
  Entry(
    "lab.knob.image_delivery",
    en: "image delivery",
    zh: "镜像获取方式"),
  Entry(
    "lab.knob.image_delivery.help",
    en:
      "How the image reaches a node. registry: pulled whole and unpacked, then kept on the node. pre-pull: on every node before. lazy: started after the part read at start, 6.4 % of an image on average (Slacker, FAST'16; stargz, Nydus, SOCI). peer-to-peer: also from nodes that have it (Dragonfly, Spegel).",
    zh:
      "镜像如何到达节点。registry：整个拉取并解包，之后留在节点上。pre-pull：事先放到每个节点。lazy：读到启动所需部分即启动，平均为镜像的 6.4 %（Slacker，FAST'16；stargz、Nydus、SOCI）。peer-to-peer：也从已有它的节点获取（Dragonfly、Spegel）。"
  ),
  Entry(
    "lab.knob.image_delivery.registry",
    en: "from the registry",
    zh: "从镜像仓库"),
  Entry(
    "lab.knob.image_delivery.pre-pull",
    en: "pre-pulled",
    zh: "预拉取"),
  Entry(
    "lab.knob.image_delivery.lazy",
    en: "lazy pulling",
    zh: "惰性拉取"),
  Entry(
    "lab.knob.image_delivery.peer-to-peer",
    en: "peer to peer",
    zh: "点对点"),
  Entry(
    "lab.knob.model_delivery",
    en: "model delivery",
    zh: "模型获取方式"),
  Entry(
    "lab.knob.model_delivery.help",
    en:
      "How weights reach a pod. download: anew for each pod (storage initializer). in-image: layers of the image. image-volume: an OCI artifact mounted, pulled once a node. peer-to-peer: the same, also from other nodes. node-cache: on every node before (LocalModelCache). streaming: read into the accelerator while it comes.",
    zh:
      "权重如何到达 Pod。download：每个 Pod 重新下载（storage initializer）。in-image：作为镜像层。image-volume：挂载 OCI 工件，每节点拉取一次。peer-to-peer：同上，也从其他节点获取。node-cache：事先放到每个节点（LocalModelCache）。streaming：边到达边读入加速器。"
  ),
  Entry(
    "lab.knob.model_delivery.download",
    en: "download for each pod",
    zh: "每个 Pod 下载"),
  Entry(
    "lab.knob.model_delivery.in-image",
    en: "in the image",
    zh: "打进镜像"),
  Entry(
    "lab.knob.model_delivery.image-volume",
    en: "image volume (OCI)",
    zh: "镜像卷（OCI）"),
  Entry(
    "lab.knob.model_delivery.peer-to-peer",
    en: "image volume, peer to peer",
    zh: "镜像卷，点对点"),
  Entry(
    "lab.knob.model_delivery.node-cache",
    en: "cached on nodes",
    zh: "节点缓存"),
  Entry(
    "lab.knob.model_delivery.streaming",
    en: "streamed",
    zh: "流式加载"),
  Entry(
    "lab.knob.image_mib",
    en: "image size",
    zh: "镜像大小"),
  Entry(
    "lab.knob.image_mib.help",
    en: "Compressed, as it is pulled. 8 GiB is the order of images for serving with CUDA.",
    zh: "压缩后的大小，即拉取量。带 CUDA 的推理镜像约为 8 GiB 量级。"),
  Entry(
    "lab.knob.model_mib",
    en: "model size",
    zh: "模型大小"),
  Entry(
    "lab.knob.model_mib.help",
    en: "Bytes of the weights: 15,316 MiB are 8.03 billion parameters in 16 bits. 0: no model.",
    zh: "权重大小：15,316 MiB 即 80.3 亿参数、16 位。0：没有模型。"),
  Entry(
    "lab.knob.warm_up_s",
    en: "warm-up",
    zh: "预热"),
  Entry(
    "lab.knob.warm_up_s.help",
    en: "Compiling, capturing graphs, first answers, after the weights are loaded. Assumed.",
    zh: "权重载入之后的编译、图捕获和首批应答。假设值。"),
  Entry(
    "lab.knob.source_gbps",
    en: "registry bandwidth",
    zh: "仓库带宽"),
  Entry(
    "lab.knob.source_gbps.help",
    en:
      "What the registry and the object store send in all, each; pulls at the same time share it.",
    zh: "镜像仓库和对象存储各自的总发送带宽；同时进行的拉取分享它。"),
  Entry(
    "lab.knob.node_gbps",
    en: "node bandwidth",
    zh: "节点带宽"),
  Entry(
    "lab.knob.node_gbps.help",
    en: "What one node receives.",
    zh: "单个节点的接收带宽。"),
  Entry(
    "lab.knob.unpack_mib_s",
    en: "unpacking",
    zh: "解包速度"),
  Entry(
    "lab.knob.unpack_mib_s.help",
    en: "Compressed bytes of layers that a node unpacks a second. Assumed.",
    zh: "节点每秒解包的压缩层字节数。假设值。"),
  Entry(
    "lab.knob.load_mib_s",
    en: "weight loading",
    zh: "权重载入速度"),
  Entry(
    "lab.knob.load_mib_s.help",
    en: "From the node's disk or memory into the accelerator. Assumed.",
    zh: "从节点磁盘或内存到加速器。假设值。"),
  Entry(
    "lab.knob.nodes",
    en: "nodes",
    zh: "节点数"),
  Entry(
    "lab.knob.nodes.help",
    en: "Nodes that pods may run on.",
    zh: "可运行 Pod 的节点。"),
  Entry(
    "lab.knob.pods_per_node",
    en: "pods per node",
    zh: "每节点 Pod 数"),
  Entry(
    "lab.knob.pods_per_node.help",
    en: "Pods of the service that a node has room for, such as its GPUs.",
    zh: "一个节点能容纳的服务 Pod 数，例如它的 GPU 数。"),
  Entry(
    "lab.knob.node_provisioning_s",
    en: "node provisioning",
    zh: "节点供给时间"),
  Entry(
    "lab.knob.node_provisioning_s.help",
    en:
      "Until a new node joins when pods find no room (cluster autoscaler). 0: none comes, pods wait.",
    zh: "Pod 找不到位置时新节点加入所需时间（cluster autoscaler）。0：没有新节点，Pod 等待。"),
  Entry(
    "lab.knob.balancing",
    en: "load balancing",
    zh: "负载均衡"),
  Entry(
    "lab.knob.balancing.help",
    en:
      "How requests are spread over pods where nobody holds them, by Envoy's rules. The activator has rules of its own.",
    zh: "没有人暂存请求时如何分配到 Pod，按 Envoy 的规则。activator 有自己的规则。"),
  Entry(
    "lab.knob.balancing.least-request",
    en: "least request (of two)",
    zh: "最少请求（二选一）"),
  Entry(
    "lab.knob.balancing.round-robin",
    en: "round robin",
    zh: "轮询"),
  Entry(
    "lab.knob.balancing.random",
    en: "random",
    zh: "随机"),
  Entry(
    "lab.knob.balancing.ring-hash",
    en: "ring hash",
    zh: "环形哈希"),
  Entry(
    "lab.knob.balancing.maglev",
    en: "Maglev",
    zh: "Maglev"),
  Entry(
    "lab.knob.session_keys",
    en: "keys",
    zh: "键的数量"),
  Entry(
    "lab.knob.session_keys.help",
    en: "Different keys for consistent hashing, drawn evenly: sessions, prompts.",
    zh: "一致性哈希的不同键，均匀抽取：会话、提示。"),
  Entry(
    "lab.knob.outlier_detection",
    en: "outlier detection",
    zh: "异常点检测"),
  Entry(
    "lab.knob.outlier_detection.help",
    en: "Pods with too many errors in a row are taken out for a while (Envoy).",
    zh: "连续错误过多的 Pod 被暂时摘除（Envoy）。"),
  Entry(
    "lab.knob.outlier_errors",
    en: "errors until ejection",
    zh: "摘除前错误数"),
  Entry(
    "lab.knob.outlier_errors.help",
    en: "Answers 5xx in a row (consecutive_5xx, 5).",
    zh: "连续的 5xx 应答（consecutive_5xx，5）。"),
  Entry(
    "lab.knob.outlier_ejection_percent",
    en: "max ejection",
    zh: "最大摘除比例"),
  Entry(
    "lab.knob.outlier_ejection_percent.help",
    en:
      "Share of pods that may be out at the same time (max_ejection_percent, 10); small pools may eject nobody.",
    zh: "可同时摘除的 Pod 比例（max_ejection_percent，10）；小池子可能一个也摘不掉。"),
  Entry(
    "lab.knob.request_retries",
    en: "retries",
    zh: "重试次数"),
  Entry(
    "lab.knob.request_retries.help",
    en:
      "Attempts beyond the first, after 5xx and attempts that took too long; back-off from 25 ms. Istio's routes have 2.",
    zh: "首次之外的尝试，针对 5xx 和超时的尝试；退避从 25 毫秒起。Istio 的路由默认 2 次。"),
  Entry(
    "lab.knob.per_try_timeout_ms",
    en: "timeout per try",
    zh: "单次尝试超时"),
  Entry(
    "lab.knob.per_try_timeout_ms.help",
    en: "An attempt is given up after this long; 0: never.",
    zh: "一次尝试超过此时间就放弃；0：不放弃。"),
  Entry(
    "lab.knob.request_timeout_s",
    en: "request timeout",
    zh: "请求超时"),
  Entry(
    "lab.knob.request_timeout_s.help",
    en: "The whole request with all attempts (timeoutSeconds of a Knative Revision, 300).",
    zh: "整个请求包括所有尝试（Knative Revision 的 timeoutSeconds，300）。"),
  Entry(
    "lab.knob.max_retries",
    en: "retries under way",
    zh: "并行重试上限"),
  Entry(
    "lab.knob.max_retries.help",
    en:
      "Retries that may be under way at once (max_retries of Envoy's circuit breaker, 3 there); a budget takes its place.",
    zh: "可同时进行的重试数（Envoy 熔断器的 max_retries，默认 3）；设置预算后由预算代替。"),
  Entry(
    "lab.knob.retry_budget_percent",
    en: "retry budget",
    zh: "重试预算"),
  Entry(
    "lab.knob.retry_budget_percent.help",
    en: "Retries as a share of the requests under way (Envoy: 20); 0: no budget.",
    zh: "重试占进行中请求的比例（Envoy：20）；0：没有预算。"),
  Entry(
    "lab.knob.request_limit",
    en: "request limit",
    zh: "请求上限"),
  Entry(
    "lab.knob.request_limit.help",
    en:
      "Requests under way to the service at once; more fail at once (max_requests of Envoy's circuit breaker, 1024 there). 0: none.",
    zh: "对服务同时进行的请求；超过立即失败（Envoy 熔断器的 max_requests，默认 1024）。0：不限。"),
  Entry(
    "lab.knob.abandoned_work",
    en: "abandoned work",
    zh: "被放弃的工作"),
  Entry(
    "lab.knob.abandoned_work.help",
    en: "Whether a server stops working on what its client gave up. Most do not notice.",
    zh: "客户端放弃后服务器是否停止工作。大多数不会察觉。"),
  Entry(
    "lab.knob.abandoned_work.cancelled",
    en: "is cancelled",
    zh: "被取消"),
  Entry(
    "lab.knob.abandoned_work.continues",
    en: "continues",
    zh: "继续执行"),
  Entry(
    "lab.knob.pod_queue_factor",
    en: "queue of a pod",
    zh: "Pod 队列"),
  Entry(
    "lab.knob.pod_queue_factor.help",
    en:
      "Requests that wait at a pod for each that it works on at once (queue-proxy: 10); more are answered 503. 0: any number.",
    zh: "Pod 每个并发名额对应的等待请求数（queue-proxy：10）；更多则答 503。0：不限。"),
  Entry(
    "lab.knob.rollout",
    en: "rollout",
    zh: "发布"),
  Entry(
    "lab.knob.rollout.help",
    en: "Whether the scenario's second version is rolled out.",
    zh: "是否发布场景中的第二个版本。"),
  Entry(
    "lab.knob.rollout_judge",
    en: "who judges",
    zh: "由谁判断"),
  Entry(
    "lab.knob.rollout_judge.help",
    en:
      "What takes the new version back. threshold: a rate of failed answers. repeated-test: a test at 5 % at each look, wrong more often the more one looks. sequential-test: one that may be looked at as often as one likes.",
    zh: "由什么撤回新版本。threshold：失败率。repeated-test：每次查看做一次 5 % 检验，看得越多错得越多。sequential-test：可随意多次查看的检验。"),
  Entry(
    "lab.knob.rollout_judge.nobody",
    en: "nobody",
    zh: "无人"),
  Entry(
    "lab.knob.rollout_judge.threshold",
    en: "a threshold",
    zh: "阈值"),
  Entry(
    "lab.knob.rollout_judge.repeated-test",
    en: "a test at each look",
    zh: "每次查看做检验"),
  Entry(
    "lab.knob.rollout_judge.sequential-test",
    en: "a sequential test",
    zh: "序贯检验"),
  Entry(
    "lab.knob.error_threshold_percent",
    en: "error threshold",
    zh: "错误阈值"),
  Entry(
    "lab.knob.error_threshold_percent.help",
    en:
      "Failed answers of the new version in a hundred above which it is taken back; in a service under an autoscaler once it gave 50.",
    zh: "新版本失败率高于此值即撤回；自动扩缩的服务中在其给出 50 个应答之后。"),
  Entry(
    "lab.knob.latency_objective_ms",
    en: "latency objective",
    zh: "延迟目标"),
  Entry(
    "lab.knob.latency_objective_ms.help",
    en: "Requests served within this time meet the objective.",
    zh: "在此时间内完成的请求达标。"),
  Entry(
    "lab.knob.pod_hour_cents",
    en: "price of a pod",
    zh: "Pod 价格"),
  Entry(
    "lab.knob.pod_hour_cents.help",
    en: "Cents for an hour of one pod, from binding to its end.",
    zh: "一个 Pod 从绑定到结束每小时的价格（美分）。"),
]
