//! Views that are drawn once.
//!
//! Leptos generates for each view the code that draws it and the code that patches it into another of the same
//! type. Our views change through signals in them, or are replaced whole, so the second half would be dead weight:
//! a fifth of the program.

use leptos::{
    prelude::{AnyView, IntoAny, Mountable, Render, RenderHtml},
    tachys::{
        html::attribute::{Attribute, any_attribute::AnyAttribute},
        hydration::Cursor,
        renderer::types::{Element, Node},
        view::{Position, PositionState, add_attr::AddAnyAttr},
    },
};
use send_wrapper::SendWrapper;
use std::mem;

/// A way to draw a view at once.
pub(crate) trait Draw {
    /// Draws the view. Drawn anew, it replaces what was there.
    fn draw(self) -> AnyView;
}

impl<V> Draw for V
where
    V: Render,
    V::State: 'static,
{
    fn draw(self) -> AnyView {
        Drawn(SendWrapper::new(Box::new(self.build()))).into_any()
    }
}

/// Nodes that are there already.
struct Drawn(SendWrapper<Box<dyn Mountable>>);

struct State(Box<dyn Mountable>);

impl Render for Drawn {
    type State = State;

    fn build(self) -> State {
        State(self.0.take())
    }

    fn rebuild(self, state: &mut State) {
        let new = self.build();
        let mut old = mem::replace(state, new);
        old.insert_before_this(state);
        old.unmount();
    }
}

impl Mountable for State {
    fn unmount(&mut self) {
        self.0.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.0.elements()
    }
}

/// Attributes are written before a view is drawn.
impl AddAnyAttr for Drawn {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// There is no server that draws these screens: the text forms are empty.
impl RenderHtml for Drawn {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> State {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
