//! The state of the page as one value, and the one function that changes it. No browser in here:
//! it is tested natively.

use super::shared::Shared;
use crate::sim::catalog::Name;
use crate::sim::search::Goal;
use crate::sim::{
    Act, Fault, Flight, Host, Loss, Match, Scenario, Side, Trace, Verdict, link_code, simulate,
};
use crate::tcp::{CallError, Stack, calls};
use crate::text::Lang;
use crate::text::ui::bad_link;
use crate::time::{Duration, Instant, read_thousandths};
use crate::view::{Numbers, TimeAxis};

/// Playing speeds; 1× in the middle of what one needs.
pub const SPEEDS: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];
/// Their names, for printing floats costs kilobytes.
pub const SPEED_NAMES: [&str; 7] = ["0.25×", "0.5×", "1×", "2×", "4×", "8×", "16×"];
const NORMAL_SPEED: usize = 2;

/// A number that a person may set, with its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    LossPercent,
    Seed,
    /// In milliseconds, as the next two.
    Delay,
    Msl,
    Rto,
    SendSize,
}

impl Setting {
    /// Least and most, in the setting's unit.
    #[must_use]
    pub const fn range(self) -> (u32, u32) {
        match self {
            Self::LossPercent => (0, 100),
            Self::Seed => (0, 9_999),
            Self::Delay => (50, 10_000),
            Self::Msl => (500, 240_000),
            Self::Rto => (200, 64_000),
            Self::SendSize => (1, 65_535),
        }
    }
}

impl Setting {
    /// Reads what a person typed, in a unit of so many kept ones; `None` if it is no number, too
    /// fine, or out of range.
    #[must_use]
    pub fn read(self, text: &str, per_unit: u32) -> Option<u32> {
        let kept = read_thousandths(&text.trim().replace(',', "."))?.checked_mul(u64::from(per_unit))?;
        let (least, most) = self.range();
        let kept = u32::try_from(kept / 1_000).ok().filter(|_| kept % 1_000 == 0)?;
        (least..=most).contains(&kept).then_some(kept)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.id() == id)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    #[default]
    Story,
    Questions,
}

/// A future that was left, and where the playhead stood.
#[derive(Clone, Debug, PartialEq)]
struct Left {
    scenario: Shared<Scenario>,
    playhead: Instant,
}

/// What a person does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The playhead has come here by itself.
    Tick(Instant),
    /// Played to the end.
    Finish,
    PlayPause,
    /// To the next (true) or the previous event.
    Step(bool),
    Seek(Instant),
    ToStart,
    ToEnd,
    Replay,
    Speed(usize),
    Load(Name, bool),
    Open(Box<Scenario>),
    /// A link that is put into the address bar of an open page.
    Follow(String),
    Opening(bool),
    Act(Side, Act),
    /// Lose this flight, or let it arrive after all.
    Fate(usize, Verdict),
    /// Points at a flight: one that is under way is lost, any other is looked at. `lose` loses it
    /// in any case. What lies in the future cannot be pointed at.
    Point {
        flight: usize,
        lose: bool,
    },
    Set(Setting, u32),
    LossSwitch(bool),
    /// A host gets this stack with its own values, and both a network of their pace.
    Stack(Side, Stack),
    Undo,
    Redo,
    Select(Option<usize>),
    /// Looks at this state or edge of the state diagram.
    Goal(Option<Goal>),
    Language(Lang),
    Theme(Theme),
    Numbers(Numbers),
    Tab(Tab),
    /// A sentence for the person; `None` dismisses it.
    Say(Option<String>),
    /// The system asks for less motion.
    ReducedMotion(bool),
    /// On a phone: shows a side's rarer calls, or hides them.
    AllCalls(Side),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub scenario: Shared<Scenario>,
    pub trace: Shared<Trace>,
    pub axis: Shared<TimeAxis>,
    /// Where the playhead stands, or stood at the last event while it moves.
    pub playhead: Instant,
    pub playing: bool,
    /// Grows whenever the playhead is put somewhere or stopped: the player follows.
    pub moved: u32,
    pub speed: usize,
    pub selected: Option<usize>,
    /// What is chosen in the state diagram.
    pub goal: Option<Goal>,
    pub lang: Lang,
    pub theme: Theme,
    pub numbers: Numbers,
    pub tab: Tab,
    pub notice: Option<String>,
    pub send_size: u32,
    /// The rate that the loss switch turns on.
    pub loss: Loss,
    pub embed: bool,
    pub reduced_motion: bool,
    pub all_calls: [bool; 2],
    past: Vec<Left>,
    future: Vec<Left>,
    /// The setting that was changed last: a slider's way is one step to undo, not a hundred.
    dragging: Option<Setting>,
}

