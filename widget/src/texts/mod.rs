//! Every word that the widget says by itself, one file a language. The admin's own words come before them.

mod en;
mod ja;

use kotae_shared::Lang;

/// The words of one language. `{}` stands for a number or a name.
#[derive(Debug)]
pub struct Words {
    /// The widget's name when the admin gave none.
    pub name: &'static str,
    /// The first message.
    pub greeting: &'static str,
    /// The hint in the empty input.
    pub placeholder: &'static str,
    /// Label of the input.
    pub input: &'static str,
    /// Send button.
    pub send: &'static str,
    /// Label of the transcript.
    pub transcript: &'static str,
    /// Label of the list of suggestions.
    pub suggestions: &'static str,
    /// Said to screen readers when suggestions appear.
    pub suggestions_shown: &'static str,
    /// Above the start buttons.
    pub start: &'static str,
    /// Heads a category's content.
    pub browse: &'static str,
    /// An empty category.
    pub browse_empty: &'static str,
    /// Shows the rest of a long list.
    pub more: &'static str,
    /// Above candidates.
    pub candidates: &'static str,
    /// Below candidates.
    pub none_of_these: &'static str,
    /// Label of an answer card.
    pub answer: &'static str,
    /// Read while an answer is on its way.
    pub loading: &'static str,
    /// Above the feedback buttons.
    pub solved_question: &'static str,
    /// Solved.
    pub solved: &'static str,
    /// Not solved.
    pub not_solved_button: &'static str,
    /// After "solved".
    pub thanks: &'static str,
    /// Said when nothing matched.
    pub not_found: &'static str,
    /// Said when an answer did not help.
    pub not_solved: &'static str,
    /// Above the other candidates after "not solved".
    pub others: &'static str,
    /// Above the categories after "not found".
    pub by_category: &'static str,
    /// Head of the contact card when the desk has no name.
    pub contact: &'static str,
    /// Telephone.
    pub phone: &'static str,
    /// Mail.
    pub mail: &'static str,
    /// A link without a name.
    pub link: &'static str,
    /// Said when nothing has been published.
    pub nothing_published: &'static str,
    /// An answer could not be fetched.
    pub answer_failed: &'static str,
    /// An answer has been withdrawn since.
    pub answer_gone: &'static str,
    /// The chat could not start.
    pub start_failed: &'static str,
    /// Try again.
    pub retry: &'static str,
    /// Opens the menu.
    pub menu: &'static str,
    /// Begins a new conversation.
    pub restart: &'static str,
    /// Text size.
    pub text_size: &'static str,
    /// The sizes.
    pub sizes: [&'static str; 3],
    /// Prints the conversation.
    pub print: &'static str,
    /// The other language's name, in that language.
    pub other_language: &'static str,
    /// Closes the panel.
    pub close: &'static str,
    /// Goes to the newest message.
    pub to_newest: &'static str,
    /// Before a visitor's message, for screen readers.
    pub you: &'static str,
    /// Behind a link that opens another window, for screen readers.
    pub new_window: &'static str,
    /// A table that can be scrolled sideways.
    pub table: &'static str,
}

/// The words of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ja => &ja::WORDS,
        Lang::En => &en::WORDS,
    }
}

/// Puts `value` in place of the first `{}`.
pub fn fill(text: &str, value: &str) -> String {
    match text.split_once("{}") {
        Some((before, after)) => [before, value, after].concat(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn fills() {
        assert_eq!(fill("候補が {} 件", "3"), "候補が 3 件");
        assert_eq!(fill("none", "3"), "none");
    }
}
