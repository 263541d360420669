//! A widget's settings: how it looks, what it says and where it may be shown.

mod access;
mod overrides;

pub use access::{Access, DAY, HOLIDAYS, Hours, RANGES};
pub use overrides::Overrides;

use crate::lang::Localised;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Everything that the help desk sets for one widget.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WidgetSettings {
    /// Colours, place and launcher.
    pub design: Design,
    /// The words.
    pub texts: Texts,
    /// Words in the place of those that the widget says by itself.
    pub words: Overrides,
    /// The buttons below the greeting; none: the first categories. At most [`limits::START`].
    pub start: Vec<StartItem>,
    /// Whom to turn to when no answer helps.
    pub contact: Contact,
    /// The forms that are offered beside that.
    pub forms: OfferedForms,
    /// Origins (`https://intranet.example.co.jp`) of the pages that may frame the widget. Our own origin
    /// always may. At most [`limits::ORIGINS`].
    pub allowed_origins: Vec<String>,
    /// Only visitors who have shown who they are may use it.
    pub require_identity: bool,
    /// The identity provider by which visitors can sign in; none: they show who they are by visitor tokens alone.
    pub sign_in: Option<Uuid>,
    /// The page's own scripts are told what visitors ask, not only its id.
    pub tell_questions: bool,
    /// From where, how and when it can be used.
    pub access: Access,
}

/// Forms that a widget offers where no answer helps; only open ones are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfferedForms {
    /// Where nothing was found.
    pub not_found: Option<Uuid>,
    /// Where an answer did not help.
    pub not_solved: Option<Uuid>,
}

/// Colours, place and launcher. Colours are `#rrggbb`; lengths are CSS pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Design {
    /// Header, launcher, own bubbles, buttons.
    pub primary: String,
    /// Text on `primary`.
    pub on_primary: String,
    /// Light, dark, or as the visitor's system says.
    pub color_scheme: ColorScheme,
    /// The corner of the page.
    pub position: Position,
    /// Distance from the page's side, 0 to 200.
    pub offset_x: u16,
    /// Distance from the page's top or bottom, 0 to 200.
    pub offset_y: u16,
    /// The stacking order on the host page.
    pub z_index: u32,
    /// Corner radius of panel and bubbles, 0 to 24.
    pub radius: u8,
    /// The launcher's form.
    pub launcher: Launcher,
    /// Further colours in light.
    pub light: Colours,
    /// Further colours in dark.
    pub dark: Colours,
    /// A CSS font family list; empty: the system's.
    pub font: String,
    /// Text size, 12 to 20.
    pub font_size: u8,
    /// Width of the panel, 300 to 640.
    pub width: u16,
    /// Height of the panel, 360 to 960.
    pub height: u16,
    /// Image in the header, an upload's file name; empty: none. So are the next two.
    pub logo: String,
    /// Image beside the bot's messages.
    pub avatar: String,
    /// Image on the launcher.
    pub launcher_image: String,
}

/// Colours of one scheme, beyond the design's two. An empty one follows from those.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Colours {
    /// Behind the conversation.
    pub ground: String,
    /// The bot's bubbles, cards and the input.
    pub surface: String,
    /// Text on both.
    pub text: String,
    /// The visitor's bubbles.
    pub own: String,
    /// Text on them.
    pub on_own: String,
    /// The ring around what has the keyboard's focus.
    pub focus: String,
}

impl Default for Design {
    fn default() -> Self {
        Self {
            primary: "#0b6b5c".into(),
            on_primary: "#ffffff".into(),
            color_scheme: ColorScheme::Auto,
            position: Position::BottomRight,
            offset_x: 24,
            offset_y: 24,
            z_index: 2_147_483_000,
            radius: 16,
            launcher: Launcher::Button,
            light: Colours::default(),
            dark: Colours::default(),
            font: String::new(),
            font_size: 15,
            width: 380,
            height: 600,
            logo: String::new(),
            avatar: String::new(),
            launcher_image: String::new(),
        }
    }
}

/// The colour scheme of a widget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColorScheme {
    /// As the visitor's system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// A corner of the host page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// The default.
    #[default]
    BottomRight,
    /// Bottom left.
    BottomLeft,
    /// Top right.
    TopRight,
    /// Top left.
    TopLeft,
}

/// What the visitor presses to open the chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Launcher {
    /// A round button.
    #[default]
    Button,
    /// A button with the widget's name.
    Labelled,
    /// Nothing: the page opens the chat by script.
    None,
}

/// The words of a widget. An empty text means the built-in one of the visitor's language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// The name in the header and on a labelled launcher.
    pub name: Localised,
    /// The first message.
    pub greeting: Localised,
    /// The hint in the empty input.
    pub placeholder: Localised,
    /// Said when nothing matched.
    pub not_found: Localised,
    /// Said when an answer did not help.
    pub not_solved: Localised,
}

/// A button below the greeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartItem {
    /// Where it leads. What is not published has no button.
    pub target: StartTarget,
    /// What it is called; empty: as what it leads to.
    #[serde(default)]
    pub label: Localised,
}

/// Where a start button leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartTarget {
    /// The content of a category.
    Category(Uuid),
    /// An entry's answer.
    Entry(Uuid),
    /// A scenario.
    Scenario(Uuid),
    /// A form. There are none yet.
    Form(Uuid),
}

/// Whom to turn to. An empty field is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// The desk's name and hours, for example "IT ヘルプデスク（平日 9:00–18:00）".
    pub label: Localised,
    /// A telephone number or extension.
    pub phone: String,
    /// A mail address.
    pub mail: String,
    /// An http(s) address of a page.
    pub link: String,
    /// What the link is called.
    pub link_label: Localised,
}

/// Limits of settings, counted in characters unless said otherwise.
pub mod limits {
    /// Name of a widget.
    pub const NAME: usize = 60;
    /// A word in the place of a built-in one.
    pub const WORD: usize = 300;
    /// Start buttons.
    pub const START: usize = 8;
    /// Each other text.
    pub const TEXT: usize = 1_000;
    /// Phone, mail.
    pub const CONTACT: usize = 254;
    /// Link address.
    pub const LINK: usize = 2_000;
    /// A list of fonts.
    pub const FONT: usize = 200;
    /// Number of allowed origins.
    pub const ORIGINS: usize = 50;
}
