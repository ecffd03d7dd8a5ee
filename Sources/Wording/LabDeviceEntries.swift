/// Keys that begin with `lab.scheduling.device.`: why device claims keep a pod off a node.
let labDeviceEntries: [Entry] = [
  Entry(
    "lab.scheduling.device.no-claim", en: "the device claim {1} does not exist",
    zh: "设备声明 {1} 不存在"),
  Entry(
    "lab.scheduling.device.no-template", en: "the device claim template {1} does not exist",
    zh: "设备声明模板 {1} 不存在"),
  Entry(
    "lab.scheduling.device.in-use", en: "256 other pods share the device claim {1} already",
    zh: "已有 256 个其他 Pod 共用设备声明 {1}"),
  Entry(
    "lab.scheduling.device.no-class", en: "request {1}: the device class {2} does not exist",
    zh: "请求 {1}：设备类 {2} 不存在"),
  Entry(
    "lab.scheduling.device.elsewhere", en: "the devices of its claim {1} are on another node",
    zh: "声明 {1} 的设备在别的节点上"),
  Entry(
    "lab.scheduling.device.no-fit", en: "no choice of the node's devices serves all its claims",
    zh: "节点上的设备怎么选都满足不了它的全部声明"),
  Entry(
    "lab.scheduling.device.invalid-pool",
    en: "no choice of devices serves its claims, and a pool of the node is invalid",
    zh: "设备怎么选都满足不了它的声明，且节点上有无效的设备池"),
  Entry(
    "lab.scheduling.device.timed-out",
    en: "the search for devices was given up after {1} steps",
    zh: "设备搜索在 {1} 步之后放弃"),
  Entry(
    "lab.scheduling.device.empty", en: "request {2} of claim {1} lists no alternative",
    zh: "声明 {1} 的请求 {2} 没有任何备选"),
  Entry(
    "lab.scheduling.device.count", en: "request {2} of claim {1} asks for {3} devices",
    zh: "声明 {1} 的请求 {2} 要 {3} 个设备"),
  Entry(
    "lab.scheduling.device.selector",
    en: "request {1}: '{2}' cannot be decided for {3}, so the whole attempt is given up",
    zh: "请求 {1}：对 {3} 无法判断“{2}”，整次调度放弃"),
  Entry(
    "lab.scheduling.device.unready",
    en: "request {1} asks for all devices, but the pool {2} is incomplete or invalid",
    zh: "请求 {1} 要全部设备，但设备池 {2} 不完整或无效"),
  Entry(
    "lab.scheduling.device.too-many",
    en: "claim {1} needs at least {2} devices; {3} is the most",
    zh: "声明 {1} 至少需要 {2} 个设备，上限是 {3}"),
  Entry(
    "lab.scheduling.device.limit", en: "every choice goes beyond {1} devices in a claim",
    zh: "每种选择都超过一个声明 {1} 个设备的上限"),
  Entry(
    "lab.scheduling.device.constraint",
    en: "request {1} asks for all devices, but {2} breaks the constraint on {3}",
    zh: "请求 {1} 要全部设备，但 {2} 不满足对 {3} 的约束"),
  Entry(
    "lab.scheduling.device.crash",
    en: "the real scheduler crashes on request {1}: all devices, and {2} consumes counters",
    zh: "真实的调度器会在请求 {1} 上崩溃：要全部设备，而 {2} 消耗计数器"),
]
