//! Headings and paragraphs of the page.

use crate::tcp::Stack;
use crate::text::{Both, both};

pub const TITLE: Both = both("How true is this?", "这有多可信？");
pub const DESCRIPTION: Both = both(
    "What Four Waves models of TCP, where the RFC leaves room and which way it goes, what is left out, and where \
     each value of each stack comes from.",
    "四次挥手对 TCP 建了怎样的模型：RFC 留有余地之处作何选择，省略了什么，各协议栈的每个数值出自何处。",
);
pub const BACK: Both = both("Back to the ladder", "返回时序图");
pub const OTHER_LANGUAGE: Both = both("中文", "English");
pub const SKIP: Both = both("Skip to the text", "跳到正文");
pub const PAGES: Both = both("Pages", "页面");
pub const CONTENTS: Both = both("On this page", "本页内容");

pub const INTRODUCTION: [Both; 3] = [
    both(
        "Nothing that you see on the ladder is scripted. Two state machines compute it, segment by segment, and a page \
         that teaches may only show what is true. So here is what they follow, where somebody had to choose, and what \
         they do not know.",
        "时序图上没有任何内容是事先编排的：它由两台状态机逐个报文段计算出来。用来教学的页面只能展示真实的东西。\
         所以这里说明它们遵循什么，哪些地方需要人来选择，以及它们不知道什么。",
    ),
    both(
        "The machine follows RFC 9293, section 3.10, to the letter: all eleven states, every call, and the eight steps \
         that each arriving segment goes through. Its timers are those of RFC 6298; the guard against forged segments \
         is RFC 5961; TIME-WAIT knows RFC 1337 and RFC 6191. Every arrow, every change of state and every sentence \
         carries the rule that it comes from.",
        "状态机按字面遵循 RFC 9293 第 3.10 节：全部十一个状态、每个调用，以及每个到达的报文段要经过的八个步骤。\
         计时器依照 RFC 6298，对伪造报文段的防范依照 RFC 5961，TIME-WAIT 另外依照 RFC 1337 和 RFC 6191。\
         每个箭头、每次状态变化和每个句子，都带着它所依据的规则。",
    ),
    both(
        "Real systems add habits of their own. Six stacks are here, and each value in them says where it comes from; \
         what nobody could verify says that, too.",
        "真实的系统各有自己的习惯。这里有六个协议栈，其中每个数值都注明出处；没能核实的也会注明。",
    ),
];

pub const DECISIONS: Both = both("Where the RFC leaves room", "RFC 留有余地之处");
pub const DECISIONS_ABOUT: Both = both(
    "By the letter, a few sentences of the RFC contradict each other, or say nothing where something must be done. \
     These are the fifteen places where closing depends on a choice: what the trouble is, what we chose, and why.",
    "按照字面，RFC 有些句子互相矛盾，有些必须处理的情形又没有说明。\
     关闭过程取决于选择的地方共有十五处：问题是什么，我们怎样选择，为什么。",
);
pub const PROBLEM: Both = both("Trouble", "问题");
pub const CHOICE: Both = both("Choice", "选择");
pub const WHY: Both = both("Why", "理由");
pub const SHOW: Both = both("See it", "看一看");
pub const READ: Both = both("Read", "原文");

pub const LEFT_OUT: Both = both("What is left out", "省略了什么");
pub const LEFT_OUT_ABOUT: Both = both(
    "A model is smaller than what it stands for. This is what it does not have, and what would be different with it.",
    "模型总比它代表的事物小。以下是模型里没有的东西，以及有了它会怎样。",
);

pub const STACKS: Both = both("Where each value comes from", "每个数值出自何处");
pub const STACKS_ABOUT: Both = both(
    "Point at a value, tap it, or reach it with the Tab key: its source appears. What differs between stacks is data, \
     never a special case in the code.",
    "指向、点按某个数值，或用 Tab 键移到它上面，就会显示出处。协议栈之间的区别都是数据，代码里没有特例。",
);
/// Behind the sign itself.
pub const UNVERIFIED_ABOUT: Both = both(
    "not verified: general knowledge, or a document that we have not read or that others contradict.",
    "未核实：来自一般常识，或者来自我们没有读到、或与其他文档矛盾的文档。",
);
pub const UNVERIFIED: Both = both("not verified", "未核实");
pub const SETTING: Both = both("Setting", "设置");
pub const SHOW_STACK: Both = both("Show the stack", "显示协议栈");

pub const PROOF: Both = both("How it is checked", "怎样检查");
pub const PROOF_ABOUT: [Both; 5] = [
    both(
        "Written cases: an endpoint, a scripted peer, and what must come out, each with its RFC section.",
        "书面用例：一个端点，一个按脚本行事的对端，以及必须得到的结果，各自注明 RFC 的章节。",
    ),
    both(
        "Recordings: closes between real Linux kernels are replayed, and segments, states and what the programs saw \
         are compared.",
        "录制：重放真实 Linux 内核之间的关闭过程，对照报文段、状态以及应用程序看到的结果。",
    ),
    both(
        "A live kernel: the machine sends real TCP/IP bytes to the kernel's own sockets, as client and as server.",
        "真实内核：状态机把真正的 TCP/IP 字节发给内核自己的套接字，既当客户端，也当服务器。",
    ),
    both(
        "The whole space: all paths of two endpoints and a network that may lose, double or reorder a few segments are \
         searched for one that breaks an invariant.",
        "整个空间：两个端点，加上可能丢失、重复或打乱少量报文段的网络，搜索全部路径，看有没有哪条违反不变量。",
    ),
    both(
        "Chance and sabotage: random programs, stacks and faults; and the machine's own rules broken one at a time, to \
         see that a test notices.",
        "随机与破坏：随机的程序、协议栈和故障；再逐条改坏状态机自己的规则，看测试能否发现。",
    ),
];
pub const PROOF_LINK: Both =
    both("Every rule, case and recording, with counts", "全部规则、用例和录制，以及数目");
pub const PROOF_AGAIN: Both = both(
    "All of it runs on your own computer; the project's README has the command.",
    "这些检查都可以在你自己的计算机上运行，命令在项目的 README 里。",
);

/// What each stack is, in a sentence.
#[must_use]
pub const fn stack(stack: Stack) -> Both {
    match stack {
        Stack::Textbook => both(
            "RFC 9293 with times slow enough to watch, as textbook figures have them. No system behaves so.",
            "把时间放慢到看得清的 RFC 9293，正如教科书里的图。没有哪个系统是这样的。",
        ),
        Stack::Rfc9293 => both(
            "Today's standard with RFC 5961 and RFC 6298, every value from the text.",
            "现行标准，加上 RFC 5961 和 RFC 6298，数值全部取自原文。",
        ),
        Stack::Rfc793 => both(
            "The standard of 1981, before forged segments were a worry; with the retransmission timer of today.",
            "1981 年的标准，那时还不必担心伪造的报文段；重传计时器则是现在的。",
        ),
        Stack::Linux => both(
            "Linux 6, a socket without options, read in its source and compared with recordings.",
            "Linux 6，没有设置选项的套接字；读过它的源代码，并与录制对照。",
        ),
        Stack::FreeBsd => both(
            "FreeBSD 14, read in its source; where macOS differs, the source of the value says so.",
            "FreeBSD 14，读过它的源代码；macOS 不同之处写在数值的出处里。",
        ),
        Stack::Windows => both(
            "Windows 8 and later. Much of it is not documented, so many values are not verified.",
            "Windows 8 及以后。许多内容没有文档，因此很多数值未经核实。",
        ),
    }
}
