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
}

/// What such a view shows at one step.
public enum Panel: Sendable, Hashable {
  case heatMap(Picture)
  case gantt(Gantt)
  case queues(QueueTree)
  case topology(TopologyTree)
}
