/// A kind of device by name, as the administrator defines it: all that its selectors choose.
public struct DeviceClass: Hashable, Sendable {
  public var name: String
  /// All must hold.
  public var selectors: [DeviceSelector]
  public init(name: String, selectors: [DeviceSelector] = []) {
    self.name = name
    self.selectors = selectors
  }
}

/// A wish for devices of one class.
public struct DeviceRequest: Hashable, Sendable {
  public enum Mode: Hashable, Sendable {
    case exactCount(Int)
    /// Every device of the node that the selectors choose, at least one.
    case all
  }

  public var name: String
  public var deviceClass: String
  /// Beside the class's; all must hold.
  public var selectors: [DeviceSelector]
  public var mode: Mode

  public init(
    name: String, deviceClass: String, selectors: [DeviceSelector] = [],
    mode: Mode = .exactCount(1)
  ) {
    self.name = name
    self.deviceClass = deviceClass
    self.selectors = selectors
    self.mode = mode
  }
}

/// What a pod wants of devices: several requests that are served together or not at all.
public struct DeviceClaim: Hashable, Sendable {
  public enum Request: Hashable, Sendable {
    case exactly(DeviceRequest)
    /// The first of these with which the rest works too (a prioritised list).
    case firstAvailable(name: String, [DeviceRequest])

    public var name: String {
      switch self {
      case .exactly(let request): request.name
      case .firstAvailable(let name, _): name
      }
    }

    /// The one, or the alternatives in order.
    public var alternatives: [DeviceRequest] {
      switch self {
      case .exactly(let request): [request]
      case .firstAvailable(_, let requests): requests
      }
    }

    var hasAlternatives: Bool {
      if case .firstAvailable = self { return true }
      return false
    }
  }

  /// All devices of these requests have the same value of the attribute.
  public struct MatchAttribute: Hashable, Sendable {
    /// `request` or `request/alternative`; empty for all.
    public var requests: [String]
    /// `domain/name`.
    public var attribute: String
    public init(_ attribute: String, requests: [String] = []) {
      self.attribute = attribute
      self.requests = requests
    }

    func applies(to request: String, alternative: String?) -> Bool {
      if requests.isEmpty || requests.contains(request) { return true }
      guard let alternative else { return false }
      return requests.contains("\(request)/\(alternative)")
    }
  }

  public var name: String
  public var requests: [Request]
  public var constraints: [MatchAttribute]

  public init(name: String, requests: [Request], constraints: [MatchAttribute] = []) {
    self.name = name
    self.requests = requests
    self.constraints = constraints
  }

  /// Devices that one claim may hold (`AllocationResultsMaxSize` of Kubernetes v1.35).
  public static let maximumDevices = 32
  /// Alternatives that one request may list (`FirstAvailableDeviceRequestMaxSize`).
  public static let maximumAlternatives = 8
}
