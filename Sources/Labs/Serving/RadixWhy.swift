import ServingSim
import Wording

/// Why a request waits or runs under SGLang's rules.
extension ServingReplay {
  /// Rows of a table at most.
  private static var mostRows: Int { 24 }

  func whyWaitingRadix(
    _ request: Int, _ engine: EngineScheduler, _ number: Int, _ replica: Int
  ) -> Explanation {
    let name = names[request]
    let queue = engine.waitingRequests
    let place = queue.firstIndex(of: request) ?? 0
    var explanation = Explanation(
      headline: Message("lab.serving.why.waiting", name, String(place + 1), String(queue.count)))
    for decision in run.decisions(inStep: number, replica: replica) {
      switch decision {
      case .preempted(let item) where item.victim == request:
        explanation.sentences.append(retraction(item))
      case .ratioChanged(let from, let to):
        explanation.sentences.append(
          Message("lab.radix.why.ratio", share(from), share(to)))
      case .ordered(let order, let requests):
        tellOrder(order, requests, of: request, in: &explanation)
      case .admissionStopped(let stop):
        if stop.request != request {
          explanation.sentences.append(
            Message("lab.serving.why.behind", name, names[stop.request]))
        }
        explanation.sentences.append(radixSentence(for: stop))
      default: break
      }
    }
    if explanation.sentences.isEmpty {
      explanation.sentences.append(Message("lab.serving.why.next-step", name))
    }
    explanation.tables.append(holders(engine))
    return explanation
  }

  func whyRunningRadix(
    _ request: Int, _ engine: EngineScheduler, _ number: Int, _ replica: Int
  ) -> Explanation {
    let name = names[request]
    var explanation = Explanation(
      headline: Message(
        "lab.radix.why.running", name, String(engine.heldBlocks(of: request)),
        String(engine.computedTokens(of: request)), String(engine.outputTokens(of: request))))
    let decisions = run.decisions(inStep: number, replica: replica)
    var hasPart = false
    for decision in decisions {
      switch decision {
      case .admitted(request, let known, let hit, _, let tokens, let cap, let new, _):
        hasPart = true
        explanation.sentences.append(
          Message(
            "lab.radix.why.admitted", name, String(known), String(hit), String(tokens),
            String(new)))
        tell(cap, in: &explanation)
      case .scheduled(request, let tokens, let lacking, let cap, let new, _):
        hasPart = true
        explanation.sentences.append(
          Message(
            "lab.radix.why.scheduled", name, String(tokens), String(lacking), String(new)))
        tell(cap, in: &explanation)
      case .preempted(let item): explanation.sentences.append(retraction(item))
      case .ratioChanged(let from, let to):
        explanation.sentences.append(Message("lab.radix.why.ratio", share(from), share(to)))
      default: break
      }
    }
    if !hasPart, number >= 0 {
      explanation.sentences.append(Message("lab.radix.why.stands", name))
    }
    if let table = evicted(decisions) { explanation.tables.append(table) }
    explanation.tables.append(holders(engine))
    return explanation
  }

  private func share(_ ratio: Double) -> String { formatted(ratio, decimals: 3) }

  private func tell(_ cap: EngineDecision.Cap, in explanation: inout Explanation) {
    guard case .tokenBudget(let left) = cap else { return }
    explanation.sentences.append(Message("lab.radix.why.cap", String(left)))
  }

  private func retraction(_ item: EngineStep.Preemption) -> Message {
    Message(
      "lab.radix.why.retracted", names[item.victim], String(item.refusal.neededBlocks),
      String(item.refusal.freeBlocks), String(item.blocks), String(item.lostTokens))
  }

  private func radixSentence(for stop: AdmissionStop) -> Message {
    let name = names[stop.request]
    switch stop.reason {
    case .estimate(let it):
      return Message(
        "lab.radix.why.estimate", name, String(it.needed), String(it.prompt), String(it.answer),
        formatted(it.left, decimals: 0), String(it.free), String(it.evictable),
        formatted(it.reserved, decimals: 0), share(it.ratio))
    case .sequencesAtLimit(let limit):
      return Message("lab.radix.why.sequences", name, String(limit))
    case .promptOverBudget(let tokens, let left):
      return Message("lab.radix.why.prompt", name, String(tokens), String(left))
    case .batchFull: return Message("lab.radix.why.full", name)
    case .budgetSpent, .preemptedThisStep, .memory, .batchRunning, .adaptersAtLimit:
      return Message("lab.radix.why.budget", name)
    }
  }

  // MARK: The queue

  private func tellOrder(
    _ order: CacheAwareOrder, _ requests: [Int], of request: Int,
    in explanation: inout Explanation
  ) {
    if order.isTooLong {
      explanation.sentences.append(Message("lab.radix.why.too-many", String(requests.count)))
      return
    }
    guard let index = requests.firstIndex(of: request),
      let place = order.order.firstIndex(of: index)
    else { return }
    let found = order.places[index]
    if found.isPostponed {
      explanation.sentences.append(
        Message("lab.radix.why.postponed", String(found.inBatchTokens ?? 0)))
    } else {
      let isWeighed = order.policy == .depthFirstWeight
      explanation.sentences.append(
        Message(
          isWeighed ? "lab.radix.why.weight" : "lab.radix.why.order", order.policy.rawValue,
          String(place + 1), String(requests.count), String(found.matchedTokens),
          String(found.subtreeRequests)))
    }
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.radix.table.order"),
        columns: [
          Message("lab.column.request"), Message("lab.column.hit"),
          Message("lab.radix.column.in-batch"),
        ],
        rows: order.order.prefix(Self.mostRows).map {
          [
            .plain(names[requests[$0]]), .number(order.places[$0].matchedTokens),
            .number(order.places[$0].inBatchTokens ?? 0),
          ]
        }))
  }

  // MARK: Memory

  private func evicted(_ decisions: [EngineDecision]) -> Explanation.Table? {
    var rows: [[Explanation.Value]] = []
    var name = ""
    for case .treeEvicted(let item, let policy) in decisions {
      name = policy.rawValue
      guard rows.count < Self.mostRows else { break }
      rows.append([
        .plain(item.filledBy >= 0 ? names[item.filledBy] : ""), .number(item.leaf.tokens),
        .plain(item.leaf.rank.map(String.init).joined(separator: ", ")),
      ])
    }
    guard !rows.isEmpty else { return nil }
    return Explanation.Table(
      title: Message("lab.radix.table.evicted", name),
      columns: [
        Message("lab.column.request"), Message("lab.column.tokens"),
        Message("lab.radix.column.rank"),
      ], rows: rows)
  }

  private func holders(_ engine: EngineScheduler) -> Explanation.Table {
    Explanation.Table(
      title: Message("lab.serving.table.running"),
      columns: [
        Message("lab.column.request"), Message("lab.radix.column.pages"),
        Message("lab.column.computed"), Message("lab.column.output"),
      ],
      rows: engine.runningRequests.map {
        [
          .plain(names[$0]), .number(engine.heldBlocks(of: $0)),
          .number(engine.computedTokens(of: $0)), .number(engine.outputTokens(of: $0)),
        ]
      })
  }
}
