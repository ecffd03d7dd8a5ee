import AddressedYAML
import Cluster
import Labs
import Simulation

/// Finds the workloads among objects: controllers with their pods, gangs of pods, pods by
/// themselves, in the order of the objects. Every search goes through an index, so that the time is
/// linear in the number of objects.
struct WorkloadCollector {
  var report: ManifestReport
  private let objects: [ManifestObject]
  /// Live pods by their controller.
  private var owned: [String: [ManifestObject]] = [:]
  /// Deployments that have ReplicaSets among the objects.
  private var deploymentsWithSets: Set<String> = []
  private var podGroups: [String: ManifestObject] = [:]
  /// Those that some pod names.
  private var namedGroups: Set<String> = []
  /// Smallest counts of kube-scheduler's gangs, by workload and group.
  private var gangCounts: [String: Int] = [:]
  private var controllers: Set<String> = []
  private var result: [WorkloadReading] = []
  /// Where in `result` a gang of pods stands.
  private var gangs: [String: Int] = [:]
  private var gangOrder: [Int] = []
  /// For each gang, where the sets of pods that are alike stand.
  private var setPlaces: [Int: [JobClass.PodSet: Int]] = [:]

  init(_ objects: [ManifestObject], _ report: ManifestReport) {
    self.objects = objects
    self.report = report
    for object in objects {
      switch object.kind {
      case "Pod":
        if let name = object.podGroupName { namedGroups.insert(object.namespace + "/" + name) }
        if !object.isOver, let owner = object.owner {
          owned["\(owner.kind) \(object.namespace)/\(owner.name)", default: []].append(object)
        }
      case "ReplicaSet":
        if let owner = object.owner, owner.kind == "Deployment" {
          deploymentsWithSets.insert(object.namespace + "/" + owner.name)
        }
      case "PodGroup":
        let key = object.namespace + "/" + object.name
        if podGroups[key] == nil { podGroups[key] = object }
      case "Workload" where object.group == "scheduling.k8s.io":
        for group in object.spec?.maps("podGroups") ?? [] {
          guard let name = group.optional("name")?.text(),
            let count = group.optional("policy")?.map()?.optional("gang")?.map()?
              .optional("minCount")?.whole(in: 1...100_000)
          else { continue }
          gangCounts["\(object.namespace)/\(object.name)/\(name)"] = count
        }
      default: break
      }
    }
  }

  /// All of them. Whether they can be simulated is in their refusals.
  mutating func workloads() -> [WorkloadReading] {
    for object in objects {
      switch object.kind {
      case "Job", "JobSet", "LeaderWorkerSet": controllers.insert(object.identity)
      default: break
      }
      if object.kind == "LeaderWorkerSet" {
        for set in object.statefulSets { controllers.insert(set) }
      }
    }
    for object in objects {
      switch object.kind {
      case "Job", "JobSet": addJob(object)
      case "LeaderWorkerSet": addGroups(object)
      case "Deployment", "ReplicaSet", "StatefulSet": addService(object)
      case "Pod": addPod(object)
      default: break
      }
    }
    for at in gangOrder { finishGang(at) }
    noteUnnamedGroups()
    return result
  }

  /// Controllers make groups of their own; others without a pod do nothing.
  private mutating func noteUnnamedGroups() {
    for object in objects where object.kind == "PodGroup" && object.owner == nil {
      guard !namedGroups.contains(object.namespace + "/" + object.name) else { continue }
      report.note(object, "no pod among the objects names it; it is left out")
    }
  }

  // MARK: Controllers

  private mutating func addJob(_ object: ManifestObject) {
    // A controller above that is imported too says more.
    if let owner = object.owner, isImported(owner, object.namespace) { return }
    if object.isFinished { return report.note(object, "has ended; it is left out") }
    let isVolcano = object.group == "batch.volcano.sh"
    guard
      var job = object.kind == "JobSet"
        ? object.jobSet() : isVolcano ? object.volcanoJob() : object.batchJob()
    else { return }
    readGang(&job)
    place(&job, on: owned[object.identity] ?? [])
    finish(job)
  }

