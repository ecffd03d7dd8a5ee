/// The labs that exist, in stage order.
public let allLabs: [any Lab] = [
  RuntimeLab(), SchedulingLab(), ServingLab(), AutoscalingLab(), GatewayLab(),
]

/// The lab of that name; `nil` when it does not exist yet.
public func lab(_ id: LabID) -> (any Lab)? { allLabs.first { $0.id == id } }
