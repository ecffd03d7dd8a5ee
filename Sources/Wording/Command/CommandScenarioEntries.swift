/// What `aiinfra-tutor scenario` says, and what exported manifests say about themselves.
let commandScenarioEntries: [Entry] = [
  Entry(
    "command.scenario.about",
    en: "Scenarios from and to Kubernetes manifests.",
    zh: "在场景与 Kubernetes 清单之间相互转换。"),
  Entry(
    "command.scenario.import.about",
    en:
      "Makes a scenario: of what kubectl prints (scheduling), of a request trace (serving), of an Argo Workflow (gateway), of KWOK stages (runtime).",
    zh: "生成场景：kubectl 的输出（scheduling）、请求轨迹（serving）、Argo Workflow（gateway）、KWOK 的 Stage（runtime）。"),
  Entry(
    "command.scenario.import.more",
    en:
      "Reads the output of kubectl get -o yaml (or -o json): nodes, pods, jobs, the queues of Kueue, Volcano and KAI, LeaderWorkerSets and JobSets. Objects that the simulator cannot do justice to are refused, each with its line and reason; with --partial the others are imported all the same. A file that ends in .csv or .jsonl is a trace of requests: prompt_tokens, output_tokens, arrival_s or arrival_ms, and perhaps prefix_hashes, one for each --prefix-block-tokens tokens of the prompt. A file with an Argo Workflow or WorkflowTemplate becomes a workflow, a file of nothing but KWOK stages a scenario of fake objects.",
    zh:
      "读取 kubectl get -o yaml（或 -o json）的输出：节点、Pod、Job，Kueue、Volcano 和 KAI 的队列，LeaderWorkerSet 和 JobSet。模拟器无法如实处理的对象会被拒绝，并给出行号和原因；带 --partial 时仍导入其余对象。以 .csv 或 .jsonl 结尾的文件是请求轨迹：prompt_tokens、output_tokens、arrival_s 或 arrival_ms，以及可选的 prefix_hashes（提示每 --prefix-block-tokens 个 token 一个）。含 Argo Workflow 或 WorkflowTemplate 的文件变成工作流场景，只含 KWOK Stage 的文件变成假对象场景。"
  ),
  Entry(
    "command.scenario.import.files",
    en:
      "Files with manifests, one Argo Workflow, or one request trace; - is standard input (manifests).",
    zh: "清单文件、一个 Argo Workflow 或一个请求轨迹；- 表示标准输入（清单）。"),
  Entry(
    "command.scenario.import.output",
    en: "File for the scenario (standard: standard output).",
    zh: "场景写入的文件（默认：标准输出）。"),
  Entry(
    "command.scenario.import.title",
    en: "Title of the scenario (standard: the first file's name).",
    zh: "场景标题（默认：第一个文件名）。"),
  Entry(
    "command.scenario.import.partial",
    en: "Leave out what is refused instead of stopping.",
    zh: "遇到被拒绝的对象时略过，而不是停止。"),
  Entry(
    "command.scenario.quiet",
    en: "No notes.",
    zh: "不显示说明。"),
  Entry(
    "command.scenario.import.done",
    en:
      "{1} {1|node|nodes}, {2} {2|job|jobs}, {3} {3|queue|queues} imported; {4} {4|object|objects} refused",
    zh: "已导入 {1} 个节点、{2} 个作业、{3} 个队列；拒绝 {4} 个对象"),
  Entry(
    "command.scenario.import.stages",
    en: "Stages of KWOK imported: {1}; objects are yours to change",
    zh: "已导入 KWOK 的 Stage：{1}；对象可自行修改"),
  Entry(
    "command.scenario.import.trace",
    en:
      "{1} {1|request|requests} of {2} {1|makes|make} a serving scenario; the longest has {3} {3|token|tokens}",
    zh: "{2} 的 {1} 个请求构成一个推理服务场景；最长的有 {3} 个 token"),
  Entry(
    "command.scenario.import.trace.cut",
    en:
      "{1} has {2} {2|request|requests}; a run plays {3} at most, so this scenario plays the first {3} of them",
    zh: "{1} 有 {2} 个请求；一次运行最多播放 {3} 个，因此该场景只播放前 {3} 个"),
  Entry(
    "command.scenario.import.block",
    en:
      "Tokens of a prompt that one of the prefix_hashes covers, 1 to 65536 (standard: 512). Only for a trace of your own.",
    zh: "每个 prefix_hashes 覆盖的提示 token 数，1 到 65536（默认：512）。仅用于自己的轨迹。"),
  Entry(
    "command.problem.scenario.block",
    en: "--prefix-block-tokens {1} is no number of tokens from 1 to {2}",
    zh: "--prefix-block-tokens {1} 不是 1 到 {2} 的 token 数"),
  Entry(
    "command.problem.scenario.block.manifests",
    en: "--prefix-block-tokens belongs to a request trace (.csv or .jsonl); {1} is none",
    zh: "--prefix-block-tokens 属于请求轨迹（.csv 或 .jsonl）；{1} 不是"),
  Entry(
    "command.problem.scenario.block.format",
    en:
      "--prefix-block-tokens is for traces of your own; {1} is of the format {2}, which has no prefix_hashes",
    zh: "--prefix-block-tokens 用于自己的轨迹；{1} 的格式是 {2}，没有 prefix_hashes"),
  Entry(
    "command.problem.scenario.trace",
    en: "{1} is a request trace; it is imported by itself",
    zh: "{1} 是请求轨迹；请单独导入"),
  Entry(
    "command.scenario.import.refused",
    en:
      "{1} {1|object|objects} cannot be simulated; nothing was written (--partial leaves them out)",
    zh: "{1} 个对象无法模拟；未写入任何内容（--partial 可略过它们）"),
  Entry(
    "command.scenario.note",
    en: "note",
    zh: "说明"),
  Entry(
    "command.scenario.export.about",
    en:
      "Writes a scheduling scenario as manifests for KWOK nodes and a real control plane, or a scenario of fake objects as stages and objects for KWOK itself.",
    zh: "把调度场景写成用于 KWOK 节点和真实控制面的清单，或把假对象的场景写成 KWOK 的 Stage 与对象。"),
  Entry(
    "command.scenario.export.more",
    en:
      "The head of the file says how to run it with kwokctl and what the objects cannot say. --script writes a shell script that applies the objects at their times.",
    zh: "文件开头说明如何用 kwokctl 运行，以及哪些内容无法用对象表达。--script 写出按时间应用这些对象的 shell 脚本。"),
  Entry(
    "command.scenario.export.file",
    en:
      "A scenario file (with a / or .yml in its name) or the name of one in challenges/scenarios.",
    zh: "场景文件（名称含 / 或 .yml），或 challenges/scenarios 中的场景名。"),
  Entry(
    "command.scenario.export.target",
    en:
      "The control plane: kube-scheduler, kueue, volcano or kai; kwok for scenarios of fake objects.",
    zh: "控制面：kube-scheduler、kueue、volcano 或 kai；假对象的场景用 kwok。"),
  Entry(
    "command.scenario.export.seed",
    en: "Seed of the instance, any text (standard: lesson, as for sim).",
    zh: "实例的种子，任意文本（默认：lesson，与 sim 相同）。"),
  Entry(
    "command.scenario.export.output",
    en: "File for the manifests (standard: standard output).",
    zh: "清单写入的文件（默认：标准输出）。"),
  Entry(
    "command.scenario.export.script",
    en: "File for the script that applies the objects at their times.",
    zh: "按时间应用对象的脚本所写入的文件。"),
  Entry(
    "command.scenario.check.about",
    en: "Checks one scenario file; status 1 when something is wrong.",
    zh: "检查一个场景文件；有问题时退出状态为 1。"),
  Entry(
    "command.scenario.check.file",
    en: "A scenario file.",
    zh: "场景文件。"),
  Entry(
    "command.scenario.check.good",
    en: "no problems in {1}",
    zh: "{1} 没有问题"),
  Entry(
    "command.problem.scenario.lab",
    en:
      "'{1}' is a scenario of the lab {2}; scenarios of scheduling are exported for a control plane, those of fake objects with --for kwok",
    zh: "“{1}”是 {2} 实验室的场景；scheduling 的场景可为控制面导出，假对象的场景用 --for kwok 导出"),
  Entry(
    "command.problem.scenario.target",
    en: "--for '{1}' is not known; there are {2}",
    zh: "不支持 --for “{1}”；可用：{2}"),
  Entry(
    "command.problem.scenario.stdin",
    en: "standard input can be read once; '-' stands there {1} times",
    zh: "标准输入只能读取一次；“-”出现了 {1} 次"),
  Entry(
    "command.problem.scenario.read",
    en: "cannot read {1}: {2}",
    zh: "无法读取 {1}：{2}"),
  Entry(
    "command.problem.scenario.utf8",
    en: "{1}:{2}: not UTF-8 text; save the file as UTF-8",
    zh: "{1}:{2}：不是 UTF-8 文本；请以 UTF-8 保存文件"),
  Entry(
    "command.problem.scenario.empty",
    en: "{1} is empty",
    zh: "{1} 为空"),
  Entry(
    "command.problem.scenario.large",
    en: "{1} is larger than {2} MiB; a text of that size is not read whole",
    zh: "{1} 大于 {2} MiB；如此大的文本不会整个读入"),
  Entry(
    "export.problem.large",
    en: "{1} jobs are too many for manifests; at most {2} (fewer arrivals, or a smaller window)",
    zh: "{1} 个作业对清单来说过多；最多 {2} 个（减少到达数量，或缩小窗口）"),
  Entry(
    "export.head.title",
    en: "{1}: for {2}, seed {3}. Written by aiinfra-tutor.",
    zh: "{1}：用于 {2}，种子 {3}。由 aiinfra-tutor 生成。"),
  Entry(
    "export.head.run",
    en:
      "A cluster without real machines (KWOK v0.7; https://kwok.sigs.k8s.io):\n  kwokctl create cluster --enable-crds Stage\n  kubectl apply -f https://github.com/kubernetes-sigs/kwok/releases/download/v0.7.0/stage-fast.yaml\nThe Stage below lets a pod succeed as many seconds after it became ready as its annotation\naiinfra-tutor/duration-seconds says; pods without it run for ever.",
    zh:
      "没有真实机器的集群（KWOK v0.7；https://kwok.sigs.k8s.io）：\n  kwokctl create cluster --enable-crds Stage\n  kubectl apply -f https://github.com/kubernetes-sigs/kwok/releases/download/v0.7.0/stage-fast.yaml\n下面的 Stage 让 Pod 在就绪后经过注解 aiinfra-tutor/duration-seconds 所示的秒数成功结束；没有该注解的 Pod 一直运行。"
  ),
  Entry(
    "export.head.kube",
    en:
      "Gangs need Kubernetes v1.35 with the feature gates GenericWorkload and GangScheduling and the\nAPI scheduling.k8s.io/v1alpha1. Jobs of several pod sets are JobSets: install JobSet first.",
    zh:
      "Gang 需要 Kubernetes v1.35，启用特性门控 GenericWorkload 和 GangScheduling 以及 API scheduling.k8s.io/v1alpha1。含多个 Pod 组的作业为 JobSet：请先安装 JobSet。"
  ),
  Entry(
    "export.head.kueue",
    en:
      "Install Kueue first (and JobSet or LeaderWorkerSet where there are objects of these kinds), with\nthe integrations for pod, jobset and leaderworkerset on. Jobs are created suspended; Kueue starts them.",
    zh:
      "请先安装 Kueue（若有 JobSet 或 LeaderWorkerSet 对象，也安装它们），并启用 pod、jobset 和 leaderworkerset 集成。作业以挂起状态创建，由 Kueue 启动。"
  ),
  Entry(
    "export.head.volcano",
    en: "Install Volcano first (and LeaderWorkerSet where there are such objects).",
    zh: "请先安装 Volcano（若有 LeaderWorkerSet 对象，也安装它）。"),
  Entry(
    "export.head.kai",
    en: "Install KAI Scheduler first (and LeaderWorkerSet where there are such objects).",
    zh: "请先安装 KAI Scheduler（若有 LeaderWorkerSet 对象，也安装它）。"),
  Entry(
    "export.head.times",
    en:
      "Workloads stand in the order of their arrival; aiinfra-tutor/arrival-seconds is the wanted moment\nafter the start. `aiinfra-tutor scenario export --script` writes a script that keeps these times;\n`kubectl apply -f` sends everything at once. Namespaces other than default must exist.",
    zh:
      "工作负载按到达顺序排列；aiinfra-tutor/arrival-seconds 是从开始算起的期望时刻。`aiinfra-tutor scenario export --script` 会写出遵守这些时刻的脚本；`kubectl apply -f` 则一次性提交。default 以外的命名空间必须已存在。"
  ),
  Entry(
    "export.head.versions",
    en:
      "APIs as of 2026-11: KWOK v0.7 (kwok.x-k8s.io/v1alpha1), Kubernetes v1.35, Kueue v1beta2, Volcano\nv1beta1 and v1alpha1, KAI v2 and v2alpha2, LeaderWorkerSet v1, JobSet v1alpha2.",
    zh:
      "API 版本截至 2026-11：KWOK v0.7（kwok.x-k8s.io/v1alpha1）、Kubernetes v1.35、Kueue v1beta2、Volcano v1beta1 和 v1alpha1、KAI v2 和 v2alpha2、LeaderWorkerSet v1、JobSet v1alpha2。"
  ),
  Entry(
    "export.head.notes",
    en: "What these objects cannot say, or say only to aiinfra-tutor:",
    zh: "这些对象无法表达、或仅对 aiinfra-tutor 有意义的内容："),
  Entry(
    "export.note.lost",
    en: "'{2}' of {1} cannot be said to {3}; it is left out",
    zh: "{1} 的“{2}”无法向 {3} 表达；已略去"),
  Entry(
    "export.note.lost.many",
    en: "{1} jobs or queues: '{2}' cannot be said to {3}; it is left out ({4}, ...)",
    zh: "{1} 个作业或队列：“{2}”无法向 {3} 表达；已略去（{4} 等）"),
  Entry(
    "export.note.kept.many",
    en: "{1} jobs: '{2}' is only the annotation {4}: {3} does not act on it ({5}, ...)",
    zh: "{1} 个作业：“{2}”仅为注解 {4}：{3} 不据此行动（{5} 等）"),
  Entry(
    "export.note.kept",
    en: "'{2}' of {1} is only the annotation {4}: {3} does not act on it",
    zh: "{1} 的“{2}”仅为注解 {4}：{3} 不据此行动"),
  Entry(
    "export.note.dra",
    en:
      "devices are ResourceSlices of {1} with classes and claim templates (resource.k8s.io/v1, Kubernetes v1.34 or later): scheduler and claim controller allocate for real, but KWOK has no driver that publishes, prepares or checks a device",
    zh:
      "设备写成 {1} 的 ResourceSlice，连同设备类和声明模板（resource.k8s.io/v1，Kubernetes v1.34 起）：调度器与声明控制器真实分配，但 KWOK 没有发布、准备或检查设备的驱动"
  ),
  Entry(
    "export.note.dra-partitions",
    en:
      "partitions consume counters: API server and scheduler need the gate DRAPartitionableDevices (off by default in v1.35)",
    zh: "分区消耗计数器：API server 和调度器需开启特性门 DRAPartitionableDevices（v1.35 默认关闭）"),
  Entry(
    "export.note.dra-shares",
    en: "shares of a GPU are devices of their own; nothing on a KWOK node takes turns",
    zh: "GPU 份额各为一个设备；KWOK 节点上没有任何东西轮流执行"),
  Entry(
    "export.note.dra-target",
    en:
      "whether {1} counts device claims against its queues depends on its own set-up, which is not written",
    zh: "{1} 是否把设备声明计入队列取决于它自己的配置，此处未写出"),
  Entry(
    "export.note.dra-large",
    en: "{1} devices are more than {2}: their ResourceSlices are left out",
    zh: "{1} 个设备超过 {2} 个：略去它们的 ResourceSlice"),
  Entry(
    "export.note.failures",
    en: "'node_failures': failures by chance are not exported",
    zh: "“node_failures”：随机故障不导出"),
  Entry(
    "export.note.end",
    en: "'end': the scenario ends after {1} s; a cluster goes on",
    zh: "“end”：场景在 {1} 秒后结束；集群会继续运行"),
  Entry(
    "export.note.events",
    en: "'events': cordon, uncordon and drain are in the script only",
    zh: "“events”：cordon、uncordon 和 drain 只在脚本中"),
  Entry(
    "export.note.event",
    en: "'events': {1} of {2} at {3} s has no object and no command; it is left out",
    zh: "“events”：{2} 在 {3} 秒的 {1} 没有对应的对象或命令；已略去"),
  Entry(
    "export.note.name",
    en: "'{1}' is no name that the API server takes (lower-case letters, digits, hyphens, dots)",
    zh: "“{1}”不是 API server 接受的名称（小写字母、数字、连字符、点）"),
  Entry(
    "export.note.containers",
    en:
      "{1} has {2} images, hence containers; scorers count 100m and 200Mi for each without requests",
    zh: "{1} 有 {2} 个镜像，因而有多个容器；打分时会为没有请求的容器各计 100m 和 200Mi"),
  Entry(
    "export.note.queues",
    en: "kube-scheduler knows no queues; {1} queues are left out",
    zh: "kube-scheduler 没有队列；略去 {1} 个队列"),
  Entry(
    "export.note.filled",
    en:
      "queue {1}: a quota of 0 {2} in flavor {3} is added, as Kueue wants all flavors of a group alike",
    zh: "队列 {1}：在 flavor {3} 中补充 {2} 配额 0，因为 Kueue 要求同组的 flavor 覆盖相同资源"),
  Entry(
    "export.note.flavor",
    en: "flavor {1} has a topology without node labels; Kueue wants at least one label",
    zh: "flavor {1} 有拓扑但没有节点标签；Kueue 至少要求一个标签"),
  Entry(
    "export.note.runs",
    en: "{1} runs already: its pods stand on their nodes, and {2} does not count them",
    zh: "{1} 已在运行：其 Pod 直接位于各自节点上，{2} 不计入它们"),
  Entry(
    "export.note.budget",
    en: "budget {1} is one for each of {2} namespaces, as budgets do not reach beyond theirs",
    zh: "预算 {1} 在 {2} 个命名空间中各有一个，因为预算只在自己的命名空间内有效"),
]
