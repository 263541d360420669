//! The program that Trunk builds for the browser.

fn main() {
    kotae_widget::run();
}
