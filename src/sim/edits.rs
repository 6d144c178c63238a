//! Edits: what a person does to single segments and when they make a call, as entries of a list that
//! can be switched off, taken out, and asked what has come of them.

use super::scenario::{Fault, Match, Scenario, Verdict};
use super::simulate;
use super::trace::{CallRecord, Called, Flight, Trace};
use crate::time::Duration;

/// One entry of the list: its place among the scenario's faults or interventions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    Fault(usize),
    Intervention(usize),
}

/// What has come of an edit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect<'a> {
    Off,
    /// It decides over this segment (index into [`Trace::flights`]), the first of them.
    Segment(usize),
    /// No such segment is sent any more.
    NoSegment,
    /// A later edit decides over the same segment.
    Overruled,
    /// The call that was made.
    Call(&'a CallRecord),
    /// It ended before the call's moment came.
    NeverCalled,
}

impl Scenario {
    /// All edits, in the order of the list.
    pub fn edits(&self) -> impl Iterator<Item = Edit> {
        let faults = (0..self.network.faults.len()).map(Edit::Fault);
        faults.chain((0..self.interventions.len()).map(Edit::Intervention))
    }

    /// Whether it is switched off; `None` where there is no such edit.
    #[must_use]
    pub fn is_off(&self, edit: Edit) -> Option<bool> {
        match edit {
            Edit::Fault(index) => self.network.faults.get(index).map(|fault| fault.off),
            Edit::Intervention(index) => self.interventions.get(index).map(|act| act.off),
        }
    }

    /// Switches an edit off, or on again.
    pub fn switch(&mut self, edit: Edit) {
        let off = match edit {
            Edit::Fault(index) => self.network.faults.get_mut(index).map(|fault| &mut fault.off),
            Edit::Intervention(index) => self.interventions.get_mut(index).map(|act| &mut act.off),
        };
        if let Some(off) = off {
            *off = !*off;
        }
    }

    /// Takes an edit out of the list.
    pub fn remove(&mut self, edit: Edit) {
        match edit {
            Edit::Fault(index) if index < self.network.faults.len() => {
                self.network.faults.remove(index);
            }
            Edit::Intervention(index) if index < self.interventions.len() => {
                self.interventions.remove(index);
            }
            Edit::Fault(_) | Edit::Intervention(_) => {}
        }
    }

    /// What has come of an edit in this scenario's trace; `None` where there is no such edit.
    #[must_use]
    pub fn effect<'a>(&self, edit: Edit, trace: &'a Trace) -> Option<Effect<'a>> {
        if self.is_off(edit)? {
            return Some(Effect::Off);
        }
        Some(match edit {
            Edit::Fault(index) => {
                let faults = &self.network.faults;
                let mut about = trace
                    .flights
                    .iter()
                    .enumerate()
                    .filter(|(_, flight)| flight.copy_of.is_none() && faults[index].is_about(flight));
                let overruled = |flight: &Flight| {
                    faults[index + 1..].iter().any(|later| !later.off && later.is_about(flight))
                };
                match about.clone().find(|(_, flight)| !overruled(flight)) {
                    Some((flight, _)) => Effect::Segment(flight),
                    None if about.next().is_some() => Effect::Overruled,
                    None => Effect::NoSegment,
                }
            }
            Edit::Intervention(index) => {
                let before = self.interventions[..index].iter().filter(|act| !act.off).count();
                let mut made = trace.calls.iter().filter(|call| matches!(call.what, Called::Person(_)));
                made.nth(before).map_or(Effect::NeverCalled, Effect::Call)
            }
        })
    }
}

impl Fault {
    /// The fault that means exactly this flight: its sender's n-th of that kind.
    #[must_use]
    pub fn exactly(flight: &Flight, verdict: Verdict) -> Self {
        let of = Match::Kind(flight.segment.kind());
        Self { from: flight.from, of, nth: Some(flight.ordinal.of_kind), verdict, off: false }
    }

    /// Whether it decides over this flight.
    #[must_use]
    pub fn is_about(&self, flight: &Flight) -> bool {
        self.from == flight.from && self.of.fits(&flight.segment, self.nth, flight.ordinal)
    }
}

/// Who passes whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// This segment overtakes the one that its sender sent before it.
    Overtakes,
    /// The one that its sender sends next overtakes it.
    IsOvertaken,
}

