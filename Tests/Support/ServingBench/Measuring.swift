import Foundation

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Processor seconds of some work and what it made.
func timed<Result>(_ work: () -> Result) -> (seconds: Double, result: Result) {
  let begin = processorSeconds()
  let result = work()
  return (processorSeconds() - begin, result)
}

/// The most memory that this process ever had, in MB.
func peakMegabytes() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
  return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) / 1_000
}

func thousands(_ value: Double) -> String {
  var digits = String(Int(value.rounded()))
  var groups: [String] = []
  while digits.count > 3 {
    groups.insert(String(digits.suffix(3)), at: 0)
    digits.removeLast(3)
  }
  return ([digits] + groups).joined(separator: ",")
}

func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

func row(_ cells: [String]) { print("| " + cells.joined(separator: " | ") + " |") }
func head(_ cells: [String]) {
  row(cells)
  row(Array(repeating: "---", count: cells.count))
}
