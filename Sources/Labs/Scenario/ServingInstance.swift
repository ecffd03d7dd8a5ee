import Simulation
import Traffic

/// A serving scenario made definite by a seed: requests with names, in order of arrival.
struct ServingInstance: Sendable {
  let workload: Workload
  /// By request index.
  let names: [String]

  init(_ scenario: ServingScenario, seed: Seed, loadPercent: Int) {
    self.init(
      Drafts(scenario, seed: seed, loadPercent: loadPercent), name: scenario.heading.title)
  }

  init(_ drafts: Drafts, name: String) {
    let order = drafts.requests.indices.sorted {
      (drafts.requests[$0].arrival, $0) < (drafts.requests[$1].arrival, $1)
    }
    workload = Workload(name: name, requests: order.map { drafts.requests[$0] })
    names = order.map { drafts.names[$0] }
  }
}

extension ServingInstance {
  /// The requests before they are put in order.
  struct Drafts: Sendable {
    fileprivate var requests: [InferenceRequest] = []
    fileprivate var names: [String] = []

    init(_ scenario: ServingScenario, seed: Seed, loadPercent: Int) {
      for (index, requests) in scenario.requests.enumerated() {
        add(requests, index: index, seed: seed, loadPercent: loadPercent)
      }
      if let trace = scenario.trace { add(trace, seed: seed, loadPercent: loadPercent) }
    }
  }
}

extension ServingInstance.Drafts {
  fileprivate mutating func add(_ kind: RequestClass, index: Int, seed: Seed, loadPercent: Int) {
    func stream(_ name: String) -> SeededGenerator {
      SeededGenerator(seed: seed, stream: "requests-\(index)-\(name)")
    }
    var (times, prompts, outputs) = (stream("times"), stream("prompts"), stream("outputs"))
    var (choices, gaps) = (stream("choices"), stream("gaps"))
    var adapters = stream("adapters")
    for (number, start) in kind.arrivals.times(&times, loadPercent: loadPercent).enumerated() {
      var history: [TokenSegment] = []
      if kind.sharedPrefixTokens > 0 {
        // 4096 texts a class keep the classes' shared texts apart.
        let text = index * 4_096 + choices.below(max(1, kind.sharedPrefixes))
        history.append(
          TokenSegment(id: SegmentNumbering.sharedBase + text, length: kind.sharedPrefixTokens))
      }
      // 4096 a class keep the classes' adapters apart.
      let adapter =
        kind.adapters > 0 ? index * 4_096 + 1 + adapters.below(kind.adapters) : nil
      var time = start
      let turns = max(1, kind.turns.draw(&choices))
      for turn in 0..<turns {
        if turn > 0 { time = time + .milliseconds(kind.turnGapMilliseconds.draw(&gaps)) }
        let id = requests.count
        history.append(
          TokenSegment(
            id: SegmentNumbering.uniqueBase + id, length: max(1, kind.promptTokens.draw(&prompts))))
        let answer = TokenSegment(
          id: SegmentNumbering.outputBase + id, length: max(1, kind.outputTokens.draw(&outputs)))
        requests.append(
          InferenceRequest(
            arrival: time, prompt: history, outputTokens: answer.length, outputSegment: answer.id,
            priority: kind.priority, adapter: adapter))
        names.append(
          turns > 1 ? "\(kind.name)-\(number).\(turn + 1)" : "\(kind.name)-\(number)")
        history.append(answer)
      }
    }
  }

  /// A window of consecutive rows at a place that the seed picks.
  fileprivate mutating func add(_ trace: RequestTrace, seed: Seed, loadPercent: Int) {
    var random = SeededGenerator(seed: seed, stream: "trace")
    let count = min(trace.count, trace.rows.count)
    let start = trace.rows.count > count ? random.below(trace.rows.count - count + 1) : 0
    let rows = trace.rows[start..<start + count]
    let first = rows.first?.arrival ?? .zero
    for (index, row) in rows.enumerated() {
      let id = requests.count
      let (whole, rest) = (row.arrival - first).nanoseconds
        .quotientAndRemainder(dividingBy: max(1, loadPercent))
      let wait =
        whole * trace.stretchPercent + rest * trace.stretchPercent / max(1, loadPercent)
      requests.append(
        InferenceRequest(
          arrival: SimTime(nanoseconds: wait),
          prompt: prompt(of: row, id: id, blockTokens: trace.prefixBlockTokens),
          outputTokens: max(1, row.outputTokens), outputSegment: SegmentNumbering.outputBase + id))
      names.append("row-\(start + index)")
    }
  }

  private func prompt(
    of row: RecordedRequest, id: Int, blockTokens: Int
  ) -> [TokenSegment] {
    guard !row.prefixBlocks.isEmpty else {
      return [TokenSegment(id: SegmentNumbering.uniqueBase + id, length: max(1, row.promptTokens))]
    }
    var rest = max(1, row.promptTokens)
    var segments: [TokenSegment] = []
    for block in row.prefixBlocks where rest > 0 {
      let length = min(rest, blockTokens)
      // Far above the texts that classes share.
      segments.append(
        TokenSegment(id: SegmentNumbering.sharedBase + (1 << 32) + block, length: length))
      rest -= length
    }
    if rest > 0 {
      segments.append(TokenSegment(id: SegmentNumbering.uniqueBase + id, length: rest))
    }
    return segments
  }
}
