import RuntimeSim
import Simulation
import Traffic

/// A node under pods, or fake nodes and pods under KWOK's stages.
public struct RuntimeScenario: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    case node(NodeWorld)
    case kwok(KwokWorld)
  }
  public var heading: ScenarioHeading
  public var subject: Subject
  /// The run ends here: a kubelet never does.
  public var end: SimTime
  /// Something is wrong and is to be found out.
  public var diagnosis: Diagnosis?

  public init(
    heading: ScenarioHeading, subject: Subject, end: SimTime, diagnosis: Diagnosis? = nil
  ) {
    self.heading = heading
    self.subject = subject
    self.end = end
    self.diagnosis = diagnosis
  }
}

/// A node, the images of its registry and the pods that are bound to it.
public struct NodeWorld: Sendable, Hashable {
  /// What the knobs do not say: sizes, devices, images that are there.
  public var node: NodeShape
  public var images: [ImagePlan]
  public var pods: [RuntimePodClass]
  public var latencies: [RuntimeCall: LatencyRange]
  public var faults: [RuntimeFault]

  public init(
    node: NodeShape = NodeShape(), images: [ImagePlan], pods: [RuntimePodClass],
    latencies: [RuntimeCall: LatencyRange] = [:], faults: [RuntimeFault] = []
  ) {
    self.node = node
    self.images = images
    self.pods = pods
    self.latencies = latencies
    self.faults = faults
  }
}

/// Pods that are alike.
public struct RuntimePodClass: Sendable, Hashable {
  public var arrivals: Arrivals
  /// Each is deleted this long after its binding; `nil`: never.
  public var lifetime: SimDuration?
  /// Its name is the class's; volumes are named after the pod unless they are shared.
  public var plan: PodPlan
  public var sharesVolumes: Bool

  public init(
    arrivals: Arrivals, lifetime: SimDuration? = nil, plan: PodPlan, sharesVolumes: Bool = false
  ) {
    self.arrivals = arrivals
    self.lifetime = lifetime
    self.plan = plan
    self.sharesVolumes = sharesVolumes
  }
}

/// Fake objects and what moves them.
public struct KwokWorld: Sendable, Hashable {
  /// The stages of `KwokStage.standard` come before those of the scenario.
  public var hasStandardStages: Bool
  public var stages: [KwokStage]
  public var groups: [KwokGroup]

  public init(hasStandardStages: Bool = true, stages: [KwokStage] = [], groups: [KwokGroup]) {
    self.hasStandardStages = hasStandardStages
    self.stages = stages
    self.groups = groups
  }

  public var allStages: [KwokStage] { (hasStandardStages ? KwokStage.standard : []) + stages }
}
