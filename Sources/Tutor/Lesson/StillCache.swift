import Curriculum
import TerminalUI

/// The still blocks of a lesson, wrapped once for one width: most of a layout, and the same after every key.
struct StillCache: Sendable {
  let width: Int
  /// By block number; `nil` for blocks with a life of their own.
  private let blocks: [StillBlocks?]

  init(_ lesson: Lesson, width: Int, glyphs: GlyphSet) {
    self.width = width
    let inline = InlineSpans(sourceIDs: lesson.sources.map(\.id))
    blocks = lesson.blocks.map { block in
      switch block.content {
      case .heading, .figure, .prediction, .question: return nil
      default:
        var still = StillBlocks(width: width, glyphs: glyphs, inline: inline)
        still.add(block)
        return still
      }
    }
  }

  subscript(number: Int) -> StillBlocks? { blocks.indices.contains(number) ? blocks[number] : nil }
}
