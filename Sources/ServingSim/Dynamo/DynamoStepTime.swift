/// The polynomial timing of Dynamo's mock engine, in milliseconds.
///
/// The constants are those of ai-dynamo-runtime 1.6.1, confirmed by running it; they resemble an
/// 8B model on one GPU and are not fitted to anything else.
public enum DynamoStepTime {
  /// A step's prefill part for `tokens` new prompt tokens.
  public static func prefillMilliseconds(tokens: Int) -> Double {
    let count = Double(tokens)
    return 4.209989e-07 * (count * count) + 1.518344e-02 * count + 1.650142e+01
  }

  /// A step's decode part when `activeFraction` of the KV cache is in use by decoding sequences.
  public static func decodeMilliseconds(activeFraction: Double) -> Double {
    max(1, -25.74 * (activeFraction * activeFraction) + 54.01 * activeFraction + 5.74)
  }
}
