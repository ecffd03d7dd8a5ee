/// Keys that begin with `command.`: help texts, answers, problems, findings of the doctor.
let commandEntries: [[Entry]] = [
  commandHelpEntries, commandAnswerEntries, commandProblemEntries, commandExperimentEntries,
  doctorEntries,
]
