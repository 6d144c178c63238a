//! What changes the scenario: each change is a new future, and the one that was left stays in the
//! history.

use super::{Action, CAPTURE, Model, Other, Setting, Tab};
use crate::sim::catalog::Name;
use crate::sim::{Act, Fault, Flight, Loss, Scenario, Side, Trace, Verdict, simulate};
use crate::tcp::Stack;
use crate::time::{Duration, Instant};
use crate::ui::captured::{Captured, Open};
use crate::ui::exercise::Exercise;
use crate::ui::shared::Shared;
use crate::view::{Numbers, Scale, TimeAxis};

impl Action {
    /// Makes another future of the one that is shown.
    pub(super) const fn changes(&self) -> bool {
        matches!(
            self,
            Self::Act(..)
                | Self::Fate(..)
                | Self::Decide(..)
                | Self::Switch(_)
                | Self::Remove(_)
                | Self::Set(..)
                | Self::LossSwitch(_)
                | Self::Stack(..)
                | Self::Undo
                | Self::Redo
                | Self::Future(_)
                | Self::Compare(Some(_))
                | Self::Reshape(_)
                | Self::Draft(..)
        )
    }
}

impl Model {
    /// Another scenario from its start. The one that was left can be had back.
    pub(super) fn load(&mut self, scenario: Scenario) {
        // Whoever looks at something else already goes on doing so.
        if Tab::of(&scenario.name) != Tab::Story {
            self.tab = Tab::of(&scenario.name);
        }
        // Who has changed nothing only looks around; what was changed is what undo leads back to.
        let plain = Name::from_id(&self.scenario.name).map(|name| name.scenario(self.scenario.opening));
        if plain.as_ref() == Some(&*self.scenario) {
            self.history.look(scenario, self.playhead);
            self.dragging = None;
            self.become_future();
        } else {
            self.visit(scenario);
        }
        self.other = None;
        self.measure();
        self.selected = None;
        self.drafts = [None, None];
        // Less motion: the finished figure first, stepping when the person asks for it.
        self.playing = !self.reduced_motion;
        self.put(if self.playing { Instant::START } else { self.axis.end() });
    }

    fn visit(&mut self, scenario: Scenario) {
        self.dragging = None;
        if scenario != *self.scenario {
            self.history.visit(scenario, self.playhead);
        }
        self.become_future();
    }

    /// Shows what the history says is here.
    fn become_future(&mut self) {
        if let Some(exercise) = self.exercise.take() {
            self.numbers = exercise.numbers;
        }
        if let Some(scenario) = self.history.scenario(self.history.here()) {
            for side in Side::BOTH {
                // What was being written was about the old program.
                if scenario.host(side).program != self.scenario.host(side).program {
                    self.drafts[side as usize] = None;
                }
            }
            self.scenario = scenario.clone();
        }
        let before = std::mem::replace(&mut self.trace, Shared::new(simulate(&self.scenario)));
        self.notice = None;
        self.selected = self.selected.and_then(|index| same_flight(&before, index, &self.trace));
        self.other = self.other.take().filter(|other| other.future != self.history.here());
        self.measure();
    }

    /// The axis serves both futures where two are shown.
    fn measure(&mut self) {
        let exercise = self.exercise.as_ref();
        // The same scale from question to question.
        let whole = exercise.map_or(&*self.trace, |exercise| &exercise.run.whole);
        let here = [(&*self.scenario, whole)];
        let other = self.other.iter().map(|other| (&*other.scenario, &*other.trace));
        let futures: Vec<_> = here.into_iter().chain(other).collect();
        let mut axis = TimeAxis::common(&futures, self.scale);
        if let Some(until) = exercise.and_then(|exercise| exercise.until) {
            axis.cut(until);
        }
        self.axis = Shared::new(axis);
    }

    /// Shows an exercise as far as it has come, and plays on to where it stops next. It is over when
    /// another scenario is shown.
    pub(super) fn practise(&mut self, exercise: Shared<Exercise>) {
        if exercise.run.answers.is_empty() {
            self.load(exercise.run.scenario.clone());
            (self.playhead, self.numbers) = (Instant::START, Numbers::Relative);
        }
        let moves = self.trace != exercise.seen;
        self.trace = exercise.seen.clone();
        self.exercise = Some(exercise);
        if moves {
            self.measure();
            self.playing = !self.reduced_motion;
            self.put(if self.playing { self.playhead } else { self.axis.end() });
        }
    }

