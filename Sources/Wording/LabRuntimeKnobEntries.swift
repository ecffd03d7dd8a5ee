/// Knobs and metrics of the runtime lab.
let labRuntimeKnobEntries: [Entry] = [
  Entry("lab.knob.snapshotter", en: "Snapshotter", zh: "快照器"),
  Entry(
    "lab.knob.snapshotter.help",
    en:
      "containerd's snapshotter. overlayfs unpacks an image before a container starts; stargz mounts eStargz images at once and fetches what is read (nydus works alike).",
    zh: "containerd 的快照器。overlayfs 先解包镜像再启动容器；stargz 立即挂载 eStargz 镜像，读到什么取什么（nydus 类似）。"),
  Entry("lab.knob.snapshotter.overlayfs", en: "overlayfs", zh: "overlayfs"),
  Entry("lab.knob.snapshotter.stargz", en: "stargz (lazy)", zh: "stargz（懒加载）"),
  Entry("lab.knob.images_present", en: "Images present", zh: "镜像已在节点"),
  Entry(
    "lab.knob.images_present.help",
    en: "Every image of the scenario is on the node from the start, as after a pre-pull.",
    zh: "场景中的所有镜像一开始就在节点上，如同预拉取之后。"),
  Entry("lab.knob.serialize_image_pulls", en: "serializeImagePulls", zh: "serializeImagePulls"),
  Entry(
    "lab.knob.serialize_image_pulls.help",
    en: "kubelet: one image after the other. Kubernetes' default is on.",
    zh: "kubelet：镜像逐个拉取。Kubernetes 默认开启。"),
  Entry(
    "lab.knob.max_parallel_image_pulls", en: "maxParallelImagePulls", zh: "maxParallelImagePulls"),
  Entry(
    "lab.knob.max_parallel_image_pulls.help",
    en: "kubelet: pulls at once where they are not serialized; 0 has no limit.",
    zh: "kubelet：不串行时同时拉取的镜像数；0 为不限。"),
  Entry(
    "lab.knob.max_concurrent_downloads", en: "max_concurrent_downloads",
    zh: "max_concurrent_downloads"),
  Entry(
    "lab.knob.max_concurrent_downloads.help",
    en: "containerd: layers of one image that are fetched at once.",
    zh: "containerd：一个镜像同时下载的层数。"),
  Entry("lab.knob.registry_mb_per_s", en: "Registry bandwidth", zh: "镜像仓库带宽"),
  Entry(
    "lab.knob.registry_mb_per_s.help",
    en: "What all downloads of the node together get from the registry. 125 MB/s is 1 Gbit/s.",
    zh: "节点所有下载合计从仓库得到的带宽。125 MB/s 即 1 Gbit/s。"),
  Entry("lab.knob.connection_mb_per_s", en: "One connection", zh: "单连接带宽"),
  Entry(
    "lab.knob.connection_mb_per_s.help",
    en: "What one download gets at most. An assumption: registries and TCP limit single streams.",
    zh: "单个下载最多得到的带宽。这是假设：仓库与 TCP 会限制单流。"),
  Entry("lab.knob.startup_read_permille", en: "Read at start", zh: "启动时读取比例"),
  Entry(
    "lab.knob.startup_read_permille.help",
    en:
      "Share of a lazy image that a container reads before it is up. Slacker (FAST 2016) measured 6.4 % on the mean.",
    zh: "容器启动完成前读取懒加载镜像的比例。Slacker（FAST 2016）测得平均 6.4 %。"),
  Entry(
    "lab.knob.topology_manager_policy", en: "topologyManagerPolicy", zh: "topologyManagerPolicy"),
  Entry(
    "lab.knob.topology_manager_policy.help",
    en:
      "kubelet: whether devices and exclusive cores of a container must lie on the same NUMA nodes. restricted and single-numa-node refuse pods.",
    zh: "kubelet：容器的设备与独占核是否须在相同 NUMA 节点上。restricted 与 single-numa-node 会拒绝 Pod。"),
  Entry("lab.knob.topology_manager_policy.none", en: "none", zh: "none"),
  Entry("lab.knob.topology_manager_policy.best-effort", en: "best-effort", zh: "best-effort"),
  Entry("lab.knob.topology_manager_policy.restricted", en: "restricted", zh: "restricted"),
  Entry(
    "lab.knob.topology_manager_policy.single-numa-node", en: "single-numa-node",
    zh: "single-numa-node"),
  Entry("lab.knob.cpu_manager_policy", en: "cpuManagerPolicy", zh: "cpuManagerPolicy"),
  Entry(
    "lab.knob.cpu_manager_policy.help",
    en: "kubelet: static gives whole cores of Guaranteed pods to them alone.",
    zh: "kubelet：static 把 Guaranteed Pod 的整核独占给它。"),
  Entry("lab.knob.cpu_manager_policy.none", en: "none", zh: "none"),
  Entry("lab.knob.cpu_manager_policy.static", en: "static", zh: "static"),
  Entry("lab.knob.attach_limit", en: "Attach limit", zh: "挂接上限"),
  Entry(
    "lab.knob.attach_limit.help",
    en: "Volumes that the CSI driver attaches to the node at most (CSINode allocatable).",
    zh: "CSI 驱动在该节点最多挂接的卷数（CSINode allocatable）。"),
  Entry("lab.knob.startup_probe", en: "Startup probe", zh: "启动探针"),
  Entry(
    "lab.knob.startup_probe.help",
    en:
      "Gives every container with a liveness probe a startup probe beside it (period 5 s, 60 failures), which holds the others back.",
    zh: "为每个有存活探针的容器加一个启动探针（周期 5 秒，可失败 60 次），成功前其他探针不工作。"),
  Entry("lab.knob.probe_failure_threshold", en: "failureThreshold", zh: "failureThreshold"),
  Entry(
    "lab.knob.probe_failure_threshold.help",
    en: "Of readiness and liveness probes; 0 leaves it to the scenario.",
    zh: "就绪与存活探针的失败阈值；0 由场景决定。"),
  Entry("lab.knob.app_startup_percent", en: "Start of applications", zh: "应用启动耗时"),
  Entry(
    "lab.knob.app_startup_percent.help",
    en: "How long applications need until they answer, in per cent of what the scenario says.",
    zh: "应用启动到能应答的时间，占场景所述的百分比。"),
  Entry("lab.knob.termination_grace_percent", en: "Grace period", zh: "宽限期"),
  Entry(
    "lab.knob.termination_grace_percent.help",
    en: "terminationGracePeriodSeconds, in per cent of what the scenario says.",
    zh: "terminationGracePeriodSeconds，占场景所述的百分比。"),
  Entry("lab.knob.max_container_restart_s", en: "Longest restart wait", zh: "最长重启等待"),
  Entry(
    "lab.knob.max_container_restart_s.help",
    en:
      "kubelet crashLoopBackOff.maxContainerRestartPeriod: waits double from 10 s up to here; 10 minutes without a crash begin anew.",
    zh: "kubelet crashLoopBackOff.maxContainerRestartPeriod：等待从 10 秒倍增至此；10 分钟不崩溃则重新计。"),
  Entry("lab.knob.image_gc_high_percent", en: "imageGCHighThreshold", zh: "imageGCHighThreshold"),
  Entry(
    "lab.knob.image_gc_high_percent.help",
    en: "Every 5 minutes: from this share of the disk on, unused images are removed.",
    zh: "每 5 分钟检查：磁盘用量达到该比例就删除未使用的镜像。"),
  Entry("lab.knob.image_gc_low_percent", en: "imageGCLowThreshold", zh: "imageGCLowThreshold"),
  Entry(
    "lab.knob.image_gc_low_percent.help", en: "Down to this share of the disk.",
    zh: "删到磁盘用量降至该比例。"),
  Entry(
    "lab.knob.eviction_imagefs_percent", en: "evictionHard imagefs", zh: "evictionHard imagefs"),
  Entry(
    "lab.knob.eviction_imagefs_percent.help",
    en: "imagefs.available: with less of the disk free, images go and then pods are evicted.",
    zh: "imagefs.available：可用磁盘低于该比例时先删镜像，再驱逐 Pod。"),
  Entry("lab.knob.faults", en: "Faults", zh: "故障"),
  Entry(
    "lab.knob.faults.help", en: "Whether the scenario's faults happen.", zh: "场景中的故障是否发生。"),
  Entry("lab.knob.objects_percent", en: "Fake objects", zh: "假对象数量"),
  Entry(
    "lab.knob.objects_percent.help",
    en: "Fake nodes and pods, in per cent of what the scenario says.",
    zh: "假节点与假 Pod 的数量，占场景所述的百分比。"),
  Entry("lab.metric.time_to_ready_mean", en: "Time to ready, mean", zh: "就绪时间均值"),
  Entry(
    "lab.metric.time_to_ready_mean.help",
    en: "From binding to the first Ready condition, of pods that got there.",
    zh: "从绑定到首次 Ready，只计达到的 Pod。"),
  Entry("lab.metric.time_to_ready_p95", en: "Time to ready, p95", zh: "就绪时间 p95"),
  Entry(
    "lab.metric.time_to_ready_p95.help", en: "95 of 100 pods were ready within it.",
    zh: "100 个 Pod 中有 95 个在此时间内就绪。"),
  Entry("lab.metric.time_to_ready_max", en: "Time to ready, longest", zh: "最长就绪时间"),
  Entry(
    "lab.metric.time_to_ready_max.help", en: "Of the slowest pod that got ready.",
    zh: "最慢就绪的 Pod 所用时间。"),
  Entry("lab.metric.ready_pods", en: "Pods that got ready", zh: "曾就绪的 Pod"),
  Entry(
    "lab.metric.ready_pods.help", en: "Pods whose condition Ready was True at any time.",
    zh: "Ready 条件曾为 True 的 Pod。"),
  Entry("lab.metric.failed_pods", en: "Failed pods", zh: "失败的 Pod"),
  Entry(
    "lab.metric.failed_pods.help", en: "Pods that ended in phase Failed, refused ones included.",
    zh: "以 Failed 结束的 Pod，含被拒绝的。"),
  Entry("lab.metric.refused_pods", en: "Refused at admission", zh: "准入时被拒"),
  Entry(
    "lab.metric.refused_pods.help",
    en: "OutOf..., UnexpectedAdmissionError, TopologyAffinityError, and pods under disk pressure.",
    zh: "OutOf...、UnexpectedAdmissionError、TopologyAffinityError，以及磁盘压力下的 Pod。"),
  Entry("lab.metric.container_restarts", en: "Restarts", zh: "重启次数"),
  Entry(
    "lab.metric.container_restarts.help", en: "Starts of containers beside their first ones.",
    zh: "容器首次启动之外的启动次数。"),
  Entry("lab.metric.warning_events", en: "Warning events", zh: "告警事件"),
  Entry(
    "lab.metric.warning_events.help", en: "Events of type Warning, each time counted.",
    zh: "Warning 类型的事件，每次都计。"),
  Entry("lab.metric.failed_calls", en: "Failed calls", zh: "失败的调用"),
  Entry(
    "lab.metric.failed_calls.help",
    en: "Calls between components that gave an error or ran into their limit.",
    zh: "组件之间出错或超时的调用。"),
  Entry("lab.metric.image_pull_mean", en: "Image pull, mean", zh: "镜像拉取均值"),
  Entry(
    "lab.metric.image_pull_mean.help", en: "Successful pulls, without waiting for their turn.",
    zh: "成功的拉取，不含排队时间。"),
  Entry("lab.metric.image_pull_p95", en: "Image pull, p95", zh: "镜像拉取 p95"),
  Entry(
    "lab.metric.image_pull_p95.help", en: "95 of 100 pulls took no longer.",
    zh: "100 次拉取中有 95 次不超过此时间。"),
  Entry("lab.metric.pulled_mib", en: "Bytes pulled", zh: "拉取的字节"),
  Entry(
    "lab.metric.pulled_mib.help", en: "Compressed bytes that came from the registry.",
    zh: "从仓库传来的压缩字节。"),
  Entry("lab.metric.deduped_mib", en: "Bytes spared", zh: "省去的字节"),
  Entry(
    "lab.metric.deduped_mib.help",
    en: "Layers that a pull found on the node or on their way to it.",
    zh: "拉取时已在节点上或正在传输的层。"),
  Entry("lab.metric.images_removed", en: "Images removed", zh: "删除的镜像"),
  Entry(
    "lab.metric.images_removed.help", en: "By image garbage collection or under disk pressure.",
    zh: "被镜像垃圾回收或在磁盘压力下删除。"),
  Entry("lab.metric.evicted_pods", en: "Evicted pods", zh: "被驱逐的 Pod"),
  Entry(
    "lab.metric.evicted_pods.help", en: "By the kubelet, because of its disk.",
    zh: "kubelet 因磁盘而驱逐的 Pod。"),
  Entry("lab.metric.time_to_terminate_mean", en: "Time to terminate, mean", zh: "终止时间均值"),
  Entry(
    "lab.metric.time_to_terminate_mean.help", en: "From deletion until the pod is gone.",
    zh: "从删除到 Pod 消失。"),
  Entry("lab.metric.time_to_terminate_p95", en: "Time to terminate, p95", zh: "终止时间 p95"),
  Entry(
    "lab.metric.time_to_terminate_p95.help", en: "95 of 100 pods were gone within it.",
    zh: "100 个 Pod 中有 95 个在此时间内消失。"),
  Entry("lab.metric.killed_containers", en: "Killed by SIGKILL", zh: "被 SIGKILL 的容器"),
  Entry(
    "lab.metric.killed_containers.help", en: "Containers that outlived their grace period.",
    zh: "宽限期后仍未退出的容器。"),
  Entry("lab.metric.fake_nodes_ready", en: "Fake nodes ready", zh: "就绪的假节点"),
  Entry("lab.metric.fake_nodes_ready.help", en: "At the end of the run.", zh: "运行结束时。"),
  Entry("lab.metric.fake_pods_ready", en: "Fake pods ready", zh: "就绪的假 Pod"),
  Entry("lab.metric.fake_pods_ready.help", en: "At the end of the run.", zh: "运行结束时。"),
  Entry("lab.metric.stage_plays", en: "Stages played", zh: "Stage 执行次数"),
  Entry(
    "lab.metric.stage_plays.help", en: "How often any stage happened to any object.",
    zh: "任何 Stage 在任何对象上发生的次数。"),
  Entry("lab.metric.api_writes_per_second", en: "API writes", zh: "API 写入"),
  Entry(
    "lab.metric.api_writes_per_second.help",
    en: "Creations, patches and deletions, on the mean of the run. Leases are not counted.",
    zh: "创建、补丁与删除，整个运行的平均。不含 Lease。"),
  Entry("lab.metric.api_writes_peak", en: "API writes, peak", zh: "API 写入峰值"),
  Entry(
    "lab.metric.api_writes_peak.help", en: "In the busiest of 480 equal parts of the run.",
    zh: "把运行分成 480 段，最忙的一段。"),
  Entry("lab.metric.objects_gone", en: "Objects gone", zh: "消失的对象"),
  Entry(
    "lab.metric.objects_gone.help", en: "Objects that a stage deleted.", zh: "被 Stage 删除的对象。"),
  Entry("lab.metric.object_states", en: "Different states", zh: "不同状态数"),
  Entry(
    "lab.metric.object_states.help",
    en: "Looks of objects that occurred, names and times left aside.",
    zh: "出现过的对象样貌（不计名称与时间）。"),
  Entry("lab.series.ready_pods", en: "Ready pods", zh: "就绪的 Pod"),
  Entry("lab.series.running_containers", en: "Running containers", zh: "运行中的容器"),
  Entry("lab.series.container_restarts", en: "Restarts", zh: "重启次数"),
  Entry("lab.series.api_writes", en: "API writes", zh: "API 写入"),
  Entry("lab.series.fake_nodes_ready", en: "Fake nodes ready", zh: "就绪的假节点"),
  Entry("lab.series.fake_pods_ready", en: "Fake pods ready", zh: "就绪的假 Pod"),
]
