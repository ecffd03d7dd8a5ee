/// Knobs of the control plane `volcano`.
let volcanoKnobs: [Knob] = [
  Knob(
    id: "volcano_actions", kind: .word(VolcanoChoices.Actions.allCases.map(\.rawValue)),
    standard: .word(VolcanoChoices.Actions.standard.rawValue)),
  Knob(
    id: "volcano_shares", kind: .word(VolcanoChoices.Shares.allCases.map(\.rawValue)),
    standard: .word(VolcanoChoices.Shares.proportion.rawValue)),
]

/// Knobs of the control plane `kai`.
let kaiKnobs: [Knob] = [
  Knob(id: "kai_placement", kind: .word(["pack", "spread"]), standard: .word("pack")),
  Knob(
    id: "kai_reclaim_multiplier_percent", unit: "%",
    kind: .whole(100...1_000, stops: [100, 110, 125, 150, 200, 400]), standard: .whole(100)),
]
