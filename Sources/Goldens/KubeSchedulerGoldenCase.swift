import Cluster
import Foundation
import KubeScheduling
import Simulation

/// The JSON of one golden case of kube-scheduler, as its README describes it. Unknown keys are let
/// pass.
struct KubeSchedulerGoldenCase: Decodable {
  var name: String?
  var id: String?
  var plugin: String?
  var args: GoldenArguments?
  var nodeResourcesFitArgs: GoldenArguments?
  var percentageOfNodesToScore: Int32?
  var nodes: [GoldenNode]?
  var services: [GoldenService]?
  var namespaces: [GoldenNamespace]?
  var pdbs: [GoldenBudget]?
  var existingPods: [GoldenPod]?
  var pod: GoldenPod?
  var scoredNodes: [String]?
  var expect: GoldenPluginExpectation?
  var steps: [GoldenStep]?
  /// The recorded value depends on a behaviour that looks unintended: which.
  var quirk: String?
}

struct GoldenNode: Decodable {
  var name: String
  var allocatable: [String: Int]?
  var labels: [String: String]?
  var taints: [GoldenTaint]?
  var unschedulable: Bool?
  var images: [Image]?

  struct Image: Decodable {
    var names: [String]?
    var sizeBytes: Int?
  }

  func node() throws -> Node {
    Node(
      name: name, allocatable: resourceList(allocatable), labels: labelSet(labels),
      taints: try (taints ?? []).map { try $0.taint() }, isUnschedulable: unschedulable ?? false,
      images: (images ?? []).map {
        ImageOnNode(names: $0.names ?? [], sizeBytes: $0.sizeBytes ?? 0)
      })
  }
}

struct GoldenTaint: Decodable {
  var key: String?
  var value: String?
  var effect: String

  func taint() throws -> Taint {
    Taint(key: key ?? "", value: value ?? "", effect: try known(effect, "taint effect"))
  }
}

struct GoldenService: Decodable {
  var name: String?
  var namespace: String?
  var selector: [String: String]?

  func service() -> Service {
    Service(
      name: name ?? "", namespace: namespace ?? "default", selector: labelSet(selector))
  }
}

struct GoldenPod: Decodable {
  struct Init: Decodable {
    var requests: [String: Int]?
    var restartPolicyAlways: Bool?
  }

  struct Preferred: Decodable {
    var weight: Int32
    var matchExpressions: [GoldenRequirement]?
  }

  struct Tolerance: Decodable {
    var key: String?
    var `operator`: String?
    var value: String?
    var effect: String?
  }

  var name: String?
  var namespace: String?
  var node: String?
  var labels: [String: String]?
  var priority: Int?
  var containers: [[String: Int]]?
  var initContainers: [Init]?
  var overhead: [String: Int]?
  var tolerations: [Tolerance]?
  var nodeSelector: [String: String]?
  var requiredNodeAffinity: [[GoldenRequirement]]?
  var preferredNodeAffinity: [Preferred]?
  var topologySpreadConstraints: [GoldenSpread]?
  var terminating: Bool?
  var podAffinity: GoldenPodAffinity?
  var podAntiAffinity: GoldenPodAffinity?
  var images: [String]?
  var initImages: [String]?
  var startTime: Int32?
  var preemptionPolicy: String?

  func pod() throws -> Pod {
    Pod(
      name: name ?? "", namespace: namespace ?? "default", labels: labelSet(labels),
      priority: priority ?? 0, containers: (containers ?? []).map { resourceList($0) },
      initContainers: (initContainers ?? []).map {
        Pod.InitContainer(
          requests: resourceList($0.requests), isSidecar: $0.restartPolicyAlways ?? false)
      }, overhead: resourceList(overhead),
      tolerations: try (tolerations ?? []).compactMap(toleration),
      nodeSelector: labelSet(nodeSelector),
      requiredNodeAffinity: try requiredNodeAffinity?.map { try $0.map { try $0.requirement() } },
      preferredNodeAffinity: try (preferredNodeAffinity ?? []).map {
        Pod.PreferredTerm(
          weight: Int($0.weight),
          requirements: try ($0.matchExpressions ?? []).map { try $0.requirement() })
      }, spreadConstraints: try (topologySpreadConstraints ?? []).map { try $0.constraint() },
      isTerminating: terminating ?? false,
      podAffinity: try podAffinity?.affinity() ?? PodAffinity(),
      podAntiAffinity: try podAntiAffinity?.affinity() ?? PodAffinity(), images: images ?? [],
      initImages: initImages ?? [],
      preemptionPolicy: try preemptionPolicy.map { try known($0, "preemption policy") }
        ?? .lowerPriority,
      startTime: startTime.map { SimTime.zero + .seconds(Int($0)) })
  }

