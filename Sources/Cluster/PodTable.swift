import Simulation

/// Index of a pod class: pods that differ in nothing but name and start time.
public typealias PodClassIndex = Int

/// Every pod ever admitted. What pods have in common is kept once, in their class: a pod itself takes
/// 40 bytes and its name.
struct PodTable: Sendable {
  /// By class; without name and start time.
  private(set) var specs: [Pod] = []
  /// By class.
  var records: [PodRecord] = []
  private(set) var classOf: [Int32] = []
  private(set) var names: [String] = []
  /// Nanoseconds; `Int.max` for pods that have none.
  private(set) var startTimes: [Int] = []
  /// -1 for pods on no node.
  var nodeOf: [Int32] = []
  var deviceMasks: [UInt64] = []
  private var classes: [Pod: Int32] = [:]

  var count: Int { classOf.count }

  /// The class of pods like this one; the second answer is true when it is new, and then wants a
  /// record.
  mutating func intern(_ pod: Pod) -> (podClass: PodClassIndex, isNew: Bool) {
    var spec = pod
    spec.name = ""
    spec.startTime = nil
    // Pods come in rows of the same kind.
    if let last = classOf.last, specs[Int(last)] == spec { return (Int(last), false) }
    if let known = classes[spec] { return (Int(known), false) }
    classes[spec] = Int32(specs.count)
    specs.append(spec)
    return (specs.count - 1, true)
  }

  mutating func append(_ name: String, _ podClass: PodClassIndex, startTime: SimTime?) -> PodIndex {
    classOf.append(Int32(podClass))
    names.append(name)
    startTimes.append(startTime?.nanoseconds ?? Int.max)
    nodeOf.append(-1)
    deviceMasks.append(0)
    return classOf.count - 1
  }

  mutating func setClass(of pod: PodIndex, _ podClass: PodClassIndex) {
    classOf[pod] = Int32(podClass)
  }

  mutating func replace(
    _ pod: PodIndex, name: String, podClass: PodClassIndex, startTime: SimTime?
  ) {
    names[pod] = name
    setClass(of: pod, podClass)
    setStartTime(of: pod, startTime)
  }

  mutating func setStartTime(of pod: PodIndex, _ time: SimTime?) {
    startTimes[pod] = time?.nanoseconds ?? Int.max
  }

  func startTime(of pod: PodIndex) -> SimTime? {
    startTimes[pod] == Int.max ? nil : SimTime(nanoseconds: startTimes[pod])
  }
}

/// All pods as they were admitted, by index.
public struct PodList: RandomAccessCollection, Sendable {
  let table: PodTable
  public var startIndex: Int { 0 }
  public var endIndex: Int { table.count }

  /// Put together on reading; in a hot loop read `ClusterState.spec(of:)` instead.
  public subscript(pod: PodIndex) -> Pod {
    var result = table.specs[Int(table.classOf[pod])]
    result.name = table.names[pod]
    result.startTime = table.startTime(of: pod)
    return result
  }
}

/// What the scheduler needs of each pod, by index.
public struct PodRecordList: RandomAccessCollection, Sendable {
  let table: PodTable
  public var startIndex: Int { 0 }
  public var endIndex: Int { table.count }
  public subscript(pod: PodIndex) -> PodRecord { table.records[Int(table.classOf[pod])] }
}
