import Cluster
import Simulation

/// Decisions of one session, handed out one by one, each checked again against the world.
struct SessionPlan: Sendable {
  /// One decision that waits.
  struct Item: Sendable {
    var action: ControlAction
    /// The pod as the session saw it; another life of it is not meant.
    let incarnation: Int
    /// How its GPUs are to be chosen, for a `bind`.
    var gpus = GPUChoice.any
    var refused = 0
    var why: Why?
    /// Told in its place when the node cannot take the pod.
    var whyFailed: Why?
  }

  /// Which devices a bound pod gets.
  enum GPUChoice: Sendable {
    /// Whole ones, as the node likes.
    case any
    /// Devices that nobody touches, so many.
    case untouched(Int)
    /// Shared devices by the scheduler's names for them.
    case groups([String])
  }

  private var items: [Item] = []
  private var next = 0
  /// Devices behind the names that the scheduler made up in this session.
  private var devices: [String: Int] = [:]

  var isEmpty: Bool { next >= items.count }

  mutating func add(
    _ action: ControlAction, _ world: World, gpus: GPUChoice = .any, refused: Int = 0,
    why: Why? = nil, whyFailed: Why? = nil
  ) {
    items.append(
      Item(
        action: action, incarnation: action.pod.map { world.podStatus[$0].incarnation } ?? 0,
        gpus: gpus, refused: refused, why: why, whyFailed: whyFailed))
  }

  /// The next decision that still means something; `nil` when none is left.
  mutating func take(_ world: World) -> ControlDecision? {
    while next < items.count {
      let item = items[next]
      next += 1
      if next == items.count {
        items.removeAll(keepingCapacity: true)
        next = 0
      }
      let decision = settle(item, world)
      if isEmpty { devices.removeAll() }
      if let decision { return decision }
    }
    return nil
  }

  private mutating func settle(_ item: Item, _ world: World) -> ControlDecision? {
    if let pod = item.action.pod, world.podStatus[pod].incarnation != item.incarnation {
      return nil
    }
    var action = item.action
    switch item.action {
    case .bind(let pod, let node, _):
      guard world.podStatus[pod].phase == .pending else { return nil }
      guard let gpus = choose(item.gpus, for: pod, on: node, world) else {
        return failedBind(item, of: pod, world)
      }
      action = .bind(pod, to: node, gpus: gpus.isEmpty ? nil : gpus)
      guard world.fits(pod, on: node, gpus: gpus) else {
        return failedBind(item, of: pod, world)
      }
    case .nominate(let pod, let node):
      guard world.podStatus[pod].phase == .pending, world.podStatus[pod].nominatedNode != node
      else { return nil }
    case .evict(let pod, _):
      guard world.podStatus[pod].holds, world.podStatus[pod].phase != .ending else { return nil }
    case .pend(let job):
      guard world.jobStatus[job].phase == .active else { return nil }
    default: break
    }
    return ControlDecision(action, refused: item.refused, why: item.why)
  }

  /// Schedulers may decide what a node cannot do: then the binder or the kubelet gives up, and a
  /// later session tries again.
  private func failedBind(_ item: Item, of pod: PodIndex, _ world: World) -> ControlDecision {
    ControlDecision(.pend(world.job(of: pod)), refused: 1, why: item.whyFailed)
  }

  /// The devices, empty to leave them to the node; `nil` when there are not enough.
  private mutating func choose(
    _ choice: GPUChoice, for pod: PodIndex, on node: NodeIndex, _ world: World
  ) -> [Int]? {
    let free = Array(world.state.freeGPUShares(on: node))
    switch choice {
    case .any: return []
    case .untouched(let count):
      let untouched = free.indices.filter { free[$0] == 1_000 }
      return untouched.count < count ? nil : Array(untouched.prefix(count))
    case .groups(let names):
      var chosen: [Int] = []
      for name in names {
        if let known = devices[name] ?? SharedGPU.device(name, on: node) {
          chosen.append(known)
          continue
        }
        guard let device = free.indices.first(where: { free[$0] == 1_000 && !chosen.contains($0) })
        else { return nil }
        devices[name] = device
        chosen.append(device)
      }
      return chosen
    }
  }
}

/// Names for GPUs that pods share.
enum SharedGPU {
  static func name(_ device: Int, on node: NodeIndex) -> String { "node-\(node)/gpu-\(device)" }

  /// The device of a name that `name` made for this node; `nil` for a name of another kind.
  static func device(_ name: String, on node: NodeIndex) -> Int? {
    let prefix = "node-\(node)/gpu-"
    return name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }
}

extension ControlAction {
  /// The pod that it is about; `nil` for decisions about jobs.
  var pod: PodIndex? {
    switch self {
    case .admit, .pend, .suspend: nil
    case .bind(let pod, _, _), .reserve(let pod, _, _), .confirm(let pod), .release(let pod),
      .nominate(let pod, _), .unschedulable(let pod), .gate(let pod), .evict(let pod, _),
      .deallocate(_, let pod):
      pod
    }
  }
}

extension World {
  /// Whether the node lives and has room for the pod on these GPUs (none named: on any).
  func fits(_ pod: PodIndex, on node: NodeIndex, gpus: [Int]) -> Bool {
    guard !nodeStatus[node].isDown, state.podCounts[node] < state.podLimits[node] else {
      return false
    }
    let record = state.record(of: pod)
    for amount in record.requests {
      let free =
        state.allocatable(amount.resource, on: node) - state.requested(amount.resource, on: node)
      if amount.amount > free { return false }
    }
    if record.gpus > 0, state.wholeFreeGPUs(on: node) < record.gpus { return false }
    guard record.gpuShareMilli > 0 else { return true }
    let free = Array(state.freeGPUShares(on: node))
    return !gpus.isEmpty
      && gpus.allSatisfy { free.indices.contains($0) && free[$0] >= record.gpuShareMilli }
  }
}
