/// Keys that begin with `command.` (and `export.`, for manifests): help texts, answers, problems,
/// findings of the doctor.
let commandEntries: [[Entry]] = [
  commandHelpEntries, commandAnswerEntries, commandProblemEntries, commandExperimentEntries,
  commandScenarioEntries, doctorEntries,
]
