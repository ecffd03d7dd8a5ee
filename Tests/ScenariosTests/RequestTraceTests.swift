import Scenarios
import Simulation
import Testing

struct RequestTraceTests {
  @Test func mooncakeRowsAreRead() {
    let text = """
      {"timestamp":3000,"input_length":600,"output_length":5,"hash_ids":[0,14]}

      {"timestamp": 4000, "input_length": 512, "output_length": 1, "hash_ids": [0]}
      """
    let parsed = MooncakeTrace.read(text, file: "m.jsonl")
    #expect(parsed.problems.isEmpty)
    #expect(parsed.value?.map(\.promptTokens) == [600, 512])
    #expect(parsed.value?.first?.arrival == SimTime(nanoseconds: 3_000_000_000))
  }

  @Test(arguments: [
    ("broken JSON", "{\"timestamp\":"),
    ("too few blocks", #"{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0]}"#),
    ("no tokens", #"{"timestamp":0,"input_length":0,"output_length":5,"hash_ids":[]}"#),
    ("negative id", #"{"timestamp":0,"input_length":6,"output_length":5,"hash_ids":[-1]}"#),
    ("a text", #"{"timestamp":"0","input_length":6,"output_length":5,"hash_ids":[1]}"#),
  ])
  func mooncakeProblemsHaveAnAddress(name: String, line: String) {
    let good = #"{"timestamp":0,"input_length":6,"output_length":5,"hash_ids":[1]}"#
    let parsed = MooncakeTrace.read(good + "\n" + line + "\n" + good, file: "m.jsonl")
    #expect(parsed.problems.map(\.line) == [2], "\(name)")
    #expect(parsed.value?.count == 2, "\(name)")
  }

  @Test func azureRowsAreRead() {
    let text = "arrived_s,context_tokens,generated_tokens\r\n0.0000,374,44\r\n1.25,7,2\r\n"
    let parsed = AzureTrace.read(text, file: "a.csv")
    #expect(parsed.problems.isEmpty)
    #expect(parsed.value?.map(\.arrival.nanoseconds) == [0, 1_250_000_000])
    #expect(parsed.value?.map(\.promptTokens) == [374, 7])
  }

  @Test(arguments: ["1,2", "1,2,x", "-1,2,3", "1.0000000001,2,3", "1,0,3", "1e3,2,3"])
  func azureProblemsHaveAnAddress(line: String) {
    let text = "arrived_s,context_tokens,generated_tokens\n0,1,1\n\(line)\n"
    let parsed = AzureTrace.read(text, file: "a.csv")
    #expect(parsed.problems.map(\.line) == [3])
    #expect(parsed.value?.count == 1)
  }

  @Test func anotherTableIsNoAzureTrace() {
    #expect(AzureTrace.read("a,b\n1,2\n", file: "a.csv").value == nil)
  }
}
