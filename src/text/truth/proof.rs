//! Words of the page with the counts.

use crate::check::conformance::Figure;
use crate::text::{Both, both};

pub const TITLE: Both = both("What it was held against", "与什么作过对照");
pub const DESCRIPTION: Both = both(
    "Every rule, test case and kernel recording that the state machine of Four Waves was held against, with counts.",
    "四次挥手的状态机所对照的全部规则、测试用例和内核录制，以及数目。",
);
pub const PAGE: Both = both("conformance.html", "conformance.zh.html");
pub const BACK: Both = both("Back to How true is this?", "返回“这有多可信？”");

pub const INTRODUCTION: [Both; 2] = [
    both(
        "Every number on this page was counted by a run of the checks; none was written by hand. One command, cargo \
         xtask conformance, makes the page anew.",
        "本页的每个数字都由一次检查的运行统计得出，没有一个是手写的。用一条命令 cargo xtask conformance 就能重新生成本页。",
    ),
    both(
        "The cases come from the figures of the RFCs and from other projects' tests, the recordings from two real Linux \
         kernels. Neither knows our code.",
        "用例来自各 RFC 的图和其他项目的测试，录制来自两个真实的 Linux 内核。它们都与我们的代码无关。",
    ),
];

pub const COUNTS: Both = both("Counts", "数目");
pub const CASES: Both = both("written cases passed", "个书面用例通过");
pub const RECORDINGS: Both = both("kernel recordings agree", "份内核录制一致");
/// Between a number and the number of all.
pub const OF: Both = both("of", "/");

/// What a number counts, as it stands behind it.
#[must_use]
pub const fn figure(figure: Figure) -> Both {
    match figure {
        Figure::GridCells => both(
            "outcomes of a state and an event, over all stacks, written down and reviewed",
            "个“状态 × 事件”的结果，涵盖所有协议栈，写下并审阅",
        ),
        Figure::ExploredVariants => both(
            "programs and openings searched exhaustively, with every order of three faults",
            "种程序与建立方式，穷举三次故障的所有次序",
        ),
        Figure::ExploredStates => both(
            "states of two endpoints and a network reached in that search, none of which breaks an invariant",
            "个双端点加网络的状态在穷举中到达，没有一个违反不变量",
        ),
        Figure::RandomRuns => both(
            "random scenarios in every run of the tests, sequence numbers near the wrap included",
            "个随机场景，每次测试都运行，包括临近回绕的序号",
        ),
        Figure::Mutants => {
            both("mistakes put into the machine on purpose, one at a time", "处错误，逐一故意放进状态机")
        }
        Figure::MutantsCaught => both("of them noticed by a test", "处被测试发现"),
        Figure::KernelScenarios => {
            both("scenarios with a live Linux kernel at the other end", "个场景，对端是真实运行的 Linux 内核")
        }
    }
}

pub const RULES: Both = both("Rules", "规则");
pub const RULES_ABOUT: Both = both(
    "In how many of each the machine follows a rule. Grid: rows of the table of every state and event. Scenarios: those \
     of the page with every pair of stacks, with and without the opening, with and without losses.",
    "状态机在多少个用例、录制等中用到这条规则。网格：“每个状态 × 每个事件”表格的行数。\
     场景：页面上的场景配上各种协议栈组合，含与不含建立过程，有与没有丢包。",
);
pub const RULE: Both = both("Rule", "规则");
pub const SECTION: Both = both("Section", "章节");
pub const IN_CASES: Both = both("cases", "用例");
pub const IN_RECORDINGS: Both = both("recordings", "录制");
pub const IN_GRID: Both = both("grid", "网格");
pub const IN_SCENARIOS: Both = both("scenarios", "场景");

pub const SUITES: Both = both("Suites of cases", "用例集");
pub const SUITE: Both = both("Source", "来源");
pub const PASSED: Both = both("passed", "通过");
pub const ALL: Both = both("of", "总数");
pub const ANY: Both = both("hold in every setting", "适用于任何设置");

pub const REPLAYS: Both = both("Recordings of real kernels", "真实内核的录制");
pub const RECORDING: Both = both("Recording", "录制");
pub const SEGMENTS: Both = both("segments", "报文段");
pub const STATES: Both = both("states", "状态");
pub const CALLS: Both = both("calls", "调用");
pub const AGREES: Both = both("agrees", "一致");
pub const YES: Both = both("yes", "是");
pub const NO: Both = both("no", "否");
