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
    Case(line: "scenario check /tmp", status: 2, says: "Is a directory"),
    Case(line: "scenario check /dev/null", status: 2, says: "is empty"),
    Case(line: "scenario import /tmp", status: 2, says: "Is a directory"),
    Case(line: "scenario import /dev/null", status: 2, says: "is empty"),
    Case(line: "scenario import a.csv b.yml", status: 2, says: "by itself"),
    Case(line: "scenario import /none.csv", status: 2, says: "No such file"),
  ])
  func badInput(_ one: Case) throws {
    let answer = try Program()(one.line, input: one.input)
    #expect(answer.status == one.status, "\(answer.trouble)")
    #expect(answer.output.isEmpty)
    #expect(answer.trouble.contains(one.says), "\(answer.trouble)")
    #expect(!answer.trouble.contains("\u{1B}"))
  }

  @Test(arguments: ["check", "import"]) func otherEncodingsHaveALine(command: String) throws {
    let program = try Program()
    let file = program.home + "/latin.yml"
    try Data("version: 1\ntitle: caf".utf8 + [0xE9, 10]).write(to: URL(fileURLWithPath: file))
    let answer = try program("scenario \(command) latin.yml")
    #expect(answer.status == 2 && answer.output.isEmpty)
    #expect(answer.trouble.contains("latin.yml:2: not UTF-8"), "\(answer.trouble)")
    let run = try program("sim scheduling --scenario ./latin.yml")
    #expect(run.status == 2 && run.trouble.contains(":2: not UTF-8"), "\(run.trouble)")
  }

  /// A trace of requests becomes a scenario beside it that runs.
  @Test func aRequestTraceIsImported() throws {
    let program = try Program()
    try "arrival_s,prompt_tokens,output_tokens\n0,100,20\n0.5,50,10\n"
      .write(toFile: program.home + "/mine.csv", atomically: true, encoding: .utf8)
    let answer = try program("scenario import mine.csv -o own.yml")
    #expect(answer.status == 0 && answer.trouble.contains("2 requests"), "\(answer.trouble)")
    let text = try String(contentsOfFile: program.home + "/own.yml", encoding: .utf8)
    #expect(text.contains("file: \"mine.csv\"") && text.contains("format: requests-csv"), "\(text)")
    let run = try program("sim serving --scenario ./own.yml --format json")
    #expect(run.status == 0, "\(run.trouble)")
    let printed = try program("scenario import mine.csv")
    #expect(printed.output.contains("file: \"\(program.home)/mine.csv\""), "\(printed.output)")
  }

  @Test func hashesOfATraceSayHowMuchTheyCover() throws {
    let program = try Program()
    let text = "arrival_s,prompt_tokens,output_tokens,prefix_hashes\n0,40,5,a b c\n"
    for (name, text) in [
      ("mine.csv", text), ("a.csv", "arrived_s,context_tokens,generated_tokens\n0.0,100,50\n"),
      ("pods.yml", "kind: Pod\n"),
    ] {
      try text.write(toFile: program.home + "/" + name, atomically: true, encoding: .utf8)
    }
    let answer = try program("scenario import mine.csv --prefix-block-tokens 16")
    #expect(answer.status == 0 && answer.output.contains("prefix_block_tokens: 16"))
    #expect(answer.trouble.contains("1 request of") && answer.trouble.contains("makes"))
    for (arguments, says) in [
      ("mine.csv", "prefix_block_tokens"), ("mine.csv --prefix-block-tokens 0", "65536"),
      ("a.csv --prefix-block-tokens 16", "azure-csv"),
      ("pods.yml --prefix-block-tokens 16", "pods.yml"),
    ] {
      let answer = try program("scenario import \(arguments)")
      #expect(answer.status == 2 && answer.output.isEmpty, "\(arguments)")
      #expect(answer.trouble.contains(says), "\(arguments): \(answer.trouble)")
    }
  }

  /// No value is an empty field, as for a run.
  @Test func aComparisonHasEmptyFields() throws {
    let answer = try Program()(
      "sim scheduling --scenario gang-6-6 --compare gang=off --format csv")
    #expect(answer.status == 0 && !answer.output.contains("\u{2013}"), "\(answer.output)")
  }
}
