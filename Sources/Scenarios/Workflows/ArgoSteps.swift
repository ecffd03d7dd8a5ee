import AddressedYAML
import Diagnostics
import GatewaySim
import Simulation

/// Milliseconds that a step's code takes: what its command sleeps, what a suspended step waits,
/// nothing for a daemon, which others wait for only until it runs; else a minute.
func argoLength(of template: YAMLMap, _ values: ArgoValues, noted: ProblemLog) -> Int {
  if template.optional("daemon")?.truth() == true { return 1 }
  if template.has("suspend") {
    if let length = suspendDuration(template, values).flatMap(argoDuration) {
      return length * 1_000
    }
    noted.report(
      line: template.line(of: "suspend"), "it waits until somebody resumes it: 60 s are taken",
      hint: "change 'duration_ms' in the scenario")
    return 60_000
  }
  var words: [Substring] = []
  for key in ["container", "script"] {
    guard let container = template.optional(key)?.map() else { continue }
    for part in ["command", "args"] {
      for word in container.optional(part)?.elements ?? [] {
        guard case .scalar(let text, _) = word.content else { continue }
        words += values.substituted(text).split { " ;\n\t".contains($0) }.map { Substring($0) }
      }
    }
    let source = values.substituted(container.optional("source")?.rawText ?? "")
    words += source.split { " ;\n\t".contains($0) }.map { Substring($0) }
  }
  if let at = words.firstIndex(of: "sleep"), at + 1 < words.count,
    let length = argoDuration(String(words[at + 1]))
  {
    return min(length, 2_592_000) * 1_000
  }
  noted.report(
    line: template.line, "how long it takes is not written: 60 s are taken",
    hint: "change 'duration_ms' in the scenario")
  return 60_000
}

private func suspendDuration(_ template: YAMLMap, _ values: ArgoValues) -> String? {
  guard case .map? = template.optional("suspend")?.node.content else { return nil }
  return template.optional("suspend")?.map()?.optional("duration")?.rawText
    .map(values.substituted)
}

/// `retryStrategy`; without a limit it goes on for ever, which is a thousand times here.
func argoRetryRule(_ map: YAMLMap, _ values: ArgoValues, refused: ProblemLog) -> RetryRule {
  func text(_ map: YAMLMap?, _ key: String) -> String? {
    map?.optional(key)?.rawText.map(values.substituted)
  }
  let limit = text(map, "limit").flatMap { Int($0) }.map { max(0, min($0, 1_000)) }
  // An expression alone decides, whatever went wrong.
  var policy: RetryRule.Policy = map.has("expression") ? .always : .onFailure
  if let word = text(map, "retryPolicy") {
    if let known = RetryRule.Policy(rawValue: word) {
      policy = known
    } else {
      refused.report(
        line: map.line(of: "retryPolicy"),
        "retryPolicy '\(shortened(word))' is not simulated; OnFailure is taken")
    }
  }
  let backoff = map.optional("backoff")?.map()
  func length(_ key: String) -> SimDuration? {
    text(backoff, key).flatMap(argoDuration).map { .seconds($0) }
  }
  return RetryRule(
    limit: limit ?? 1_000, policy: policy, backoff: length("duration") ?? .zero,
    factor: text(backoff, "factor").flatMap { Int($0) }.map { max(0, min($0, 100)) } ?? 1,
    cap: length("cap"), maxDuration: length("maxDuration"))
}
