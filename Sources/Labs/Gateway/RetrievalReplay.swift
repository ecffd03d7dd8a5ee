import GatewaySim
import Simulation
import Wording

/// A retrieval run to be walked: the index is built, then one query after the other.
struct RetrievalReplay: Replay {
  let run: RetrievalRun
  /// What the index would give with shorter and longer lists.
  let curve: [RetrievalRun.CurvePoint]

  init(run: RetrievalRun) {
    self.run = run
    curve = run.curve()
  }

  var stepCount: Int { run.records.isEmpty ? 0 : run.records.count + 1 }

  func query(_ step: Int) -> Int? { step >= 2 && step <= stepCount ? step - 2 : nil }

  func name(_ query: Int) -> String { "query-\(query)" }

  func time(at step: Int) -> SimTime { query(step).map { run.records[$0].asked } ?? .zero }

  func decision(at step: Int) -> Decision? {
    guard step >= 1, step <= stepCount else { return nil }
    guard let query = query(step) else {
      return Decision(
        time: .zero,
        sentence: Message(
          "lab.retrieval.built", String(run.base.count), String(run.metrics().buildDistances),
          formatted(Double(run.indexBytes) / 1e6, decimals: 2)), kind: "built", subjects: [])
    }
    let (kind, sentence) = say(query)
    return Decision(
      time: run.records[query].asked, sentence: sentence, kind: kind, subjects: [name(query)])
  }

  private func say(_ query: Int) -> (kind: String, sentence: Message) {
    let record = run.records[query]
    if run.corpus == nil {
      let missed = record.truth.count - Int((record.recall * Double(record.truth.count)).rounded())
      return (
        missed == 0 ? "found-all" : "missed",
        Message(
          missed == 0 ? "lab.retrieval.found-all" : "lab.retrieval.missed", name(query),
          String(record.truth.count), String(record.work.distances), String(missed))
      )
    }
    if record.isGrounded {
      return (
        "grounded",
        Message(
          "lab.retrieval.grounded", name(query), record.firstRelevant.map(String.init) ?? "-",
          String(record.results.count))
      )
    }
    return (
      "not-grounded",
      Message(
        "lab.retrieval.not-grounded", name(query), String(record.covered), String(record.needed))
    )
  }

  func isServed(_ subject: String, at step: Int) -> Bool? {
    guard let query = number(subject) else { return nil }
    guard query < step - 1 else { return false }
    return run.corpus == nil ? run.records[query].recall == 1 : run.records[query].isGrounded
  }

  func number(_ subject: String) -> Int? {
    guard subject.hasPrefix("query-"), let query = Int(subject.dropFirst(6)),
      run.records.indices.contains(query)
    else { return nil }
    return query
  }

  // MARK: Picture

  /// Owners: 0 what was looked for and found, 1 what else was found.
  func picture(at step: Int) -> Picture {
    let last = query(step).map { $0 + 1 } ?? 0
    let shown = max(0, last - 20)..<last
    let rows = shown.map { query -> Picture.Row in
      let record = run.records[query]
      let truth = Set(record.truth.map(\.index))
      let cells: [Picture.Cell]
      if run.corpus == nil {
        let found = Set(record.found.map(\.index))
        cells = record.truth.map {
          found.contains($0.index) ? Picture.Cell(.used, owner: 0) : Picture.Cell(.free)
        }
      } else {
        cells = record.results.map {
          let isRelevant = isRelevant($0, to: query)
          return Picture.Cell(
            isRelevant ? .used : .cached, owner: isRelevant ? 0 : 1,
            fillPerMille: truth.contains($0) ? 1_000 : 500)
        }
      }
      return Picture.Row(name: name(query), cells: cells)
    }
    var picture = Picture(
      title: Message(
        run.corpus == nil ? "lab.picture.neighbours" : "lab.picture.chunks"), rows: rows,
      owners: ["relevant", "other"])
    picture.meanings =
      run.corpus == nil
      ? [
        .used: Message("lab.picture.neighbours.found"),
        .free: Message("lab.picture.neighbours.missed"),
      ]
      : [
        .used: Message("lab.picture.chunks.relevant"),
        .cached: Message("lab.picture.chunks.other"),
      ]
    let records = run.records.prefix(last)
    func mean(_ value: (RetrievalRecord) -> Double) -> String {
      last == 0
        ? "\u{2013}" : formatted(records.reduce(0) { $0 + value($1) } / Double(last), decimals: 1)
    }
    picture.numbers = [(Message("lab.number.queries"), String(last))]
    if run.searchesVectors {
      picture.numbers += [
        (Message("lab.metric.recall"), mean { $0.recall * 100 } + " %"),
        (Message("lab.metric.distances"), mean { Double($0.work.distances) }),
      ]
    }
    if run.corpus != nil {
      picture.numbers.append(
        (Message("lab.metric.grounded"), mean { $0.isGrounded ? 100 : 0 } + " %"))
    }
    return picture
  }

