/// The labs, in stage order.
public let allLabs: [any Lab] = LabID.allCases.map { lab($0) }

/// The lab of that name.
public func lab(_ id: LabID) -> any Lab {
  switch id {
  case .runtime: RuntimeLab()
  case .scheduling: SchedulingLab()
  case .serving: ServingLab()
  case .autoscaling: AutoscalingLab()
  case .gateway: GatewayLab()
  }
}
