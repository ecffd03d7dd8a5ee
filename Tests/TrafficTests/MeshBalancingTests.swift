import Simulation
import Testing
import Traffic

private func endpoints(_ weights: [Int]) -> [MeshEndpoint] {
  weights.enumerated().map { MeshEndpoint(name: "10.0.0.\($0.offset):80", weight: $0.element) }
}

/// How often each endpoint is picked of `count` picks; nothing is ever finished or started.
private func shares(
  _ balancer: LoadBalancer, picks: Int, seed: String, hashes: Bool = false
) -> [Int] {
  var balancer = balancer
  var random = SeededGenerator(seed: Seed(seed))
  var counts = [Int](repeating: 0, count: balancer.endpoints.count)
  for _ in 0..<picks {
    if let endpoint = balancer.pick(random: &random) { counts[endpoint] += 1 }
  }
  return counts
}

struct MeshBalancingTests {
  /// python-xxhash 3 (the reference implementation's binding).
  @Test(
    arguments: [
      ("", 0, 0xef46_db37_51d8_e999),
      ("a", 0, 0xd24e_c4f1_a98c_6e5b),
      ("abc", 0, 0x44bc_2cf5_ad77_0999),
      ("10.0.0.1:80_0", 0, 0x7504_1381_e737_1a08),
      ("10.0.0.1:80", 1, 0xa456_919b_cbff_aa92),
      ("a long key of more than thirty-two bytes, with a rest", 7, 0xd012_0c2a_19ef_87da),
    ] as [(String, UInt64, UInt64)])
  func xxHashIsTheReferences(text: String, seed: UInt64, expected: UInt64) {
    #expect(xxHash64(Array(text.utf8), seed: seed) == expected)
  }

  @Test(arguments: [[1, 1, 1], [1, 2, 3], [5, 1], [7, 7, 2, 1], [1]])
  func roundRobinSharesExactly(weights: [Int]) {
    let balancer = LoadBalancer(policy: .roundRobin, endpoints: endpoints(weights), start: 12_345)
    let rounds = 100
    let counts = shares(balancer, picks: rounds * weights.reduce(0, +), seed: "rr")
    for (count, weight) in zip(counts, weights) {
      // A deadline schedule is off by at most one pick an endpoint.
      #expect((count - rounds * weight).magnitude <= 1, "\(counts) for \(weights)")
    }
  }

  /// Two draws with replacement of n, the lesser wins: rank r of n (0 the least) has (2(n-r)-1)/n^2.
  @Test func twoChoicesHaveTheirProbabilities() {
    let count = 8
    var balancer = LoadBalancer(
      policy: .leastRequest(), endpoints: endpoints([Int](repeating: 1, count: count)))
    for endpoint in 0..<count { for _ in 0..<endpoint { balancer.start(endpoint) } }
    let picks = 200_000
    let counts = shares(balancer, picks: picks, seed: "p2c")
    for rank in 0..<count {
      let expected = Double(2 * (count - rank) - 1) / Double(count * count) * Double(picks)
      #expect((Double(counts[rank]) - expected).magnitude < 4 * expected.squareRoot() + 1)
    }
  }