    /// The captured connection that is shown: nothing simulated it, and nothing in it can be changed.
    #[must_use]
    pub fn recorded(&self) -> Option<&Open> {
        self.capture.as_ref()?.open.as_ref().filter(|open| open.trace == self.trace)
    }

    /// Shows the connection that is open, finished; or what was made of it, beside it.
    pub(super) fn show_capture(&mut self, captured: Shared<Captured>) {
        let before = self.capture.replace(captured.clone());
        let was = before.and_then(|before| Some(before.open.as_ref()?.trace.clone()));
        let Some(open) = &captured.open else {
            // The list again: what was open goes, and the scenario comes back that was there before.
            if was.is_some_and(|was| was == self.trace) {
                self.become_future();
                self.put(self.axis.end());
            }
            return;
        };
        let (scenario, trace) = (open.scenario.clone(), open.trace.clone());
        if let Some(remade) = &captured.remade {
            self.load(remade.clone());
            self.other = Some(Other { future: CAPTURE, scenario, trace });
        } else if was.is_none_or(|was| was != trace) {
            if let Some(exercise) = self.exercise.take() {
                self.numbers = exercise.numbers;
            }
            (self.other, self.selected, self.notice) = (None, None, None);
            (self.scenario, self.trace) = (scenario, trace);
        } else {
            return;
        }
        self.measure();
        self.playing = false;
        self.put(self.axis.end());
    }

    pub(super) fn act(&mut self, side: Side, act: Act) {
        if self.allows(side, act).is_err() {
            return;
        }
        // Links keep whole milliseconds.
        let at = Instant::from_millis(self.playhead.micros().div_ceil(1_000));
        let mut scenario = Scenario::clone(&self.scenario);
        scenario.intervene(at, side, act);
        self.visit(scenario);
        // Who calls wants to see what comes of it.
        self.playing = true;
        self.put(at);
    }

    pub(super) fn decide(&mut self, index: usize, verdict: Verdict) {
        let Some(flight) = self.trace.flights.get(index) else { return };
        // A second copy shares its fate with the first.
        let flight = flight.copy_of.map_or(flight, |first| &self.trace.flights[first]);
        let fault = Fault::exactly(flight, verdict);
        let mut scenario = Scenario::clone(&self.scenario);
        if verdict == Verdict::Deliver {
            // Where nothing else would lose it, the edit that did is simply taken back.
            let network = &mut scenario.network;
            network.faults.retain(|old| (old.from, old.of, old.nth) != (fault.from, fault.of, fault.nth));
            let otherwise = network.faults.iter().any(|other| !other.off && other.is_about(flight));
            let usual = simulate(&scenario);
            let arrives = usual.flights.iter().any(|other| fault.is_about(other) && !other.is_lost());
            if otherwise || !arrives {
                scenario.decide(fault);
            }
        } else {
            scenario.decide(fault);
        }
        self.edit_flight(index, |edited| *edited = scenario);
    }

