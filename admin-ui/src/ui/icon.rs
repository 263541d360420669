//! Line icons on a 20 x 20 grid. They decorate: the words beside them, or the button's label, carry the meaning.

use crate::draw::Draw;
use leptos::prelude::*;

/// The icons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Again,
    Alert,
    ArrowDown,
    ArrowUp,
    Back,
    Bold,
    Book,
    Chart,
    Chat,
    Check,
    Chevron,
    Clock,
    Close,
    Code,
    Copy,
    Download,
    Edit,
    External,
    Folder,
    Globe,
    Heading,
    Grip,
    Home,
    Info,
    Link,
    List,
    Lock,
    Mail,
    Megaphone,
    Menu,
    Numbers,
    Merge,
    Move,
    People,
    Plus,
    Quote,
    Search,
    Send,
    SignOut,
    Swap,
    Table,
    ThumbDown,
    ThumbUp,
    Trash,
    Unknown,
    Upload,
    User,
    Widget,
}

impl Icon {
    const fn strokes(self) -> &'static str {
        match self {
            Self::Again => "M15.5 7A6.5 6.5 0 1 0 16.5 10.5M16 3v4.5h-4.5",
            Self::Bold => "M6 4h4.8a2.9 2.9 0 0 1 0 5.8H6zM6 9.8h5.6a3.1 3.1 0 0 1 0 6.2H6z",
            Self::Code => "M7 6l-4 4 4 4M13 6l4 4-4 4",
            Self::Heading => "M5 4v12M14 4v12M5 10h9",
            Self::Link => {
                "M8.5 11.5a3 3 0 0 0 4.3 0l2.9-2.9a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-2.9 2.9a3 3 0 0 0 4.3 4.3l1-1"
            }
            Self::Numbers => {
                "M8.5 5h8M8.5 10h8M8.5 15h8M3 3.8l1.2-.6v3.6M3 9h2l-2 2.6h2.1M3 13.6h2l-1.2 1.2a1 1 0 1 1-.9 1.5"
            }
            Self::Quote => "M4 5v10M8 6.5h8M8 10h8M8 13.5h5",
            Self::Table => "M3.5 4.5h13v11h-13zM3.5 8.5h13M10 4.5v11",
            Self::Alert => "M10 3l7.5 13.5h-15zM10 8v4M10 14.4v.1",
            Self::ArrowDown => "M10 4v12M5 11l5 5 5-5",
            Self::ArrowUp => "M10 16V4M5 9l5-5 5 5",
            Self::Back => "M12 4l-6 6 6 6",
            Self::Book => {
                "M10 5.5C8.5 4 6 3.5 3 3.5v12c3 0 5.5.5 7 2 1.5-1.5 4-2 7-2v-12c-3 0-5.5.5-7 2zM10 5.5v12"
            }
            Self::Chart => "M3.5 16.5h13M6 16.5v-5M10 16.5v-10M14 16.5v-7",
            Self::Chat => {
                "M4 3.5h12a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5H9l-4 3.5v-3.5H4A1.5 1.5 0 0 1 2.5 12V5A1.5 1.5 0 0 1 4 3.5zM6.5 7h7M6.5 10h4"
            }
            Self::Check => "M4 10.5l4 4 8-9",
            Self::Chevron => "M7.5 5l5 5-5 5",
            Self::Clock => "M10 2.5a7.5 7.5 0 1 0 .01 0zM10 6v4.2l3 1.8",
            Self::Close => "M5 5l10 10M15 5L5 15",
            Self::Copy => "M7 7h9v10H7zM13 7V3H4v10h3",
            Self::Download => "M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13",
            Self::Edit => "M13 4l3 3-9 9-4 1 1-4zM11.5 5.5l3 3",
            Self::External => "M11.5 3.5h5v5M16.5 3.5l-7 7M8.5 4.5h-5v12h12v-5",
            Self::Folder => "M2.5 15.5v-11h5l2 2h8v9z",
            Self::Globe => {
                "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM2.5 10h15M10 2.5c2.5 2 3 5 3 7.5s-.5 5.5-3 7.5c-2.5-2-3-5-3-7.5s.5-5.5 3-7.5z"
            }
            Self::Grip => "M7.5 4.5v.1M7.5 10v.1M7.5 15.5v.1M12.5 4.5v.1M12.5 10v.1M12.5 15.5v.1",
            Self::Home => "M3 9.5L10 3.5l7 6M5 8v8.5h3.5V12h3v4.5H15V8",
            Self::Info => "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 9v5M10 6.300v.1",
            Self::List => "M7.5 5.5h9M7.5 10h9M7.5 14.5h9M3.5 5.5h.1M3.5 10h.1M3.5 14.5h.1",
            Self::Lock => "M4.5 9h11v8h-11zM6.5 9V6.5a3.5 3.5 0 0 1 7 0V9",
            Self::Mail => "M3 4.5h14v11H3zM3 5.5l7 6 7-6",
            Self::Megaphone => "M3.5 8v4h3l7 4V4l-7 4zM16 8.5a2.5 2.5 0 0 1 0 3M6.5 12l1 4.5h2l-1-3.5",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::Merge => {
                "M5 3v3.500c0 3.500 5 3.500 5 7V17M15 3v3.500c0 3.500-5 3.500-5 7M7.500 14.500L10 17l2.500-2.500"
            }
            Self::Move => "M2.500 12.500v-8h5l2 2h8v9h-9M2.500 15.500h5M5.500 13l2.500 2.500L5.500 18",
            Self::People => {
                "M7.5 4a2.7 2.7 0 1 0 0 5.4 2.700 2.700 0 0 0 0-5.4zM2.500 16c.4-2.600 2.200-4 5-4s4.600 1.400 5 4M13 4.300a2.500 2.500 0 0 1 0 4.800M14.500 12.300c1.700.5 2.700 1.700 3 3.700"
            }
            Self::Plus => "M10 4v12M4 10h12",
            Self::Search => "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4",
            Self::Send => "M10 16V7M6 10.5l4-4 4 4M3.5 3.5h13",
            Self::SignOut => "M8 3.5H4v13h4M8 10h9M13.5 6.5L17 10l-3.5 3.5",
            Self::Swap => "M6.5 3v11M3.5 11l3 3 3-3M13.5 17V6M10.5 9l3-3 3 3",
            Self::ThumbDown => {
                "M6.5 11l3 6c1.1 0 2-.9 2-2v-2.5h4a1.5 1.5 0 0 0 1.5-1.7l-.9-5.5A1.5 1.5 0 0 0 14.6 4H6.5zM6.5 11h-3V4h3"
            }
            Self::ThumbUp => {
                "M6.5 9l3-6c1.1 0 2 .9 2 2v2.5h4a1.5 1.5 0 0 1 1.5 1.7l-.9 5.5A1.5 1.5 0 0 1 14.6 16H6.5zM6.5 9h-3v7h3"
            }
            Self::Trash => "M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11h8.4l.8-11M8.5 8.5v5M11.5 8.5v5",
            Self::Unknown => {
                "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM8 8.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1v.5M10 13.9v.1"
            }
            Self::Upload => "M10 13V4M6 7.5l4-4 4 4M3.5 16.5h13",
            Self::User => "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 16.5c.5-3 2.800-4.5 6-4.5s5.5 1.5 6 4.5",
            Self::Widget => "M3 3.5h14v13H3zM3 7h14M10.5 10.5h4v3.5h-4z",
        }
    }
}

/// Draws an icon.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon-mark" viewBox="0 0 20 20" aria-hidden="true">
            <path d=icon.strokes()></path>
        </svg>
    }
    .draw()
}