  @Test func leastRequestOfAllFindsTheLeast() {
    var balancer = LoadBalancer(
      policy: .leastRequestFullScan(), endpoints: endpoints([1, 1, 1, 1]))
    for endpoint in [0, 0, 1, 3] { balancer.start(endpoint) }
    #expect(shares(balancer, picks: 50, seed: "scan") == [0, 0, 50, 0])
    balancer.start(2)
    let counts = shares(balancer, picks: 30_000, seed: "scan")
    #expect(counts[0] == 0)
    for endpoint in 1...3 { #expect((counts[endpoint] - 10_000).magnitude < 400, "\(counts)") }
  }

  /// With weights and requests that never end, the schedule's weights fall as 1 / (active + 1).
  @Test func weightedLeastRequestShrinksTheBusy() {
    var balancer = LoadBalancer(policy: .leastRequest(), endpoints: endpoints([1, 2]))
    var random = SeededGenerator(seed: Seed("wlr"))
    for _ in 0..<100 { balancer.start(1) }
    var counts = [0, 0]
    for _ in 0..<1_000 { if let e = balancer.pick(random: &random) { counts[e] += 1 } }
    #expect(counts[0] > 900, "\(counts)")
  }

  /// The tables of Envoy's documentation (priority levels, panic threshold), version 1.32.
  @Test(
    arguments: [
      ([100, 100], [100, 0], [false, false]), ([72, 100], [100, 0], [false, false]),
      ([71, 100], [99, 1], [false, false]), ([50, 100], [70, 30], [false, false]),
      ([25, 100], [35, 65], [false, false]), ([0, 100], [0, 100], [false, false]),
      ([25, 25, 100], [35, 35, 30], [false, false, false]), ([50, 60], [70, 30], [false, false]),
      ([25, 25], [50, 50], [true, true]), ([5, 65], [8, 92], [true, false]),
      ([0, 0], [50, 50], [true, true]),
    ] as [([Int], [Int], [Bool])])
  func prioritiesFailOver(healthy: [Int], load: [Int], panic: [Bool]) {
    let loads = PriorityLoads(
      healthy: healthy, total: healthy.map { _ in 100 }, settings: BalancingSettings())
    #expect(loads.load == load && loads.isPanicking == panic)
    #expect(loads.load.reduce(0, +) == 100)
  }

  @Test func panicAsksTheSickToo() {
    var balancer = LoadBalancer(policy: .random, endpoints: endpoints([1, 1, 1, 1]))
    for sick in 0..<2 { balancer.setHealthy(false, at: sick) }
    #expect(shares(balancer, picks: 1_000, seed: "p")[0...1] == [0, 0])
    balancer.setHealthy(false, at: 2)
    let counts = shares(balancer, picks: 1_000, seed: "p")
    #expect(counts.allSatisfy { $0 > 180 }, "\(counts)")
    var strict = LoadBalancer(
      policy: .random, endpoints: balancer.endpoints,
      settings: BalancingSettings(panicThresholdPercent: 0))
    #expect(shares(strict, picks: 100, seed: "p") == [0, 0, 0, 100])
    strict.setHealthy(false, at: 3)
    #expect(shares(strict, picks: 100, seed: "p") == [0, 0, 0, 0])
  }

  /// Locality 0 has weight 3 and half its endpoints: min(1, 1.4 * 0.5) = 0.7 of it stays.
  @Test func localitiesShareByWeightAndHealth() {
    let all = (0..<8).map { index in
      MeshEndpoint(
        name: "\(index)", locality: index / 4, isHealthy: index >= 2)
    }
    let balancer = LoadBalancer(
      policy: .roundRobin, endpoints: all,
      settings: BalancingSettings(localityWeights: [3, 1]))
    let counts = shares(balancer, picks: 31_000, seed: "zone")
    let first = counts[0..<4].reduce(0, +)
    // 3 * 0.7 : 1 = 2.1 : 1.
    #expect((first - 21_000).magnitude <= 2, "\(counts)")
    #expect(counts[0] == 0 && counts[1] == 0 && (counts[2] - counts[3]).magnitude <= 1)
  }

  @Test(arguments: ["ring-1", "ring-2", "ring-3"])
  func aRingMovesOnlyTheKeysOfWhoLeft(seed: String) {
    var random = SeededGenerator(seed: Seed(seed))
    let count = 10 + random.below(20)
    var balancer = LoadBalancer(
      policy: .ringHash(), endpoints: endpoints([Int](repeating: 1, count: count)),
      settings: BalancingSettings(panicThresholdPercent: 0))
    let keys = (0..<20_000).map { _ in random.next() }
    let before = keys.map { balancer.pick(hash: $0, random: &random) }
    let gone = random.below(count)
    balancer.remove(gone)
    let after = keys.map { balancer.pick(hash: $0, random: &random) }
    let moved = zip(before, after).count { $0 != $1 }
    // Envoy's ring gives every endpoint ceil(1024 / n) points, so those who stay get a few more when
    // one leaves: only what falls to these new points moves besides the keys of who left.
    let points = (1_024 + count - 1) / count
    let later = (1_024 + count - 2) / (count - 1)
    let added = Double((later - points) * (count - 1)) / Double(later * (count - 1))
    let strays = zip(before, after).count { $0 != $1 && $0 != gone }
    #expect(Double(strays) < (1.5 * added + 0.002) * Double(keys.count), "\(seed): \(strays)")
    #expect(!after.contains(gone))
    #expect(
      Double(moved) < (1.6 / Double(count) + 1.5 * added) * Double(keys.count), "\(seed): \(moved)")
    balancer.restore(gone)
    #expect(keys.map { balancer.pick(hash: $0, random: &random) } == before)
  }

