//! The forms of a word, and that both ways of searching agree on them.

use super::*;

/// Both ways of searching must agree: the second list has enough words to take the other way.
fn finds(word: Word<'_>, text: &str) -> bool {
    let few = !Words::new([word]).find(text.as_bytes()).is_empty();
    let names: Vec<String> = (0..90).map(|n| format!("zzqx{n}")).collect();
    let words = Words::new(std::iter::once(word).chain(names.iter().map(|name| Word::column(name))));
    let many = words.find(text.as_bytes()) == [0];
    assert_eq!(few, many, "{word:?} in {text}");
    few
}

#[test]
fn casings_and_accessors() {
    for text in [
        "email_address",
        "emailAddress",
        "EmailAddress",
        "EMAIL_ADDRESS",
        "email-address",
        "Email_Address",
        "emailaddress",
        "_emailAddress",
        "getEmailAddress()",
        "setEmailAddress",
        "is_email_address",
        "hasEmailAddress",
        "find_by_email_address(x)",
        "findByEmailAddress",
        "findByStatusAndEmailAddressOrderById",
        "find_by_name_and_email_address",
        "by_email_address",
        "email_address_id",
        "emailAddressId",
        "email_address__icontains",
        "owner__email_address__in",
        "user.email_address=1",
        "email_address?",
        "\"email_address\"",
        "@email_address",
        "email_address_changed?",
        "data-email-address",
        "data-email-address-x",
        "x-email_address",
        "u.email_address",
        "„email_address“",
        "x email_address",
        "deleteAllByEmailAddress",
    ] {
        assert!(finds(Word::column("email_address"), text), "{text}");
        assert!(finds(Word::column("emailAddress"), text), "{text}");
    }
    for text in [
        "email address",
        "email",
        "address",
        "the_email_addresses",
        "useremailaddress",
        "email.address",
        "myEmailAddress",
        "",
    ] {
        assert!(!finds(Word::column("email_address"), text), "{text}");
    }
}

#[test]
fn parts_count() {
    for (word, text, expected) in [
        ("sue", "issue", false),
        ("sue", "isSue", true),
        ("pass", "bypass", false),
        ("user", "userid", false),
        ("user", "user_id", true),
        ("username", "userName", true),
        ("oauth_token", "OAuthToken", true),
        ("id", "findById", true),
        ("id", "width", false),
        ("a", "x a", true),
        ("github_login", "GitHubLogin", true),
        ("größe", "t.größe", true),
        ("größe", "größen", false),
        ("first name", "[first name]", true),
        ("first name", "firstName", true),
        ("Admin::User", "class AdminUser", true),
        ("Admin::User", "Admin::User.first", true),
        ("Admin::User", "Admin.User", false),
    ] {
        assert_eq!(finds(Word::column(word), text), expected, "{word} in {text}");
    }
}

#[test]
fn plurals() {
    for (word, text) in [
        ("users", "User"),
        ("user", "users"),
        ("categories", "Category"),
        ("category", "categories"),
        ("addresses", "Address"),
        ("address", "addresses"),
        ("statuses", "Status"),
        ("status", "statuses"),
        ("boxes", "box"),
        ("user_profiles", "UserProfile"),
        ("houses", "house"),
        ("users", "user_id"),
    ] {
        assert!(finds(Word::table(word), text), "{word} in {text}");
    }
    assert!(!finds(Word::column("users"), "user"));
}

#[test]
fn long_runs_and_any_bytes_are_harmless() {
    let words = Words::new([Word::column("email"), Word::column("")]);
    assert!(words.find(&vec![b'a'; 100_000]).is_empty());
    assert!(words.find(&[b'-'; 1000]).is_empty());
    assert_eq!(words.find(b"\xff\xfeemail\xff"), [0]);
    assert_eq!(words.find(&b"email-".repeat(20_000)), [0]);
}
