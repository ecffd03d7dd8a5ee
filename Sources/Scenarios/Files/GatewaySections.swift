import AddressedYAML
import GatewaySim
import Labs
import Simulation
import Traffic

/// The sections of a gateway scenario: exactly one of `traffic`, `experiment`, `workflow` and `retrieval`; `nil`
/// when something was wrong, which the log tells.
func readGateway(_ map: YAMLMap, heading: ScenarioHeading) -> GatewayScenario? {
  let kinds = GatewayKind.allCases.filter { map.has($0.rawValue) }
  guard kinds.count == 1, let kind = kinds.first else {
    let names = GatewayKind.allCases.map(\.rawValue).joined(separator: ", ")
    map.log.report(
      line: kinds.dropFirst().first.map { map.line(of: $0.rawValue) } ?? map.line,
      kinds.isEmpty
        ? "there is nothing to run" : "a gateway scenario is of one kind, and this one of several",
      hint: "exactly one of: \(names)")
    for kind in kinds { _ = map.optional(kind.rawValue) }
    return nil
  }
  guard let section = map.optional(kind.rawValue)?.map() else { return nil }
  defer { section.finish() }
  let part: GatewayScenario.Part? =
    switch kind {
    case .traffic: readGatewayTraffic(section).map { .traffic($0) }
    case .workflow: readWorkflow(section, name: heading.title).map { .workflow($0) }
    case .retrieval: readRetrieval(section).map { .retrieval($0) }
    case .experiment: readExperiment(section).map { .experiment($0) }
    }
  return part.map { GatewayScenario(heading: heading, part: $0) }
}

// MARK: Traffic

private let someTokens = 1...1_048_576

private func readGatewayTraffic(_ map: YAMLMap) -> GatewayTrafficScenario? {
  let longest = map.required("max_model_tokens")?.whole(in: 1...longestSequence, unit: "tokens")
  let questions = map.optional("questions")?.map().flatMap(readQuestions)
  let lifetime = map.duration("cache_lifetime", least: 1) ?? .seconds(3_600)
  let backends = map.maps("backends").compactMap(readBackend)
  if !map.has("backends") {
    map.log.report(line: map.line, "the key 'traffic.backends' is missing")
  }
  reportRepeated(backends.map(\.name), in: map, key: "backends")
  let routes = map.maps("models").compactMap { readRoute($0, backends.map(\.name)) }
  if !map.has("models") { map.log.report(line: map.line, "the key 'traffic.models' is missing") }
  reportRepeated(routes.map(\.model), in: map, key: "models")
  let tenants = map.maps("tenants").compactMap { readTenant($0, routes.map(\.model)) }
  if !map.has("tenants") { map.log.report(line: map.line, "the key 'traffic.tenants' is missing") }
  reportRepeated(tenants.map(\.name), in: map, key: "tenants")
  guard let longest, !backends.isEmpty, !routes.isEmpty, !tenants.isEmpty else { return nil }
  let traffic = GatewayTrafficScenario(
    tenants: tenants, routes: routes, backends: backends,
    questions: questions
      ?? QuestionPlan(topics: 10, intentsPerTopic: 10, spreadPercent: 50, wordingPercent: 25),
    cacheLifetime: lifetime, maxModelTokens: longest)
  map.reportSize(of: traffic)
  return traffic
}

private func readQuestions(_ map: YAMLMap) -> QuestionPlan? {
  defer { map.finish() }
  let topics = map.required("topics")?.whole(in: 1...1_000)
  let intents = map.required("intents_per_topic")?.whole(in: 1...1_000)
  let spread = map.optional("spread_percent")?.whole(in: 0...1_000, unit: "%") ?? 50
  let wording = map.optional("wording_percent")?.whole(in: 0...1_000, unit: "%") ?? 25
  guard let topics, let intents else { return nil }
  return QuestionPlan(
    topics: topics, intentsPerTopic: intents, spreadPercent: spread, wordingPercent: wording)
}

