import ServingSim
import Simulation
import Testing

/// HBM traffic of attention: loops against closed form, and the orders of theorem 2.
struct AttentionTrafficTests {
  @Test func loopsAgreeWithTheClosedForm() throws {
    var generator = SeededGenerator(seed: Seed("traffic"), stream: "sizes")
    for algorithm in AttentionTraffic.Algorithm.allCases {
      for number in 0..<200 {
        let n = 1 + generator.below(3_000)
        let d = 1 + generator.below(256)
        let m = d + generator.below(200_000)
        let isCausal = number % 2 == 1
        let counted = try #require(
          AttentionTraffic.counted(
            algorithm, tokens: n, headDimension: d, onChip: m, isCausal: isCausal))
        #expect(
          counted
            == AttentionTraffic.closedForm(
              algorithm, tokens: n, headDimension: d, onChip: m, isCausal: isCausal),
          "\(algorithm) N \(n) d \(d) M \(m) causal \(isCausal)")
      }
    }
  }

  /// N 4, d 2, M 16: key tiles of 2 rows, query tiles of 2 rows.
  @Test func byHand() throws {
    func count(_ algorithm: AttentionTraffic.Algorithm) throws -> [Int] {
      let traffic = try #require(
        AttentionTraffic.counted(algorithm, tokens: 4, headDimension: 2, onChip: 16))
      return [traffic.loads, traffic.stores]
    }
    // Q, K, V once (24), S and P once (32); S, P (32) and O (8).
    #expect(try count(.naive) == [56, 40])
    // K and V (16), then twice Q, O, l and m (24 each); zeros and twice O, l and m (16 each).
    #expect(try count(.flash) == [64, 48])
    // Q (8), K and V twice (32); O (8) and the row statistics (4).
    #expect(try count(.flash2) == [40, 12])
  }

  /// As above with a mask: of four pairs of tiles, the one with late keys and early queries is left
  /// out.
  @Test func causalByHand() throws {
    func count(_ algorithm: AttentionTraffic.Algorithm) throws -> [Int] {
      let traffic = try #require(
        AttentionTraffic.counted(
          algorithm, tokens: 4, headDimension: 2, onChip: 16, isCausal: true))
      return [traffic.loads, traffic.stores]
    }
    #expect(try count(.naive) == [56, 40])
    // One tile of queries less: 2 x 2 x 2 + 2 x 2 loads and 2 x 2 + 2 x 2 stores.
    #expect(try count(.flash) == [52, 40])
    // Q (8), two keys and values for the first queries (8), all four for the others (16).
    #expect(try count(.flash2) == [32, 12])
  }

  /// Theorem 2: N d + N^2 for the naive way, N^2 d^2 / M for flash, when d <= M <= N d.
  @Test func ordersOfTheoremTwo() throws {
    for n in [1_024, 4_096, 16_384] {
      for d in [64, 128] {
        for m in [16_384, 65_536] where m <= n * d {
          func total(_ algorithm: AttentionTraffic.Algorithm) throws -> Double {
            Double(
              try #require(
                AttentionTraffic.closedForm(algorithm, tokens: n, headDimension: d, onChip: m)
              ).total)
          }
          let naive = try total(.naive) / Double(n * d + n * n)
          let flash = try total(.flash) / (Double(n * n) * Double(d * d) / Double(m))
          #expect((3.9...4.1).contains(naive))
          // 3 N d an outer pass and 4 d / M passes: 12, and what is read and written besides.
          #expect((10...18).contains(flash), "\(n) \(d) \(m) \(flash)")
        }
      }
    }
  }

  /// Figure 2 of the paper: fewer accesses with larger tiles, several times fewer than naive.
  @Test func tilesSaveTraffic() throws {
    func total(_ algorithm: AttentionTraffic.Algorithm, _ m: Int) throws -> Int {
      try #require(
        AttentionTraffic.closedForm(algorithm, tokens: 4_096, headDimension: 64, onChip: m)
      ).total
    }
    #expect(try total(.naive, 100_000) > 6 * total(.flash, 100_000))
    #expect(try total(.flash, 100_000) < total(.flash, 50_000))
    // Tiles of one row save nothing.
    #expect(try total(.flash, 64) > total(.naive, 64))
  }

  @Test func impossibleSizes() {
    for (n, d, m) in [(0, 64, 100), (10, 0, 100), (10, 64, 63), (1 << 25, 64, 100_000)] {
      #expect(
        AttentionTraffic.closedForm(.flash, tokens: n, headDimension: d, onChip: m) == nil)
      #expect(AttentionTraffic.counted(.naive, tokens: n, headDimension: d, onChip: m) == nil)
    }
    #expect(
      AttentionTraffic.counted(.flash, tokens: 1 << 24, headDimension: 64, onChip: 64) == nil)
  }
}
