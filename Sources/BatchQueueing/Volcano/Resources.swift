extension Volcano {
  /// Amounts of resources as manifests state them, in whole numbers.
  public struct Resources: Hashable, Sendable {
    /// CPU in thousandths of a core.
    public var milliCPU: Int
    /// Bytes of memory.
    public var memory: Int
    /// Everything else in its own unit (devices, bytes) by name. On a node, `pods` is the number of
    /// pods it takes; on a task it is ignored, because each pod counts as one.
    public var scalars: [String: Int]

    public init(milliCPU: Int = 0, memory: Int = 0, scalars: [String: Int] = [:]) {
      self.milliCPU = milliCPU
      self.memory = memory
      self.scalars = scalars
    }

    var names: [String] { scalars.keys.sorted() }

    var isNegative: Bool { milliCPU < 0 || memory < 0 || scalars.values.contains { $0 < 0 } }
  }

  /// Computed amounts, possibly fractional, as Volcano's divisions give them.
  ///
  /// CPU in milli-CPU, memory in bytes, all else in its own unit. `unlimited` stands where Volcano
  /// uses the largest number it can write.
  public struct Amounts: Hashable, Sendable {
    public struct Amount: Hashable, Sendable {
      /// `cpu`, `memory` or the name of another resource.
      public let resource: String
      public let value: Double
      public var isUnlimited: Bool { value >= unlimited }
    }

    /// CPU, memory, then the others by name.
    public let list: [Amount]

    public static let unlimited = 9.0e15

    public subscript(resource: String) -> Double {
      list.first { $0.resource == resource }?.value ?? 0
    }
  }

  /// The name under which Volcano counts pods.
  static let podsName = "pods"
}
