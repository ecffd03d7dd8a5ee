@testable import Tutor

/// A small lesson with one of everything, in the content directory of `Fixture`.
enum LessonFixture {
  static let lesson = """
    ---
    id: kv-cache
    version: 1
    title: The KV cache
    title_zh: KV 缓存
    stage: 3
    topics: [kv-cache]
    minutes: 8
    goals:
      - Say what a block is and how many of them a request needs.
    ---
    Blocks hold *keys* and values[^paper]. A server that reserves for the worst case wastes most of its
    memory; see [vLLM](https://vllm.ai) and [the next lesson](32-more.md), then [vLLM](https://vllm.ai) again.

    ## What a block is

    - A block has a fixed number of slots.
    - `block_size` says how many.

    | word  | 中文 | meaning                              |
    | ----- | ---- | ------------------------------------ |
    | block | 块   | a fixed number of slots[^code]       |
    | table | 块表 | which block holds which tokens, 按顺序 |

    ```bash
    vllm serve meta-llama/Llama-3.1-8B-Instruct --block-size 16 --max-model-len 16384 --gpu-memory-utilization 0.9
    ```

    ```predict
    id: how-many
    figure: blocks
    ask: How many blocks of 16 does a request of 40 tokens take?
    options:
      - {text: Two, why: Two blocks hold 32 tokens.}
      - {text: Three, right: true, why: 40 / 16 rounded up.}
    ```

    ```figure
    id: blocks
    kind: formula
    caption: Blocks that a request of 40 tokens takes
    knob: {name: size, label: block size, unit: tokens, values: [8, 16, 32], start: 16}
    results:
      - {name: blocks, value: "ceil(40 / size)"}
    source: code
    ```

    So the answer is three, and the last block is half empty.

    ## Sharing

    ### Live

    ```predict
    id: waste
    figure: crowd
    ask: How many of the thirty chats finish?
    unit: chats
    answer_from: {lab: serving, scenario: crowd, metric: finished}
    within_percent: 5
    why: The run ends when all are done.
    ```

    ```figure
    id: crowd
    kind: lab
    caption: Thirty chats
    lab: serving
    scenario: crowd
    knob: max_num_seqs
    values: [1, 16]
    show: [finished, ttft_p95]
    ```

    All of them finish, sooner or later.

    ```figure
    id: walk
    kind: drawn
    caption: Two requests, one block
    frames:
      - title: Apart
        text: |
          request A  [A 16/16][A 16/16][A  8/16]   request B  [B 16/16][B]
      - title: Together
        text: |
          request A, request B
          [AB 16/16]
    ```

    ```question
    id: half
    ask: What is left in the last block?
    hint: Half of it.
    options:
      - {text: Eight slots, right: true, why: 48 - 40 = 8.}
      - {text: Nothing, why: 40 is no multiple of 16.}
      - {text: Sixteen slots, why: Then the block would not be needed.}
    source: code
    ```

    ```question
    id: both
    kind: multiple
    ask: Which of these stand in a block table?
    options:
      - {text: Block numbers, right: true, why: That is what it maps to.}
      - {text: Weights, why: They are shared by all.}
      - {text: Positions of tokens, right: true, why: That is what it maps from.}
    ```

    [^paper]: [Efficient Memory Management](https://arxiv.org/abs/2309.06180), checked 2026-11-23.
    [^code]: [vLLM's block table](https://github.com/vllm-project/vllm), checked 2026-11-23.
    """

  /// A second lesson, for links and for what comes next.
  static let more = """
    ---
    id: more
    version: 1
    title: More about it
    stage: 3
    topics: [kv-cache]
    minutes: 8
    goals: [Go on]
    ---
    It goes on[^a].

    [^a]: [A page](https://example.org), checked 2026-11-23.
    """

  static let files = Fixture.files.merging(
    ["lessons/31-kv-cache.md": lesson, "lessons/32-more.md": more]
  ) { $1 }
}
