//! When Enter sends. An Enter that ends an input method's composition never does.

/// Follows the composition events of one input.
///
/// Chrome and Firefox send `keydown` (key code 229, `isComposing`) before `compositionend`; Safari sends
/// `compositionend` first and then a `keydown` that says only 229.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnterGuard {
    composing: bool,
}

impl EnterGuard {
    /// `compositionstart` (true) or `compositionend` (false) happened.
    pub fn composition(&mut self, on: bool) {
        self.composing = on;
    }

    /// Whether a `keydown` belongs to the input method, so that it must neither send nor move a selection.
    pub fn is_composing(self, is_composing: bool, key_code: u32) -> bool {
        self.composing || is_composing || key_code == 229
    }
}

#[cfg(test)]
mod tests {
    use super::EnterGuard;

    #[test]
    fn chrome_and_firefox_keydown_before_the_end() {
        let mut guard = EnterGuard::default();
        guard.composition(true);
        assert!(guard.is_composing(true, 229));
        guard.composition(false);
        assert!(!guard.is_composing(false, 13));
    }

    #[test]
    fn safari_keydown_after_the_end() {
        let mut guard = EnterGuard::default();
        guard.composition(true);
        guard.composition(false);
        assert!(guard.is_composing(false, 229));
        assert!(!guard.is_composing(false, 13));
    }

    #[test]
    fn an_input_method_without_events() {
        assert!(EnterGuard::default().is_composing(true, 13));
        assert!(!EnterGuard::default().is_composing(false, 13));
    }
}
