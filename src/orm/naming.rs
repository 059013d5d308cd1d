//! Names of models, tables and columns in each other's casing, and English plurals as the frameworks build them.
//!
//! Only conventions stand here; which framework uses which is told by its own file.

/// The words of an identifier in any casing: `emailAddress`, `EMAIL_ADDRESS`, `email-address` → `email`, `address`.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let starts = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_numeric())
                || (before.is_some_and(|b| b.is_uppercase()) && after.is_some_and(|a| a.is_lowercase())));
        if starts && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(c.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// `EmailAddress` → `email_address`
pub fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `email_address` → `emailAddress`
pub fn camel(name: &str) -> String {
    let pascal = pascal(name);
    let mut chars = pascal.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `email_address` → `EmailAddress`
pub fn pascal(name: &str) -> String {
    words(name)
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect::<String>())
        })
        .collect()
}

/// Letters and digits in lower case: equal for all casings of one name.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words whose plural does not follow the rules below (the list that Rails and Sequelize's `inflection` share).
const IRREGULAR: &[(&str, &str)] = &[
    ("person", "people"),
    ("man", "men"),
    ("woman", "women"),
    ("child", "children"),
    ("mouse", "mice"),
    ("goose", "geese"),
    ("foot", "feet"),
    ("tooth", "teeth"),
    ("ox", "oxen"),
    ("index", "indices"),
    ("matrix", "matrices"),
    ("vertex", "vertices"),
    ("axis", "axes"),
    ("crisis", "crises"),
    ("analysis", "analyses"),
    ("datum", "data"),
    ("medium", "media"),
    ("status", "statuses"),
    ("alias", "aliases"),
    ("virus", "viruses"),
    ("quiz", "quizzes"),
    ("bus", "buses"),
    ("octopus", "octopi"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("knife", "knives"),
    ("half", "halves"),
    ("shelf", "shelves"),
    ("move", "moves"),
    ("cookie", "cookies"),
    ("movie", "movies"),
    ("house", "houses"),
    ("database", "databases"),
    ("cache", "caches"),
    ("hero", "heroes"),
    ("potato", "potatoes"),
    ("tomato", "tomatoes"),
    ("echo", "echoes"),
];

/// Plurals that no framework makes by itself and that projects teach theirs (`inflect.irregular "criterion", "criteria"`): read back, never made.
const TAUGHT: &[(&str, &str)] = &[
    ("criterion", "criteria"),
    ("phenomenon", "phenomena"),
    ("curriculum", "curricula"),
    ("memorandum", "memoranda"),
    ("referendum", "referenda"),
    ("addendum", "addenda"),
    ("erratum", "errata"),
    ("bacterium", "bacteria"),
    ("schema", "schemata"),
    ("formula", "formulae"),
    ("appendix", "appendices"),
    ("thesis", "theses"),
    ("hypothesis", "hypotheses"),
    ("diagnosis", "diagnoses"),
    ("synopsis", "synopses"),
    ("nucleus", "nuclei"),
    ("stimulus", "stimuli"),
    ("syllabus", "syllabi"),
];

/// Words that are their own plural.
const UNCOUNTABLE: &[&str] = &[
    "equipment",
    "information",
    "rice",
    "money",
    "species",
    "series",
    "fish",
    "sheep",
    "jeans",
    "police",
    "news",
    "metadata",
    "feedback",
];

/// The plural of the last word of a snake-case name: `user_status` → `user_statuses`.
pub fn pluralize(name: &str) -> String {
    last_word(name, |word| {
        if UNCOUNTABLE.contains(&word) {
            return word.to_string();
        }
        if let Some((_, plural)) = IRREGULAR.iter().find(|(singular, _)| *singular == word) {
            return (*plural).to_string();
        }
        let vowel_before_y =
            word.len() > 1 && matches!(word.as_bytes()[word.len() - 2], b'a' | b'e' | b'i' | b'o' | b'u');
        match word {
            _ if word.ends_with('y') && !vowel_before_y => format!("{}ies", &word[..word.len() - 1]),
            _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end)) => format!("{word}es"),
            _ => format!("{word}s"),
        }
    })
}