  /// `nil` for an operator other than Equal and Exists: with the default feature gates kube-scheduler
  /// takes such a toleration (`Lt`, `Gt`) as one that no taint meets.
  private func toleration(_ raw: Tolerance) throws -> Toleration? {
    let text = raw.operator ?? ""
    guard let op = text.isEmpty ? .equal : Toleration.Operator(rawValue: text) else { return nil }
    return Toleration(
      key: raw.key ?? "", op, value: raw.value ?? "",
      effect: try (raw.effect ?? "").isEmpty ? nil : known(raw.effect ?? "", "taint effect"))
  }
}

struct GoldenRequirement: Decodable {
  var key: String
  var `operator`: String
  var values: [String]?

  func requirement() throws -> LabelRequirement {
    LabelRequirement(key, try known(`operator`, "operator"), values ?? [])
  }
}

/// An absent selector differs from one without requirements.
struct GoldenSelector: Decodable {
  var matchLabels: [String: String]?
  var matchExpressions: [GoldenRequirement]?

  func selector() throws -> LabelSelector {
    var selector = LabelSelector(matchLabels: labelSet(matchLabels))
    selector.requirements += try (matchExpressions ?? []).map { try $0.requirement() }
    return selector
  }
}

struct GoldenPodAffinity: Decodable {
  struct Term: Decodable {
    var weight: Int32?
    var topologyKey: String
    var labelSelector: GoldenSelector?
    var namespaces: [String]?
    var namespaceSelector: GoldenSelector?

    func term() throws -> PodAffinityTerm {
      PodAffinityTerm(
        topologyKey: topologyKey, selector: try labelSelector?.selector(),
        namespaces: namespaces ?? [], namespaceSelector: try namespaceSelector?.selector())
    }
  }

  var required: [Term]?
  var preferred: [Term]?

  func affinity() throws -> PodAffinity {
    PodAffinity(
      required: try (required ?? []).map { try $0.term() },
      preferred: try (preferred ?? []).map {
        PodAffinity.Preferred(weight: Int($0.weight ?? 1), term: try $0.term())
      })
  }
}

struct GoldenNamespace: Decodable {
  var name: String
  var labels: [String: String]?

  func namespace() -> Namespace { Namespace(name: name, labels: labelSet(labels)) }
}

struct GoldenBudget: Decodable {
  var name: String?
  var namespace: String?
  var matchLabels: [String: String]?
  var disruptionsAllowed: Int32

  func budget() -> PodDisruptionBudget {
    PodDisruptionBudget(
      name: name ?? "", namespace: namespace ?? "default",
      selector: matchLabels.map { LabelSelector(matchLabels: labelSet($0)) },
      disruptionsAllowed: Int(disruptionsAllowed))
  }
}

struct GoldenSpread: Decodable {
  var maxSkew: Int32
  var topologyKey: String
  var whenUnsatisfiable: String
  var matchLabels: [String: String]?
  var matchExpressions: [GoldenRequirement]?
  var minDomains: Int32?
  var nodeAffinityPolicy: String?
  var nodeTaintsPolicy: String?
  var matchLabelKeys: [String]?

  func constraint() throws -> TopologySpreadConstraint {
    var selector: LabelSelector?
    if matchLabels != nil || matchExpressions != nil {
      selector = LabelSelector(matchLabels: labelSet(matchLabels))
      selector?.requirements += try (matchExpressions ?? []).map { try $0.requirement() }
    }
    return TopologySpreadConstraint(
      maxSkew: Int(maxSkew), topologyKey: topologyKey,
      whenUnsatisfiable: try known(whenUnsatisfiable, "whenUnsatisfiable"), selector: selector,
      minDomains: Int(minDomains ?? 1),
      nodeAffinityPolicy: try nodeAffinityPolicy.map { try known($0, "policy") } ?? .honor,
      nodeTaintsPolicy: try nodeTaintsPolicy.map { try known($0, "policy") } ?? .ignore,
      matchLabelKeys: matchLabelKeys ?? [])
  }
}

