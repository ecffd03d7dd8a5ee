import Simulation

/// A place beside the GPU where KV blocks are kept: host memory, a disk, a remote store.
public struct OffloadTierConfig: Hashable, Sendable {
  public var name: String
  /// Blocks that fit.
  public var blocks: Int
  /// What one block is on this tier's link: `KVLayout.bytesPerBlock`, over all GPUs that share the
  /// link.
  public var bytesPerBlock: Int
  /// In each direction; one transfer after the other.
  public var bytesPerSecond: Int
  /// Until the first byte of a transfer; transfers under way do not wait for each other's.
  public var latency: SimDuration

  public init(
    name: String, blocks: Int, bytesPerBlock: Int, bytesPerSecond: Int, latency: SimDuration
  ) {
    self.name = name
    self.blocks = blocks
    self.bytesPerBlock = bytesPerBlock
    self.bytesPerSecond = bytesPerSecond
    self.latency = latency
  }

  /// Host memory over PCIe 4.0 x16. Assumed: 25 GB/s of the nominal 32, 10 µs.
  public static func host(blocks: Int, bytesPerBlock: Int) -> OffloadTierConfig {
    OffloadTierConfig(
      name: "host", blocks: blocks, bytesPerBlock: bytesPerBlock, bytesPerSecond: 25_000_000_000,
      latency: .microseconds(10))
  }

  /// One NVMe disk. Assumed: 5 GB/s, 100 µs.
  public static func disk(blocks: Int, bytesPerBlock: Int) -> OffloadTierConfig {
    OffloadTierConfig(
      name: "disk", blocks: blocks, bytesPerBlock: bytesPerBlock, bytesPerSecond: 5_000_000_000,
      latency: .microseconds(100))
  }

  /// A store across a network of 100 Gbit/s. Assumed: 10 GB/s of the nominal 12.5, 1 ms.
  public static func remote(blocks: Int, bytesPerBlock: Int) -> OffloadTierConfig {
    OffloadTierConfig(
      name: "remote", blocks: blocks, bytesPerBlock: bytesPerBlock,
      bytesPerSecond: 10_000_000_000, latency: .milliseconds(1))
  }

  /// The first number that cannot be, and the least that it may be.
  var problem: (field: String, value: Int, least: Int)? {
    let least = [
      ("blocks", blocks, 0), ("bytesPerBlock", bytesPerBlock, 1),
      ("bytesPerSecond", bytesPerSecond, 1), ("latency", latency.nanoseconds, 0),
    ]
    return least.first { $0.1 < $0.2 }
  }

  /// Whole ns for so many blocks on the link, rounded up; at most 2^60, which is 36 years.
  func transferTime(blocks count: Int) -> Int {
    let most = 1 << 60
    let (bytes, isTooMuch) = max(0, count).multipliedReportingOverflow(by: max(0, bytesPerBlock))
    guard !isTooMuch else { return most }
    let product = UInt(bytes).multipliedFullWidth(by: 1_000_000_000)
    let rate = UInt(max(1, bytesPerSecond))
    guard product.high < rate else { return most }
    let (time, rest) = rate.dividingFullWidth(product)
    return Int(min(time, UInt(most))) + (rest > 0 && time < UInt(most) ? 1 : 0)
  }
}

/// When blocks are copied to the first tier.
public enum OffloadWriting: String, Hashable, Sendable, CaseIterable {
  /// As soon as they are full and computed: vLLM's offloading connector, LMCache, HiCache's
  /// `write_through`.
  case whenFilled = "when-filled"
  /// When the GPU's prefix cache gives them up: HiCache's `write_back`. The copy is assumed to be
  /// staged, so that the block itself is handed out at once; it can be read once the link has
  /// carried it.
  case onEviction = "on-eviction"
}
