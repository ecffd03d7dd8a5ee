/// A view of a run beside its picture; a lab offers those that fit what it simulates.
public enum PanelKind: String, CaseIterable, Sendable, Hashable {
  /// How full every machine is: one column a node, one cell a GPU.
  case heatMap = "heat-map"
  /// Who waited, held and worked when.
  case gantt
  /// Queues under their cohorts or parents: quota, use, borrowed, lent.
  case queues
  /// Zones, racks, nodes and what is free in each.
  case topology
  /// When each request waited, was prefilled, decoded.
  case waterfall
  /// Each engine step's token budget, filled by prefill and decode.
  case batches
  /// What the prefix cache knows, as a tree.
  case prefixTree = "prefix-tree"
  /// Replicas with their queues.
  case fleet
  /// What each component of a node did for each pod, side by side.
  case lanes
  /// The state machines of pods, sandboxes, containers and volumes, each in its present state.
  case machines
  /// Status, conditions and events as `kubectl describe` shows them.
  case describe
  /// Replicas over time and the autoscaler's present decision with its numbers.
  case scaling
  /// Requests that wait before the pods and in them.
  case holding
  /// What pods go through until they are ready.
  case coldStart = "cold-start"
  /// Shares of two versions over time.
  case rollout
  /// The steps that decided when a workflow ended.
  case criticalPath = "critical-path"
  /// What tenants have used of their budgets.
  case budgets
  /// What was seen at each look of an experiment.
  case looks
  /// How many of the true nearest an index finds, against its work.
  case recallCurve = "recall-curve"
  /// What each component of an InferenceService has and does.
  case components
  /// Which of many models is on which server.
  case models
}

/// What such a view shows at one step.
public enum Panel: Sendable, Hashable {
  case heatMap(Picture)
  case gantt(Gantt)
  case queues(QueueTree)
  case topology(TopologyTree)
  case waterfall(Gantt)
  case batches(BatchTimeline)
  case prefixTree(PrefixTree)
  case fleet(FleetTable)
  case lanes(Gantt)
  case machines(StateMachines)
  case describe(PodDescriptions)
  case scaling(Timeline)
  case holding(Timeline)
  case coldStart(StageChart)
  case rollout(Timeline)
  case criticalPath(TablePanel)
  case budgets(TablePanel)
  case looks(TablePanel)
  case recallCurve(CurvePanel)
  case components(TablePanel)
  case models(TablePanel)
}
