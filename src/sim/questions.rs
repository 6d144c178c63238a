//! The questions that people really have, each as the scenario that answers it. A scenario of this
//! name is a link of its own (`1;q-close-wait`); its words are in [`crate::text::questions`].

use super::link_code;
use super::scenario::{Scenario, Side};
use crate::tcp::Stack;

macro_rules! questions {
    ($($name:ident = $id:literal, $code:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Question { $($name,)* }

        impl Question {
            /// In the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in addresses, and what its scenario is called.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => concat!("q-", $id),)* }
            }

            /// Its scenario as what is added to one of the catalogue.
            const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

// Where the textbook's stack does not do what a question is about, Linux' does; a network that suits
// its timers comes with it.
questions! {
    FourSegments = "four-segments", "1;four-way-close;o";
    Numbers = "numbers", "1;half-close-data";
    WhichLost = "which-lost", "1;first-fin-lost";
    CloseOrShutdown = "close-or-shutdown", "1;half-close-data;d=100;g=30;ck=linux;sk=linux";
    Closing = "closing", "1;simultaneous-close";
    FinOvertakes = "fin-overtakes", "1;four-way-close;cp=c,z1000,s100,x;sp=a,e,x;f=cD1H700";

    WhoWaits = "who-waits", "1;server-closes-first";
    LastAck = "last-ack", "1;last-ack-lost";
    TwoMsl = "2msl", "1;last-ack-lost;cm=4000;f=cA1L,sF2H2500";
    OldDuplicate = "old-duplicate", "1;four-way-close;b=1750000,1750000;f=cW1D8600;cp=c,z1000,s100,z2000,x;sp=a,e,x;i=s7000a,c7000c,c10000s100,c12500x,s15000x";
    SynInTimeWait = "syn-in-time-wait", "1;four-way-close;o;d=100;g=30;ck=linux;sk=linux;cp=c,e,x;sp=a,z1000,x;st=a;i=s3000a,c5000c";
    StrayReset = "stray-rst", "1;four-way-close;cp=c,r100,z1000,x;sp=a,s100,e,z1000,x;f=sD1D9000";
    Ports = "ports", "1;four-way-close;o;d=5;g=1;ck=linux;sk=linux;cp=c,s100,r100,x;sp=a,r100,s100,e,x;u=2,80000";
    ManyTimeWaits = "many-time-waits", "1;four-way-close;o;d=5;g=1;ck=linux;sk=linux;cp=c,s100,e,x;sp=a,r100,s100,x;u=2,80000";
    AddressInUse = "address-in-use", "1;four-way-close;o;d=100;g=30;ck=linux;sk=linux;cp=c,e,x;sp=a,z1000,x;i=s15000a,s80000a;u=100,90000,r15000,a5000";

    CloseWait = "close-wait", "1;server-never-closes;o;u=50,90000,n1024";
    FinWait2 = "fin-wait-2", "1;server-never-closes;d=100;g=30;ck=linux;sk=linux";
    HalfOpen = "half-open", "1;server-never-closes;o;d=100;g=30;ck=linux;sk=linux;st=a;i=s2000a,c70000c";
    CableCut = "cable-cut", "1;four-way-close;x=500,3600000";

    ResetNotFin = "rst-not-fin", "1;four-way-close;d=100;g=30;ck=linux;sk=linux;cp=c,z500,s100,e,x;sp=a,z2000,x";
    LingerZero = "linger-0", "1;abort";
    ConnectionReset = "econnreset", "1;abort;cp=c,z500,s100,e,x;sp=a,r100,z500,b";
}

impl Question {
    /// What all their names begin with; alone it stands for the list of them, beside an ordinary close.
    pub const PREFIX: &str = "q-";

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|question| question.id() == id)
    }

    /// Whether it begins with the handshake.
    #[must_use]
    pub fn opening(self) -> bool {
        self.code().split(';').any(|part| part == "o")
    }

    /// The scenario that answers it.
    #[must_use]
    pub fn scenario(self) -> Scenario {
        Scenario { name: self.id().to_owned(), ..link_code::decode(self.code()).scenario }
    }

    /// The same on that stack at both ends, in a network of its pace.
    #[must_use]
    pub fn on(self, stack: Stack) -> Scenario {
        moved(self.scenario(), stack)
    }

    /// What becomes of it when somebody intervenes as `changes` says, in the words of a link.
    #[must_use]
    pub fn broken(self, changes: &str, stack: Stack) -> Scenario {
        link_code::changed(self.on(stack), changes)
    }
}

fn moved(mut scenario: Scenario, stack: Stack) -> Scenario {
    if scenario.client.stack != stack || scenario.server.stack != stack {
        for side in Side::BOTH {
            scenario.host_mut(side).stack = stack;
        }
        scenario.network.set_pace([stack; 2]);
    }
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_can_be_read_and_is_a_link_of_its_own() {
        for question in Question::ALL {
            assert_eq!(link_code::decode(question.code()).problem, None, "{question:?}");
            assert_eq!(Question::from_id(question.id()), Some(*question));
            let scenario = question.scenario();
            assert_eq!(scenario.opening, question.opening(), "{question:?}");
            let code = link_code::encode(&scenario);
            assert_eq!(code, format!("1;{}", question.id()));
            assert_eq!(link_code::decode(&code).scenario, scenario);
            // With and without the handshake.
            for opening in [false, true] {
                let scenario = scenario.with_opening(opening);
                assert_eq!(
                    link_code::decode(&link_code::encode(&scenario)).scenario,
                    scenario,
                    "{question:?}"
                );
            }
        }
        assert_eq!(Question::from_id("q-why"), None);
    }

    /// What a question's scenario has and a person takes away stays away in the link.
    #[test]
    fn what_is_taken_away_stays_away() {
        let mut scenario = Question::TwoMsl.scenario();
        (scenario.client.msl, scenario.network.faults) = (None, Vec::new());
        assert_eq!(link_code::decode(&link_code::encode(&scenario)).scenario, scenario);
        let mut mended = Question::CableCut.scenario();
        mended.network.down = None;
        assert_eq!(link_code::decode(&link_code::encode(&mended)).scenario, mended);
    }
}
