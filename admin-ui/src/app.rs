//! What the whole application knows, and what is shown: set-up, sign-in or the pages.

use crate::draw::Draw;
use crate::{
    api::{self, Failure},
    dom, lang, pages, place,
    router::{self, Address},
    shell,
    ui::{self, Confirm, Toast},
};
use kotae_shared::{
    Lang,
    access::{Permission, Role},
    api::{
        admin::{Session, Start},
        problem::ProblemCode,
        sso::SignedOut,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// What every screen can read and change. A handle: copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// The language of the screens.
    pub(crate) lang: RwSignal<Lang>,
    /// What is shown.
    gate: RwSignal<Gate>,
    /// Who is signed in.
    session: RwSignal<Option<Session>>,
    /// The role of who is signed in. By itself, since most changes of the session are of other things, and a page that
    /// follows what may be done must not be drawn anew for them.
    role: Memo<Option<Role>>,
    /// The session ended while a page is open: sign in again over it.
    pub(crate) expired: RwSignal<bool>,
    sign_ins: RwSignal<u32>,
    /// Mail can be sent, as the server said before the sign-in.
    pub(crate) mail: RwSignal<bool>,
    /// The messages at the bottom.
    pub(crate) toasts: RwSignal<Vec<Toast>>,
    /// The question that is being asked.
    pub(crate) question: RwSignal<Option<Confirm>, LocalStorage>,
    /// The address within the application.
    pub(crate) address: Address,
}

/// A sensitive change waits for a proof; what is called with the answer. Beside [`App`], which every page copies.
#[derive(Clone, Copy)]
pub(crate) struct Proving(pub(crate) RwSignal<Option<js_sys::Function>, LocalStorage>);

/// What proves a change from our page while there is no session.
const NO_SESSION: &str = "1";

/// What the application shows.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Gate {
    Asking,
    Failed(Failure),
    /// No administrator exists yet.
    SetUp,
    /// Somebody came by a one-time link for a new password.
    NewPassword,
    SignIn,
    /// Somebody forgot his password.
    Forgotten,
    Open,
}

/// The application's handle. Call it while a component is made, not in an event.
pub(crate) fn app() -> App {
    expect_context()
}

impl App {
    fn new() -> Self {
        let session = RwSignal::new(None::<Session>);
        let role =
            move |_: Option<&_>| session.with(|session| session.as_ref().map(|session| session.user.role));
        Self {
            lang: RwSignal::new(lang::of_browser()),
            gate: RwSignal::new(Gate::Asking),
            session,
            role: Memo::new(role),
            expired: RwSignal::new(false),
            sign_ins: RwSignal::new(0),
            mail: RwSignal::new(false),
            toasts: RwSignal::new(Vec::new()),
            question: RwSignal::new_local(None),
            address: Address::new(),
        }
    }

    /// Who is signed in; reactive. Pages are shown to signed-in users alone.
    pub(crate) fn session(self) -> Session {
        self.session.get().unwrap_or_else(nobody)
    }

    /// Reads something of the session; reactive. In a memo, only a change of just that is followed.
    pub(crate) fn session_ref<T: Default>(self, read: impl FnOnce(&Session) -> T) -> T {
        self.session
            .with(|session| session.as_ref().map(read))
            .unwrap_or_default()
    }

    /// The session without following its changes.
    pub(crate) fn session_now(self) -> Session {
        self.session.get_untracked().unwrap_or_else(nobody)
    }

    /// Whether who is signed in may do it; reactive. What he may not do is not shown.
    pub(crate) fn may(self, permission: Permission) -> bool {
        self.role.get().is_some_and(|role| role.may(permission))
    }

    /// Takes a new state of the session: a sign-in, or a reply that has one.
    pub(crate) fn admit(self, session: Session) {
        api::set_csrf(&session.csrf);
        self.mail.set(session.mail);
        if self.lang.get_untracked() != session.user.lang {
            self.lang.set(session.user.lang);
        }
        self.session.set(Some(session));
        if self.expired.get_untracked() {
            self.expired.set(false);
            self.sign_ins.update(|n| *n += 1);
        }
        if self.gate.get_untracked() != Gate::Open {
            self.gate.set(Gate::Open);
        }
    }

