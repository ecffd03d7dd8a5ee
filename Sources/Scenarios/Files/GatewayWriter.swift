import GatewaySim
import Labs
import Simulation
import Traffic

/// The sections of a gateway scenario.
func write(_ scenario: GatewayScenario, to out: inout Lines) {
  switch scenario.part {
  case .traffic(let traffic): write(traffic, to: &out)
  case .workflow(let plan): write(plan, to: &out)
  case .retrieval(let retrieval): write(retrieval, to: &out)
  case .experiment(let experiment): write(experiment, to: &out)
  }
}

private func write(_ traffic: GatewayTrafficScenario, to out: inout Lines) {
  out.add("traffic:")
  out.add("  max_model_tokens: \(traffic.maxModelTokens)")
  let questions = traffic.questions
  out.add(
    "  questions: {topics: \(questions.topics), intents_per_topic: \(questions.intentsPerTopic), "
      + "spread_percent: \(questions.spreadPercent), wording_percent: \(questions.wordingPercent)}")
  out.add("  " + duration("cache_lifetime", traffic.cacheLifetime))
  out.add("  backends:")
  for backend in traffic.backends {
    out.add("    - name: \(quoted(backend.name))")
    switch backend.kind {
    case .pool(let replicas): out.add("      pool: {replicas: \(replicas)}")
    case .provider(let provider):
      out.add("      provider:")
      out.add("        first_token_ms: \(distribution(provider.firstTokenMilliseconds))")
      out.add("        token_us: \(provider.tokenMicroseconds)")
      out.add("        error_percent: \(provider.errorPercent)")
      out.add("        input_cents_per_million: \(provider.inputCentsPerMillion)")
      out.add("        output_cents_per_million: \(provider.outputCentsPerMillion)")
    }
    guard !backend.outages.isEmpty else { continue }
    let outages = backend.outages.map {
      "{\(duration("start", $0.start - .zero)), \(duration("end", $0.end - .zero))}"
    }
    out.add("      outages: [\(outages.joined(separator: ", "))]")
  }
  out.add("  models:")
  for route in traffic.routes {
    out.add("    - name: \(quoted(route.model))")
    out.add("      backends:")
    for reference in route.backends {
      out.add(
        "        - {backend: \(quoted(traffic.backends[reference.backend].name)), "
          + "weight: \(reference.weight), priority: \(reference.priority)}")
    }
  }
  out.add("  tenants:")
  for tenant in traffic.tenants { write(tenant, traffic, to: &out) }
}

private func write(
  _ tenant: GatewayTenant, _ traffic: GatewayTrafficScenario, to out: inout Lines
) {
  out.add("    - name: \(quoted(tenant.name))")
  out.add("      model: \(quoted(traffic.routes[tenant.route].model))")
  out.add("      arrivals: \(arrivals(tenant.arrivals))")
  out.add("      prompt_tokens: \(distribution(tenant.promptTokens))")
  out.add("      output_tokens: \(distribution(tenant.outputTokens))")
  out.add("      max_tokens: \(tenant.maxTokens)")
  if tenant.sharedPrefixTokens > 0 {
    out.add("      shared_prefix_tokens: \(tenant.sharedPrefixTokens)")
  }
  if tenant.isSheddable { out.add("      sheddable: true") }
  guard !tenant.budgets.isEmpty else { return }
  out.add("      budgets:")
  for budget in tenant.budgets {
    out.add(
      "        - {tokens: \(budget.limit), \(duration("window", budget.window)), "
        + "input_percent: \(budget.inputPercent), cached_percent: \(budget.cachedPercent), "
        + "output_percent: \(budget.outputPercent)}")
  }
}

private func write(_ plan: WorkflowPlan, to out: inout Lines) {
  out.add("workflow:")
  if let parallelism = plan.parallelism { out.add("  parallelism: \(parallelism)") }
  if let deadline = plan.deadline { out.add("  " + duration("deadline", deadline)) }
  if plan.podStart > .zero { out.add("  " + duration("pod_start", plan.podStart)) }
  if let life = plan.meanSpotLife { out.add("  " + duration("mean_spot_life", life)) }
  if let changed = plan.changedForRerun {
    let names = changed.map { quoted(plan.steps[$0].name) }
    out.add("  changed_for_rerun: [\(names.joined(separator: ", "))]")
  }
  if !plan.groups.isEmpty { out.add("  groups:") }
  for group in plan.groups {
    out.add("    - {name: \(quoted(group.name)), parallelism: \(group.parallelism)}")
  }
  out.add("  steps:")
  for step in plan.steps { write(step, plan, to: &out) }
}