  private func isImported(_ owner: (kind: String, name: String), _ namespace: String) -> Bool {
    controllers.contains("\(owner.kind) \(namespace)/\(owner.name)")
  }

  private mutating func addGroups(_ object: ManifestObject) {
    let running = ([object.identity] + object.statefulSets).reduce(0) { sum, owner in
      sum + (owned[owner] ?? []).count { $0.node != nil }
    }
    if running > 0 {
      report.note(object, "\(running) of its pods run; it is imported as not started")
    }
    guard var set = object.leaderWorkerSet() else { return }
    readGang(&set)
    finish(set)
  }

  private mutating func addService(_ object: ManifestObject) {
    // With their pods at hand the pods say more.
    guard object.owner == nil, owned[object.identity] == nil,
      object.kind != "Deployment"
        || !deploymentsWithSets.contains(object.namespace + "/" + object.name),
      !controllers.contains(object.identity), let service = object.service()
    else { return }
    finish(service)
  }

  /// The pods of a job run where their own objects say; a job of which only some run begins anew.
  private mutating func place(_ job: inout WorkloadReading, on pods: [ManifestObject]) {
    let nodes = pods.compactMap(\.node)
    let count = job.job.podSets.reduce(0) { $0 + $1.count }
    if nodes.count == count {
      job.job.runsOn = nodes
    } else if !nodes.isEmpty {
      report.note(
        job.object, "\(nodes.count) of its \(count) pods run; it is imported as not started")
    }
  }

  /// The gang of kube-scheduler to which the pods of a template refer.
  private func readGang(_ workload: inout WorkloadReading) {
    guard let reference = workload.gangReference else { return }
    if let count = gangCounts["\(workload.job.namespace)/\(reference)"] {
      workload.job.gangMinimum = count
    }
  }

  private mutating func finish(_ workload: WorkloadReading) {
    for text in workload.notes { report.note(workload.object, text) }
    result.append(workload)
  }

  // MARK: Pods

  private mutating func addPod(_ pod: ManifestObject) {
    if let owner = pod.owner, isImported(owner, pod.namespace) { return }
    if pod.isOver { return }
    if pod.isBeingDeleted { return report.note(pod, "is being deleted; it is left out") }
    guard let reading = pod.pod() else { return }
    let job = pod.annotations[ManifestKey.job]
    let group = pod.podGroupName.flatMap { podGroups[pod.namespace + "/" + $0] }
    let reference = reading.gangReference.flatMap {
      gangCounts[pod.namespace + "/" + $0] == nil ? nil : $0
    }
    guard let name = group?.name ?? job ?? reference else { return finish(reading) }
    let key = (group != nil ? "group " : job != nil ? "job " : "gang ") + pod.namespace + "/" + name
    if let at = gangs[key] { return add(reading, toGang: at) }
    let at = result.count
    gangs[key] = at
    gangOrder.append(at)
    var first = group.map { gang($0, first: reading) } ?? reading
    first.job.name = job ?? group?.name ?? String(name.prefix { $0 != "/" })
    if let reference { first.job.gangMinimum = gangCounts[pod.namespace + "/" + reference] }
    if group != nil || reference != nil { first.job.progress = .together }
    // What we said ourselves goes before what the group says.
    first.applyOwnAnnotations([group?.annotations ?? [:], pod.annotations])
    setPlaces[at] = [:]
    if let set = first.job.podSets.first { setPlaces[at]?[set.key] = 0 }
    finish(first)
  }