  private func isRelevant(_ chunk: Int, to query: Int) -> Bool {
    guard let corpus = run.corpus else { return false }
    let passage = corpus.questions[query].passage
    return 2 * passage.wordsCovered(by: [run.chunks[chunk]]) >= passage.range.count
  }

  var series: [Series] {
    guard run.serving != nil else { return [] }
    let times = run.records.indices.compactMap { query -> Series.Point? in
      guard let token = run.answer(of: query)?.firstToken else { return nil }
      let asked = run.records[query].asked
      return Series.Point(
        timeNanoseconds: asked.nanoseconds, value: (token - asked).inMilliseconds)
    }
    return [Series(id: "answer_start", unit: "ms", points: times)]
  }

  // MARK: Why

  func subjects(at step: Int) -> [Subject] {
    guard let last = query(step) else { return [] }
    return (max(0, last - 11)...last).reversed().map {
      Subject(id: name($0), state: say($0).sentence, owner: 0)
    }
  }

  func why(_ subject: Subject, at step: Int) -> Explanation {
    guard let query = number(subject.id) else {
      return Explanation(headline: Message("lab.why.nobody", subject.id))
    }
    guard query < step - 1 else {
      return Explanation(headline: Message("lab.why.state", subject.id))
    }
    let record = run.records[query]
    var explanation = Explanation(headline: say(query).sentence)
    explainSearch(record, &explanation)
    if let corpus = run.corpus {
      explain(corpus.questions[query], corpus, record, &explanation)
    } else {
      explanation.tables.append(neighbourTable(record))
    }
    explainTimes(query, record, &explanation)
    return explanation
  }

  private func explainSearch(_ record: RetrievalRecord, _ explanation: inout Explanation) {
    guard run.searchesVectors else { return }
    let share = formatted(
      Double(record.work.distances) * 100 / Double(max(1, run.base.count)), decimals: 1)
    switch run.setup.index {
    case .exact:
      explanation.sentences.append(
        Message("lab.retrieval.why.exact", String(record.work.distances)))
    case .hnsw(let settings, let ef):
      explanation.sentences.append(
        Message(
          "lab.retrieval.why.hnsw", String(max(ef, record.truth.count)), String(settings.links),
          String(record.work.listsRead), String(record.work.distances), share))
    case .ivf(let lists, let probes):
      explanation.sentences.append(
        Message(
          "lab.retrieval.why.ivf", String(min(probes, lists)), String(lists),
          String(record.work.distances), share))
    }
    explanation.sentences.append(
      Message("lab.retrieval.why.recall", formatted(record.recall * 100, decimals: 1)))
  }

