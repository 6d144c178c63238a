//! The search for the shortest scenario: every state and every edge has one, its link leads there, and
//! it is what a textbook would show.

use four_waves::sim::search::{Found, Goal, edges, shortest};
use four_waves::sim::{Side, link_code, simulate};
use four_waves::tcp::{EDGES, Stack, State};

fn goals() -> impl Iterator<Item = Goal> {
    let edges = EDGES.iter().map(|(from, to)| Goal::Edge(*from, *to));
    State::ALL.into_iter().map(Goal::State).chain(edges)
}

fn found(goal: Goal) -> Found {
    shortest(goal).unwrap_or_else(|| panic!("{goal:?}: no small scenario gets there"))
}

#[test]
fn every_state_and_every_edge_is_reached_through_a_link() {
    for goal in goals() {
        let Found { scenario, side, at } = found(goal);
        let decoded = link_code::decode(&link_code::encode(&scenario));
        assert_eq!((&decoded.scenario, decoded.problem), (&scenario, None), "{goal:?}");
        let trace = simulate(&decoded.scenario);
        let mut there = trace.moments.iter().filter(|moment| (moment.at, moment.side) == (at, side));
        assert!(
            there.any(|moment| match goal {
                Goal::State(state) => moment.changes.iter().any(|change| change.to == state),
                Goal::Edge(from, to) => edges(&moment.changes).any(|edge| edge == (from, to)),
            }),
            "{goal:?} is not reached at {at}"
        );
        let earlier = trace.moments.iter().find(|moment| goal.is_reached(&moment.changes));
        assert_eq!(earlier.map(|moment| moment.at), Some(at), "{goal:?}: it is reached before");
    }
}

#[test]
fn the_same_every_time() {
    for goal in goals() {
        assert_eq!(shortest(goal), shortest(goal));
    }
}

/// What stands in no table is taken by nobody.
#[test]
fn what_is_no_edge_is_not_found() {
    for (from, to) in [(State::Established, State::LastAck), (State::CloseWait, State::Closing)] {
        assert_eq!(shortest(Goal::Edge(from, to)), None);
    }
}

#[test]
fn the_shortest_is_what_a_textbook_shows() {
    use State::*;
    for (goal, link) in [
        // Both close within one delay.
        (Goal::State(Closing), "1;free-play;i=c500x,s1000x"),
        // One closes, then the other, although both at once would be sooner in TIME-WAIT.
        (Goal::State(TimeWait), "1;free-play;i=c500x,s3000x"),
        (Goal::Edge(CloseWait, LastAck), "1;free-play;i=c500x,s3000x"),
        // The handshake, although a simultaneous open is sooner ESTABLISHED.
        (Goal::Edge(SynReceived, Established), "1;free-play;o"),
        (Goal::Edge(SynSent, SynReceived), "1;free-play;o;cp=;sp=;i=c500c,s1000c"),
        // Three segments: the server's FIN acknowledges the client's.
        (Goal::Edge(FinWait1, TimeWait), "1;free-play;sp=a,e,x;i=c500x"),
        (Goal::Edge(SynReceived, Listen), "1;free-play;o;i=c500x"),
    ] {
        assert_eq!(link_code::encode(&found(goal).scenario), link);
    }
}

/// The textbook stack answers a SYN in TIME-WAIT with an ACK: only there another stack is needed.
#[test]
fn another_stack_only_where_the_textbook_cannot() {
    for goal in goals() {
        let stacks = Side::BOTH.map(|side| found(goal).scenario.host(side).stack);
        let reopens = goal == Goal::Edge(State::TimeWait, State::SynReceived);
        assert_eq!(stacks, [if reopens { Stack::Linux } else { Stack::Textbook }; 2], "{goal:?}");
    }
}