private func readBackend(_ map: YAMLMap) -> GatewayTrafficScenario.Backend? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let outages = map.maps("outages").compactMap { outage -> GatewayBackend.Outage? in
    defer { outage.finish() }
    let start = outage.requiredDuration("start")
    let end = outage.requiredDuration("end", least: 1)
    guard let start, let end else { return nil }
    guard start < end else {
      outage.log.report(line: outage.line, "the outage ends before it begins")
      return nil
    }
    return GatewayBackend.Outage(start: .zero + start, end: .zero + end)
  }
  if map.has("pool") == map.has("provider") {
    map.log.report(
      line: map.line, "a backend is either a pool of engines or a provider",
      hint: "exactly one of: pool, provider")
  }
  let pool = map.optional("pool")?.map().flatMap { pool -> Int? in
    defer { pool.finish() }
    return pool.required("replicas")?.whole(in: 1...64)
  }
  let provider = map.optional("provider")?.map().flatMap(readProvider)
  guard let name else { return nil }
  if let pool { return .init(name: name, kind: .pool(replicas: pool), outages: outages) }
  return provider.map { .init(name: name, kind: .provider($0), outages: outages) }
}

private func readProvider(_ map: YAMLMap) -> ModelProvider? {
  defer { map.finish() }
  let first = map.required("first_token_ms")?.distribution(in: 1...600_000, unit: "milliseconds")
  let token = map.required("token_us")?.whole(in: 0...10_000_000, unit: "microseconds")
  let errors = map.optional("error_percent")?.whole(in: 0...100, unit: "%") ?? 0
  let prices = 0...10_000_000
  let input = map.optional("input_cents_per_million")?.whole(in: prices) ?? 0
  let output = map.optional("output_cents_per_million")?.whole(in: prices) ?? 0
  guard let first, let token else { return nil }
  return ModelProvider(
    firstTokenMilliseconds: first, tokenMicroseconds: token, errorPercent: errors,
    inputCentsPerMillion: input, outputCentsPerMillion: output)
}

private func readRoute(_ map: YAMLMap, _ backends: [String]) -> ModelRoute? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  var references: [ModelRoute.Reference] = []
  for item in map.maps("backends") {
    let backend = item.required("backend")?.word(of: backends)
    let weight = item.optional("weight")?.whole(in: 0...1_000_000) ?? 1
    let priority = item.optional("priority")?.whole(in: 0...100) ?? 0
    item.finish()
    guard let index = backend.flatMap(backends.firstIndex) else { continue }
    references.append(.init(backend: index, weight: weight, priority: priority))
  }
  guard let name else { return nil }
  guard references.contains(where: { $0.weight > 0 }) else {
    map.log.report(
      line: map.line, "no backend of model '\(name)' has a weight",
      hint: "write backends: [{backend: NAME, weight: 1}]")
    return nil
  }
  return ModelRoute(model: name, backends: references)
}

private func readTenant(_ map: YAMLMap, _ models: [String]) -> GatewayTenant? {
  defer { map.finish() }
  let name = map.required("name")?.identifier()
  let model = map.required("model")?.word(of: models)
  let arrivals = map.arrivals("arrivals")
  let prompt = map.required("prompt_tokens")?.distribution(in: someTokens, unit: "tokens")
  let output = map.required("output_tokens")?.distribution(in: someTokens, unit: "tokens")
  let most = map.required("max_tokens")?.whole(in: someTokens, unit: "tokens")
  let shared = map.optional("shared_prefix_tokens")?.whole(in: 0...1_000_000, unit: "tokens") ?? 0
  let isSheddable = map.optional("sheddable")?.truth() ?? false
  let budgets = map.maps("budgets").compactMap { budget -> TokenBudget? in
    defer { budget.finish() }
    let limit = budget.required("tokens")?.whole(in: 1...1_000_000_000_000, unit: "tokens")
    let window = budget.requiredDuration("window", least: 1)
    func percent(_ key: String) -> Int {
      budget.optional(key)?.whole(in: 0...100_000, unit: "%") ?? 100
    }
    let (input, cached) = (percent("input_percent"), percent("cached_percent"))
    let output = percent("output_percent")
    guard let limit, let window else { return nil }
    return TokenBudget(
      limit: limit, window: window, inputPercent: input, cachedPercent: cached,
      outputPercent: output)
  }
  guard let name, let arrivals, let prompt, let output, let most,
    let route = model.flatMap(models.firstIndex)
  else { return nil }
  return GatewayTenant(
    name: name, arrivals: arrivals, route: route, promptTokens: prompt, outputTokens: output,
    maxTokens: most, sharedPrefixTokens: shared, budgets: budgets, isSheddable: isSheddable)
}