    /// Makes the caller run again after a new sign-in over the page.
    pub(crate) fn track_sign_ins(self) {
        self.sign_ins.track();
    }

    /// Asks the server for the session again, after a change that may alter the number of unpublished changes.
    pub(crate) fn refresh(self) {
        spawn_local(async move {
            if let Ok(session) = api::get::<Session>("session").await {
                self.admit(session);
            }
        });
    }

    /// Ends the session.
    pub(crate) fn sign_out(self) {
        shell::find::recent::forget();
        spawn_local(async move {
            match api::take::<Option<SignedOut>>("session").await {
                Err(failure) if failure.code() != Some(ProblemCode::SignInRequired) => self.fail(&failure),
                // The provider signs out too, and sends the browser back.
                Ok(Some(SignedOut { go_on })) => {
                    let _ = window().location().set_href(&go_on);
                }
                _ => {
                    api::set_csrf(NO_SESSION);
                    self.expired.set(false);
                    self.gate.set(Gate::SignIn);
                    self.session.set(None);
                }
            }
        });
    }

    fn start(self) {
        api::on_signed_out(move || {
            api::set_csrf(NO_SESSION);
            if self.gate.get_untracked() == Gate::Open {
                self.expired.set(true);
            }
        });
        if untrack(|| self.path()) == "password" && !dom::fragment().is_empty() {
            return self.gate.set(Gate::NewPassword);
        }
        self.gate.set(Gate::Asking);
        spawn_local(async move {
            match api::get::<Session>("session").await {
                Ok(session) => return self.admit(session),
                Err(failure) if failure.code() != Some(ProblemCode::SignInRequired) => {
                    return self.gate.set(Gate::Failed(failure));
                }
                Err(_) => {}
            }
            self.gate.set(match api::get::<Start>("start").await {
                Ok(start) if start.needs_set_up => Gate::SetUp,
                Ok(start) => {
                    self.mail.set(start.mail);
                    Gate::SignIn
                }
                Err(failure) => Gate::Failed(failure),
            });
        });
    }

    /// Somebody forgot his password.
    pub(crate) fn to_forgotten(self) {
        self.gate.set(Gate::Forgotten);
    }

    /// The administrator exists by now: sign in.
    pub(crate) fn to_sign_in(self) {
        self.gate.set(Gate::SignIn);
    }
}

fn nobody() -> Session {
    Session {
        user: kotae_shared::api::admin::User {
            id: uuid::Uuid::nil(),
            name: String::new(),
            email: String::new(),
            lang: lang::current(),
            time_zone: String::new(),
            role: Role::Viewer,
            categories: None,
        },
        workspace: String::new(),
        csrf: String::new(),
        needs_factor: false,
        unpublished: 0,
        four_eyes: false,
        to_approve: 0,
        open_submissions: 0,
        mail: false,
        banner: kotae_shared::api::workspaces::Banner::default(),
        operator: false,
        version: String::new(),
        public_url: String::new(),
    }
}

/// The whole application.
#[component]
pub(crate) fn Root() -> impl IntoView {
    place::learn();
    let app = App::new();
    provide_context(app);
    let proving = Proving(RwSignal::new_local(None));
    provide_context(proving);
    api::on_proof_wanted(move || js_sys::Promise::new(&mut |resolve, _| proving.0.set(Some(resolve))));
    app.start();
    router::listen(app);
    move || {
        lang::set(app.lang.get());
        view! {
            {move || screen(app, app.gate.get())}
            <ui::ConfirmHost/>
            <ui::ToastHost/>
        }
    }
}

fn screen(app: App, gate: Gate) -> AnyView {
    match gate {
        Gate::Asking => ().draw(),
        Gate::Failed(failure) => {
            view! { <shell::GateFrame>{ui::failed(&failure, move || app.start())}</shell::GateFrame> }.draw()
        }
        Gate::SetUp => view! { <pages::set_up::SetUp token=dom::fragment()/> }.draw(),
        Gate::NewPassword => view! { <pages::new_password::NewPassword/> }.draw(),
        Gate::SignIn => view! { <pages::sign_in::SignInPage/> }.draw(),
        Gate::Forgotten => view! { <pages::forgotten::Forgotten/> }.draw(),
        Gate::Open => view! { <shell::Shell/> }.draw(),
    }
}
