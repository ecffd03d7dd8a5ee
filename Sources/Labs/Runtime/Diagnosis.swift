import RuntimeSim
import Simulation
import Wording

/// Something that can be wrong on a node. The words are those of scenario files.
public enum RuntimeCause: String, CaseIterable, Sendable, Hashable {
  case networkConfig = "cni-config"
  case fullDisk = "full-disk"
  case slowRegistry = "slow-registry"
  case registryDown = "registry-down"
  case wrongImage = "wrong-image"
  case missingDevice = "missing-device"
  case attachLimit = "csi-attach-limit"
  case volumeDriver = "csi-driver"
  case claimDriver = "dra-driver"
  case badProbe = "bad-probe"
  case crashingApp = "crashing-app"
  case failingHook = "failing-hook"
  case hangingRuntime = "hanging-runtime"

  public var title: Message { Message("lab.cause." + rawValue) }

  /// Whether the pods have what the cause breaks.
  public func fits(_ world: NodeWorld) -> Bool {
    let containers = world.pods.flatMap(\.plan.containers)
    switch self {
    case .missingDevice: return containers.contains { !$0.devices.isEmpty }
    case .attachLimit, .volumeDriver: return world.pods.contains { !$0.plan.volumes.isEmpty }
    case .claimDriver: return world.pods.contains { $0.plan.hasClaims }
    case .badProbe: return containers.contains { $0.livenessProbe != nil }
    case .failingHook: return containers.contains { $0.postStart != nil }
    default: return true
    }
  }

  /// The setup with this wrong in it.
  func applied(to setup: NodeSetup) -> NodeSetup {
    var setup = setup
    switch self {
    case .networkConfig: setup.faults.insert(RuntimeFault(.networkAdd, .error), at: 0)
    case .fullDisk: setup.node.systemBytes = setup.node.diskBytes / 100 * 99
    case .slowRegistry:
      setup.node.registry.bytesPerSecond = max(1, setup.node.registry.bytesPerSecond / 200)
    case .registryDown: setup.faults.insert(RuntimeFault(.resolve, .hang), at: 0)
    case .wrongImage:
      for pod in setup.pods.indices {
        for at in setup.pods[pod].containers.indices
        where setup.pods[pod].containers[at].role == .main {
          // A letter is missing at the end.
          let name = setup.pods[pod].containers[at].image
          setup.pods[pod].containers[at].image = name.count > 1 ? String(name.dropLast()) : "x"
        }
      }
    case .missingDevice:
      for at in setup.node.devices.indices {
        setup.node.devices[at].unhealthy = setup.node.devices[at].perNUMA.reduce(0, +)
      }
    case .attachLimit: setup.node.attachLimit = 0
    case .volumeDriver: setup.faults.insert(RuntimeFault(.stage, .error), at: 0)
    case .claimDriver: setup.faults.insert(RuntimeFault(.prepare, .error), at: 0)
    case .badProbe:
      for pod in setup.pods.indices {
        for at in setup.pods[pod].containers.indices {
          setup.pods[pod].containers[at].livenessProbe?.asksWrongPlace = true
        }
      }
    case .crashingApp:
      for pod in setup.pods.indices {
        for at in setup.pods[pod].containers.indices
        where setup.pods[pod].containers[at].role == .main {
          setup.pods[pod].containers[at].app.runs = .milliseconds(700)
          setup.pods[pod].containers[at].app.exitCode = 1
        }
      }
    case .failingHook: setup.faults.insert(RuntimeFault(.postStart, .error), at: 0)
    case .hangingRuntime: setup.faults.insert(RuntimeFault(.runSandbox, .hang), at: 0)
    }
    return setup
  }

