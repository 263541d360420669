//! Every word that the widget says by itself, one file a language. What the help desk writes comes before them.

mod en;
mod ja;

use crate::lang::Lang;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The words of one language. `{}` stands for a number or a name.
        #[derive(Clone, Copy, Debug)]
        pub struct Words {
            /// The language's BCP 47 tag, as written into `lang` attributes.
            pub tag: &'static str,
            $($(#[$doc])* pub $name: &'static str,)*
        }

        /// The names of the words, in the order of [`Words::at`].
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];

        impl Words {
            /// The word at a place of [`NAMES`].
            pub fn at(&mut self, place: usize) -> Option<&mut &'static str> {
                [$(&mut self.$name),*].into_iter().nth(place)
            }
        }
    };
}

/// The words that [`Texts`](crate::settings::Texts) sets; all others have their place in
/// [`Overrides`](crate::settings::Overrides).
pub const OF_TEXTS: [&str; 5] = ["name", "greeting", "placeholder", "not_found", "not_solved"];

words! {
    /// The widget's name when the admin gave none.
    name,
    /// The first message.
    greeting,
    /// The hint in the empty input.
    placeholder,
    /// Label of the input.
    input,
    /// Send button.
    send,
    /// Label of the transcript.
    transcript,
    /// Label of the list of suggestions.
    suggestions,
    /// Said to screen readers when suggestions appear.
    suggestions_shown,
    /// Above the start buttons.
    start,
    /// Above start buttons that the help desk chose.
    start_here,
    /// Leads from an announcement to a page.
    details,
    /// Closes an announcement.
    dismiss,
    /// Heads a category's content.
    browse,
    /// An empty category.
    browse_empty,
    /// Shows the rest of a long list.
    more,
    /// Above candidates.
    candidates,
    /// Below candidates.
    none_of_these,
    /// Label of an answer card.
    answer,
    /// Read while an answer is on its way.
    loading,
    /// Above the feedback buttons.
    solved_question,
    /// Solved.
    solved,
    /// Not solved.
    not_solved_button,
    /// After "solved".
    thanks,
    /// Said when nothing matched.
    not_found,
    /// Said when an answer did not help.
    not_solved,
    /// Above the other candidates after "not solved".
    others,
    /// Above the categories after "not found".
    by_category,
    /// Head of the contact card when the desk has no name.
    contact,
    /// Telephone.
    phone,
    /// Mail.
    mail,
    /// A link without a name.
    link,
    /// Said when nothing has been published.
    nothing_published,
    /// An answer could not be fetched.
    answer_failed,
    /// An answer has been withdrawn since.
    answer_gone,
    /// The chat could not start.
    start_failed,
    /// Try again.
    retry,
    /// Opens the menu.
    menu,
    /// Begins a new conversation.
    restart,
    /// Text size.
    text_size,
    /// The first text size.
    size_normal,
    /// The second.
    size_large,
    /// The third.
    size_largest,
    /// Prints the conversation.
    print,
    /// The other language's name, in that language.
    other_language,
    /// Closes the panel.
    close,
    /// Goes to the newest message.
    to_newest,
    /// Before a visitor's message, for screen readers.
    you,
    /// Behind a link that opens another window, for screen readers.
    new_window,
    /// A table that can be scrolled sideways.
    table,
    /// Above what came nearest when nothing was found.
    nearest,
    /// Copies an answer.
    copy,
    /// Said when it is copied.
    copied,
    /// Shows an image larger.
    enlarge,
    /// The launcher's name, before the widget's.
    open,
    /// Menu item: what was chosen or asked last is taken back.
    back,
    /// Asks why an answer did not help.
    reason,
    /// A reason: it cannot be understood.
    reason_unclear,
    /// A reason: it is about something else.
    reason_other,
    /// A reason: it is out of date.
    reason_old,
    /// The hint in the empty input of a reason.
    reason_hint,
    /// After a reason was sent.
    reason_thanks,
    /// The way back to a scenario.
    go_on,
    /// Above the questions that the help desk names with an answer; the server says it.
    related,
}

/// The words of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ja => &ja::WORDS,
        Lang::En => &en::WORDS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_leave_the_same_places_open() {
        let (mut ja, mut en) = (ja::WORDS, en::WORDS);
        for (place, name) in NAMES.iter().enumerate() {
            let (ja, en) = (ja.at(place).unwrap(), en.at(place).unwrap());
            assert!(!ja.is_empty() && !en.is_empty(), "{name}");
            assert_eq!(ja.matches("{}").count(), en.matches("{}").count(), "{name}");
        }
        assert!(ja.at(NAMES.len()).is_none());
    }
}
