/// Keys that begin with `tutor.experiment.`, and where experiments are found.
let experimentScreenEntries: [Entry] = [
  Entry(
    "tutor.kind.experiment",
    en: "experiment",
    zh: "实验"),
  Entry(
    "tutor.lab.key.experiments",
    en: "experiments",
    zh: "实验"),
  Entry(
    "tutor.figure.noExperiment",
    en: "there is no experiment '{1}'",
    zh: "没有名为“{1}”的实验"),
  Entry(
    "tutor.experiment.title",
    en: "experiment",
    zh: "实验"),
  Entry(
    "tutor.experiment.scenario",
    en: "scenario",
    zh: "场景"),
  Entry(
    "tutor.experiment.noScenario",
    en: "none: made up",
    zh: "无：人造"),
  Entry(
    "tutor.experiment.pane.figure",
    en: "Figure",
    zh: "图"),
  Entry(
    "tutor.experiment.pane.numbers",
    en: "Numbers",
    zh: "数字"),
  Entry(
    "tutor.experiment.pane.why",
    en: "Why",
    zh: "原因"),
  Entry(
    "tutor.experiment.working",
    en: "working it out: {1} %",
    zh: "正在计算：{1} %"),
  Entry(
    "tutor.experiment.idle",
    en: "It changes nothing here.",
    zh: "在此不起作用。"),
  Entry(
    "tutor.experiment.titleHelp",
    en: "Left and right go to the next experiment.",
    zh: "左右键换到下一个实验。"),
  Entry(
    "tutor.experiment.scenarioHelp",
    en: "Whose prompts are looked at: the blocks that they need, in order of arrival.",
    zh: "查看哪个场景的提示：按到达次序所需的块。"),
  Entry(
    "tutor.experiment.cancelled",
    en: "Stopped; turn a knob to start again.",
    zh: "已停止；转动旋钮可重新开始。"),
  Entry(
    "tutor.experiment.none",
    en: "There is no experiment '{1}'.",
    zh: "没有名为“{1}”的实验。"),
]
