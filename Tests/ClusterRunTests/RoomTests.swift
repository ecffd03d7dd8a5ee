import Testing

@testable import ClusterRun