private func write(_ step: WorkflowStep, _ plan: WorkflowPlan, to out: inout Lines) {
  out.add("    - name: \(quoted(step.name))")
  if !step.needs.isEmpty {
    let needs = step.needs.map { clause -> String in
      if clause.count == 1, let need = clause.first, need.endings == [.succeeded, .skipped] {
        return quoted(plan.steps[need.step].name)
      }
      let items = clause.map { need in
        let endings = WorkflowEnding.allCases.filter(need.endings.contains).map(\.rawValue)
        return "{step: \(quoted(plan.steps[need.step].name)), "
          + "endings: [\(endings.joined(separator: ", "))]}"
      }
      return "{any: [\(items.joined(separator: ", "))]}"
    }
    out.add("      needs: [\(needs.joined(separator: ", "))]")
  }
  out.add("      duration_ms: \(distribution(step.duration))")
  if step.failurePercent > 0 { out.add("      failure_percent: \(step.failurePercent)") }
  if let retry = step.retry {
    var parts = ["limit: \(retry.limit ?? 1_000)"]
    if retry.policy != .onFailure { parts.append("policy: \(retry.policy.rawValue)") }
    if retry.backoff > .zero { parts.append(duration("backoff", retry.backoff)) }
    if retry.factor != 1 { parts.append("factor: \(retry.factor)") }
    if let cap = retry.cap { parts.append(duration("cap", cap)) }
    if let most = retry.maxDuration { parts.append(duration("max_duration", most)) }
    out.add("      retry: {\(parts.joined(separator: ", "))}")
  }
  if let timeout = step.timeout { out.add("      " + duration("timeout", timeout)) }
  if let key = step.memoKey { out.add("      memo_key: \(quoted(key))") }
  if !step.isCacheable { out.add("      cacheable: false") }
  if step.isOnSpot { out.add("      spot: true") }
  if step.goesOn { out.add("      goes_on: true") }
  if !step.isWanted { out.add("      wanted: false") }
  if let group = step.group { out.add("      group: \(quoted(plan.groups[group].name))") }
}

private func write(_ retrieval: RetrievalScenario, to out: inout Lines) {
  out.add("retrieval:")
  switch retrieval.source {
  case .vectors(let plan, let queries):
    out.add(
      "  vectors: {count: \(plan.count), dimension: \(plan.dimension), "
        + "clusters: \(plan.clusters), queries: \(queries)}")
  case .corpus(let plan):
    out.add("  corpus:")
    out.add("    documents: \(plan.documents)")
    out.add("    document_words: \(plan.documentWords)")
    out.add("    topics: \(plan.topics)")
    out.add("    passages_per_document: \(plan.passagesPerDocument)")
    out.add("    passage_words: \(plan.passageWords)")
    out.add("    questions: \(plan.questions)")
    out.add("    paraphrase_percent: \(plan.paraphrasePercent)")
    out.add("    name_percent: \(plan.namePercent)")
  }
  if let answers = retrieval.answers {
    out.add(
      "  answers: {instruction_tokens: \(answers.instructionTokens), "
        + "answer_tokens: \(answers.answerTokens), \(duration("mean_gap", answers.meanGap)), "
        + "max_model_tokens: \(answers.maxModelTokens)}")
  }
}

private func write(_ experiment: ExperimentScenario, to out: inout Lines) {
  out.add("experiment:")
  out.add("  users_per_day: \(experiment.usersPerDay)")
  out.add("  days: \(experiment.days)")
  out.add("  arms:")
  for arm in experiment.arms {
    out.add("    - name: \(quoted(arm.name))")
    out.add("      weight: \(arm.weight)")
    out.add("      accepted_per_ten_thousand: \(arm.acceptedPerTenThousand)")
    out.add("      novelty_per_ten_thousand: \(arm.noveltyPerTenThousand)")
    out.add("      novelty_half_life_days: \(arm.noveltyHalfLifeDays)")
    out.add("      score: \(arm.score)")
    out.add("      lost_percent: \(arm.lostPercent)")
  }
}