// MARK: Experiments

private func readExperiment(_ map: YAMLMap) -> ExperimentScenario? {
  let users = map.required("users_per_day")?.whole(in: 1...1_000_000)
  let days = map.required("days")?.whole(in: 1...366)
  let arms = map.maps("arms").compactMap(readArm)
  reportRepeated(arms.map(\.name), in: map, key: "arms")
  guard let users, let days, map.log.isEmpty else { return nil }
  guard (2...20).contains(arms.count) else {
    map.log.report(
      line: map.line(of: "arms"), "an experiment has 2 to 20 arms, not \(arms.count)",
      hint: "the first is the control")
    return nil
  }
  guard users.times(days) <= 20_000_000 else {
    map.log.report(
      line: map.line(of: "users_per_day"),
      "\(users.times(days)) users would come, at most 20000000 are simulated")
    return nil
  }
  return ExperimentScenario(arms: arms, usersPerDay: users, days: days)
}

private func readArm(_ map: YAMLMap) -> ExperimentPlan.Arm? {
  defer { map.finish() }
  let share = 0...10_000
  let name = map.required("name")?.identifier()
  let accepted = map.required("accepted_per_ten_thousand")?.whole(in: share)
  let weight = map.optional("weight")?.whole(in: 1...10_000) ?? 1
  let novelty = map.optional("novelty_per_ten_thousand")?.whole(in: -10_000...10_000) ?? 0
  let halfLife = map.optional("novelty_half_life_days")?.whole(in: 1...366) ?? 3
  let score = map.optional("score")?.whole(in: 0...100) ?? 60
  let lost = map.optional("lost_percent")?.whole(in: 0...100, unit: "%") ?? 0
  guard let name, let accepted else { return nil }
  return ExperimentPlan.Arm(
    name: name, weight: weight, acceptedPerTenThousand: accepted, noveltyPerTenThousand: novelty,
    noveltyHalfLifeDays: halfLife, score: score, lostPercent: lost)
}

// MARK: Retrieval

private func readRetrieval(_ map: YAMLMap) -> RetrievalScenario? {
  if map.has("vectors") == map.has("corpus") {
    map.log.report(
      line: map.line, "retrieval searches either vectors or documents",
      hint: "exactly one of: vectors, corpus")
  }
  let vectors = map.optional("vectors")?.map().flatMap(readVectors)
  let corpus = map.optional("corpus")?.map().flatMap(readCorpus)
  let answers = map.optional("answers")?.map().flatMap(readAnswers)
  if map.has("answers"), map.has("vectors") {
    map.log.report(
      line: map.line(of: "answers"), "vectors have no texts to answer from",
      hint: "use 'corpus', or leave 'answers' out")
  }
  guard let source = vectors ?? corpus else { return nil }
  let retrieval = RetrievalScenario(source: source, answers: answers)
  map.reportSize(of: retrieval)
  return retrieval
}

private func readVectors(_ map: YAMLMap) -> RetrievalSetup.Source? {
  defer { map.finish() }
  let count = map.required("count")?.whole(in: 1...1_000_000)
  let dimension = map.required("dimension")?.whole(in: 1...4_096)
  let clusters = map.required("clusters")?.whole(in: 1...100_000)
  let queries = map.required("queries")?.whole(in: 1...100_000)
  guard let count, let dimension, let clusters, let queries else { return nil }
  return .vectors(
    ClusteredVectors(count: count, dimension: dimension, clusters: clusters), queries: queries)
}

