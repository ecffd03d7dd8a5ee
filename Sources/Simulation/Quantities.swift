/// CPU in thousandths of a core, the unit Kubernetes counts in: `MilliCPU(500)` is half a core.
public struct MilliCPU: Hashable, Comparable, Sendable, Codable {
  public var count: Int
  public init(_ count: Int) { self.count = count }
  /// Whole cores.
  public static func cores(_ n: Int) -> MilliCPU { MilliCPU(n * 1_000) }
  public static func < (a: MilliCPU, b: MilliCPU) -> Bool { a.count < b.count }
}

/// Memory or storage in bytes.
public struct Bytes: Hashable, Comparable, Sendable, Codable {
  public var count: Int
  public init(_ count: Int) { self.count = count }
  /// Units of 2^20 bytes.
  public static func mebi(_ n: Int) -> Bytes { Bytes(n << 20) }
  /// Units of 2^30 bytes.
  public static func gibi(_ n: Int) -> Bytes { Bytes(n << 30) }
  public static func < (a: Bytes, b: Bytes) -> Bool { a.count < b.count }
}