  private func neighbourTable(_ record: RetrievalRecord) -> Explanation.Table {
    let places = Dictionary(
      record.found.enumerated().map { ($0.element.index, $0.offset + 1) },
      uniquingKeysWith: { first, _ in first })
    return Explanation.Table(
      title: Message("lab.retrieval.table.neighbours"),
      columns: [
        Message("lab.column.place"), Message("lab.column.vector"),
        Message("lab.column.squared-distance"), Message("lab.column.found-at"),
      ],
      rows: record.truth.enumerated().map { place, neighbour in
        [
          .number(place + 1), .number(neighbour.index),
          .plain(formatted(Double(neighbour.squaredDistance), decimals: 3)),
          places[neighbour.index].map { .number($0) } ?? .plain("-"),
        ]
      })
  }

  private func explain(
    _ question: Corpus.Question, _ corpus: Corpus, _ record: RetrievalRecord,
    _ explanation: inout Explanation
  ) {
    let words = question.words.map(corpus.vocabulary.spelling).joined(separator: " ")
    explanation.sentences.append(
      Message(
        "lab.retrieval.why.question", words, String(question.passage.document),
        String(question.passage.range.lowerBound), String(question.passage.range.upperBound)))
    if question.hasName {
      explanation.sentences.append(Message("lab.retrieval.why.name"))
    } else {
      explanation.sentences.append(
        Message("lab.retrieval.why.paraphrased", String(question.paraphrased)))
    }
    func place(_ chunk: Int, _ list: [Int]) -> Explanation.Value {
      list.firstIndex(of: chunk).map { .number($0 + 1) } ?? .plain("-")
    }
    let dense = record.found.map(\.index)
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.retrieval.table.ranking"),
        columns: [
          Message("lab.column.place"), Message("lab.column.chunk"),
          Message("lab.column.passage-words"), Message("lab.column.dense"),
          Message("lab.column.keyword"), Message("lab.column.before-rerank"),
        ],
        rows: record.results.enumerated().map { rank, chunk in
          let found = run.chunks[chunk]
          let words = question.passage.wordsCovered(by: [found])
          return [
            .number(rank + 1),
            .plain("\(found.document):\(found.range.lowerBound)-\(found.range.upperBound)"),
            .plain("\(words) / \(record.needed)"), place(chunk, dense),
            place(chunk, record.keyword), place(chunk, record.beforeReranking),
          ]
        }))
  }

  private func explainTimes(
    _ query: Int, _ record: RetrievalRecord, _ explanation: inout Explanation
  ) {
    var rows: [(String, SimDuration)] = [
      ("embedding", record.embeddingTime), ("search", record.searchTime),
      ("rerank", record.rerankingTime),
    ]
    if let answer = run.answer(of: query), let token = answer.firstToken {
      rows.append(("prefill", token - (record.asked + record.retrievalTime)))
      if let end = answer.ended { rows.append(("decode", end - token)) }
    }
    explanation.tables.append(
      Explanation.Table(
        title: Message("lab.retrieval.table.times"),
        columns: [Message("lab.column.part"), Message("lab.column.milliseconds")],
        rows: rows.filter { $0.1 > .zero }.map {
          [
            .message(Message("lab.retrieval.part." + $0.0)),
            .plain(formatted($0.1.inMilliseconds, decimals: 3)),
          ]
        }))
  }

  // MARK: Views

  var panels: [PanelKind] { curve.isEmpty ? [] : [.recallCurve] }

  func panel(_ kind: PanelKind, at step: Int) -> Panel? {
    guard kind == .recallCurve, !curve.isEmpty else { return nil }
    let own = run.records.reduce(0.0) { $0 + Double($1.work.distances) }
    return .recallCurve(
      CurvePanel(
        xTitle: Message("lab.retrieval.curve.x"), yTitle: Message("lab.retrieval.curve.y"),
        lines: [
          CurvePanel.Line(
            name: Message("lab.retrieval.curve.line"),
            points: curve.map { CurvePanel.Point(x: $0.distances, y: $0.recall * 100) })
        ], marker: own / Double(max(1, run.records.count))))
  }
}