private func readCorpus(_ map: YAMLMap) -> RetrievalSetup.Source? {
  defer { map.finish() }
  let documents = map.required("documents")?.whole(in: 1...100_000)
  let words = map.required("document_words")?.whole(in: 1...1_000_000, unit: "words")
  let topics = map.required("topics")?.whole(in: 1...1_000)
  let passages = map.required("passages_per_document")?.whole(in: 1...1_000)
  let passage = map.required("passage_words")?.whole(in: 1...10_000, unit: "words")
  let questions = map.required("questions")?.whole(in: 1...100_000)
  let paraphrase = map.optional("paraphrase_percent")?.whole(in: 0...100, unit: "%") ?? 0
  let names = map.optional("name_percent")?.whole(in: 0...100, unit: "%") ?? 0
  guard let documents, let words, let topics, let passages, let passage, let questions else {
    return nil
  }
  return .corpus(
    CorpusPlan(
      documents: documents, documentWords: words, topics: topics, passagesPerDocument: passages,
      passageWords: passage, questions: questions, paraphrasePercent: paraphrase,
      namePercent: names))
}

private func readAnswers(_ map: YAMLMap) -> RetrievalScenario.Answers? {
  defer { map.finish() }
  let instructions = map.required("instruction_tokens")?.whole(in: 1...1_000_000, unit: "tokens")
  let answer = map.required("answer_tokens")?.whole(in: someTokens, unit: "tokens")
  let gap = map.requiredDuration("mean_gap", least: 1)
  let longest = map.required("max_model_tokens")?.whole(in: 1...longestSequence, unit: "tokens")
  guard let instructions, let answer, let gap, let longest else { return nil }
  return .init(
    instructionTokens: instructions, answerTokens: answer, meanGap: gap, maxModelTokens: longest)
}

// MARK: Sizes

extension YAMLMap {
  fileprivate func reportSize(of traffic: GatewayTrafficScenario) {
    let tenants = zip(traffic.tenants, lines(of: "tenants", count: traffic.tenants.count))
    guard
      log.accepts(
        tenants.map {
          SizeShare(name: $0.name, amount: $0.arrivals.count, line: $1)
        }, of: "requests", most: 200_000, hint: "fewer arrivals")
    else { return }
    _ = log.accepts(
      tenants.map { tenant, line in
        let each = tenant.promptTokens.upperBound.plus(tenant.sharedPrefixTokens)
          .plus(tenant.maxTokens)
        return SizeShare(
          name: tenant.name, amount: tenant.arrivals.count.times(min(each, traffic.maxModelTokens)),
          line: line)
      }, of: "tokens of prompts and answers", most: 2_000_000_000,
      hint: "fewer or shorter requests")
  }

  fileprivate func reportSize(of retrieval: RetrievalScenario) {
    switch retrieval.source {
    case .vectors(let plan, let queries):
      let line = line(of: "vectors")
      // Every query is also looked up exactly.
      _ =
        log.accepts(
          [
            SizeShare(
              name: "vectors", amount: plan.count.plus(queries).times(plan.dimension), line: line)
          ], of: "components", most: 100_000_000, hint: "fewer vectors or a smaller dimension")
        && log.accepts(
          [SizeShare(name: "queries", amount: plan.count.times(queries), line: line)],
          of: "distances of exact search", most: 2_000_000_000, hint: "fewer queries")
    case .corpus(let plan):
      let line = line(of: "corpus")
      _ =
        log.accepts(
          [SizeShare(name: "corpus", amount: plan.documents.times(plan.documentWords), line: line)],
          of: "words", most: 20_000_000, hint: "fewer or shorter documents")
        && log.accepts(
          [SizeShare(name: "questions", amount: plan.documents.times(plan.questions), line: line)],
          of: "pairs of question and document", most: 100_000_000, hint: "fewer questions")
    }
  }
}
