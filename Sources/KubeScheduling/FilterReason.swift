import Cluster

/// Why a node was refused, with the numbers that decided.
public enum FilterReason: Hashable, Sendable {
  case nodeUnschedulable
  case nodeNameMismatch(wanted: String)
  /// The first taint of the node that the pod does not tolerate.
  case untoleratedTaint(Taint)
  /// The node lacks a label of the pod's nodeSelector.
  case nodeSelectorMismatch(LabelSet.Label)
  /// No term of the pod's required node affinity holds.
  case requiredAffinityMismatch
  case tooManyPods(running: Int, allowed: Int)
  /// Units of the resource: milliCPU, bytes, devices.
  case insufficient(ResourceName, needed: Int, free: Int, allocatable: Int)
  /// Placing the pod would make the domain's count exceed the emptiest's by more than `maxSkew`.
  case spreadSkew(
    key: String, domain: String, matching: Int, countsItself: Bool, minimum: Int, maxSkew: Int)
  case spreadLabelMissing(key: String)
  /// No pod in the node's domain matches the required affinity terms; so many do in other domains.
  case podAffinity(term: Int, key: String, domain: String, matchingElsewhere: Int)
  case podAffinityLabelMissing(term: Int, key: String)
  /// Pods of the domain match a required anti-affinity term of the pod.
  case podAntiAffinity(AffinityConflict)
  /// Pods of the domain have a required anti-affinity term that matches the pod.
  case existingPodAntiAffinity(AffinityConflict)
  /// No single GPU of the node has so much left (thousandths). Not a rule of Kubernetes: see
  /// `GPUShareFilter`.
  case gpuShare(needed: Int, largestFree: Int)
  /// The pod's device claims (dynamic resource allocation).
  case devices(DeviceClaimReason)
  /// For filters that learners write.
  case other(String)

  /// The message of kube-scheduler v1.35 for this reason, as users find it in events.
  public var kubernetesMessage: String {
    switch self {
    case .nodeUnschedulable: "node(s) were unschedulable"
    case .nodeNameMismatch: "node(s) didn't match the requested node name"
    case .untoleratedTaint: "node(s) had untolerated taint(s)"
    case .nodeSelectorMismatch, .requiredAffinityMismatch:
      "node(s) didn't match Pod's node affinity/selector"
    case .tooManyPods: "Too many pods"
    case .insufficient(let resource, _, _, _): "Insufficient \(resource)"
    case .spreadSkew: "node(s) didn't match pod topology spread constraints"
    case .spreadLabelMissing:
      "node(s) didn't match pod topology spread constraints (missing required label)"
    case .podAffinity, .podAffinityLabelMissing: "node(s) didn't match pod affinity rules"
    case .podAntiAffinity: "node(s) didn't match pod anti-affinity rules"
    case .existingPodAntiAffinity: "node(s) didn't satisfy existing pods anti-affinity rules"
    case .gpuShare: "Insufficient GPU share"
    case .devices(let reason): reason.kubernetesMessage
    case .other(let text): text
    }
  }
}

/// A filter's refusal of one node.
public struct FilterFailure: Hashable, Sendable {
  /// Spelled as kube-scheduler does.
  public enum Code: String, Hashable, Sendable {
    /// Evicting pods from the node might help.
    case unschedulable = "Unschedulable"
    /// Nothing that leaves the node could make it fit: not a candidate for preemption.
    case unresolvable = "UnschedulableAndUnresolvable"
  }

  /// The name of the filter that refused; filled in by the scheduler.
  public internal(set) var plugin: String = ""
  public let code: Code
  /// Every reason this filter found, at least one.
  public let reasons: [FilterReason]

  public init(_ code: Code, _ reasons: [FilterReason]) {
    self.code = code
    self.reasons = reasons
  }
}
