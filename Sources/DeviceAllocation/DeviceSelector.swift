/// A condition on a device: comparisons joined by AND.
///
/// The part of Kubernetes' CEL selectors that is understood here; `init(cel:)` reads the real text.
public struct DeviceSelector: Hashable, Sendable {
  public var comparisons: [DeviceComparison]
  public init(_ comparisons: [DeviceComparison]) { self.comparisons = comparisons }

  /// What a selector says of a device.
  public enum Outcome: Hashable, Sendable {
    case chosen
    /// This comparison is false.
    case refused(DeviceComparison)
    /// This comparison cannot be made, and no other is false: in Kubernetes the whole attempt to
    /// schedule the pod is given up.
    case failed(DeviceComparison, Fault)
  }

  /// Why a comparison cannot be made.
  public enum Fault: Hashable, Sendable {
    /// The device has no attribute or capacity of this name.
    case missing
    /// It has the attribute, but of a kind that is not ordered against this value.
    case otherKind
  }

  /// As CEL's AND: a false comparison wins over one that cannot be made, wherever it stands.
  public func outcome(for device: Device, driver: String) -> Outcome {
    var fault: Outcome?
    for comparison in comparisons {
      switch comparison.holds(for: device, driver: driver) {
      case .success(true): continue
      case .success(false): return .refused(comparison)
      case .failure(let error): fault = fault ?? .failed(comparison, error.fault)
      }
    }
    return fault ?? .chosen
  }
}

/// One comparison of a selector.
public struct DeviceComparison: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case driver
    case attribute(domain: String, name: String)
    case capacity(domain: String, name: String)
  }

  public enum Operator: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
      switch self {
      case .equal: left == right
      case .notEqual: left != right
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual: left >= right
      }
    }
  }

  public var subject: Subject
  public var op: Operator
  /// A string for the driver, a whole number for a capacity.
  public var value: AttributeValue

  public init(_ subject: Subject, _ op: Operator, _ value: AttributeValue) {
    self.subject = subject
    self.op = op
    self.value = value
  }

  struct FaultError: Error { let fault: DeviceSelector.Fault }

  func holds(for device: Device, driver: String) -> Result<Bool, FaultError> {
    switch subject {
    case .driver: return compare(.string(driver))
    case .attribute(let domain, let name):
      guard
        let found = device.attributes.first(where: {
          Self.names($0.name, domain: domain, name: name, driver: driver)
        })
      else { return .failure(FaultError(fault: .missing)) }
      return compare(found.value)
    case .capacity(let domain, let name):
      guard
        let found = device.capacities.first(where: {
          Self.names($0.name, domain: domain, name: name, driver: driver)
        })
      else { return .failure(FaultError(fault: .missing)) }
      return compare(.int(found.amount))
    }
  }

  /// Values of different kinds are unequal; ordering them is an error, as in CEL. Strings are
  /// ordered by code point, false comes before true.
  private func compare(_ left: AttributeValue) -> Result<Bool, FaultError> {
    switch (left, value) {
    case (.string(let a), .string(let b)):
      if op == .equal { return .success(a.utf8.elementsEqual(b.utf8)) }
      if op == .notEqual { return .success(!a.utf8.elementsEqual(b.utf8)) }
      return .success(op.holds(CodePoints(a), CodePoints(b)))
    case (.int(let a), .int(let b)): return .success(op.holds(a, b))
    case (.bool(let a), .bool(let b)): return .success(op.holds(a ? 1 : 0, b ? 1 : 0))
    default:
      switch op {
      case .equal: return .success(false)
      case .notEqual: return .success(true)
      default: return .failure(FaultError(fault: .otherKind))
      }
    }
  }

  /// Strings in the order of their UTF-8 bytes, which is the order of their code points.
  private struct CodePoints: Comparable {
    let text: String
    init(_ text: String) { self.text = text }
    static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
    static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
  }

  /// Whether the key of a device's attribute or capacity means `domain` and `name`.
  private static func names(
    _ key: String, domain: String, name: String, driver: String
  ) -> Bool {
    if domain == driver, key == name { return true }
    return key.utf8.count == domain.utf8.count + 1 + name.utf8.count && key.hasSuffix("/" + name)
      && key.hasPrefix(domain)
  }
}
