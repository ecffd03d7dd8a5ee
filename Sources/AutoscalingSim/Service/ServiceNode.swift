/// A machine that pods run on, as far as their start is concerned.
struct ServiceNode: Sendable {
  enum Content: Sendable { case absent, coming, present }

  /// Pods that have a place on it.
  var pods = 0
  var image: Content
  var model: Content
  /// Pods that wait for what is coming.
  var waitingForImage: [Int] = []
  var waitingForModel: [Int] = []

  init(_ setup: ColdStartSetup) {
    image = setup.image == .prePull || setup.pulledImageBytes == 0 ? .present : .absent
    model =
      switch setup.model {
      case .nodeCache, .inImage: .present
      case .imageVolume, .peerToPeer: setup.modelBytes == 0 ? .present : .absent
      case .download, .streaming: .absent
      }
  }
}
