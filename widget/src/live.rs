//! Values that elements follow.
//!
//! Dependencies are tracked by Leptos's reactive system; the value itself lies in a plain cell, so that a new
//! type of value costs a few bytes and not a copy of that system.

use reactive_graph::{
    signal::ArcTrigger,
    traits::{Notify, Track},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{cell::RefCell, fmt, rc::Rc};

/// A value that can be followed. Clones share it.
pub struct Live<T>(Rc<Shared<T>>);

struct Shared<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T> Live<T> {
    /// A value.
    pub fn new(value: T) -> Self {
        Self(Rc::new(Shared {
            value: RefCell::new(value),
            changed: ArcTrigger::new(),
        }))
    }

    /// Looks at it, and follows it.
    pub fn with<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        self.track();
        self.peek(look)
    }

    /// Looks at it as it is now.
    pub fn peek<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.0.value.borrow())
    }

    /// Follows it without a look.
    pub fn track(&self) {
        self.0.changed.track();
    }

    /// Puts another in its place.
    pub fn set(&self, value: T) {
        self.update(|old| *old = value);
    }

    /// Changes it.
    pub fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.0.value.borrow_mut());
        self.0.changed.notify();
    }
}

impl<T: Clone> Live<T> {
    /// A copy; it is followed.
    pub fn get(&self) -> T {
        self.with(T::clone)
    }

    /// A copy as it is now.
    pub fn now(&self) -> T {
        self.peek(T::clone)
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Live<T> {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.value.borrow().fmt(to)
    }
}

impl<T: Default> Default for Live<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Serialize> Serialize for Live<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.peek(|value| value.serialize(to))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Live<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(Self::new)
    }
}
