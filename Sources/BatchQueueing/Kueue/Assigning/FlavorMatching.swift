extension Kueue.ResourceFlavor {
  /// Whether pods may use the flavor by its labels. Conditions on labels that the flavor does not
  /// have are left to the nodes.
  func admits(_ pods: Kueue.PodSet) -> Bool {
    for (key, value) in pods.nodeSelector {
      if let own = nodeLabels[key], own != value { return false }
    }
    let terms = (pods.affinity.required ?? []).map { term in
      term.matchExpressions.filter { nodeLabels[$0.key] != nil }
    }
    return terms.isEmpty || terms.contains(where: \.isEmpty)
      || terms.contains { term in term.allSatisfy { $0.matches(nodeLabels) } }
  }
}
