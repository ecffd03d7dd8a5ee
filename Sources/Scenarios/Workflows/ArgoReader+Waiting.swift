import AddressedYAML
import Diagnostics
import GatewaySim

/// How often a task is run, whether at all, and what it waits for.
extension ArgoReader {
  // MARK: Loops and conditions

  /// What a task is run for; one `nil` without a loop.
  func items(of task: YAMLMap, _ values: ArgoValues) -> [YAMLNode?] {
    if let items = task.optional("withItems")?.elements {
      return Array(items.prefix(workflowStepLimit))
    }
    if task.has("withParam") || task.has("withItems") {
      let key = task.has("withParam") ? "withParam" : "withItems"
      let text = values.substituted(task.optional(key)?.rawText ?? "")
      let scratch = ProblemLog(file: log.file)
      if !text.contains("{{"),
        case .list(let nodes)? = YAMLNode.parse(text, log: scratch, isForeign: true)?.content
      {
        return Array(nodes.prefix(workflowStepLimit))
      }
      refused.report(
        line: task.line(of: key),
        "what '\(key)' runs over only a real run knows; it is run once")
      return [nil]
    }
    guard let sequence = task.optional("withSequence")?.map() else { return [nil] }
    func number(_ key: String) -> Int? {
      sequence.optional(key)?.rawText.flatMap { Int(values.substituted($0)) }
    }
    let start = sequence.has("start") ? number("start") : 0
    if let start, let count = number("count"), (0...workflowStepLimit).contains(count),
      !start.addingReportingOverflow(count).overflow
    {
      return (0..<count).map { YAMLNode(.scalar(String(start.plus($0)), isPlain: true), line: 0) }
    }
    if let start, let end = number("end"), !sequence.has("count"),
      abs(Double(end) - Double(start)) < Double(workflowStepLimit)
    {
      let numbers = start <= end ? Array(start...end) : (end...start).reversed()
      return numbers.map { YAMLNode(.scalar(String($0), isPlain: true), line: 0) }
    }
    refused.report(
      line: sequence.line,
      "the numbers of 'withSequence' are not known, or too many; it is run once")
    return [nil]
  }

  func isUnknown(_ condition: YAMLValue?, _ values: ArgoValues) -> Bool {
    guard let condition else { return false }
    return ArgoExpression.holds(values.substituted(condition.rawText ?? "")) == nil
  }

  func holds(_ condition: YAMLValue, _ values: ArgoValues) -> Bool {
    let text = values.substituted(condition.rawText ?? "")
    if let answer = ArgoExpression.holds(text) { return answer }
    refused.report(
      line: condition.line,
      "'when: \(shortened(text))' depends on what only a real run knows; it is taken as true")
    return true
  }

  // MARK: What is waited for

  func dependencies(of task: YAMLMap?) -> [String] {
    guard let task else { return [] }
    if let text = task.optional("depends")?.rawText {
      return ArgoExpression.names(in: text)
    }
    return task.texts("dependencies")
  }

  func dependencyClauses(
    of task: YAMLMap, _ ends: [String: [Int]]
  ) -> [[WorkflowStep.Need]] {
    guard let value = task.optional("depends"), let text = value.rawText else {
      return task.texts("dependencies").flatMap { name in
        (ends[name] ?? []).map { [WorkflowStep.Need($0)] }
      }
    }
    guard let clauses = ArgoExpression.clauses(of: text) else {
      refused.report(
        line: value.line, "'\(shortened(text))' is not simulated; all that it names are waited for",
        hint: "simulated: A && (B.Succeeded || C.Failed)")
      return dependencies(of: task).flatMap { name in
        (ends[name] ?? []).map { [WorkflowStep.Need($0)] }
      }
    }
    return clauses.flatMap { clause -> [[WorkflowStep.Need]] in
      if clause.count == 1, let only = clause.first {
        return (ends[only.name] ?? []).map { [.init($0, endings: only.endings)] }
      }
      return [
        clause.flatMap { term in
          (ends[term.name] ?? []).map { .init($0, endings: term.endings) }
        }
      ]
    }
  }
}
