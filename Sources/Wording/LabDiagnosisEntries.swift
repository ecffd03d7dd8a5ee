/// Keys that begin with `lab.cause.` and `lab.diagnosis.`: finding what is wrong on a node.
let labDiagnosisEntries: [Entry] = [
  Entry("lab.diagnosis.right", en: "Right: {1}.", zh: "正确：{1}。"),
  Entry("lab.diagnosis.wrong", en: "It is not {1}.", zh: "不是 {1}。"),
  Entry(
    "lab.diagnosis.absent", en: "If it were so there would be an event {1}; this run has none.",
    zh: "若是如此应有事件 {1}；本次运行没有。"),
  Entry(
    "lab.diagnosis.unexplained",
    en: "And it would not explain {1}, which was told {2} {2|time|times}.",
    zh: "而且无法解释 {1}（共 {2} 次）。"),
  Entry(
    "lab.diagnosis.pulled", en: "Every pull that began has ended: no image was long on its way.",
    zh: "所有开始的拉取都已结束：没有镜像久拉不完。"),
  Entry(
    "lab.diagnosis.look",
    en: "The reason codes alone would allow it: read what the messages of these events say.",
    zh: "仅看原因码确有可能：请读这些事件的内容。"),
  Entry("lab.diagnosis.table", en: "Events of the run", zh: "本次运行的事件"),
  Entry("lab.cause.cni-config", en: "The CNI configuration is wrong", zh: "CNI 配置错误"),
  Entry("lab.cause.full-disk", en: "The node's disk is full", zh: "节点磁盘已满"),
  Entry("lab.cause.slow-registry", en: "The registry is slow", zh: "镜像仓库很慢"),
  Entry("lab.cause.registry-down", en: "The registry does not answer", zh: "镜像仓库无应答"),
  Entry("lab.cause.wrong-image", en: "The image's name is wrong", zh: "镜像名写错"),
  Entry("lab.cause.missing-device", en: "The node's devices are unhealthy", zh: "节点设备不健康"),
  Entry("lab.cause.csi-attach-limit", en: "The node can attach no more volumes", zh: "节点不能再挂接卷"),
  Entry("lab.cause.csi-driver", en: "The CSI driver cannot stage volumes", zh: "CSI 驱动无法暂存卷"),
  Entry("lab.cause.dra-driver", en: "The DRA driver prepares nothing", zh: "DRA 驱动准备失败"),
  Entry("lab.cause.bad-probe", en: "The liveness probe asks the wrong port", zh: "存活探针端口错误"),
  Entry("lab.cause.crashing-app", en: "The application exits by itself", zh: "应用自行退出"),
  Entry("lab.cause.failing-hook", en: "The postStart hook fails", zh: "postStart 钩子失败"),
  Entry(
    "lab.cause.hanging-runtime", en: "The runtime hangs while it makes sandboxes", zh: "运行时创建沙箱时卡住"),
  Entry(
    "lab.cause.fix.cni-config",
    en:
      "CNI ADD fails at once for every pod, so no sandbox comes to be. Look at /etc/cni/net.d and at the plugin's binary and logs; the kubelet tries again every 10 to 15 s by itself.",
    zh: "每个 Pod 的 CNI ADD 都立即失败，沙箱无法建立。检查 /etc/cni/net.d、插件程序及其日志；kubelet 每 10 到 15 秒自动重试。"),
  Entry(
    "lab.cause.fix.full-disk",
    en:
      "Layers find no room, the node reports DiskPressure and refuses or evicts pods. Free the file system (logs, other data), enlarge it, or lower the image GC thresholds.",
    zh: "镜像层没有空间，节点报告 DiskPressure，并拒绝或驱逐 Pod。清理文件系统（日志、其他数据）、扩容，或降低镜像 GC 阈值。"),
  Entry(
    "lab.cause.fix.slow-registry",
    en:
      "Pulling was told, Pulled comes late or never, and nothing fails: bytes trickle in. A mirror near the node, smaller images, a pre-pull or lazy loading help.",
    zh: "有 Pulling，Pulled 很晚或没有，且无失败：字节流得很慢。就近镜像、更小的镜像、预拉取或懒加载有帮助。"),
  Entry(
    "lab.cause.fix.registry-down",
    en:
      "Resolving the image waits for minutes and ends with DeadlineExceeded. Check DNS, firewall and the registry itself.",
    zh: "解析镜像等待数分钟后以 DeadlineExceeded 结束。检查 DNS、防火墙与仓库本身。"),
  Entry(
    "lab.cause.fix.wrong-image",
    en:
      "The registry answers at once that it does not know the name. Correct the image in the pod; waiting does not help.",
    zh: "仓库立即回答不存在该名称。更正 Pod 中的镜像名；等待无用。"),
  Entry(
    "lab.cause.fix.missing-device",
    en:
      "The pod was scheduled by the node's allocatable, but the device manager had no healthy device left at admission. Look at the device plugin and its devices (nvidia-smi, Xid).",
    zh: "Pod 按节点 allocatable 被调度，但准入时设备管理器没有健康设备。检查设备插件及设备（nvidia-smi、Xid）。"),
  Entry(
    "lab.cause.fix.csi-attach-limit",
    en:
      "Attaching ends with ResourceExhausted: the driver counts more volumes on the node than the scheduler knew. Correct CSINode's allocatable count, or move pods.",
    zh: "挂接以 ResourceExhausted 结束：驱动认为节点上的卷已满，而调度器不知道。更正 CSINode 的 allocatable，或迁移 Pod。"),
  Entry(
    "lab.cause.fix.csi-driver",
    en:
      "The volume is attached, but NodeStageVolume fails: look at the node plugin's log, the file system of the volume and its device path.",
    zh: "卷已挂接，但 NodeStageVolume 失败：检查节点插件日志、卷的文件系统与设备路径。"),
  Entry(
    "lab.cause.fix.dra-driver",
    en:
      "NodePrepareResources fails before there is a sandbox. Look at the DRA driver's pod on this node and at the claim's status.",
    zh: "在有沙箱之前 NodePrepareResources 就失败。检查本节点的 DRA 驱动 Pod 与 claim 的状态。"),
  Entry(
    "lab.cause.fix.bad-probe",
    en:
      "The application is up, and still its liveness probe is refused each time, so that the kubelet kills it again and again. Correct port and path of the probe.",
    zh: "应用已起来，但存活探针每次都被拒绝，kubelet 反复杀它。更正探针的端口与路径。"),
  Entry(
    "lab.cause.fix.crashing-app",
    en:
      "The container ends by itself with exit code 1, without a probe or a kill before. Read its log (kubectl logs --previous).",
    zh: "容器自行以退出码 1 结束，之前没有探针失败或被杀。看日志（kubectl logs --previous）。"),
  Entry(
    "lab.cause.fix.failing-hook",
    en:
      "The container starts, its postStart hook fails, and the kubelet kills it for that. Run the hook's command by hand.",
    zh: "容器启动后 postStart 钩子失败，kubelet 因此杀掉它。手动运行钩子命令。"),
  Entry(
    "lab.cause.fix.hanging-runtime",
    en:
      "RunPodSandbox answers nothing for four minutes and ends with DeadlineExceeded; the network was set up before. Look at containerd and its shims (a stuck disk, a stuck mount).",
    zh: "RunPodSandbox 四分钟无应答后以 DeadlineExceeded 结束；网络已先接好。检查 containerd 与 shim（磁盘或挂载卡住）。"),
  Entry(
    "lab.cause.signs.cni-config",
    en:
      "A wrong CNI configuration stops every pod at its sandbox, with FailedCreatePodSandBox from the network plugin within a second.",
    zh: "CNI 配置错误会让每个 Pod 停在沙箱，一秒内就有来自网络插件的 FailedCreatePodSandBox。"),
  Entry(
    "lab.cause.signs.full-disk",
    en:
      "A full disk shows as NodeHasDiskPressure, as pulls without space left on the device, as evictions.",
    zh: "磁盘满表现为 NodeHasDiskPressure、拉取时设备无空间、驱逐。"),
  Entry(
    "lab.cause.signs.slow-registry",
    en: "A slow registry gives no error: Pulling is told, and Pulled only much later.",
    zh: "仓库慢不会报错：有 Pulling，很久以后才有 Pulled。"),
  Entry(
    "lab.cause.signs.registry-down",
    en:
      "A registry that does not answer shows after five minutes: Failed with DeadlineExceeded, then BackOff.",
    zh: "仓库无应答在五分钟后显现：Failed 带 DeadlineExceeded，然后 BackOff。"),
  Entry(
    "lab.cause.signs.wrong-image",
    en: "A wrong image name is refused by the registry within a second: Failed, then BackOff.",
    zh: "镜像名错误会在一秒内被仓库拒绝：Failed，然后 BackOff。"),
  Entry(
    "lab.cause.signs.missing-device",
    en:
      "Without healthy devices the kubelet refuses the pod at once: UnexpectedAdmissionError, phase Failed.",
    zh: "没有健康设备时 kubelet 立即拒绝：UnexpectedAdmissionError，阶段 Failed。"),
  Entry(
    "lab.cause.signs.csi-attach-limit",
    en:
      "An attach limit shows as FailedAttachVolume with ResourceExhausted, again and again.",
    zh: "挂接上限表现为反复出现、带 ResourceExhausted 的 FailedAttachVolume。"),
  Entry(
    "lab.cause.signs.csi-driver",
    en: "A CSI driver that cannot stage shows as SuccessfulAttachVolume and then FailedMount.",
    zh: "CSI 驱动无法暂存表现为 SuccessfulAttachVolume 之后的 FailedMount。"),
  Entry(
    "lab.cause.signs.dra-driver",
    en: "A failing DRA driver shows as FailedPrepareDynamicResources before any sandbox.",
    zh: "DRA 驱动失败表现为沙箱之前的 FailedPrepareDynamicResources。"),
  Entry(
    "lab.cause.signs.bad-probe",
    en:
      "A wrong probe shows as Unhealthy, three times, and then Killing, while the container never exits by itself.",
    zh: "探针错误表现为三次 Unhealthy，然后 Killing，容器从不自行退出。"),
  Entry(
    "lab.cause.signs.crashing-app",
    en:
      "A crashing application shows as BackOff of a container that was Started and not killed by anyone.",
    zh: "应用崩溃表现为容器 Started 后无人杀它却 BackOff。"),
  Entry(
    "lab.cause.signs.failing-hook",
    en: "A failing hook shows as FailedPostStartHook, followed by Killing.",
    zh: "钩子失败表现为 FailedPostStartHook，随后 Killing。"),
  Entry(
    "lab.cause.signs.hanging-runtime",
    en:
      "A hanging runtime shows as FailedCreatePodSandBox with DeadlineExceeded, first after four minutes.",
    zh: "运行时卡住表现为四分钟后才有的、带 DeadlineExceeded 的 FailedCreatePodSandBox。"),
]
