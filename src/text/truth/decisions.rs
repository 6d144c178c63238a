//! Where the RFC's text leaves room, which way this machine went, and why: decisions D1 to D15.

use crate::text::{Both, both};

/// A scenario of the app that shows it.
#[derive(Clone, Copy, Debug)]
pub struct Show {
    pub label: Both,
    /// As behind `#` in a link of the app.
    pub link: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Decision {
    /// `D1`: its name in the code, in rules and in sources.
    pub id: &'static str,
    pub title: Both,
    /// Where the texts stand that it is about.
    pub sections: &'static str,
    pub problem: Both,
    pub choice: Both,
    /// Why: mostly what existing stacks do.
    pub why: Both,
    pub shows: &'static [Show],
}

const fn show(link: &'static str, en: &'static str, zh: &'static str) -> Show {
    Show { label: both(en, zh), link }
}

pub const DECISIONS: [Decision; 15] = [
    Decision {
        id: "D1",
        title: both("TIME-WAIT hears the FIN again", "TIME-WAIT 再次收到 FIN"),
        sections: "RFC 9293 §3.10.7.4, RFC 9293 §3.4",
        problem: both(
            "A FIN that comes again has a number that was received already. So the very first step, the window test, \
             answers it with an ACK and drops it. The later steps, which say that 2·MSL begins anew, are never \
             reached.",
            "再次到来的 FIN 带着已经收过的序号。于是第一步的窗口检查就用 ACK 回复并丢弃它，\
             而后面写着“重新开始 2·MSL”的步骤永远到不了。",
        ),
        choice: both(
            "Any segment whose FIN has the peer's FIN number is acknowledged and begins 2·MSL anew.",
            "只要报文段里的 FIN 是对端那个 FIN 的序号，就确认它，并重新开始 2·MSL。",
        ),
        why: both(
            "This is what the later steps want, and what every stack does that we read: Linux, FreeBSD, gVisor, \
             smoltcp, lwIP and others.",
            "这正是后面那些步骤的本意，我们读过的协议栈也都这样做：Linux、FreeBSD、gVisor、smoltcp、lwIP 等。",
        ),
        shows: &[show("1;last-ack-lost", "The last ACK is lost", "最后的 ACK 丢失")],
    },
    Decision {
        id: "D2",
        title: both("The ACK in a FIN that comes again", "重传的 FIN 里带着的 ACK"),
        sections: "RFC 9293 §3.10.7.4, RFC 9293 Appendix A.2",
        problem: both(
            "In CLOSING and LAST-ACK a repeated FIN may bring the ACK of our own FIN, which we wait for. By the \
             letter it is dropped with the rest of the segment, because its number is old.",
            "在 CLOSING 和 LAST-ACK 中，对端重传的 FIN 可能带着我们正在等待的、对自己 FIN 的确认。\
             按照字面，因为序号是旧的，它会随整个报文段一起被丢弃。",
        ),
        choice: both(
            "The ACK counts when the segment ends exactly at RCV.NXT; its text and its FIN do not count twice.",
            "如果报文段恰好在 RCV.NXT 结束，其中的 ACK 有效；数据和 FIN 不会重复计算。",
        ),
        why: both(
            "The RFC's own appendix names the trouble and says that stacks solve it in their own ways. FreeBSD and \
             Linux take the ACK. Either way ends well; by the letter it costs one more exchange.",
            "RFC 的附录承认了这个麻烦，并说各协议栈自行解决。FreeBSD 和 Linux 都接受这个 ACK。\
             两种做法最后都能关闭，按字面要多一个来回。",
        ),
        shows: &[show(
            "1;simultaneous-close;f=cA1L,sA1L",
            "Both FINs cross, both ACKs are lost",
            "两个 FIN 交错，两个 ACK 都丢失",
        )],
    },
    Decision {
        id: "D3",
        title: both("A bare ACK in TIME-WAIT", "TIME-WAIT 中单独的 ACK"),
        sections: "RFC 9293 §3.10.7.4",
        problem: both(
            "The text acknowledges every acceptable segment in TIME-WAIT, even an ACK alone. Two ends in TIME-WAIT \
             would answer each other's ACKs for ever.",
            "原文要求在 TIME-WAIT 中确认每个可接受的报文段，包括单独的 ACK。\
             两端都在 TIME-WAIT 时，就会没完没了地互相确认对方的 ACK。",
        ),
        choice: both(
            "A bare ACK at RCV.NXT is not answered. Only a FIN begins 2·MSL anew; in the Linux stack any ACK does.",
            "位于 RCV.NXT 的单独的 ACK 不予回复。只有 FIN 会重新开始 2·MSL；在 Linux 协议栈中，任何 ACK 都会。",
        ),
        why: both(
            "FreeBSD, gVisor and Linux are silent here. That Linux restarts its wait can be read in its source.",
            "FreeBSD、gVisor 和 Linux 此时都不作声。Linux 会重新计时，这一点可以在它的源代码里读到。",
        ),
        shows: &[show(
            "1;simultaneous-close;f=sA1D500",
            "An ACK arrives a second time",
            "同一个 ACK 到达两次",
        )],
    },
    Decision {
        id: "D4",
        title: both("A SYN in TIME-WAIT", "TIME-WAIT 中的 SYN"),
        sections: "RFC 9293 §3.10.7.4, RFC 9293 §3.6.1, RFC 6191 §2, RFC 5961 §4.2",
        problem: both(
            "Somebody opens the same connection again while the old one still waits. Three texts give three answers: \
             a challenge ACK, a new connection if the SYN is surely new, or a reset.",
            "旧连接还在等待，有人又来建立同样的连接。三份文本给出三种答案：发挑战 ACK；\
             确定 SYN 是新的就建立新连接；或者复位。",
        ),
        choice: both(
            "It is a setting of each stack. RFC 9293 sends a challenge ACK, RFC 793 a reset; Linux, FreeBSD and \
             Windows begin a new connection when the SYN lies above every number of the old one.",
            "这是各协议栈的一项设置。RFC 9293 发挑战 ACK，RFC 793 复位；\
             SYN 的序号高于旧连接用过的全部序号时，Linux、FreeBSD 和 Windows 建立新连接。",
        ),
        why: both(
            "Each rule is alive in some family of stacks. For a busy server a new connection matters; for the letter \
             of the RFC it is only allowed.",
            "每条规则都有一类协议栈在用。对繁忙的服务器来说，能建立新连接很重要；按 RFC 的字面，这只是允许。",
        ),
        shows: &[
            show("1;server-closes-first;i=c9000c", "Challenge ACK (RFC 9293)", "挑战 ACK（RFC 9293）"),
            show(
                "1;server-closes-first;d=100;g=30;ck=linux;sk=linux;i=c9000c",
                "New connection (Linux)",
                "新连接（Linux）",
            ),
        ],
    },
    Decision {
        id: "D5",
        title: both("Both sides open at once", "双方同时打开"),
        sections: "RFC 9293 §3.5, RFC 9293 §3.4",
        problem: both(
            "When two SYNs cross, each side then gets a SYN,ACK whose number it has seen already. The window test \
             rejects what the RFC's own figure shows as the way to ESTABLISHED.",
            "两个 SYN 交错之后，每一方收到的 SYN,ACK 都带着已经见过的序号。\
             RFC 的插图说这样会进入 ESTABLISHED，窗口检查却拒绝它。",
        ),
        choice: both(
            "In SYN-RECEIVED the ACK of a SYN,ACK counts when its number is the peer's initial number.",
            "在 SYN-RECEIVED 中，如果 SYN,ACK 的序号就是对端的初始序号，其中的 ACK 有效。",
        ),
        why: both(
            "The figure is right: simultaneous open must work (MUST-10).",
            "插图是对的：同时打开必须能够成功（MUST-10）。",
        ),
        shows: &[show(
            "1;simultaneous-close;o;sp=c,z1500,x",
            "Two SYNs cross, later two FINs",
            "两个 SYN 交错，之后两个 FIN 也交错",
        )],
    },
    Decision {
        id: "D6",
        title: both("A FIN when the window is closed", "窗口关闭时的 FIN"),
        sections: "RFC 9293 §3.4, RFC 9293 §3.10.7.4",
        problem: both(
            "The receiver's buffer is full, so its window is 0. A FIN takes one number, and by the table nothing that \
             takes a number may come in: the FIN is refused until the program reads.",
            "接收方的缓冲区满了，窗口为 0。FIN 占用一个序号，而按照表格，占用序号的都不能进来：\
             在应用程序读取之前，FIN 一直被拒绝。",
        ),
        choice: both(
            "A FIN without data exactly at RCV.NXT is taken. A setting can make it strict.",
            "恰好位于 RCV.NXT、不带数据的 FIN 可以收下。有一项设置可以让它变得严格。",
        ),
        why: both(
            "Linux, smoltcp and, of late, gVisor do so. A FIN needs no room in the buffer, and stacks that refused it \
             fell into endless exchanges of ACKs.",
            "Linux、smoltcp 以及近来的 gVisor 都这样做。FIN 不占缓冲区，而拒绝它的协议栈曾陷入没完没了的 ACK 往来。",
        ),
        shows: &[],
    },
    Decision {
        id: "D7",
        title: both("What an abort sends", "中止时发出什么"),
        sections: "RFC 9293 §3.10.5",
        problem: both(
            "The RFC's ABORT sends a RST alone. Systems send RST and ACK together. The number is the same: SND.NXT.",
            "RFC 的 ABORT 只发 RST。各系统发的是 RST 加 ACK。序号相同，都是 SND.NXT。",
        ),
        choice: both(
            "Each stack in its own way: RST in the RFC's stacks and the textbook's, RST,ACK in the systems'.",
            "各按各的习惯：RFC 和教科书的协议栈发 RST，各系统的协议栈发 RST,ACK。",
        ),
        why: both(
            "Linux, the BSDs, gVisor and smoltcp send RST,ACK, and the peer accepts either.",
            "Linux、各种 BSD、gVisor 和 smoltcp 都发 RST,ACK，而对端两种都接受。",
        ),
        shows: &[
            show("1;abort", "RST (textbook)", "RST（教科书）"),
            show("1;abort;d=100;g=30;ck=linux;sk=linux", "RST,ACK (Linux)", "RST,ACK（Linux）"),
        ],
    },
    Decision {
        id: "D8",
        title: both("Giving up: with a reset or in silence", "放弃连接：发 RST 还是沉默"),
        sections: "RFC 9293 §3.10.8, RFC 9293 §3.8.3",
        problem: both(
            "When the peer has not answered for too long, the connection is deleted. The RFC does not say whether the \
             peer is told.",
            "对端太久没有回音，连接就被删除。RFC 没有说要不要告诉对端。",
        ),
        choice: both(
            "Silence; whatever the peer sends later finds CLOSED and gets a RST. FreeBSD and Windows send a RST when \
             they give up, and so do their stacks here.",
            "沉默；对端以后发来的报文段遇到 CLOSED，得到 RST。FreeBSD 和 Windows 在放弃时发 RST，这里的协议栈也一样。",
        ),
        why: both(
            "No section names a segment, and Linux sends none. The RST of FreeBSD can be read in its source.",
            "没有哪一节提到要发报文段，Linux 也不发。FreeBSD 发 RST，这一点可以在它的源代码里读到。",
        ),
        shows: &[
            show("1;four-way-close;f=cF*L", "Silence (textbook)", "沉默（教科书）"),
            show(
                "1;four-way-close;d=100;g=30;f=cF*L;ck=freebsd;sk=freebsd",
                "A RST (FreeBSD)",
                "发出 RST（FreeBSD）",
            ),
        ],
    },
    Decision {
        id: "D9",
        title: both("After sending a reset", "发出 RST 之后"),
        sections: "RFC 9293 §3.5.2, RFC 9293 §3.10.5, RFC 9293 §3.3.2",
        problem: both(
            "One place says that whoever sends a reset should enter TIME-WAIT. Another, the ABORT call, says CLOSED.",
            "一处说发出 RST 的一方应当进入 TIME-WAIT，另一处（ABORT 调用）说进入 CLOSED。",
        ),
        choice: both("CLOSED, at once.", "立即进入 CLOSED。"),
        why: both(
            "All stacks that we know do so: an abort is meant to leave nothing behind.",
            "我们所知的协议栈都这样做：中止的用意就是什么也不留下。",
        ),
        shows: &[show("1;abort", "Abort with RST", "用 RST 中止")],
    },
    Decision {
        id: "D10",
        title: both("The numbers of a reset that answers a SYN", "回复 SYN 的 RST 用哪些序号"),
        sections: "RFC 793 §3.9, RFC 9293 §3.10.7.4",
        problem: both(
            "RFC 793 resets a connection in whose window a SYN arrives, and does not say which numbers the reset has. \
             Its general rule, FreeBSD and others give three different pairs.",
            "在 RFC 793 中，SYN 落在窗口内会复位连接，但没有说这个 RST 用哪些序号。\
             它的一般规则、FreeBSD 和其他实现给出三种不同的组合。",
        ),
        choice: both(
            "SND.NXT as the number, and an ACK of the SYN. Our checks take any reset that the peer would accept.",
            "序号为 SND.NXT，并确认这个 SYN。我们的检查接受任何能被对端接受的 RST。",
        ),
        why: both(
            "What counts is that the sender of the SYN learns of it. RFC 5961 has put a challenge ACK in its place, \
             so only the stack RFC 793 shows it.",
            "要紧的是 SYN 的发送者能够得知。RFC 5961 已改为挑战 ACK，所以只有 RFC 793 协议栈会出现这种情形。",
        ),
        shows: &[show(
            "1;abort;d=100;g=30;f=cR1L;ck=rfc793;cp=c,s100,z20,b;sk=rfc793;i=c150c",
            "A SYN in the window (RFC 793)",
            "窗口内的 SYN（RFC 793）",
        )],
    },
    Decision {
        id: "D11",
        title: both("An old ACK in LAST-ACK", "LAST-ACK 中的旧 ACK"),
        sections: "RFC 9293 §3.10.7.4",
        problem: both(
            "LAST-ACK waits for one ACK only. What is done with another one, late or doubled?",
            "LAST-ACK 只等一个 ACK。如果来的是另一个，迟到的或重复的，怎么办？",
        ),
        choice: both("It is ignored in silence.", "不作声，忽略它。"),
        why: both(
            "So the RFC says of any ACK that is old. smoltcp answers it, which does no harm; our checks look only at \
             the state.",
            "对旧的 ACK，RFC 就是这样规定的。smoltcp 会回复，也没有害处；我们的检查只看状态。",
        ),
        shows: &[show(
            "1;half-close-data;f=cA1D1500",
            "An old ACK comes to LAST-ACK",
            "旧的 ACK 来到 LAST-ACK",
        )],
    },
    Decision {
        id: "D12",
        title: both("The state's name while the FIN still waits", "FIN 还在排队时的状态名"),
        sections: "RFC 9293 §3.10.4",
        problem: both(
            "A program closes, but its FIN must wait behind data. The RFC says FIN-WAIT-1 from the call on, and \
             LAST-ACK only when the FIN leaves. Linux says LAST-ACK at once.",
            "应用程序已经关闭，FIN 却要排在数据后面。RFC 说从调用起就是 FIN-WAIT-1，\
             而 LAST-ACK 要等 FIN 发出。Linux 则立即称为 LAST-ACK。",
        ),
        choice: both(
            "The RFC's names in the RFC's stacks, Linux's and FreeBSD's in theirs.",
            "RFC 的协议栈用 RFC 的说法，Linux 和 FreeBSD 用它们自己的说法。",
        ),
        why: both(
            "Nothing on the wire differs. It matters to whoever compares this page with what a system's own table of \
             connections shows.",
            "线路上没有任何区别。只有把本页和系统自己的连接表对照时，这才要紧。",
        ),
        shows: &[show(
            "1;half-close-data;d=100;g=30;ck=linux;sk=linux;sp=a,e,z1500,s16000,x",
            "LAST-ACK before the FIN has left (Linux)",
            "FIN 还没发出就是 LAST-ACK（Linux）",
        )],
    },
    Decision {
        id: "D13",
        title: both("Data and FIN are both missing", "数据和 FIN 都没有得到确认"),
        sections: "RFC 6298 §5.4, RFC 9293 §3.8.1",
        problem: both(
            "Data and the FIN behind it are unacknowledged, and there is one timer for both. What goes again first?",
            "数据和它后面的 FIN 都没有得到确认，而计时器只有一个。先重传哪个？",
        ),
        choice: both("The earliest that is not acknowledged.", "最早的那个没有得到确认的。"),
        why: both(
            "So RFC 6298 says, and a FIN that arrives before missing data cannot be used anyway: it is kept until the \
             hole is filled.",
            "RFC 6298 就是这样规定的。况且数据没有到齐，先到的 FIN 也用不上：它要留到缺口补上为止。",
        ),
        shows: &[show(
            "1;four-way-close;f=cD1L;cp=c,z1000,s100,x",
            "The data before the FIN is lost",
            "FIN 之前的数据丢失",
        )],
    },
    Decision {
        id: "D14",
        title: both("Reading after both sides have closed", "双方都关闭之后再读取"),
        sections: "RFC 9293 §3.10.3",
        problem: both(
            "Data has come, then the FIN, and the program reads only now, in CLOSING, LAST-ACK or TIME-WAIT. The RFC \
             calls that an error.",
            "数据到了，FIN 也到了，应用程序此刻才读取，状态已是 CLOSING、LAST-ACK 或 TIME-WAIT。RFC 把这称为错误。",
        ),
        choice: both(
            "What is buffered is handed out, then comes the end of data; also in CLOSED after an ordinary close.",
            "先交出缓冲区里的数据，然后是数据结束；正常关闭后的 CLOSED 也一样。",
        ),
        why: both(
            "Every system does so. To lose data that arrived and was acknowledged would help nobody.",
            "各系统都这样做。数据已经到达并得到确认，把它丢掉对谁都没有好处。",
        ),
        shows: &[show(
            "1;simultaneous-close;cp=c,z1000,s50,x;sp=a,z1000,h,z4000,e,x",
            "read() in TIME-WAIT",
            "在 TIME-WAIT 中 read()",
        )],
    },
    Decision {
        id: "D15",
        title: both("A FIN without the ACK bit", "没有 ACK 位的 FIN"),
        sections: "RFC 9293 §3.10.7.4",
        problem: both(
            "The fifth step drops every segment without an ACK, before the step that looks at FIN. Some stacks \
             process such a FIN all the same.",
            "第五步丢弃所有不带 ACK 的报文段，轮不到看 FIN 的那一步。但有些协议栈照样处理这样的 FIN。",
        ),
        choice: both("It is dropped.", "丢弃。"),
        why: both(
            "That is the letter, and no honest stack sends one: every segment of an open connection carries an ACK.",
            "字面如此，而且正常的协议栈不会发出它：连接建立之后，每个报文段都带 ACK。",
        ),
        shows: &[],
    },
];
