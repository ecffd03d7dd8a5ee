import Diagnostics
import KubeScheduling
import Scenarios
import Testing

/// Traces with mistakes, cut off, hostile, or long.
@Suite struct CSVStreamTests {
  static let header = "sn,cpu_milli,memory_mib,gpu,model"
  static let good = "n,32000,262144,2,T4"

  struct Bad: CustomTestStringConvertible {
    let name: String
    let text: String
    let line: Int
    /// Words of the message.
    let says: [String]
    var good = 1
    var testDescription: String { name }
  }

  static let bads = [
    Bad(
      name: "no number", text: "\(header)\n\(good)\nn,abc,1,1,T4\n", line: 3,
      says: ["column 2 (cpu_milli)", "'abc'", "whole number from 0"]),
    Bad(
      name: "negative", text: "\(header)\n\(good)\nn,1,-1,1,T4\n", line: 3,
      says: ["column 3 (memory_mib)", "'-1'"]),
    Bad(
      name: "too many GPUs", text: "\(header)\n\(good)\nn,1,1,64,T4\n", line: 3,
      says: ["column 4 (gpu)", "0 to 63"]),
    Bad(
      name: "more than 64 bits", text: "\(header)\n\(good)\nn,99999999999999999999,1,1,T4\n",
      line: 3, says: ["cpu_milli", "0 to 1000000000"]),
    Bad(
      name: "a decimal", text: "\(header)\n\(good)\nn,1.5,1,1,T4\n", line: 3, says: ["'1.5'"]),
    Bad(name: "empty", text: "\(header)\n\(good)\nn,,1,1,T4\n", line: 3, says: ["''"]),
    Bad(
      name: "cut off", text: "\(header)\n\(good)\nn,32000,26", line: 3,
      says: ["3 fields", "ends inside", "5, as the first line"]),
    Bad(
      name: "too many fields", text: "\(header)\n\(good)\n\(good),\n", line: 3, says: ["6 fields"]),
    Bad(
      name: "escape sequence", text: "\(header)\n\(good)\nn,\u{1B}[2J,1,1,T4\n", line: 3,
      says: ["'.[2J'"]),
    Bad(
      name: "escape sequence in a model", text: "\(header)\n\(good)\nn,1,1,1,T\u{1B}]0;x\u{7}\n",
      line: 3, says: ["column 5 (model)", "control characters"]),
    Bad(
      name: "turned text", text: "\(header)\n\(good)\nn,1,1,1,T\u{202E}4\n", line: 3,
      says: ["column 5 (model)", "'T.4'"]),
    Bad(
      name: "byte 0", text: "\(header)\n\(good)\nn,1\u{0},1,1,T4\n", line: 3, says: ["'1.'"]),
    Bad(
      name: "endless line", text: "\(header)\n\(good)\n" + String(repeating: "9", count: 99_999),
      line: 3, says: ["longer than 16384 bytes"]),
    Bad(
      name: "another table", text: "a,b\n1,2\n", line: 1,
      says: ["no column 'cpu_milli'", "cpu_milli,memory_mib,gpu,model"], good: 0),
    Bad(
      name: "a column misspelt", text: "sn,cpu_mili,memory_mib,gpu,model\n", line: 1,
      says: ["no column 'cpu_milli'", "is 'cpu_mili' meant?"], good: 0),
    Bad(
      name: "a column twice", text: "gpu,cpu_milli,memory_mib,gpu,model\n", line: 1,
      says: ["'gpu' is there 2 times"], good: 0),
    Bad(name: "nothing", text: "", line: 0, says: ["nothing in it"], good: 0),
    Bad(name: "only empty lines", text: "\n\r\n  \n", line: 0, says: ["nothing in it"], good: 0),
  ]

  /// Whole, and byte by byte: where pieces end plays no part.
  @Test(arguments: bads) func problemHasAnAddress(_ bad: Bad) throws {
    for piece in [1, 7, 1 << 16] {
      let reader = Self.nodes(bad.text.utf8.map { $0 }, piece: piece)
      let problem = try #require(reader.problems.first)
      #expect(problem.line == bad.line, "\(problem)")
      for word in bad.says { #expect(problem.description.contains(word), "\(problem)") }
      #expect(reader.nodes.count == bad.good)
      #expect(problem.description.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 })
      #expect(problem.description.count < 250)
    }
  }

  static func nodes(_ bytes: [UInt8], piece: Int) -> GPUNodeListReader {
    var reader = GPUNodeListReader(file: "nodes.csv")
    var rest = bytes[...]
    while !rest.isEmpty {
      reader.read(Array(rest.prefix(piece)))
      rest = rest.dropFirst(piece)
    }
    reader.finish()
    return reader
  }

  @Test func invalidUTF8IsNoModel() {
    let reader = Self.nodes(Array("\(Self.header)\nn,1,1,1,".utf8) + [0xC3, 0x28, 10], piece: 3)
    #expect(reader.problems.map(\.line) == [2])
  }

  @Test(arguments: [
    "\(header)\r\n\(good)\r\n", "\(header)\n\(good)", "\u{FEFF}\(header)\n\n\(good)\n",
    "\(header)\r\(good)\r", "model,x,gpu,memory_mib,cpu_milli\nT4,?,2,262144,32000\n",
  ])
  func otherSpellingsAreUnderstood(text: String) {
    let reader = Self.nodes(Array(text.utf8), piece: 5)
    #expect(reader.problems.isEmpty)
    #expect(
      reader.nodes == [GPUNodeShape(cpuMilli: 32_000, memory: 262_144, gpus: 2, model: "T4")])
  }

  @Test func onlyTheFirstProblemsAreKept() throws {
    let text = Self.header + String(repeating: "\nbad,row", count: 5_000)
    let reader = Self.nodes(Array(text.utf8), piece: 1 << 12)
    #expect(reader.problems.count == CSVStream.mostProblems + 1)
    #expect(reader.problems.last?.message.contains("4980 more") == true)
  }

  struct BadPod: CustomTestStringConvertible {
    let row: String
    let says: String
    var testDescription: String { row }
  }

  @Test(arguments: [
    BadPod(row: "4000,1,2,500,", says: "column 4 (gpu_milli)"),
    BadPod(row: "4000,1,1,0,", says: "1 to 1000"),
    BadPod(row: "4000,1,1,1001,", says: "0 to 1000"),
    BadPod(row: "4000,1,1,,", says: "gpu_milli"),
    BadPod(row: "4000,1,x,1000,", says: "num_gpu"),
  ])
  func podThatNoGPUCanServe(bad: BadPod) throws {
    var reader = GPUPodListReader(file: "pods.csv", nodes: [])
    let text = "cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n1,1,0,,\n\(bad.row)\n"
    reader.read(Array(text.utf8))
    reader.finish()
    let problem = try #require(reader.problems.first)
    #expect(problem.line == 3 && problem.description.contains(bad.says), "\(problem)")
    #expect(reader.trace.pods.count == 1)
  }

  /// Pods of a long trace take four bytes each.
  @Test func longTraceStaysSmall() {
    var reader = GPUPodListReader(file: "pods.csv", nodes: [])
    reader.read(Array("name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n".utf8))
    let piece = (0..<500).map { "pod-\($0),4000,\($0 % 7),1,500,T4|G2\n" }.joined()
    for _ in 0..<40 { reader.read(Array(piece.utf8)) }
    reader.finish()
    #expect(reader.problems.isEmpty)
    #expect(reader.trace.pods.count == 20_000)
    #expect(reader.trace.classes.count == 7)
    #expect(reader.trace.classes.first?.models == ["T4", "G2"])
  }
}
