/// The five labs, one for each stage of the path, in stage order.
public enum LabID: String, CaseIterable, Sendable, Codable, Hashable {
  case runtime, scheduling, serving, autoscaling, gateway

  /// 1 to 5.
  public var stage: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }
}