impl Model {
    #[must_use]
    pub fn new(scenario: Scenario, lang: Lang) -> Self {
        let trace = simulate(&scenario);
        let axis = TimeAxis::new(&scenario, &trace);
        let loss = scenario.network.loss.unwrap_or(Loss { percent: 20, seed: 1, from: Instant::START });
        Self {
            playhead: axis.end(),
            scenario: Shared::new(scenario),
            trace: Shared::new(trace),
            axis: Shared::new(axis),
            playing: false,
            moved: 0,
            speed: NORMAL_SPEED,
            selected: None,
            goal: None,
            lang,
            theme: Theme::default(),
            numbers: Numbers::default(),
            tab: Tab::default(),
            notice: None,
            send_size: 100,
            loss,
            embed: false,
            reduced_motion: false,
            all_calls: [false; 2],
            past: Vec::new(),
            future: Vec::new(),
            dragging: None,
        }
    }

    /// The model after that action.
    #[must_use]
    pub fn reduce(&self, action: Action) -> Self {
        let mut next = self.clone();
        next.apply(action);
        next
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Tick(at) => self.playhead = at.min(self.axis.end()),
            Action::Finish => {
                self.playing = false;
                self.put(self.axis.end());
            }
            Action::PlayPause => {
                if !self.playing && self.finished() {
                    self.playhead = Instant::START;
                }
                self.playing = !self.playing;
                self.moved += 1;
            }
            Action::Step(forward) => self.step(forward),
            Action::Seek(at) => self.put(at),
            Action::ToStart => {
                self.playing = false;
                self.put(Instant::START);
            }
            Action::ToEnd => {
                self.playing = false;
                self.put(self.axis.end());
            }
            Action::Replay => {
                self.playing = true;
                self.put(Instant::START);
            }
            Action::Speed(speed) => {
                self.speed = speed.min(SPEEDS.len() - 1);
                self.moved += 1;
            }
            Action::Load(name, opening) => self.load(name.scenario(opening)),
            Action::Open(scenario) => self.load(*scenario),
            Action::Follow(link) => {
                let decoded = link_code::decode(&link);
                self.load(decoded.scenario);
                self.notice = decoded.problem.map(|reason| bad_link(self.lang, &reason));
            }
            Action::Opening(on) => {
                let scenario = self.scenario.with_opening(on);
                self.load(scenario);
            }
            Action::Act(side, act) => self.act(side, act),
            Action::Fate(flight, verdict) => self.decide(flight, verdict),
            Action::Point { flight, lose } => self.point(flight, lose),
            Action::Set(setting, value) => self.set(setting, value),
            Action::LossSwitch(on) => self.switch_loss(on),
            Action::Stack(side, stack) => self.choose_stack(side, stack),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Select(flight) => {
                self.selected = flight.filter(|index| *index < self.trace.flights.len())
            }
            Action::Goal(goal) => self.goal = goal,
            Action::Language(lang) => self.lang = lang,
            Action::Theme(theme) => self.theme = theme,
            Action::Numbers(numbers) => self.numbers = numbers,
            Action::Tab(tab) => self.tab = tab,
            Action::Say(sentence) => self.notice = sentence,
            Action::AllCalls(side) => self.all_calls[side as usize] ^= true,
            Action::ReducedMotion(on) => {
                self.reduced_motion = on;
                self.moved += 1;
            }
        }
    }

    // ---- what others ask ----

    #[must_use]
    pub fn finished(&self) -> bool {
        self.playhead >= self.axis.end()
    }

    /// The last moment that has happened.
    #[must_use]
    pub fn moment(&self) -> Option<usize> {
        self.trace.moment_at(self.playhead)
    }

    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Why a side may not make this call now.
    ///
    /// # Errors
    /// The error that RFC 9293 section 3.10 names.
    pub fn allows(&self, side: Side, act: Act) -> Result<(), CallError> {
        let end = &self.trace.ends_after(self.moment())[side as usize];
        calls::refusal(end.state, end.fin_waiting, end.reading, crate::sim::program::call_of(act))
    }

    /// The value of a setting on the client's side and on the server's, in its unit.
    #[must_use]
    pub fn values(&self, setting: Setting) -> [u32; 2] {
        let millis = |length: Duration| u32::try_from(length.micros() / 1_000).unwrap_or(u32::MAX);
        let of_hosts =
            |of: fn(&Host) -> Duration| Side::BOTH.map(|side| millis(of(self.scenario.host(side))));
        match setting {
            Setting::LossPercent => [u32::from(self.loss.percent); 2],
            Setting::Seed => [self.loss.seed; 2],
            Setting::Delay => self.scenario.network.delay.map(millis),
            Setting::Msl => of_hosts(|host| host.msl.unwrap_or(host.stack.config().msl)),
            Setting::Rto => of_hosts(|host| host.rto.unwrap_or(host.stack.config().rto_initial)),
            Setting::SendSize => [self.send_size; 2],
        }
    }

    /// The value on the client's side.
    #[must_use]
    pub fn value(&self, setting: Setting) -> u32 {
        self.values(setting)[0]
    }

    // ---- the playhead ----

    fn put(&mut self, at: Instant) {
        self.playhead = at.min(self.axis.end());
        self.moved += 1;
    }

    fn step(&mut self, forward: bool) {
        self.playing = false;
        let moments = &self.trace.moments;
        let to = if forward {
            moments.iter().map(|moment| moment.at).find(|at| *at > self.playhead).unwrap_or(self.axis.end())
        } else {
            let before = moments.iter().rev().map(|moment| moment.at).find(|at| *at < self.playhead);
            before.unwrap_or(Instant::START)
        };
        self.put(to);
    }

    // ---- the scenario ----

    /// Another scenario from its start. The one that was left can be had back.
    fn load(&mut self, scenario: Scenario) {
        self.remember();
        self.become_scenario(Shared::new(scenario));
        self.selected = None;
        // Less motion: the finished figure first, stepping when the person asks for it.
        self.playing = !self.reduced_motion;
        self.put(if self.playing { Instant::START } else { self.axis.end() });
    }

    fn remember(&mut self) {
        self.dragging = None;
        self.past.push(Left { scenario: self.scenario.clone(), playhead: self.playhead });
        self.future.clear();
    }

    fn become_scenario(&mut self, scenario: Shared<Scenario>) {
        self.trace = Shared::new(simulate(&scenario));
        self.axis = Shared::new(TimeAxis::new(&scenario, &self.trace));
        self.scenario = scenario;
        self.notice = None;
        self.selected = self.selected.filter(|index| *index < self.trace.flights.len());
    }

    /// A new future from `at` on, which is played at once.
    fn branch(&mut self, scenario: Scenario, at: Instant) {
        self.remember();
        self.become_scenario(Shared::new(scenario));
        self.playing = true;
        self.put(at);
    }

    fn act(&mut self, side: Side, act: Act) {
        if self.allows(side, act).is_err() {
            return;
        }
        // Links keep whole milliseconds.
        let at = Instant::from_millis(self.playhead.micros().div_ceil(1_000));
        let mut scenario = Scenario::clone(&self.scenario);
        scenario.intervene(at, side, act);
        self.branch(scenario, at);
    }

    fn decide(&mut self, index: usize, verdict: Verdict) {
        let Some(flight) = self.trace.flights.get(index) else { return };
        // A second copy shares its fate with the first.
        let flight = flight.copy_of.map_or(flight, |first| &self.trace.flights[first]);
        let mut scenario = Scenario::clone(&self.scenario);
        scenario.decide(fault_for(flight, verdict));
        // It may be long past: time goes back to where it flies, and runs on from there.
        let at = if self.playhead > flight.until() { flight.sent } else { self.playhead };
        self.branch(scenario, at);
        self.selected = Some(index);
    }

    fn point(&mut self, index: usize, lose: bool) {
        let Some(flight) = self.trace.flights.get(index).filter(|flight| flight.sent <= self.playhead) else {
            return;
        };
        let under_way = self.playhead < flight.until();
        if (lose || under_way) && !flight.is_lost() {
            self.decide(index, Verdict::Lose);
        } else {
            self.selected = Some(index);
        }
    }

    /// Settings hold for the whole scenario. The playhead stays where it is; at the end it stays at
    /// the end, so that the figure can be watched while a slider moves.
    fn set(&mut self, setting: Setting, value: u32) {
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
        let dragging = self.dragging == Some(setting);
        self.reshape(scenario);
        if dragging {
            self.past.pop();
        }
        self.dragging = Some(setting);
    }

    /// What has happened stays as it was: losses begin where the switch is thrown. At rest they
    /// begin at the start.
    fn switch_loss(&mut self, on: bool) {
        let mut scenario = Scenario::clone(&self.scenario);
        let from = if self.finished() { Instant::START } else { self.playhead };
        scenario.network.loss = on.then_some(Loss { from, ..self.loss });
        self.reshape(scenario);
    }

    fn choose_stack(&mut self, side: Side, stack: Stack) {
        let mut scenario = Scenario::clone(&self.scenario);
        let host = scenario.host_mut(side);
        (host.stack, host.msl, host.rto) = (stack, None, None);
        let stacks = [scenario.client.stack, scenario.server.stack];
        scenario.network.set_pace(stacks);
        self.reshape(scenario);
    }

    fn reshape(&mut self, scenario: Scenario) {
        let at_end = self.finished();
        self.remember();
        self.become_scenario(Shared::new(scenario));
        self.put(if at_end { self.axis.end() } else { self.playhead });
    }

    fn undo(&mut self) {
        self.dragging = None;
        let Some(left) = self.past.pop() else { return };
        self.future.push(Left { scenario: self.scenario.clone(), playhead: self.playhead });
        self.go_back_to(left);
    }

    fn redo(&mut self) {
        let Some(left) = self.future.pop() else { return };
        self.past.push(Left { scenario: self.scenario.clone(), playhead: self.playhead });
        self.go_back_to(left);
    }

    fn go_back_to(&mut self, left: Left) {
        self.playing = false;
        self.become_scenario(left.scenario);
        if let Some(loss) = self.scenario.network.loss {
            self.loss = loss;
        }
        self.put(left.playhead);
    }
}

/// The fault that means exactly this flight: its sender's n-th of that kind.
#[must_use]
pub fn fault_for(flight: &Flight, verdict: Verdict) -> Fault {
    Fault {
        from: flight.from,
        of: Match::Kind(flight.segment.kind()),
        nth: Some(flight.ordinal.of_kind),
        verdict,
        off: false,
    }
}
