import Foundation
import Testing

/// Bad arguments and bad input: status 2, nothing on standard output, one line that says what would
/// be right.
@Suite struct BadInputTests {
  struct Case: CustomTestStringConvertible {
    let line: String
    /// Words of the message.
    let says: [String]
    var testDescription: String { line }
  }

  static let cases = [
    Case(line: "nosuch", says: ["nosuch", "today"]),
    Case(line: "mapp", says: ["mapp", "'map'"]),
    Case(line: "--nope", says: ["--nope"]),
    Case(line: "today extra", says: ["extra"]),
    Case(line: "today --format", says: ["--format"]),
    Case(line: "today --format xml", says: ["xml", "json"]),
    Case(line: "today --lang xx", says: ["xx", "zh"]),
    Case(line: "--lang zh mapp", says: ["mapp", "是否指"]),
    Case(line: "today --now yesterday", says: ["yesterday", "2026-11-23T10:00:00+01:00"]),
    Case(line: "today --content /nonexistent", says: ["/nonexistent", "--content"]),
    Case(line: "map --stage 9", says: ["9", "1 to 5"]),
    Case(line: "lesson show kv-cach", says: ["kv-cach", "kv-cache"]),
    Case(line: "challenge show nosuch", says: ["nosuch", "blocks-and-crumbs"]),
    Case(line: "challenge run nosuch", says: ["nosuch"]),
    Case(line: "challenge run blocks-and-crumbs --set block_size", says: ["lever=value"]),
    Case(line: "challenge run blocks-and-crumbs --set gpu=h100", says: ["gpu", "block_size"]),
    Case(line: "challenge run blocks-and-crumbs --set block_size=17", says: ["17"]),
    Case(
      line: "challenge run blocks-and-crumbs --reference --set block_size=16",
      says: ["--reference", "--set"]),
    Case(line: "challenge run blocks-and-crumbs --policy x", says: ["--policy"]),
    Case(line: "sim", says: ["lab"]),
    Case(line: "sim servin --scenario x", says: ["servin", "serving"]),
    Case(line: "sim gateway --scenario x", says: ["no scenario 'x'", "token-budgets"]),
    Case(line: "sim serving", says: ["--scenario", "blocks-and-crumbs"]),
    Case(line: "sim serving --scenario bloks-and-crumbs", says: ["blocks-and-crumbs"]),
    Case(line: "sim serving --scenario ./none.yml", says: ["none.yml"]),
    Case(line: "sim scheduling --scenario blocks-and-crumbs", says: ["serving"]),
    Case(line: "sim serving --scenario blocks-and-crumbs --set nope=1", says: ["nope"]),
    Case(line: "sim serving --scenario blocks-and-crumbs --set block_size=x", says: ["block_size"]),
    Case(line: "sim serving --scenario blocks-and-crumbs --sweep nope", says: ["nope"]),
    Case(
      line: "sim serving --scenario blocks-and-crumbs --sweep gpu --compare gpu=h100",
      says: ["--sweep", "--compare"]),
    Case(line: "sim scheduling --experiment fdg", says: ["fdg", "fgd"]),
    Case(line: "sim serving --experiment fgd", says: ["sim scheduling --experiment fgd"]),
    Case(
      line: "sim scheduling --experiment fgd --scenario gang-6-6",
      says: ["--scenario", "--policies"]),
    Case(line: "sim scheduling --experiment accuracy", says: ["sim serving --experiment accuracy"]),
    Case(line: "sim serving --experiment speed", says: ["speed", "accuracy"]),
    Case(
      line: "sim serving --experiment accuracy --seeds 3", says: ["--measured-run", "--seeds"]),
    Case(
      line: "sim serving --experiment accuracy --measured-run /none.yml", says: ["/none.yml"]),
    Case(
      line: "sim serving --scenario blocks-and-crumbs --measured-run x.yml",
      says: ["--measured-run", "accuracy"]),
    Case(
      line: "sim serving --experiment attention --scenario shared-prompt",
      says: ["--set", "--scenario"]),
    Case(
      line: "sim serving --experiment attention --set nope=1", says: ["nope", "context_tokens"]),
    Case(
      line: "sim serving --experiment kv-memory --set context_tokens=0",
      says: ["context_tokens", "1 to"]),
    Case(
      line: "sim serving --experiment kv-memory --set model=llama-3.1-70b"
        + " --set tensor_parallel_size=3", says: ["Llama-3.1-70B", "3"]),
    Case(
      line: "sim serving --experiment replacement --scenario gang-6-6", says: ["scheduling"]),
    Case(
      line: "sim serving --experiment replacement --sweep block_size", says: ["--sweep", "--set"]),
    Case(line: "sim scheduling --experiment attention", says: ["sim serving"]),
    Case(line: "sim scheduling --experiment fgd --seeds 0", says: ["0", "1 to 1000"]),
    Case(line: "sim scheduling --experiment fgd --policies tetris", says: ["tetris", "best-fit"]),
    Case(line: "sim scheduling --experiment fgd --trace-pods /none.csv", says: ["/none.csv"]),
    Case(line: "sim scheduling --experiment fgd --trace-nodes /etc/hostname", says: ["cpu_milli"]),
    Case(line: "sim scheduling --scenario gang-6-6 --all-nodes", says: ["--all-nodes", "fgd"]),
    Case(line: "sim scheduling --experiment fgd --seeds -1", says: ["-1", "1 to 1000"]),
    Case(
      line: "sim scheduling --experiment fgd --trace-pods /dev/zero",
      says: ["/dev/zero:1", "longer than"]),
    Case(line: "sim scheduling --scenario gang-6-6 --at 3", says: ["--at", "--why"]),
    Case(
      line: "sim scheduling --scenario gang-6-6 --why x --what-if x", says: ["--why, --what-if are"]
    ),
    Case(line: "sim scheduling --scenario gang-6-6 --why x --at -1", says: ["no step -1"]),
    Case(
      line: "sim scheduling --scenario gang-6-6 --compare gang=off,gang=permit",
      says: ["'gang' is set twice"]),
    Case(line: "sim scheduling --scenario /tmp/", says: ["directory"]),
    Case(line: "sim scheduling --scenario /dev/null", says: ["empty"]),
    Case(line: "verify", says: ["file|dir"]),
    Case(line: "verify /nonexistent.json", says: ["/nonexistent.json"]),
    Case(line: "check /nonexistent", says: ["/nonexistent"]),
    Case(line: "progress restore /nonexistent", says: ["/nonexistent"]),
    Case(line: "progress reset nosuch", says: ["nosuch"]),
    Case(line: "progress undo", says: ["nothing"]),
    Case(line: "progress merge a b", says: ["merge"]),
    Case(line: "report --format csv", says: ["csv", "html"]),
    Case(line: "report --format xapi", says: ["xapi"]),
    Case(line: "report -o /nonexistent/report.html", says: ["/nonexistent/report.html"]),
    Case(line: "report -o /tmp", says: ["/tmp", "Is a directory"]),
    Case(line: "today --store=", says: ["--store", "directory"]),
    Case(line: "--content= today", says: ["--content", "directory"]),
    Case(line: "help nosuch", says: ["nosuch", "today"]),
    Case(line: "--seed tea today", says: ["--seed"]),
    Case(line: "--lang en today --format", says: ["--format"]),
    Case(line: "review --limit 0", says: ["--limit"]),
    Case(line: "--store /tmp", says: ["terminal", "today"]),
  ]

  @Test(arguments: cases) func saysWhatWouldBeRight(_ one: Case) throws {
    let program = try Program()
    let answer = try program(one.line)
    #expect(answer.status == 2, "\(answer.output)\(answer.trouble)")
    #expect(answer.output.isEmpty)
    #expect(answer.trouble.hasPrefix("aiinfra-tutor: "))
    #expect(answer.trouble.split(separator: "\n").count == 1, "\(answer.trouble)")
    for word in one.says { #expect(answer.trouble.contains(word), "\(answer.trouble)") }
  }

  @Test func withoutArgumentsAndTerminalItSaysWhatToUse() throws {
    let answer = try Program().run([])
    #expect(answer.status == 2)
    #expect(answer.output.isEmpty)
    #expect(answer.trouble.contains("aiinfra-tutor today"))
  }

  @Test func aDamagedGoldenFileIsAnError() throws {
    let program = try Program()
    for text in ["", "[]", "{\"format\": \"unknown/9\", \"cases\": []}", "{\"cases\": []}"] {
      let path = program.home + "/case.json"
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let answer = try program.run(["verify", path])
      #expect(answer.status == 2, "\(text): \(answer.output)")
      #expect(answer.trouble.contains("case.json"))
    }
  }
}