/// The fault that makes a flight pass its neighbour, or be passed by it. Where both are under way at
/// once the later one hurries; else the earlier one is held, for no segment arrives before it is sent.
/// `None` where its sender sends nothing before (or after) it, where one of the two is lost, and where
/// the later one is sent only because the earlier one has arrived.
#[must_use]
pub fn pass(scenario: &Scenario, trace: &Trace, index: usize, pass: Pass) -> Option<Fault> {
    let flight = trace.flights.get(index).filter(|flight| flight.copy_of.is_none())?;
    let own = |other: &&Flight| other.from == flight.from && other.copy_of.is_none();
    let (first, last) = match pass {
        Pass::Overtakes => (trace.flights[..index].iter().rev().find(own)?, flight),
        Pass::IsOvertaken => (flight, trace.flights[index + 1..].iter().find(own)?),
    };
    if first.is_lost() || last.is_lost() {
        return None;
    }
    let usual = scenario.network.delay[flight.from as usize].micros();
    // So far apart that an eye can tell them.
    let apart = usual / 8 + 1_000;
    let millis = |micros: u64| Duration::from_millis(micros.div_ceil(1_000));
    let in_time = first.until().since(last.sent).micros().saturating_sub(apart);
    if first.until() > last.until() {
        // It is so already.
        return None;
    }
    let fault = if pass == Pass::Overtakes && in_time > usual / 10 {
        Fault::exactly(last, Verdict::Advance(millis(usual.saturating_sub(in_time))))
    } else {
        let held = last.until().since(first.sent).micros() + apart;
        Fault::exactly(first, Verdict::Delay(millis(held.saturating_sub(usual))))
    };
    let mut changed = scenario.clone();
    changed.decide(fault);
    let then = simulate(&changed);
    let arrival = |flight: &Flight| {
        let same = |other: &&Flight| own(other) && other.ordinal.any == flight.ordinal.any;
        then.flights.iter().find(same).map(Flight::until)
    };
    (arrival(first)? > arrival(last)?).then_some(fault)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Act, Intervention, Side, catalog::Name, simulate};
    use crate::time::Instant;

    #[test]
    fn an_edit_that_is_off_or_out_does_nothing() {
        let plain = Name::FourWayClose.scenario(false);
        let mut edited = Name::LastAckLost.scenario(false);
        let edit = edited.edits().next().expect("the last ACK is lost by an edit");
        let lossy = simulate(&edited);
        assert!(
            matches!(edited.effect(edit, &lossy), Some(Effect::Segment(at)) if lossy.flights[at].is_lost())
        );
        edited.switch(edit);
        let trace = simulate(&edited);
        assert_eq!(edited.effect(edit, &trace), Some(Effect::Off));
        assert_eq!(trace.flights, simulate(&plain).flights);
        edited.switch(edit);
        assert_eq!(simulate(&edited), lossy);
        edited.remove(edit);
        assert_eq!(simulate(&edited).flights, simulate(&plain).flights);
        assert_eq!(edited.effect(edit, &trace), None);
    }

    #[test]
    fn an_edit_says_when_it_no_longer_applies() {
        let mut scenario = Name::LastAckLost.scenario(false);
        let trace = simulate(&scenario);
        let again = trace.flights.iter().rfind(|flight| flight.segment.fin).expect("the FIN comes again");
        assert!(again.again);
        scenario.decide(Fault::exactly(again, Verdict::Lose));
        let edits: Vec<_> = scenario.edits().collect();
        assert!(matches!(scenario.effect(edits[1], &simulate(&scenario)), Some(Effect::Segment(_))));
        // Without the first loss there is no second FIN to lose.
        scenario.switch(edits[0]);
        assert_eq!(scenario.effect(edits[1], &simulate(&scenario)), Some(Effect::NoSegment));
        scenario.switch(edits[0]);
        let every = Fault { nth: None, verdict: Verdict::Deliver, ..scenario.network.faults[1] };
        scenario.network.faults.push(every);
        assert_eq!(scenario.effect(edits[1], &simulate(&scenario)), Some(Effect::Overruled));
    }

    #[test]
    fn a_call_by_hand_can_be_switched_off() {
        let mut scenario = Name::FreePlay.scenario(false);
        let call =
            |at, side| Intervention { at: Instant::from_millis(at), side, act: Act::Close, off: false };
        scenario.interventions = vec![call(100, Side::Client), call(3_000, Side::Server)];
        let edits: Vec<_> = scenario.edits().collect();
        scenario.switch(edits[0]);
        let trace = simulate(&scenario);
        assert_eq!(scenario.effect(edits[0], &trace), Some(Effect::Off));
        let Some(Effect::Call(made)) = scenario.effect(edits[1], &trace) else { panic!("it is made") };
        assert_eq!((made.side, made.at), (Side::Server, Instant::from_millis(3_000)));
        scenario.horizon = Duration::from_secs(1);
        assert_eq!(scenario.effect(edits[1], &simulate(&scenario)), Some(Effect::NeverCalled));
    }

    #[test]
    fn neighbours_pass_each_other() {
        let scenario = Name::HalfCloseData.scenario(false);
        let trace = simulate(&scenario);
        let order = |scenario: &Scenario| {
            let trace = simulate(scenario);
            let mut sent: Vec<_> =
                trace.flights.iter().filter(|flight| flight.from == Side::Server).collect();
            sent.sort_by_key(|flight| flight.until());
            sent.iter().map(|flight| flight.ordinal.any).collect::<Vec<_>>()
        };
        let mut passed = 0;
        for (index, flight) in trace.flights.iter().enumerate().filter(|(_, f)| f.from == Side::Server) {
            for way in [Pass::Overtakes, Pass::IsOvertaken] {
                let Some(fault) = pass(&scenario, &trace, index, way) else { continue };
                passed += 1;
                let mut changed = scenario.clone();
                changed.decide(fault);
                let order = order(&changed);
                let place = |any: u32| order.iter().position(|other| *other == any);
                let own = flight.ordinal.any;
                let (first, last) = if way == Pass::Overtakes { (own - 1, own) } else { (own, own + 1) };
                assert!(place(last) < place(first), "{index} {way:?}: {order:?}");
            }
        }
        assert!(passed >= 2, "the data and the FIN that follows it can change places");
        // The client's last ACK is sent only because the server's FIN has come: neither has a neighbour.
        assert_eq!(pass(&scenario, &trace, 0, Pass::Overtakes), None);
    }
}
