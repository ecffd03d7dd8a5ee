/// Which thousandths of which GPU are taken, for every node.
///
/// Whole-GPU pods take the free devices of lowest index; a share goes to the fullest device that
/// still has room (best fit), lowest index on ties. Both choices are ours: real device plugins and
/// sharing layers vary. Only the first 64 devices of a node are tracked.
struct GPUDevices: Sendable {
  /// A whole device.
  static let whole = 1_000
  static let maximumPerNode = 64

  /// Index of a node's first device in `free`; one more entry than nodes.
  private(set) var base: [Int] = [0]
  /// Thousandths free, per device.
  private(set) var free: [Int32] = []
  /// Untouched devices per node.
  private(set) var wholeFree: [Int] = []
  /// Thousandths free per node.
  private(set) var freeMilli: [Int] = []

  init(counts: [Int]) {
    for count in counts {
      let tracked = min(max(count, 0), Self.maximumPerNode)
      base.append(base[base.count - 1] + tracked)
      wholeFree.append(tracked)
      freeMilli.append(tracked * Self.whole)
    }
    free = Array(repeating: Int32(Self.whole), count: base[base.count - 1])
  }

  func devices(of node: NodeIndex) -> Range<Int> { base[node]..<base[node + 1] }

  /// Thousandths free on the device of the node that has most.
  func largestFree(of node: NodeIndex) -> Int {
    var largest = 0
    for device in devices(of: node) { largest = max(largest, Int(free[device])) }
    return largest
  }

  /// Takes `count` whole devices, fewer when fewer are free; the answer has one bit per device
  /// taken.
  mutating func takeWhole(_ count: Int, on node: NodeIndex) -> UInt64 {
    var mask: UInt64 = 0
    var left = count
    for device in devices(of: node) where left > 0 && Int(free[device]) == Self.whole {
      free[device] = 0
      mask |= 1 << UInt64(device - base[node])
      left -= 1
    }
    let taken = mask.nonzeroBitCount
    wholeFree[node] -= taken
    freeMilli[node] -= taken * Self.whole
    return mask
  }

  /// Takes a share of one device; 0 when none has room. `opened` tells whether the device was
  /// untouched before.
  mutating func takeShare(_ milli: Int, on node: NodeIndex) -> (mask: UInt64, opened: Bool) {
    var best: Int?
    for device in devices(of: node) where Int(free[device]) >= milli {
      if let current = best, free[current] <= free[device] { continue }
      best = device
    }
    guard let best else { return (0, false) }
    let opened = Int(free[best]) == Self.whole
    free[best] -= Int32(milli)
    freeMilli[node] -= milli
    if opened { wholeFree[node] -= 1 }
    return (1 << UInt64(best - base[node]), opened)
  }

  /// One bit for each of these GPU indices; the ones that are not tracked are left out.
  static func mask(_ indices: [Int]) -> UInt64 {
    indices.reduce(0) { mask, index in
      (0..<maximumPerNode).contains(index) ? mask | 1 << UInt64(index) : mask
    }
  }

  /// Takes `milli` of each device of the mask; the answer has one bit per device taken, and tells how
  /// many were untouched before. Devices without so much left are passed over.
  mutating func take(
    _ wanted: UInt64, milli: Int, on node: NodeIndex
  ) -> (mask: UInt64, opened: Int) {
    var mask: UInt64 = 0
    var opened = 0
    for index in 0..<(base[node + 1] - base[node]) where wanted & (1 << UInt64(index)) != 0 {
      let device = base[node] + index
      guard Int(free[device]) >= milli else { continue }
      if Int(free[device]) == Self.whole { opened += 1 }
      free[device] -= Int32(milli)
      freeMilli[node] -= milli
      mask |= 1 << UInt64(index)
    }
    wholeFree[node] -= opened
    return (mask, opened)
  }

  /// Gives back `milli` on each device of the mask; the answer is how many became untouched again.
  mutating func give(_ mask: UInt64, milli: Int, on node: NodeIndex) -> Int {
    var closed = 0
    for offset in 0..<(base[node + 1] - base[node]) where mask & (1 << UInt64(offset)) != 0 {
      free[base[node] + offset] += Int32(milli)
      freeMilli[node] += milli
      if Int(free[base[node] + offset]) == Self.whole { closed += 1 }
    }
    wholeFree[node] += closed
    return closed
  }
}