  @Test func ringPointsFollowWeights() {
    let ring = HashRing(names: ["a", "b", "c"], weights: [1, 2, 5])
    #expect(ring.count == 1_024)
    #expect([0, 1, 2].map(ring.points(of:)) == [128, 256, 640])
    let small = HashRing(
      names: ["a", "b", "c", "d"], weights: [1, 1, 1, 1], minimum: 1, maximum: 6)
    #expect([0, 1, 2, 3].map(small.points(of:)) == [1, 1, 1, 1])
    #expect(HashRing(names: [], weights: []).owner(of: 3) == nil)
  }

  @Test func maglevIsEvenAndFairlyStable() {
    let names = (0..<20).map { "10.0.0.\($0):80" }
    let even = [Double](repeating: 1, count: 20)
    let table = MaglevTable(names: names, weights: even)
    let places = names.indices.map(table.places(of:))
    #expect(places.reduce(0, +) == 65_537)
    #expect((places.max() ?? 0) - (places.min() ?? 0) <= 1)
    let fewer = MaglevTable(names: Array(names.dropLast()), weights: Array(even.dropLast()))
    let moved = (0..<65_537).count { key in
      table.owner(of: UInt64(key)) != fewer.owner(of: UInt64(key))
    }
    // A twentieth must move; the Maglev paper's figure 12 shows a few percent more.
    #expect(Double(moved) / 65_537 < 0.12, "\(moved)")
    let weighted = MaglevTable(names: ["a", "b"], weights: [1, 3], size: 1_009)
    #expect((weighted.places(of: 1) - 757).magnitude <= 1)
  }

  @Test(arguments: [
    BalancingPolicy.roundRobin, .random, .leastRequest(), .leastRequestFullScan(), .ringHash(),
    .maglev(tableSize: 251),
  ])
  func explainingTellsTheNextPickAndChangesNothing(policy: BalancingPolicy) {
    var balancer = LoadBalancer(policy: policy, endpoints: endpoints([1, 2, 3, 4]))
    var random = SeededGenerator(seed: Seed("why"))
    for step in 0..<200 {
      let reason = balancer.explain(hash: UInt64(step) &* 77_777_777, random: random)
      let picked = balancer.pick(hash: UInt64(step) &* 77_777_777, random: &random)
      #expect(reason.picked == picked)
      if let picked { balancer.start(picked) }
      if step % 3 == 0, let picked { balancer.finish(picked) }
    }
  }

  @Test func hostileNumbersDoNotTrap() {
    var random = SeededGenerator(seed: Seed("x"))
    var empty = LoadBalancer(policy: .roundRobin, endpoints: [])
    #expect(empty.pick(random: &random) == nil)
    let strange = MeshEndpoint(name: "", weight: .min, locality: .max, priority: 5)
    for policy in [
      BalancingPolicy.leastRequest(choices: .max, activeBias: .nan), .ringHash(minimum: .max),
      .maglev(tableSize: .min), .roundRobin,
    ] {
      var balancer = LoadBalancer(
        policy: policy, endpoints: [strange, strange],
        settings: BalancingSettings(
          panicThresholdPercent: .max, overprovisioningPercent: .min, localityWeights: [.min, .max])
      )
      balancer.start(99)
      balancer.finish(-1)
      _ = balancer.pick(hash: 0, attempt: .max, random: &random)
    }
  }
}
