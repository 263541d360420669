//! Parts of the matcher that a measurement leaves out, to show what each is worth. Without the feature `ablation` every part
//! is there, and asking costs nothing.

/// A part that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Phrases that only ask are taken out of questions.
    Asking,
    /// Grams weigh by the scripts that they are written in.
    Scripts,
    /// Single kanji.
    Kanji,
    /// Whole runs of kanji, katakana or kana.
    Runs,
    /// English words without their endings.
    Stems,
    /// English words letter by letter.
    Letters,
    /// Two English words side by side.
    Pairs,
    /// Common English words are not missed.
    Common,
    /// Japanese typed in Latin letters.
    Romaji,
}

#[cfg(feature = "ablation")]
static LEFT_OUT: core::sync::atomic::AtomicU32 = core::sync::atomic::AtomicU32::new(0);

impl Part {
    /// Leaves the part out of everything that this process does from now on; `false` when this build cannot.
    pub fn leave_out(self) -> bool {
        #[cfg(feature = "ablation")]
        LEFT_OUT.fetch_or(1 << self as u32, core::sync::atomic::Ordering::Relaxed);
        cfg!(feature = "ablation")
    }

    /// Whether the part is there.
    #[cfg(feature = "ablation")]
    pub(crate) fn is_there(self) -> bool {
        LEFT_OUT.load(core::sync::atomic::Ordering::Relaxed) & 1 << self as u32 == 0
    }

    /// Whether the part is there.
    #[cfg(not(feature = "ablation"))]
    pub(crate) const fn is_there(self) -> bool {
        let _ = self;
        true
    }
}
