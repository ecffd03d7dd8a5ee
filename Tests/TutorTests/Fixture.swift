import Curriculum
import Labs
import Learning
import Scenarios
import TerminalUI
import Wording

@testable import Tutor

/// A tiny content directory in memory, enough for challenges, the lab, reviews and progress.
enum Fixture {
  static let landscape: String = {
    let names = [
      ("kernel", "Kernel & Runtime", "底层内核", "runtime"),
      ("orchestration", "Orchestration", "调度与编排", "scheduling"),
      ("inference", "Inference", "推理优化", "serving"),
      ("serving", "Cloud-native serving", "云原生推理服务", "autoscaling"),
      ("gateway", "Gateway & workflow", "网关与工作流", "gateway"),
    ]
    let topics = [
      "  - {id: container-lifecycle, title: Container lifecycle, zh: 容器生命周期}",
      "  - {id: binpack-spread, title: Binpack and spread, zh: 装箱与打散}",
      "  - {id: kv-cache, title: KV cache, zh: KV 缓存}",
      "  - {id: rollout, title: Rollout, zh: 发布}",
      "  - {id: routing, title: Routing, zh: 路由}",
    ]
    var text = """
      version: 1
      checked: "2026-11-23"
      axes:
        x: {left: early, right: mature}
        y: {bottom: infrastructure, top: application}
      entries: []
      stages:

      """
    for (at, (id, title, chinese, lab)) in names.enumerated() {
      text += """
        - id: \(id)
          number: \(at + 1)
          title: \(title)
          zh: \(chinese)
          lab: \(lab)
          summary: What it does.
          summary_zh: 简介。
          topics:
          \(topics[at])
          roadmap: []

        """
    }
    return text
  }()

  static let lesson = """
    ---
    id: kv-cache
    version: 1
    title: The KV cache
    title_zh: KV 缓存
    stage: 3
    topics: [kv-cache]
    projects: []
    minutes: 8
    prerequisites: []
    goals:
      - Say what a block is.
    ---
    Blocks hold keys and values[^s1].

    ```question
    id: block
    ask: What does a KV block hold?
    ask_zh: KV 块保存什么？
    hint: It is not the weights.
    options:
      - {text: Keys and values of some tokens, right: true, why: That is what attention reads.}
      - {text: Weights, right: false, why: Weights are the same for all requests.}
      - {text: Prompts as text, right: false, why: Text is gone after tokenisation.}
    ```

    ```question
    id: size
    ask: How many tokens does a block hold as shipped?
    options:
      - {text: "16", right: true, why: vLLM's block_size.}
      - {text: "1", right: false, why: That would be many blocks.}
      - {text: "4096", right: false, why: That would waste the tail.}
    ```

    [^s1]: [vLLM docs](https://docs.vllm.ai), checked 2026-11-23.
    """

  static let challenge = """
    id: crowded-engine
    version: 1
    week: 1
    title: The crowded engine
    title_zh: 拥挤的引擎
    lab: serving
    stage: 3
    topics: [kv-cache]
    projects: []
    difficulty: easy
    minutes: 10
    lessons: []
    brief: |
      Forty chats reach one engine at once. Its memory holds **few blocks**, so requests wait and are preempted.

      - Find the number of sequences that the memory can carry.
      - Keep the first token quick.
    brief_zh: |
      四十个对话同时到达一个引擎。内存只有**少量块**，请求因此等待并被抢占。
    scenario: crowd
    fixed: {kv_tokens: 4096}
    levers:
      - {knob: max_num_seqs, start: 1, values: [1, 4, 16, 64]}
      - {knob: prefix_caching, start: "off"}
    predict:
      ask: What happens to the time to first token when one sequence runs at a time?
      ask_zh: 一次只运行一个序列时，首 token 时间会怎样？
      options:
        - {text: It grows, right: true, why: Everyone waits for everyone before., text_zh: 变长, why_zh: 每个请求都要等前面的请求。}
        - {text: It falls, right: false, why: The queue is longer than the step., text_zh: 变短, why_zh: 队列比一步更长。}
    objectives:
      - {metric: e2e_p95, goal: at_most, target: 5000, stars: [5000, 2400, 10]}
      - {metric: finished, goal: at_least, target: 30}
    baselines:
      - {name: as shipped, name_zh: 出厂设置, set: {max_num_seqs: 64}}
    reference: {set: {max_num_seqs: 16}, why: The memory carries sixteen., why_zh: 内存可承载十六个。}
    unseen_seeds: 2
    hints: [Look at the queue., Try four times as many.]
    insight: |
      More sequences share the weights of one step.
    sources: [{id: s1, text: vLLM docs, url: "https://docs.vllm.ai", checked: "2026-11-23"}]
    """

  static let serving = """
    version: 1
    lab: serving
    title: A crowd
    title_zh: 人群
    about: |
      Thirty chats,
      one engine.
    about_zh: |
      三十个对话，
      一个引擎。
    choices: {kv_tokens: 4096}
    max_model_tokens: 2048
    requests:
      - name: chat
        arrivals: {count: 30, pattern: poisson, mean_gap_ms: 200}
        prompt_tokens: {uniform: {min: 100, max: 400}}
        output_tokens: {uniform: {min: 50, max: 200}}
    """

  static let scheduling = """
    version: 1
    lab: scheduling
    title: Two nodes
    title_zh: 两个节点
    about: Pods with GPUs.
    nodes:
      - {name: gpu, count: 2, cpu_milli: 16000, memory_mib: 65536, gpus: 4}
    pods:
      - name: train
        arrivals: {count: 8, pattern: poisson, mean_gap_s: 60}
        cpu_milli: 2000
        memory_mib: 8192
        gpus: 2
        duration_s: {uniform: {min: 200, max: 900}}
    """

  static let files = [
    "lessons/landscape.yml": landscape,
    "lessons/glossary.yml": "version: 1\nchecked: \"2026-11-23\"\nterms: []\n",
    "lessons/31-kv-cache.md": lesson,
    "challenges/01-crowded-engine.yml": challenge,
    "challenges/scenarios/crowd.yml": serving,
    "challenges/scenarios/two-nodes.yml": scheduling,
  ]
}