    /// A new future for one segment. Nothing begins to move by it; what moves goes back to where the
    /// segment flies, and runs on from there.
    pub(super) fn edit_flight(&mut self, index: usize, change: impl FnOnce(&mut Scenario)) {
        let Some(flight) = self.trace.flights.get(index) else { return };
        let mut scenario = Scenario::clone(&self.scenario);
        change(&mut scenario);
        let back = (self.playing && self.playhead > flight.until()).then_some(flight.sent);
        self.selected = Some(index);
        self.reshape(scenario);
        if let Some(sent) = back {
            self.put(sent);
        }
    }

    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Scenario)) {
        let mut scenario = Scenario::clone(&self.scenario);
        change(&mut scenario);
        self.reshape(scenario);
    }

    pub(super) fn point(&mut self, index: usize, lose: bool) {
        let Some(flight) = self.trace.flights.get(index) else { return };
        let under_way = flight.sent <= self.playhead && self.playhead < flight.until();
        if (lose || under_way) && !flight.is_lost() && self.exercise.is_none() {
            self.decide(index, Verdict::Lose);
        } else {
            self.selected = Some(index);
        }
    }

    /// Settings hold for the whole scenario. The playhead stays where it is; at the end it stays at
    /// the end, so that the figure can be watched while a slider moves.
    pub(super) fn set(&mut self, setting: Setting, value: u32) {
        let (least, most) = setting.range();
        if !(least..=most).contains(&value) {
            return;
        }
        self.notice = None;
        if self.values(setting) == [value; 2] {
            return;
        }
        let mut scenario = Scenario::clone(&self.scenario);
        let length = Duration::from_millis(u64::from(value));
        match setting {
            Setting::SendSize => {
                self.send_size = value;
                return;
            }
            Setting::Hold => {
                self.hold = value;
                return;
            }
            Setting::LossPercent => self.loss.percent = u8::try_from(value).unwrap_or(100),
            Setting::Seed => self.loss.seed = value,
            Setting::Delay => {
                scenario.network.delay = [length; 2];
            }
            Setting::Msl => {
                Side::BOTH.into_iter().for_each(|side| scenario.host_mut(side).msl = Some(length))
            }
            Setting::Rto => {
                Side::BOTH.into_iter().for_each(|side| scenario.host_mut(side).rto = Some(length))
            }
        }
        match &mut scenario.network.loss {
            Some(loss) => *loss = Loss { from: loss.from, ..self.loss },
            // Rate and seed wait for the switch.
            None if matches!(setting, Setting::LossPercent | Setting::Seed) => return,
            None => {}
        }
        if self.dragging == Some(setting) && self.history.may_amend() {
            let at_end = self.finished();
            self.history.amend(scenario);
            self.become_future();
            self.put(if at_end { self.axis.end() } else { self.playhead });
        } else {
            self.reshape(scenario);
        }
        self.dragging = Some(setting);
    }

    /// What has happened stays as it was: losses begin where the switch is thrown. At rest they
    /// begin at the start.
    pub(super) fn switch_loss(&mut self, on: bool) {
        let from = if self.finished() { Instant::START } else { self.playhead };
        let loss = on.then_some(Loss { from, ..self.loss });
        self.edit(|scenario| scenario.network.loss = loss);
    }

    pub(super) fn choose_stack(&mut self, side: Side, stack: Stack) {
        self.edit(|scenario| {
            let host = scenario.host_mut(side);
            (host.stack, host.msl, host.rto) = (stack, None, None);
            let stacks = [scenario.client.stack, scenario.server.stack];
            scenario.network.set_pace(stacks);
        });
    }

    pub(super) fn reshape(&mut self, scenario: Scenario) {
        let at_end = self.finished();
        self.visit(scenario);
        self.put(if at_end { self.axis.end() } else { self.playhead });
    }

    /// To another future of the history, where the playhead stood there.
    pub(super) fn go(&mut self, future: usize) {
        self.dragging = None;
        let Some(playhead) = self.history.go(future, self.playhead) else { return };
        self.playing = false;
        self.become_future();
        if let Some(loss) = self.scenario.network.loss {
            self.loss = loss;
        }
        self.put(playhead);
    }

    pub(super) fn draw_to(&mut self, scale: Scale) {
        let at_end = self.finished();
        self.scale = scale;
        self.measure();
        self.put(if at_end { self.axis.end() } else { self.playhead });
    }

    pub(super) fn compare(&mut self, other: Option<usize>) {
        let at_end = self.finished();
        let other = other.filter(|other| *other != self.history.here());
        self.other = other.and_then(|future| {
            let scenario = self.history.scenario(future)?.clone();
            let trace = Shared::new(simulate(&scenario));
            Some(Other { future, scenario, trace })
        });
        self.measure();
        self.put(if at_end { self.axis.end() } else { self.playhead });
    }
}

/// The flight that is the same segment in another trace: its sender's, as many of its kind before it.
/// A second copy that is gone stands for the first.
fn same_flight(before: &Trace, index: usize, after: &Trace) -> Option<usize> {
    let flight = before.flights.get(index)?;
    let kind = flight.segment.kind();
    let same = |other: &Flight| {
        other.from == flight.from
            && other.segment.kind() == kind
            && other.ordinal.of_kind == flight.ordinal.of_kind
    };
    let copy = flight.copy_of.is_some();
    let found =
        |copy: bool| after.flights.iter().position(|other| same(other) && other.copy_of.is_some() == copy);
    found(copy).or_else(|| found(false))
}
