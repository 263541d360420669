//! Where the application lives: `PREFIX/admin/WORKSPACE/`.

use std::cell::RefCell;

/// The two parts of our address that differ between installations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    /// Empty, or `/kotae`: no slash at the end.
    prefix: String,
    workspace: String,
}

thread_local! {
    static PLACE: RefCell<Place> = RefCell::default();
}

/// Learns the place from the document. Call once, before anything else here.
pub(crate) fn learn() {
    let place = from_base(&crate::dom::base_path())
        .or_else(|| from_path(&crate::dom::path()))
        .unwrap_or_default();
    PLACE.set(place);
}

/// The path of the application without a slash at the end: the router's base.
pub(crate) fn base() -> String {
    PLACE.with_borrow(|place| format!("{}/admin/{}", place.prefix, place.workspace))
}

/// The address of one of our screens, for example `entries?status=draft`.
pub(crate) fn href(path: &str) -> String {
    format!("{}/{path}", base())
}

/// The address of a request of the admin API.
pub(crate) fn api(path: &str) -> String {
    PLACE.with_borrow(|place| format!("{}/api/admin/{}/{path}", place.prefix, place.workspace))
}

/// The address of something else below the prefix, for example `w/KEY`.
pub(crate) fn below_prefix(path: &str) -> String {
    PLACE.with_borrow(|place| format!("{}/{path}", place.prefix))
}

/// The path within the application, without slashes around it: empty for the first screen.
pub(crate) fn within(path: &str) -> String {
    let base = base();
    path.strip_prefix(base.as_str())
        .unwrap_or(path)
        .trim_matches('/')
        .to_owned()
}

/// From `PREFIX/admin/WORKSPACE/` as the server writes it into `<base>`.
fn from_base(path: &str) -> Option<Place> {
    let (rest, workspace) = path.trim_end_matches('/').rsplit_once('/')?;
    let prefix = rest.strip_suffix("/admin")?;
    Some(Place {
        prefix: prefix.to_owned(),
        workspace: workspace.to_owned(),
    })
}

/// From the address of any screen.
fn from_path(path: &str) -> Option<Place> {
    let (prefix, rest) = path.split_once("/admin/")?;
    let workspace = rest.split('/').next().filter(|name| !name.is_empty())?;
    Some(Place {
        prefix: prefix.to_owned(),
        workspace: workspace.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(prefix: &str, workspace: &str) -> Place {
        Place {
            prefix: prefix.into(),
            workspace: workspace.into(),
        }
    }

    #[test]
    fn reads_the_base() {
        assert_eq!(from_base("/admin/default/"), Some(place("", "default")));
        assert_eq!(from_base("/kotae/admin/it/"), Some(place("/kotae", "it")));
        assert_eq!(from_base("/admin/admin/admin/"), Some(place("/admin", "admin")));
        assert_eq!(from_base("/"), None);
    }

    #[test]
    fn reads_an_address() {
        assert_eq!(from_path("/admin/default"), Some(place("", "default")));
        assert_eq!(
            from_path("/kotae/admin/it/entries/new"),
            Some(place("/kotae", "it"))
        );
        assert_eq!(from_path("/admin/"), None);
    }

    #[test]
    fn writes_addresses() {
        PLACE.set(Place {
            prefix: "/kotae".into(),
            workspace: "it".into(),
        });
        assert_eq!(href("entries?q=a"), "/kotae/admin/it/entries?q=a");
        assert_eq!(api("session"), "/kotae/api/admin/it/session");
        assert_eq!(below_prefix("w/demo"), "/kotae/w/demo");
        assert_eq!(within("/kotae/admin/it/entries/new"), "entries/new");
        assert_eq!(within("/kotae/admin/it/"), "");
    }
}
