//! The notices of the data that is embedded in the binary, as its owners want it passed on.

use kotae_shared::Lang;

/// The terms of mecab-ipadic.
const IPADIC: &str = include_str!("../../data/lexicon/COPYRIGHT-mecab-ipadic");
/// The terms of SudachiDict.
const APACHE: &str = include_str!("../../data/lexicon/LICENSE-SudachiDict");
/// Whose SudachiDict is.
const SUDACHI: &str = "Copyright (c) 2017 Works Applications Co., Ltd.

Licensed under the Apache License, Version 2.0 (the \"License\"); you may not use this data except in compliance with the
License. You may obtain a copy of the License at

    http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, software distributed under the License is distributed on an
\"AS IS\" BASIS, WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific
language governing permissions and limitations under the License.";

/// Every notice, with a word before each in the reader's language.
pub fn text(lang: Lang) -> String {
    let line = "=".repeat(78);
    let part = |title: &str, about: &str, terms: &str| {
        format!("{line}\n{title}\n{about}\n{line}\n\n{}\n\n", terms.trim_end())
    };
    let own = lang.pick(
        "Kotae は Apache-2.0 または MIT のどちらかの条件で使えます。組み込みの辞書データの条件は次のとおりです。",
        "Kotae is licensed under Apache-2.0 or MIT, at your option. The dictionaries in it come under these terms.",
    );
    let readings = lang.pick(
        "漢字の読みの表（server/data/lexicon/ipadic-readings.tsv.gz）の出典",
        "Source of the table of readings (server/data/lexicon/ipadic-readings.tsv.gz)",
    );
    let synonyms = lang.pick(
        "組み込みの同義語（server/data/lexicon/sudachi-synonyms.txt.gz、変更なし）の出典",
        "Source of the built-in synonyms (server/data/lexicon/sudachi-synonyms.txt.gz, unchanged)",
    );
    let licence = lang.pick("上記の Apache-2.0 の全文", "The text of Apache-2.0, named above");
    [
        format!("{own}\n\n"),
        part("mecab-ipadic  https://taku910.github.io/mecab/", readings, IPADIC),
        part(
            "SudachiDict  https://github.com/WorksApplications/SudachiDict",
            synonyms,
            SUDACHI,
        ),
        part("Apache License, Version 2.0", licence, APACHE),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notices_are_whole_in_both_languages() {
        for lang in [Lang::Ja, Lang::En] {
            let text = text(lang);
            for part in [
                "Nara Institute of Science",
                "ICOT Free Software",
                "NO WARRANTY",
                "Works Applications Co., Ltd.",
                "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
                "END OF TERMS AND CONDITIONS",
            ] {
                assert!(text.contains(part), "{part}");
            }
        }
        assert!(text(Lang::Ja).starts_with("Kotae は"));
    }
}
