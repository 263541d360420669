//! The matcher gives the same ranking in a browser as natively: the golden questions, asked in real Chromium by
//! the code that ships.

use anyhow::{Context, Result, ensure};
use kotae_tests::{Browser, Options, host, root, run};
use std::path::PathBuf;

const ASK: &str = "const done = arguments[arguments.length - 1];
    import('/kotae_parity.js').then(async (parity) => {
        await parity.default();
        done({ questions: parity.questions(), differences: parity.differences() });
    }).catch((error) => done({ error: String(error) }));";

#[test]
fn the_matcher_ranks_alike_in_a_browser() -> Result<()> {
    // `cargo xtask test` builds it and says where it is.
    let folder =
        std::env::var_os("KOTAE_PARITY").map_or_else(|| root().join("target/xtask/parity"), PathBuf::from);
    ensure!(
        folder.join("kotae_parity.js").is_file(),
        "no parity module: run `cargo xtask test browser`"
    );
    run(async {
        let host = host::serve_folder(folder).await?;
        Browser::run("parity", &Options::default(), async |browser| {
            browser.goto(format!("{}/", host.origin())).await?;
            let result = browser.execute_async(ASK, vec![]).await?;
            let result = result.json();
            let questions = result["questions"]
                .as_u64()
                .with_context(|| format!("{result}"))?;
            ensure!(questions > 100, "only {questions} questions were asked");
            let differences = result["differences"].as_str().unwrap_or_default();
            ensure!(differences.is_empty(), "{differences}");
            Ok(())
        })
        .await
    })
}