/// The singular of the last word of a snake-case name: `user_statuses` → `user_status`.
pub fn singularize(name: &str) -> String {
    last_word(name, |word| {
        if UNCOUNTABLE.contains(&word) {
            return word.to_string();
        }
        if let Some((singular, _)) = IRREGULAR.iter().chain(TAUGHT).find(|(_, plural)| *plural == word) {
            return (*singular).to_string();
        }
        let cut = |n: usize| word[..word.len() - n].to_string();
        match word {
            _ if word.ends_with("ies") && word.len() > 4 => format!("{}y", cut(3)),
            _ if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| word.ends_with(end)) => cut(2),
            _ if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") => word.to_string(),
            _ if word.ends_with('s') && word.len() > 1 => cut(1),
            _ => word.to_string(),
        }
    })
}

fn last_word(name: &str, change: impl Fn(&str) -> String) -> String {
    let at = name.rfind('_').map_or(0, |at| at + 1);
    let (head, word) = name.split_at(at);
    if word.is_ascii() { format!("{head}{}", change(word)) } else { name.to_string() }
}

/// The names that a model of this table usually has, in Pascal case, the likeliest first.
pub fn model_names(table: &str) -> Vec<String> {
    let mut names = vec![pascal(&singularize(&snake(table))), pascal(table)];
    names.dedup();
    names
}

/// The names of a model of this table that stands inside of another: `account_entries` → `Account::Entry`.
pub fn nested_names(table: &str) -> Vec<String> {
    let whole = singularize(&snake(table));
    let splits = whole.match_indices('_').map(|(at, _)| whole.split_at(at));
    splits.map(|(outer, inner)| format!("{}::{}", pascal(outer), pascal(inner))).collect()
}

/// Whether a model's name and a table's say the same thing: `UserAccount` and `user_accounts`, `tbl_user_account`, `user_account`.
pub fn same_thing(model: &str, table: &str) -> bool {
    let model = snake(model);
    let table = snake(table);
    let table =
        ["tbl_", "tb_", "t_"].iter().find_map(|prefix| table.strip_prefix(prefix)).unwrap_or(&table).to_string();
    model == table || singularize(&model) == singularize(&table)
}

/// How both models of Rails declare a table between theirs: `courses_students` → `has_and_belongs_to_many :courses`, `… :students`.
pub fn joined_by(table: &str) -> Vec<String> {
    let splits = table.match_indices('_').filter_map(|(at, _)| Some([table.get(..at)?, table.get(at + 1..)?]));
    let both = splits.flatten().filter(|name| !name.is_empty() && pluralize(&singularize(name)) == **name);
    both.map(|name| format!("{JOINS} :{name}")).collect()
}

/// The macro of Rails for a table without a model between two others.
pub const JOINS: &str = "has_and_belongs_to_many";

/// Rails' table between two others: their names in order, a common beginning (up to `_`) once.
pub fn join_table(one: &str, two: &str) -> String {
    let (first, second) = if one <= two { (one, two) } else { (two, one) };
    let shared = first
        .char_indices()
        .filter(|(_, c)| matches!(c, '_' | '.'))
        .map(|(at, _)| at + 1)
        .filter(|end| second.get(..*end) == first.get(..*end))
        .max();
    match shared.and_then(|end| second.get(end..)) {
        Some(rest) => format!("{first}_{rest}"),
        None => format!("{first}_{second}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casings_say_the_same() {
        for (name, want) in
            [("emailAddress", "email_address"), ("HTTPServer", "http_server"), ("user2FA", "user2_fa"), ("A", "a")]
        {
            assert_eq!(snake(name), want, "{name}");
        }
        assert_eq!(camel("email_address"), "emailAddress");
        assert_eq!(pascal("email_address"), "EmailAddress");
    }

    #[test]
    fn plurals_go_both_ways() {
        for (one, many) in [
            ("user", "users"),
            ("category", "categories"),
            ("user_status", "user_statuses"),
            ("box", "boxes"),
            ("person", "people"),
            ("key", "keys"),
            ("address", "addresses"),
            ("news", "news"),
            ("match", "matches"),
        ] {
            assert_eq!(pluralize(one), many);
            assert_eq!(singularize(many), one);
        }
        // What only a project can teach its framework is known when it is read.
        for (one, many) in [("exam_criterion", "exam_criteria"), ("curriculum", "curricula"), ("formula", "formulae")] {
            assert_eq!(singularize(many), one);
            assert_ne!(pluralize(one), many);
        }
        assert!(same_thing("UserAccount", "tbl_user_accounts"));
        assert!(!same_thing("User", "user_accounts"));
    }
}
