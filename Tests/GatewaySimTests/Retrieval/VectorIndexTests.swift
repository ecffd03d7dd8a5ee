import Simulation
import Testing

@testable import GatewaySim

/// The laws of the three ways to search vectors, on clouds made from seeds.
struct VectorIndexTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let seed: String
    let count: Int
    let dimension: Int
    let clusters: Int
    let links: Int
    let efConstruction: Int
    var testDescription: String {
      "\(count)x\(dimension) in \(clusters), M \(links), efC \(efConstruction), seed \(seed)"
    }
    var plan: ClusteredVectors {
      ClusteredVectors(count: count, dimension: dimension, clusters: clusters)
    }
    func index(_ base: VectorSet) -> HNSWIndex {
      var index = HNSWIndex(
        base, settings: .init(links: links, efConstruction: efConstruction), seed: Seed(seed))
      index.build()
      return index
    }
  }
  static let samples = [
    Sample(seed: "1", count: 700, dimension: 16, clusters: 10, links: 8, efConstruction: 60),
    Sample(seed: "2", count: 500, dimension: 24, clusters: 40, links: 8, efConstruction: 40),
    Sample(seed: "3", count: 400, dimension: 9, clusters: 1, links: 16, efConstruction: 100),
  ]

  @Test(arguments: samples) func recallGrowsWithTheListAndEndsAtTheTruth(sample: Sample) {
    let (base, queries) = sample.plan.make(queries: 60, seed: Seed(sample.seed))
    let index = sample.index(base)
    var scratch = SearchScratch()
    var last = (recall: 0.0, distances: 0)
    for ef in [10, 30, 90, base.count] {
      var (work, recall) = (SearchWork(), 0.0)
      for query in 0..<queries.count {
        var ignored = SearchWork()
        let truth = ExactIndex(base).search(queries, at: query, k: 10, work: &ignored)
        let found = index.search(
          queries, at: query, k: 10, ef: ef, scratch: &scratch, work: &work)
        recall += Recall.of(found, truth: truth) / Double(queries.count)
        // Nobody finds anything nearer than exact search does, place by place.
        for (mine, best) in zip(found, truth) {
          #expect(mine.squaredDistance >= best.squaredDistance)
        }
        #expect(Set(found.map(\.index)).count == found.count)
        #expect(found.count == 10)
      }
      #expect(recall >= last.recall, "ef \(ef)")
      #expect(work.distances > last.distances, "ef \(ef)")
      last = (recall, work.distances)
    }
    // A list as long as the base holds everyone who can be reached.
    #expect(last.recall > 0.999_999)
  }

  /// That everybody is reached is no law of the graph: with M = 4 pruning leaves single nodes without a
  /// link to them, here as in hnswlib. With M of 8 and more these samples are whole.
  @Test(arguments: samples) func linksStayBoundedAndEverybodyIsReached(sample: Sample) {
    let (base, _) = sample.plan.make(queries: 0, seed: Seed(sample.seed))
    let index = sample.index(base)
    for node in 0..<base.count {
      for layer in 0...index.layer(of: node) {
        let links = index.links(of: node, layer: layer)
        #expect(links.count <= (layer == 0 ? 2 : 1) * sample.links)
        #expect(Set(links).count == links.count && !links.contains(node))
        #expect(links.allSatisfy { index.layer(of: $0) >= layer })
      }
    }
    var seen: Set<Int> = [index.entryPoint]
    var open = [index.entryPoint]
    while let node = open.popLast() {
      for other in index.links(of: node, layer: 0) where seen.insert(other).inserted {
        open.append(other)
      }
    }
    #expect(seen.count == base.count)
  }

  @Test func levelsThinOutByM() {
    let (base, _) = ClusteredVectors(count: 4_000, dimension: 1, clusters: 1)
      .make(queries: 0, seed: Seed("levels"))
    let index = HNSWIndex(base, settings: .init(links: 8, efConstruction: 8), seed: Seed("levels"))
    // P(level >= 1) = 1/M: 500 of 4 000 expected, standard deviation 21.
    let above = (0..<base.count).count { index.layer(of: $0) >= 1 }
    #expect((415...585).contains(above))
  }

  @Test func slicesOfABuildChangeNothing() {
    let sample = Self.samples[1]
    let (base, _) = sample.plan.make(queries: 0, seed: Seed("slices"))
    let whole = sample.index(base)
    var sliced = HNSWIndex(
      base, settings: .init(links: 8, efConstruction: 40), seed: Seed(sample.seed))
    while sliced.build(nodes: 7) {}
    #expect(sliced.buildWork == whole.buildWork)
    for node in 0..<base.count {
      #expect(sliced.links(of: node, layer: 0) == whole.links(of: node, layer: 0))
    }
  }

  @Test(arguments: ["a", "b"]) func everyListOfAnInvertedFileIsAPartAndAllProbesAreExact(
    seed: String
  ) {
    let (base, queries) = ClusteredVectors(count: 600, dimension: 8, clusters: 12)
      .make(queries: 30, seed: Seed(seed))
    var index = IVFIndex(base, lists: 20, seed: Seed(seed))
    while index.build(vectors: 37) {}
    var whole = IVFIndex(base, lists: 20, seed: Seed(seed))
    whole.build()
    #expect(whole.buildWork == index.buildWork)
    #expect((0..<20).flatMap { index.members(of: $0) }.sorted() == Array(0..<600))
    var last = 0.0
    for probes in [1, 4, 20] {
      var recall = 0.0
      for query in 0..<queries.count {
        var work = SearchWork()
        let truth = ExactIndex(base).search(queries, at: query, k: 5, work: &work)
        let found = index.search(queries, at: query, k: 5, probes: probes, work: &work)
        recall += Recall.of(found, truth: truth) / 30
        if probes == 20 { #expect(found == truth) }
      }
      #expect(recall >= last)
      last = recall
    }
  }

  /// A second opinion on exact search: whole distances, sorted.
  @Test func exactSearchSortsAllDistances() {
    let (base, queries) = ClusteredVectors(count: 90, dimension: 11, clusters: 3)
      .make(queries: 5, seed: Seed("exact"))
    for query in 0..<5 {
      let wanted = (0..<90).map { index in
        zip(base[index], queries[query]).reduce(0.0) {
          $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1)
        }
      }
      let order = wanted.indices.sorted { wanted[$0] < wanted[$1] }
      var work = SearchWork()
      let found = ExactIndex(base).search(queries, at: query, k: 90, work: &work)
      #expect(found.map(\.index) == order)
      #expect(work.distances == 90)
    }
  }

  @Test func memoryIsWhatHnswlibCounts() {
    // 20,000 x 64 with M = 16, from hnswlib: 8.09 MB with a header of 96 bytes and 8-byte labels;
    // a node: 64 x 4 + 33 x 4 + 8 = 396 bytes, and 17 x 4 for each layer above.
    let (base, _) = ClusteredVectors(count: 1_000, dimension: 64, clusters: 1)
      .make(queries: 0, seed: Seed("memory"))
    let index = HNSWIndex(
      base, settings: .init(links: 16, efConstruction: 16), seed: Seed("memory"))
    let layers = (0..<1_000).reduce(0) { $0 + index.layer(of: $1) }
    #expect(index.bytes == 396_000 + layers * 68)
  }
}
