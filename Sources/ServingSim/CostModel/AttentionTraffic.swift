/// What attention of one head moves between HBM and the chip, counted in numbers, not bytes, and
/// found by walking through the algorithm's own loops.
///
/// Source: Dao et al., "FlashAttention" (NeurIPS 2022), algorithms 0 and 1 and theorem 2; Dao,
/// "FlashAttention-2" (2023), algorithm 1. Forward pass without dropout; with a causal mask flash
/// leaves out the tiles in which every key lies after every query (FlashAttention-2, section 3.1.1),
/// while naive attention still writes all scores.
public struct AttentionTraffic: Hashable, Sendable {
  public enum Algorithm: String, CaseIterable, Hashable, Sendable {
    /// Scores and probabilities go through HBM.
    case naive
    /// Outer loop over key/value tiles; the output and its statistics are read and written again
    /// for each of them.
    case flash
    /// Outer loop over query tiles; the output is written once.
    case flash2 = "flash-2"
  }

  public private(set) var loads = 0
  public private(set) var stores = 0
  public var total: Int { loads + stores }

  /// Longest sequence: its square stays far from overflow.
  public static let mostTokens = 1 << 24

  /// Rows of a tile of queries and of keys/values: ceil(M / 4d) keys, no more queries than d.
  public struct Tiles: Hashable, Sendable {
    public let queries: Int
    public let keys: Int

    public init(headDimension d: Int, onChip m: Int) {
      keys = max(1, (m + 4 * d - 1) / (4 * d))
      queries = min(keys, d)
    }
  }

  /// `nil` unless 1 <= tokens <= `mostTokens`, 1 <= headDimension <= 4,096 and the on-chip memory
  /// holds headDimension to 2^40 numbers.
  static func isPossible(tokens: Int, headDimension: Int, onChip: Int) -> Bool {
    (1...mostTokens).contains(tokens) && (1...4_096).contains(headDimension)
      && (headDimension...(1 << 40)).contains(onChip)
  }

  /// Walks through the loops. `tokens` squared over the tile area in time; `onChip` is the size of
  /// the on-chip memory in numbers. `nil` for sizes out of range, and for walks of more than 10^8
  /// tiles.
  public static func counted(
    _ algorithm: Algorithm, tokens n: Int, headDimension d: Int, onChip m: Int,
    isCausal: Bool = false
  ) -> AttentionTraffic? {
    guard isPossible(tokens: n, headDimension: d, onChip: m) else { return nil }
    let tiles = Tiles(headDimension: d, onChip: m)
    var traffic = AttentionTraffic()
    if algorithm == .naive {
      traffic.naive(n, d)
      return traffic
    }
    let walks = ((n + tiles.keys - 1) / tiles.keys) * ((n + tiles.queries - 1) / tiles.queries)
    guard walks <= 100_000_000 else { return nil }
    if algorithm == .flash {
      traffic.flash(n, d, tiles, isCausal)
    } else {
      traffic.flash2(n, d, tiles, isCausal)
    }
    return traffic
  }

  /// Three passes, row by row: S = Q K^T, P = softmax(S), O = P V. K and V are read once; a row of
  /// scores never stays on the chip.
  private mutating func naive(_ n: Int, _ d: Int) {
    loads += n * d
    for _ in 0..<n {
      loads += d
      stores += n
    }
    for _ in 0..<n {
      loads += n
      stores += n
    }
    loads += n * d
    for _ in 0..<n {
      loads += n
      stores += d
    }
  }

  private mutating func flash(_ n: Int, _ d: Int, _ tiles: Tiles, _ isCausal: Bool) {
    // O, l and m begin as zeros and minus infinity in HBM.
    stores += n * d + 2 * n
    for key in stride(from: 0, to: n, by: tiles.keys) {
      let keys = min(tiles.keys, n - key)
      loads += 2 * keys * d
      for query in stride(from: 0, to: n, by: tiles.queries) {
        let queries = min(tiles.queries, n - query)
        if isCausal, query + queries - 1 < key { continue }
        loads += 2 * queries * d + 2 * queries
        stores += queries * d + 2 * queries
      }
    }
  }

  private mutating func flash2(_ n: Int, _ d: Int, _ tiles: Tiles, _ isCausal: Bool) {
    for query in stride(from: 0, to: n, by: tiles.queries) {
      let queries = min(tiles.queries, n - query)
      loads += queries * d
      for key in stride(from: 0, to: n, by: tiles.keys) {
        if isCausal, key > query + queries - 1 { break }
        loads += 2 * min(tiles.keys, n - key) * d
      }
      // The output and the logarithm of the row sums.
      stores += queries * d + queries
    }
  }

  /// The same in closed form; `nil` for sizes out of range.
  ///
  /// Naive: 3 N d + 2 N^2 loads and N d + 2 N^2 stores. Flash, with T = ceil(N / key rows):
  /// 2 N d + T (2 N d + 2 N) and (T + 1)(N d + 2 N). Flash-2, with T = ceil(N / query rows):
  /// N d + T 2 N d and N d + N. With a causal mask the T passes are as long as what is left of the
  /// triangle, so they are added up one by one: N over the tile rows in time.
  public static func closedForm(
    _ algorithm: Algorithm, tokens n: Int, headDimension d: Int, onChip m: Int,
    isCausal: Bool = false
  ) -> AttentionTraffic? {
    guard isPossible(tokens: n, headDimension: d, onChip: m) else { return nil }
    let tiles = Tiles(headDimension: d, onChip: m)
    var traffic = AttentionTraffic()
    switch algorithm {
    case .naive:
      traffic.loads = 3 * n * d + 2 * n * n
      traffic.stores = n * d + 2 * n * n
    case .flash:
      let passes = (n + tiles.keys - 1) / tiles.keys
      let rows = isCausal ? rowsBelow(tokens: n, tiles) : passes * n
      traffic.loads = 2 * n * d + rows * (2 * d + 2)
      traffic.stores = n * d + 2 * n + rows * (d + 2)
    case .flash2:
      let passes = (n + tiles.queries - 1) / tiles.queries
      let keys = isCausal ? keysBefore(tokens: n, tiles) : passes * n
      traffic.loads = n * d + keys * 2 * d
      traffic.stores = n * d + n
    }
    return traffic
  }

  /// Query rows that all key tiles together meet: from the tile in which the first key's own row
  /// lies.
  private static func rowsBelow(tokens n: Int, _ tiles: Tiles) -> Int {
    stride(from: 0, to: n, by: tiles.keys).reduce(0) { $0 + n - $1 / tiles.queries * tiles.queries }
  }

  /// Keys that all query tiles together meet: up to the tile in which the last query's own key lies.
  private static func keysBefore(tokens n: Int, _ tiles: Tiles) -> Int {
    stride(from: 0, to: n, by: tiles.queries).reduce(0) { sum, query in
      let last = min(n, query + tiles.queries) - 1
      return sum + min(n, (last / tiles.keys + 1) * tiles.keys)
    }
  }
}
