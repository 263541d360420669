//! Steps: each is announced when it begins, timed, and listed at the end.

use anyhow::Result;
use std::time::{Duration, Instant};

/// The steps of one run.
pub(crate) struct Report {
    start: Instant,
    steps: Vec<(String, Duration, Outcome)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    Unchanged,
    Failed,
}

/// What a step that may be skipped says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Something was made.
    Done,
    /// The inputs are those of the last run.
    Unchanged,
}

impl Report {
    /// No step yet.
    pub(crate) fn new() -> Self {
        Self {
            start: Instant::now(),
            steps: Vec::new(),
        }
    }

    /// Runs a step and notes how long it took, also when it fails.
    pub(crate) fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("== {name}");
        let start = Instant::now();
        let result = work();
        let outcome = if result.is_ok() {
            Outcome::Done
        } else {
            Outcome::Failed
        };
        self.steps.push((name.to_owned(), start.elapsed(), outcome));
        result
    }

    /// Runs a step that says whether it had anything to do.
    pub(crate) fn cached(&mut self, name: &str, work: impl FnOnce() -> Result<Work>) -> Result<Work> {
        let result = self.step(name, work);
        if let (Ok(Work::Unchanged), Some(last)) = (&result, self.steps.last_mut()) {
            last.2 = Outcome::Unchanged;
        }
        result
    }

    /// Forgets the steps, after they were printed.
    pub(crate) fn clear(&mut self) {
        self.steps.clear();
    }

    /// The table of steps.
    pub(crate) fn print(&self) {
        if self.steps.is_empty() {
            return;
        }
        println!("\n  seconds  step");
        for (name, took, outcome) in &self.steps {
            let note = match outcome {
                Outcome::Done => "",
                Outcome::Unchanged => "  (unchanged)",
                Outcome::Failed => "  FAILED",
            };
            println!("{:9.1}  {name}{note}", took.as_secs_f64());
        }
        println!("{:9.1}  in all", self.start.elapsed().as_secs_f64());
    }
}