  /// Reason codes by which it shows, the one that names it first; `nil` shows by what is missing: a
  /// pull that has begun and not ended.
  var signs: [String] {
    switch self {
    case .networkConfig: ["FailedCreatePodSandBox"]
    case .fullDisk: ["Failed", "BackOff", "NodeHasDiskPressure", "Evicted", "FreeDiskSpaceFailed"]
    case .slowRegistry: ["Pulling"]
    case .registryDown, .wrongImage: ["Failed", "BackOff"]
    case .missingDevice: ["UnexpectedAdmissionError"]
    case .attachLimit: ["FailedAttachVolume"]
    case .volumeDriver: ["FailedMount"]
    case .claimDriver: ["FailedPrepareDynamicResources"]
    case .badProbe: ["Unhealthy", "Killing", "BackOff"]
    case .crashingApp: ["BackOff"]
    case .failingHook: ["FailedPostStartHook", "Killing", "BackOff"]
    case .hangingRuntime: ["FailedCreatePodSandBox"]
    }
  }
}

/// A fault that is hidden in a scenario: the seed picks which of the causes it is.
public struct Diagnosis: Sendable, Hashable {
  /// What a learner may pick, in the order in which they are shown.
  public var causes: [RuntimeCause]

  public init(causes: [RuntimeCause]) { self.causes = causes }

  /// The one that is hidden. Shown to nobody before the pick is right.
  func hidden(_ seed: Seed) -> RuntimeCause? {
    guard !causes.isEmpty else { return nil }
    var random = SeededGenerator(seed: seed, stream: "diagnosis")
    return causes[random.below(causes.count)]
  }
}

/// What a pick is worth.
public struct DiagnosisVerdict: Sendable, Hashable {
  public let isRight: Bool
  /// Right: what was wrong and how it is put right. Wrong: what would be seen if it were so, beside
  /// what is seen; the hidden cause is not told.
  public let explanation: Explanation
}

extension LabScenario {
  /// What is hidden in it; `nil` for a scenario that hides nothing.
  public var diagnosis: Diagnosis? {
    if case .runtime(let scenario) = self { scenario.diagnosis } else { nil }
  }

  /// Judges a pick against a finished run of this scenario; `nil` when nothing is hidden or the run
  /// is of another scenario.
  public func judge(_ pick: RuntimeCause, _ outcome: RunOutcome) -> DiagnosisVerdict? {
    guard let diagnosis, diagnosis.causes.contains(pick),
      let hidden = diagnosis.hidden(outcome.seed), let replay = outcome.replay as? RuntimeReplay
    else { return nil }
    let counts = replay.eventCounts()
    func count(_ code: String) -> Int { counts.first { $0.code == code }?.count ?? 0 }
    let isRight = pick == hidden
    var explanation = Explanation(
      headline: Message(isRight ? "lab.diagnosis.right" : "lab.diagnosis.wrong", pick.rawValue))
    explanation.sentences = [
      Message((isRight ? "lab.cause.fix." : "lab.cause.signs.") + pick.rawValue)
    ]
    if !isRight {
      let warnings = counts.filter(\.isWarning)
      if let absent = pick.signs.first(where: { count($0) == 0 }) {
        explanation.sentences.append(Message("lab.diagnosis.absent", absent))
      }
      if let other = warnings.first(where: { !pick.signs.contains($0.code) }) {
        explanation.sentences.append(
          Message("lab.diagnosis.unexplained", other.code, String(other.count)))
      }
      if pick == .slowRegistry, replay.pullsLeft == 0 {
        explanation.sentences.append(Message("lab.diagnosis.pulled"))
      }
      if warnings.allSatisfy({ pick.signs.contains($0.code) }), !warnings.isEmpty {
        explanation.sentences.append(Message("lab.diagnosis.look"))
      }
    }
    explanation.tables = [
      Explanation.Table(
        title: Message("lab.diagnosis.table"),
        columns: [
          Message("lab.column.reason"), Message("lab.column.count"),
          Message("lab.column.expected"),
        ],
        rows: counts.map {
          [
            .plain($0.code), .number($0.count),
            .message(Message(pick.signs.contains($0.code) ? "lab.yes" : "lab.no")),
          ]
        })
    ]
    return DiagnosisVerdict(isRight: isRight, explanation: explanation)
  }
}
