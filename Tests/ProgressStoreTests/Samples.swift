import Learning

@testable import ProgressStore

let directory = "/home/learner/.local/share/aiinfra-tutor"
let log = directory + "/events.jsonl"

func moment(_ minute: Int) -> Moment {
  Moment(
    milliseconds: 1_795_424_400_000 + minute * 60_000, offsetMinutes: 60, zone: "Europe/Berlin")
}

/// The event of minute `number`; ids ascend with it.
func event(_ number: Int, _ kind: LearnerEvent.Kind? = nil) -> LearnerEvent {
  let digits = String(number)
  return LearnerEvent(
    id: "01M" + String(repeating: "0", count: 23 - digits.count) + digits, moment: moment(number),
    kind: kind ?? .entryMet(entry: "entry-\(number)"))
}

func open(_ disk: SimulatedDisk) throws -> ProgressStore {
  try ProgressStore(directory: directory, files: disk.client)
}

/// Numbers of the `event`s that a state holds.
func numbers(_ store: ProgressStore) -> [Int] {
  store.state.entriesMet.keys.compactMap { Int($0.dropFirst(6)) }.sorted()
}
