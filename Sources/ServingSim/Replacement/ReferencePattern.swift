import Simulation

/// Made-up reference strings, each with one trait that tells replacement policies apart.
public enum ReferencePattern: String, Hashable, Sendable, CaseIterable {
  /// Block k of 2,000 is used in proportion to 1 / k: a few are used all the time.
  case zipf
  /// 1,000 blocks in turn, over and over.
  case loop
  /// Every second use is of one of 500 blocks by 1 / k, the others are of blocks that come once.
  case scan
  /// Rounds of 500 uses of 1,000 blocks by 1 / k, 250 blocks that come once, 250 steps in a loop of
  /// 500 blocks.
  case mix

  /// The string, single uses as requests of their own. No uses for a count below 1.
  public func references(count: Int = 20_000, seed: Seed) -> BlockReferences {
    var random = SeededGenerator(seed: seed, stream: "references-" + rawValue)
    var fresh = 1_000_000
    func once() -> Int {
      fresh += 1
      return fresh
    }
    let popular = Popularity(blocks: self == .zipf ? 2_000 : self == .mix ? 1_000 : 500)
    var looped = 0
    let uses = (0..<max(0, count)).map { place -> Int in
      switch self {
      case .zipf: return popular.draw(&random)
      case .loop: return place % 1_000
      case .scan: return place % 2 == 0 ? popular.draw(&random) : once()
      case .mix:
        switch place % 1_000 {
        case ..<500: return popular.draw(&random)
        case ..<750: return once()
        default:
          looped += 1
          return 10_000 + looped % 500
        }
      }
    }
    return BlockReferences(requests: uses.map { [$0] })
  }
}

/// Draws block k of some, from 1, in proportion to 1 / k.
private struct Popularity {
  /// Weights up to and with each block, added up.
  private let upTo: [Double]

  init(blocks: Int) {
    var sum = 0.0
    upTo = (1...blocks).map { rank in
      sum += 1 / Double(rank)
      return sum
    }
  }

  func draw(_ random: inout SeededGenerator) -> Int {
    let wanted = random.unit() * (upTo.last ?? 0)
    var (low, high) = (0, upTo.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if upTo[middle] > wanted { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