struct GoldenArguments: Decodable {
  struct Weighted: Decodable {
    var name: String
    var weight: Int32?
  }

  struct Point: Decodable {
    var utilization: Int
    var score: Int
  }

  var scoringStrategy: String?
  var resources: [Weighted]?
  var shape: [Point]?
  var ignoredResources: [String]?
  var ignoredResourceGroups: [String]?
  var defaultingType: String?
  var hardPodAffinityWeight: Int32?
  var ignorePreferredTermsOfExistingPods: Bool?

  var podAffinity: PodAffinityArguments {
    PodAffinityArguments(
      hardPodAffinityWeight: Int(hardPodAffinityWeight ?? 1),
      ignoresPreferredTermsOfExistingPods: ignorePreferredTermsOfExistingPods ?? false)
  }

  var weightedResources: [WeightedResource] {
    resources?.map { WeightedResource(ResourceName($0.name), weight: Int($0.weight ?? 1)) }
      ?? WeightedResource.defaults
  }

  var ignored: IgnoredResources {
    IgnoredResources(names: ignoredResources ?? [], groups: ignoredResourceGroups ?? [])
  }

  func defaulting() throws -> SpreadDefaulting {
    switch defaultingType {
    case "List": return .none
    case "System", nil: return .system
    case let other?: throw GoldenFileError("unknown defaulting type '\(other)'")
    }
  }

  /// `named`: the strategy in the file's plugin name, for cases that do not repeat it.
  func strategy(named fallback: String?) throws -> FitStrategy {
    let name = scoringStrategy ?? fallback ?? "LeastAllocated"
    switch name {
    case "LeastAllocated": return .leastAllocated(weightedResources)
    case "MostAllocated": return .mostAllocated(weightedResources)
    case "RequestedToCapacityRatio":
      let points = (shape ?? []).map {
        UtilizationShape.Point(utilization: $0.utilization, score: $0.score)
      }
      guard let shape = UtilizationShape(points) else {
        throw GoldenFileError("the shape is not strictly ascending within 0...100 and 0...10")
      }
      return .requestedToCapacityRatio(shape, weightedResources)
    default: throw GoldenFileError("unknown scoring strategy '\(name)'")
    }
  }
}

struct GoldenStatus: Decodable {
  var code: String
  var reasons: [String]?
  var plugin: String?
}

struct GoldenPluginExpectation: Decodable {
  var preFilter: PreFilter?
  var filter: [GoldenStatus]?
  var preScore: String?
  var raw: [Int]?
  var normalized: [Int]?
  var postFilterCode: String?
  var candidates: [GoldenCandidate]?
  var nominatedNode: String?
  var nominatedAnyOf: [String]?

  /// Written as a bare code or as a status.
  struct PreFilter: Decodable {
    let code: String
    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        code = text
      } else {
        code = try GoldenStatus(from: decoder).code
      }
    }
  }
}

struct GoldenStep: Decodable {
  struct Expectation: Decodable {
    var chosen: String?
    var failed: [String: GoldenStatus]?
    var feasible: Int?
    var scored: Bool?
    var plugins: [String]?
    var scores: [String: [Int]]?
    var feasibleOrder: [String]?
    var tied: [String]?
  }

  var pod: GoldenPod
  var expect: Expectation
}

private func resourceList(_ amounts: [String: Int]?) -> ResourceList {
  ResourceList((amounts ?? [:]).sorted { $0.key < $1.key }.map { (ResourceName($0), $1) })
}

private func labelSet(_ labels: [String: String]?) -> LabelSet {
  LabelSet((labels ?? [:]).sorted { $0.key < $1.key }.map { ($0, $1) })
}

private func known<Value: RawRepresentable<String>>(_ text: String, _ what: String) throws -> Value
{
  guard let value = Value(rawValue: text) else {
    throw GoldenFileError("unknown \(what) '\(text)'")
  }
  return value
}
