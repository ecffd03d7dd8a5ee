// Measures serving runs: requests per processor second, the engine step by step, growth.
//
//     swift run -c release ServingBench [lcg] [engine] [growth]
//
// Without arguments all of them, from the root of the package. Prints Markdown tables. Processor time
// of the one thread, so that other work on the machine counts less. Digests name all that happened:
// a change that only makes things faster leaves them alone.
import Foundation

let wanted = CommandLine.arguments.dropFirst()
if wanted.first == "case" {
  Growth.measureCase(wanted.dropFirst().compactMap { Int($0) })
} else {
  for (name, run) in [
    ("lcg", LCG.table), ("engine", EngineReplay.table), ("growth", Growth.table),
  ]
  where wanted.isEmpty || wanted.contains(name) {
    run()
  }
}
