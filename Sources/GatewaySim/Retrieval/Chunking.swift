/// How documents are cut: stretches of `size` words, each beginning `overlap` words before the one
/// before it ends.
public struct Chunking: Hashable, Sendable {
  /// Words of a chunk, at least 1.
  public let size: Int
  /// Words shared with the chunk before, below `size`.
  public let overlap: Int

  /// Values out of range are moved to its end.
  public init(size: Int, overlap: Int) {
    self.size = max(1, size)
    self.overlap = min(max(0, overlap), self.size - 1)
  }

  /// The stretches of a document of so many words: ceil((words - overlap) / (size - overlap)).
  ///
  /// 2 000 words by 400 with 100 in common: ceil(1 900 / 300) = 7 chunks. The last one is shorter.
  public func ranges(words: Int) -> [Range<Int>] {
    guard words > 0 else { return [] }
    var ranges: [Range<Int>] = []
    var start = 0
    while true {
      let end = min(words, start + size)
      ranges.append(start..<end)
      if end == words { return ranges }
      start += size - overlap
    }
  }
}

/// A stretch of a document that is searched and handed to the model as a whole.
public struct Chunk: Hashable, Sendable {
  public let document: Int
  /// Words of the document.
  public let range: Range<Int>
}

extension Corpus {
  /// All documents cut, in order.
  public func chunks(_ chunking: Chunking) -> [Chunk] {
    documents.indices.flatMap { document in
      chunking.ranges(words: documents[document].count).map {
        Chunk(document: document, range: $0)
      }
    }
  }

  /// The words of a chunk.
  public func words(of chunk: Chunk) -> ArraySlice<Int> {
    documents[chunk.document][chunk.range]
  }
}

extension Corpus.Passage {
  /// Words of the passage that at least one of the chunks has.
  public func wordsCovered(by chunks: [Chunk]) -> Int {
    let parts = chunks.filter { $0.document == document }.map { $0.range.clamped(to: range) }
    return range.count { place in parts.contains { $0.contains(place) } }
  }
}