  private func gang(_ group: ManifestObject, first: WorkloadReading) -> WorkloadReading {
    var result = first
    result.object = group
    result.job.hasExactName = true
    result.job.gangMinimum =
      group.spec?.optional("minMember")?.whole(in: 1...100_000) ?? group.schedulingPolicyCount
    if let seconds = group.annotatedDuration, result.job.durationSeconds == nil {
      result.job.durationSeconds = .fixed(seconds)
    }
    result.queue = group.spec?.optional("queue")?.text() ?? first.queue
    if let name = group.spec?.optional("priorityClassName")?.text() { result.priorityClass = name }
    switch group.group {
    case "scheduling.volcano.sh":
      result.job.isPreemptible =
        (group.annotations[ManifestKey.volcanoPreemptable]
          ?? first.object.annotations[ManifestKey.volcanoPreemptable]) == "true"
    case "scheduling.run.ai":
      switch group.spec?.optional("preemptibility")?.text() {
      case "preemptible": result.job.isPreemptible = true
      case "non-preemptible": result.job.isPreemptible = false
      default: result.hasPreemptibilityOfPriority = true
      }
    default: break
    }
    return result
  }

  /// Pods that are alike count as one set, whatever their labels number them with.
  private mutating func add(_ pod: WorkloadReading, toGang at: Int) {
    result[at].refusals += pod.refusals
    for text in pod.notes { report.note(pod.object, text) }
    guard let set = pod.job.podSets.first else { return }
    let place = setPlaces[at]?[set.key]
    let last = result[at].job.podSets.count - 1
    // Nodes stand in the order of the pods, so a set may only grow at the end.
    if let place, place == last || result[at].job.runsOn.isEmpty && pod.job.runsOn.isEmpty {
      result[at].job.podSets[place].count += 1
    } else {
      var next = set
      if next.name == "main" { next.name = "set-\(last + 1)" }
      setPlaces[at]?[set.key] = last + 1
      result[at].job.podSets.append(next)
    }
    result[at].job.runsOn += pod.job.runsOn
  }

  private mutating func finishGang(_ at: Int) {
    let pods = result[at].job.podSets.reduce(0) { $0 + $1.count }
    if !result[at].job.runsOn.isEmpty, result[at].job.runsOn.count != pods {
      report.note(result[at].object, "only some of its pods run; it is imported as not started")
      result[at].job.runsOn = []
    }
    if result[at].job.podSets.count > 8 {
      result[at].refusals.append(
        (result[at].object.line, "pods of more than 8 kinds in one group are not simulated"))
    }
    if let gang = result[at].job.gangMinimum, gang > pods {
      report.note(
        result[at].object,
        "only \(pods) of the \(gang) pods of its minimum are among the objects")
      result[at].job.gangMinimum = pods
    }
  }
}

extension JobClass.PodSet {
  /// The same for all pods that are alike.
  fileprivate var key: JobClass.PodSet {
    var key = self
    key.count = 1
    return key
  }
}

extension ManifestObject {
  /// `Job default/train`, unique among the objects that own pods.
  var identity: String { "\(kind) \(namespace)/\(name)" }

  /// Those that a LeaderWorkerSet makes: of the leaders, and of each group's workers.
  fileprivate var statefulSets: [String] {
    let text = spec?.optional("replicas")?.scalarText() ?? "1"
    let groups = Int(text).flatMap { (0...10_000).contains($0) ? $0 : nil } ?? 0
    let name = "StatefulSet \(namespace)/\(self.name)"
    return [name] + (0..<groups).map { "\(name)-\($0)" }
  }

  /// `spec.nodeName`.
  var node: String? { spec?.optional("nodeName")?.text() }

  var isBeingDeleted: Bool {
    map.optional("metadata")?.map()?.has("deletionTimestamp") == true
  }

  /// The newer PodGroup of kube-scheduler.
  fileprivate var schedulingPolicyCount: Int? {
    (spec?.optional("schedulingPolicy") ?? spec?.optional("policy"))?.map()?.optional("gang")?
      .map()?.optional("minCount")?.whole(in: 1...100_000)
  }

  /// Whether a Job has completed or failed.
  fileprivate var isFinished: Bool {
    let status = map.optional("status")?.map()
    if let phase = status?.optional("state")?.map()?.optional("phase")?.text() {
      return ["Completed", "Failed", "Terminated", "Aborted"].contains(phase)
    }
    return status?.maps("conditions").contains { condition in
      guard let type = condition.optional("type")?.text() else { return false }
      return ["Complete", "Completed", "Failed"].contains(type)
        && condition.optional("status")?.scalarText() == "True"
    } == true
  }
}
