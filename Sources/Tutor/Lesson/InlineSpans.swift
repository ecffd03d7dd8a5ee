import Curriculum
import TerminalUI

/// Running text in roles: code, emphasis, links with their address behind the words, source references as numbers.
struct InlineSpans {
  /// Source ids in the order of the lesson's list: a reference shows its number.
  let sourceIDs: [String]

  func spans(_ inlines: [Inline], role: Role = .normal, attributes: Attributes = []) -> [TextSpan] {
    var spans: [TextSpan] = []
    for inline in inlines {
      switch inline {
      case .text(let text): spans.append(TextSpan(text, role: role, attributes: attributes))
      case .emphasis(let inner):
        spans += self.spans(inner, role: role == .normal ? .emphasis : role, attributes: attributes)
      case .strong(let inner):
        spans += self.spans(
          inner, role: role == .normal ? .strong : role, attributes: attributes.union(.bold))
      case .strike(let inner): spans += self.spans(inner, role: .muted, attributes: attributes)
      case .code(let text): spans.append(TextSpan(text, role: .code))
      case .link(let inner, let url):
        let words = plainText(of: inner)
        spans.append(TextSpan(words, role: .link, link: url.hasPrefix("https://") ? url : nil))
      case .source(let id):
        let number = sourceIDs.firstIndex(of: id).map { String($0 + 1) } ?? "?"
        spans.append(TextSpan("[\(number)]", role: .muted))
      case .lineBreak: spans.append(TextSpan("\n"))
      }
    }
    return spans
  }

  /// Addresses of the links in the text, in order.
  func links(in inlines: [Inline]) -> [String] {
    inlines.flatMap { inline -> [String] in
      switch inline {
      case .link(_, let url): [url]
      case .emphasis(let inner), .strong(let inner), .strike(let inner): links(in: inner)
      default: []
      }
    }
  }
}
