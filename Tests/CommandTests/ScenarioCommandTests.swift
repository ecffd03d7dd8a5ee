import Foundation
import Testing

/// `aiinfra-tutor scenario` as scripts use it.
@Suite struct ScenarioCommandTests {
  private static let node = """
    apiVersion: v1
    kind: Node
    metadata: {name: n}
    status: {allocatable: {cpu: 8, memory: 8Gi, pods: 10}}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: fine}
    spec: {containers: [{name: a, image: b, resources: {requests: {cpu: 1}}}]}

    """
  private static let claimed = """
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: claimed}
    spec: {containers: [{name: a, image: b}], resourceClaims: [{name: c}]}

    """

  @Test func refusalsStopUnlessPartial() throws {
    let program = try Program()
    let whole = try program("scenario import - -o out.yml", input: Self.node + Self.claimed)
    #expect(whole.status == 1 && whole.output.isEmpty)
    #expect(whole.trouble.contains("-:14: Pod default/claimed"), "\(whole.trouble)")
    #expect(!FileManager.default.fileExists(atPath: program.home + "/out.yml"))
    let part = try program(
      "scenario import - -o out.yml --partial --title Ours", input: Self.node + Self.claimed)
    #expect(part.status == 0, "\(part.trouble)")
    let check = try program("scenario check out.yml")
    #expect(check.status == 0, "\(check.output)\(check.trouble)")
    let run = try program("sim scheduling --scenario ./out.yml")
    #expect(run.status == 0 && run.output.contains("Ours"), "\(run.trouble)")
  }

  @Test(arguments: ["kube-scheduler", "kueue", "volcano", "kai"])
  func exportsAndReadsBack(target: String) throws {
    let program = try Program()
    let export = try program(
      "scenario export gang-6-6 --for \(target) -o out.yaml --script out.sh --seed tea")
    #expect(export.status == 0 && export.output.isEmpty, "\(export.trouble)")
    let back = try program("scenario import out.yaml --quiet")
    #expect(back.status == 0 && back.trouble.isEmpty, "\(back.trouble)")
    #expect(back.output.contains("lab: scheduling"))
    let shell = try program.shell("sh -n out.sh")
    #expect(shell.status == 0, "\(shell.trouble)")
  }

  /// The script applies every document once, in order.
  @Test func theScriptAppliesEveryDocument() throws {
    let program = try Program()
    _ = try program("scenario export gang-6-6 --for kube-scheduler -o out.yaml --script out.sh")
    let played = try program.shell(
      "mkdir bin; printf '#!/bin/sh\\ncat >> all.yaml\\n' > bin/kubectl; chmod +x bin/kubectl; "
        + "printf '#!/bin/sh\\n' > bin/sleep; chmod +x bin/sleep; "
        + "PATH=$PWD/bin:$PATH sh out.sh out.yaml && grep -c '^kind:' all.yaml out.yaml")
    #expect(played.status == 0, "\(played.trouble)")
    let counts = Set(
      played.output.split(separator: "\n").compactMap { $0.split(separator: ":").last })
    #expect(counts.count == 1, "\(played.output)")
  }

  struct Case: CustomTestStringConvertible {
    let line: String
    var input = ""
    let status: Int32
    let says: String
    var testDescription: String { line }
  }

  @Test(arguments: [
    Case(line: "scenario import /none.yml", status: 2, says: "/none.yml"),
    Case(line: "scenario import - -", status: 2, says: "2"),
    Case(line: "scenario import -", input: "a: [", status: 2, says: "-:2: not YAML"),
    Case(
      line: "scenario import -", input: "kind: Pod\napiVersion: v1\nmetadata: {name: \"a\\e[2J\"}",
      status: 2, says: "U+001B"),
    Case(line: "scenario export gang-6-6 --for nomad", status: 2, says: "kube-scheduler"),
    Case(line: "scenario export gang-6 --for kai", status: 2, says: "gang-6-6"),
    Case(line: "scenario export shared-prompt --for kai", status: 2, says: "serving"),
    Case(line: "scenario check /none.yml", status: 2, says: "/none.yml"),
  ])
  func badInput(_ one: Case) throws {
    let answer = try Program()(one.line, input: one.input)
    #expect(answer.status == one.status, "\(answer.trouble)")
    #expect(answer.output.isEmpty)
    #expect(answer.trouble.contains(one.says), "\(answer.trouble)")
    #expect(!answer.trouble.contains("\u{1B}"))
  }
}
